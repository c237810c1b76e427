"""Fitting a ranker on candidates whose right answers are known, and scoring others by it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray

from assistant.retrieval.around import Wordings
from assistant.retrieval.features import NAMES, Floats
from assistant.retrieval.guess import AnswerGuess, Guess, Known
from assistant.retrieval.ranking import TRAINED_WEIGHTS
from assistant.retrieval.renderings import Rendering
from assistant.retrieval.trained import Ranker

SEED = 1
ROUNDS = 400
PARAMETERS: dict[str, Any] = {
    "objective": "lambdarank",
    "learning_rate": 0.03,
    "num_leaves": 15,
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
    """The candidates of one question: features of shape (candidates, features), and which are right.

    `before` is what speaks for each without the trees, which only correct it.
    """

    features: Floats
    right: NDArray[np.bool_]
    before: Floats


def fit(questions: Sequence[Judged], seed: int = SEED, rounds: int = ROUNDS) -> Any:
    """Return LightGBM trees that put right candidates first; a question without a right candidate teaches nothing."""
    import lightgbm

    taught = [one for one in questions if one.right.any()]
    features = np.concatenate([one.features for one in taught])
    data = lightgbm.Dataset(
        features,
        np.concatenate([one.right for one in taught]).astype(np.int8),
        group=[len(one.right) for one in taught],
        init_score=np.concatenate([one.before for one in taught]) / TRAINED_WEIGHTS["trained"],
        feature_name=list(NAMES),
    )
    # So few candidates as in a trial of some questions could never fill a leaf.
    smallest = min(int(PARAMETERS["min_data_in_leaf"]), max(1, len(features) // 100))
    return lightgbm.train(PARAMETERS | {"seed": seed, "min_data_in_leaf": smallest}, data, rounds)


def folds_of(count: int, folds: int, seed: int = SEED) -> NDArray[np.int64]:
    """Return the fold of each of `count` questions, dealt at random and evenly."""
    return np.random.default_rng(seed).permutation(count) % folds


class Search(Protocol):
    """A collection as questions are put to it."""

    def known(self, asked: Sequence[Put]) -> list[Known]:
        """Return the questions with their answers."""

    def judged(self, asked: Put, guess: Guess) -> Judged:
        """Return the candidates of a question, and which are right."""


@dataclass(frozen=True, slots=True)
class Put:
    """A question put to a collection: its wordings, its words weighed by rareness, its vector, and what is right."""

    wordings: Wordings
    weighed: Mapping[str, float]
    vector: Floats
    relevant: frozenset[str]
    renderings: tuple[Rendering, ...] = ()


@dataclass(frozen=True, slots=True)
class Taught:
    """What was learnt from questions: to guess answers, and to rank."""

    guess: AnswerGuess
    ranker: Ranker


def learn(collections: Sequence[tuple[Search, Sequence[Put]]]) -> Taught | None:
    """Learn from the questions of collections; None where nothing is to be learnt.

    The trees see of each question a guess made without it, as they will of questions never seen.
    """
    known = [one for search, asked in collections for one in search.known(asked)]
    if not known:
        return None
    guess = AnswerGuess.fit(known)
    put = [(search, one) for search, asked in collections for one in asked]
    judged = [search.judged(one, guess.left_out(number)) for number, (search, one) in enumerate(put)]
    if not any(one.right.any() for one in judged):
        return None
    return Taught(guess, Ranker(fit(judged)))
