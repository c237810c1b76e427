"""Find the ruled lines and the pictures of a page among its graphic objects."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from itertools import pairwise
from typing import NamedTuple

import pypdfium2 as pdfium
import pypdfium2.raw as raw

from assistant.reading.pages.frame import Frame
from assistant.reading.pages.page import Rect, Ruling
from assistant.reading.pages.page_objects import (
    Matrix,
    Segments,
    bounds_of,
    colour_of,
    drawing_of,
    drawn_objects,
    matrix_of,
    segments_of,
    times,
)
from assistant.reading.pages.pdfium_calls import Handle, lean

_THIN = 3.0
"""A filled rectangle no thicker than this (points) is a ruled line."""
_SHORTEST = 3.0
_TOUCHING = 1.0
_DARK = 200
"""A fill with a colour part below this (of 255) is one that white shows on."""

_has_transparency = lean(raw.FPDFPageObj_HasTransparency)


class Graphics(NamedTuple):
    """What a page shows besides text."""

    rulings: list[Ruling]
    """Ruled lines, touching ones merged."""
    images: list[Rect]
    shapes: int
    """Number of drawn paths that are not ruled lines."""
    covered: bool
    """Whether an opaque image of most of the page is drawn after nearly all of the text."""


def read_graphics(page: pdfium.PdfPage, frame: Frame) -> Graphics:
    """Return the ruled lines, images and shapes of a page, those inside form XObjects too."""
    rulings: list[Ruling] = []
    images: list[Rect] = []
    walls = _Shaded()
    shapes = under = 0
    drawn, texts = drawn_objects(page)
    for kind, item, matrix, texts_before in drawn:
        if kind == raw.FPDF_PAGEOBJ_PATH:
            found = list(_of_path(item, matrix, frame, walls))
            rulings.extend(found)
            shapes += not found
        elif kind == raw.FPDF_PAGEOBJ_IMAGE:
            image = _bounds(item, matrix, frame)
            images.append(image)
            large = (image.x1 - image.x0) * (image.y1 - image.y0) > 0.8 * frame.width * frame.height
            if large and not _has_transparency(item):
                under = texts_before
    return Graphics(merge_rulings(rulings + walls.shown()), images, shapes, under > 0.8 * texts)


def _apply(matrix: Matrix, x: float, y: float) -> tuple[float, float]:
    a, b, c, d, e, f = matrix
    return a * x + c * y + e, b * x + d * y + f


def _bounds(item: Handle, matrix: Matrix, frame: Frame) -> Rect:
    left, bottom, right, top = bounds_of(item)
    corners = [_apply(matrix, x, y) for x in (left, right) for y in (bottom, top)]
    xs, ys = [x for x, _ in corners], [y for _, y in corners]
    return frame.box(min(xs), min(ys), max(xs), max(ys))


class _Shaded:
    """White lines and dark areas: a white line shows, and is a wall, where it parts dark areas or runs over one."""

    def __init__(self) -> None:
        self.white: list[Ruling] = []
        self.dark: list[Rect] = []

    def shown(self) -> list[Ruling]:
        """Return the white lines that touch a dark area."""
        return [line for line in self.white if any(_touches(line, area) for area in self.dark)]


def _touches(line: Ruling, area: Rect) -> bool:
    x, y = (line.x0 + line.x1) / 2, (line.y0 + line.y1) / 2
    return area.x0 - _TOUCHING < x < area.x1 + _TOUCHING and area.y0 - _TOUCHING < y < area.y1 + _TOUCHING


def _of_path(item: Handle, matrix: Matrix, frame: Frame, shaded: _Shaded) -> Iterator[Ruling]:
    """Yield the ruled lines of a path; its white lines and dark areas are noted in `shaded`."""
    fill, stroke = drawing_of(item)
    segments = segments_of(item) if fill or stroke else None
    if segments is None:
        return
    white = dark = False
    colour = colour_of(item, stroke=stroke)
    if colour:
        palest = min(colour[:3])
        if colour[3] == 0:
            return
        white, dark = palest > 250, palest < _DARK
    for points in _outlines(segments, times(matrix_of(item), matrix), frame):
        xs, ys = [x for x, _ in points], [y for _, y in points]
        box = Rect(min(xs), min(ys), max(xs), max(ys))
        lines: list[Ruling] = []
        if min(box.x1 - box.x0, box.y1 - box.y0) <= _THIN:
            lines = [_middle(box)]
        elif stroke:
            for (ax, ay), (bx, by) in pairwise(points):
                if abs(ax - bx) < 0.5 or abs(ay - by) < 0.5:
                    lines.append(_middle(Rect(min(ax, bx), min(ay, by), max(ax, bx), max(ay, by))))
        elif dark:
            shaded.dark.append(box)
        if white:
            shaded.white += lines
        else:
            yield from lines


def _outlines(segments: Segments, matrix: Matrix, frame: Frame) -> Iterator[list[tuple[float, float]]]:
    points: list[tuple[float, float]] = []
    curved = False
    for kind, closes, (x, y) in zip(*segments, strict=True):
        if kind == raw.FPDF_SEGMENT_MOVETO:
            if len(points) > 1 and not curved:
                yield points
            points, curved = [], False
        curved = curved or kind == raw.FPDF_SEGMENT_BEZIERTO
        points.append(frame.point(*_apply(matrix, x, y)))
        if closes:
            points.append(points[0])
    if len(points) > 1 and not curved:
        yield points


def _middle(box: Rect) -> Ruling:
    if box.x1 - box.x0 >= box.y1 - box.y0:
        middle = (box.y0 + box.y1) / 2
        return Ruling(box.x0, middle, box.x1, middle)
    middle = (box.x0 + box.x1) / 2
    return Ruling(middle, box.y0, middle, box.y1)


def merge_rulings(rulings: list[Ruling]) -> list[Ruling]:
    """Merge pieces of one ruled line (double, dashed, drawn cell by cell) and drop specks."""
    merged = [*_merged(rulings, True), *_merged(rulings, False)]
    return [line for line in merged if max(line.x1 - line.x0, line.y1 - line.y0) >= _SHORTEST]


def _merged(rulings: list[Ruling], horizontal: bool) -> Iterator[Ruling]:
    groups: dict[int, list[tuple[float, float, float]]] = defaultdict(list)
    pieces = [
        (line.y0, line.x0, line.x1) if horizontal else (line.x0, line.y0, line.y1)
        for line in rulings
        if line.horizontal is horizontal
    ]
    place = 0
    last = -1e9
    for across, start, end in sorted(pieces):
        if across - last > _TOUCHING:
            place += 1
        last = across
        groups[place].append((start, end, across))
    for group in groups.values():
        group.sort()
        start, end, across = group[0]
        for next_start, next_end, next_across in group[1:]:
            if next_start <= end + 2 * _TOUCHING:
                end = max(end, next_end)
            else:
                yield _ruling(start, end, across, horizontal)
                start, end, across = next_start, next_end, next_across
        yield _ruling(start, end, across, horizontal)


def _ruling(start: float, end: float, across: float, horizontal: bool) -> Ruling:
    return Ruling(start, across, end, across) if horizontal else Ruling(across, start, across, end)
