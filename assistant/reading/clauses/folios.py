"""Tell page numbers by their counting: beside a running title, or in one line with it, they stand alone nowhere."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Sequence
from statistics import median
from typing import NamedTuple

from assistant.library.folding import fold_text
from assistant.reading.pages.page import Line, Page

_EDGE = 0.16
"""Folios stand in the outer sixth of a page."""
_LEVEL = 6.0
"""They stand at one height, give or take some points."""
_FEWEST, _DENSE = 4, 0.5
"""Pages that must count on at one height, and their share of the pages from the first of them to the last."""
_APART = 0.15
"""A page's width from a folio to the running title beside it; a clause's title stands nearer to its number."""
_NUMBER = re.compile(r"(\d{1,4})")
_FIRST, _LAST = re.compile(r"(\d{1,4})\s+\D"), re.compile(r".*\D\s(\d{1,4})", re.DOTALL)


class _Run(NamedTuple):
    """Pages that count on at one height: what the printed number is ahead of the page's, height, first and last."""

    ahead: int
    y: float
    first: int
    last: int
    pages: int


def folios(pages: Sequence[Page]) -> list[list[Line]]:
    """Return for each page the lines of the row in which its number stands, where such rows count the pages."""
    found = [run for at_foot in (False, True) for run in _runs(pages, at_foot)]
    at_foot = sum(run.pages for run in found if run.y > 0) >= sum(run.pages for run in found if run.y < 0)
    runs = [run for run in found if (run.y > 0) is at_foot]
    return [_row(page, i, runs) for i, page in enumerate(pages)]


def _runs(pages: Sequence[Page], at_foot: bool) -> list[_Run]:
    """The runs at the foot, or at the top, whose heights are given less than zero."""
    places: dict[int, list[tuple[int, float]]] = defaultdict(list)
    for i, page in enumerate(pages):
        for line in page.lines:
            if _NUMBER.fullmatch(text := line.text.strip()) and _at_edge(line, page, at_foot) and _apart(line, page):
                places[int(text) - page.number].append((i, line.box.y0))
    runs = []
    for ahead, seen in places.items():
        y = median(height for _, height in seen)
        level = sorted({i for i, height in seen if abs(height - y) < _LEVEL})
        if len(level) >= _FEWEST and len(level) >= _DENSE * (level[-1] - level[0] + 1):
            runs.append(_Run(ahead, y if at_foot else -y, level[0], level[-1], len(level)))
    return runs


def _at_edge(line: Line, page: Page, at_foot: bool) -> bool:
    return line.box.y0 > page.height * (1 - _EDGE) if at_foot else line.box.y1 < page.height * _EDGE


def _apart(line: Line, page: Page) -> bool:
    """Whether what stands in one row with a number stands apart from it."""
    return all(
        max(other.box.x0 - line.box.x1, line.box.x0 - other.box.x1) > _APART * page.width
        for other in page.lines
        if other is not line and _in_row(other, line)
    )


def _in_row(one: Line, other: Line) -> bool:
    return min(one.box.y1, other.box.y1) - max(one.box.y0, other.box.y0) > 0.5 * min(one.size, other.size)


def _row(page: Page, at: int, runs: Sequence[_Run]) -> list[Line]:
    """The folio's row on a page: the number of the run in which the page lies, and what is printed beside it."""
    for run in runs:
        if not run.first - 1 <= at <= run.last + 1:
            continue
        for line in page.lines:
            if abs(line.box.y0 - abs(run.y)) < _LEVEL and page.number + run.ahead in _numbers(line):
                return [other for other in page.lines if other is line or _in_row(other, line)]
    return []


def _numbers(line: Line) -> set[int]:
    """The numbers that a line consists of, begins with or ends with."""
    text = fold_text(line.text).strip()
    return {int(one[1]) for one in (_NUMBER.fullmatch(text), _FIRST.match(text), _LAST.fullmatch(text)) if one}
