"""Find ruled lines in a page image, for pages that are pictures."""

from __future__ import annotations

from typing import Any

import cv2
import numpy as np
from PIL.Image import Image

from assistant.reading.page import Ruling

_SHORTEST = 18.0
"""Points; the strokes of printed characters are shorter."""
_FLAW = 0.8
_GAP = 4.0
"""Points of a line that a scan may have lost: within a stretch, between stretches."""
_THICKEST = 4.0

Mask = np.ndarray[Any, np.dtype[np.uint8]]


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
    rulings = [Ruling(lo * size, at * size, hi * size, at * size) for lo, hi, at in across]
    return rulings + [Ruling(at * size, lo * size, at * size, hi * size) for lo, hi, at in down]


def _stretches(ink: Mask, scale: float) -> list[tuple[float, float, float]]:
    """Return (start, end, height) of horizontal lines, in units of `scale` pixels. A line may rise or fall a little: scans are skewed."""
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
            found.append(((x + lo) / scale, (x + hi) / scale, (y + float(rows.mean()) + 0.5) / scale))
    return found
