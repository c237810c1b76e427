"""How well a document was read: figures, what looks wrong and where, and a verdict."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from assistant.library.findings import tell_finding
from assistant.library.model import Clause, Finding, Grade, Place, Quality, ReadingWarning
from assistant.reading.coverage import PageCover, cover_of
from assistant.reading.pages.page import Page
from assistant.reading.promises import Numbers, captions, promises, unread_numbers, without_table
from assistant.reading.sequences import gaps, printed_twice, without_parent

_NUMBERED = ("clause", "article", "term", "annex", "recital")
_MOST_PLACES = 40
"""How many places of one kind are kept; the count is of all."""
_ENOUGH_TEXT = 100
"""Characters of a page below which shares of them say little."""
_LONGEST_TITLE = 200
_MOST_LOOSE = 0.05
"""Share of a document's characters that may land in no clause."""
_TELLING = (
    "pages_unread",
    "pages_kept",
    "sideways_text",
    "ocr_unsure",
    "characters_unreadable",
    "text_loose",
    "tables_missing",
)
"""Findings that name pages whose text or tables cannot be relied on."""
_GRADES: tuple[Grade, ...] = ("bad", "check", "good")


@dataclass(frozen=True, slots=True)
class Reading:
    """What is judged: a document's pages as `layout.body_lines` gives them, and what was made of them."""

    pages: Sequence[Page]
    clauses: Sequence[Clause]
    outline: Sequence[tuple[int, str, int | None]] = ()
    warnings: Sequence[ReadingWarning] = ()
    title: str | None = None
    cover: list[PageCover] = field(init=False, repr=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "cover", cover_of(self.pages, self.clauses))

    @property
    def chars(self) -> int:
        """How many characters the pages hold, blanks not counted."""
        return sum(page.chars for page in self.cover)


def quality_of(reading: Reading) -> Quality:
    """Return the quality of a reading."""
    promised = promises(reading.pages, reading.outline)
    numbers = Numbers(reading.clauses)
    entries = {
        source: [promise for promise in promised if promise.source == source] for source in ("contents", "bookmark")
    }
    lost = {
        source: [
            Place(what=promise.what, page=promise.page) for promise in entries[source] if promise.mark not in numbers
        ]
        for source in entries
    }
    captioned = captions(reading.pages)
    lost_tables = without_table(captioned, reading.clauses)
    counted = sum(clause.kind in _NUMBERED for clause in reading.clauses)
    orphans = [
        # An excerpt leaves numbers out on purpose: gaps alone are weak proof, unless the number is printed, as below.
        _finding("number_gaps", gaps(reading.clauses), counted, check=0.0, bad=0.5),
        _finding("number_unread", unread_numbers(reading.pages, reading.clauses), counted, check=0.0, bad=0.05),
        _finding("no_parent", without_parent(reading.clauses), counted, check=0.0, bad=0.05),
        _finding("number_twice", printed_twice(reading.clauses), counted, check=0.0, bad=0.2),
    ]
    found = [
        *_of_pages(reading),
        _finding("contents_missing", lost["contents"], len(entries["contents"]), check=0.0, bad=0.2),
        _finding("bookmarks_missing", lost["bookmark"], len(entries["bookmark"]), check=0.02, bad=0.2),
        _finding("tables_missing", lost_tables, len(captioned), check=0.0, bad=0.3),
        *orphans,
        *_of_whole(reading, counted),
    ]
    findings = sorted((one for one in found if one.count), key=lambda one: _GRADES.index(one.grade))
    scores = [line.score for page in reading.pages if page.source == "ocr" for line in page.lines]
    chars = max(reading.chars, 1)
    return Quality(
        verdict=findings[0].grade if findings else "good",
        findings=tuple(one.model_copy(update={"message": tell_finding("en", one)}) for one in findings),
        pages_digital=sum(page.source == "digital" for page in reading.pages),
        pages_ocr=sum(page.source == "ocr" for page in reading.pages),
        pages_in_doubt=_in_doubt(findings),
        unreadable=round(sum(page.unreadable for page in reading.cover) / chars, 4),
        loose=round(sum(page.loose for page in reading.cover) / chars, 4),
        clauses=counted,
        items=sum(clause.kind == "item" for clause in reading.clauses),
        tables=sum(clause.kind == "table" for clause in reading.clauses),
        captions=len(captioned),
        captions_found=len(captioned) - len(lost_tables),
        contents_entries=len(entries["contents"]),
        contents_found=len(entries["contents"]) - len(lost["contents"]),
        bookmark_entries=len(entries["bookmark"]),
        bookmarks_found=len(entries["bookmark"]) - len(lost["bookmark"]),
        orphans=sum(one.count for one in orphans),
        ocr_confidence=round(sum(scores) / len(scores), 3) if scores else None,
    )


def _finding(code: str, places: Sequence[Place], of: int, *, check: float, bad: float) -> Finding:
    """Grade a finding by the share it makes `of` all: few are looked at, many (three at least) make a reading bad."""
    share = len(places) / max(of, 1)
    grade: Grade = "bad" if share > bad and len(places) > 2 else "check" if share > check else "good"
    return Finding(code=code, grade=grade, count=len(places), of=of or None, places=tuple(places[:_MOST_PLACES]))


def _of_pages(reading: Reading) -> list[Finding]:
    """What is wrong with the text of single pages."""
    of = len(reading.pages)
    ocr = [page for page in reading.pages if page.source == "ocr" and page.lines]
    lost = {warning.page for warning in reading.warnings if warning.code in ("page_damaged", "ocr_failed")}
    lost |= {warning.page for warning in reading.warnings if warning.done == "unread"}
    kept = {warning.page for warning in reading.warnings if warning.done == "kept"}
    sideways = {warning.page for warning in reading.warnings if warning.code == "sideways_text"}
    unsure = [
        Place(page=page.number, share=round(score, 2))
        for page in ocr
        if (score := sum(line.score for line in page.lines) / len(page.lines)) < 0.9
    ]
    unreadable = _shares(reading, "unreadable", 0.01)
    loose = _shares(reading, "loose", 0.5)
    return [
        _finding("pages_unread", [Place(page=page) for page in sorted(filter(None, lost))], of, check=0.0, bad=0.05),
        _finding("pages_kept", [Place(page=page) for page in sorted(filter(None, kept))], of, check=0.0, bad=0.3),
        _finding(
            "sideways_text", [Place(page=page) for page in sorted(filter(None, sideways))], of, check=0.0, bad=1.0
        ),
        _finding("ocr_unsure", unsure, len(ocr), check=0.0, bad=0.3),
        _finding("characters_unreadable", unreadable, of, check=0.0, bad=0.3),
        _finding("text_loose", loose, of, check=0.0, bad=0.1),
        _finding("pages_by_ocr", [Place(page=page.number) for page in ocr], of, check=0.2, bad=1.0),
    ]


def _of_whole(reading: Reading, counted: int) -> list[Finding]:
    """What the document as a whole lacks."""
    out = []
    parts = counted + sum(clause.kind in ("item", "table") for clause in reading.clauses)
    if not parts and reading.chars > _ENOUGH_TEXT:
        # A page or two may be a notice without numbers, which a person sees at a glance.
        much = reading.chars > 30 * _ENOUGH_TEXT
        out.append(Finding(code="nothing_numbered", grade="bad" if much else "check", count=1))
    elif reading.chars > 50 * _ENOUGH_TEXT and reading.chars / max(parts, 1) > 30 * _ENOUGH_TEXT:
        out.append(Finding(code="few_clauses", grade="check", count=parts, of=len(reading.pages)))
    loose = sum(page.loose for page in reading.cover) / max(reading.chars, 1)
    if loose > _MOST_LOOSE:
        grade: Grade = "bad" if loose > 4 * _MOST_LOOSE else "check"
        out.append(Finding(code="text_lost", grade=grade, count=round(100 * loose)))
    if not reading.title:
        out.append(Finding(code="no_title", grade="check", count=1))
    elif len(reading.title) > _LONGEST_TITLE:
        out.append(Finding(code="title_long", grade="check", count=len(reading.title)))
    return out


def _shares(reading: Reading, what: str, least: float) -> list[Place]:
    """Return the pages of whose characters more than a share are loose or unreadable."""
    shares = [(page.number, getattr(page, what) / page.chars) for page in reading.cover if page.chars >= _ENOUGH_TEXT]
    return [Place(page=number, share=round(share, 2)) for number, share in shares if share > least]


def _in_doubt(findings: Sequence[Finding]) -> tuple[int, ...]:
    """Return the pages whose text or tables cannot be relied on."""
    return tuple(sorted({place.page for one in findings if one.code in _TELLING for place in one.places if place.page}))
