"""Go on fitting the weights of ranking: `python -m evals.fit_weights INDEX QUESTIONS [INDEX QUESTIONS ...]`.

Listwise softmax over the candidates of each question, drawn towards the weights that are shipped, and the shares of
questions with a right clause first and among the first three: as shipped, and by weights fitted without the question.
Needs ASSISTANT_SHARED, whose scorer tells which clauses are right. Nothing is written: the shipped weights were chosen
by hand, moved by this fit from there, and rounded.
"""

from __future__ import annotations

import argparse
import json
from collections.abc import Iterator, Sequence
from datetime import date
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import minimize

from assistant.index.builds import open_current
from assistant.retrieval.ranking import WEIGHTS
from assistant.retrieval.retriever import Retriever
from assistant.settings import Settings
from evals.answers import scorer

Floats = NDArray[np.float64]
Asked = tuple[Floats, NDArray[np.bool_]]
_NAMES = [name for name, weight in WEIGHTS.items() if weight]
_SHIPPED = np.array([WEIGHTS[name] for name in _NAMES])
_ALL, _FOLDS, _HEAT, _DRAWN = 1000, 10, 4.0, 0.05


def asked_of(index: Path, questions: Path) -> Iterator[Asked]:
    """Yield for each question of one turn the signals of its candidates, best first, and which are right."""
    judge, retriever = scorer(), Retriever(open_current(index), Settings(ranker="none"))
    for question in judge.read_lines(questions, judge.NEEDED)[0]:
        if not question["evidence"] or len(question["turns"]) > 1:
            continue
        hits = retriever.search(question["turns"][0], _ALL, date.fromisoformat(question["as_of"]))
        signals = np.array([[float(hit.why.get(name, 0.0)) for name in _NAMES] for hit in hits]) / _SHIPPED
        told = ({"edition": h.edition.edition, "path": list(h.clause.path), "quote": h.clause.text} for h in hits)
        right = [any(judge.is_evidence(one, place) for one in question["evidence"]) for place in told]
        yield signals, np.array(right, bool)


def fitted(asked: Sequence[Asked]) -> Floats:
    """Return the weights that give right clauses most of the softmax, drawn towards those shipped."""

    def loss(weights: Floats) -> tuple[float, Floats]:
        off, slope = 0.0, np.zeros_like(weights)
        for signals, right in asked:
            if right.any():
                scores = _HEAT * (signals @ weights)
                shares = np.exp(scores - scores.max())
                shares /= shares.sum()
                held = float((shares * right).sum()) + 1e-30
                off -= float(np.log(held))
                slope += _HEAT * ((shares - shares * right / held) @ signals)
        away = weights - _SHIPPED
        return off / len(asked) + _DRAWN * float(away @ away), slope / len(asked) + 2 * _DRAWN * away

    found: Floats = minimize(loss, _SHIPPED.copy(), jac=True, method="L-BFGS-B").x
    return found


def shares(asked: Sequence[Asked], weights: Sequence[Floats]) -> tuple[float, float]:
    """Return the shares of questions with a right clause first, and among the first three, each by its own weights."""
    ranks = []
    for (signals, right), own in zip(asked, weights, strict=True):
        placed = right[np.argsort(-(signals @ own), kind="stable")]
        ranks.append(int(np.argmax(placed)) if placed.any() else len(placed))
    return float(np.mean([rank == 0 for rank in ranks])), float(np.mean([rank < 3 for rank in ranks]))


def main() -> int:
    """Ask, fit, print."""
    parser = argparse.ArgumentParser(prog="python -m evals.fit_weights", description=__doc__)
    parser.add_argument("pairs", type=Path, nargs="+", help="INDEX QUESTIONS, pair after pair")
    args = parser.parse_args()
    if len(args.pairs) % 2:
        parser.error("give an index and a question file, pair after pair")
    pairs = zip(args.pairs[::2], args.pairs[1::2], strict=True)
    asked = [one for index, questions in pairs for one in asked_of(index, questions)]
    fold = np.random.default_rng(0).permutation(len(asked)) % _FOLDS
    apart = [fitted([one for one, f in zip(asked, fold, strict=True) if f != number]) for number in range(_FOLDS)]
    for name, weights in (
        ("shipped", [_SHIPPED] * len(asked)),
        ("fitted without the question", [apart[f] for f in fold]),
    ):
        first, three = shares(asked, weights)
        print(f"{name}: first {first:.3f}, first three {three:.3f} of {len(asked)} questions")
    print(json.dumps(dict(zip(_NAMES, fitted(asked).round(2).tolist(), strict=True))))
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
