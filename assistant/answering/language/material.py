"""The numbered clauses that a model is given, and for each what the quotes writer would say of it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from assistant.answering.answer import Draft, Sheet
from assistant.answering.figures import FigureOption
from assistant.answering.findings import Piece
from assistant.answering.needles import Needles
from assistant.answering.prose import best_part
from assistant.answering.shelf import Edition
from assistant.library.model import Clause, Hit, Status

MOST_CLAUSES = 40
_NEXT = 3
"""Clauses told beside those found, for context."""
_LONGEST = 1600
"""Characters told of one clause."""
_MOST_TOLD = 16_000

Place = tuple[str, str]


@dataclass(frozen=True, slots=True)
class Numbered:
    """A clause under a short id. `told` is what the model is given of its text."""

    id: str
    edition: Edition
    clause: Clause
    status: Status
    told: str

    @property
    def place(self) -> Place:
        """Its edition and key."""
        return self.edition.record.edition, self.clause.key


def numbered(drafts: Sequence[Sequence[Draft]], near: Sequence[Hit], needles: Needles, sheet: Sheet) -> list[Numbered]:
    """Number the clauses that the quotes writer would quote, in its order, and a few that were found next."""
    found = [(q.edition, q.key) for piece in drafts for draft in piece for q in draft.quotes]
    places = dict.fromkeys(found)
    more = [(h.edition.edition, h.clause.key) for h in near if h.clause.text.strip() and h.clause.kind != "front"]
    places |= dict.fromkeys([place for place in more if place not in places][:_NEXT])
    out: list[Numbered] = []
    told = 0
    for edition_id, key in list(places)[:MOST_CLAUSES]:
        edition = sheet.shelf.edition(edition_id)
        clause = edition.by_key.get(key)
        if clause is None:
            continue
        text = clause.text if len(clause.text) <= _LONGEST else best_part(clause.text, needles, room=_LONGEST)
        told += len(text)
        if out and told > _MOST_TOLD:
            break
        out.append(Numbered(f"c{len(out) + 1}", edition, clause, sheet.status(edition_id), text))
    return out


class Owed:
    """What the quotes writer would say, and how much of it an answer has by now."""

    def __init__(self, pieces: Sequence[Piece], drafts: Sequence[Sequence[Draft]]) -> None:
        self._drafts = [list(piece) for piece in drafts]
        # A figure's row has notes that limit it, a list has items: what is begun must be told whole.
        self._whole = [isinstance(p, FigureOption) or len(d) > 2 for p, d in zip(pieces, drafts, strict=True)]
        self._said: set[Place] = set()
        self._written: set[int] = set()

    def said(self, places: Sequence[Place]) -> None:
        """Note that the answer has a sentence of these clauses."""
        self._said.update(places)

    def instead(self, places: Sequence[Place]) -> Iterator[Draft]:
        """Yield what stands for a sentence that failed: the quotes of its clauses, else the first not said yet."""
        wanted = [d for d in self._left() if any(p in places for p in _places(d))]
        known = any(p in self._said for p in places)
        yield from self._handed(wanted if wanted or known else self._left()[:1])

    def all(self) -> Iterator[Draft]:
        """Yield everything not said yet."""
        yield from self._handed(self._left())

    def rest(self) -> Iterator[Draft]:
        """Yield what a whole reply may not leave out: what answers best, the rest of a list, conversions."""
        first = self._drafts[0] if self._drafts else []
        if not any(self._has(draft) for draft in first):
            yield from self._handed([d for d in first if id(d) not in self._written])
        for piece, whole in zip(self._drafts, self._whole, strict=True):
            if any(self._has(draft) for draft in piece):
                left = [d for d in piece if id(d) not in self._written]
                yield from self._handed([d for d in left if (d.shown and not d.place) or (whole and not self._has(d))])

    def _has(self, draft: Draft) -> bool:
        return id(draft) in self._written or any(p in self._said for p in _places(draft))

    def _left(self) -> list[Draft]:
        return [d for piece in self._drafts for d in piece if not self._has(d)]

    def _handed(self, drafts: Sequence[Draft]) -> Iterator[Draft]:
        for draft in drafts:
            self._written.add(id(draft))
            yield draft


def _places(draft: Draft) -> list[Place]:
    return [(q.edition, q.key) for q in draft.quotes]
