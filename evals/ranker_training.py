"""Fitting a ranker on candidates whose right answers are known, and scoring others by it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from assistant.retrieval.features import NAMES, Floats
from assistant.retrieval.trained import Ranker

SEED = 1
ROUNDS = 150
PARAMETERS: dict[str, Any] = {
    "objective": "lambdarank",
    "learning_rate": 0.05,
    "num_leaves": 31,
    "min_data_in_leaf": 100,
    "feature_fraction": 0.5,
    "bagging_fraction": 0.7,
    "bagging_freq": 1,
    "lambda_l2": 5,
    "lambdarank_truncation_level": 12,
    "verbose": -1,
    "num_threads": 1,
    "deterministic": True,
    "force_row_wise": True,
}


@dataclass(frozen=True, slots=True)
class Judged:
    """The candidates of one question: features of shape (candidates, features), and which of them are right."""

    features: Floats
    right: NDArray[np.bool_]


def fit(questions: Sequence[Judged], seed: int = SEED, rounds: int = ROUNDS) -> Any:
    """Return LightGBM trees that put right candidates first; a question without a right candidate teaches nothing."""
    import lightgbm

    taught = [one for one in questions if one.right.any()]
    features = np.concatenate([one.features for one in taught])
    data = lightgbm.Dataset(
        features,
        np.concatenate([one.right for one in taught]).astype(np.int8),
        group=[len(one.right) for one in taught],
        feature_name=list(NAMES),
    )
    # So few candidates as in a trial of some questions could never fill a leaf.
    smallest = min(100, max(1, len(features) // 100))
    return lightgbm.train(PARAMETERS | {"seed": seed, "min_data_in_leaf": smallest}, data, rounds)


def folds_of(count: int, folds: int, seed: int = SEED) -> NDArray[np.int64]:
    """Return the fold of each of `count` questions, dealt at random and evenly."""
    return np.random.default_rng(seed).permutation(count) % folds


def cross_scores(questions: Sequence[Judged], folds: int) -> list[Floats]:
    """Score each question's candidates by a ranker fitted on the questions of the other folds."""
    fold = folds_of(len(questions), folds)
    scores: list[Floats] = [np.zeros(0, np.float32)] * len(questions)
    for held in range(folds):
        taught = [one for one, its in zip(questions, fold, strict=True) if its != held]
        if not any(one.right.any() for one in taught):
            # Nothing to learn from: candidates stay in the order in which they were given.
            for at in np.flatnonzero(fold == held).tolist():
                scores[at] = np.zeros(len(questions[at].right), np.float32)
            continue
        ranker = Ranker(fit(taught))
        for at in np.flatnonzero(fold == held).tolist():
            scores[at] = ranker.score(questions[at].features)
    return scores
