"""Lay what was read over the page images: one HTML page by which a person checks a reading."""

from __future__ import annotations

import base64
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from assistant.errors import AssistantError, ReadingError
from assistant.library.model import Clause, ClauseKind, Document
from assistant.reading.drawing import Drawer
from assistant.reading.pages.page import Rect

COLOURS: dict[ClauseKind, str] = {
    "clause": "#1b7f4b",
    "article": "#1b7f4b",
    "annex": "#0f4c81",
    "chapter": "#0f4c81",
    "item": "#2a9d8f",
    "term": "#7b4fa3",
    "table": "#c2571a",
    "row": "#e09f3e",
    "note": "#8a6d3b",
    "figure": "#b5446e",
    "recital": "#5b6c8f",
    "preamble": "#6b7280",
    "front": "#6b7280",
}
_LONGER_SIDE = 1400
"""Longer side of a page image in pixels."""
_QUALITY = 60
_NOT_DRAWN = ("This page could not be drawn: open the PDF itself.", "这一页画不出来：请打开 PDF 原文查看。")
_MOST_FAILED = 3
"""So many pages that cannot be drawn, and the rest is not tried."""


@dataclass(frozen=True, slots=True)
class Mark:
    """A clause's boxes on one page."""

    clause: Clause
    boxes: tuple[Rect, ...]


@dataclass(frozen=True, slots=True)
class PageView:
    """One page to show: its size in points, its image as a data address (none where it cannot be drawn), its marks."""

    number: int
    width: float
    height: float
    image: str | None
    marks: tuple[Mark, ...]


def write_overlay(path: Path, document: Document, out: Path) -> None:
    """Write one self-contained HTML page: page images with the clauses' boxes and labels, and the warnings.

    Args:
        path: The PDF.
        document: What was read from it.
        out: The HTML file to write.

    Raises:
        ReadingError: The PDF cannot be opened.
        AssistantError: The file cannot be written.
    """
    environment = Environment(
        loader=FileSystemLoader(Path(__file__).parent), autoescape=True, undefined=StrictUndefined, trim_blocks=True
    )
    present = {clause.kind for clause in document.clauses}
    html = environment.get_template("overlay.html").render(
        document=document,
        heading=" ".join(filter(None, (document.number, document.title))) or path.name,
        kinds=[kind for kind in COLOURS if kind in present],
        colours=COLOURS,
        pages=list(_pages(path, document)),
        not_drawn=_NOT_DRAWN[document.language == "zh"],
    )
    try:
        out.write_text(html, encoding="utf-8")
    except OSError as error:
        reason = (error.strerror or "unknown reason").lower()
        raise AssistantError(f"{out} cannot be written ({reason}): name a file in an existing folder.") from error


def _pages(path: Path, document: Document) -> Iterator[PageView]:
    marks = marks_by_page(document.clauses)
    failed = 0
    with Drawer(workers=1) as drawer:
        for number in range(1, document.pages + 1):
            # Each page of a hostile file may take all the time that one may: a few of them are enough to know it.
            view = _page(drawer if failed < _MOST_FAILED else None, path, number, tuple(marks.get(number, ())))
            failed += view.image is None
            yield view


def _page(drawer: Drawer | None, path: Path, number: int, marks: tuple[Mark, ...]) -> PageView:
    if drawer is None:
        return PageView(number, 0.0, 0.0, None, marks)
    try:
        width, height = drawer.size(path, number)
        scale = _LONGER_SIDE / max(width, height, 1.0)
        picture = drawer.draw(path, number, scale, "WEBP", quality=_QUALITY, method=2)
    except ReadingError:
        return PageView(number, 0.0, 0.0, None, marks)
    address = "data:image/webp;base64," + base64.b64encode(picture).decode("ascii")
    return PageView(number, round(width, 2), round(height, 2), address, marks)


def marks_by_page(clauses: Iterable[Clause]) -> dict[int, list[Mark]]:
    """Return for each page (from 1) the clauses with boxes on it."""
    marks: dict[int, list[Mark]] = {}
    for clause in clauses:
        by_page: dict[int, list[Rect]] = {}
        for page, x0, y0, x1, y1 in clause.boxes:
            by_page.setdefault(page, []).append(Rect(x0, y0, x1, y1))
        for page, boxes in by_page.items():
            marks.setdefault(page, []).append(Mark(clause, tuple(boxes)))
    return marks
