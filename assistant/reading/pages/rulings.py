"""Find the ruled lines and the pictures of a page among its graphic objects."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from typing import NamedTuple

import numpy as np
import pypdfium2 as pdfium
import pypdfium2.raw as raw

from assistant.reading.pages.frame import Frame
from assistant.reading.pages.outlines import outlines_of
from assistant.reading.pages.page import Rect, Ruling
from assistant.reading.pages.page_objects import (
    MOST_SEGMENTS,
    Matrix,
    bounds_of,
    page_objects,
    read_paths,
    read_segments,
)
from assistant.reading.pages.pdfium_calls import Flags, Handle, Numbers, lean

_THIN = 3.0
"""A filled rectangle no thicker than this (points) is a ruled line."""
_SHORTEST = 3.0
_TOUCHING = 1.0
_WHITE = 250
"""A colour all of whose parts (of 255) are above this is white."""
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
    objects = page_objects(page)
    images: list[Rect] = []
    under = 0
    for item, matrix, texts_before in objects.images:
        image = _bounds(item, matrix, frame)
        images.append(image)
        large = (image.x1 - image.x0) * (image.y1 - image.y0) > 0.8 * frame.width * frame.height
        if large and not _has_transparency(item):
            under = texts_before
    drawn = _drawn(objects.paths, frame)
    rulings = merge_rulings(list(map(Ruling._make, drawn.lines.tolist())))
    return Graphics(rulings, images, drawn.shapes, under > 0.8 * objects.texts)


def _bounds(item: Handle, matrix: Matrix, frame: Frame) -> Rect:
    left, bottom, right, top = bounds_of(item)
    a, b, c, d, e, f = matrix
    corners = [(a * x + c * y + e, b * x + d * y + f) for x in (left, right) for y in (bottom, top)]
    xs, ys = [x for x, _ in corners], [y for _, y in corners]
    return frame.box(min(xs), min(ys), max(xs), max(ys))


class _Drawn(NamedTuple):
    """Ruled lines (x0, y0, x1, y1 in a row), not yet merged, and the number of paths that are none."""

    lines: Numbers
    shapes: int


def _drawn(given: Sequence[tuple[Handle, Matrix]], frame: Frame) -> _Drawn:
    """Return the ruled lines of paths; a white line is one where it parts dark areas or runs over one."""
    if not given:
        return _Drawn(np.zeros((0, 4)), 0)
    paths = read_paths(given)
    palest = paths.colours[:, :3].min(axis=1)
    white, dark = palest > _WHITE, (palest >= 0) & (palest < _DARK)
    shown = (paths.filled | paths.stroked) & (paths.lengths <= MOST_SEGMENTS) & (paths.colours[:, 3] != 0)
    lines, owners, areas = [np.zeros((0, 4))], [np.zeros(0, np.int64)], [np.zeros((0, 4))]
    for segments in read_segments(paths, np.nonzero(shown)[0]):
        found = outlines_of(segments, paths, frame)
        thin = (found.boxes[:, 2:] - found.boxes[:, :2]).min(axis=1) <= _THIN
        ruled = (~thin & paths.stroked[found.path_of])[found.outline_of]
        lines += [found.boxes[thin], found.sides[ruled]]
        owners += [found.path_of[thin], found.path_of[found.outline_of[ruled]]]
        areas.append(found.boxes[~thin & ~paths.stroked[found.path_of] & dark[found.path_of]])
    of = np.concatenate(owners)
    rulings = _middles(np.concatenate(lines))
    pale = rulings[white[of]]
    shapes = len(given) - len(np.unique(of[~white[of]]))
    return _Drawn(np.concatenate((rulings[~white[of]], pale[_showing(pale, np.concatenate(areas))])), shapes)


def _middles(boxes: Numbers) -> Numbers:
    """Return the lines through the middle of boxes, along their longer side."""
    x0, y0, x1, y1 = boxes.T
    x, y = (x0 + x1) / 2, (y0 + y1) / 2
    return np.where(x1 - x0 >= y1 - y0, (x0, y, x1, y), (x, y0, x, y1)).T


def _showing(white: Numbers, dark: Numbers) -> Flags:
    """Tell which white lines touch a dark area."""
    left, top, right, foot = dark.T + np.array([[-_TOUCHING], [-_TOUCHING], [_TOUCHING], [_TOUCHING]])
    middles = ((white[:, :2] + white[:, 2:]) / 2).tolist()
    touching = (((left < x) & (x < right) & (top < y) & (y < foot)).any() for x, y in middles)
    return np.fromiter(touching, np.bool_, len(middles))


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
