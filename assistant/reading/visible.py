"""Part the characters a reader of the page sees from those that are hidden, drawn twice or stamped across it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Sequence
from statistics import median
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from assistant.reading.frame import Frame
from assistant.reading.glyphs import Glyph

if TYPE_CHECKING:
    from PIL.Image import Image

_TINY = 1.5
"""Smaller type (points) is not meant to be read."""
_LEAST_CONTRAST = 24
_CELL = 3.0


class Parted(NamedTuple):
    """A page's characters: read, hidden, and laid over the page as watermark or in its margin."""

    seen: list[Glyph]
    hidden: list[Glyph]
    stamped: list[Glyph]


def part(glyphs: Sequence[Glyph], frame: Frame, draw: Callable[[], Image]) -> Parted:
    """Part the characters of a page; `draw` gives its image, asked for only where needed."""
    seen: list[Glyph] = []
    hidden: list[Glyph] = []
    pale: list[Glyph] = []
    for glyph in glyphs:
        if _is_hidden(glyph, frame):
            hidden.append(glyph)
        elif min(glyph.style.colour[:3]) > 235 and not glyph.char.isspace():
            pale.append(glyph)
        else:
            seen.append(glyph)
    if pale:
        image = draw().convert("L")
        scale = image.width / frame.width
        showing = {id(glyph) for glyph in pale if _shows(glyph, image, scale)}
        hidden.extend(glyph for glyph in pale if id(glyph) not in showing)
        gone = set(map(id, hidden))
        seen = [glyph for glyph in glyphs if id(glyph) not in gone]
    seen = _once(seen)
    stamped = _stamped(seen)
    marks = set(map(id, stamped))
    return Parted([glyph for glyph in seen if id(glyph) not in marks], hidden, stamped)


def _is_hidden(glyph: Glyph, frame: Frame) -> bool:
    x0, y0, x1, y1 = glyph.box
    middle, height = (x0 + x1) / 2, (y0 + y1) / 2
    off = not (-1 <= middle <= frame.width + 1 and -1 <= height <= frame.height + 1)
    return off or glyph.style.invisible or max(glyph.style.size, y1 - y0) < _TINY


def _shows(glyph: Glyph, image: Image, scale: float) -> bool:
    x0, y0, x1, y1 = (round(value * scale) for value in glyph.box)
    area = (max(x0 - 1, 0), max(y0 - 1, 0), min(x1 + 1, image.width), min(y1 + 1, image.height))
    if area[0] >= area[2] or area[1] >= area[3]:
        return False
    levels = image.crop(area).tobytes()
    return max(levels) - min(levels) >= _LEAST_CONTRAST


def _once(glyphs: Sequence[Glyph]) -> list[Glyph]:
    """Drop the second copy of characters drawn twice at one place, as shadows and forged bold do."""
    suspects = _crowded(glyphs)
    if not suspects:
        return list(glyphs)
    out: list[Glyph] = []
    kept: dict[str, list[Glyph]] = defaultdict(list)
    for i, glyph in enumerate(glyphs):
        if i in suspects:
            near = 0.15 * glyph.style.size
            twins = kept[glyph.char]
            if any(abs(glyph.x0 - twin.x0) < near and abs(glyph.base - twin.base) < near for twin in twins):
                continue
            twins.append(glyph)
        out.append(glyph)
    return out


def _crowded(glyphs: Sequence[Glyph]) -> set[int]:
    """Return the indexes of characters that have the same character within a point or so of them."""
    if not glyphs:
        return set()
    places = np.array([(ord(glyph.char), glyph.x0, glyph.base) for glyph in glyphs])
    suspects: set[int] = set()
    # Two points closer than half a cell share a cell of at least one of the four shifted grids.
    for dx in (0.0, 0.5):
        for dy in (0.0, 0.5):
            columns = np.floor(places[:, 1] / _CELL + dx).astype(np.int64)
            rows = np.floor(places[:, 2] / _CELL + dy).astype(np.int64)
            cells = (places[:, 0].astype(np.int64) << 32) + ((columns & 0xFFFF) << 16) + (rows & 0xFFFF)
            _, where, counts = np.unique(cells, return_inverse=True, return_counts=True)
            suspects.update(np.nonzero(counts[where] > 1)[0].tolist())
    return {i for i in suspects if not glyphs[i].char.isspace()}


def _stamped(seen: Sequence[Glyph]) -> list[Glyph]:
    """Return slanted text, large pale or translucent text, and turned text that is large or beside the body."""
    upright = [glyph for glyph in seen if glyph.style.angle == 0 and not glyph.char.isspace()]
    if not upright:
        return []
    body = median(glyph.style.size for glyph in upright)
    ranked = sorted(glyph.box[0] for glyph in upright)
    left, right = ranked[len(ranked) // 50], sorted(glyph.box[2] for glyph in upright)[-1 - len(ranked) // 50]
    mostly_upright = len(upright) > 0.8 * sum(not glyph.char.isspace() for glyph in seen)
    stamped: list[Glyph] = []
    for glyph in seen:
        colour, angle = glyph.style.colour, glyph.style.angle
        faint = (min(colour[:3]) > 170 or colour[3] < 160) and glyph.style.size > 1.8 * body
        turned = angle in (90, 270) and glyph.style.size > 1.5 * body and mostly_upright
        beside = angle in (90, 270) and (glyph.box[2] < left + 2 or glyph.box[0] > right - 2)
        if angle == -1 or beside or turned or (faint and min(colour[:3]) <= 235):
            stamped.append(glyph)
    return stamped
