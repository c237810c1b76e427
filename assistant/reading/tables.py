"""Find tables: their captions, cells, rows, notes and continuations over pages."""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

from assistant.library.model import Box
from assistant.reading.page import Page


class TableNote(NamedTuple):
    """A footnote (mark `a`, `b`) or a general note (mark `注`, `注1`, `NOTE`) printed under or inside a table."""

    mark: str
    text: str
    """As printed, without its mark."""
    page: int
    boxes: tuple[Box, ...]
    """One box for each printed line."""


@dataclass(frozen=True, slots=True)
class TableRegion:
    """One logical table, joined over its pages.

    `rows` and `header` have one string per column; a merged cell's text stands in every cell it covers. A row printed
    over a page break is one row. Repeated header rows of a continuation are not rows.
    """

    number: str
    """As printed after 表 or Table, folded: `1`, `A.1`; empty when the table has none."""
    title: str
    page: int
    end_page: int
    boxes: tuple[Box, ...]
    """One box for each page part, of the cells alone (caption and notes lie outside)."""
    header: tuple[str, ...]
    """One string per column: header rows joined top-down with a blank."""
    rows: tuple[tuple[str, ...], ...]
    row_boxes: tuple[tuple[Box, ...], ...]
    """For each row one box, or several where it runs over a page break."""
    row_serials: tuple[str | None, ...]
    """For each row its printed serial number; rows with the same serial are lines of one row."""
    notes: tuple[TableNote, ...]
    unit: str
    """The unit line as printed (`单位为毫克每千克`, `mg/kg`), or empty."""
    consumed: frozenset[tuple[int, int]]
    """(page number, index into that page's `lines`) of everything read here: caption, unit line, cells, notes."""
    caption_boxes: tuple[Box, ...] = ()
    """One box for each printed line of the caption."""


def find_tables(pages: list[Page]) -> list[TableRegion]:
    """Return the tables of a document in reading order.

    Args:
        pages: Pages as `layout.body_lines` gives them; the order of `lines` fixes the indices in `consumed`.
    """
    del pages
    return []
