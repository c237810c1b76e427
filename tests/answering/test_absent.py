"""A document that the library does not hold is never answered for by another one."""

from datetime import date

import pytest

from assistant.answering.ask import Asker

TODAY = date(2026, 11, 23)


@pytest.mark.parametrize(
    ("question", "said"),
    [
        ("按GB 78888，玻璃类灯具的铅限量是多少？", "本库未收录GB 78888。"),
        ("What is the lead limit for glass lamps in GB 77001-2022?", "does not hold GB 77001-2022; it holds"),
    ],
)
def test_a_number_that_is_not_held_is_declined(asker: Asker, question: str, said: str) -> None:
    answer = asker.ask(question, TODAY)
    assert answer.outcome == "declined", answer.text
    assert said in answer.text


@pytest.mark.parametrize("number", ["GB 77001-2024", "GB 77001-2034"])
def test_an_edition_held_is_answered_from_and_a_year_to_come_is_a_slip(asker: Asker, number: str) -> None:
    answer = asker.ask(f"按{number}，玻璃类灯具的铅限量是多少？", TODAY)
    assert answer.outcome == "answered"
    assert {one.edition for one in answer.citations} == {"lamps-2024"}
