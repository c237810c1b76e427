"""The trained ranker: gradient-boosted trees over language-independent features, shipped as LightGBM's text."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path
from typing import Any

import numpy as np

from assistant.retrieval.features import NAMES, Floats

SHIPPED = Path(__file__).with_name("ranker.txt")
"""Weights fitted by `python -m evals.fit_ranker`; ranker.json beside it says on what."""


class Ranker:
    """Scores candidates by their features; safe to use from many threads."""

    def __init__(self, booster: Any) -> None:
        if booster.feature_name() != list(NAMES):
            raise ValueError("The ranker was fitted on other features: run 'python -m evals.fit_ranker' again.")
        self._booster = booster

    def score(self, features: Floats) -> Floats:
        """Return a score for each candidate, higher is better; `features` has shape (candidates, len(NAMES))."""
        if not len(features):
            return np.zeros(0, np.float32)
        # Threads cost more than they save on some hundred candidates.
        return np.asarray(self._booster.predict(features, num_threads=1), np.float32)


@lru_cache(maxsize=1)
def shipped_ranker() -> Ranker:
    """Return the ranker that comes with the package, loaded once in a process."""
    import lightgbm

    return Ranker(lightgbm.Booster(model_file=str(SHIPPED)))
