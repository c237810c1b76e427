"""Bring pages sized in pixels to A4, so that distances in points mean what they say."""

from __future__ import annotations

from dataclasses import replace

from assistant.library.model import Box
from assistant.reading.pages.page import Line, Page, Rect, Ruling

_A4_WIDTH = 595.0
_WIDEST = 1000.0
"""Points; the short side of a page beyond this is a count of pixels."""


def scale_of(page: Page) -> float:
    """Return the factor that brings a page to A4's size; 1 for pages sized in points."""
    short = min(page.width, page.height)
    return _A4_WIDTH / short if short > _WIDEST else 1.0


def scaled_page(page: Page, factor: float) -> Page:
    """Return the page with all its measures multiplied."""
    if factor == 1.0:
        return page
    return replace(
        page,
        width=page.width * factor,
        height=page.height * factor,
        lines=tuple(_line(line, factor) for line in page.lines),
        rulings=tuple(Ruling(*(v * factor for v in ruling)) for ruling in page.rulings),
        furniture=tuple(_line(line, factor) for line in page.furniture),
    )


def scaled_box(box: Box, factor: float) -> Box:
    """Return a box with its measures divided by the factor its page was multiplied by."""
    page, x0, y0, x1, y1 = box
    return (page, x0 / factor, y0 / factor, x1 / factor, y1 / factor)


def _line(line: Line, factor: float) -> Line:
    return replace(
        line,
        box=Rect(*(v * factor for v in line.box)),
        xs=tuple(x * factor for x in line.xs),
        size=line.size * factor,
        tops=tuple((top * factor, bottom * factor) for top, bottom in line.tops),
    )
