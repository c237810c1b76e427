"""Where the footnotes of a page begin, and the raised numbers that open them."""

from __future__ import annotations

import re

from assistant.reading.pages.page import Line, Page

_FOOT_MARK = re.compile(r"^\s*(?:[(（]?\d{1,2}[)）]\s?(?:\S|$)|\d{1,2}\s+[A-Z“\"《h]|[①-⑳*†⁽⁰¹²³⁴-⁹])")
_RAISED = re.compile(r"\s*\d{1,3}\s*")


def footnotes_from(page: Page, size: float) -> int:
    """The index from which a page's lines are footnotes: small print at its foot that begins with a mark."""
    lines = page.lines
    start = len(lines)
    if page.source == "ocr" or (page.number == 1 and len(lines) < 12):
        return start
    first = start
    # Larger print above them is no footnote, however small it is: a listing.
    most = min(0.94 * size, 1.06 * max((line.size for line in lines[-1:]), default=0.0))
    while start and lines[start - 1].size < most and lines[start - 1].box.y0 > 0.5 * page.height:
        start -= 1
        if _FOOT_MARK.match(lines[start].text) or raised_before(*lines[start : start + 2]):
            first = start
    if not start or first == len(lines):
        return len(lines)
    # What stands above the first mark in the same print goes on from the page before.
    while start < first and not lines[start].text.lstrip()[:1].islower():
        start += 1
    return start


def raised_before(mark: Line, text: Line | None = None) -> bool:
    """Whether a number stands raised before a line of its own row: the mark of a footnote."""
    if text is None or not _RAISED.fullmatch(mark.text) or not 0.4 * text.size < mark.size < 0.8 * text.size:
        return False
    return mark.box.y0 < text.box.y1 and mark.box.y1 > text.box.y0 and 0 < text.box.x0 - mark.box.x1 < 4 * text.size
