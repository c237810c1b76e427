"""Set characters into lines: one baseline, no ruled line between them, no gap wide enough for a new cell or column."""

from __future__ import annotations

from collections.abc import Sequence
from statistics import median
from typing import NamedTuple

import numpy as np

from assistant.reading.pages.glyphs import Flags, Glyph, Glyphs, Numbers, Whole, are_among, table_of, text_of
from assistant.reading.pages.gutters import find_gutters
from assistant.reading.pages.page import Line, Rect, Ruling
from assistant.reading.pages.raised import RAISED_MARKS, RAISED_SIGNS, SMALL, drawn_small, with_scripts
from assistant.reading.pages.rows import in_rows

_WIDE = tuple((ord(low), ord(high)) for low, high in zip("⺀、぀㐀豈！", "⿟〟ヿ鿿﫿｠", strict=True))
_CELL_GAP = 2.2
"""A gap wider than this many ems starts a new line: another cell or column."""
_BLANK_GAP = 0.35, 0.17
"""Gaps (ems) read as a blank: beside a full-width character, between letters."""
_POINT_GAP = 0.45
"""Gaps (ems) read as a blank before a mark, and between a decimal point and its figure, which stand apart anyhow."""
_EXPONENT_GAP = 0.9
"""Gaps (ems) read as a blank between a figure and its exponent, whose marks may be full-width."""
_HOOK = ord("f")
_HOOK_ROOM = 0.34
"""The room (ems) of an f where its hook leans over the next letter or the blank: its ink ends behind its room."""
_MARKS = table_of(",.;:)")
_RAISED = table_of("".join(RAISED_MARKS))


def set_lines(glyphs: Sequence[Glyph], rulings: Sequence[Ruling]) -> list[Line]:
    """Set glyphs of any direction into lines, from top to bottom, left to right."""
    page = Glyphs.of(glyphs)
    lines: list[Line] = []
    for angle in (0, 90, 180, 270):
        turned = page.take(page.angles == angle)
        if turned.blank.all():
            continue
        turned, row_of = in_rows(turned)
        dividers = [line for line in rulings if not line.horizontal] if angle == 0 else []
        lines.extend(_lines(turned, _cells(turned, row_of, dividers, upright=angle == 0), upright=angle == 0))
    slanted = page.take(page.angles == -1)
    if not slanted.blank.all():
        lines.extend(_lines(slanted, np.cumsum(_changes(slanted.owners)), upright=False))
    return sorted(lines, key=lambda line: (round(line.box.y1), line.box.x0))


def _changes(values: Whole) -> Flags:
    """Tell where a value differs from the one before; the first does."""
    changes: Flags = np.append(True, values[1:] != values[:-1])
    return changes


def _cells(rows: Glyphs, row_of: Whole, dividers: Sequence[Ruling], *, upright: bool) -> Whole:
    """Cut rows where a ruled line or a wide gap separates their parts: return the number of each one's cell.

    Blanks belong to the cell on their left; those at the beginning of a row have cell -1.
    """
    at = np.nonzero(~rows.blank)[0]
    inked, row = rows.take(at), row_of[at]
    x0, x1 = inked.places[:2]
    first = _changes(row)
    em = np.maximum(inked.sizes[1:], inked.sizes[:-1])
    gap = x0[1:] - x1[:-1]
    walled = np.append(False, _walled(inked, row, dividers))
    for gutter in find_gutters(inked, row) if upright else ():
        walled[1:] |= (gap > 0.6 * em) & (x1[:-1] <= gutter) & (gutter <= x0[1:])
    cut = walled | np.append(False, gap > _CELL_GAP * em)
    cut[first] = False
    cut &= ~_spaced_out(inked, row, first, cut, walled)[row]
    cell = np.cumsum(first | cut) - 1
    cells = np.full(len(rows), -1)
    cells[at] = cell
    # A blank takes the cell of the last character before it, in its row.
    before = np.maximum.accumulate(np.where(cells >= 0, np.arange(len(rows)), 0))
    return np.where(row_of[before] == row_of, cells[before], -1)


def _walled(inked: Glyphs, row: Whole, dividers: Sequence[Ruling]) -> Flags:
    """Tell of each character but the first whether a ruled line parts it from the one before."""
    parted: Flags = np.zeros(len(row) - 1, dtype=np.bool_)
    if not dividers:
        return parted
    x0, x1, base = inked.places[:3]
    middle = (x0 + x1) / 2
    starts = np.nonzero(_changes(row))[0]
    largest = np.maximum.reduceat(inked.sizes, starts)
    xs, tops, feet = np.array([(line.x0, line.y0, line.y1) for line in sorted(dividers)]).T
    for start, end, size in zip(starts.tolist(), [*starts[1:].tolist(), len(row)], largest.tolist(), strict=True):
        level = base[start]
        walls = xs[(tops < level - 0.2 * size) & (feet > level - 0.5 * size)]
        if len(walls) and end - start > 1:
            left, right = slice(start, end - 1), slice(start + 1, end)
            low = np.maximum(middle[left], x1[left] - 0.3 * size)
            high = np.minimum(middle[right], x0[right] + 0.3 * size)
            parted[left] = np.append(walls, np.inf)[np.searchsorted(walls, low, "right")] < high
    return parted


def _spaced_out(inked: Glyphs, row: Whole, first: Flags, cut: Flags, walled: Flags) -> Flags:
    """Tell of each row whether its cells are single characters of one heading set wide: 前　　　言."""
    count = int(row[-1]) + 1
    lengths = np.bincount(row, minlength=count)
    apart = np.bincount(row[cut & ~walled], minlength=count) == lengths - 1
    wide = np.bincount(row[_of_full_width(inked.codes)], minlength=count) == lengths
    flags: Flags = (lengths <= 8) & apart & wide
    return flags


def _of_full_width(codes: Whole) -> Flags:
    flags = np.zeros(len(codes), dtype=np.bool_)
    if len(codes) and codes.max() >= _WIDE[0][0]:
        for low, high in _WIDE:
            flags |= (codes >= low) & (codes <= high)
    return flags


class _Cells(NamedTuple):
    """The inked characters of lines-to-be, cell after cell."""

    glyphs: Glyphs
    starts: Whole
    """Where each cell begins."""
    cell_of: Whole
    after_blank: Flags
    """Which have a printed blank before them in their cell."""


def _lines(rows: Glyphs, cells: Whole, *, upright: bool) -> list[Line]:
    kept = cells >= 0
    rows, cells = _scripted(rows.take(kept), cells[kept])
    at = np.nonzero(~rows.blank)[0]
    inked, cell_of = rows.take(at), cells[at]
    after_blank = np.append(False, np.diff(at) > 1)
    parts = _Cells(inked, np.nonzero(_changes(cell_of))[0], cell_of, after_blank)
    return _printed(parts, _blanks(parts), upright=upright)


def _scripted(rows: Glyphs, cells: Whole) -> tuple[Glyphs, Whole]:
    """Write raised and lowered figures under their own characters, in the cells that may hold some."""
    starts = np.nonzero(_changes(cells))[0]
    smallest, largest = np.minimum.reduceat(rows.sizes, starts), np.maximum.reduceat(rows.sizes, starts)
    suspect = (smallest < SMALL * largest) | np.logical_or.reduceat(drawn_small(rows), starts)
    if not suspect.any():
        return rows, cells
    ends = np.append(starts[1:], len(rows))
    chars, order = list(rows.text), np.arange(len(rows))
    for start, end in zip(starts[suspect].tolist(), ends[suspect].tolist(), strict=True):
        cell = list(rows.take(np.arange(start, end)))
        written = with_scripts(cell)
        if written is not cell:
            chars[start:end] = [glyph.char for glyph in written]
            # Signs may change places, never their boxes.
            order[start:end] = start + _moved(cell, written)
    return rows.take(order).written("".join(chars)), cells


def _moved(cell: Sequence[Glyph], written: Sequence[Glyph]) -> Whole:
    left = list(range(len(cell)))
    order: list[int] = []
    for glyph in written:
        i = next(i for i in left if cell[i][1:] == glyph[1:])
        left.remove(i)
        order.append(i)
    return np.array(order)


def _blanks(cells: _Cells) -> Flags:
    """Tell before which characters a gap shows as a blank."""
    inked, first = cells.glyphs, cells.starts
    x0, x1 = inked.places[:2]
    sizes, codes = inked.sizes, inked.codes
    size, last = sizes[1:], sizes[:-1]
    gap = x0[1:] - _without_hooks(inked)[:-1]
    full = (x1 - x0 > 0.7 * sizes) & _of_full_width(codes)
    wide = full[1:] | full[:-1]
    even = _letter_spacing(cells, gap)[cells.cell_of[1:] - cells.cell_of[0]]
    joined = are_among(codes[1:], _MARKS)
    for i in np.nonzero((codes[:-1] == ord(".")) | (codes[:-1] == ord(",")))[0].tolist():
        joined[i] |= inked.text[i + 1].isdigit()
    least = np.where(joined, _POINT_GAP, np.where(wide, *_BLANK_GAP)) * np.minimum(size, last)
    printed = cells.after_blank[1:].copy()
    for i in np.nonzero(are_among(codes[1:], _RAISED))[0].tolist():
        before = inked.text[i]
        if before not in RAISED_MARKS or before in RAISED_SIGNS:
            figures = before.isdigit() or before in RAISED_SIGNS
            least[i], printed[i] = (_EXPONENT_GAP if figures else _POINT_GAP) * last[i], False
    shows = (gap - even > least) | (printed & (gap > np.where(wide, 0.15, 0.05) * size) & (gap > even))
    blanks = np.append(False, shows)
    blanks[first] = False
    return blanks


def _without_hooks(inked: Glyphs) -> Numbers:
    """Return where each character's room ends: pdfium adds to an f's room what its hook leans over."""
    x0, x1, right = inked.places[0], inked.places[1], inked.places[5]
    leaning = (inked.codes == _HOOK) & (inked.angles == 0) & (right > x1 - 0.01 * inked.sizes)
    # Where all letters are as wide as a typewriter's, the ink of an f, even slanted, says nothing of its room.
    leaning &= x1 - x0 < 0.5 * inked.sizes
    ends: Numbers = np.where(leaning, np.minimum(x1, x0 + _HOOK_ROOM * inked.sizes), x1)
    return ends


def _letter_spacing(cells: _Cells, gap: Numbers) -> Numbers:
    """Return for each cell the gap that separates all characters of a line set wide, or 0."""
    starts = cells.starts
    ends = np.append(starts[1:], len(cells.glyphs))
    sizes = cells.glyphs.sizes[starts]
    even = np.zeros(len(starts))
    wide = np.append(gap >= 0.12 * np.repeat(sizes, ends - starts)[:-1], False)
    often = np.add.reduceat(wide, starts, dtype=np.int64) * 2 >= ends - starts - 1
    for i in np.nonzero(often & (ends - starts > 3))[0].tolist():
        gaps = gap[starts[i] : ends[i] - 1]
        usual, size = float(np.median(gaps)), sizes[i]
        if usual >= 0.12 * size and (np.abs(gaps - usual) < 0.1 * size).sum() >= 0.7 * len(gaps):
            even[i] = usual
    return even


def _printed(cells: _Cells, blanks: Flags, *, upright: bool) -> list[Line]:
    """Return the lines: characters and blanks with their places, each line's box, size, boldness and font."""
    inked, starts = cells.glyphs, cells.starts
    x0, x1, base, left, top, right, bottom = inked.places
    sizes = inked.sizes
    at = np.nonzero(blanks)[0]
    over, under = 0.88 * sizes, 0.12 * sizes
    lefts = np.insert(x0, at, np.minimum(x1[at - 1], x0[at])).tolist()
    rights = np.insert(x1, at, x0[at]).tolist()
    tops = np.insert(base - over, at, base[at - 1] - over[at]).tolist()
    feet = np.insert(base + under, at, base[at - 1] + under[at]).tolist()
    heights = list(zip(tops, feet, strict=True))
    text = text_of(np.insert(inked.codes, at, 32))
    begins = (starts + np.cumsum(blanks)[starts]).tolist()
    boxes = zip(
        np.minimum.reduceat(left, starts).tolist(),
        np.minimum.reduceat(top, starts).tolist(),
        np.maximum.reduceat(right, starts).tolist(),
        np.maximum.reduceat(bottom, starts).tolist(),
        strict=True,
    )
    bounds = zip(starts.tolist(), [*starts[1:].tolist(), len(inked)], strict=True)
    outer = zip(begins, [*begins[1:], len(text)], strict=True)
    owners, bases = inked.owners.tolist(), base.tolist()
    lines: list[Line] = []
    alike = np.minimum.reduceat(inked.owners, starts) == np.maximum.reduceat(inked.owners, starts)
    for (start, end), (begin, close), sides, same in zip(bounds, outer, boxes, alike.tolist(), strict=True):
        size, main, bold, font = _look(inked, owners[start : start + 1 if same else end])
        box = Rect(*sides)
        high: tuple[tuple[float, float], ...] = ()
        if upright:
            level = bases[start + main]
            box = Rect(box.x0, min(box.y0, level - 0.75 * size), box.x1, max(box.y1, level + 0.1 * size))
            xs, high = (*lefts[begin:close], rights[close - 1]), tuple(heights[begin:close])
        else:
            count = close - begin
            xs = tuple(box.x0 + (box.x1 - box.x0) * i / count for i in range(count + 1))
        lines.append(Line(text[begin:close], box, xs, size, bold, font, high))
    return lines


def _look(glyphs: Glyphs, owners: Sequence[int]) -> tuple[float, int, bool, str]:
    """Return a line's median size, which of its characters is the first of the largest, if it is bold, and its font."""
    if len(owners) == 1:
        style = glyphs.styles[owners[0]]
        return style.size, 0, style.bold, style.font
    styles = [glyphs.styles[owner] for owner in owners]
    sizes = [style.size for style in styles]
    fonts = [style.font for style in styles]
    bold = sum(style.bold for style in styles) * 2 > len(styles)
    return median(sizes), sizes.index(max(sizes)), bold, max(dict.fromkeys(fonts), key=fonts.count)
