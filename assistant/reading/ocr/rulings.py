"""Find ruled lines in a page image, for pages that are pictures."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, NamedTuple

import cv2
import numpy as np
from PIL.Image import Image

from assistant.reading.pages.page import Ruling

_SHORTEST = 18.0
"""Points; the strokes of printed characters are shorter."""
_FLAW = 0.8
_GAP = 4.0
"""Points of a line that a scan may have lost: within a stretch, between stretches."""
_THICKEST = 4.0
_LONG = 40.0
"""A line of this length is followed on where its print is faint."""
_WINDOW = 3.0
"""Ink of a faint line shows in nearly every stretch of this length."""

_OUT = 8.0
"""Points by which a line must stand out of its table to be cut off there."""
_MAIN = 0.6
"""Lines of at least this share of the longest one's length bound a table."""

Mask = np.ndarray[Any, np.dtype[np.uint8]]
_Span = tuple[float, float, float]
"""A line's beginning, end and height."""


class Stretch(NamedTuple):
    """A straight line from `lo` to `hi` at a height, and how far faint print goes on with it."""

    lo: float
    hi: float
    at: float
    reached_lo: float
    reached_hi: float


def scanned_rulings(image: Image, scale: float) -> list[Ruling]:
    """Return the horizontal and vertical lines of a page image, in points.

    Args:
        image: The rendered page.
        scale: Pixels in a point.
    """
    grey = np.asarray(image.convert("L"))
    block = int(12 * min(image.size) / 595) | 1
    ink = cv2.adaptiveThreshold(grey, 255, cv2.ADAPTIVE_THRESH_MEAN_C, cv2.THRESH_BINARY_INV, block, 12)
    # Scans are often sized in pixels, not points: measure by the page as if it were A4.
    unit = min(image.size) / 595
    across = _stretches(np.asarray(ink, dtype=np.uint8), unit)
    down = _stretches(np.ascontiguousarray(np.asarray(ink, dtype=np.uint8).T), unit)
    size = unit / scale
    rows, walls = _bounded(across, down), _bounded(down, across)
    rows, walls = _within(rows, walls), _within(walls, rows)
    rulings = [Ruling(lo * size, at * size, hi * size, at * size) for lo, hi, at in rows]
    return rulings + [Ruling(at * size, lo * size, at * size, hi * size) for lo, hi, at in walls]


def _within(lines: list[_Span], walls: list[_Span]) -> list[_Span]:
    """Cut off what of a line stands out of its table, where most of the lines beside it end: a stamp, a scratch."""
    out = []
    for lo, hi, at in lines:
        met = [wall for wall in walls if wall[0] - _THICKEST <= at <= wall[1] + _THICKEST]
        met = [wall for wall in met if lo - _THICKEST <= wall[2] <= hi + _THICKEST]
        longest = max((wall[1] - wall[0] for wall in met), default=0.0)
        ends = sorted(wall[2] for wall in met if wall[1] - wall[0] > _MAIN * longest)
        if len(ends) > 2 and longest > _LONG:
            if lo < ends[0] - _OUT and _few(line[0] < ends[0] - _OUT for line in _through(lines, ends[0])):
                lo = ends[0]
            if hi > ends[-1] + _OUT and _few(line[1] > ends[-1] + _OUT for line in _through(lines, ends[-1])):
                hi = ends[-1]
        out.append((lo, hi, at))
    return out


def _through(lines: list[_Span], end: float) -> list[_Span]:
    return [line for line in lines if line[0] - _THICKEST <= end <= line[1] + _THICKEST]


def _few(outside: Iterable[bool]) -> bool:
    counted = list(outside)
    return sum(counted) < 0.4 * len(counted)


def _bounded(lines: list[Stretch], walls: list[Stretch]) -> list[_Span]:
    """Let a line go on over faint print no further than to the last line it meets there."""
    out = []
    for line in lines:
        met = [w.at for w in walls if w.lo - _THICKEST <= line.at <= w.hi + _THICKEST]
        lo = min((at for at in met if line.reached_lo - _THICKEST <= at), default=line.lo)
        hi = max((at for at in met if at <= line.reached_hi + _THICKEST), default=line.hi)
        out.append((min(lo, line.lo), max(hi, line.hi), line.at))
    return out


def _stretches(ink: Mask, scale: float) -> list[Stretch]:
    """Return horizontal lines, in units of `scale` pixels. A line may rise or fall a little: scans are skewed."""
    gap = max(3, int(_GAP * scale))
    flaw = max(2, round(_FLAW * scale))
    closed = cv2.morphologyEx(ink, cv2.MORPH_CLOSE, np.ones((1, flaw), np.uint8))
    runs = cv2.morphologyEx(closed, cv2.MORPH_OPEN, np.ones((1, int(_SHORTEST * scale)), np.uint8))
    # Steps of a skewed line touch only at corners, or miss each other by a pixel.
    joined = cv2.dilate(runs, np.ones((3, gap), np.uint8))
    count, labels, stats, _ = cv2.connectedComponentsWithStats(joined, connectivity=8)
    found = []
    for n in range(1, count):
        x, y, width, height = (int(v) for v in stats[n, :4])
        if width < _SHORTEST * scale:
            continue
        part = (labels[y : y + height, x : x + width] == n) & (runs[y : y + height, x : x + width] > 0)
        rows, columns = np.nonzero(part)
        if not len(columns):
            continue
        lo, hi = int(columns.min()), int(columns.max()) + 1
        length = (hi - lo) / scale
        thickness = len(columns) / (hi - lo) / scale
        drift = (rows.max() - rows.min() + 1) / scale
        if length >= _SHORTEST and thickness <= _THICKEST and drift <= _THICKEST + 0.025 * length:
            start, end = x + lo, x + hi
            if length >= _LONG:
                near = int(_LONG / 2 * scale)
                start -= _reach(ink[:, ::-1], ink.shape[1] - start, y + _level(rows, columns < lo + near), scale)
                end += _reach(ink, end, y + _level(rows, columns >= hi - near), scale)
            at = (y + float(rows.mean()) + 0.5) / scale
            found.append(Stretch((x + lo) / scale, (x + hi) / scale, at, start / scale, end / scale))
    return found


def _level(rows: np.ndarray[Any, Any], at_end: np.ndarray[Any, Any]) -> int:
    return round(float(rows[at_end].mean())) if at_end.any() else round(float(rows.mean()))


def _reach(ink: Mask, start: int, level: int, scale: float) -> int:
    """Return by how many pixels a line goes on, faint or dotted, to the right of `start` at a height."""
    half, window, block = max(1, round(1.2 * scale)), max(2, round(_WINDOW * scale)), 6
    band = _inked(ink, start, level - half, level + half + 1)
    # A line is thin: what has ink on both sides is text.
    far = round(3.5 * scale)
    above = _inked(ink, start, level - far, level - 2 * half)
    below = _inked(ink, start, level + 2 * half + 1, level + far + 1)
    thin = band & ~(above & below)
    windows = [bool(thin[i : i + window].any()) for i in range(0, len(thin) - window + 1, window)]
    reach = 0
    while len(windows) >= reach + block and sum(windows[reach : reach + block]) >= block - 2:
        reach += 1
    # The last block began on the line; it ends where its ink ends.
    tail = windows[reach : reach + block - 1] if reach else []
    while tail and tail.pop(0):
        reach += 1
    return reach * window


def _inked(ink: Mask, start: int, top: int, bottom: int) -> np.ndarray[Any, np.dtype[np.bool_]]:
    """Return for each column from `start` whether a strip of rows has ink in it."""
    strip = ink[max(0, top) : max(0, bottom), start:]
    return np.asarray(np.any(strip, axis=0), dtype=np.bool_)
