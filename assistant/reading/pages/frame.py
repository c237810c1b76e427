"""The frame in which pages are measured: points from the top left of the page as it is shown."""

from __future__ import annotations

import ctypes
from dataclasses import dataclass
from typing import Any

import numpy as np
import pypdfium2 as pdfium
import pypdfium2.raw as raw

from assistant.reading.pages.page import Rect

Numbers = np.ndarray[Any, np.dtype[np.float64]]


@dataclass(frozen=True, slots=True)
class Frame:
    """Turns PDF coordinates into those of the page as shown: cropped, turned by its /Rotate, y pointing down."""

    left: float
    bottom: float
    right: float
    top: float
    turn: int
    """Clockwise turn of the page when shown: 0, 90, 180 or 270."""

    @classmethod
    def of(cls, page: pdfium.PdfPage) -> Frame:
        """Return the frame of a page."""
        box = raw.FS_RECTF()
        raw.FPDF_GetPageBoundingBox(page, ctypes.byref(box))
        return cls(box.left, box.bottom, box.right, box.top, raw.FPDFPage_GetRotation(page) % 4 * 90)

    @property
    def width(self) -> float:
        """Width as shown, in points."""
        return self.right - self.left if self.turn % 180 == 0 else self.top - self.bottom

    @property
    def height(self) -> float:
        """Height as shown, in points."""
        return self.top - self.bottom if self.turn % 180 == 0 else self.right - self.left

    def point(self, x: float, y: float) -> tuple[float, float]:
        """Map a point."""
        if self.turn == 0:
            return x - self.left, self.top - y
        if self.turn == 90:
            return y - self.bottom, x - self.left
        if self.turn == 180:
            return self.right - x, y - self.bottom
        return self.top - y, self.right - x

    def direction(self, dx: float, dy: float) -> tuple[float, float]:
        """Map a direction."""
        if self.turn == 0:
            return dx, -dy
        if self.turn == 90:
            return dy, dx
        if self.turn == 180:
            return -dx, dy
        return -dy, -dx

    def box(self, left: float, bottom: float, right: float, top: float) -> Rect:
        """Map a rectangle."""
        x0, y0 = self.point(left, bottom)
        x1, y1 = self.point(right, top)
        return Rect(min(x0, x1), min(y0, y1), max(x0, x1), max(y0, y1))

    def points(self, xs: Numbers, ys: Numbers) -> Numbers:
        """Map many points: an array whose rows are all x and all y."""
        if self.turn == 0:
            mapped = xs - self.left, self.top - ys
        elif self.turn == 90:
            mapped = ys - self.bottom, xs - self.left
        elif self.turn == 180:
            mapped = self.right - xs, ys - self.bottom
        else:
            mapped = self.top - ys, self.right - xs
        return np.stack(mapped)

    def boxes(self, lefts: Numbers, bottoms: Numbers, rights: Numbers, tops: Numbers) -> Numbers:
        """Map many rectangles: an array whose rows are all x0, all y0, all x1 and all y1."""
        one, other = self.points(lefts, bottoms), self.points(rights, tops)
        return np.concatenate((np.minimum(one, other), np.maximum(one, other)))
