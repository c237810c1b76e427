"""Put lines into reading order; take out running heads, page numbers, watermarks; mark contents pages."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import replace
from statistics import median

from assistant.library.folding import fold_text
from assistant.reading.page import Line, Page

_EDGE = 0.13
"""Running heads and feet stand in the outer eighth of a page."""
_MARGIN = 0.066
"""What stands this close to the edge is never body."""
_PAGE_NUMBER = re.compile(r"[-·\s]*(?:\d{1,4}|[ivxlc]{1,6})[-·\s]*|第?\s*\d+\s*页.{0,12}|page\s+\d+.{0,12}", re.I)
_COUNTERS = re.compile(r"\d+|\b[ivxlc]+\b")
_LEADER_ENTRY = re.compile(r"(?:[.·…・•⋯_]\s*){3,}[-(]?\s*(?:\d{1,4}|[ivxlc]{1,6})?\)?\s*$", re.I)
_CONTENTS_TITLE = re.compile(r"目\s*[次录]|(?:table\s+of\s+)?contents", re.I)


def body_lines(pages: list[Page]) -> list[Page]:
    """Return the pages with lines in reading order, furniture taken out and contents pages marked."""
    running = _running(pages)
    parted = [_without_furniture(page, running) for page in pages]
    ordered = [replace(page, lines=tuple(reading_order(page.lines, page.width))) for page in parted]
    return mark_contents(ordered)


def _key(line: Line) -> str:
    return _COUNTERS.sub("#", fold_text(line.text).replace(" ", ""))


def _at_edge(line: Line, page: Page) -> bool:
    return line.box.y1 < page.height * _EDGE or line.box.y0 > page.height * (1 - _EDGE)


def _running(pages: Sequence[Page]) -> set[str]:
    """Return the keys of edge lines that come back on a third of the pages, or on every second one."""
    counts = Counter(key for page in pages for key in {_key(line) for line in page.lines if _at_edge(line, page)})
    enough = max(2, len(pages) * 0.3)
    return {key for key, count in counts.items() if count >= enough and len(key) > 1}


def _without_furniture(page: Page, running: set[str]) -> Page:
    outermost = _outermost(page)
    furniture = [
        line
        for line in page.lines
        if (_at_edge(line, page) and (_key(line) in running or (line in outermost and _is_page_number(line))))
        or line.box.y1 < page.height * _MARGIN
        or line.box.y0 > page.height * (1 - _MARGIN)
    ]
    if not furniture:
        return page
    gone = set(map(id, furniture))
    body = tuple(line for line in page.lines if id(line) not in gone)
    return replace(page, lines=body, furniture=(*page.furniture, *furniture))


def _outermost(page: Page) -> list[Line]:
    """The first and the last few lines of a page, among which a page number stands."""
    ranked = sorted(page.lines, key=lambda line: line.box.y0)
    return [*ranked[:3], *ranked[-5:]]


def _is_page_number(line: Line) -> bool:
    return _PAGE_NUMBER.fullmatch(fold_text(line.text)) is not None


def reading_order(lines: Sequence[Line], width: float) -> list[Line]:
    """Sort lines top to bottom; where a band of the page has two columns, the left one comes first."""
    ranked = sorted(lines, key=lambda line: (line.box.y0, line.box.x0))
    if not _two_columns(ranked, width):
        return rows_in_order(ranked)
    ordered: list[Line] = []
    band: list[Line] = []
    for line in ranked:
        if _crosses(line, width):
            ordered += [*_by_column(band, width), line]
            band = []
        else:
            band.append(line)
    return [*ordered, *_by_column(band, width)]


def rows_in_order(ranked: Sequence[Line]) -> list[Line]:
    """Sort lines of one row from left to right, though their tops differ by a little."""
    ordered: list[Line] = []
    row: list[Line] = []
    for line in ranked:
        if row and (line.box.y0 + line.box.y1) / 2 > median(other.box.y1 for other in row):
            ordered += sorted(row, key=lambda other: other.box.x0)
            row = []
        row.append(line)
    return ordered + sorted(row, key=lambda other: other.box.x0)


def _crosses(line: Line, width: float) -> bool:
    middle = width / 2
    return line.box.x0 < middle - 12 and line.box.x1 > middle + 12


def _two_columns(lines: Sequence[Line], width: float) -> bool:
    """Whether most lines of running text stand in the left or the right half of the page."""
    text = [line for line in lines if line.box.x1 - line.box.x0 > width * 0.2]
    left = sum(line.box.x1 < width * 0.53 for line in text)
    right = sum(line.box.x0 > width * 0.47 for line in text)
    return min(left, right) >= 8 and left + right > 0.5 * len(text)


def _by_column(band: Iterable[Line], width: float) -> list[Line]:
    left = [line for line in band if (line.box.x0 + line.box.x1) / 2 < width / 2]
    right = [line for line in band if (line.box.x0 + line.box.x1) / 2 >= width / 2]
    return rows_in_order(left) + rows_in_order(right)


def mark_contents(pages: Sequence[Page]) -> list[Page]:
    """Mark contents pages: most of their lines end in leaders and a page number."""
    marked: list[Page] = []
    for page in pages:
        texts = [fold_text(line.text) for line in page.lines]
        entries = sum(bool(_LEADER_ENTRY.search(text)) for text in texts)
        titled = any(_CONTENTS_TITLE.fullmatch(text) for text in texts[:6])
        follows = bool(marked and marked[-1].contents)
        share = entries / max(1, len(texts))
        is_contents = entries >= 3 and (share > 0.5 or (share > 0.25 and (titled or follows)))
        marked.append(replace(page, contents=is_contents))
    return marked
