"""Which clause of one edition is which of another: the same words first, then the same place or likeness.

Numbered clauses, tables and figures are paired over the whole edition; items, notes and rows below clauses that are
paired, and elsewhere only where their words leave no doubt.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field

from assistant.library.likeness import comparable, own_words
from assistant.library.model import Clause
from assistant.library.pairing import ELSEWHERE, PART, Pairing
from assistant.library.tree import parents

_PARTS = frozenset({"item", "note", "row"})
_OUTSIDE = frozenset({"front"})
_GROUPS = {"table": "table", "figure": "figure", "row": "row", "note": "note", "item": "item"}


@dataclass
class Side:
    """One edition: its clauses that are compared, their words, and the position of each one's parent."""

    clauses: list[Clause]
    own: tuple[str, ...] = ()
    words: list[str] = field(init=False)
    wide: list[str] = field(init=False)
    """A clause's words with those of the items below it: what a list is known by."""
    parent: list[int | None] = field(init=False)

    def __post_init__(self) -> None:
        known: dict[tuple[str, ...], str] = {c.path: c.kind for c in self.clauses}
        self.clauses = [c for c in self.clauses if not _left_out(c, known)]
        self.words = [comparable(own_words(c), self.own) for c in self.clauses]
        self.parent = parents(self.clauses)
        self.wide = list(self.words)
        for i, above in enumerate(self.parent):
            while above is not None and self.clauses[i].kind == "item":
                self.wide[above] += self.words[i]
                above = self.parent[above] if self.clauses[above].kind == "item" else None


def _left_out(clause: Clause, kinds: dict[tuple[str, ...], str]) -> bool:
    """Whether a clause is no provision, or a paragraph whose article, which prints it too, is compared whole."""
    if clause.kind in _OUTSIDE or clause.path[:1] in {("Foreword",), ("Signature",)}:
        return True
    return clause.kind == "clause" and len(clause.path) > 1 and kinds.get(clause.path[:-1]) == "article"


def align(old: Side, new: Side) -> dict[int, int]:
    """Return the position in the new edition of each clause of the old one that is still there."""
    pairing = Pairing((old.clauses, new.clauses), (old.wide, new.wide))
    groups: dict[str, tuple[list[int], list[int]]] = defaultdict(lambda: ([], []))
    for side, one in enumerate((old, new)):
        for i, clause in enumerate(one.clauses):
            groups[_GROUPS.get(clause.kind, "section")][side].append(i)
    for group, (before, after) in groups.items():
        if group == "section":
            pairing.pair_sections(before, after)
        elif group not in _PARTS:
            pairing.pair(before, after)
    for group in _PARTS & groups.keys():
        before, after = groups[group]
        below: dict[int, list[int]] = defaultdict(list)
        for j in after:
            below[-1 if (above := new.parent[j]) is None else above].append(j)
        mine: dict[int, list[int]] = defaultdict(list)
        for i in before:
            mine[pairing.pairs.get(-1 if (above := old.parent[i]) is None else above, -1)].append(i)
        for home, positions in mine.items():
            if home >= 0:
                pairing.pair(positions, below.get(home, ()), PART)
    for group in _PARTS & groups.keys():
        before, after = groups[group]
        if group != "row":
            pairing.pair(before, after, ELSEWHERE, elsewhere=True)
    return pairing.pairs
