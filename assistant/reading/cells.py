"""Fill a grid with a page's text: cells as drawn, rows and columns where a table leaves lines out."""

from __future__ import annotations

import re
from collections import defaultdict
from dataclasses import replace
from itertools import pairwise
from statistics import median

from assistant.reading.grids import Grid, own_strips
from assistant.reading.ocr_cells import tidied
from assistant.reading.page import Page
from assistant.reading.parts import SERIAL, VALUE, Part
from assistant.reading.table_text import Run, cut, line_text, printed_lines, text_of

_SLIVER = 12.0
"""Points that a column without a cell of its own is wide at most, to be no column."""
_HEAD = re.compile(r"[:：]\s*[ᵃᵇᶜᵈᵉᶠᵍʰ]*$")
_PADDING = 11.0
"""Points between a cell's two borders and its text, as word processors set them."""


def ruled_part(page: Page, grid: Grid) -> Part:
    """Fill a grid with the page's text."""
    runs: dict[int, list[Run]] = defaultdict(list)
    lines: set[int] = set()
    box = grid.box
    if page.source == "ocr":
        grid = _without_crossed_walls(page, grid)

    def number_at(x: float, y: float) -> int | None:
        place = grid.place(x, y)
        return None if place is None else grid.cells[place[0]][place[1]]

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
    _split_bands(part)
    widths = _inner_widths(part)
    part.texts = {number: text_of(found, widths.get(number, 0.0)) for number, found in part.runs.items()}
    if page.source == "ocr":
        part.texts = tidied(part.texts, part.rows)
    return part


def _inner_widths(part: Part) -> dict[int, float]:
    """Return the room for text in each cell."""
    widths: dict[int, float] = {}
    for row in part.rows:
        for number in set(row):
            columns = [c for c, n in enumerate(row) if n == number]
            widths[number] = part.edges[columns[-1] + 1] - part.edges[columns[0]] - _PADDING
    return widths


def _without_crossed_walls(page: Page, grid: Grid) -> Grid:
    """Take away walls that Chinese text runs through at an even pitch: a scan's smudges look like walls."""
    merged: dict[int, int] = {}
    for line in page.lines:
        if line.box.y1 < grid.ys[0] or line.box.y0 > grid.ys[-1] or len(line.text) < 4:
            continue
        middle = (line.box.y0 + line.box.y1) / 2
        centres = [(a + b) / 2 for a, b in pairwise(line.xs)]
        steps = [b - a for a, b in pairwise(centres)]
        usual = median(steps)
        for i, step in enumerate(steps):
            if step > 1.2 * usual or not (
                "\u4e00" <= line.text[i] <= "\u9fff" and "\u4e00" <= line.text[i + 1] <= "\u9fff"
            ):
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
        for number in set(row):
            columns = [c for c, n in enumerate(row) if n == number]
            found = printed_lines(part.runs.get(number, []))
            if len(columns) < 2 or not found or sum(number in other for other in part.rows) > 1:
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


def _split_bands(part: Part) -> None:
    """Split rows whose lines are rows of their own, as in tables that rule only columns."""
    fresh = max((n for row in part.rows for n in row), default=0) + 1
    rows: list[list[int]] = []
    heights: list[tuple[float, float]] = []
    for r, row in enumerate(part.rows):
        anchors, shared = _stacked_rows(part, r)
        anchors = anchors or _anchors(part, r)
        if len(anchors) < 2:
            rows.append(row)
            heights.append(part.heights[r])
            continue
        top, bottom = part.heights[r]
        bounds = [top, *((a + b) / 2 for a, b in pairwise(anchors)), bottom]
        new = [list(row) for _ in anchors]
        for number in set(row):
            if number in shared or any(number in other for i, other in enumerate(part.rows) if i != r):
                continue
            found = printed_lines(part.runs.get(number, []))
            if len(found) == 1 and len(anchors) > 2 and abs(found[0][0].middle - anchors[0]) > found[0][0].size:
                continue
            centred = any(line[0].middle < anchors[0] - 0.8 * line[0].size for line in found)
            part.runs.pop(number, None)
            for k in range(len(anchors)):
                new[k] = [fresh + k if n == number else n for n in new[k]]
            for line in found:
                part.runs.setdefault(fresh + _owner(line, anchors, centred=centred), []).extend(line)
            fresh += len(anchors)
        rows += new
        heights += pairwise(bounds)
    part.rows, part.heights = rows, heights


def _stacked_rows(part: Part, r: int) -> tuple[list[float], set[int]]:
    """Return heights of the lines that are rows of their own in row r, and the cells that hold for all of them.

    That is so where values stand line beside line in three columns, or in two and every other cell has as many lines.
    A column of values with another number of lines leaves it in doubt, and the row as it is drawn.
    """
    row = part.rows[r]
    own = [n for n in dict.fromkeys(row) if sum(n in other for other in part.rows) == 1]
    stacks = {n: printed_lines(part.runs.get(n, [])) for n in own}
    values = [n for n, lines in stacks.items() if len(lines) > 1 and all(VALUE.fullmatch(line_text(x)) for x in lines)]
    if len(values) < 2 or len({len(stacks[n]) for n in values}) > 1:
        return [], set()
    anchors = [line[0].middle for line in stacks[values[0]]]
    widths = _inner_widths(part)
    others = [n for n in own if n not in values and len(stacks[n]) > 1]
    named = [n for n in others if _beside(stacks[n], anchors) and not _is_one_text(stacks[n], widths[n])]
    with_heads = any(
        len(stacks[n]) > len(anchors)
        and _beside([x for x in stacks[n] if any(_beside([x], [at]) for at in anchors)], anchors)
        for n in others
    )
    if with_heads or not all(_beside(stacks[n], anchors) for n in values):
        return [], set()
    if len(values) < 3 and (not named or len(named) < len(others)):
        return [], set()
    return anchors, {n for n in own if n not in values and n not in named}


def _beside(lines: list[list[Run]], anchors: list[float]) -> bool:
    """Whether each line stands at the height of one anchor."""
    return len(lines) == len(anchors) and all(
        abs(line[0].middle - at) < 0.5 * line[0].size for line, at in zip(lines, anchors, strict=True)
    )


def _is_one_text(lines: list[list[Run]], width: float) -> bool:
    """Whether lines are one text that runs on: brackets or commas left open, or no room left at the ends."""
    texts = [line_text(line) for line in lines]
    left_open = any(t.count("(") + t.count("（") != t.count(")") + t.count("）") for t in texts)
    full = all(width - (line[-1].box.x1 - line[0].box.x0) < 1.2 * line[0].size for line in lines[:-1])
    return left_open or full or any(t.endswith(("、", "，", ",")) for t in texts[:-1])


def _owner(line: list[Run], anchors: list[float], *, centred: bool) -> int:
    """Return which anchor a line belongs to: the nearest, or the last that does not stand below it."""
    middle, size = line[0].middle, line[0].size
    if centred:
        return min(range(len(anchors)), key=lambda k: abs(anchors[k] - middle))
    return max((k for k, a in enumerate(anchors) if a <= middle + 0.6 * size), default=0)


def _anchors(part: Part, r: int) -> list[float]:
    """Return heights at which rows begin inside row r, by serial numbers or else by a column of values."""
    row = part.rows[r]
    if len(set(row)) < 2:
        return []
    own = [n for n in dict.fromkeys(row) if sum(n in other for other in part.rows) == 1]
    first = printed_lines(part.runs.get(row[0], []))
    if row[0] in own and len(first) > 1 and all(SERIAL.fullmatch(line_text(line)) for line in first):
        numbers = [int(re.sub(r"\D", "", line_text(line)) or 0) for line in first]
        if numbers == sorted(set(numbers)):
            return [line[0].middle for line in first]
    if len(first) == 1 and SERIAL.fullmatch(line_text(first[0])) and len(part.rows) > 3:
        return []
    columns = [printed_lines(part.runs.get(n, [])) for n in own if n != row[0]]
    values = [c for c in columns if len(c) > 2 and all(VALUE.fullmatch(line_text(line)) for line in c)]
    pairs = [c for c in columns if len(c) > 1 and all(VALUE.fullmatch(line_text(line)) for line in c)]
    if len(pairs) > 1 and len({len(c) for c in pairs}) == 1 and len(first) >= len(pairs[0]) > 1:
        # Several values in each column, each beside a line of the first: rows that no line parts.
        beside = [line for line in first if any(abs(line[0].middle - v[0].middle) < 0.5 * v[0].size for v in pairs[0])]
        if len(beside) == len(pairs[0]):
            heads = [line for line in first if _HEAD.search(line_text(line))]
            return sorted(line[0].middle for line in (*beside, *(h for h in heads if h not in beside)))
    if not values or len(part.rows) > 6 or len(first) < max(map(len, values)):
        return []
    at = [line[0].middle for line in max(values, key=len)]
    heads = [line for line in first if _HEAD.search(line_text(line))]
    return sorted([*at, *(h[0].middle for h in heads if all(abs(h[0].middle - y) > 0.5 * h[0].size for y in at))])
