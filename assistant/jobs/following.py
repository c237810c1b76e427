"""What happens to a document or a clause: dates of its editions and amendments, and what became of the clause."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from itertools import pairwise
from typing import TYPE_CHECKING, Literal

from assistant.jobs.consolidated import consolidated
from assistant.library.alignment import Side, align
from assistant.library.families import begins, family
from assistant.library.model import Clause, EditionRecord
from assistant.library.status import first_day

if TYPE_CHECKING:
    from assistant.index.builds import Build

What = Literal["issued", "effective", "superseded", "repealed", "clause_changed", "clause_dropped", "clause_amended"]


@dataclass(frozen=True, slots=True)
class Happening:
    """Something that happens to a document on a printed date, and for a clause its words before and after."""

    what: What
    when: str
    """An ISO date, as exact as it is printed."""
    edition: EditionRecord
    key: str = ""
    old: str = ""
    new: str = ""

    @property
    def day(self) -> date:
        """The first day that the date may mean."""
        return first_day(self.when)


def of_document(build: Build, edition: str) -> list[Happening]:
    """Return what happens to an edition's document and its amendments, in the order of time."""
    found: list[Happening] = []
    for record in family(build.editions, edition):
        dates: tuple[tuple[What, str | None], ...] = (
            ("issued", record.issued), ("effective", record.effective),
            ("superseded", record.superseded_on), ("repealed", record.repealed),
        )  # fmt: skip
        found += [Happening(what, when, record) for what, when in dates if when]
    return sorted(found, key=lambda one: (one.day, one.edition.edition, one.what))


def of_clause(build: Build, edition: str, key: str) -> list[Happening]:
    """Return what becomes of a clause in later editions and by amendments, after what happens to its document."""
    found = of_document(build, edition)
    editions = [one for one in family(build.editions, edition) if not one.amends]
    later = editions[next(i for i, one in enumerate(editions) if one.edition == edition) :]
    clause: Clause | None = build.clause(edition, key)
    for here, there in pairwise(later):
        found += _amended(build, here, clause)
        if clause is None or not begins(there):
            break
        new = _counterpart(build, here.edition, there.edition, clause)
        when = begins(there) or ""
        if new is None:
            found.append(Happening("clause_dropped", when, there, old=_words(clause)))
        elif _words(new) != _words(clause):
            found.append(Happening("clause_changed", when, there, new.key, _words(clause), _words(new)))
        clause = new
    found += _amended(build, later[-1], clause)
    return sorted(found, key=lambda one: (one.day, one.edition.edition, one.what))


def _amended(build: Build, record: EditionRecord, clause: Clause | None) -> list[Happening]:
    if clause is None or not record.amended_by:
        return []
    # Amendments that are to come count, too: one follows a clause to learn of them in time.
    whole = consolidated(build, record.edition, date.max)
    told = next((one.amended for one in whole.clauses if one.clause.key == clause.key), ())
    return [
        Happening("clause_amended", begins(one.amendment) or "", one.amendment, one.clause.key, "", _words(one.clause))
        for one in told
        if begins(one.amendment)
    ]


def _counterpart(build: Build, old: str, new: str, clause: Clause) -> Clause | None:
    here, there = Side(build.clauses(old)), Side(build.clauses(new))
    pairs = align(here, there)
    at = next((i for i, one in enumerate(here.clauses) if one.key == clause.key), None)
    return there.clauses[pairs[at]] if at in pairs else None


def _words(clause: Clause) -> str:
    return " ".join(" ".join(filter(None, (clause.title, clause.text))).split())
