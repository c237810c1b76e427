"""Pages set by hand, as a reader of pages would give them: lines with places, size 10, on a sheet 500 points wide."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
import typst

from assistant.reading.clauses.layout import body_lines
from assistant.reading.pages.page import Line, Page, Rect
from assistant.reading.pdf import load_pages
from assistant.reading.tables.tables import TableRegion, find_tables

LEFT, RIGHT, SIZE = 50.0, 450.0, 10.0


def line(
    text: str, y: float, indent: float = 0.0, size: float = SIZE, bold: bool = False, centred: bool = False
) -> Line:
    """Return one printed line; `indent` in characters from the left edge."""
    widths = [size * (1.0 if ord(char) > 0x2E7F else 0.5) for char in text]
    x = LEFT + indent * size
    if centred:
        x = (LEFT + RIGHT - sum(widths)) / 2
    xs = [x]
    for width in widths:
        xs.append(xs[-1] + width)
    return Line(text, Rect(x, y, xs[-1], y + size), tuple(xs), size, bold)


def set_page(*rows: str | tuple[str, dict[str, object]], number: int = 1) -> Page:
    """Return a page of lines, top to bottom; blanks at a row's beginning indent it, one character each."""
    lines = []
    for i, row in enumerate(rows):
        text, options = row if isinstance(row, tuple) else (row, {})
        bare = text.lstrip()
        indent = len(text) - len(bare)
        lines.append(line(bare, 60 + 16 * i, indent, **options))  # type: ignore[arg-type]
    return Page(number, 500, 700, tuple(lines))


def fill_line(text: str) -> str:
    """Return a Chinese line filled to the right edge (40 characters)."""
    return (text + "的" * 40)[:40]


@pytest.fixture(scope="session")
def page() -> Callable[..., Page]:
    """Return the function that sets a page."""
    return set_page


@pytest.fixture(scope="session")
def full() -> Callable[[str], str]:
    """Return the function that fills a line."""
    return fill_line


TABLE_PAGE = """
#set page(width: 595pt, height: 500pt, margin: 60pt)
#set text(font: ("Libertinus Serif", "Noto Serif CJK SC"), size: 10.5pt)
#let caption(it) = align(center, text(weight: "bold", it))
"""


@pytest.fixture
def read(tmp_path: Path, corpus: Path) -> Callable[[str], list[TableRegion]]:
    """Return the function that sets a page and reads its tables."""

    def tables(source: str) -> list[TableRegion]:
        path = tmp_path / "t.pdf"
        path.write_bytes(typst.compile((TABLE_PAGE + source).encode(), font_paths=[str(corpus / "sources" / "fonts")]))
        return find_tables(body_lines(load_pages(path, "never", None, None)[0]))

    return tables
