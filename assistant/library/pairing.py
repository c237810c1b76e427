"""Pair clauses of two lists: equal words first, then the likest pair before the next, at last what stands between."""

from __future__ import annotations

from bisect import bisect
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property

from rapidfuzz.distance import Indel

from assistant.library.likeness import comparable
from assistant.library.model import Clause
from assistant.library.shared_words import alike, pieces, weights

LIKE, PART, ELSEWHERE = 0.62, 0.55, 0.8
"""Likeness by letters asked of clauses at other places, of parts below one clause, of parts elsewhere."""
_IN_PLACE = 0.3
_WORDS = {LIKE: 0.35, PART: 0.3, ELSEWHERE: 0.6}
"""Likeness by shared words asked of long clauses instead."""
_WORDS_IN_PLACE, _WORDS_RETITLED = 0.2, 0.3
"""Likeness by words asked of long clauses at the same place, and there under another title."""
_WORDS_IN_ORDER, _WORDS_UNRIVALLED, _RIVAL = 0.13, 0.2, 0.67
_WORDS_GIVEN_WAY = 0.1
"""What is asked of the last: between pairs, and elsewhere where no other clause comes within this share of it."""
_GAIN = 0.05
"""What two pairs must be liker together than the one that they part."""
_SAME_PLACE, _SAME_TITLE, _BOTH = 0.12, 0.1, 0.6
"""What the same place, the same title, and both together add to likeness: a label and title outweigh words."""
_TELLING = 8
"""Characters from which the words of a clause alone can tell where it went."""
_LONG = 24
"""Characters from which a clause is known by the words it shares rather than by their order."""
_HELD = 0.85
"""Share of the shorter wording that a longer one must hold to be the same clause grown."""

Score = tuple[float, int, int]
Shared = dict[tuple[int, int], float]


@dataclass
class Pairing:
    """The clauses of two editions (old, new) with their comparable words, and the pairs found so far, by position."""

    clauses: tuple[Sequence[Clause], Sequence[Clause]]
    words: tuple[Sequence[str], Sequence[str]]
    pairs: dict[int, int] = field(default_factory=dict)
    taken: set[int] = field(default_factory=set)

    def pair(self, before: Iterable[int], after: Iterable[int], like: float = LIKE, *, elsewhere: bool = False) -> None:
        """Pair what is left of two lists of positions by their letters."""
        left = [i for i in before if i not in self.pairs and (not elsewhere or len(self.words[0][i]) >= 2 * _TELLING)]
        left, right = self._pair_equal(left, [j for j in after if j not in self.taken])
        if left and right:
            scored = self._scored(left, right, like, self._shared(left, right, self._weight))
            self._take(one for one in scored if not elsewhere or one[0] >= _WORDS[ELSEWHERE])

    def pair_sections(self, before: Sequence[int], after: Sequence[int]) -> None:
        """Pair numbered clauses: equal ones, those that share words, those that grew, those between others."""
        left, right = self._pair_equal(before, after)
        # What is rare is told by the sections alone: their words hold those of the items below them.
        known = [self._pieces[side][k] for side, group in enumerate((before, after)) for k in group]
        shared = self._shared(left, right, weights(known))
        self._take(self._scored(left, right, LIKE, shared))
        self._take(self._grown(left, right))
        self._take(self._in_order(before, shared))
        self._take(self._unrivalled(shared))
        self._give_way(shared)

    def _pair_equal(self, before: Sequence[int], after: Sequence[int]) -> tuple[list[int], list[int]]:
        """Pair clauses of equal words, those at one place first; return what is left."""
        same: dict[str, list[int]] = defaultdict(list)
        for j in after:
            same[self.words[1][j]].append(j)
        for i in before:
            found = same.get(self.words[0][i], [])
            if found and self.words[0][i]:
                at = next((j for j in found if self.clauses[1][j].path == self.clauses[0][i].path), found[0])
                found.remove(at)
                self._add(i, at)
        return [i for i in before if i not in self.pairs], [j for j in after if j not in self.taken]

    def _take(self, scores: Iterable[Score]) -> None:
        for _, i, j in sorted(scores, key=lambda s: (-s[0], s[1], s[2])):
            if i not in self.pairs and j not in self.taken:
                self._add(i, j)

    def _add(self, i: int, j: int) -> None:
        self.pairs[i] = j
        self.taken.add(j)

    def _scored(self, left: Sequence[int], right: Sequence[int], like: float, shared: Shared) -> Iterator[Score]:
        """The pairs of two lists that may be one clause: alike, under one title, or at one place and not unlike."""
        titles = self._titles(left, right)
        for a, i in enumerate(left):
            for b, j in enumerate(right):
                here, there = self.clauses[0][i], self.clauses[1][j]
                one, other = titles[0][a], titles[1][b]
                place, named = here.path == there.path, bool(one) and one == other
                if here.kind == "row":
                    named, place = _same_name(here, there), False
                score, short = self._likeness(i, j, shared)
                telling = min(len(self.words[0][i]), len(self.words[1][j])) >= _TELLING
                enough = score >= (like if short else _WORDS[like]) and (telling or like < LIKE)
                retitled = bool(one and other) and Indel.normalized_similarity(one, other) < 0.5
                least = _IN_PLACE if short else _WORDS_RETITLED if retitled else _WORDS_IN_PLACE
                by_name = named and (here.kind != "row" or score >= least)
                if by_name or enough or (place and score >= least):
                    yield score + _bonus(place, named), i, j

    def _likeness(self, i: int, j: int, shared: Shared) -> tuple[float, bool]:
        """How alike two clauses are, and whether that is told by their letters, as one of them is short."""
        here, there = self.clauses[0][i], self.clauses[1][j]
        if here.title and there.title and not (here.text and there.text):
            # A heading alone is another clause's heading, no part of its text.
            return Indel.normalized_similarity(comparable(here.title), comparable(there.title)), True
        words = self.words[0][i], self.words[1][j]
        if min(map(len, words)) < _LONG:
            return Indel.normalized_similarity(*words), True
        return shared.get((i, j), 0.0), False

    def _shared(self, before: Iterable[int], after: Iterable[int], weight: Mapping[str, float]) -> Shared:
        old, new = ({k: self._pieces[side][k] for k in group} for side, group in enumerate((before, after)))
        return alike(old, new, weight)

    @cached_property
    def _pieces(self) -> tuple[list[frozenset[str]], list[frozenset[str]]]:
        return [pieces(text) for text in self.words[0]], [pieces(text) for text in self.words[1]]

    @cached_property
    def _weight(self) -> dict[str, float]:
        return weights([*self._pieces[0], *self._pieces[1]])

    def _grown(self, before: Sequence[int], after: Sequence[int]) -> Iterator[Score]:
        """What is left where one wording holds nearly all of the other: paragraphs were added, or fell away."""
        rest = {j: grams(self.words[1][j]) for j in after if j not in self.taken}
        for i in (i for i in before if i not in self.pairs):
            mine = grams(self.words[0][i])
            for j, theirs in rest.items():
                least = min(len(mine), len(theirs))
                share = len(mine & theirs) / least if least >= 2 * _TELLING else 0.0
                if share >= _HELD and not self._heads_alone(i, j) and 6 * least >= max(len(mine), len(theirs)):
                    yield share, i, j

    def _in_order(self, before: Sequence[int], shared: Shared) -> Iterator[Score]:
        """What is left between the pairs next to it on both sides: a clause rewritten where it stood."""
        fixed = [i for i in before if i in self.pairs]
        for (i, j), score in shared.items():
            if i in self.pairs or j in self.taken or score < _WORDS_IN_ORDER or self._heads_alone(i, j):
                continue
            at = bisect(fixed, i)
            first = self.pairs[fixed[at - 1]] if at else -1
            last = self.pairs[fixed[at]] if at < len(fixed) else len(self.clauses[1])
            # What a body said and an annex says now is no clause rewritten where it stood.
            body = {clauses[k].path[0].isdigit() for clauses, k in zip(self.clauses, (i, j), strict=True)}
            if first < j < last and len(body) == 1:
                place = self.clauses[0][i].path == self.clauses[1][j].path
                yield score + _SAME_PLACE * place, i, j

    def _unrivalled(self, shared: Shared) -> Iterator[Score]:
        """What is left and like one clause alone that is left, too."""
        free = {
            (i, j): score
            for (i, j), score in shared.items()
            if i not in self.pairs and j not in self.taken and not self._heads_alone(i, j)
            if min(len(self.words[0][i]), len(self.words[1][j])) >= _LONG
        }
        ranked: dict[tuple[int, int], list[float]] = defaultdict(list)
        for (i, j), score in free.items():
            ranked[0, i].append(score)
            ranked[1, j].append(score)
        for (i, j), score in free.items():
            rivals = [other for end in ((0, i), (1, j)) for other in ranked[end] if other > _RIVAL * score]
            if score >= _WORDS_UNRIVALLED and rivals == [score, score]:
                yield score, i, j

    def _give_way(self, shared: Shared) -> None:
        """Pair anew where a clause took another's counterpart though there is one for each."""
        back = {j: i for i, j in self.pairs.items()}
        free: dict[int, list[tuple[float, int]]] = defaultdict(list)
        for (i, j), score in shared.items():
            if j not in self.taken and score >= _WORDS_GIVEN_WAY:
                free[i].append((score, j))
        for (i, j), score in sorted(shared.items(), key=lambda s: (-s[1], s[0])):
            if i in self.pairs or score < _WORDS_UNRIVALLED or j not in self.taken:
                continue
            holder = back[j]
            here, there = self.clauses[0][holder], self.clauses[1][j]
            if here.path == there.path or (here.title and here.title == there.title):
                continue
            elsewhere = max((one for one in free.get(holder, ()) if one[1] not in self.taken), default=None)
            if elsewhere and (holder, j) in shared and score + elsewhere[0] > shared[holder, j] + _GAIN:
                self._add(holder, elsewhere[1])
                self.pairs[i] = j
                back |= {j: i, elsewhere[1]: holder}

    def _heads_alone(self, i: int, j: int) -> bool:
        """Whether one of two clauses is a heading alone, which shares words with what many sections say."""
        return not self.clauses[0][i].text or not self.clauses[1][j].text

    def _titles(self, left: Sequence[int], right: Sequence[int]) -> list[list[str]]:
        return [
            [comparable(clauses[k].title or "") for k in positions]
            for clauses, positions in zip(self.clauses, (left, right), strict=True)
        ]


def _bonus(place: bool, named: bool) -> float:
    return _SAME_PLACE * place + _SAME_TITLE * named + _BOTH * (place and named)


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
