"""Powers of ten that OCR read flat: 1.0×105 where the page prints 10⁵, told by where the figures stand."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import replace

from assistant.reading.pages.page import Line, Rect

_POWER = re.compile(r"(?<=[×xX])\s?(?P<ten>10)(?P<exponent>[-−–]?[\d⁰¹²³⁴-⁹]{1,2})(?![\d.,])")
_CUT = re.compile(r"[×xX]\s?10[-−–⁻](?![\d⁰¹²³⁴-⁹])")
"""A power whose exponent OCR lost but for its sign."""
_RAISED = str.maketrans("0123456789-−–", "⁰¹²³⁴⁵⁶⁷⁸⁹⁻⁻⁻")
_RISE = 0.2
"""Heights of a figure by which the foot of an exponent stands above that of its ten, at the least."""
Marks = Callable[[Rect], Sequence[Rect]]
"""The boxes of what is printed within a place."""


def with_exponents(line: Line, marks: Marks, em: float) -> tuple[Line, bool]:
    """Return a line with its exponents raised as printed, and whether one of them could not be told.

    Args:
        line: A line as OCR read it, in points.
        marks: Finds the boxes of printed marks.
        em: The height of a character of the page.
    """
    text, doubtful = line.text, bool(_CUT.search(line.text))
    for power in _POWER.finditer(line.text):
        exponent = power["exponent"]
        figures = sum(char not in "-−–" for char in exponent)
        if exponent.lstrip("-−–").isdecimal():
            raised = _are_raised(line, power.span("ten")[0], power.end(), figures, marks, em)
        else:
            raised = True  # OCR saw some of them raised, and an exponent stands at one height
        doubtful |= raised is None
        if raised:
            start, end = power.span("exponent")
            text = text[:start] + exponent.translate(_RAISED) + text[end:]
    return (replace(line, text=text) if text != line.text else line), doubtful


def _are_raised(line: Line, start: int, end: int, count: int, marks: Marks, em: float) -> bool | None:
    """Whether the last `count` figures stand above the two before them; None where the print does not show it."""
    reach = 0.2 * em
    place = Rect(line.xs[start] - reach, line.box.y0 - reach, line.xs[end] + reach, line.box.y1 + reach)
    found = sorted(mark for mark in marks(place) if 0.25 * em < mark.y1 - mark.y0)
    if len(found) != count + 2:
        return None
    ten, exponent = found[:2], found[2:]
    foot, height = sum(mark.y1 for mark in ten) / 2, sum(mark.y1 - mark.y0 for mark in ten) / 2
    high = [mark.y1 < foot - _RISE * height for mark in exponent]
    return all(high) if all(high) or not any(high) else None
