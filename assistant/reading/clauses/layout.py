"""Put the lines of a page into reading order; mark contents pages."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import replace
from statistics import median

import numpy as np

from assistant.library.folding import fold_text
from assistant.reading.clauses.furniture import without_furniture
from assistant.reading.pages.page import Line, Page
from assistant.reading.tables.grid_test import grid_test

_PAGE = r"[-(–—]?\s*(?:\d{1,4}|[ivxlc]{1,6}|[a-z]-\d{1,3}|\d{1,2}-\d{1,3})\s*[-)–—]?"
_LEADER_ENTRY = re.compile(rf"(?:[.·…・•⋯_。．!]\s*){{3,}}(?:{_PAGE})?\s*$", re.I)
_BARE_ENTRY = re.compile(rf".*\D\s+{_PAGE}\s*$", re.I)
CONTENTS_TITLE = re.compile(r"目\s*[次录錄]|(?:table\s+of\s+)?contents", re.I)
_ENTRY_START = re.compile(
    r"\d{1,2}(?:\.\d+)*|附\s*[录錄件]|前\s*言|引\s*言|第.{1,3}[章节]|参考文献|annex|appendix|foreword", re.I
)
_SENTENCE_END = re.compile(r"[。；：，;:,]$")
_FEWEST_LINES = 8
_CLEAR = 3.0
"""Points by which a line must reach over a gutter on both sides to cross it."""
_COLUMN_LINE = 0.2
"""A line of running text takes at least this share of the page's width."""


def body_lines(pages: list[Page]) -> list[Page]:
    """Return the pages with lines in reading order, furniture taken out and contents pages marked."""
    parted = without_furniture(pages)
    gutters = [_gutter(page, _FEWEST_LINES) for page in parted]
    if sum(gutter is not None for gutter in gutters) >= max(1, 0.3 * len(parted)):
        # In a document set in columns, a page whose last column is short has columns too.
        gutters = [gutter or _gutter(page, 2) for gutter, page in zip(gutters, parted, strict=True)]
    ordered = [
        replace(page, lines=tuple(reading_order(page, gutter))) for page, gutter in zip(parted, gutters, strict=True)
    ]
    return mark_contents(ordered)


def reading_order(page: Page, gutter: float | None) -> list[Line]:
    """Sort lines top to bottom; beside a gutter (x in points) the left column comes before the right."""
    ranked = sorted(page.lines, key=lambda line: (line.box.y0, line.box.x0))
    if gutter is None:
        return rows_in_order(ranked)
    in_grid = grid_test(page)
    ordered: list[Line] = []
    band: list[Line] = []
    across: list[Line] = []
    for line in ranked:
        if _crosses(line, gutter) or in_grid(line):
            ordered += _by_column(band, gutter)
            band = []
            across.append(line)
        else:
            ordered += rows_in_order(across)
            across = []
            band.append(line)
    return [*ordered, *rows_in_order(across), *_by_column(band, gutter)]


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


def _by_column(band: Iterable[Line], gutter: float) -> list[Line]:
    lines = list(band)
    left = [line for line in lines if (line.box.x0 + line.box.x1) / 2 < gutter]
    right = [line for line in lines if (line.box.x0 + line.box.x1) / 2 >= gutter]
    return rows_in_order(left) + rows_in_order(right)


def _crosses(line: Line, x: float) -> bool:
    return line.box.x0 < x - _CLEAR and line.box.x1 > x + _CLEAR


def _gutter(page: Page, fewest: int) -> float | None:
    """Return the x of the white between two columns of running text, or None."""
    in_grid = grid_test(page)
    text = [
        line
        for line in page.lines
        if line.box.x1 - line.box.x0 > page.width * _COLUMN_LINE and len(line.text) > 6 and not in_grid(line)
    ]
    if len(text) < 2 * fewest:
        return None
    middle = page.width / 2
    places = sorted(range(int(0.35 * page.width), int(0.65 * page.width), 3), key=lambda x: abs(x - middle))
    lefts, rights = np.array([(line.box.x0, line.box.x1) for line in text]).T
    xs = np.array(places)[:, None]
    crossed = ((lefts < xs - _CLEAR) & (rights > xs + _CLEAR)).sum(axis=1)
    best = places[int(crossed.argmin())] if places else middle
    left = sum(line.box.x1 <= best + _CLEAR for line in text)
    right = sum(line.box.x0 >= best - _CLEAR for line in text)
    crossing = len(text) - left - right
    return float(best) if min(left, right) >= fewest and crossing <= 0.4 * len(text) else None


def mark_contents(pages: Sequence[Page]) -> list[Page]:
    """Mark contents pages: most of their lines end in leaders and a page number, or are titles under 目次."""
    marked: list[Page] = []
    for page in pages:
        follows = bool(marked and marked[-1].contents)
        marked.append(replace(page, contents=_is_contents([fold_text(line.text) for line in page.lines], follows)))
    return marked


def _is_contents(texts: Sequence[str], follows: bool) -> bool:
    entries = sum(bool(_LEADER_ENTRY.search(text)) for text in texts)
    at = next((i for i, text in enumerate(texts[:6]) if CONTENTS_TITLE.fullmatch(text.strip())), None)
    share = entries / max(1, len(texts))
    if entries >= 3 and (share > 0.5 or (share > 0.25 and (at is not None or follows))):
        return True
    below = [] if at is None else list(texts[at + 1 :])
    titles = sum(bool(_ENTRY_START.match(text)) and not _SENTENCE_END.search(text) for text in below)
    paged = sum(bool(_BARE_ENTRY.match(text)) for text in below)
    return len(below) >= 3 and (titles > 0.6 * len(below) or paged > 0.6 * len(below))
