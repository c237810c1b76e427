"""What the templates show of an edition, a clause and a citation: words, dates and addresses, no HTML."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from assistant.errors import NotFoundError
from assistant.library.folding import locate
from assistant.library.model import Box, Citation, Clause, EditionRecord, Status
from assistant.library.status import status_of
from assistant.web.highlight import MarkedPage, marked_pages
from assistant.web.paths import image_url, marked_url, pdf_url, source_url
from assistant.web.runtime import Runtime
from assistant.web.texts import Lang, t

if TYPE_CHECKING:
    from assistant.index.builds import Build

IMAGE_SCALE = 2.0
UNKNOWN_SIZE = (595.0, 842.0)
"""A4 in points, for pages that cannot be opened."""


@dataclass(frozen=True, slots=True)
class Badge:
    """A status in a word, and the dates behind it."""

    status: Status
    word: str
    details: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class PageImage:
    """A page with its marks, and where its image and the original are."""

    marked: MarkedPage
    image: str
    pdf: str
    alt: str
    failed: str
    """What to say where it cannot be drawn."""
    drawn: bool
    """False where it is known that the page cannot be drawn."""


@dataclass(frozen=True, slots=True)
class Link:
    """A clause to go to: its address, label, and title or first words."""

    url: str
    label: str
    text: str
    current: bool = False


@dataclass(frozen=True, slots=True)
class CitedSource:
    """A citation with everything its card in the source panel shows."""

    citation: Citation
    name: str
    badge: Badge
    pages: tuple[PageImage, ...]
    url: str
    pdf: str
    marked: str
    """Address of a copy of its pages with the quote marked."""
    text: tuple[str, str, str]
    """The clause's text before the quote, the quote, and the text after it."""
    headings: tuple[Link, ...]
    """The clauses it stands under, the topmost first."""
    previous: Link | None
    next: Link | None


def names_of(editions: Sequence[str], build: Build) -> str:
    """Return the numbers of editions, or what is printed where the library does not hold them."""
    known = build.editions
    return ", ".join((known[name].number or known[name].title) if name in known else name for name in editions)


def badge(record: EditionRecord, as_of: date, lang: Lang, build: Build) -> Badge:
    """Say an edition's status on a day, with the dates that make it so."""
    status = status_of(record, as_of)
    details: list[str] = []
    if record.effective:
        details.append(t(lang, "effective_on", date=record.effective))
    elif record.issued:
        details.append(t(lang, "issued_on", date=record.issued))
    if record.superseded_on and not record.repealed:
        details.append(t(lang, "superseded_on", date=record.superseded_on))
    if record.repealed:
        details.append(t(lang, "repealed_on", date=record.repealed))
    if record.replaced_by:
        details.append(t(lang, "replaced_by", names=names_of(record.replaced_by, build)))
    if record.amended_by:
        details.append(t(lang, "amended_by", names=names_of(record.amended_by, build)))
    return Badge(status, t(lang, status), tuple(details))


def page_images(
    runtime: Runtime, record: EditionRecord, boxes: Sequence[Box], page: int, lang: Lang
) -> tuple[PageImage, ...]:
    """Return the pages that hold the boxes, each with its marks; the given page unmarked where there are none."""
    try:
        path = runtime.pdf(record.edition)
    except NotFoundError:
        return ()

    def size(number: int) -> tuple[float, float]:
        # Marks want a page to lie on: that of a page which cannot be drawn is left out of sight.
        return runtime.images.size(path, record.sha256, number) or UNKNOWN_SIZE

    return tuple(
        PageImage(
            marked=marked,
            image=image_url(record.edition, marked.number, IMAGE_SCALE, record.sha256),
            pdf=pdf_url(record.edition, marked.number),
            alt=t(lang, "page_alt", title=record.title, page=marked.number),
            failed=t(lang, "not_drawn"),
            drawn=runtime.images.size(path, record.sha256, marked.number) is not None,
        )
        for marked in marked_pages(boxes, size, page)
    )


def cited_source(runtime: Runtime, citation: Citation, as_of: date, lang: Lang) -> CitedSource:
    """Return what the source panel shows of a citation."""
    record, build = runtime.edition(citation.edition), runtime.build()
    clause = build.clause(citation.edition, citation.key)
    quoted = citation.quote if citation.path else None
    before, after = build.neighbours(citation.edition, citation.key)
    return CitedSource(
        citation=citation,
        name=record.number or record.title,
        badge=badge(record, as_of, lang, build),
        pages=page_images(runtime, record, citation.boxes, citation.page, lang),
        url=source_url(citation.edition, citation.key, as_of, quoted),
        pdf=pdf_url(citation.edition, citation.page),
        marked=marked_url(citation.edition, citation.key, quoted),
        text=_around(clause.text, citation.quote),
        headings=tuple(clause_link(citation.edition, one, as_of) for one in ancestors(build, citation.edition, clause)),
        previous=clause_link(citation.edition, before[-1], as_of) if before else None,
        next=clause_link(citation.edition, after[0], as_of) if after else None,
    )


def _around(text: str, quote: str) -> tuple[str, str, str]:
    """Cut a text at a quote; all of it comes before a quote that it does not hold."""
    start, end = locate(quote, text) or (len(text), len(text))
    return text[:start], text[start:end], text[end:]


def ancestors(build: Build, edition: str, clause: Clause) -> list[Clause]:
    """Return the clauses above a clause, the topmost first."""
    above: list[Clause] = []
    parent = build.parent(edition, clause.key)
    while parent is not None:
        above.insert(0, parent)
        parent = build.parent(edition, parent.key)
    return above


def clause_link(edition: str, clause: Clause, as_of: date | None, current: str = "") -> Link:
    """Return a link to a clause's page."""
    text = clause.title or " ".join(clause.text.split())[:60]
    return Link(source_url(edition, clause.key, as_of), clause.label, text, clause.key == current)
