"""Tell text that a clipping path hides: documents placed into others often carry their cut-off parts along."""

from __future__ import annotations

import ctypes
from collections.abc import Sequence

import pypdfium2.raw as raw

from assistant.reading.pages.pdfium_calls import Handle, lean

_SLACK = 0.5
_MOST_POINTS = 500

_clip_path = lean(raw.FPDFPageObj_GetClipPath, Handle)
_count_paths = lean(raw.FPDFClipPath_CountPaths)
_count_segments = lean(raw.FPDFClipPath_CountPathSegments)
_segment = lean(raw.FPDFClipPath_GetPathSegment, Handle)
_point = lean(raw.FPDFPathSegment_GetPoint)
_bounds = lean(raw.FPDFPageObj_GetBounds)


def clipped_away(items: Sequence[Handle]) -> list[bool]:
    """Tell of some text objects which lie wholly outside the rectangle round their clipping paths."""
    paths = list(map(_clip_path, items))
    counts = map(_count_paths, paths)
    return [count > 0 and _is_outside(*one) for count, *one in zip(counts, items, paths, strict=True)]


def _is_outside(item: Handle, path: Handle) -> bool:
    edges = tuple(ctypes.c_float() for _ in range(4))
    if not _bounds(item, *map(ctypes.byref, edges)):
        return False
    left, bottom, right, top = (edge.value for edge in edges)
    x, y = ctypes.c_float(), ctypes.c_float()
    into = ctypes.byref(x), ctypes.byref(y)
    for i in range(_count_paths(path)):
        xs, ys = [], []
        for j in range(min(max(_count_segments(path, i), 0), _MOST_POINTS)):
            segment = _segment(path, i, j)
            if segment and _point(segment, *into):
                xs.append(x.value)
                ys.append(y.value)
        beside = xs and (right < min(xs) - _SLACK or left > max(xs) + _SLACK)
        if beside or (ys and (top < min(ys) - _SLACK or bottom > max(ys) + _SLACK)):
            return True
    return False
