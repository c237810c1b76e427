"""How far clauses speak of what is asked: phrases and words of the question, matched across both languages."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from assistant.answering.gloss import is_chinese
from assistant.answering.needles import Needles, view
from assistant.answering.shelf import Edition, Shelf
from assistant.answering.understanding import Understood
from assistant.answering.worth import Found, clause_features, worth
from assistant.library.model import Clause, Hit


@dataclass(frozen=True)
class Candidate:
    """A clause that may answer: what of the question it says itself, and what its place says."""

    hit: Hit
    edition: Edition
    own: frozenset[int]
    around: frozenset[int]
    score: float
    foreign: bool = False
    features: Mapping[str, float] = field(default_factory=dict)

    @property
    def clause(self) -> Clause:
        """The clause."""
        return self.hit.clause


def surroundings(edition: Edition, clause: Clause) -> str:
    """Return the words around a clause: titles above it, its table's caption, the edition's names."""
    record = edition.record
    above = [c.title or "" for c in edition.ancestors(clause)]
    lead = [
        c.text
        for c in edition.ancestors(clause)[:1]
        if clause.kind in {"item", "row", "note", "table"} and c.kind != "table"
    ]
    names = [record.title, record.title_en or "", record.number or "", *record.aliases]
    return " ; ".join([*above, *lead, *names])


def surroundings_of(edition: Edition) -> str:
    """Return the names of an edition."""
    record = edition.record
    return " ; ".join([record.title, record.title_en or "", record.number or "", *record.aliases])


def own_text(edition: Edition, clause: Clause) -> str:
    """Return what a clause says itself; an empty parent speaks through its children."""
    text = f"{clause.title or ''} {clause.text}"
    if clause.kind != "table" and len(clause.text) < 400:
        below = [c for c in edition.children.get(clause.key, ()) if c.kind in {"item", "clause", "article"}]
        if below and clause.kind not in {"chapter", "annex"}:
            text += " " + " ".join(f"{c.title or ''} {c.text}" for c in below[:30] if c.kind == "item")
    return text


def candidates(
    question: Understood, needles: Needles, shelf: Shelf, hits: Sequence[Hit], lean: dict[str, float]
) -> list[Candidate]:
    """Judge retrieved clauses by what they say of the question, best first."""
    out = []
    best = max((hit.score for hit in hits), default=0.0)
    for hit in hits:
        edition = shelf.edition(hit.edition.edition)
        chinese = is_chinese(hit.clause.text or hit.edition.title)
        foreign = chinese != (question.lang == "zh") and hit.edition.language[:2] != question.lang
        said = own_text(edition, hit.clause)
        # A long list mentions many things: what it lists is said by the words that lead to it.
        lead = f"{hit.clause.title or ''} {hit.clause.text}" if question.asks("list") and hit.clause.text else said
        own = needles.matched(view(lead)) | needles.by_terms(edition, shelf, lead)
        around = needles.matched(view(f"{surroundings(edition, hit.clause)} ; {said}")) - own
        # What a part of a question asks must stand in the clause, not in the document's title.
        around = frozenset(i for i in around if not needles.all[i].fresh)
        titled = around & needles.matched(view(surroundings_of(edition)))
        found = Found(hit, edition, said, own, around, titled, foreign, best, lean.get(hit.edition.edition, 0.0))
        features = clause_features(question, needles, found)
        out.append(Candidate(hit, edition, own, around, worth(features), foreign, features))
    return sorted(out, key=lambda c: -c.score)
