"""From drafts to statements: quotes located in stored clauses, citations numbered, what fails the checks dropped."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from urllib.parse import quote as percent

from assistant.answering.check import supported
from assistant.answering.shelf import Shelf
from assistant.library.folding import locate
from assistant.library.model import Box, Citation, Clause, Note, Statement, Status
from assistant.library.status import status_of


@dataclass(frozen=True, slots=True)
class Quote:
    """Words of a clause. `text` must occur in the clause's stored text."""

    edition: str
    key: str
    text: str


@dataclass(frozen=True, slots=True)
class Draft:
    """A sentence before it is checked. `place` is the part that only cites; `shown` are conversions it shows."""

    text: str
    quotes: tuple[Quote, ...] = ()
    place: tuple[str, ...] = ()
    shown: tuple[str, ...] = ()
    beside: str = ""
    """Headings, units and captions of the table that a figure stands in."""


def boxes_of(clause: Clause, start: int, end: int) -> tuple[Box, ...]:
    """Return the boxes on whose spans a range of a clause's text lies; all where the text is composed."""
    if len(clause.spans) != len(clause.boxes) or not clause.spans:
        return clause.boxes
    hit = tuple(b for b, (a, z) in zip(clause.boxes, clause.spans, strict=True) if a < end and start < z)
    return hit or clause.boxes


@dataclass
class Sheet:
    """The answer sheet of one question: numbers citations in the order they are first used."""

    shelf: Shelf
    as_of: date
    citations: list[Citation] = field(default_factory=list)
    statements: list[Statement] = field(default_factory=list)
    dropped: list[str] = field(default_factory=list)
    notes: list[Note] = field(default_factory=list)
    """What the writer has to say of its own work."""
    writer: str = "quotes"
    """The model that worded a statement, or `quotes`."""

    def add(self, draft: Draft) -> Statement | None:
        """Check a draft and write it down; None where a quote is not located or a number stands in none."""
        located = [self._locate(q) for q in draft.quotes]
        texts = [c.text[a:b] for c, a, b in (x for x in located if x)]
        if None in located or not supported(
            draft.text, texts, place=draft.place, shown=draft.shown, beside=draft.beside
        ):
            self.dropped.append(draft.text)
            return None
        numbers = tuple(dict.fromkeys(self._cite(q, *x) for q, x in zip(draft.quotes, located, strict=True) if x))
        statement = Statement(text=draft.text, citations=numbers)
        self.statements.append(statement)
        return statement

    def cite(self, quote: Quote) -> int | None:
        """Return the number of the citation of a quote, made where it is new; None where the quote is not located."""
        found = self._locate(quote)
        return None if found is None else self._cite(quote, *found)

    def _locate(self, quote: Quote) -> tuple[Clause, int, int] | None:
        clause = self.shelf.edition(quote.edition).by_key.get(quote.key)
        if clause is None:
            return None
        span = locate(quote.text, clause.text)
        return (clause, *span) if span else None

    def _cite(self, quote: Quote, clause: Clause, start: int, end: int) -> int:
        text = clause.text[start:end]
        for known in self.citations:
            if (known.edition, known.key, known.quote) == (quote.edition, quote.key, text):
                return known.n
        record = self.shelf.build.editions[quote.edition]
        citation = Citation(
            n=len(self.citations) + 1,
            edition=record.edition,
            document=record.document,
            title=record.title,
            key=clause.key,
            path=clause.path,
            label=clause.label,
            quote=text,
            page=boxes_of(clause, start, end)[0][0] if clause.boxes else clause.page,
            boxes=boxes_of(clause, start, end),
            text_source=clause.text_source,
            status=self.status(record.edition),
            fictional=record.fictional,
            amended_by=record.amended_by,
            effective=record.effective,
            url=f"/source/{percent(record.edition, safe='')}/{percent(clause.key, safe='/~')}",
        )
        self.citations.append(citation)
        return citation.n

    def status(self, edition: str) -> Status:
        """Return an edition's status on the day the answer speaks for."""
        return status_of(self.shelf.build.editions[edition], self.as_of)

    def text(self, lang: str) -> str:
        """Join the statements with their citation marks; items of a list stand on lines of their own."""
        out = ""
        for statement in self.statements:
            marks = "".join(f"[{n}]" for n in statement.citations)
            piece = f"{statement.text} {marks}".strip()
            out += ("\n" if out else "") + piece
        return out
