"""Where a clause or a quote stands on its pages, as percentages of the page that a browser can lay over its image."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from assistant.library.folding import locate
from assistant.library.model import Box, Clause

CROP_MARGIN = 54.0
"""Points of page shown above and below the marked lines: about four lines of print."""
CROP_LEAST_HEIGHT = 150.0
CROP_LEAST_WIDTH = 360.0


@dataclass(frozen=True, slots=True)
class Mark:
    """One highlighted line: left, top, width, height in percent of the page, and its box in points."""

    left: float
    top: float
    width: float
    height: float
    box: Box


@dataclass(frozen=True, slots=True)
class Crop:
    """A part of a page, in points from its top left."""

    left: float
    top: float
    width: float
    height: float


@dataclass(frozen=True, slots=True)
class MarkedPage:
    """A page with its highlighted lines, and the part of it worth showing first; sizes in points."""

    number: int
    width: float
    height: float
    marks: tuple[Mark, ...]
    crop: Crop


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
        return MarkedPage(number, width, height, marks, Crop(0.0, 0.0, width, height))
    left, right = _stretch(min(b[1] for b in boxes) - 18, max(b[3] for b in boxes) + 18, CROP_LEAST_WIDTH, width)
    top, bottom = _stretch(
        min(b[2] for b in boxes) - CROP_MARGIN, max(b[4] for b in boxes) + CROP_MARGIN, CROP_LEAST_HEIGHT, height
    )
    return MarkedPage(number, width, height, marks, Crop(left, top, right - left, bottom - top))


def _stretch(start: float, end: float, least: float, limit: float) -> tuple[float, float]:
    """Widen a range to a least length and keep it between 0 and a limit."""
    lacking = max(0.0, least - (end - start)) / 2
    start, end = max(0.0, start - lacking), min(limit, end + lacking)
    return start, max(end, min(limit, start + least))
