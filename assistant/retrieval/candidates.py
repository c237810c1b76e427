"""Candidates for a question among the clauses allowed, with what speaks for each."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from assistant.index.lexical import LexicalIndex
from assistant.index.vectors import VectorIndex

Floats = NDArray[np.float32]
SIGNALS = ("bm25", "wide_bm25", "coverage", "wide_coverage", "cosine")


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


def gather(
    indexes: Searchable,
    words: Mapping[str, float],
    vector: Floats | None,
    allowed: NDArray[np.bool_],
    limit: int = 200,
    always: NDArray[np.int64] | None = None,
) -> Candidates:
    """Gather the clauses worth ranking.

    Args:
        indexes: where to look.
        words: the question's words and their weights.
        vector: the question's unit vector, or None where the model could read nothing of it.
        allowed: which clauses may be found at all, shape (clauses,); the filter comes before any ranking.
        limit: how many to take by words and as many by vector.
        always: clauses to take whatever their words, such as those named by label.

    Returns:
        Clauses with BM25 scores scaled to the best among those allowed, coverages and cosines.
    """
    own, wide = indexes.own.match(words), indexes.wide.match(words)
    scaled = {"bm25": _scaled(own.score, allowed), "wide_bm25": _scaled(wide.score, allowed)}
    lexical = np.where(allowed, scaled["bm25"] + scaled["wide_bm25"] + own.coverage + wide.coverage, -1.0)
    chosen = [_top(lexical, limit)]
    if vector is not None:
        chosen.append(np.array([row for row, _ in indexes.vectors.nearest(vector, allowed, limit)], np.int64))
    if always is not None:
        chosen.append(always[allowed[always]])
    rows = np.unique(np.concatenate(chosen))
    cosine = np.zeros(len(rows), np.float32) if vector is None else indexes.vectors.cosines(vector, rows)
    signals = {name: values[rows] for name, values in scaled.items()}
    signals |= {"coverage": own.coverage[rows], "wide_coverage": wide.coverage[rows], "cosine": cosine}
    return Candidates(rows, signals)


def _scaled(score: Floats, allowed: NDArray[np.bool_]) -> Floats:
    best = float(np.max(score, where=allowed, initial=0.0))
    return score / np.float32(best or 1.0)


def _top(values: NDArray[np.floating], limit: int) -> NDArray[np.int64]:
    found = np.flatnonzero(values > 0)
    if len(found) > limit:
        found = found[np.argpartition(-values[found], limit)[:limit]]
    return found.astype(np.int64)
