"""Tell text that a clipping path hides: documents placed into others often carry their cut-off parts along."""

from __future__ import annotations

import ctypes

import pypdfium2.raw as raw

_SLACK = 0.5
_MOST_POINTS = 500


def is_clipped_away(item: raw.FPDF_PAGEOBJECT) -> bool:
    """Whether a page object lies wholly outside the rectangle round its clipping paths.

    Args:
        item: A text object of a page; null objects are never clipped away.
    """
    path = raw.FPDFPageObj_GetClipPath(item) if item else None
    count = raw.FPDFClipPath_CountPaths(path) if path else 0
    if count < 1:
        return False
    edges = tuple(ctypes.c_float() for _ in range(4))
    if not raw.FPDFPageObj_GetBounds(item, *map(ctypes.byref, edges)):
        return False
    left, bottom, right, top = (edge.value for edge in edges)
    x, y = ctypes.c_float(), ctypes.c_float()
    for i in range(count):
        xs, ys = [], []
        for j in range(min(max(raw.FPDFClipPath_CountPathSegments(path, i), 0), _MOST_POINTS)):
            segment = raw.FPDFClipPath_GetPathSegment(path, i, j)
            if segment and raw.FPDFPathSegment_GetPoint(segment, ctypes.byref(x), ctypes.byref(y)):
                xs.append(x.value)
                ys.append(y.value)
        beside = xs and (right < min(xs) - _SLACK or left > max(xs) + _SLACK)
        if beside or (ys and (top < min(ys) - _SLACK or bottom > max(ys) + _SLACK)):
            return True
    return False
