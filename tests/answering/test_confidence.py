"""What the library does not hold is declined: a question whose evidence is taken away, a row that a table lacks."""

from __future__ import annotations

import json
from datetime import date

import pytest

from assistant.answering.ask import Asker
from assistant.answering.confidence import LEAST, WEIGHTS, probability
from evals.answerable import HidingAsker, evidence_of

TODAY = date(2026, 11, 23)


@pytest.mark.parametrize(
    ("question", "edition", "path"),
    [
        ("玻璃类灯具的铅限量是多少？", "lamps-2024", ["Table 1"]),
        ("认证机构多少日内作出认证决定？", "lamp-measures", ["9"]),
        ("How hot may toys be stored?", "toy-rule", ["2"]),
        ("伪造证书怎么处罚？", "lamp-measures", ["12"]),
    ],
)
def test_a_question_whose_evidence_is_gone_is_declined(
    asker: Asker, question: str, edition: str, path: list[str]
) -> None:
    assert asker.ask(question, TODAY).outcome == "answered"
    hidden = evidence_of({"evidence": [{"edition": edition, "path": path}]}, asker.build)
    assert hidden
    assert HidingAsker(asker, hidden).ask(question, TODAY).outcome == "declined"


def test_a_row_is_not_given_for_its_neighbour(asker: Asker) -> None:
    answer = asker.ask("GB 77001-2024表1给镉的限量是多少？", TODAY)
    assert answer.outcome == "declined", answer.text


def test_a_piece_that_stands_out_and_says_what_is_asked_is_surer() -> None:
    signs = dict.fromkeys(WEIGHTS, 0.0) | {"worth": 0.6, "words": 0.6, "stands_out": 0.2, "things": 4.0}
    better = signs | {"worth": 1.4, "words": 0.9, "stands_out": 1.2}
    assert probability(signs) < LEAST < probability(better) < 1
    assert probability({}) == 0
    # A clause that only mentions a term does not define it; a foreword seldom answers.
    assert probability(better | {"undefined": 1.0}) < LEAST
    assert probability(better | {"foreword": 1.0}) < probability(better)


def test_the_weights_are_those_of_the_signs(asker: Asker) -> None:
    run, _ = asker.begin("玻璃类灯具的铅限量是多少？", TODAY)
    for _ in run.compose():
        pass
    assert run.signs.keys() == WEIGHTS.keys(), json.dumps(run.signs)
