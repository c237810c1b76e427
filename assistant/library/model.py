"""The shapes everything else hangs on: clauses, documents, editions, hits and answers (CONTRACT.md, "Shapes").

All models are frozen; `model_dump(exclude_none=True, mode="json")` gives the contract's JSON.
"""

from __future__ import annotations

from datetime import date
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field

Box = tuple[int, float, float, float, float]
"""`(page, x0, y0, x1, y1)`: page from 1, points from the page's top left."""

Span = tuple[int, int]
"""Half-open character range in a clause's text."""

ClauseKind = Literal[
    "clause", "article", "annex", "item", "term", "table", "row", "note", "figure", "recital", "chapter", "preamble",
    "front",
]  # fmt: skip
ReferenceKind = Literal["document", "clause", "article", "annex", "table", "figure", "chapter", "recital"]
ChangeKind = Literal["added", "changed", "removed", "moved", "merged", "split"]
Found = Literal["clause", "document", "no_such_clause", "not_in_library"]
"""What a reference leads to."""
DocumentKind = Literal["standard", "rule", "law", "policy", "act", "other"]
TextSource = Literal["digital", "ocr"]
Force = Literal["shall", "should", "may", "can", "none"]
Status = Literal["in_force", "superseded", "repealed", "upcoming", "unknown"]
Outcome = Literal["answered", "declined", "clarify"]
OcrMode = Literal["auto", "never", "always"]
PageFate = Literal["ocr", "kept", "unread"]
"""What became of a page whose text layer is not believed: read by OCR, kept as it is, or not read."""

Grade = Literal["good", "check", "bad"]

PrintedDate = Annotated[str, Field(pattern=r"^\d{4}(-\d{2}(-\d{2})?)?$")]
"""An ISO date as exact as the document prints it: `2025`, `2015-09` or `2025-05-30`."""


class Model(BaseModel):
    """Base of all shapes: immutable, unknown input fields ignored."""

    model_config = ConfigDict(frozen=True, extra="ignore")

    def to_json(self) -> dict[str, Any]:
        """Return the contract's JSON object: absent fields left out."""
        return self.model_dump(mode="json", exclude_none=True)


class Reference(Model):
    """A pointer that a clause's text prints to a place in its own document or in another one.

    `span` is the range in the clause's text. `document` is the number or title of the other document as printed, None
    for the clause's own; `path` is the place meant, empty for a document as a whole.
    """

    kind: ReferenceKind
    span: Span
    document: str | None = None
    path: tuple[str, ...] = ()


class ResolvedReference(Reference):
    """A reference with what it leads to in a library as of a day: edition, key, and the edition's status then."""

    found: Found
    edition: str | None = None
    key: str | None = None
    status: Status | None = None


class Change(Model):
    """One entry of the list by which a document says what differs from its previous edition.

    `new` and `old` are the places it names in this edition and in the previous one, as paths; `key` is the clause in
    which the entry stands and `span` its range in that clause's text.
    """

    kind: ChangeKind
    new: tuple[tuple[str, ...], ...] = ()
    old: tuple[tuple[str, ...], ...] = ()
    key: str
    span: Span


class Patch(Model):
    """What a clause of an amendment does to a place of the edition that it amends.

    `part` is what of the place is meant, as printed (`second paragraph`); `old` and `new` are the wording that goes
    and the one that comes, where they are printed.
    """

    op: ChangeKind
    path: tuple[str, ...]
    part: str | None = None
    old: str | None = None
    new: str | None = None


class Clause(Model):
    """One citable unit of an edition.

    `boxes` holds one box for each printed line; `spans[i]` is the range of `text` printed in `boxes[i]`, so that the
    boxes of a quote are those whose spans it overlaps. A clause whose text is composed (a row joins its header and
    cells) has no spans: all its boxes count.
    """

    key: str
    path: tuple[str, ...]
    label: str
    kind: ClauseKind
    title: str | None = None
    title_en: str | None = None
    """The English name that a term entry prints beside its Chinese one."""
    text: str = ""
    page: int
    end_page: int
    boxes: tuple[Box, ...] = ()
    spans: tuple[Span, ...] = ()
    force: Force | None = None
    header: tuple[str, ...] | None = None
    rows: tuple[tuple[str, ...], ...] | None = None
    cells: tuple[str, ...] | None = None
    references: tuple[Reference, ...] | None = None
    """Pointers to other places that its text prints."""
    patches: tuple[Patch, ...] | None = None
    """What it does to the edition that its amendment amends."""
    text_source: TextSource = "digital"


class ReadingWarning(Model):
    """What a reader should know before trusting a page.

    `message` is in English; `findings.tell_warning` says it in another language by its other fields.
    """

    code: str
    message: str
    page: int | None = None
    done: PageFate | None = None
    reason: str | None = None


class Place(Model):
    """Where a finding shows: what it is about (`5.3`), its page, the key of a clause there, a share between 0 and 1."""

    what: str = ""
    page: int | None = None
    key: str | None = None
    share: float | None = None


class Finding(Model):
    """Something in a reading that a maintainer should know. `findings.tell_finding` says it in another language."""

    code: str
    grade: Grade
    message: str = ""
    count: int
    of: int | None = None
    """Of how many, where that is known."""
    places: tuple[Place, ...] = ()
    """The first of them."""


class Quality(Model):
    """How well a document was read: shares are between 0 and 1, all else are counts."""

    verdict: Grade | None = None
    """`good`, `check` (look at what is named) or `bad` (not to be relied on); None where it was not judged."""
    findings: tuple[Finding, ...] = ()
    """Worst first."""
    pages_digital: int = 0
    pages_ocr: int = 0
    pages_in_doubt: tuple[int, ...] = ()
    unreadable: float = 0.0
    loose: float = 0.0
    """Share of the characters that became text of no clause."""
    clauses: int = 0
    items: int = 0
    tables: int = 0
    captions: int = 0
    captions_found: int = 0
    contents_entries: int = 0
    contents_found: int = 0
    bookmark_entries: int = 0
    bookmarks_found: int = 0
    orphans: int = 0
    ocr_confidence: float | None = None


class Document(Model):
    """What reading one PDF gives: the contract's `parse` shape."""

    file: str
    sha256: str
    pages: int
    language: str
    kind: DocumentKind
    number: str | None = None
    title: str | None = None
    title_en: str | None = None
    issued: PrintedDate | None = None
    effective: PrintedDate | None = None
    issuer: tuple[str, ...] = ()
    replaces: tuple[str, ...] = ()
    replaced_by: tuple[str, ...] = ()
    clauses: tuple[Clause, ...] = ()
    changes: tuple[Change, ...] | None = None
    """What it says has changed since its previous edition."""
    warnings: tuple[ReadingWarning, ...] = ()
    text_source: dict[str, int] = Field(default_factory=dict)
    quality: Quality = Field(default_factory=Quality)
    seconds: float = 0.0


class EditionRecord(Model):
    """One edition as the library knows it: front matter corrected by the catalogue. Status is computed as of a date."""

    edition: str
    document: str
    file: str
    sha256: str
    pages: int
    language: str
    kind: DocumentKind
    number: str | None = None
    title: str = ""
    title_en: str | None = None
    aliases: tuple[str, ...] = ()
    issued: PrintedDate | None = None
    effective: PrintedDate | None = None
    repealed: PrintedDate | None = None
    issuer: tuple[str, ...] = ()
    replaces: tuple[str, ...] = ()
    """What it replaces: edition ids where the library holds them, else numbers as printed."""
    replaced_by: tuple[str, ...] = ()
    superseded_on: PrintedDate | None = None
    amends: str | None = None
    amended_by: tuple[str, ...] = ()
    fictional: bool = False
    mandatory: bool | None = None
    official_publisher: str | None = None
    official_url: str | None = None
    clauses: int = 0
    text_source: dict[str, int] = Field(default_factory=dict)
    quality: Quality = Field(default_factory=Quality)
    warnings: tuple[ReadingWarning, ...] = ()
    changes: tuple[Change, ...] | None = None
    """What it says has changed since its previous edition."""


class FailedFile(Model):
    """A file that could not be indexed, and why."""

    file: str
    code: str
    message: str


class Hit(Model):
    """One ranked clause. `why` maps a signal's name to its contribution, for `--explain`."""

    rank: int
    score: float
    clause: Clause
    edition: EditionRecord
    status: Status
    why: dict[str, float | str] = Field(default_factory=dict)


class Turn(Model):
    """An earlier question and its answer."""

    question: str
    answer: str = ""


class Citation(Model):
    """A quote and the clause it stands on; `quote` occurs verbatim in the clause's stored text."""

    n: int
    edition: str
    document: str
    title: str
    key: str
    path: tuple[str, ...]
    label: str
    quote: str
    page: int
    boxes: tuple[Box, ...]
    text_source: TextSource
    status: Status
    fictional: bool = False
    amended_by: tuple[str, ...] = ()
    effective: str | None = None
    url: str


class Statement(Model):
    """One sentence of an answer and the numbers of the citations it stands on."""

    text: str
    citations: tuple[int, ...] = ()


class Note(Model):
    """Something beside the answer: superseded, upcoming, target_year_past, not_in_corpus, conversion, fictional."""

    code: str
    message: str


class WriterRecord(Model):
    """By what an answer was worded, or was to be: model, version of its prompt, hash of its configuration."""

    model: str
    prompt: str
    configuration: str


class Answer(Model):
    """The contract's `ask` shape. `text` is the statements joined in order."""

    id: str | None = None
    question: str
    understood_as: str | None = None
    language: str
    as_of: date
    build: str
    outcome: Outcome
    kind: str | None = None
    """What was asked for: `figure`, `status`, `list`, `time` and so on; `other` where it is none of them."""
    text: str
    statements: tuple[Statement, ...] = ()
    citations: tuple[Citation, ...] = ()
    notes: tuple[Note, ...] = ()
    choices: tuple[str, ...] | None = None
    writer: str = "quotes"
    """`quotes`, or the model that worded at least one statement."""
    written_by: WriterRecord | None = None
    """The model that is set to word answers, also where it had no part in this one."""
    elapsed_ms: float = 0.0
