"""What the trained ranker sees of each candidate: features of words, vectors and place, whatever the language."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from assistant.index.lexical import LexicalIndex
from assistant.index.vectors import VectorIndex
from assistant.retrieval.around import AROUND, PHRASES, RARE, Wordings, phrase_features, places_around, word_features
from assistant.retrieval.guess import Guess
from assistant.retrieval.layout import Layout
from assistant.retrieval.narrowing import NarrowedVectors

__all__ = ["NAMES", "Asked", "Layout", "first_look", "ranker_features"]

Floats = NDArray[np.float32]
Numbers = NDArray[np.int64]

_RANKED = ("share", "cosine", "guess", "shifted", "above", "window", "both", "total")
_BESIDE = ("next", "before", "parent")
NAMES: tuple[str, ...] = (
    "share", "share_rel", "coverage", "coverage_gap", "cosine", "cosine_gap", "cosine_rel", "guess", "guess_rel",
    "shifted", "shifted_gap", "both", "total", "rank_all", *(f"rank_{name}" for name in _RANKED),
    *AROUND, *(f"{name}_coverage" for name in AROUND), *(f"{name}_rel" for name in AROUND), "matched", *RARE, *PHRASES,
    *(f"{name}_{what}" for name in _BESIDE for what in ("share", "cosine", "guess")), "child_share", "sibling_share",
    "group_words", "group_vectors", "group_guess", "group_total", "first_words", "first_total", "told", "length",
    "asked", "best_share", "best_cosine", "best_coverage", "best_guess",
)  # fmt: skip
"""The columns of `ranker_features`, in order."""

_GROUP_REACH, _FIRST = 100, 10
"""How many of the best candidates tell which documents the question is about."""


@dataclass(frozen=True, slots=True)
class Asked:
    """A question as the ranker is given it: its wordings (see `gather`), unit vector and likely answer."""

    wordings: Wordings
    vector: Floats | None
    guess: Guess | None


def first_look(rows: Numbers, found: Mapping[str, Floats], cosine: Floats) -> dict[str, Floats]:
    """Return words, vector and guess of candidates as shares of the best, and their sums `both` and `total`."""
    values = {"share_rel": found["share"][rows], "cosine_rel": np.maximum(cosine, 0), "guess_rel": found["guess"][rows]}
    out: dict[str, Floats] = {
        name: (one / max(float(one.max(initial=0)), 1e-6)).astype(np.float32) for name, one in values.items()
    }
    out["both"] = out["share_rel"] + out["cosine_rel"]
    out["total"] = out["both"] + out["guess_rel"]
    return out


def ranker_features(
    rows: Numbers,
    found: Mapping[str, Floats],
    vectors: VectorIndex | NarrowedVectors,
    own: LexicalIndex,
    layout: Layout,
    asked: Asked,
) -> Floats:
    """Return the features of candidates, shape (candidates, len(NAMES)).

    Args:
        rows: the candidates' clause numbers, all different.
        found: `share`, `coverage`, `matched` and `guess`, one value for every clause.
        vectors: the clauses' vectors.
        own: the words of the clauses.
        layout: where the clauses stand.
        asked: the question.
    """
    if not len(rows):
        return np.zeros((0, len(NAMES)), np.float32)
    around = places_around(rows, layout)
    values: dict[str, NDArray[np.floating] | float] = {}
    values |= word_features(own, asked.wordings, around) | phrase_features(own, asked.wordings, rows)
    cosines = _cosines(vectors, asked.vector, {name: around[name] for name in ("own", *_BESIDE)})
    values |= {"cosine": cosines["own"], "cosine_gap": cosines["own"] - cosines["own"].max()}
    values |= first_look(rows, found, cosines["own"])
    shifted = cosines["own"]
    # A guess learnt with another embedding model knows only words.
    if asked.vector is not None and asked.guess is not None and asked.guess.shift.shape == asked.vector.shape:
        shifted = vectors.cosines(asked.vector + asked.guess.shift, rows)
    values |= {"shifted": shifted, "shifted_gap": shifted - shifted.max()}
    for name in ("share", "coverage", "guess"):
        values[name] = found[name][rows]
    values["coverage_gap"] = found["coverage"][rows] - found["coverage"][rows].max()
    for name in AROUND:
        values[f"{name}_rel"] = values[name] / np.maximum(np.max(values[name]), 1e-6)
    for name in _BESIDE:
        values[f"{name}_share"], values[f"{name}_guess"] = (_at(found[of], around[name]) for of in ("share", "guess"))
        values[f"{name}_cosine"] = cosines[name]
    values |= {f"rank_{name}": _ranks(np.asarray(values[name], np.float32)) for name in _RANKED}
    values["rank_all"] = np.sum([1 / (10 + np.asarray(values[f"rank_{n}"])) for n in ("share", "cosine", "window")], 0)
    values |= _families(found["share"], layout, rows, around["parent"])
    values |= _groups(layout.group[rows], {name: np.asarray(values[name], np.float32) for name in ("share", "total")})
    values["group_vectors"] = _group(layout.group[rows], np.maximum(cosines["own"], 0), _GROUP_REACH)
    values["group_guess"] = _group(layout.group[rows], found["guess"][rows], _GROUP_REACH)
    mass, distinct = own.mass
    values |= {
        "told": found["matched"][rows] / np.maximum(mass[rows], 1e-6),
        "length": np.log1p(distinct[rows]),
        "asked": float(len(asked.wordings[0][0])) if asked.wordings else 0.0,
        **{f"best_{name}": float(np.max(values[name])) for name in ("share", "cosine", "coverage", "guess")},
    }
    return np.stack([np.broadcast_to(np.asarray(values[name], np.float32), rows.shape) for name in NAMES], axis=1)


def _families(share: Floats, layout: Layout, rows: Numbers, parents: Numbers) -> dict[str, Floats]:
    """Return the best share of words among the clauses under each candidate, and under the clause above it."""
    by_parent = np.zeros(len(share) + 1, np.float32)
    matched = np.flatnonzero(share > 0)
    # The clauses at the top share the last place, which no row reads.
    np.maximum.at(by_parent, layout.parent[matched], share[matched])
    return {"child_share": by_parent[rows], "sibling_share": _at(by_parent, parents)}


def _groups(groups: NDArray[np.int32], by: Mapping[str, Floats]) -> dict[str, Floats]:
    return {
        "group_words": _group(groups, by["share"], _GROUP_REACH),
        "group_total": _group(groups, by["total"], _GROUP_REACH),
        "first_words": _group(groups, by["share"], _FIRST),
        "first_total": _group(groups, by["total"], _FIRST),
    }


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


def _group(groups: NDArray[np.int32], values: Floats, reach: int) -> Floats:
    """Return the part that each candidate's document has in the best candidates, as a share of the best document's."""
    best = np.argsort(-values, kind="stable")[:reach]
    _, number = np.unique(groups, return_inverse=True)
    total = np.bincount(number[best], weights=values[best], minlength=int(number.max()) + 1).astype(np.float32)
    return total[number] / np.float32(total.max() or 1.0)
