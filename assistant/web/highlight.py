"""Where a clause or a quote stands on its pages, as percentages of the page that a browser can lay over its image."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from assistant.library.folding import locate
from assistant.library.model import Box, Clause

CROP_MARGIN = 54.0
"""Points of page shown above and below the marked lines: about four lines of print."""
CROP_LEAST = 180.0


@dataclass(frozen=True, slots=True)
class Mark:
    """One highlighted line: left, top, width, height in percent of the page, and its box in points."""

    left: float
    top: float
    width: float
    height: float
    box: Box


@dataclass(frozen=True, slots=True)
class MarkedPage:
    """A page with its highlighted lines. `crop_top` and `crop_height` are the part worth showing, in points."""

    number: int
    width: float
    height: float
    marks: tuple[Mark, ...]
    crop_top: float
    crop_height: float


def quote_boxes(clause: Clause, quote: str) -> tuple[Box, ...] | None:
    """Return the boxes of the lines that print a quote, or None where the clause does not hold it.

    A clause whose text is composed (a table's row) has no spans: all its boxes count.
    """
    found = locate(quote, clause.text)
    if found is None:
        return None
    if not clause.spans:
        return clause.boxes
    start, end = found
    return tuple(
        box for box, span in zip(clause.boxes, clause.spans, strict=False) if span[0] < end and start < span[1]
    )


def marked_pages(
    boxes: Iterable[Box], page_size: Callable[[int], tuple[float, float]], fallback_page: int | None = None
) -> list[MarkedPage]:
    """Return the pages that hold the boxes, in order; the fallback page unmarked where there is none.

    `page_size` gives a page's width and height in points.
    """
    by_page: dict[int, list[Box]] = {}
    for box in boxes:
        by_page.setdefault(box[0], []).append(box)
    if not by_page and fallback_page:
        by_page[fallback_page] = []
    return [_marked(number, page_size(number), by_page[number]) for number in sorted(by_page)]


def _marked(number: int, size: tuple[float, float], boxes: list[Box]) -> MarkedPage:
    width, height = size
    marks = tuple(
        Mark(
            left=round(100 * x0 / width, 3),
            top=round(100 * y0 / height, 3),
            width=round(100 * (x1 - x0) / width, 3),
            height=round(100 * (y1 - y0) / height, 3),
            box=(number, x0, y0, x1, y1),
        )
        for _, x0, y0, x1, y1 in boxes
    )
    if not boxes:
        return MarkedPage(number, width, height, marks, 0.0, height)
    top = max(0.0, min(box[2] for box in boxes) - CROP_MARGIN)
    bottom = min(height, max(box[4] for box in boxes) + CROP_MARGIN)
    if bottom - top < CROP_LEAST:
        bottom = min(height, top + CROP_LEAST)
        top = max(0.0, bottom - CROP_LEAST)
    return MarkedPage(number, width, height, marks, top, bottom - top)
