"""Tell text that a clipping path hides: documents placed into others often carry their cut-off parts along."""

from __future__ import annotations

import ctypes

import pypdfium2.raw as raw

from assistant.reading.pages.pdfium_calls import Handle, lean

_SLACK = 0.5
_MOST_POINTS = 500

_clip_path = lean(raw.FPDFPageObj_GetClipPath, ctypes.c_size_t)
_count_paths = lean(raw.FPDFClipPath_CountPaths)
_count_segments = lean(raw.FPDFClipPath_CountPathSegments)
_segment = lean(raw.FPDFClipPath_GetPathSegment, ctypes.c_size_t)
_point = lean(raw.FPDFPathSegment_GetPoint)
_bounds = lean(raw.FPDFPageObj_GetBounds)


def is_clipped_away(item: Handle) -> bool:
    """Whether a page object lies wholly outside the rectangle round its clipping paths.

    Args:
        item: A text object of a page.
    """
    path = Handle(_clip_path(item))
    count = _count_paths(path) if path else 0
    if count < 1:
        return False
    edges = tuple(ctypes.c_float() for _ in range(4))
    if not _bounds(item, *map(ctypes.byref, edges)):
        return False
    left, bottom, right, top = (edge.value for edge in edges)
    x, y = ctypes.c_float(), ctypes.c_float()
    into = ctypes.byref(x), ctypes.byref(y)
    for i in range(count):
        xs, ys = [], []
        for j in range(min(max(_count_segments(path, i), 0), _MOST_POINTS)):
            segment = _segment(path, i, j)
            if segment and _point(Handle(segment), *into):
                xs.append(x.value)
                ys.append(y.value)
        beside = xs and (right < min(xs) - _SLACK or left > max(xs) + _SLACK)
        if beside or (ys and (top < min(ys) - _SLACK or bottom > max(ys) + _SLACK)):
            return True
    return False
