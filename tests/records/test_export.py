"""What leaves the ledger: tables that no spreadsheet runs, lines of JSON, questions for evaluations."""

from __future__ import annotations

import csv
import json
from pathlib import Path

import pytest

from assistant.records.entries import Example, Feedback, Place, Verdict
from assistant.records.export import lines, questions
from assistant.records.ledger import Ledger
from tests.records.conftest import answer, clause, digests

LEAD, MARK = clause("4/2", "铅含量不得超过 90 mg/kg。"), clause("5", "每盏灯应标明制造商。")


@pytest.fixture
def ledger(tmp_path: Path) -> Ledger:
    made = Ledger(tmp_path / "data")
    made.add(answer("铅限量", LEAD, MARK, understood_as="灯具的铅限量"), "chat", digests(LEAD, MARK))
    made.add(answer('=HYPERLINK("http://x")', outcome="declined", kind="other"), "chat", {})
    return made


def make_example(ledger: Ledger, verdict: Verdict, *, kept: bool = True) -> None:
    entry = ledger.write(verdict, "li")
    ledger.write(Example(answer=verdict.answer, verdict=entry, kept=kept), "li")


def test_the_table_holds_what_was_said_and_no_formula(ledger: Ledger) -> None:
    ledger.write(Feedback(answer=1, said="down", comment="旧的"), "chat")
    ledger.write(Verdict(answer=1, overall="wrong", citations={1: "wrong_edition"}, corrected="50 mg/kg"), "li")
    rows = list(csv.DictReader("".join(lines(ledger, "csv")).splitlines()))
    assert [row["number"] for row in rows] == ["1", "2"]
    assert rows[0]["said"] == "down; 旧的"
    assert rows[0]["verdicts"] == "li: wrong; [1] wrong_edition; 50 mg/kg"
    assert rows[1]["question"].startswith("'=HYPERLINK")


def test_each_entry_is_a_line_of_json(ledger: Ledger) -> None:
    told = [json.loads(line) for line in lines(ledger, "jsonl")]
    assert [one["number"] for one in told] == [1, 2]
    assert told[0]["answer"]["question"] == "铅限量"


def test_a_verdict_becomes_a_question_with_the_clauses_that_carry_it(ledger: Ledger) -> None:
    make_example(ledger, Verdict(answer=1, overall="right", citations={2: "wrong_clause"}))
    [question] = questions(ledger)
    assert question == {
        "id": "R1", "lang": "zh", "type": "LIM", "cross_lingual": False, "as_of": "2026-06-01",
        "turns": ["灯具的铅限量"], "expect": "answered", "must": [], "must_not": [],
        "evidence": [{"edition": "lamps-2024", "path": ["4", "2"]}], "evidence_mode": "any", "verdict": "right",
    }  # fmt: skip


def test_what_a_reviewer_corrected_goes_into_the_question(ledger: Ledger) -> None:
    right = Place(edition="lamps-2024", key="4/1~2", path=("4", "1"))
    verdict = Verdict(
        answer=1, overall="wrong", citations={1: "wrong_clause"}, clauses=(right,), corrected="60", comment="另一条"
    )
    make_example(ledger, verdict)
    [question] = questions(ledger)
    assert (question["expect"], question["corrected"], question["comment"]) == ("answered", "60", "另一条")
    assert question["evidence"] == [{"edition": "lamps-2024", "path": ["4", "1"]}]


def test_what_should_have_been_declined_has_no_evidence_and_what_was_rightly_stays_declined(ledger: Ledger) -> None:
    make_example(ledger, Verdict(answer=1, overall="should_decline"))
    make_example(ledger, Verdict(answer=2, overall="right"))
    assert [(one["expect"], one["type"], one["evidence"]) for one in questions(ledger)] == [("declined", "OOS", [])] * 2


def test_a_question_can_be_taken_back_and_made_of_a_later_verdict(ledger: Ledger) -> None:
    make_example(ledger, Verdict(answer=1, overall="right"))
    ledger.write(Example(answer=1, verdict=3, kept=False), "li")
    assert questions(ledger) == []
    make_example(ledger, Verdict(answer=1, overall="incomplete", seen=3))
    assert [one["verdict"] for one in questions(ledger)] == ["incomplete"]


@pytest.mark.shared
def test_the_shape_is_that_of_the_shared_questions(ledger: Ledger, shared: Path) -> None:
    make_example(ledger, Verdict(answer=1, overall="right"))
    first = json.loads((shared / "questions" / "dev.jsonl").read_text("utf-8").splitlines()[0])
    [question] = questions(ledger)
    assert first.keys() - question.keys() == {"role"}
    for name in ("turns", "evidence", "must", "must_not", "cross_lingual", "as_of"):
        assert type(question[name]) is type(first[name])
