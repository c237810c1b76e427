"""A question restricted to chosen editions is answered from these alone, and the answer says so."""

from __future__ import annotations

from datetime import date

import pytest

from assistant.answering.ask import Asker
from assistant.errors import NotFoundError
from assistant.library.model import Answer

TODAY = date(2026, 11, 23)


def ask(asker: Asker, question: str, *editions: str) -> Answer:
    return asker.ask(question, as_of=TODAY, editions=editions)


def restriction(answer: Answer) -> str:
    (said,) = (note.message for note in answer.notes if note.code == "restricted")
    return said


def test_the_edition_chosen_answers_though_another_is_in_force(asker: Asker) -> None:
    question = "玻璃类灯具的铅限量是多少？"
    assert {one.edition for one in ask(asker, question).citations} == {"lamps-2024"}
    answer = ask(asker, question, "lamps-2019")
    assert {one.edition for one in answer.citations} == {"lamps-2019"}
    assert "GB 77001-2019" in restriction(answer)
    assert any(note.code == "superseded" for note in answer.notes)


def test_what_the_chosen_edition_does_not_say_is_declined_for_it_alone(asker: Asker) -> None:
    answer = ask(asker, "灯具认证证书有效期多久？", "lamps-2024")
    assert answer.outcome == "declined"
    assert "所选文件" in answer.text
    assert "GB 77001-2024" in restriction(answer)


def test_an_edition_named_but_not_chosen_is_told(asker: Asker) -> None:
    answer = ask(asker, "GB 77001-2024中玻璃类灯具的铅限量是多少？", "lamps-2019")
    assert {one.edition for one in answer.citations} <= {"lamps-2019"}
    assert "GB 77001-2024" in restriction(answer).split("；")[1]


def test_the_status_of_an_edition_that_was_not_chosen_is_not_told(asker: Asker) -> None:
    answer = ask(asker, "GB 77001-2024还有效吗？", "lamps-2019")
    assert {one.edition for one in answer.citations} <= {"lamps-2019"}


def test_without_a_choice_nothing_is_said_of_one(asker: Asker) -> None:
    assert all(note.code != "restricted" for note in ask(asker, "玻璃类灯具的铅限量是多少？").notes)


def test_an_unknown_edition_is_an_error(asker: Asker) -> None:
    with pytest.raises(NotFoundError, match="nowhere"):
        ask(asker, "玻璃类灯具的铅限量是多少？", "nowhere")
