import json
from collections import Counter
from pathlib import Path

import pytest

from evals.languages import gap, interval

QUESTIONS = Path(__file__).parents[2] / "evals" / "questions"


def test_the_interval_holds_the_share_and_narrows() -> None:
    few, many = interval(8, 10), interval(800, 1000)
    assert few == (0.4902, 0.9433)
    assert few[0] < many[0] < 0.8 < many[1] < few[1]


def test_the_gap_is_in_points_and_has_an_interval() -> None:
    points, low, high = gap([True] * 90 + [False] * 10, [True] * 60 + [False] * 40)
    assert points == 30.0
    assert 10 < low < 30 < high < 50
    assert gap([True, False], [True, False])[0] == 0.0


@pytest.mark.parametrize("name", ["corpus", "real"])
def test_each_clause_is_asked_for_once_in_each_language(name: str) -> None:
    lines = (QUESTIONS / f"{name}.jsonl").read_text("utf-8").splitlines()
    questions = [json.loads(line) for line in lines]
    asked: dict[str, list[str]] = {}
    for question in questions:
        asked.setdefault(question["id"][:-2], []).append(question["lang"])
        assert question["evidence"][0].keys() == {"edition", "path"}
    assert all(sorted(langs) == ["en", "zh"] for langs in asked.values())
    assert len({question["turns"][0] for question in questions}) == len(questions)
    assert Counter(question["cross_lingual"] for question in questions)[True] == len(asked)
