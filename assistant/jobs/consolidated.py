"""The text of an edition with the amendments of a day: what can be located is merged, the rest stands beside it."""

from __future__ import annotations

import re
from collections import defaultdict
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Literal

from assistant.library.folding import fold, locate
from assistant.library.model import Clause, EditionRecord
from assistant.library.status import status_of

if TYPE_CHECKING:
    from assistant.index.builds import Build

Tag = Literal["same", "del", "ins"]
_REPLACES = re.compile(
    r"[“\"「](?P<old>[^”\"」]+)[”\"」]\s*(?:修?改为|更改为|替换为|(?:is|are) replaced (?:by"
    r"|with)|(?:by|with))\s*[“\"「](?P<new>[^”\"」]+)[”\"」]"
)
_DROPS = re.compile(r"删除\s*(?P<place>[^，。；的]{1,14}?)(?P<note>的注\s*(?P<n>\d*))?\s*[。.]?")
_NAMED = re.compile(
    r"(?:在|将|对|第)?\s*((?:[A-Z]\.)?\d+(?:\.\d+)+|表\s?[A-Z.\d]+|附录\s?[A-Z]|第[一二三四五六七八九十百\d]+条)(?![\d.])"
)
"""The place that an amending clause begins with."""


@dataclass(frozen=True, slots=True)
class Amended:
    """What an amendment says of a clause, and whether its new words could be put in their place."""

    amendment: EditionRecord
    clause: Clause
    merged: bool


@dataclass(frozen=True, slots=True)
class ConsolidatedClause:
    """A clause with its text in pieces, and the amendments that speak of it."""

    clause: Clause
    parts: tuple[tuple[Tag, str], ...]
    amended: tuple[Amended, ...] = ()


@dataclass(frozen=True, slots=True)
class Consolidated:
    """An edition's clauses in order with the amendments of a day; `loose` is what amendments say of none of them."""

    clauses: tuple[ConsolidatedClause, ...]
    amendments: tuple[EditionRecord, ...]
    loose: tuple[Amended, ...]


def consolidated(build: Build, edition: str, day: date) -> Consolidated:
    """Return an edition's text on a day. An amendment replaces words only where it quotes them and they stand once."""
    record = build.edition(edition)
    amendments = [build.edition(name) for name in record.amended_by if name in build.editions]
    amendments = [one for one in amendments if status_of(one, day) == "in_force"]
    told: dict[str, list[tuple[EditionRecord, Clause]]] = defaultdict(list)
    loose: list[Amended] = []
    for amendment in amendments:
        for clause in build.clauses(amendment.edition):
            if clause.kind in {"front", "preamble"} or not clause.text:
                continue
            dropped = _dropped(build, edition, clause)
            keys = {dropped} if dropped else _speaks_of(build, edition, amendment, clause, day)
            for key in sorted(keys):
                told[key].append((amendment, clause))
            if not keys:
                loose.append(Amended(amendment, clause, merged=False))
    clauses = tuple(_merged(one, told.get(one.key, [])) for one in build.clauses(edition))
    return Consolidated(clauses, tuple(amendments), tuple(loose))


def _speaks_of(build: Build, edition: str, amendment: EditionRecord, clause: Clause, day: date) -> set[str]:
    """Return the keys of the clauses that an amending clause speaks of: what it begins with, and what it refers to."""
    resolved = build.links.resolved(amendment.edition, clause, day)
    keys = {one.key for one in resolved if one.edition == edition and one.key}
    if named := _NAMED.match(clause.text):
        found = build.find_label(edition, named[1])
        keys |= {found.key} if found else set()
    return keys


def _dropped(build: Build, edition: str, clause: Clause) -> str | None:
    """Return the key of the clause that an amending clause drops whole, or None where it says anything else."""
    named = _DROPS.fullmatch(clause.text.strip())
    found = build.find_label(edition, named["place"]) if named else None
    if named is None or found is None or not named["note"]:
        return found.key if found else None
    notes = [one for one in build.children(edition, found.key) if one.kind == "note"]
    return next((one.key for one in notes if not named["n"] or one.path[-1].endswith(f" {named['n']}")), None)


def _merged(clause: Clause, told: list[tuple[EditionRecord, Clause]]) -> ConsolidatedClause:
    parts: list[tuple[Tag, str]] = [("same", clause.text)]
    amended: list[Amended] = []
    for amendment, saying in told:
        if done := bool(_DROPS.fullmatch(saying.text.strip())):
            parts = [("del", text) for tag, text in parts if tag != "del"]
        for match in _REPLACES.finditer(saying.text):
            replaced = _replaced(parts, match["old"], match["new"])
            done, parts = done or replaced is not None, replaced or parts
        amended.append(Amended(amendment, saying, merged=done))
    return ConsolidatedClause(clause, tuple(part for part in parts if part[1]), tuple(amended))


def _replaced(parts: list[tuple[Tag, str]], old: str, new: str) -> list[tuple[Tag, str]] | None:
    """Put new words in the place of old ones; None where the old ones do not stand there exactly once."""
    needle = fold(old).text
    standing = [i for i, (tag, text) in enumerate(parts) if tag != "del" and needle in fold(text).text]
    if len(standing) != 1 or fold(parts[standing[0]][1]).text.count(needle) != 1:
        return None
    at = standing[0]
    text = parts[at][1]
    found = locate(old, text)
    if found is None:
        return None
    start, end = found
    middle: list[tuple[Tag, str]] = [
        (parts[at][0], text[:start]),
        ("del", text[start:end]),
        ("ins", new),
        (parts[at][0], text[end:]),
    ]
    return [*parts[:at], *middle, *parts[at + 1 :]]
