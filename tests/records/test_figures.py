"""Shares of right answers and the agreement of reviewers, against figures worked out by hand."""

from __future__ import annotations

import sqlite3
from pathlib import Path

import pytest

from assistant.library.store import Library
from assistant.records.entries import Overall, Verdict
from assistant.records.figures import Agreement, Share, agreement, agreements, overall, shares, wilson
from assistant.records.ledger import Ledger
from assistant.records.review_index import ReviewIndex
from tests.records.conftest import DAY, answer, clause, digests, library

LEAD = clause("4/2", "铅含量不得超过 90 mg/kg。")


@pytest.fixture
def ledger(tmp_path: Path) -> Ledger:
    made = Ledger(tmp_path / "data")
    for number, kind in enumerate(("figure", "figure", "list", "figure"), 1):
        made.add(answer(f"问{number}", LEAD, kind=kind), "chat", digests(LEAD))
    return made


def counted(ledger: Ledger, held: Library) -> sqlite3.Connection:
    with ReviewIndex(ledger.path.parent).opened(held, "b1", DAY) as index:
        copy = sqlite3.connect(":memory:")
        index.backup(copy)
    return copy


def judge(ledger: Ledger, number: int, by: str, what: Overall, seen: int = 0, alone: Overall | None = None) -> int:
    return ledger.write(Verdict(answer=number, overall=what, seen=seen, alone=alone), by)


def test_the_last_verdict_on_each_answer_counts(ledger: Ledger, tmp_path: Path) -> None:
    first = judge(ledger, 1, "li", "wrong")
    judge(ledger, 1, "wang", "right", seen=first)
    judge(ledger, 2, "li", "incomplete")
    judge(ledger, 3, "li", "right")
    index = counted(ledger, library(tmp_path / "b.sqlite", [LEAD]))
    assert [(one.name, one.right, one.n) for one in shares(index, "kind")] == [("figure", 1, 2), ("list", 1, 1)]
    assert [(one.name, one.right, one.n) for one in shares(index, "document")] == [("GB 77001", 2, 3)]
    assert [(one.n, one.share) for one in shares(index, "week")] == [(3, 2 / 3)]
    whole = overall(index)
    assert whole
    assert (whole.right, whole.n) == (2, 3)
    assert overall(index, sample_only=True) is None
    assert shares(index, "kind", sample_only=True) == []


def test_agreement_is_of_verdicts_given_unseen(ledger: Ledger, tmp_path: Path) -> None:
    seen = [judge(ledger, n, "li", what) for n, what in ((1, "right"), (2, "wrong"), (3, "right"), (4, "right"))]
    judge(ledger, 1, "wang", "right", seen[0], alone="right")
    judge(ledger, 2, "wang", "wrong", seen[1], alone="right")
    judge(ledger, 3, "wang", "right", seen[2], alone="right")
    judge(ledger, 4, "wang", "right", seen[3])
    together, each = agreements(counted(ledger, library(tmp_path / "b.sqlite", [LEAD])))
    assert together
    assert (together.n, together.agreed) == (3, 2)
    [pair] = each
    assert (pair.names, pair.n, pair.agreed) == (("li", "wang"), 3, 2)


def test_nothing_judged_gives_no_figures(ledger: Ledger, tmp_path: Path) -> None:
    index = counted(ledger, library(tmp_path / "b.sqlite", [LEAD]))
    assert (overall(index), shares(index, "kind"), agreements(index)) == (None, [], (None, []))


def test_kappa_takes_chance_out() -> None:
    # The textbook's table: 20 and 15 of 50 judged alike, 5 and 10 not; kappa is 0.4.
    judged = [("y", "y")] * 20 + [("y", "n")] * 5 + [("n", "y")] * 10 + [("n", "n")] * 15
    assert agreement(("a", "b"), judged).kappa == pytest.approx(0.4)
    assert agreement(("a", "b"), [("y", "y")] * 3) == Agreement(names=("a", "b"), n=3, agreed=3, kappa=None)
    # Who comes first by name must not matter where the pairs are of many.
    mixed = agreement((), [("y", "n"), ("n", "y"), ("y", "y"), ("n", "n")])
    assert mixed.kappa == pytest.approx(0.0)


@pytest.mark.parametrize(("right", "n", "low", "high"), [(8, 10, 0.490, 0.943), (0, 5, 0.0, 0.434), (5, 5, 0.566, 1.0)])
def test_the_interval_is_wilsons(right: int, n: int, low: float, high: float) -> None:
    assert wilson(right, n) == pytest.approx((low, high), abs=0.001)
    assert Share(name="", right=right, n=n, low=low, high=high).share == right / n
