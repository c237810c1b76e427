"""Look again at a scanned page where OCR left print out: in cells without text, in figures wider than what was read."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from statistics import median
from typing import Any

import cv2
import numpy as np
from PIL.Image import Image

from assistant.reading.ocr.exponents import with_exponents
from assistant.reading.pages.page import Line, Rect, Ruling
from assistant.reading.tables.grids import Grid, find_grids

Pixels = np.ndarray[Any, Any]
Read = Callable[[Pixels], tuple[str, float]]
"""Reads the image of one line: its text and how sure the engine is."""

_MOST = 80
"""Cells of a page that are looked at again."""
_MARGIN = 2.5
"""Points at a cell's walls that belong to the walls."""
_SURE = 0.8
_FIGURES = re.compile(r"[\d.,]{2,7}")
_PLAIN = re.compile(r"[\d.,~～—–\-−<>≤≥×/]{2,9}")
_ODD = 1.35
"""A box this many times as wide as its figures are set holds more than was read."""


@dataclass(frozen=True, slots=True)
class Second:
    """The lines with what the second look found, and the places (points) where print remains in doubt, as read."""

    lines: tuple[Line, ...]
    doubts: tuple[tuple[str, Rect], ...] = ()


@dataclass(frozen=True, slots=True)
class _Ink:
    """The page's print: a mask, its pixels in a point, and the height of its characters in points."""

    page: Pixels
    mask: Pixels
    scale: float
    em: float

    def crop(self, place: Rect, pad: float = 0.0) -> Pixels:
        return _cut(self.page, place, self.scale, pad)

    def marks(self, place: Rect) -> list[Rect]:
        """Return the boxes of what is printed within a place."""
        return list(_marks(_cut(self.mask, place, self.scale, 0.0), place, self.scale))


def second_look(image: Image, scale: float, lines: Sequence[Line], rulings: Sequence[Ruling], read: Read) -> Second:
    """Read again what OCR left out.

    Args:
        image: The page's image.
        scale: Its pixels in a point.
        lines: What OCR read, in points.
        rulings: The lines of the page's tables.
        read: Reads one line.

    Returns:
        The lines: dashes and lone figures of cells added, figures that lost a mark replaced where a second reading
        holds the same figures and more, exponents raised as printed. What stays in doubt is named.
    """
    if not lines:
        return Second(())
    page = np.asarray(image.convert("RGB"))
    grey = np.asarray(image.convert("L"))
    mask = cv2.adaptiveThreshold(
        grey, 255, cv2.ADAPTIVE_THRESH_MEAN_C, cv2.THRESH_BINARY_INV, int(12 * min(image.size) / 595) | 1, 12
    )
    ink = _Ink(page, mask, scale, 0.75 * median(line.size for line in lines))
    found: list[Line] = []
    doubts: list[tuple[str, Rect]] = []
    for cell in _empty_cells(lines, find_grids(rulings)):
        added, doubt = _in_cell(ink, cell, read)
        found += added
        if doubt:
            doubts.append(("", doubt))
    wide = set(_too_wide(lines))
    out = []
    for i, line in enumerate(lines):
        if i in wide:
            text, score = read(ink.crop(line.box, 1.0))
            doubts.append((line.text, line.box))
            if score > _SURE and _same_figures(line.text, text):
                line = spread(text, line.box, line.size, score)
        line, unclear = with_exponents(line, ink.marks, ink.em)
        if unclear:
            doubts.append((line.text, line.box))
        out.append(line)
    return Second((*out, *found), tuple(doubts))


def spread(text: str, place: Rect, size: float, score: float) -> Line:
    """Return a line whose characters stand evenly over a place."""
    step = (place.x1 - place.x0) / len(text)
    return Line(text, place, tuple(place.x0 + step * i for i in range(len(text) + 1)), size, score=score)


def _cut(image: Pixels, place: Rect, scale: float, pad: float) -> Pixels:
    wider = (place.x0 - pad, place.y0 - pad, place.x1 + pad, place.y1 + pad)
    x0, y0, x1, y1 = (max(0, round(value * scale)) for value in wider)
    return np.ascontiguousarray(image[y0:y1, x0:x1])


def _empty_cells(lines: Sequence[Line], grids: Sequence[Grid]) -> Iterator[Rect]:
    """Yield the rectangles of cells without a character, of tables that have characters in most cells."""
    count = 0
    for grid in grids:
        taken = set()
        for line in lines:
            middle = (line.box.y0 + line.box.y1) / 2
            for a, b in pairwise(line.xs):
                if place := grid.place((a + b) / 2, middle):
                    taken.add(grid.cells[place[0]][place[1]])
        numbers = {n for row in grid.cells for n in row}
        if len(taken) < 0.5 * len(numbers):
            continue
        for number in sorted(numbers - taken):
            places = [(r, c) for r, row in enumerate(grid.cells) for c, n in enumerate(row) if n == number]
            (top, left), (bottom, right) = min(places), max(places)
            count += 1
            if count <= _MOST and left <= right:
                yield Rect(grid.xs[left], grid.ys[top], grid.xs[right + 1], grid.ys[bottom + 1])


def _in_cell(ink: _Ink, cell: Rect, read: Read) -> tuple[list[Line], Rect | None]:
    """Return what stands in a cell that OCR found empty, or where there is print that cannot be read."""
    inner = Rect(cell.x0 + _MARGIN, cell.y0 + _MARGIN, cell.x1 - _MARGIN, cell.y1 - _MARGIN)
    if min(inner.x1 - inner.x0, inner.y1 - inner.y0) < 0.6 * ink.em:
        return [], None
    marks = list(_marks(_cut(ink.mask, inner, ink.scale, 0.0), inner, ink.scale))
    glyphs = [m for m in marks if 0.5 * ink.em < m.y1 - m.y0 < 1.6 * ink.em and m.x1 - m.x0 < 1.6 * ink.em]
    if glyphs:
        place = Rect(*(f(m[k] for m in glyphs) for k, f in ((0, min), (1, min), (2, max), (3, max))))
        if place.y1 - place.y0 > 1.8 * ink.em or place.x1 - place.x0 > 8 * ink.em:
            return [], None  # a drawing, or lines of text: no lone mark
        text, score = read(ink.crop(place, 0.25 * ink.em))
        text = text.strip()
        if text and score > _SURE:
            return [spread(text, place, place.y1 - place.y0, score)], None
        return [], place
    bars = [m for m in marks if _is_dash(m, ink.em, cell)]
    if not bars or len(bars) > 4 or max(m.y0 for m in bars) - min(m.y0 for m in bars) > 0.25 * ink.em:
        return [], None
    bars.sort()
    text = "".join("—" if bar.x1 - bar.x0 > 0.6 * ink.em else "-" for bar in bars)
    middle = sum(bar.y0 + bar.y1 for bar in bars) / len(bars) / 2
    place = Rect(bars[0].x0, middle - ink.em / 2, bars[-1].x1, middle + ink.em / 2)
    return [spread(text, place, ink.em, _SURE)], None


def _is_dash(mark: Rect, em: float, cell: Rect) -> bool:
    width, height = mark.x1 - mark.x0, mark.y1 - mark.y0
    middle = (mark.y0 + mark.y1) / 2
    within = min(middle - cell.y0, cell.y1 - middle, mark.x0 - cell.x0, cell.x1 - mark.x1) > 0.3 * em
    return within and 0.3 * em < width < 2.5 * em and height < min(0.3 * em, width / 2.2)


def _marks(mask: Pixels, place: Rect, scale: float) -> Iterator[Rect]:
    """Yield the boxes (points) of the ink in a place that does not hang on its edge."""
    if mask.size == 0:
        return
    count, _, stats, _ = cv2.connectedComponentsWithStats(np.asarray(mask, dtype=np.uint8), connectivity=8)
    for x, y, width, height, _ in stats[1:count].tolist():
        if x > 0 and y > 0 and x + width < mask.shape[1] and y + height < mask.shape[0]:
            yield Rect(
                place.x0 + x / scale,
                place.y0 + y / scale,
                place.x0 + (x + width) / scale,
                place.y0 + (y + height) / scale,
            )


def _too_wide(lines: Sequence[Line]) -> Iterator[int]:
    """Yield the lines of figures that are much wider than such lines of the page are set: a mark was left out."""
    figures = [
        (i, (line.box.x1 - line.box.x0) / line.size, len(line.text))
        for i, line in enumerate(lines)
        if _FIGURES.fullmatch(line.text)
    ]
    if len(figures) < 8:
        return
    # A box stands off its characters by about a fifth of its height on each side.
    step = median((width - 0.4) / count for _, width, count in figures)
    for i, width, count in figures:
        if width > _ODD * (0.4 + step * count) and width > 0.4 + step * (count + 0.8):
            yield i


def _same_figures(first: str, second: str) -> bool:
    """Whether a second reading has the figures of the first in order, and more marks."""
    digits = re.sub(r"\D", "", first), re.sub(r"\D", "", second)
    return digits[0] == digits[1] and len(second) > len(first) and _PLAIN.fullmatch(second) is not None
