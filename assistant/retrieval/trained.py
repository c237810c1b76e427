"""The trained ranker: gradient-boosted trees over language-independent features, shipped as LightGBM's text."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path
from typing import Any

import numpy as np

from assistant.retrieval.candidates import Candidates
from assistant.retrieval.features import NAMES, Floats

SHIPPED = Path(__file__).with_name("ranker.txt")
"""Weights fitted by `python -m evals.fit_ranker`; ranker.json beside it says on what."""
SHIPPED_TRUST = 0.05
"""How far the shipped ranker, fitted on other collections, is believed; more lost clauses of the field's."""


class Ranker:
    """Scores candidates by their features; safe to use from many threads.

    Args:
        booster: LightGBM trees over the features of `NAMES`.
        trust: what their scores are multiplied by; 1 where they were fitted on the collection that is searched.
    """

    def __init__(self, booster: Any, trust: float = 1.0) -> None:
        if booster.feature_name() != list(NAMES):
            raise ValueError("The ranker was fitted on other features: run 'python -m evals.fit_ranker' again.")
        self._booster = booster
        self._trust = np.float32(trust)

    def score(self, features: Floats) -> Floats:
        """Return a score for each candidate, higher is better; `features` has shape (candidates, len(NAMES))."""
        if not len(features):
            return np.zeros(0, np.float32)
        # Threads cost more than they save on some hundred candidates.
        return np.asarray(self._booster.predict(features, num_threads=1), np.float32)

    def save(self, path: Path) -> None:
        """Write the trees as LightGBM's text."""
        self._booster.save_model(str(path))

    def speak(self, found: Candidates) -> Floats:
        """Return a score for each candidate; those it is not asked about have the lowest of the others."""
        if found.features is None or found.best is None:
            raise ValueError("The candidates were gathered without their layout.")
        scores = self._trust * self.score(found.features)
        out = np.full(len(found.rows), scores.min(initial=0.0), np.float32)
        out[found.best] = scores
        return out


@lru_cache(maxsize=1)
def shipped_ranker() -> Ranker:
    """Return the ranker that comes with the package, loaded once in a process."""
    import lightgbm

    return Ranker(lightgbm.Booster(model_file=str(SHIPPED)), SHIPPED_TRUST)
