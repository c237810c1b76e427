"""The limits of a document over its editions: each followed from one edition to the next, with the way it moved."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from typing import TYPE_CHECKING

from assistant.answering.claims.limits import Direction
from assistant.jobs.matrix import edition_requirements
from assistant.jobs.requirements.shapes import Requirement
from assistant.library.alignment import Side, align
from assistant.library.families import family
from assistant.library.folding import fold_text
from assistant.library.model import EditionRecord
from assistant.revision.values import compared_marks

if TYPE_CHECKING:
    from assistant.index.builds import Build


@dataclass
class LimitLine:
    """One limit through the editions of a document: `values[i]` is that of edition i, None where it has none."""

    indicator: str
    values: list[Requirement | None]
    moves: list[Direction | None] = field(default_factory=list)
    """Which way it moved into edition i, None where it did not."""


@dataclass
class Timeline:
    """The editions of a document, oldest first, the amendments beside them, and its limits through the editions."""

    editions: list[EditionRecord]
    amendments: list[EditionRecord]
    lines: list[LimitLine]


@lru_cache(maxsize=64)
def timeline(build: Build, edition: str) -> Timeline:
    """Return a document through time. Limits are followed where their clauses are one another's."""
    members = family(build.editions, edition)
    editions = [one for one in members if not one.amends]
    lines: list[LimitLine] = []
    current: dict[int, LimitLine] = {}
    before: Sequence[Requirement] = ()
    for place, record in enumerate(editions):
        rows = edition_requirements(build, record.edition)
        follows = _followed(build, editions[place - 1].edition, record.edition, before, rows) if place else {}
        now: dict[int, LimitLine] = {}
        for at, row in enumerate(rows):
            line = current.get(follows[at]) if at in follows else None
            if line is None:
                line = LimitLine(row.indicator, [None] * len(editions), [None] * len(editions))
                lines.append(line)
            line.values[place] = row
            line.indicator = row.indicator
            if place:
                line.moves[place] = _move(line.values[place - 1], row)
            now[at] = line
        current, before = now, rows
    # What changed or was left off is worth reading first.
    lines.sort(key=lambda one: not _tells(one))
    return Timeline(editions, [one for one in members if one.amends], lines)


def _tells(line: LimitLine) -> bool:
    held = [one is not None for one in line.values]
    return any(line.moves) or not all(held)


def _followed(
    build: Build, old: str, new: str, before: Sequence[Requirement], rows: Sequence[Requirement]
) -> dict[int, int]:
    """Return, by position among the new rows, the old row of each: of paired clauses, alike or in like order."""
    here, there = Side(build.clauses(old)), Side(build.clauses(new))
    pairs = {there.clauses[j].key: here.clauses[i].key for i, j in align(here, there).items()}
    of_key: dict[str, list[int]] = defaultdict(list)
    for at, row in enumerate(before):
        of_key[row.key].append(at)
    found: dict[int, int] = {}
    for at, row in enumerate(rows):
        left = [one for one in of_key.get(pairs.get(row.key, ""), ()) if one not in found.values()]
        alike = [one for one in left if fold_text(before[one].indicator) == fold_text(row.indicator)]
        same = [one for one in alike if before[one].conditions[:1] == row.conditions[:1]]
        chosen = same or alike or (left if len(left) == 1 else [])
        if chosen:
            found[at] = chosen[0]
    return found


def _move(old: Requirement | None, new: Requirement) -> Direction | None:
    if old is None or old.limit is None or new.limit is None or (old.limit, old.unit) == (new.limit, new.unit):
        return None
    was, now = (f"{one.limit} {one.unit}".strip() for one in (old, new))
    values, _ = compared_marks(was, now, new.subject if new.subject.endswith(("限量", "限值")) else "")
    return values[0].direction if values else "other"
