"""Which clauses of a very large library are worth scoring, and its indexes seen through those alone.

As in MaxScore (H. Turtle and J. Flood, Query Evaluation: Strategies and Optimizations, 1995) the words of a question
are taken from the most telling on; what is common adds too little to lift a clause that holds none of the rest.
Whatever ranks clauses then works on a few thousand of them as it does on a small library, with the large one's
frequencies.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

from assistant.index.lexical import LexicalIndex
from assistant.index.postings import K1
from assistant.index.vectors import VectorIndex

Floats = NDArray[np.float32]
Numbers = NDArray[np.int64]

POSTINGS = 400_000
"""How many postings of a wording's words are read in one field; the word that passes it is the last."""
_SAMPLED = 37
"""One in so many values is looked at first."""


def telling(
    fields: Sequence[LexicalIndex],
    wordings: Sequence[tuple[Mapping[str, float], float]],
    allowed: NDArray[np.bool_],
    limit: int,
    most: int = POSTINGS,
) -> Numbers:
    """Return the numbers of up to `limit` clauses allowed that hold the most of the most telling words, unordered."""
    total = np.zeros(len(allowed), np.float32)
    for words, share in wordings:
        for index in fields:
            gains = {word: weight * index.idf(word) for word, weight in words.items()}
            whole = max(sum(gains.values()), 1e-9)
            read = 0
            for word in sorted(gains, key=lambda word: -gains[word]):
                rows, weights = index.postings(word)
                # Half of what a clause is ranked by is how well it holds a word, half whether it does.
                per = np.float32(share / whole)
                total[rows] += per * (np.float32(words[word] / (K1 + 1)) * weights + np.float32(gains[word]))
                read += len(rows)
                if read > most:
                    break
    total *= allowed
    return largest(total, limit)


def largest(values: Floats, limit: int) -> Numbers:
    """Return the places of up to `limit` of the largest values above 0, unordered.

    A sample says above which value about twice as many lie, so that not all have to be sorted out.
    """
    sample = values[::_SAMPLED]
    above = 2 * limit // _SAMPLED + 20
    floor = np.partition(sample, len(sample) - above)[len(sample) - above] if above < len(sample) else 0.0
    found = np.flatnonzero(values > max(floor, 0.0))
    if len(found) < limit and floor > 0:
        found = np.flatnonzero(values > 0)
    if len(found) > limit:
        found = found[np.argpartition(-values[found], limit)[:limit]]
    return found.astype(np.int64)


class NarrowedWords(LexicalIndex):
    """A lexical index seen through some clauses (sorted) and some words; words weigh as they do in the whole."""

    def __init__(self, whole: LexicalIndex, pool: Numbers, words: Sequence[str]) -> None:
        self._whole = whole
        self._pool = pool
        held, weights, starts = list[NDArray[np.int32]](), list[Floats](), [0]
        narrow = pool.astype(np.int32)
        for word in words:
            rows, weight = whole.postings(word)
            at, place = _common(rows, narrow)
            held.append(place)
            weights.append(weight[at])
            starts.append(starts[-1] + len(place))
        super().__init__(
            {word: i for i, word in enumerate(words)},
            np.array(starts, np.int64),
            np.concatenate(held) if held else np.zeros(0, np.int32),
            np.concatenate(weights) if weights else np.zeros(0, np.float32),
            len(pool),
        )

    def idf(self, word: str) -> float:
        """Return the inverse document frequency of a word in the whole."""
        return self._whole.idf(word)

    @property
    def mass(self) -> tuple[Floats, Floats]:
        """How much each clause says, and in how many words, whichever words were asked for."""
        mass, distinct = self._whole.mass
        return mass[self._pool], distinct[self._pool]

    @property
    def norm(self) -> Floats:
        """The length of each clause's BM25 weights as a vector, whichever words were asked for."""
        norm: Floats = self._whole.norm[self._pool]
        return norm

    def sequences(self, rows: Numbers, words: Sequence[str]) -> tuple[Numbers, NDArray[np.int32]]:
        """Return the words of these clauses as they follow each other, by their places in `words` or -1."""
        return self._whole.sequences(self._pool[rows], words)


class NarrowedVectors:
    """A vector index seen through some clauses (sorted), of which the nearest to a question are known."""

    def __init__(self, whole: VectorIndex, pool: Numbers, nearest: Sequence[tuple[int, float]]) -> None:
        self._whole = whole
        self._pool = pool
        places = np.searchsorted(pool, [row for row, _ in nearest]).tolist()
        self._nearest = [(place, cosine) for place, (_, cosine) in zip(places, nearest, strict=True)]
        self.size = len(pool)

    def nearest(self, query: Floats, allowed: NDArray[np.bool_], limit: int) -> list[tuple[int, float]]:
        """Return the nearest clauses known, nearest first."""
        return [(place, cosine) for place, cosine in self._nearest if allowed[place]][:limit]

    def cosines(self, query: Floats, rows: Numbers) -> Floats:
        """Return the cosine of each of these clauses; 0 for one that has no vector."""
        return self._whole.cosines(query, self._pool[rows])


def _common(rows: NDArray[np.int32], pool: NDArray[np.int32]) -> tuple[Numbers, NDArray[np.int32]]:
    """Return where in `rows` and where in `pool` (both sorted) the numbers stand that both hold."""
    short, long = (rows, pool) if len(rows) < len(pool) else (pool, rows)
    at = np.minimum(np.searchsorted(long, short), max(len(long) - 1, 0))
    here = np.flatnonzero(long[at] == short) if len(long) else np.zeros(0, np.int64)
    there = at[here]
    in_rows, in_pool = (here, there) if short is rows else (there, here)
    return in_rows, in_pool.astype(np.int32)
