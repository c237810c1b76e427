from pathlib import Path

import numpy as np
import pytest

from assistant.retrieval.guess import AnswerGuess, Known, weighed

RIGHT, UP = np.array([1.0, 0.0], np.float32), np.array([0.0, 1.0], np.float32)
KNOWN = [
    Known({"boss": 1.0, "pay": 1.0}, RIGHT, {"employer": 0.8, "wage": 0.6}, UP),
    Known({"boss": 1.0, "fire": 1.0}, RIGHT, {"employer": 0.6, "dismissal": 0.8}, UP),
    Known({"flat": 1.0, "mould": 1.0}, UP, {"landlord": 1.0}, RIGHT),
]


def test_words_of_answers_are_guessed_from_words_of_questions() -> None:
    guess = AnswerGuess.fit(KNOWN).of({"boss": 1.0, "holiday": 1.0}, RIGHT)
    assert max(guess.words, key=lambda word: guess.words[word]) == "employer"
    assert guess.words["employer"] > guess.words.get("landlord", 0.0)
    assert float(guess.shift @ UP) > 0 > float(guess.shift @ RIGHT)


def test_a_question_left_out_is_guessed_as_if_it_had_never_been_known() -> None:
    whole, without = AnswerGuess.fit(KNOWN), AnswerGuess.fit(KNOWN[1:])
    left_out, fresh = whole.left_out(0), without.of(KNOWN[0].words, KNOWN[0].vector)
    assert left_out.words == pytest.approx(fresh.words, abs=1e-5)
    assert left_out.shift == pytest.approx(fresh.shift, abs=1e-5)
    assert "wage" not in left_out.words


def test_nothing_is_guessed_of_words_never_met() -> None:
    guess = AnswerGuess.fit(KNOWN).of({"comet": 1.0}, None)
    assert guess.words == {}
    assert not guess.shift.any()


def test_it_reads_back_as_it_was_written(tmp_path: Path) -> None:
    fitted = AnswerGuess.fit(KNOWN)
    fitted.save(tmp_path / "guess.npz")
    again = AnswerGuess.load(tmp_path / "guess.npz").of(KNOWN[0].words, RIGHT)
    assert again.words == pytest.approx(fitted.of(KNOWN[0].words, RIGHT).words, abs=0.01)


def test_words_weigh_by_how_rare_they_are_too() -> None:
    assert weighed({"a": 0.5, "b": 1.0}, {"a": 4.0, "b": 1.0}.__getitem__) == {"a": 2.0, "b": 1.0}
