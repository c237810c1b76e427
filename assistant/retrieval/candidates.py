"""Candidates for a question among the clauses allowed, with what speaks for each."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from assistant.index.lexical import LexicalIndex
from assistant.index.vectors import VectorIndex
from assistant.retrieval.features import Layout, ranker_features

Floats = NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Searchable:
    """The indexes of one list of clauses or passages."""

    own: LexicalIndex
    wide: LexicalIndex
    vectors: VectorIndex


@dataclass(frozen=True, slots=True)
class Candidates:
    """Clause numbers, and one value of each signal for each of them."""

    rows: NDArray[np.int64]
    signals: dict[str, Floats]
    features: Floats | None = None
    """What the trained ranker sees, shape (candidates, features)."""


def gather(
    indexes: Searchable,
    wordings: Sequence[tuple[Mapping[str, float], float]],
    vector: Floats | None,
    allowed: NDArray[np.bool_],
    limit: int = 200,
    always: NDArray[np.int64] | None = None,
    layout: Layout | None = None,
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

    Returns:
        Clauses with BM25 scores as shares of the best among those allowed (`bm25`) and of the best possible
        (`share`), coverages and cosines.
    """
    found = _words_found(indexes, wordings, allowed)
    spoken = [values for name, values in found.items() if name != "matched"]
    lexical = np.where(allowed, np.sum(spoken, axis=0), -1.0)
    chosen = [_top(lexical, limit)]
    if vector is not None:
        chosen.append(np.array([row for row, _ in indexes.vectors.nearest(vector, allowed, limit)], np.int64))
    if always is not None:
        chosen.append(always[allowed[always]])
    rows = np.unique(np.concatenate(chosen))
    cosine = np.zeros(len(rows), np.float32) if vector is None else indexes.vectors.cosines(vector, rows)
    signals = {name: values[rows] for name, values in found.items() if name != "matched"} | {"cosine": cosine}
    if layout is None:
        return Candidates(rows, signals)
    asked = len(wordings[0][0]) if wordings else 0
    return Candidates(rows, signals, ranker_features(rows, found, indexes.vectors, vector, indexes.own, layout, asked))


def _words_found(
    indexes: Searchable, wordings: Sequence[tuple[Mapping[str, float], float]], allowed: NDArray[np.bool_]
) -> dict[str, Floats]:
    signals: dict[str, Floats] = {}
    for words, share in wordings:
        for name, index in (("", indexes.own), ("wide_", indexes.wide)):
            found = index.match(words)
            values = {
                f"{name}bm25": _scaled(found.score, allowed),
                f"{name}share": found.score,
                f"{name}coverage": found.coverage,
            } | ({} if name else {"matched": found.matched})
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
