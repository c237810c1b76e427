"""Find the white gutters between columns, which may be narrower than the gaps inside a line."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from statistics import median

from assistant.reading.glyphs import Glyph

_LEAST_GAP = 0.9
"""Ems of white between two columns at least."""
_FEWEST_ROWS = 6
_LEAST_COLUMN = 0.25
"""A column takes at least this share of the text's width."""


def find_gutters(rows: Sequence[Sequence[Glyph]]) -> list[float]:
    """Return the places (x, in points) of gutters: white in nearly all rows that have text on both sides.

    Args:
        rows: characters by printed row, each row from left to right.
    """
    inked = [[glyph for glyph in row if not glyph.char.isspace()] for row in rows]
    inked = [row for row in inked if row]
    if len(inked) < _FEWEST_ROWS:
        return []
    left, right = min(row[0].x0 for row in inked), max(row[-1].x1 for row in inked)
    gaps = [(before.x1, after.x0) for row in inked for before, after in pairwise(row) if _is_wide(before, after)]
    found: list[float] = []
    # The white of a gutter ends where the right column begins, so places just before that are tried.
    places = {round(end) - 1 for _, end in gaps}
    for place in sorted(places, key=lambda x: -sum(start <= x <= end for start, end in gaps)):
        far = all(abs(place - other) >= _LEAST_COLUMN * (right - left) for other in found)
        if far and _is_gutter(place, inked, gaps, right - left):
            found.append(place)
    return found


def _is_wide(before: Glyph, after: Glyph) -> bool:
    return after.x0 - before.x1 > _LEAST_GAP * max(before.style.size, after.style.size)


def _is_gutter(
    place: float, rows: Sequence[Sequence[Glyph]], gaps: Sequence[tuple[float, float]], width: float
) -> bool:
    parted = sum(start <= place <= end for start, end in gaps)
    if parted < _FEWEST_ROWS:
        return False
    both = [row for row in rows if row[0].x0 < place < row[-1].x1]
    if parted < 0.6 * len(both):
        return False
    lefts = [row for row in rows if row[0].x0 < place]
    widths_left = [min(row[-1].x1, place) - row[0].x0 for row in lefts]
    widths_right = [row[-1].x1 - max(row[0].x0, place) for row in rows if row[-1].x1 > place]
    least = _LEAST_COLUMN * width
    return median(widths_left) > least and median(widths_right) > least
