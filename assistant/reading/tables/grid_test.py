"""Tell what stands inside a ruled table, before tables are read."""

from __future__ import annotations

from collections.abc import Callable

from assistant.reading.pages.page import Line, Page

_SHORTEST = 8.0
_FRAME = 0.92
"""Walls longer than this share of the page frame the page, not a table."""


def grid_test(page: Page) -> Callable[[Line], bool]:
    """Return a test of whether a line of the page has a ruled wall on its left and on its right."""
    walls = [
        (ruling.x0, ruling.y0, ruling.y1)
        for ruling in page.rulings
        if not ruling.horizontal and _SHORTEST < ruling.y1 - ruling.y0 < _FRAME * page.height
    ]

    def inside(line: Line) -> bool:
        y = (line.box.y0 + line.box.y1) / 2
        beside = [x for x, top, foot in walls if top <= y <= foot]
        return bool(beside) and min(beside) <= line.box.x0 + 2 and max(beside) >= line.box.x1 - 2

    return inside if walls else lambda _line: False
