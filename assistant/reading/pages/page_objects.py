"""The graphic objects of a page as pdfium keeps them: what kind each is, its matrix, colour and points."""

from __future__ import annotations

import ctypes
from collections import deque
from collections.abc import Iterator, Sequence
from itertools import repeat
from typing import NamedTuple

import numpy as np
import pypdfium2 as pdfium
import pypdfium2.raw as raw

from assistant.reading.pages.pdfium_calls import Handle, lean

Matrix = tuple[float, float, float, float, float, float]
_IDENTITY: Matrix = (1.0, 0.0, 0.0, 1.0, 0.0, 0.0)
_MOST_OBJECTS = 20_000
_DEEPEST = 6
MOST_SEGMENTS = 2000
"""Paths of more segments are pictures, not lines."""

_count_objects = lean(raw.FPDFPage_CountObjects)
_object = lean(raw.FPDFPage_GetObject, ctypes.c_size_t)
_count_parts = lean(raw.FPDFFormObj_CountObjects)
_part = lean(raw.FPDFFormObj_GetObject, ctypes.c_size_t)
_kind = lean(raw.FPDFPageObj_GetType)
_matrix = lean(raw.FPDFPageObj_GetMatrix)
_bounds = lean(raw.FPDFPageObj_GetBounds)
_draw_mode = lean(raw.FPDFPath_GetDrawMode)
_count_segments = lean(raw.FPDFPath_CountSegments)
_stroke_colour = lean(raw.FPDFPageObj_GetStrokeColor)
_fill_colour = lean(raw.FPDFPageObj_GetFillColor)
_segment = lean(raw.FPDFPath_GetPathSegment, ctypes.c_size_t)
_segment_kind = lean(raw.FPDFPathSegment_GetType)
_segment_closes = lean(raw.FPDFPathSegment_GetClose)
_segment_point = lean(raw.FPDFPathSegment_GetPoint)

# Where pdfium writes; it bears one thread at a time.
_found = raw.FS_MATRIX()
_sides = [ctypes.c_float() for _ in range(4)]
_parts = [ctypes.c_uint() for _ in range(4)]
_modes = ctypes.c_int(), ctypes.c_int()
_sides_into, _parts_into, _modes_into = ([ctypes.byref(one) for one in group] for group in (_sides, _parts, _modes))
_points = np.zeros((MOST_SEGMENTS, 2), np.float32)
_first = (ctypes.c_float * _points.size).from_buffer(_points.data)
_x_into = [ctypes.byref(_first, 8 * i) for i in range(MOST_SEGMENTS)]
_y_into = [ctypes.byref(_first, 8 * i + 4) for i in range(MOST_SEGMENTS)]


class Drawn(NamedTuple):
    """A path or an image: its kind, handle, the matrix it stands under, and the number of text objects before it."""

    kind: int
    item: Handle
    matrix: Matrix
    texts: int


class Segments(NamedTuple):
    """The segments of a path: their kinds, whether each closes its outline, and the points they lead to."""

    kinds: list[int]
    closes: list[int]
    points: list[list[float]]


def drawn_objects(page: pdfium.PdfPage) -> tuple[list[Drawn], int]:
    """Return a page's objects but text, those inside forms too, in drawing order, and the number of text objects."""
    handle = Handle(ctypes.addressof(page.raw.contents))
    drawn: list[Drawn] = []
    texts = 0
    for count, (kind, item, matrix) in enumerate(_unpacked(_objects(handle), _IDENTITY, 0)):
        if count > _MOST_OBJECTS:
            break
        if kind == raw.FPDF_PAGEOBJ_TEXT:
            texts += 1
        else:
            drawn.append(Drawn(kind, item, matrix, texts))
    return drawn, texts


def _objects(page: Handle) -> Sequence[int]:
    return list(map(_object, repeat(page), range(max(_count_objects(page), 0))))


def _unpacked(items: Sequence[int], matrix: Matrix, depth: int) -> Iterator[tuple[int, Handle, Matrix]]:
    handles = list(map(Handle, filter(None, items)))
    for kind, item in zip(map(_kind, handles), handles, strict=True):
        if kind != raw.FPDF_PAGEOBJ_FORM:
            yield kind, item, matrix
        elif depth < _DEEPEST:
            parts = list(map(_part, repeat(item), range(max(_count_parts(item), 0))))
            yield from _unpacked(parts, times(matrix_of(item), matrix), depth + 1)


def matrix_of(item: Handle) -> Matrix:
    """Return an object's own matrix."""
    if not _matrix(item, ctypes.byref(_found)):
        return _IDENTITY
    return _found.a, _found.b, _found.c, _found.d, _found.e, _found.f


def times(inner: Matrix, outer: Matrix) -> Matrix:
    """Return the matrix that does what `inner` does, then what `outer` does."""
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


def bounds_of(item: Handle) -> tuple[float, float, float, float]:
    """Return left, bottom, right and top of an object, in the coordinates it stands in."""
    for side in _sides:
        side.value = 0.0
    _bounds(item, *_sides_into)
    left, bottom, right, top = _sides
    return left.value, bottom.value, right.value, top.value


def drawing_of(path: Handle) -> tuple[bool, bool]:
    """Tell whether a path is filled and whether it is stroked."""
    if not _draw_mode(path, *_modes_into):
        return False, False
    return bool(_modes[0].value), bool(_modes[1].value)


def colour_of(path: Handle, *, stroke: bool) -> tuple[int, int, int, int] | None:
    """Return the red, green, blue and opacity (to 255) with which a path is stroked or filled."""
    if not (_stroke_colour if stroke else _fill_colour)(path, *_parts_into):
        return None
    red, green, blue, alpha = _parts
    return red.value, green.value, blue.value, alpha.value


def segments_of(path: Handle) -> Segments | None:
    """Return a path's segments; None where there are too many."""
    count = _count_segments(path)
    if count > MOST_SEGMENTS:
        return None
    segments = list(map(Handle, filter(None, map(_segment, repeat(path), range(count)))))
    deque(map(_segment_point, segments, _x_into, _y_into), maxlen=0)
    points = _points[: len(segments)].astype(np.float64).tolist()
    return Segments(list(map(_segment_kind, segments)), list(map(_segment_closes, segments)), points)
