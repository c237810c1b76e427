"""Putting candidates in order: a weighted sum of signals, of which the trained ranker may be one."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float32]

WEIGHTS: dict[str, float] = {
    "bm25": 0.35,
    "wide_bm25": 1.1,
    "coverage": 0.3,
    "wide_coverage": 0.9,
    "wide_share": 0.25,
    "cosine": 1.4,
    # A clause in the other language is seen through a translation: all that speaks for it is dimmed.
    "other": 0.15,
    "edition": 0.7,
    "standing": 0.6,
    "facts": 0.45,
    "parent_cosine": 0.25,
    # What the clause above says as well is not this clause's own.
    "parent_coverage": -0.45,
    "named": 4.2,
    "year": 0.8,
    "kind": 0.75,
    "cells": 0.65,
    "label": 6.0,
    "status": 1.0,
}
"""Chosen by hand, moved by `python -m evals.fit_weights` on the field's development questions and our own, rounded."""

TRAINED_WEIGHTS: dict[str, float] = WEIGHTS | {"trained": 1.0}
"""Weights where the trained ranker speaks too: its trees are fitted to correct the sum of the others,
so that their score is added as it is."""


def contributions(signals: Mapping[str, Floats], weights: Mapping[str, float] = WEIGHTS) -> dict[str, Floats]:
    """Return what each signal adds to the score of each candidate."""
    return {name: values * np.float32(weights.get(name, 0.0)) for name, values in signals.items()}


def order(signals: Mapping[str, Floats], weights: Mapping[str, float] = WEIGHTS) -> tuple[NDArray[np.int64], Floats]:
    """Return the candidates' positions from best to worst, and their scores in their own order; ties stay."""
    total: Floats = np.stack(list(contributions(signals, weights).values())).sum(axis=0).astype(np.float32)
    return np.argsort(-total, kind="stable").astype(np.int64), total
