"""What every reader of pages shares: lines of text with the place of each character, and ruled lines."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import NamedTuple

from assistant.library.model import ReadingWarning, TextSource


class Rect(NamedTuple):
    """A rectangle in points from the page's top left."""

    x0: float
    y0: float
    x1: float
    y1: float


@dataclass(frozen=True, slots=True)
class Line:
    """One printed line (or one column's part of it).

    `xs` has `len(text) + 1` entries: the left edge of each character and the right edge of the last, so that a line can
    be cut where two clauses were glued together. Blanks stand where the print leaves a gap. `tops`, where the source
    knows them, are the (top, bottom) of each character, by which a raised footnote mark shows.
    """

    text: str
    box: Rect
    xs: tuple[float, ...]
    size: float
    """Font size in points (for OCR: the line's height)."""
    bold: bool = False
    font: str = ""
    tops: tuple[tuple[float, float], ...] = ()
    score: float = 1.0
    """OCR confidence; 1 for digital text."""


class Ruling(NamedTuple):
    """A drawn straight line or thin rectangle, horizontal or vertical, in points from the page's top left."""

    x0: float
    y0: float
    x1: float
    y1: float

    @property
    def horizontal(self) -> bool:
        """Whether it runs across the page."""
        return abs(self.x1 - self.x0) >= abs(self.y1 - self.y0)


@dataclass(frozen=True, slots=True)
class Page:
    """One page: lines in reading order, top to bottom, and rulings. `number` counts from 1."""

    number: int
    width: float
    height: float
    lines: tuple[Line, ...]
    rulings: tuple[Ruling, ...] = ()
    source: TextSource = "digital"
    furniture: tuple[Line, ...] = ()
    """Running heads, page numbers, watermarks: removed from `lines` by layout."""
    contents: bool = False
    """A contents page: its lines are never clauses."""
    turn: int = 0
    """Degrees by which the page as shown was turned, clockwise, so that its text stands upright."""


@dataclass(frozen=True, slots=True)
class PdfFacts:
    """What a PDF says about itself, and what went wrong while its pages were read."""

    sha256: str
    pages: int
    info: dict[str, str] = field(default_factory=dict)
    outline: tuple[tuple[int, str, int | None], ...] = ()
    """(level from 0, title, page from 1 or None)"""
    warnings: tuple[ReadingWarning, ...] = ()
