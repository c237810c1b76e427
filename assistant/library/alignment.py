"""Which clause of one edition is which of another: the same words first, then the same place or likeness.

Numbered clauses, tables and figures are paired over the whole edition; items, notes and rows below clauses that are
paired, and elsewhere only where their words leave no doubt.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from rapidfuzz import process
from rapidfuzz.distance import Indel

from assistant.library.likeness import comparable, own_words
from assistant.library.model import Clause
from assistant.library.tree import parents

_PARTS = frozenset({"item", "note", "row"})
_OUTSIDE = frozenset({"front"})
_GROUPS = {"table": "table", "figure": "figure", "row": "row", "note": "note", "item": "item"}
_LIKE, _IN_PLACE, _PART, _ELSEWHERE = 0.62, 0.3, 0.55, 0.8
"""Likeness asked of clauses at other places, at the same place, of parts below one clause, of parts elsewhere."""
_SAME_PLACE, _SAME_TITLE, _BOTH = 0.12, 0.1, 0.6
"""What the same place, the same title, and both together add to likeness: a label and title outweigh words."""
_HELD = 0.85
"""Share of the shorter wording that a longer one must hold to be the same clause grown."""
_TELLING = 8
"""Characters from which the words of a clause alone can tell where it went."""


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
    pairs: dict[int, int] = {}
    taken: set[int] = set()
    groups: dict[str, tuple[list[int], list[int]]] = defaultdict(lambda: ([], []))
    for side, one in enumerate((old, new)):
        for i, clause in enumerate(one.clauses):
            groups[_GROUPS.get(clause.kind, "section")][side].append(i)
    for group, (before, after) in groups.items():
        if group not in _PARTS:
            _pair(old, new, before, after, pairs, taken, _LIKE)
            if group == "section":
                _pair_grown(old, new, before, after, pairs, taken)
    for group in _PARTS & groups.keys():
        before, after = groups[group]
        below: dict[int, list[int]] = defaultdict(list)
        for j in after:
            below[-1 if (above := new.parent[j]) is None else above].append(j)
        mine: dict[int, list[int]] = defaultdict(list)
        for i in before:
            mine[pairs.get(-1 if (above := old.parent[i]) is None else above, -1)].append(i)
        for home, positions in mine.items():
            if home >= 0:
                _pair(old, new, positions, below.get(home, ()), pairs, taken, _PART)
    for group in _PARTS & groups.keys():
        before, after = groups[group]
        if group != "row":
            _pair(old, new, before, after, pairs, taken, _ELSEWHERE, elsewhere=True)
    return pairs


def _pair(
    old: Side,
    new: Side,
    before: Iterable[int],
    after: Iterable[int],
    pairs: dict[int, int],
    taken: set[int],
    like: float,
    *,
    elsewhere: bool = False,
) -> None:
    """Pair what is left of two lists of positions: equal words first, then the likest pair before the next."""
    left = [i for i in before if i not in pairs and (not elsewhere or len(old.wide[i]) >= 2 * _TELLING)]
    right = [j for j in after if j not in taken]
    same: dict[str, list[int]] = defaultdict(list)
    for j in right:
        same[new.wide[j]].append(j)
    for i in left:
        found = same.get(old.wide[i], [])
        if found and old.wide[i]:
            at = next((j for j in found if new.clauses[j].path == old.clauses[i].path), found[0])
            found.remove(at)
            pairs[i] = at
            taken.add(at)
    left = [i for i in left if i not in pairs]
    right = [j for j in right if j not in taken]
    if not left or not right:
        return
    for _, i, j in sorted(_scores(old, new, left, right, like, elsewhere), key=lambda s: (-s[0], s[1], s[2])):
        if i not in pairs and j not in taken:
            pairs[i] = j
            taken.add(j)


def _scores(
    old: Side, new: Side, left: Sequence[int], right: Sequence[int], like: float, elsewhere: bool
) -> Iterable[tuple[float, int, int]]:
    alike = process.cdist(
        [old.wide[i] for i in left],
        [new.wide[j] for j in right],
        scorer=Indel.normalized_similarity,
        score_cutoff=_ELSEWHERE if elsewhere else 0.25,
    )
    titles = [
        [comparable(side.clauses[k].title or "") for k in positions] for side, positions in ((old, left), (new, right))
    ]
    for a, i in enumerate(left):
        here = old.clauses[i]
        for b, j in enumerate(right):
            there, score = new.clauses[j], float(alike[a][b])
            place = here.path == there.path
            named = bool(titles[0][a]) and titles[0][a] == titles[1][b]
            if here.kind == "row":
                named, place = _same_name(here, there), False
            telling = min(len(old.wide[i]), len(new.wide[j])) >= _TELLING
            if (
                (place and (score >= _IN_PLACE or named))
                or (named and (score >= _IN_PLACE or here.kind != "row"))
                or (score >= like and (telling or like < _LIKE))
            ):
                both = _BOTH * (place and named)
                yield score + _SAME_PLACE * place + _SAME_TITLE * named + both, i, j


def _pair_grown(
    old: Side, new: Side, before: Iterable[int], after: Iterable[int], pairs: dict[int, int], taken: set[int]
) -> None:
    """Pair what is left where one wording holds nearly all of the other: paragraphs were added, or fell away."""
    found = []
    rest = {j: grams(new.wide[j]) for j in after if j not in taken}
    for i in (i for i in before if i not in pairs):
        mine = grams(old.wide[i])
        for j, theirs in rest.items():
            least = min(len(mine), len(theirs))
            share = len(mine & theirs) / least if least >= 2 * _TELLING else 0.0
            if share >= _HELD and 6 * least >= max(len(mine), len(theirs)):
                found.append((share, i, j))
    for _, i, j in sorted(found, key=lambda f: (-f[0], f[1], f[2])):
        if i not in pairs and j not in taken:
            pairs[i] = j
            taken.add(j)


def grams(words: str) -> set[str]:
    """Return the runs of three characters of comparable words."""
    return {words[k : k + 3] for k in range(len(words) - 2)}


def _same_name(row: Clause, other: Clause) -> bool:
    """Whether two rows say the same in their first cell that is no bare number."""
    one, there = (
        next((comparable(c) for c in r.cells or () if comparable(c) and not c.strip().isdigit()), "")
        for r in (row, other)
    )
    return bool(one) and one == there
