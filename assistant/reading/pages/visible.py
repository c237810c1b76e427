"""Part the characters a reader of the page sees from those that are hidden, drawn twice or stamped across it."""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Callable
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from assistant.reading.pages.frame import Frame
from assistant.reading.pages.glyphs import Flags, Glyphs, Numbers

if TYPE_CHECKING:
    from PIL.Image import Image

_TINY = 1.5
"""Smaller type (points) is not meant to be read."""
_LEAST_CONTRAST = 24
_MOST_PIXELS = 2000
Margins = tuple[int, int, int, int]
Levels = np.ndarray[Any, np.dtype[np.uint8]]
_CELL = 3.0


class Parted(NamedTuple):
    """A page's characters: read, hidden, and laid over the page as watermark or in its margin."""

    seen: Glyphs
    hidden: Glyphs
    stamped: Glyphs


def part(glyphs: Glyphs, frame: Frame, draw: Callable[[float, Margins], Image]) -> Parted:
    """Part the characters of a page.

    `draw` gives its image at so many pixels a point without so many points at its left, foot, right and top: it is
    asked for only where needed.
    """
    hidden = _hidden(glyphs, frame)
    pale = ~hidden & ~glyphs.blank & (glyphs.of_styles(min(style.colour[:3]) for style in glyphs.styles) > 235)
    if pale.any():
        hidden[np.nonzero(pale)[0]] = ~_showing(glyphs.places[3:, pale], frame, draw)
    seen = _once(glyphs.take(~hidden))
    stamped = _stamped(seen)
    return Parted(seen.take(~stamped), glyphs.take(hidden), seen.take(stamped))


def _hidden(glyphs: Glyphs, frame: Frame) -> Flags:
    x0, y0, x1, y1 = glyphs.places[3:]
    middle, height = (x0 + x1) / 2, (y0 + y1) / 2
    on = (middle >= -1) & (middle <= frame.width + 1) & (height >= -1) & (height <= frame.height + 1)
    invisible = glyphs.of_styles(style.invisible for style in glyphs.styles) > 0
    flags: Flags = ~on | invisible | (np.maximum(glyphs.sizes, y1 - y0) < _TINY)
    return flags


def _showing(boxes: Numbers, frame: Frame, draw: Callable[[float, Margins], Image]) -> Flags:
    """Tell which boxes hold anything that stands out from its ground on the page's image."""
    scale = min(1.0, _MOST_PIXELS / max(frame.width, frame.height, 1.0))
    left, top = (max(int(side) - 2, 0) for side in boxes[:2].min(axis=1).tolist())
    right, foot = boxes[2:].max(axis=1).tolist()
    # Whole points at a scale of 1 leave every pixel what it is on the whole page.
    margins = (left, max(int(frame.height - foot) - 2, 0), max(int(frame.width - right) - 2, 0), top)
    if scale < 1.0:
        margins = (0, 0, 0, 0)
    image = draw(scale, margins).convert("L")
    scale = (image.width + margins[0] + margins[2]) / frame.width
    levels = np.asarray(image)
    places = np.rint(boxes * scale).astype(np.int64) - np.array([[margins[0]], [margins[3]]] * 2)
    return np.array(
        [_stands_out(levels[max(y0 - 1, 0) : y1 + 1, max(x0 - 1, 0) : x1 + 1]) for x0, y0, x1, y1 in places.T.tolist()]
    )


def _stands_out(levels: Levels) -> bool:
    return bool(levels.size) and int(levels.max()) - int(levels.min()) >= _LEAST_CONTRAST


def _once(glyphs: Glyphs) -> Glyphs:
    """Drop the second copy of characters drawn twice at one place, as shadows and forged bold do."""
    suspects = _crowded(glyphs)
    if not suspects:
        return glyphs
    near = 0.15 * glyphs.sizes[suspects]
    # Cells as large as any reach: a page of leaders has thousands of one dot, of which only those beside count.
    cell = max(float(near.max()), 1e-9)
    again: list[int] = []
    kept: dict[tuple[str, int, int], list[tuple[float, float]]] = defaultdict(list)
    xs, bases = glyphs.places[0, suspects].tolist(), glyphs.places[2, suspects].tolist()
    for i, x, base, reach in zip(suspects, xs, bases, near.tolist(), strict=True):
        char, column, row = glyphs.text[i], math.floor(x / cell), math.floor(base / cell)
        beside = ((char, column + dx, row + dy) for dx in (-1, 0, 1) for dy in (-1, 0, 1))
        twins = (twin for place in beside if place in kept for twin in kept[place])
        if any(abs(x - other) < reach and abs(base - level) < reach for other, level in twins):
            again.append(i)
        else:
            kept[char, column, row].append((x, base))
    once = np.ones(len(glyphs), dtype=np.bool_)
    once[again] = False
    return glyphs.take(once)


def _crowded(glyphs: Glyphs) -> list[int]:
    """Return the indexes of characters that have the same character within a point or so of them."""
    x, base = glyphs.places[0] / _CELL, glyphs.places[2] / _CELL
    codes = glyphs.codes << 32
    crowded = np.zeros(len(glyphs), dtype=np.bool_)
    # Two points closer than half a cell share a cell of at least one of the four shifted grids.
    for dx in (0.0, 0.5):
        columns = codes + ((np.floor(x + dx).astype(np.int64) & 0xFFFF) << 16)
        for dy in (0.0, 0.5):
            cells = columns + (np.floor(base + dy).astype(np.int64) & 0xFFFF)
            ranked = np.sort(cells)
            shared = ranked[1:][ranked[1:] == ranked[:-1]]
            if len(shared):
                crowded |= np.isin(cells, shared)
    return np.nonzero(crowded & ~glyphs.blank)[0].tolist()


def _stamped(seen: Glyphs) -> Flags:
    """Tell slanted text, large pale or translucent text, and turned text that is large or beside the body."""
    angles, sizes = seen.angles, seen.sizes
    x0, x1 = seen.places[3], seen.places[5]
    upright = (angles == 0) & ~seen.blank
    if not upright.any():
        return np.zeros(len(seen), dtype=np.bool_)
    body = np.median(sizes[upright])
    lefts, rights = np.sort(x0[upright]), np.sort(x1[upright])
    left, right = lefts[len(lefts) // 50], rights[-1 - len(rights) // 50]
    palest = seen.of_styles(min(style.colour[:3]) for style in seen.styles)
    translucent = seen.of_styles(style.colour[3] for style in seen.styles) < 160
    faint = ((palest > 170) | translucent) & (sizes > 1.8 * body) & (palest <= 235)
    mostly_upright = upright.sum() > 0.8 * (~seen.blank).sum()
    large = sizes > (1.5 * body if mostly_upright else np.inf)
    turned = ((angles == 90) | (angles == 270)) & (large | (x1 < left + 2) | (x0 > right - 2))
    flags: Flags = (angles == -1) | turned | faint
    return flags
