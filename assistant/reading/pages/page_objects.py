"""The graphic objects of a page as pdfium keeps them: its images, and its paths as columns of numbers."""

from __future__ import annotations

import ctypes
from collections.abc import Iterator, Sequence
from itertools import chain, islice, repeat
from typing import Any, NamedTuple

import numpy as np
import pypdfium2 as pdfium
import pypdfium2.raw as raw

from assistant.reading.pages.pdfium_calls import (
    AT_ONCE,
    Call,
    Flags,
    Handle,
    Numbers,
    Slots,
    Whole,
    called,
    chunks,
    lean,
)

Matrix = tuple[float, float, float, float, float, float]
_IDENTITY: Matrix = (1.0, 0.0, 0.0, 1.0, 0.0, 0.0)
_MOST_OBJECTS = 20_000
_DEEPEST = 6
MOST_SEGMENTS = 2000
"""Paths of more segments are pictures, not lines."""

_count_objects = lean(raw.FPDFPage_CountObjects)
_object = lean(raw.FPDFPage_GetObject, Handle)
_count_parts = lean(raw.FPDFFormObj_CountObjects)
_part = lean(raw.FPDFFormObj_GetObject, Handle)
_kind = lean(raw.FPDFPageObj_GetType)
_matrix = lean(raw.FPDFPageObj_GetMatrix)
_bounds = lean(raw.FPDFPageObj_GetBounds)
_draw_mode = lean(raw.FPDFPath_GetDrawMode)
_count_segments = lean(raw.FPDFPath_CountSegments)
_stroke_colour = lean(raw.FPDFPageObj_GetStrokeColor)
_fill_colour = lean(raw.FPDFPageObj_GetFillColor)
_segment = lean(raw.FPDFPath_GetPathSegment, Handle)
_segment_kind = lean(raw.FPDFPathSegment_GetType)
_segment_closes = lean(raw.FPDFPathSegment_GetClose)
_segment_point = lean(raw.FPDFPathSegment_GetPoint)

_matrices = Slots(ctypes.c_float, 6)
_colours = Slots(ctypes.c_uint, 4)
_modes = Slots(ctypes.c_int, 2)
_points = Slots(ctypes.c_float, 2, AT_ONCE + MOST_SEGMENTS)


class Objects(NamedTuple):
    """A page's objects in drawing order, those inside forms too, each with the matrix it stands under."""

    paths: list[tuple[Handle, Matrix]]
    images: list[tuple[Handle, Matrix, int]]
    """With the number of text objects before each."""
    texts: int
    """The number of text objects."""


class Paths(NamedTuple):
    """Paths as columns, one row each."""

    items: list[Handle]
    matrices: Numbers
    """Six numbers in a row: what turns a path's points into the page's."""
    filled: Flags
    stroked: Flags
    colours: Whole
    """Red, green, blue and opacity to 255 of the stroke where there is one, else of the fill; -1 where unknown."""
    lengths: Whole
    """Numbers of segments."""


class Segments(NamedTuple):
    """The segments of some paths, one after another: whose each is, its kind, and the point it leads to."""

    path_of: Whole
    kinds: Whole
    closes: Flags
    """Which go on to where their outline began."""
    xs: Numbers
    ys: Numbers


def page_objects(page: pdfium.PdfPage) -> Objects:
    """Return a page's paths and images, and how many text objects it has."""
    handle = Handle(ctypes.addressof(page.raw.contents))
    found = Objects([], [], 0)
    texts = 0
    items = list(map(_object, repeat(handle), range(max(_count_objects(handle), 0))))
    for kind, item, matrix in islice(_unpacked(items, _IDENTITY, 0), _MOST_OBJECTS):
        if kind == raw.FPDF_PAGEOBJ_TEXT:
            texts += 1
        elif kind == raw.FPDF_PAGEOBJ_PATH:
            found.paths.append((item, matrix))
        elif kind == raw.FPDF_PAGEOBJ_IMAGE:
            found.images.append((item, matrix, texts))
    return found._replace(texts=texts)


def _unpacked(items: Sequence[Handle], matrix: Matrix, depth: int) -> Iterator[tuple[int, Handle, Matrix]]:
    items = list(filter(None, items))
    for kind, item in zip(map(_kind, items), items, strict=True):
        if kind != raw.FPDF_PAGEOBJ_FORM:
            yield kind, item, matrix
        elif depth < _DEEPEST:
            parts = list(map(_part, repeat(item), range(max(_count_parts(item), 0))))
            inner = _times(_matrices_of([item]), np.array([matrix]))[0].tolist()
            yield from _unpacked(parts, tuple(inner), depth + 1)


def _matrices_of(items: Sequence[Handle]) -> Numbers:
    """Return the objects' own matrices, six numbers in a row."""
    matrices = np.zeros((len(items), 6))
    for part in chunks(len(items)):
        count = part.stop - part.start
        known = np.fromiter(map(_matrix, items[part], _matrices.firsts), np.int64, count) != 0
        matrices[part] = np.where(known[:, None], _matrices.numbers[:count], _IDENTITY)
    return matrices


def _times(inner: Numbers, outer: Numbers) -> Numbers:
    """Return for each row the matrix that does what `inner` does, then what `outer` does."""
    a, b, c, d, e, f = inner.T
    oa, ob, oc, od, oe, of = outer.T
    rows = (
        a * oa + b * oc,
        a * ob + b * od,
        c * oa + d * oc,
        c * ob + d * od,
        e * oa + f * oc + oe,
        e * ob + f * od + of,
    )
    return np.stack(rows, axis=1)


def bounds_of(item: Handle) -> tuple[float, float, float, float]:
    """Return left, bottom, right and top of an object, in the coordinates it stands in."""
    sides = [ctypes.c_float() for _ in range(4)]
    _bounds(item, *map(ctypes.byref, sides))
    left, bottom, right, top = sides
    return left.value, bottom.value, right.value, top.value


def read_paths(paths: Sequence[tuple[Handle, Matrix]]) -> Paths:
    """Return paths as columns."""
    items = [item for item, _ in paths]
    matrices = _times(_matrices_of(items), np.array([matrix for _, matrix in paths]))
    drawn, colours = np.zeros((len(items), 2), np.bool_), np.zeros((len(items), 4), np.int64)
    for part in chunks(len(items)):
        some, count = items[part], part.stop - part.start
        _modes.numbers[:count] = 0
        called(_draw_mode, some, *_modes.columns)
        drawn[part] = _modes.numbers[:count] != 0
        asked = [(_fill_colour, _stroke_colour)[stroke] for stroke in drawn[part, 1].tolist()]
        known = np.fromiter(map(_call, asked, some, *_colours.columns), np.int64, count) != 0
        colours[part] = np.where(known[:, None], _colours.numbers[:count].astype(np.int64), -1)
    lengths = np.fromiter(map(_count_segments, items), np.int64, len(items))
    return Paths(items, matrices, drawn[:, 0], drawn[:, 1], colours, lengths)


def _call(call: Call, *arguments: Any) -> Any:
    return call(*arguments)


def read_segments(paths: Paths, which: Whole) -> Iterator[Segments]:
    """Yield the segments of some paths, given by index: some thousands at a time."""
    which = which[paths.lengths[which] > 0]
    if not len(which):
        return
    before = np.cumsum(paths.lengths[which]) - paths.lengths[which]
    for group in np.split(which, np.nonzero(np.diff(before // AT_ONCE))[0] + 1):
        lengths = paths.lengths[group]
        owners = [paths.items[i] for i in group.tolist()]
        whose = chain.from_iterable(map(repeat, owners, lengths.tolist()))
        segments = list(map(_segment, whose, chain.from_iterable(map(range, lengths.tolist()))))
        count = len(segments)
        _points.numbers[:count] = 0
        called(_segment_point, segments, *_points.columns)
        xs, ys = _points.numbers[:count].astype(np.float64).T
        kinds = np.fromiter(map(_segment_kind, segments), np.int64, count)
        closes = np.fromiter(map(_segment_closes, segments), np.int64, count) != 0
        yield Segments(np.repeat(group, lengths), kinds, closes, xs, ys)
