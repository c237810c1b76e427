"""Find the ruled lines and the pictures of a page among its graphic objects."""

from __future__ import annotations

import ctypes
from collections import defaultdict
from collections.abc import Iterator
from itertools import pairwise
from typing import NamedTuple

import pypdfium2 as pdfium
import pypdfium2.raw as raw

from assistant.reading.frame import Frame
from assistant.reading.page import Rect, Ruling

_THIN = 3.0
"""A filled rectangle no thicker than this (points) is a ruled line."""
_SHORTEST = 3.0
_TOUCHING = 1.0
_DARK = 200
"""A fill with a colour part below this (of 255) is one that white shows on."""
_MOST_OBJECTS = 20_000
_DEEPEST = 6

Matrix = tuple[float, float, float, float, float, float]
_IDENTITY: Matrix = (1.0, 0.0, 0.0, 1.0, 0.0, 0.0)


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
    shapes = texts = 0
    under = 0
    for count, (item, matrix) in enumerate(_objects(page)):
        if count > _MOST_OBJECTS:
            break
        kind = raw.FPDFPageObj_GetType(item)
        if kind == raw.FPDF_PAGEOBJ_PATH:
            found = list(_of_path(item, matrix, frame, walls))
            rulings.extend(found)
            shapes += not found
        elif kind == raw.FPDF_PAGEOBJ_TEXT:
            texts += 1
        elif kind == raw.FPDF_PAGEOBJ_IMAGE:
            image = _bounds(item, matrix, frame)
            images.append(image)
            large = (image.x1 - image.x0) * (image.y1 - image.y0) > 0.8 * frame.width * frame.height
            if large and not raw.FPDFPageObj_HasTransparency(item):
                under = texts
    return Graphics(merge_rulings(rulings + walls.shown()), images, shapes, under > 0.8 * texts)


def _objects(page: pdfium.PdfPage) -> Iterator[tuple[raw.FPDF_PAGEOBJECT, Matrix]]:
    for i in range(raw.FPDFPage_CountObjects(page)):
        item = raw.FPDFPage_GetObject(page, i)
        if item:
            yield from _unpacked(item, _IDENTITY, 0)


def _unpacked(item: raw.FPDF_PAGEOBJECT, matrix: Matrix, depth: int) -> Iterator[tuple[raw.FPDF_PAGEOBJECT, Matrix]]:
    if raw.FPDFPageObj_GetType(item) != raw.FPDF_PAGEOBJ_FORM:
        yield item, matrix
    elif depth < _DEEPEST:
        inner = _times(_matrix(item), matrix)
        for i in range(max(raw.FPDFFormObj_CountObjects(item), 0)):
            part = raw.FPDFFormObj_GetObject(item, i)
            if part:
                yield from _unpacked(part, inner, depth + 1)


def _matrix(item: raw.FPDF_PAGEOBJECT) -> Matrix:
    found = raw.FS_MATRIX()
    if not raw.FPDFPageObj_GetMatrix(item, ctypes.byref(found)):
        return _IDENTITY
    return found.a, found.b, found.c, found.d, found.e, found.f


def _times(inner: Matrix, outer: Matrix) -> Matrix:
    a, b, c, d, e, f = inner
    oa, ob, oc, od, oe, of = outer
    return (
        a * oa + b * oc,
        a * ob + b * od,
        c * oa + d * oc,
        c * ob + d * od,
        e * oa + f * oc + oe,
        e * ob + f * od + of,
    )


def _apply(matrix: Matrix, x: float, y: float) -> tuple[float, float]:
    a, b, c, d, e, f = matrix
    return a * x + c * y + e, b * x + d * y + f


def _bounds(item: raw.FPDF_PAGEOBJECT, matrix: Matrix, frame: Frame) -> Rect:
    sides = [ctypes.c_float() for _ in range(4)]
    raw.FPDFPageObj_GetBounds(item, *(ctypes.byref(side) for side in sides))
    left, bottom, right, top = (side.value for side in sides)
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


def _of_path(item: raw.FPDF_PAGEOBJECT, matrix: Matrix, frame: Frame, shaded: _Shaded) -> Iterator[Ruling]:
    """Yield the ruled lines of a path; its white lines and dark areas are noted in `shaded`."""
    fill, stroke = ctypes.c_int(), raw.FPDF_BOOL()
    if not raw.FPDFPath_GetDrawMode(item, ctypes.byref(fill), ctypes.byref(stroke)):
        return
    count = raw.FPDFPath_CountSegments(item)
    if count > 2000 or not (fill.value or stroke.value):
        return
    paint = raw.FPDFPageObj_GetStrokeColor if stroke.value else raw.FPDFPageObj_GetFillColor
    colour = [ctypes.c_uint() for _ in range(4)]
    white = dark = False
    if paint(item, *(ctypes.byref(part) for part in colour)):
        red, green, blue, alpha = (part.value for part in colour)
        if alpha == 0:
            return
        white, dark = min(red, green, blue) > 250, min(red, green, blue) < _DARK
    for points in _outlines(item, count, _times(_matrix(item), matrix), frame):
        xs, ys = [x for x, _ in points], [y for _, y in points]
        box = Rect(min(xs), min(ys), max(xs), max(ys))
        lines: list[Ruling] = []
        if min(box.x1 - box.x0, box.y1 - box.y0) <= _THIN:
            lines = [_middle(box)]
        elif stroke.value:
            for (ax, ay), (bx, by) in pairwise(points):
                if abs(ax - bx) < 0.5 or abs(ay - by) < 0.5:
                    lines.append(_middle(Rect(min(ax, bx), min(ay, by), max(ax, bx), max(ay, by))))
        elif dark:
            shaded.dark.append(box)
        if white:
            shaded.white += lines
        else:
            yield from lines


def _outlines(
    item: raw.FPDF_PAGEOBJECT, count: int, matrix: Matrix, frame: Frame
) -> Iterator[list[tuple[float, float]]]:
    x, y = ctypes.c_float(), ctypes.c_float()
    points: list[tuple[float, float]] = []
    curved = False
    for i in range(count):
        segment = raw.FPDFPath_GetPathSegment(item, i)
        if not segment:
            continue
        kind = raw.FPDFPathSegment_GetType(segment)
        raw.FPDFPathSegment_GetPoint(segment, ctypes.byref(x), ctypes.byref(y))
        if kind == raw.FPDF_SEGMENT_MOVETO:
            if len(points) > 1 and not curved:
                yield points
            points, curved = [], False
        curved = curved or kind == raw.FPDF_SEGMENT_BEZIERTO
        points.append(frame.point(*_apply(matrix, x.value, y.value)))
        if raw.FPDFPathSegment_GetClose(segment) and points:
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
