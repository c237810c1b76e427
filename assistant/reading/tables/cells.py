"""Fill a grid with a page's text: cells as drawn, columns where a table leaves lines out."""

from __future__ import annotations

from bisect import bisect_right
from collections import defaultdict
from dataclasses import replace
from itertools import pairwise
from statistics import median

from assistant.reading.ocr.cells import tidied
from assistant.reading.pages.page import Page
from assistant.reading.tables.bands import split_bands
from assistant.reading.tables.grids import Grid, own_strips
from assistant.reading.tables.parts import Part
from assistant.reading.tables.text import Run, cut, printed_lines, text_of

_SLIVER = 12.0
"""Points that a column without a cell of its own is wide at most, to be no column."""


def ruled_part(page: Page, grid: Grid) -> Part:
    """Fill a grid with the page's text."""
    runs: dict[int, list[Run]] = defaultdict(list)
    lines: set[int] = set()
    box = grid.box
    if page.source == "ocr":
        grid = _without_crossed_walls(page, grid)

    (rows_in_all, columns_in_all), xs, ys, cells = grid.size, grid.xs, grid.ys, grid.cells

    def number_at(x: float, y: float) -> int | None:
        # Asked for each character: `grid.place` without its tuples.
        row, column = bisect_right(ys, y) - 1, bisect_right(xs, x) - 1
        return cells[row][column] if 0 <= row < rows_in_all and 0 <= column < columns_in_all else None

    # A header repeated on every page is easily taken for a running head.
    heads = [line for line in page.furniture if line.box.y1 - line.box.y0 < 1.8 * line.size]
    for i, line in enumerate([*page.lines, *heads]):
        if line.box.y1 < box.y0 or line.box.y0 > box.y1 or line.box.x1 < box.x0 or line.box.x0 > box.x1:
            continue
        inside = 0
        for number, run in cut(line, i, number_at):
            if number is not None:
                runs[number].append(run)
                inside += len(run.text)
        if inside > 0.5 * len(line.text.replace(" ", "")) and i < len(page.lines):
            lines.add(i)
    kept_rows = own_strips(grid.cells, grid.ys)
    kept_columns = own_strips([list(column) for column in zip(*grid.cells, strict=True)], grid.xs, _SLIVER)
    rows = [[grid.cells[r][c] for c in kept_columns] for r in kept_rows]
    tops = [grid.ys[0], *(grid.ys[r] for r in kept_rows[1:])]
    heights = list(zip(tops, [*tops[1:], grid.ys[-1]], strict=True))
    edges = (grid.xs[0], *(grid.xs[c] for c in kept_columns[1:]), grid.xs[-1])
    part = Part(page.number, box, edges, rows, heights, {}, runs, lines, sides=grid.sides)
    _split_spread(part)
    split_bands(part)
    widths = part.inner_widths()
    part.texts = {number: text_of(found, widths.get(number, 0.0)) for number, found in part.runs.items()}
    if page.source == "ocr":
        part.texts = tidied(part.texts, part.rows)
    return part


def _without_crossed_walls(page: Page, grid: Grid) -> Grid:
    """Take away walls that Chinese text runs through at an even pitch: a scan's smudges look like walls."""
    merged: dict[int, int] = {}
    for line in page.lines:
        if line.box.y1 < grid.ys[0] or line.box.y0 > grid.ys[-1] or len(line.text) < 4:
            continue
        middle = (line.box.y0 + line.box.y1) / 2
        centres = [(a + b) / 2 for a, b in pairwise(line.xs)]
        steps = [b - a for a, b in pairwise(centres)]
        chinese = ["\u4e00" <= x <= "\u9fff" and "\u4e00" <= y <= "\u9fff" for x, y in pairwise(line.text)]
        if not any(chinese):
            continue
        # Letters and marks are narrower: among Chinese characters alone the pitch shows, and what breaks it.
        usual = median(step for step, both in zip(steps, chinese, strict=True) if both)
        for i, step in enumerate(steps):
            if step > 1.25 * usual or not chinese[i]:
                continue
            here, there = grid.place(centres[i], middle), grid.place(centres[i + 1], middle)
            if here and there and here != there:
                a, b = grid.cells[here[0]][here[1]], grid.cells[there[0]][there[1]]
                if a != b:
                    merged[b] = merged.get(a, a)
    if not merged:
        return grid
    return replace(grid, cells=tuple(tuple(merged.get(n, n) for n in row) for row in grid.cells))


def _split_spread(part: Part) -> None:
    """Part a cell over several columns whose text stands in each column by itself: its walls were only shaded."""
    fresh = max((n for row in part.rows for n in row), default=0) + 1
    for row in part.rows:
        if len(set(row)) == len(row):
            continue
        for number in set(row):
            columns = [c for c, n in enumerate(row) if n == number]
            if len(columns) < 2:
                continue
            found = printed_lines(part.runs.get(number, []))
            if not found or sum(number in other for other in part.rows) > 1:
                continue
            places = [[_column_of(run, part.edges, columns) for run in line] for line in found]
            if any(len(run.text) < 2 for line in found for run in line):
                continue  # a head set wide: one character in each column
            hit = {place for line in places for place in line}
            if None in hit or hit != set(columns) or not any(len(set(line)) > 1 for line in places):
                continue
            for k, c in enumerate(columns):
                row[c] = fresh + k
                part.runs[fresh + k] = [
                    run
                    for line, at in zip(found, places, strict=True)
                    for run, p in zip(line, at, strict=True)
                    if p == c
                ]
            del part.runs[number]
            fresh += len(columns)


def _column_of(run: Run, edges: tuple[float, ...], columns: list[int]) -> int | None:
    """Return which of some columns a run lies wholly in."""
    return next((c for c in columns if edges[c] - 1 <= run.box.x0 and run.box.x1 <= edges[c + 1] + 1), None)
