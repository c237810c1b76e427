"""Find the white gutters between columns, which may be narrower than the gaps inside a line."""

from __future__ import annotations

import numpy as np

from assistant.reading.pages.glyphs import Glyphs, Numbers, Whole

_LEAST_GAP = 0.9
"""Ems of white between two columns at least."""
_FEWEST_ROWS = 6
_LEAST_COLUMN = 0.25
"""A column takes at least this share of the text's width."""


def find_gutters(inked: Glyphs, row: Whole) -> list[float]:
    """Return the places (x, in points) of gutters: white in nearly all rows that have text on both sides.

    Args:
        inked: characters other than blanks, by printed row, each row from left to right.
        row: the number of each one's row.
    """
    firsts = np.nonzero(np.append(True, row[1:] != row[:-1]))[0]
    if len(firsts) < _FEWEST_ROWS:
        return []
    x0, x1 = inked.places[:2]
    lefts, rights = x0[firsts], x1[np.append(firsts[1:] - 1, len(row) - 1)]
    wide = x0[1:] - x1[:-1] > _LEAST_GAP * np.maximum(inked.sizes[1:], inked.sizes[:-1])
    wide[firsts[1:] - 1] = False
    starts, ends = x1[:-1][wide], x0[1:][wide]
    width = float(rights.max() - lefts.min())
    found: list[float] = []
    # The white of a gutter ends where the right column begins, so places just before that are tried.
    places = {round(end) - 1 for end in ends.tolist()}
    parted = {place: int(((starts <= place) & (place <= ends)).sum()) for place in places}
    for place in sorted(places, key=lambda x: -parted[x]):
        far = all(abs(place - other) >= _LEAST_COLUMN * width for other in found)
        if far and parted[place] >= _FEWEST_ROWS and _is_gutter(place, parted[place], lefts, rights, width):
            found.append(place)
    return found


def _is_gutter(place: float, parted: int, lefts: Numbers, rights: Numbers, width: float) -> bool:
    """Tell whether a place that is white in `parted` rows, with rows' left and right ends, parts two columns."""
    if parted < 0.6 * ((lefts < place) & (place < rights)).sum():
        return False
    on_left, on_right = lefts < place, rights > place
    widths_left = np.minimum(rights[on_left], place) - lefts[on_left]
    widths_right = rights[on_right] - np.maximum(lefts[on_right], place)
    least = _LEAST_COLUMN * width
    return bool(np.median(widths_left) > least and np.median(widths_right) > least)
