"""Set characters into lines: one baseline, no ruled line between them, no gap wide enough for a new cell or column."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from itertools import groupby, pairwise
from statistics import median

from assistant.reading.glyphs import Glyph
from assistant.reading.gutters import find_gutters
from assistant.reading.page import Line, Rect, Ruling
from assistant.reading.raised import RAISED_MARKS, RAISED_SIGNS, with_scripts

_WIDE = re.compile(r"[⺀-⿟、-〟぀-ヿ㐀-鿿豈-﫿！-｠]")
_CELL_GAP = 2.2
"""A gap wider than this many ems starts a new line: another cell or column."""
_BLANK_GAP = {True: 0.35, False: 0.17}
"""Gaps (ems) read as a blank: beside a full-width character, between letters."""
_POINT_GAP = 0.45
"""Gaps (ems) read as a blank before a mark, and between a decimal point and its figure, which stand apart anyhow."""
_EXPONENT_GAP = 0.9
"""Gaps (ems) read as a blank between a figure and its exponent, whose marks may be full-width."""


def set_lines(glyphs: Sequence[Glyph], rulings: Sequence[Ruling]) -> list[Line]:
    """Set glyphs of any direction into lines, from top to bottom, left to right."""
    lines: list[Line] = []
    for angle in (0, 90, 180, 270):
        turned = [glyph for glyph in glyphs if glyph.style.angle == angle]
        dividers = [line for line in rulings if not line.horizontal] if angle == 0 else []
        rows = _rows(turned)
        gutters = find_gutters(rows) if angle == 0 else []
        for row in rows:
            lines.extend(_line(cell, angle) for cell in _cells(row, dividers, gutters))
    slanted = [glyph for glyph in glyphs if glyph.style.angle == -1]
    lines.extend(_line(list(group), -1) for _, group in groupby(slanted, lambda glyph: id(glyph.style)))
    lines = [line for line in lines if line.text]
    return sorted(lines, key=lambda line: (round(line.box.y1), line.box.x0))


def _runs(glyphs: Sequence[Glyph]) -> Iterator[list[Glyph]]:
    run: list[Glyph] = []
    for glyph in glyphs:
        if run:
            last, size = run[-1], glyph.style.size
            same_size = 0.8 < size / last.style.size < 1.25
            step = glyph.x0 - last.x1
            if not same_size or abs(glyph.base - last.base) > 0.12 * size or not -0.6 * size < step < 1.5 * size:
                yield run
                run = []
        run.append(glyph)
    if run:
        yield run


def _rows(glyphs: Sequence[Glyph]) -> list[list[Glyph]]:
    """Group runs that share a baseline; raised and lowered small runs join the row they touch."""
    runs = sorted(_runs(glyphs), key=lambda run: (-round(run[0].style.size), run[0].base, run[0].x0))
    rows: list[list[list[Glyph]]] = []
    for run in runs:
        homes = [row for row in rows if _joins(run, row)]
        home = min(homes, key=lambda row: (_stands_off(run, row), abs(row[0][0].base - run[0].base)), default=None)
        if home is None:
            rows.append([run])
        else:
            home.append(run)
    ordered = sorted(rows, key=lambda row: row[0][0].base)
    return [sorted((glyph for run in row for glyph in run), key=lambda g: g.x0 + g.x1) for row in ordered]


def _joins(run: list[Glyph], row: list[list[Glyph]]) -> bool:
    small, large = run[0], row[0][0]
    drop = small.base - large.base
    size = large.style.size
    if abs(drop) <= 0.25 * small.style.size:
        return True
    if not (-0.65 * size < drop < 0.35 * size and small.style.size < 0.85 * size):
        return False
    return _touches(run, row)


def _touches(run: list[Glyph], row: list[list[Glyph]]) -> bool:
    reach = 0.6 * row[0][0].style.size
    return any(run[0].x0 - reach < other[-1].x1 and other[0].x0 < run[-1].x1 + reach for other in row)


def _stands_off(run: list[Glyph], row: list[list[Glyph]]) -> bool:
    """Whether small print only happens to be at a row's height: an exponent belongs to what it touches."""
    return run[0].style.size < 0.85 * row[0][0].style.size and not _touches(run, row)


def _cells(row: list[Glyph], dividers: Sequence[Ruling], gutters: Sequence[float] = ()) -> list[list[Glyph]]:
    """Cut a row where a ruled line or a wide gap separates its parts."""
    inked = [glyph for glyph in row if not glyph.char.isspace()]
    if not inked:
        return []
    base, size = inked[0].base, max(glyph.style.size for glyph in inked)
    walls = sorted(line.x0 for line in dividers if line.y0 < base - 0.2 * size and line.y1 > base - 0.5 * size)
    cells: list[list[Glyph]] = [[]]
    walled: list[bool] = []
    last: Glyph | None = None
    for glyph in row:
        if glyph.char.isspace():
            if cells[-1]:
                cells[-1].append(glyph)
            continue
        if last is not None:
            gap = glyph.x0 - last.x1
            wall = bool(walls) and _walled(last, glyph, walls, 0.3 * size)
            em = max(glyph.style.size, last.style.size)
            column = gap > 0.6 * em and any(last.x1 <= x <= glyph.x0 for x in gutters)
            wall = wall or column
            if wall or gap > _CELL_GAP * em:
                cells.append([])
                walled.append(wall)
        cells[-1].append(glyph)
        last = glyph
    if len(cells) > 1 and not any(walled) and _spaced_out(cells):
        return [[glyph for cell in cells for glyph in cell]]
    return cells


def _walled(last: Glyph, glyph: Glyph, walls: Sequence[float], reach: float) -> bool:
    start, end = max(_middle(last), last.x1 - reach), min(_middle(glyph), glyph.x0 + reach)
    at = bisect_right(walls, start)
    return at < len(walls) and walls[at] < end


def _middle(glyph: Glyph) -> float:
    return (glyph.x0 + glyph.x1) / 2


def _spaced_out(cells: list[list[Glyph]]) -> bool:
    """Whether the cells are single characters of one heading set wide: 前　　　言."""
    texts = ["".join(glyph.char for glyph in cell).strip() for cell in cells]
    return len(texts) <= 8 and all(len(text) == 1 and _WIDE.match(text) for text in texts)


def _line(cell: Sequence[Glyph], angle: int) -> Line:
    cell = with_scripts(cell)
    chars, glyphs = _with_blanks(cell)
    if not chars:
        return Line("", Rect(0, 0, 0, 0), (), 0.0)
    inked = [glyph for glyph in cell if not glyph.char.isspace()]
    size = median(glyph.style.size for glyph in inked)
    boxes = [glyph.box for glyph in inked]
    box = Rect(min(b[0] for b in boxes), min(b[1] for b in boxes), max(b[2] for b in boxes), max(b[3] for b in boxes))
    if angle == 0:
        main = max(inked, key=lambda glyph: glyph.style.size)
        box = Rect(box.x0, min(box.y0, main.base - 0.75 * size), box.x1, max(box.y1, main.base + 0.1 * size))
        xs = [*(glyph[0] for glyph in glyphs), glyphs[-1][1]]
        tops = tuple((glyph[2], glyph[3]) for glyph in glyphs)
    else:
        count = len(chars)
        xs = [box.x0 + (box.x1 - box.x0) * i / count for i in range(count + 1)]
        tops = ()
    bold = sum(glyph.style.bold for glyph in inked) * 2 > len(inked)
    fonts = [glyph.style.font for glyph in inked]
    return Line("".join(chars), box, tuple(xs), size, bold, max(set(fonts), key=fonts.count), tops)


def _with_blanks(cell: Sequence[Glyph]) -> tuple[list[str], list[tuple[float, float, float, float]]]:
    """Return the characters, one blank for each gap that shows, and each one's left, right, top and bottom."""
    even = _letter_spacing([glyph for glyph in cell if not glyph.char.isspace()])
    chars: list[str] = []
    places: list[tuple[float, float, float, float]] = []
    last: Glyph | None = None
    printed = False
    for glyph in cell:
        if glyph.char.isspace():
            printed = True
            continue
        size = glyph.style.size
        if last is not None:
            gap = glyph.x0 - last.x1
            wide = _is_wide(last) or _is_wide(glyph)
            least, exponent = _least_gap(last, glyph, wide=wide)
            printed = printed and not exponent
            if gap - even > least or (printed and gap > (0.15 if wide else 0.05) * size and gap > even):
                chars.append(" ")
                places.append((min(last.x1, glyph.x0), glyph.x0, last.base - 0.88 * size, last.base + 0.12 * size))
        chars.append(glyph.char)
        places.append((glyph.x0, glyph.x1, glyph.base - 0.88 * size, glyph.base + 0.12 * size))
        last, printed = glyph, False
    return chars, places


def _least_gap(last: Glyph, glyph: Glyph, *, wide: bool) -> tuple[float, bool]:
    """Return from which gap on a blank stands between two characters, and whether they are a number and its exponent.

    Two raised footnote marks side by side are told by the ordinary gap.
    """
    if glyph.char in RAISED_MARKS and not (last.char in RAISED_MARKS and last.char not in RAISED_SIGNS):
        figures = last.char.isdigit() or last.char in RAISED_SIGNS
        return (_EXPONENT_GAP if figures else _POINT_GAP) * last.style.size, True
    joined = glyph.char in ",.;:)" or (last.char in ".," and glyph.char.isdigit())
    return (_POINT_GAP if joined else _BLANK_GAP[wide]) * min(glyph.style.size, last.style.size), False


def _is_wide(glyph: Glyph) -> bool:
    """Whether a character is printed as wide as high; full-width letters of some fonts are not."""
    return glyph.x1 - glyph.x0 > 0.7 * glyph.style.size and _WIDE.match(glyph.char) is not None


def _letter_spacing(inked: list[Glyph]) -> float:
    """Return the gap that separates all characters of a line set wide, or 0."""
    gaps = [after.x0 - before.x1 for before, after in pairwise(inked)]
    if len(gaps) < 3:
        return 0.0
    usual, size = median(gaps), inked[0].style.size
    if usual < 0.12 * size or sum(abs(gap - usual) < 0.1 * size for gap in gaps) < 0.7 * len(gaps):
        return 0.0
    return usual
