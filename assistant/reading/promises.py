"""What a document promises, and whether it was found: entries of contents and bookmarks, captions of tables."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

from assistant.library.model import Clause, Place
from assistant.reading.clauses.numbering import Mark, read_marks
from assistant.reading.pages.page import Page
from assistant.reading.tables.captions import read_caption

Source = Literal["contents", "bookmark"]

_STYLES = ("article", "article_en", "chapter", "chapter_en", "annex", "attachment", "table", "lettered", "decimal")
_MAY_BE_CAPTION = re.compile(r"\s*(?:续|表|附表|[Tt]able|TABLE|Tab\.)")
_LONGEST_CAPTION = 120
_LEADERS = frozenset(".·…・•⋯")
_OF_PAGE_NUMBERS = " \u3000()-–—0123456789IVXivxⅠⅡⅢⅣⅤⅥⅦⅧⅨⅩⅪⅫ"
_NUMBERED_LINE = re.compile(
    r"\s*(?P<number>(?:[A-Z]|[1-9]\d?)(?:\.(?:[1-9]|[1-3]\d)){1,6})[\s\u3000]*(?:[\u4e00-\u9fff]|(?<=\s)[A-Z][a-z]|$)"
)
"""A clause number before Chinese, a capitalised word or nothing: quantities (`5.8 GB`, `2.5 cm`) are none."""


@dataclass(frozen=True, slots=True)
class Promise:
    """A number that the document says it holds, where it says so (page from 1, if known)."""

    mark: Mark
    what: str
    page: int | None
    source: Source


def promises(pages: Sequence[Page], outline: Sequence[tuple[int, str, int | None]]) -> list[Promise]:
    """Return the numbered entries of the contents pages, then those of the bookmarks, each number once."""
    listed = ((line, page) for page in pages for line in page.lines if page.contents or is_contents_line(line.text))
    printed = ((line.text, page.number) for line, page in listed)
    marked = ((title, page) for _, title, page in outline)
    return [*_read(printed, "contents"), *_read(marked, "bookmark")]


def is_contents_line(text: str) -> bool:
    """Whether a line ends in leaders, as an entry of a contents list does that shares its page with other text."""
    titled = text.rstrip(_OF_PAGE_NUMBERS)
    if titled[-1:] not in _LEADERS:
        return False
    tail = titled[-8:].replace(" ", "")[-4:]
    return len(tail) == 4 and _LEADERS.issuperset(tail)


def _read(entries: Iterable[tuple[str, int | None]], source: Source) -> Iterator[Promise]:
    seen: set[tuple[str, tuple[str, ...]]] = set()
    chapter = 0
    for text, page in entries:
        marks = {mark.style: mark for mark in read_marks(text)}
        mark = next((marks[style] for style in _STYLES if style in marks), None)
        if mark and mark.ordinal and (mark.style, mark.ordinal) not in seen:
            if mark.style == "decimal":
                # A number that does not count on is a page's, a year or part of a title.
                if not 0 <= int(mark.ordinal[0]) - chapter <= 2:
                    continue
                chapter = int(mark.ordinal[0])
            seen.add((mark.style, mark.ordinal))
            yield Promise(mark, text[: mark.end].strip(" \u3000.:："), page, source)


class Numbers:
    """The numbers that clauses have, asked by how they are printed."""

    def __init__(self, clauses: Sequence[Clause]) -> None:
        self._paths = {clause.path for clause in clauses}
        self._below = {clause.path[1:] for clause in clauses if len(clause.path) > 1}
        self._annexes = {clause.path[0].split()[-1].lstrip("附录") for clause in clauses if clause.kind == "annex"}
        self._chapters = {part for clause in clauses for part in clause.path if part.startswith(("Chapter ", "Part "))}

    def __contains__(self, mark: Mark) -> bool:
        name = mark.ordinal[0]
        if mark.style == "annex":
            return name in self._annexes
        if mark.style == "attachment":
            return (f"附件{name}",) in self._paths
        if mark.style == "table":
            return any((f"Table {form}",) in self._paths for form in (name, name.replace("-", "."), name.upper()))
        if mark.style in ("chapter", "chapter_en"):
            return f"Chapter {name}" in self._chapters or mark.ordinal in self._paths
        return mark.ordinal in self._paths or mark.ordinal in self._below


def captions(pages: Sequence[Page]) -> dict[str, int]:
    """Return the numbers of the tables that captions name, each with the page on which it first stands."""
    found: dict[str, int] = {}
    for page in pages:
        if page.contents:
            continue
        for line in page.lines:
            if len(line.text) > _LONGEST_CAPTION or not _MAY_BE_CAPTION.match(line.text):
                continue
            caption = read_caption(line.text)
            if caption and caption.number:
                found.setdefault(caption.number, page.number)
    return found


def without_table(captioned: dict[str, int], clauses: Sequence[Clause]) -> list[Place]:
    """Return the captions that belong to no table of which cells were read."""
    tables = {clause.path[0].removeprefix("Table ") for clause in clauses if clause.kind == "table" and clause.rows}
    return [Place(what=number, page=page) for number, page in captioned.items() if number not in tables]


def unread_numbers(pages: Sequence[Page], clauses: Sequence[Clause]) -> list[Place]:
    """Return the numbers at the beginning of lines that are no clause's, though the clause above them was read."""
    paths = {clause.path for clause in clauses}
    tables = [box for clause in clauses if clause.kind == "table" for box in clause.boxes]
    lost: list[Place] = []
    for page in pages:
        for line in page.lines:
            found = _NUMBERED_LINE.match(line.text)
            if not found or page.contents or is_contents_line(line.text):
                continue
            path = tuple(found["number"].split("."))
            x, y = (line.box.x0 + line.box.x1) / 2, (line.box.y0 + line.box.y1) / 2
            in_table = any(box[0] == page.number and box[1] <= x <= box[3] and box[2] <= y <= box[4] for box in tables)
            if path not in paths and path[:-1] in paths and not in_table:
                lost.append(Place(what=found["number"], page=page.number))
    return lost
