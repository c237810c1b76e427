"""What the trained ranker sees of each candidate: features of words, vectors and place, whatever the language."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from assistant.index.lexical import LexicalIndex
from assistant.index.vectors import VectorIndex
from assistant.retrieval.narrowing import NarrowedVectors

Floats = NDArray[np.float32]

NAMES: tuple[str, ...] = (
    "bm25", "share", "coverage", "wide_bm25", "wide_share", "wide_coverage", "cosine", "cosine_gap",
    "rank_bm25", "rank_wide", "rank_cosine", "rank_both", "next_cosine", "before_cosine", "next_share", "before_share",
    "parent_cosine", "parent_share", "child_share", "sibling_share", "group_words", "group_vectors", "length",
    "told", "asked", "best_share", "best_cosine",
)  # fmt: skip
"""The columns of `ranker_features`, in order."""

_GROUP_REACH = 100
"""How many of the best candidates tell which documents the question is about."""


@dataclass(frozen=True, slots=True)
class Layout:
    """Where clauses stand: the document of each and the clause above each, -1 at the top; both of shape (clauses,)."""

    group: NDArray[np.int32]
    parent: NDArray[np.int32]

    def beside(self, rows: NDArray[np.int64], step: int) -> NDArray[np.int64]:
        """Return the clause so many places on in the same document, -1 where there is none."""
        place = rows + step
        inside = (place >= 0) & (place < len(self.group))
        place = np.where(inside, place, 0)
        return np.where(inside & (self.group[place] == self.group[rows]), place, -1)

    def among(self, pool: NDArray[np.int64]) -> Layout:
        """Return where these clauses (sorted) stand, by their places among them; what is not among them is nowhere."""
        return _Narrowed(
            self.group[pool], _placed(pool, self.parent[pool].astype(np.int64)).astype(np.int32), self, pool
        )


@dataclass(frozen=True, slots=True)
class _Narrowed(Layout):
    whole: Layout
    pool: NDArray[np.int64]

    def beside(self, rows: NDArray[np.int64], step: int) -> NDArray[np.int64]:
        return _placed(self.pool, self.whole.beside(self.pool[rows], step))


def _placed(pool: NDArray[np.int64], numbers: NDArray[np.int64]) -> NDArray[np.int64]:
    at = np.minimum(np.searchsorted(pool, numbers), len(pool) - 1)
    return np.where(pool[at] == numbers, at, -1)


def ranker_features(
    rows: NDArray[np.int64],
    found: Mapping[str, Floats],
    vectors: VectorIndex | NarrowedVectors,
    vector: Floats | None,
    own: LexicalIndex,
    layout: Layout,
    asked: int,
) -> Floats:
    """Return the features of candidates, shape (candidates, len(NAMES)).

    Args:
        rows: the candidates' clause numbers.
        found: BM25 (`bm25`, `share`), coverage and the same of the wide field (`wide_...`), one value for every clause.
        vectors: the clauses' vectors.
        vector: the question's unit vector, or None.
        own: the words of the clauses.
        layout: where the clauses stand.
        asked: how many words the question has.
    """
    if not len(rows):
        return np.zeros((0, len(NAMES)), np.float32)
    share = found["share"]
    around = {
        "own": rows,
        "next": layout.beside(rows, 1),
        "before": layout.beside(rows, -1),
        "parent": layout.parent[rows].astype(np.int64),
    }
    cosines = _cosines(vectors, vector, around)
    cosine, best_cosine = cosines["own"], float(cosines["own"].max())
    by_parent = np.zeros(len(share) + 1, np.float32)
    matched = np.flatnonzero(share > 0)
    # The clauses at the top share the last place, which no row reads.
    np.maximum.at(by_parent, layout.parent[matched], share[matched])
    groups = layout.group[rows]
    ranks = {"bm25": _ranks(found["bm25"][rows]), "wide": _ranks(found["wide_bm25"][rows]), "cosine": _ranks(cosine)}
    mass, distinct = own.mass
    values: dict[str, NDArray[np.floating] | float] = {
        **{name: found[name][rows] for name in NAMES[:6]},
        "cosine": cosine,
        "cosine_gap": cosine - best_cosine,
        **{f"rank_{name}": rank for name, rank in ranks.items()},
        "rank_both": 1 / (10 + ranks["bm25"]) + 1 / (10 + ranks["wide"]) + 1 / (10 + ranks["cosine"]),
        **{f"{name}_cosine": cosines[name] for name in ("next", "before", "parent")},
        **{f"{name}_share": _at(share, around[name]) for name in ("next", "before", "parent")},
        "child_share": by_parent[rows],
        "sibling_share": _at(by_parent, around["parent"]),
        "group_words": _group(groups, found["wide_share"][rows]),
        "group_vectors": _group(groups, np.maximum(cosine, 0.0)),
        "length": np.log1p(distinct[rows]),
        "told": found["matched"][rows] / np.maximum(mass[rows], 1e-6),
        "asked": float(asked),
        "best_share": float(share[rows].max()),
        "best_cosine": best_cosine,
    }
    return np.stack([np.broadcast_to(np.asarray(values[name], np.float32), rows.shape) for name in NAMES], axis=1)


def _cosines(
    vectors: VectorIndex | NarrowedVectors, vector: Floats | None, around: Mapping[str, NDArray[np.int64]]
) -> dict[str, Floats]:
    """Return the cosines of the clauses around the candidates, each computed once; 0 where there is no clause."""
    if vector is None:
        return {name: np.zeros(len(places), np.float32) for name, places in around.items()}
    needed = np.unique(np.concatenate(list(around.values())))
    needed = needed[needed >= 0]
    known = vectors.cosines(vector, needed)
    out = {}
    for name, places in around.items():
        at = np.minimum(np.searchsorted(needed, places), len(needed) - 1)
        out[name] = np.where(places >= 0, known[at], np.float32(0)).astype(np.float32)
    return out


def _at(values: Floats, places: NDArray[np.int64]) -> Floats:
    return np.where(places >= 0, values[places], np.float32(0))


def _ranks(values: Floats) -> Floats:
    ranks = np.empty(len(values), np.float32)
    ranks[np.argsort(-values, kind="stable")] = np.arange(len(values), dtype=np.float32)
    return ranks


def _group(groups: NDArray[np.int32], values: Floats) -> Floats:
    """Return the part that each candidate's document has in the best candidates, as a share of the best document's."""
    best = np.argsort(-values, kind="stable")[:_GROUP_REACH]
    _, number = np.unique(groups, return_inverse=True)
    total = np.bincount(number[best], weights=values[best], minlength=int(number.max()) + 1).astype(np.float32)
    return total[number] / np.float32(total.max() or 1.0)
