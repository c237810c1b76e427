"""A table's part on one page: rows of cells with their texts, before parts are joined over pages."""

from __future__ import annotations

import re
from collections import defaultdict
from dataclasses import dataclass, field, replace
from difflib import SequenceMatcher
from itertools import pairwise
from statistics import median

from assistant.library.folding import fold, fold_text
from assistant.reading.captions import FoundNote, Heading, split_note
from assistant.reading.grids import Grid, own_strips
from assistant.reading.page import Page, Rect
from assistant.reading.table_text import Run, cut, join, line_text, printed_lines, text_of

SERIAL = re.compile(r"[(（]?[A-Z]{0,2}-?\d{1,3}(?:\.\d{1,3})*[a-z]?[)）]?[.、．]?")
SERIAL_HEADS = frozenset({"序号", "编号", "项次", "no.", "no", "№", "s/n", "serial no.", "序", "row"})
_VALUE = re.compile(r"[<>≤≥＜＞~～\d.,\s×%–—\-－/()±+]+|不得检出|未检出|N/A|n/a")
_MOST_HEADER_ROWS = 4
_PADDING = 11.0
"""Points between a cell's two borders and its text, as word processors set them."""


@dataclass(slots=True)
class Part:
    """Rows of cell numbers; places of one number are one merged cell, whose text stands in `texts`."""

    page: int
    box: Rect
    edges: tuple[float, ...]
    rows: list[list[int]]
    heights: list[tuple[float, float]]
    """Top and bottom of each row."""
    texts: dict[int, str]
    runs: dict[int, list[Run]]
    lines: set[int]
    """Indices of the page's lines that stand in cells."""
    ruled: bool = True
    sides: int = 4
    weak: bool = False
    """A table only where it goes on with one on the page before."""
    heading: Heading = field(default_factory=Heading)
    heading_page: int = 0
    """The page the heading stands on, where that is the page before; else 0."""
    notes: list[FoundNote] = field(default_factory=list)
    note_lines: set[int] = field(default_factory=set)

    def row_texts(self, row: int) -> tuple[str, ...]:
        """Return a row's texts, merged cells spread."""
        return tuple(self.texts.get(number, "") for number in self.rows[row])

    def is_banner(self, row: int) -> bool:
        """Whether one cell fills the whole row."""
        return len(set(self.rows[row])) == 1 and len(self.rows[row]) > 1


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

    for i, line in enumerate(page.lines):
        if line.box.y1 < box.y0 or line.box.y0 > box.y1 or line.box.x1 < box.x0 or line.box.x0 > box.x1:
            continue
        inside = 0
        for number, run in cut(line, i, number_at):
            if number is not None:
                runs[number].append(run)
                inside += len(run.text)
        if inside > 0.5 * len(line.text.replace(" ", "")):
            lines.add(i)
    kept_rows = own_strips(grid.cells)
    kept_columns = own_strips([list(column) for column in zip(*grid.cells, strict=True)])
    rows = [[grid.cells[r][c] for c in kept_columns] for r in kept_rows]
    tops = [grid.ys[0], *(grid.ys[r] for r in kept_rows[1:])]
    heights = list(zip(tops, [*tops[1:], grid.ys[-1]], strict=True))
    edges = (grid.xs[0], *(grid.xs[c] for c in kept_columns[1:]), grid.xs[-1])
    part = Part(page.number, box, edges, rows, heights, {}, runs, lines, sides=grid.sides)
    _split_spread(part)
    _split_bands(part)
    widths = _inner_widths(part)
    part.texts = {number: text_of(found, widths.get(number, 0.0)) for number, found in part.runs.items()}
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
            if any(None in line for line in places) or not any(len(set(line)) == len(columns) for line in places):
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
        anchors = _anchors(part, r)
        if len(anchors) < 2:
            rows.append(row)
            heights.append(part.heights[r])
            continue
        top, bottom = part.heights[r]
        bounds = [top, *((a + b) / 2 for a, b in pairwise(anchors)), bottom]
        new = [list(row) for _ in anchors]
        for number in set(row):
            if any(number in other for i, other in enumerate(part.rows) if i != r):
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
    values = [c for c in columns if len(c) > 2 and all(_VALUE.fullmatch(line_text(line)) for line in c)]
    if not values or len(part.rows) > 6 or len(first) < max(map(len, values)):
        return []
    return [line[0].middle for line in max(values, key=len)]


def header_height(part: Part) -> int:
    """Return how many of the first rows are header: as deep as its merged cells reach, and never a numbered row."""
    rows = part.rows
    if len(rows) < 2 or SERIAL.fullmatch(part.row_texts(0)[0]):
        return 0
    if looks_like_form(part):
        return 0
    height = 1
    while height < min(len(rows), _MOST_HEADER_ROWS):
        reaches = set(rows[height - 1]) & set(rows[height])
        last = rows[height - 1]
        spread = len(set(last)) < len(last)
        numbered = bool(SERIAL.fullmatch(part.row_texts(height)[0]))
        if numbered or not (reaches or spread):
            break
        if reaches and not spread and last[0] in reaches and len(reaches) == 1 and not _is_corner(part, height):
            break
        if spread and not reaches and _has_values(part, height):
            break
        height += 1
    return height if height < len(rows) else (1 if len(rows) > 1 else 0)


def _is_corner(part: Part, height: int) -> bool:
    """Whether the first column's cell goes on because it heads the header's lower rows, not because it groups rows."""
    return not _has_values(part, height) and all(part.row_texts(height)[1:])


def _has_values(part: Part, row: int) -> bool:
    return any(_VALUE.fullmatch(text) for text in part.row_texts(row)[1:] if text)


def looks_like_form(part: Part) -> bool:
    """Whether the first row already asks for entries: a label beside an empty cell."""
    texts = part.row_texts(0)
    return part.heading.caption is None and len(texts) > 1 and bool(texts[0]) and any(not text for text in texts[1:])


def _alike(first: tuple[str, ...], second: tuple[str, ...]) -> bool:
    """Whether two columns' headings are the same but for a misprint."""
    a, b = " ".join(first), " ".join(second)
    return a == b or (len(a) > 3 and SequenceMatcher(None, a, b, autojunk=False).ratio() > 0.7)


def unfold_panels(part: Part) -> None:
    """Stack panels printed side by side under the same repeated headings."""
    height = header_height(part) or 1
    columns = len(part.edges) - 1
    heads = [tuple(fold(part.row_texts(r)[c]).text for r in range(height)) for c in range(columns)]
    for panels in (4, 3, 2):
        width = columns // panels
        if columns % panels or width < 2 or len(set(heads[:width])) < 2:
            continue
        if not all(_alike(heads[c % width], heads[c]) for c in range(columns)):
            continue
        body = list(range(height, len(part.rows)))
        if not body or any(part.is_banner(r) for r in body):
            return
        rows = [part.rows[r][:width] for r in range(height)]
        heights = part.heights[:height]
        for p in range(panels):
            for r in body:
                cells = part.rows[r][p * width : (p + 1) * width]
                if p == 0 or any(part.texts.get(n) for n in cells):
                    rows.append(cells)
                    heights.append(part.heights[r])
        part.rows, part.heights, part.edges = rows, heights, part.edges[: width + 1]
        return


def take_inner_notes(part: Part, marks: set[str]) -> None:
    """Take notes printed in last rows that one cell fills."""
    notes: list[FoundNote] = []
    while len(part.rows) > 1 and part.is_banner(len(part.rows) - 1):
        number = part.rows[-1][0]
        lines = printed_lines(part.runs.get(number, []))
        found: list[FoundNote] = []
        for line in lines:
            text = line_text(line)
            box = (
                part.page,
                line[0].box.x0,
                min(r.box.y0 for r in line),
                line[-1].box.x1,
                max(r.box.y1 for r in line),
            )
            opened = split_note(text, marks, small=not found)
            if opened:
                found.append(FoundNote(*opened, (box,)))
            elif found:
                mark, before, boxes = found[-1]
                found[-1] = FoundNote(mark, join(before, text), (*boxes, box))
            else:
                break
        if not found:
            break
        notes = found + notes
        part.rows.pop()
        part.heights.pop()
        part.note_lines |= {run.line for line in lines for run in line}
    part.notes = notes


def marks_of(part: Part) -> set[str]:
    """Return the footnote marks that stand at the end of cells' lines and of the title."""
    marks: set[str] = set()
    title = part.heading.caption.title if part.heading.caption else ""
    for text in [*part.texts.values(), title]:
        for line in text.split("\n"):
            back = line.translate(str.maketrans("ᵃᵇᶜᵈᵉᶠᵍʰ", "abcdefgh"))
            for found in re.findall(r"\([1-9]\d?\)|(?<![\d(])[1-9]\)|[①-⑳]|\*{1,3}|[†‡]", fold_text(back)):
                marks.add(found)
            if back != line:
                marks.update(re.findall(r"[a-h]", "".join(b for b, a in zip(back, line, strict=True) if a != b)))
            elif glued := re.search(r"(?<=[\u4e00-\u9fff\d%）)A])([a-h])$", line):
                marks.add(glued.group(1))
    return marks
