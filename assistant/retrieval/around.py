"""How a question's words stand in clauses: in each, in those around it, and one after another."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from assistant.index.lexical import LexicalIndex
from assistant.index.postings import K1
from assistant.retrieval.layout import Layout

Floats = NDArray[np.float32]
Numbers = NDArray[np.int64]
Wordings = Sequence[tuple[Mapping[str, float], float]]

AROUND: dict[str, tuple[str, ...]] = {
    "above": ("own", "parent", "grandparent", "chapter"),
    "window": ("own", "next", "before"),
    "reach": ("own", "next", "before", "next2", "before2", "next3", "before3"),
}
"""What is taken together with a clause: the clauses above it, those printed beside it, and those up to three away."""
RARE = ("rare1", "rare2", "rare3")
PHRASES = ("pairs", "pairs_share", "run", "near_pairs", "dense")
_DENSE = 30
"""In how many words on end the question's words are counted."""


def places_around(rows: Numbers, layout: Layout) -> dict[str, Numbers]:
    """Return the numbers of the clauses beside and above each clause, -1 where there is none."""
    around = {"own": rows}
    for step in (1, 2, 3):
        far = "" if step == 1 else str(step)
        around[f"next{far}"], around[f"before{far}"] = layout.beside(rows, step), layout.beside(rows, -step)
    above = rows
    for name in ("parent", "grandparent", "chapter"):
        parents = layout.parent[np.maximum(above, 0)].astype(np.int64)
        above = around[name] = np.where(above >= 0, parents, -1)
    return around


def word_features(index: LexicalIndex, wordings: Wordings, around: Mapping[str, Numbers]) -> dict[str, Floats]:
    """Return, by the wording that suits each clause best, shares and coverages of a clause with those around it.

    Beside `above`, `above_coverage` and so on there are `matched`, the share of the question's words that the clause
    holds, and how well it holds the question's three rarest (`rare1` to `rare3`).
    """
    rows = around["own"]
    needed = np.unique(np.concatenate(list(around.values())))
    needed = needed[needed >= 0]
    # Where there is no clause, a last column without words is read.
    at = {name: np.where(places >= 0, np.searchsorted(needed, places), len(needed)) for name, places in around.items()}
    names = [*AROUND, *(f"{name}_coverage" for name in AROUND), "matched", *RARE]
    best = {name: np.zeros(len(rows), np.float32) for name in names}
    for words, said in wordings:
        if not words:
            continue
        gains = np.array([weight * index.idf(word) for word, weight in words.items()], np.float32)
        whole = max(float(gains.sum()), 1e-9)
        held = index.held(list(words), needed) * np.array(list(words.values()), np.float32)[:, None]
        held = np.concatenate([held, np.zeros((len(words), 1), np.float32)], axis=1)
        own = held[:, at["own"]]
        found = {"matched": (own > 0).mean(axis=0)}
        for name, parts in AROUND.items():
            together = np.maximum.reduce([held[:, at[part]] for part in parts])
            found[name] = together.sum(axis=0) / (whole * (K1 + 1))
            found[f"{name}_coverage"] = gains @ (together > 0) / whole
        for name, word in zip(RARE, np.argsort(-gains, kind="stable")[: len(RARE)].tolist(), strict=False):
            found[name] = own[word] / max(float(gains[word]) * (K1 + 1), 1e-9)
        for name, values in found.items():
            best[name] = np.maximum(best[name], np.float32(said) * values.astype(np.float32))
    return best


def phrase_features(index: LexicalIndex, wordings: Wordings, rows: Numbers) -> dict[str, Floats]:
    """Return how the words of the question itself, not its translations, follow each other in each clause.

    `pairs` adds up, by how rare they are, the words that follow each other in the question and in the clause, and
    `pairs_share` is their part of all; `run` is the longest run of them; `near_pairs` are those up to four words apart;
    `dense` is the most of the question that some thirty words on end hold.
    """
    words = wordings[0][0] if wordings else {}
    if len(words) < 2:
        return {name: np.zeros(len(rows), np.float32) for name in PHRASES}
    return {name: values.astype(np.float32) for name, values in _phrases(index, words, rows).items()}


def _phrases(index: LexicalIndex, words: Mapping[str, float], rows: Numbers) -> dict[str, NDArray[Any]]:
    count = len(rows)
    ends, said = index.sequences(rows, list(words))
    gains = np.array([weight * index.idf(word) for word, weight in words.items()])
    pair = gains[:-1] + gains[1:]
    clause = np.repeat(np.arange(count), np.diff(ends))
    out: dict[str, NDArray[Any]] = {}
    near, following = np.zeros(count), np.zeros(len(said), bool)
    for step in range(1, 5):
        first = np.flatnonzero((said[:-step] >= 0) & (said[step:] == said[:-step] + 1))
        first = first[clause[first] == clause[first + step]]
        if step > 1:
            near += np.bincount(clause[first], weights=pair[said[first]], minlength=count) / step
            continue
        following[first] = True
        once = np.unique(clause[first] * len(words) + said[first])
        out["pairs"] = np.bincount(once // len(words), weights=pair[once % len(words)], minlength=count)
    out["pairs_share"] = out["pairs"] / max(float(pair.sum()), 1e-9)
    out["near_pairs"] = np.minimum(near / max(float(pair.sum()), 1e-9), 3.0)
    here = np.arange(len(said))
    # A run is as long as the way back to the last word that none follows.
    out["run"] = _most(here - np.maximum.accumulate(np.where(following, -1, here)), ends)
    weights = np.where(said >= 0, gains[np.maximum(said, 0)], 0.0)
    total = np.concatenate([[0.0], np.cumsum(weights)])
    dense = total[np.minimum(here + _DENSE, ends[clause + 1])] - total[here]
    out["dense"] = _most(dense, ends) / max(float(gains.sum()), 1e-9)
    return out


def _most(values: NDArray[Any], ends: Numbers) -> NDArray[np.float64]:
    """Return the greatest value of each clause, 0 where it has no word."""
    out = np.zeros(len(ends) - 1)
    held = np.diff(ends) > 0
    if held.any():
        out[held] = np.maximum.reduceat(values, ends[:-1][held])
    return out
