"""Tell answerable questions from others: `python -m evals.answerable INDEX QUESTIONS [INDEX QUESTIONS ...] [--fit]`.

Each question that the library answers is asked as it is, and again with the clauses of its evidence taken away, so that
the library no longer answers it; questions marked as unanswerable are asked as they are. Prints, for growing
thresholds of the probability, the share of answerable questions declined and of unanswerable ones answered; with
`--fit`, weights fitted anew, and the same shares for each question by weights fitted on the others.
"""

from __future__ import annotations

import argparse
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import minimize

from assistant.answering.ask import Asker
from assistant.answering.confidence import BIAS, LEAST, WEIGHTS, probability
from assistant.answering.quotes import QuotesWriter
from assistant.answering.shelf import Shelf
from assistant.index.builds import Build, open_current
from assistant.index.lexical import LexicalIndex
from assistant.library.model import Clause, EditionRecord, Hit, Turn
from assistant.retrieval.retriever import Retriever
from assistant.settings import Settings

Place = tuple[str, str]
_FOLDS = 10
_PENALTY = 0.003
_SHARES = (0.02, 0.04, 0.06, 0.08, 0.1, 0.15)


@dataclass(frozen=True)
class Case:
    """One question asked once: its signs, whether the library answers it, whether it was answered as shipped."""

    id: str
    answerable: bool
    signs: dict[str, float]
    answered: bool


class HidingRetriever(Retriever):
    """Finds what another retriever finds, less some clauses."""

    def __init__(self, whole: Retriever, hidden: frozenset[Place]) -> None:
        self.__dict__.update(whole.__dict__)
        self._hidden = hidden

    def search(self, question: str, k: int = 10, *args: Any, **how: Any) -> list[Hit]:
        """Rank clauses as the other retriever does; those behind a hidden one move up."""
        hits = super().search(question, k + len(self._hidden), *args, **how)
        kept = [hit for hit in hits if (hit.edition.edition, hit.clause.key) not in self._hidden][:k]
        return [hit.model_copy(update={"rank": rank}) for rank, hit in enumerate(kept, 1)]


class HidingBuild:
    """A build less some clauses, as answering sees it."""

    def __init__(self, build: Build, hidden: frozenset[Place]) -> None:
        self.id = build.id
        self._build = build
        self._hidden = hidden

    @property
    def editions(self) -> Mapping[str, EditionRecord]:
        """Editions by id."""
        return self._build.editions

    def clause(self, edition: str, key: str) -> Clause:
        """Return one clause."""
        return self._build.clause(edition, key)

    def clauses(self, edition: str) -> Sequence[Clause]:
        """Return an edition's clauses in document order."""
        return [clause for clause in self._build.clauses(edition) if (edition, clause.key) not in self._hidden]

    def words(self, field: str) -> LexicalIndex:
        """Return the lexical index of a field, the hidden clauses in it: rarity is the library's."""
        return self._build.words(field)


class HidingAsker(Asker):
    """Answers as another asker would, were some clauses not in the library."""

    def __init__(self, whole: Asker, hidden: frozenset[Place]) -> None:
        self.__dict__.update(whole.__dict__)
        self.retriever = HidingRetriever(whole.retriever, hidden)
        self.shelf = Shelf(HidingBuild(whole.build, hidden))
        self.writer = QuotesWriter(self.shelf, self.names)


def evidence_of(question: Mapping[str, Any], build: Build) -> frozenset[Place]:
    """Return the clauses that carry a question's evidence, and those below them."""
    found: set[Place] = set()
    for evidence in question["evidence"]:
        edition, path = evidence["edition"], tuple(evidence.get("path", ()))
        if edition not in build.editions:
            continue
        clauses = build.clauses(edition)
        found |= {(edition, clause.key) for clause in clauses if not path or clause.path[: len(path)] == path}
    return frozenset(found)


def cases_of(index: Path, questions: Path) -> list[Case]:
    """Ask the questions of a file, as they are and without their evidence."""
    build = open_current(index)
    shipped, any_sure = Asker(build, Settings()), Asker(build, Settings(), least=0.0)
    cases = []
    for question in map(json.loads, filter(str.strip, questions.read_text("utf-8").splitlines())):
        if question["expect"] not in ("answered", "declined"):
            continue
        day = date.fromisoformat(question["as_of"])
        history: list[Turn] = []
        for turn in question["turns"][:-1]:
            history.append(Turn(question=turn, answer=shipped.ask(turn, day, history).text))
        whole = question["expect"] == "answered"
        cases.append(_case(question, whole, any_sure, day, history))
        hidden = evidence_of(question, build) if whole else frozenset()
        if hidden:
            cases.append(_case(question, False, HidingAsker(any_sure, hidden), day, history))
    return [case for case in cases if case.signs]


def _case(question: Mapping[str, Any], answerable: bool, asker: Asker, day: date, history: Sequence[Turn]) -> Case:
    run, _ = asker.begin(question["turns"][-1], day, history)
    for _ in run.compose():
        pass
    answered = run.outcome == "answered" and probability(run.signs) >= LEAST
    return Case(question["id"], answerable, run.signs, answered)


def fitted(cases: Sequence[Case]) -> tuple[dict[str, float], float]:
    """Fit a logistic regression in which both kinds of question weigh alike; return its weights and its bias."""
    names = list(WEIGHTS)
    signs = np.array([[case.signs[name] for name in names] for case in cases])
    right = np.array([case.answerable for case in cases], float)
    mean, spread = signs.mean(axis=0), signs.std(axis=0) + 1e-6
    columns = np.c_[(signs - mean) / spread, np.ones(len(signs))]
    share = np.where(right == 1, 0.5 / right.sum(), 0.5 / (1 - right).sum())

    def loss(weights: NDArray[np.float64]) -> tuple[float, NDArray[np.float64]]:
        sure = 1 / (1 + np.exp(-columns @ weights))
        off = -(share * (right * np.log(sure + 1e-9) + (1 - right) * np.log(1 - sure + 1e-9))).sum()
        slope = columns.T @ (share * (sure - right))
        slope[:-1] += 2 * _PENALTY * weights[:-1]
        return float(off + _PENALTY * (weights[:-1] ** 2).sum()), slope

    weights = minimize(loss, np.zeros(columns.shape[1]), jac=True, method="L-BFGS-B").x
    raw = weights[:-1] / spread
    return dict(zip(names, raw.tolist(), strict=True)), float(weights[-1] - (raw * mean).sum())


def cross_scores(cases: Sequence[Case]) -> NDArray[np.float64]:
    """Return the log odds of each case by weights fitted without its question."""
    ids = sorted({case.id for case in cases})
    fold = {name: place % _FOLDS for place, name in enumerate(np.random.default_rng(0).permutation(ids).tolist())}
    scores = np.zeros(len(cases))
    for number in range(_FOLDS):
        weights, bias = fitted([case for case in cases if fold[case.id] != number])
        for place, case in enumerate(cases):
            if fold[case.id] == number:
                scores[place] = bias + sum(weights[name] * value for name, value in case.signs.items())
    return scores


def curve(cases: Sequence[Case], scores: NDArray[np.float64]) -> list[tuple[float, float, float]]:
    """Return (log odds, share of answerable questions below it, share of unanswerable ones at or above it)."""
    right = np.array([case.answerable for case in cases])
    cuts = np.quantile(scores[right], _SHARES)
    return [(float(cut), float((scores[right] < cut).mean()), float((scores[~right] >= cut).mean())) for cut in cuts]


def main() -> int:
    """Ask, judge, print."""
    parser = argparse.ArgumentParser(prog="python -m evals.answerable", description=__doc__)
    parser.add_argument("pairs", type=Path, nargs="+", help="INDEX QUESTIONS, pair after pair")
    parser.add_argument("--fit", action="store_true", help="fit the weights anew and print them")
    args = parser.parse_args()
    if len(args.pairs) % 2:
        parser.error("give an index and a question file, pair after pair")
    cases = [
        case
        for index, questions in zip(args.pairs[::2], args.pairs[1::2], strict=True)
        for case in cases_of(index, questions)
    ]
    right = [case for case in cases if case.answerable]
    wrong = [case for case in cases if not case.answerable]
    print(f"{len(right)} answerable and {len(wrong)} unanswerable questions; as shipped, at {LEAST}:")
    print(f"  answerable declined   {sum(not case.answered for case in right) / len(right):.3f}")
    print(f"  unanswerable answered {sum(case.answered for case in wrong) / len(wrong):.3f}")
    scores = np.array([BIAS + sum(WEIGHTS[name] * value for name, value in case.signs.items()) for case in cases])
    if args.fit:
        weights, bias = fitted(cases)
        print("weights:", json.dumps({name: round(value, 3) for name, value in weights.items()}), f"bias: {bias:.3f}")
        scores = cross_scores(cases)
    print("probability  declined  answered")
    for cut, declined, answered in curve(cases, scores):
        print(f"{1 / (1 + np.exp(-cut)):11.3f}  {declined:8.3f}  {answered:8.3f}")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
