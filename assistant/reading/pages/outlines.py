"""The outlines that paths draw, as columns: their boxes, and the sides that run along or down the page."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import pypdfium2.raw as raw

from assistant.reading.pages.frame import Frame
from assistant.reading.pages.page_objects import Paths, Segments
from assistant.reading.pages.pdfium_calls import Flags, Numbers, Whole

_STRAIGHT = 0.5
"""Points by which a side may lean."""


class Outlines(NamedTuple):
    """Outlines of straight sides: of which path each is, and its box (x0, y0, x1, y1 in a row) on the page as shown."""

    path_of: Whole
    boxes: Numbers
    sides: Numbers
    """The boxes of their straight sides, the closing one too."""
    outline_of: Whole
    """Which outline each side is of."""


def outlines_of(segments: Segments, paths: Paths, frame: Frame) -> Outlines:
    """Return the outlines of some paths, those with curves left out."""
    path_of = segments.path_of
    a, b, c, d, e, f = paths.matrices[path_of].T
    xs, ys = segments.xs, segments.ys
    points = frame.points(a * xs + c * ys + e, b * xs + d * ys + f).T
    begins = segments.kinds == raw.FPDF_SEGMENT_MOVETO
    begins |= np.append(True, path_of[1:] != path_of[:-1])
    starts = np.nonzero(begins)[0]
    counts = np.diff(np.append(starts, len(path_of))) + np.add.reduceat(segments.closes, starts, dtype=np.int64)
    curved = np.logical_or.reduceat(segments.kinds == raw.FPDF_SEGMENT_BEZIERTO, starts)
    kept = (counts > 1) & ~curved
    boxes = np.concatenate((np.minimum.reduceat(points, starts), np.maximum.reduceat(points, starts)), axis=1)
    outline_of = np.cumsum(begins) - 1
    sides, owners = _sides(points, segments.closes, starts, outline_of)
    straight = kept[owners] & ((sides[:, 2:] - sides[:, :2]) < _STRAIGHT).any(axis=1)
    number = np.cumsum(kept) - 1
    return Outlines(path_of[starts[kept]], boxes[kept], sides[straight], number[owners[straight]])


def _sides(points: Numbers, closes: Flags, starts: Whole, outline_of: Whole) -> tuple[Numbers, Whole]:
    """Return the boxes of all sides, and the outline of each."""
    first = points[starts][outline_of]
    # What follows a segment that closes its outline goes on from the outline's beginning.
    before = np.where(closes[:-1, None], first[:-1], points[:-1])
    inner = np.nonzero(outline_of[1:] == outline_of[:-1])[0]
    begin = np.concatenate((before[inner], points[closes]))
    end = np.concatenate((points[1:][inner], first[closes]))
    owners = np.concatenate((outline_of[1:][inner], outline_of[closes]))
    return np.concatenate((np.minimum(begin, end), np.maximum(begin, end)), axis=1), owners
