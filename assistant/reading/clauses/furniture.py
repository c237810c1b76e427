"""Tell what is printed on every page from the body: running heads, page numbers, line numbers in the margin."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Sequence
from dataclasses import replace
from itertools import pairwise
from statistics import median
from typing import NamedTuple

from assistant.library.folding import fold_text
from assistant.library.numbers import numbers_in
from assistant.reading.clauses.folios import folios
from assistant.reading.pages.page import Line, Page
from assistant.reading.tables.grid_test import grid_test

_EDGE = 0.13
"""Running heads and feet stand in the outer eighth of a page."""
_MARGIN = 0.05
"""What stands this close to the edge, apart from the text, is not body."""
_LEVEL = 6.0
"""Running heads stand at one height, give or take some points."""
_OFTEN = 3
"""Pages on which the document's own number must stand alone to be no part of the text."""
_DENSE = 0.3
"""The running head of a chapter stands on at least this share of its pages."""
_PAGE_NUMBER = re.compile(
    r"[-–—·•.。\s]*(?:\d{1,4}|[ivxlc]{1,6}|[a-z]-\d{1,3}|\d{1,2}-\d{1,3})[-–—·•.。\s]*|第?\s*\d+\s*页.{0,12}|page\s+\d+.{0,12}",
    re.I,
)
_COUNTERS = re.compile(r"\d+|\b[ivxlc]+\b")
_HEADING = re.compile(r"(?:article|section|chapter|annex|appendix|part|clause|recital|第|附[录件])[#.a-z()]{0,4}", re.I)
_LOOSE = re.compile(r"[\s—–―_-]+")
_STATUS = re.compile(r"[(（](?:规范性|资料性|提示性|normative|informative).{0,6}[)）]", re.I)
_CAPTION = re.compile(r"\s*(?:续?\s*[表图]|附表|table|figure)", re.I)


class Running(NamedTuple):
    """Texts that come back at the edges of pages: with any numbers, and exactly so at the very top or bottom."""

    masked: frozenset[str]
    exact: frozenset[str]
    numbered_above: bool
    """Whether page numbers stand at the top of pages; else they stand at the foot."""
    own: frozenset[str]
    """The document's number where pages print it alone at any height: running heads of a page set anew."""


def without_furniture(pages: Sequence[Page]) -> list[Page]:
    """Move what is not body from each page's `lines` to its `furniture`."""
    open_pages = [_outside_tables(page) for page in pages]
    running = _running(open_pages)
    numbered = folios(open_pages)
    parted = [_parted(*each, running) for each in zip(pages, open_pages, numbered, strict=True)]
    # Where nothing else is printed, what looks like furniture is the document.
    return parted if any(page.lines for page in parted) else list(pages)


def _text(line: Line) -> str:
    """Return a line's text to compare: blanks and dashes differ between print, text layer and OCR."""
    return _LOOSE.sub("", fold_text(line.text))


def _key(line: Line) -> str:
    return _COUNTERS.sub("#", _text(line))


def _at_edge(line: Line, page: Page, edge: float = _EDGE) -> bool:
    return line.box.y1 < page.height * edge or line.box.y0 > page.height * (1 - edge)


def _outermost(page: Page, count: int) -> list[Line]:
    ranked = sorted(page.lines, key=lambda line: line.box.y0)
    return [*ranked[:count], *ranked[-count:]]


def _outside_tables(page: Page) -> Page:
    """Return the page without what stands in ruled tables: a table's head that comes back is no running head."""
    in_grid = grid_test(page)
    long = [line for line in page.rulings if line.horizontal and line.x1 - line.x0 > 0.4 * page.width]
    middle = page.height / 2

    def in_table(line: Line) -> bool:
        if in_grid(line) or len(long) <= 2:
            return in_grid(line)
        y = (line.box.y0 + line.box.y1) / 2
        return any(rule.y0 < y if y < middle else rule.y0 > y for rule in long)

    return replace(page, lines=tuple(line for line in page.lines if not in_table(line)))


def _running(pages: Sequence[Page]) -> Running:
    masked = Counter(key for page in pages for key in {_key(line) for line in page.lines if _at_edge(line, page)})
    enough = max(2, len(pages) * 0.3)
    places: dict[str, list[tuple[int, float]]] = {}
    for i, page in enumerate(pages):
        for line in _outermost(page, 2):
            if _at_edge(line, page, 0.16):
                places.setdefault(_text(line), []).append((i, line.box.y0))
    sides = Counter(line.box.y0 < page.height / 2 for page in pages for line in _outer_numbers(page, page.lines))
    return Running(
        frozenset(key for key, count in masked.items() if count >= enough and _is_worded(key)),
        frozenset(text for text, found in places.items() if _comes_back(found) and _is_worded(text)),
        sides[True] > sides[False],
        _own_number(pages),
    )


def _own_number(pages: Sequence[Page]) -> frozenset[str]:
    """The number that the cover prints on a line of its own and later pages do, too."""
    alone = [{_text(line) for line in _numbered_alone(page)} for page in pages]
    counts = Counter(text for texts in alone[1:] for text in texts)
    return frozenset(text for text in alone[0] if counts[text] >= _OFTEN) if alone else frozenset()


def _numbered_alone(page: Page) -> list[Line]:
    """Return the lines that hold nothing but the number of a standard, and stand alone in their row."""
    found = [line for line in page.lines if len(line.text) < 40 and _is_number(fold_text(line.text))]
    return [
        line
        for line in found
        if not any(o is not line and o.box.y0 < line.box.y1 and o.box.y1 > line.box.y0 for o in page.lines)
    ]


def _is_number(text: str) -> bool:
    numbers = numbers_in(text)
    return len(numbers) == 1 and (numbers[0].start, numbers[0].end) == (0, len(text))


def _comes_back(places: Sequence[tuple[int, float]]) -> bool:
    """Whether a text runs at one height through a part of the document, as its places (page, y) tell.

    A line of a listing that happens to open or close three pages does not.
    """
    for _, y in places:
        level = sorted({page for page, other in places if abs(other - y) < _LEVEL})
        if len(level) >= 3 and len(level) >= _DENSE * (level[-1] - level[0] + 1):
            return True
    return False


def _is_worded(key: str) -> bool:
    """Whether it is more than a clause's number, and no caption: those may come back at the edges of pages too."""
    words = sum(char.isalpha() for char in key) >= 2
    heading = _HEADING.fullmatch(key) or _STATUS.fullmatch(key)
    return words and not _CAPTION.match(key) and not heading


def _outer_numbers(page: Page, lines: Sequence[Line]) -> list[Line]:
    """Return the lines that could be page numbers: in the margins, with no text further out."""
    numbers = [line for line in lines if _at_edge(line, page) and _PAGE_NUMBER.fullmatch(fold_text(line.text))]
    rest = [line for line in lines if not any(line is number for number in numbers)]
    first, last = min((line.box.y0 for line in rest), default=0.0), max((line.box.y1 for line in rest), default=0.0)
    middles = [(line, (line.box.y0 + line.box.y1) / 2) for line in numbers]
    return [line for line, y in middles if not rest or y < first or y > last]


def _parted(page: Page, outside: Page, folio: Sequence[Line], running: Running) -> Page:
    heads = [
        line
        for line in outside.lines
        if any(line is one for one in folio)
        or (_at_edge(line, page, 0.16) and _text(line) in running.exact)
        or (_at_edge(line, page) and _key(line) in running.masked)
    ]
    body = [line for line in outside.lines if not any(line is head for head in heads)]
    numbers = _outer_numbers(page, body)
    heads += [line for line in numbers if (line.box.y0 < page.height / 2) is running.numbered_above]
    gone = {id(line) for line in heads} | {id(line) for line in _beyond(outside, heads)}
    gone |= {id(line) for line in _line_numbers(outside, gone)}
    if page.number > 1 and running.own:
        gone |= {id(line) for line in _numbered_alone(outside) if _text(line) in running.own}
    if not gone:
        return page
    kept = tuple(line for line in page.lines if id(line) not in gone)
    furniture = tuple(line for line in page.lines if id(line) in gone)
    return replace(page, lines=kept, furniture=(*page.furniture, *furniture))


def _beyond(page: Page, heads: Sequence[Line]) -> list[Line]:
    """Return lines beside or outside the running head and foot, or alone in the margin of a page without them."""
    middle = page.height / 2
    top = max((line.box.y1 for line in heads if line.box.y1 < middle), default=None)
    foot = min((line.box.y0 for line in heads if line.box.y0 > middle), default=None)
    rest = [line for line in page.lines if not any(line is head for head in heads)]
    found: list[Line] = []
    for line in rest:
        centre = (line.box.y0 + line.box.y1) / 2
        if (top is not None and centre < top) or (foot is not None and centre > foot):
            found.append(line)
        elif (top is None and line.box.y1 < page.height * _MARGIN) or (
            foot is None and line.box.y0 > page.height * (1 - _MARGIN)
        ):
            others = [other for other in rest if other is not line]
            apart = min((_distance(line, other) for other in others), default=0.0)
            if apart > 1.5 * line.size and len(line.text) < 80:
                found.append(line)
    return found


def _distance(one: Line, other: Line) -> float:
    return max(other.box.y0 - one.box.y1, one.box.y0 - other.box.y1, 0.0)


def _line_numbers(page: Page, gone: Collection[int]) -> list[Line]:
    """Return line numbers counted down the margin (every line, or every fifth)."""
    rest = [line for line in page.lines if id(line) not in gone]
    text = [line for line in rest if line.box.x1 - line.box.x0 > 0.3 * page.width]
    numbers = [line for line in rest if line.text.strip().isdecimal() and len(line.text.strip()) <= 4]
    if len(text) < 5 or len(numbers) < 5:
        return []
    left, right = median(line.box.x0 for line in text), median(line.box.x1 for line in text)
    outside = [line for line in numbers if line.box.x1 < left - 1 or line.box.x0 > right + 1]
    counted = [int(line.text) for line in sorted(outside, key=lambda line: line.box.y0)]
    steps = Counter(after - before for before, after in pairwise(counted))
    if len(counted) < 5 or steps.most_common(1)[0][1] < 0.8 * (len(counted) - 1):
        return []
    return outside if steps.most_common(1)[0][0] in (1, 5, 10) else []
