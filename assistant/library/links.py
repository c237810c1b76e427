"""What the references of a clause lead to in a library, as of a day."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from typing import Any, Protocol

from assistant.library.folding import fold_text
from assistant.library.labels import fold_key
from assistant.library.model import Clause, EditionRecord, Reference, ResolvedReference, Status
from assistant.library.numbers import Number, find_numbers
from assistant.library.overlay import Overlay, overlaid
from assistant.library.status import status_of

_PREFERRED: tuple[Status, ...] = ("in_force", "unknown", "superseded", "repealed", "upcoming")


class Shelf(Protocol):
    """What is needed of a library: its editions, and the keys of each."""

    @property
    def editions(self) -> Mapping[str, EditionRecord]:
        """Editions by id."""

    def labels(self, edition: str) -> list[tuple[str, str]]:
        """Return (key, label) of an edition's clauses in document order."""

    def citing(self, edition: str, path: Sequence[str]) -> list[tuple[str, Clause]]:
        """Return (edition, clause) of those that may refer to a place of an edition, or to one of another edition."""


class Links:
    """Resolves references: within their own edition, or to the edition of another document that a day asks for.

    A dated reference (GB 18580—2017) means that edition, also where it is superseded; an undated one means the edition
    in force on the day, else the one that comes nearest to it.
    """

    def __init__(self, shelf: Shelf) -> None:
        self._shelf = shelf
        self._numbers: dict[str, list[tuple[Number, str]]] = defaultdict(list)
        self._titles: dict[str, list[str]] = defaultdict(list)
        self._keys: dict[str, dict[str, str]] = {}
        for name, record in shelf.editions.items():
            for number in find_numbers(record.number or name)[:1]:
                self._numbers[number.family].append((number, name))
            for title in dict.fromkeys(filter(None, (record.title, record.title_en, record.document, *record.aliases))):
                self._titles[_plain(title)].append(name)

    def resolved(self, edition: str, clause: Clause, as_of: date) -> list[ResolvedReference]:
        """Return a clause's references with what each leads to on a day."""
        return [self.resolve(edition, reference, as_of) for reference in clause.references or ()]

    def with_links(self, edition: str, clause: Clause, as_of: date) -> dict[str, Any]:
        """Return a clause's JSON, its references with what each leads to on a day."""
        told = clause.to_json()
        if clause.references:
            told["references"] = [one.to_json() for one in self.resolved(edition, clause, as_of)]
        if amended := self.overlays(edition, clause, as_of):
            told["amendments"] = [one.to_json() for one in amended]
        return told

    def overlays(self, edition: str, clause: Clause, as_of: date) -> list[Overlay]:
        """Return what the amendments in force on a day do to a clause, in order, and its text as amended."""
        held = self._shelf.editions[edition].amended_by
        amending = [name for name in held if name in self._shelf.editions and self._holds(name, as_of)]
        if not amending:
            return []
        patches = [
            (name, one, patch)
            for name, one in self._shelf.citing(edition, clause.path)
            if name in amending
            for patch in one.patches or ()
            if self.key_of(edition, patch.path) == clause.key
        ]
        return overlaid(clause.text, sorted(patches, key=lambda found: amending.index(found[0])))

    def patched(self, edition: str, clause: Clause) -> list[str]:
        """Return the keys of the clauses of the amended edition that a clause of an amendment patches."""
        base = str(self._shelf.editions[edition].amends)
        if base not in self._shelf.editions:
            return []
        keys = [self.key_of(base, patch.path) for patch in clause.patches or ()]
        return list(dict.fromkeys(filter(None, keys)))

    def _holds(self, name: str, as_of: date) -> bool:
        return status_of(self._shelf.editions[name], as_of) == "in_force"

    def citing(self, edition: str, clause: Clause, as_of: date) -> list[tuple[str, Clause]]:
        """Return (edition, clause) of those that refer to a clause on a day, by edition in document order."""
        return [
            (name, one)
            for name, one in self._shelf.citing(edition, clause.path)
            if (name, one.key) != (edition, clause.key)
            and any((to.edition, to.key) == (edition, clause.key) for to in self.resolved(name, one, as_of))
        ]

    def resolve(self, edition: str, reference: Reference, as_of: date) -> ResolvedReference:
        """Return what one reference of a clause of `edition` leads to on a day."""
        target = edition if reference.document is None else self.edition_of(reference.document, as_of)
        given = reference.model_dump()
        if target is None:
            return ResolvedReference(**given, found="not_in_library")
        status = status_of(self._shelf.editions[target], as_of)
        if not reference.path:
            return ResolvedReference(**given, found="document", edition=target, status=status)
        key = self.key_of(target, reference.path)
        amended = self._shelf.editions[target].amends
        if amended in self._shelf.editions and (there := self.key_of(str(amended), reference.path)):
            # An amendment speaks of the clauses of the edition that it amends, and numbers its own after them.
            key, target, status = there, str(amended), status_of(self._shelf.editions[str(amended)], as_of)
        found = "clause" if key else "no_such_clause"
        return ResolvedReference(**given, found=found, edition=target, key=key, status=status)

    def edition_of(self, document: str, as_of: date) -> str | None:
        """Return the edition that a number or title names on a day, or None where the library does not hold it."""
        numbers = find_numbers(document)
        if not numbers:
            return self._chosen(self._titles.get(_plain(document), ()), as_of)
        wanted = numbers[0]
        held = [
            (number, name)
            for number, name in self._numbers.get(wanted.family, ())
            if number.amendment == wanted.amendment
        ]
        if wanted.year:
            held = [(number, name) for number, name in held if number.year == wanted.year]
        return self._chosen(
            [name for _, name in held if not self._shelf.editions[name].amends or wanted.amendment], as_of
        )

    def _chosen(self, names: Sequence[str], as_of: date) -> str | None:
        def rank(name: str) -> tuple[int, str]:
            record = self._shelf.editions[name]
            return _PREFERRED.index(status_of(record, as_of)), record.effective or record.issued or ""

        if not names:
            return None
        best = min(rank(name)[0] for name in names)
        # Of several in like standing the newest; of several to come the next.
        alike = sorted((name for name in names if rank(name)[0] == best), key=lambda name: rank(name)[1])
        return alike[0] if _PREFERRED[best] == "upcoming" else alike[-1]

    def key_of(self, edition: str, path: tuple[str, ...]) -> str | None:
        """Return the key of the place in an edition that a path means, as paths are cited, or None."""
        keys = self._keys.get(edition)
        if keys is None:
            keys = {}
            for key, _ in self._shelf.labels(edition):
                keys.setdefault(fold_key(key), key)
            self._keys[edition] = keys
        return next((keys[one] for one in map(fold_key, _spellings(path)) if one in keys), None)


def _spellings(path: tuple[str, ...]) -> Iterator[str]:
    """The keys a cited path may have: a paragraph is no part of the path where it is the only one."""
    first, *rest = path
    heads = [first]
    if len(first) == 1 and first.isalpha():
        heads.append(f"Annex {first}")
    elif named := re.fullmatch(r"(?:Annex|Chapter) (\w+)", first):
        heads.append(named[1])
    elif first.isdigit() and not rest:
        heads.append(f"Chapter {first}")
    for head in heads:
        yield "/".join((head, *rest))
    if len(rest) > 1 and rest[0].isdigit():
        yield "/".join((first, *rest[1:]))
    if len(rest) == 1 and rest[0] == "1" and first.partition("-")[0].isdigit():
        yield first


def _plain(title: str) -> str:
    return re.sub(r"\W|^中华人民共和国", "", fold_text(title))
