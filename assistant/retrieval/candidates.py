"""Candidates for a question among the clauses allowed, with what speaks for each."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from assistant.index.lexical import LexicalIndex
from assistant.index.vectors import VectorIndex
from assistant.retrieval.around import Wordings, places_around
from assistant.retrieval.features import Asked, first_look, ranker_features
from assistant.retrieval.guess import Guess
from assistant.retrieval.layout import Layout
from assistant.retrieval.narrowing import NarrowedVectors, NarrowedWords, telling
from assistant.retrieval.renderings import Rendering, match

Floats = NDArray[np.float32]
NARROW_ABOVE = 150_000
"""More clauses than this are not all scored, but those that hold the most telling words, and the nearest."""
LOOKED_AT = 200
"""How many candidates the trained ranker looks at."""
_TELLING = 20
"""How many clauses of a large library are scored for each one that may become a candidate by its words."""


@dataclass(frozen=True, slots=True)
class Searchable:
    """The indexes of one list of clauses or passages."""

    own: LexicalIndex
    wide: LexicalIndex
    vectors: VectorIndex | NarrowedVectors


@dataclass(frozen=True, slots=True)
class Candidates:
    """Clause numbers, and one value of each signal for each of them."""

    rows: NDArray[np.int64]
    signals: dict[str, Floats]
    features: Floats | None = None
    """What the trained ranker sees of those at `best`, shape (len(best), features)."""
    best: NDArray[np.int64] | None = None
    """The places of the candidates that the trained ranker is asked about: the best by words, vector and guess."""


def gather(
    indexes: Searchable,
    wordings: Wordings,
    vector: Floats | None,
    allowed: NDArray[np.bool_],
    limit: int = 200,
    always: NDArray[np.int64] | None = None,
    layout: Layout | None = None,
    guess: Guess | None = None,
    renderings: Sequence[Rendering] = (),
) -> Candidates:
    """Gather the clauses worth ranking.

    Args:
        indexes: where to look.
        wordings: the question's words and their weights, with how much of the question they say (1 for the question
            itself, less for what could be translated of it). A clause counts by the wording that suits it best, so that
            clauses in the other language do not compete with words they cannot hold.
        vector: the question's unit vector, or None where the model could read nothing of it.
        allowed: which clauses may be found at all, shape (clauses,); the filter comes before any ranking.
        limit: how many to take by words and as many by vector.
        always: clauses to take whatever their words, such as those named by label.
        layout: where the clauses stand; given where a trained ranker wants its features.
        guess: what the answer is likely to say; as many clauses are taken for it as by words.
        renderings: the question in other words, by the things it asks after; their words are in `wordings` too.

    Returns:
        Clauses with BM25 scores as shares of the best among those allowed (`bm25`) and of the best possible
        (`share`), coverages and cosines.
    """
    if indexes.own.size > NARROW_ABOVE and isinstance(indexes.vectors, VectorIndex):
        return _gather_narrowly(
            indexes, indexes.vectors, wordings, vector, allowed, limit, always, layout, guess, renderings
        )
    words_found = _words_found(indexes, wordings[:1], renderings, allowed)
    spoken = [values for name, values in words_found.items() if name != "matched"]
    lexical = np.where(allowed, np.sum(spoken, axis=0), -1.0)
    chosen = [_top(lexical, limit)]
    if vector is not None:
        chosen.append(np.array([row for row, _ in indexes.vectors.nearest(vector, allowed, limit)], np.int64))
    if always is not None:
        chosen.append(always[allowed[always]])
    words_found["guess"] = np.zeros(len(allowed), np.float32)
    if guess is not None:
        words_found["guess"] = indexes.own.likeness(guess.words)
        chosen.append(_top(np.where(allowed, words_found["guess"], -1.0), limit))
    rows = np.unique(np.concatenate(chosen))
    cosine = np.zeros(len(rows), np.float32) if vector is None else indexes.vectors.cosines(vector, rows)
    kept = [name for name in words_found if name not in ("matched", "guess")]
    found = Candidates(rows, {name: words_found[name][rows] for name in kept} | {"cosine": cosine})
    if layout is None:
        return found
    total = first_look(rows, words_found, cosine)["total"]
    best = np.sort(np.argsort(-total, kind="stable")[:LOOKED_AT])
    asked = Asked(wordings, vector, guess)
    features = ranker_features(rows[best], words_found, indexes.vectors, indexes.own, layout, asked)
    return replace(found, features=features, best=best)


def _gather_narrowly(
    indexes: Searchable,
    vectors: VectorIndex,
    wordings: Wordings,
    vector: Floats | None,
    allowed: NDArray[np.bool_],
    limit: int,
    always: NDArray[np.int64] | None,
    layout: Layout | None,
    guess: Guess | None,
    renderings: Sequence[Rendering],
) -> Candidates:
    """Gather as `gather` does among a few thousand clauses of a large library."""
    nearest = [] if vector is None else vectors.nearest(vector, allowed, limit)
    likely = {} if guess is None else guess.words
    telling_words = [*wordings, (likely, 1.0)] if likely else wordings
    pool = _pool(indexes, telling_words, allowed, [row for row, _ in nearest], limit, always, layout)
    words = list(dict.fromkeys(word for wording, _ in wordings for word in wording))
    narrowed = Searchable(
        NarrowedWords(indexes.own, pool, list(dict.fromkeys([*words, *likely]))),
        NarrowedWords(indexes.wide, pool, words),
        NarrowedVectors(vectors, pool, nearest),
    )
    placed = None if always is None else np.searchsorted(pool, always[allowed[always]])
    within = None if layout is None else layout.among(pool)
    found = gather(narrowed, wordings, vector, allowed[pool], limit, placed, within, guess, renderings)
    return replace(found, rows=pool[found.rows])


def _pool(
    indexes: Searchable,
    wordings: Wordings,
    allowed: NDArray[np.bool_],
    near: Sequence[int],
    limit: int,
    always: NDArray[np.int64] | None,
    layout: Layout | None,
) -> NDArray[np.int64]:
    """Return, in order, the clauses of a large library that can become candidates, and those around them."""
    chosen = [
        telling((indexes.own, indexes.wide), wordings, allowed, _TELLING * limit),
        np.array(near, np.int64),
        np.zeros(0, np.int64) if always is None else always[allowed[always]],
    ]
    pool = np.unique(np.concatenate(chosen))
    if layout is None:
        return pool
    pool = np.unique(np.concatenate(list(places_around(pool, layout).values())))
    return pool[pool >= 0]


def _words_found(
    indexes: Searchable, wordings: Wordings, renderings: Sequence[Rendering], allowed: NDArray[np.bool_]
) -> dict[str, Floats]:
    signals: dict[str, Floats] = {}
    for name, index in (("", indexes.own), ("wide_", indexes.wide)):
        found = [(index.match(words), share) for words, share in wordings]
        found += [(match(index, one.concepts), one.said**0.5) for one in renderings]
        for one, share in found:
            values = {
                f"{name}bm25": _scaled(one.score, allowed),
                f"{name}share": one.score,
                f"{name}coverage": one.coverage,
            } | ({} if name else {"matched": one.matched})
            for signal, value in values.items():
                weighed = value * np.float32(share)
                signals[signal] = np.maximum(signals[signal], weighed) if signal in signals else weighed
    return signals


def _scaled(score: Floats, allowed: NDArray[np.bool_]) -> Floats:
    best = float(np.max(score, where=allowed, initial=0.0))
    return score / np.float32(best or 1.0)


def _top(values: NDArray[np.floating], limit: int) -> NDArray[np.int64]:
    found = np.flatnonzero(values > 0)
    if len(found) > limit:
        found = found[np.argpartition(-values[found], limit)[:limit]]
    return found.astype(np.int64)
