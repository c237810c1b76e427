import math
import os
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from assistant.errors import BuildError
from assistant.index.lexical import LexicalIndex
from assistant.index.postings import laid_together, share_of
from assistant.index.words import question_words, words_of

TEXTS = [["green", "chair", "chair"], ["green", "desk"], ["red", "lamp"]]


def test_scores_agree_with_the_formula_worked_by_hand() -> None:
    index = LexicalIndex.build(TEXTS)
    idf = math.log(1 + (3 - 1 + 0.5) / (1 + 0.5))
    length = 3 / (7 / 3)
    expected = idf * 2 * 2.2 / (2 + 1.2 * (1 - 0.6 + 0.6 * length)) / (idf * 2.2)
    assert index.match({"chair": 1.0}).score.tolist() == pytest.approx([expected, 0.0, 0.0], rel=1e-5)


def test_coverage_is_the_share_of_the_question_by_rarity() -> None:
    matches = LexicalIndex.build(TEXTS).match({"green": 1.0, "chair": 1.0})
    assert matches.coverage[0] == pytest.approx(1.0)
    assert 0 < matches.coverage[1] < 0.5
    assert matches.coverage[2] == 0


def test_an_index_reads_back_as_it_was_written(tmp_path: Path) -> None:
    index = LexicalIndex.build(TEXTS)
    index.save(tmp_path, "own")
    again = LexicalIndex.load(tmp_path, "own", 3)
    assert (
        again.match({"desk": 1.0, "green": 0.5}).score.tolist()
        == index.match({"desk": 1.0, "green": 0.5}).score.tolist()
    )
    assert again.words_at([0, 2]) == [["green", "chair"], ["red", "lamp"]]
    assert not list(tmp_path.glob("*.pkl"))


def test_words_are_known_in_their_order_and_by_clause(tmp_path: Path) -> None:
    LexicalIndex.build(TEXTS, in_order=True).save(tmp_path, "own")
    index = LexicalIndex.load(tmp_path, "own", 3)
    ends, places = index.sequences(np.array([2, 0]), ["chair", "unheard", "lamp"])
    assert ends.tolist() == [0, 2, 5]
    assert places.tolist() == [-1, 2, -1, 0, 0]
    held = index.held(["green", "unheard", "lamp"], np.array([1, 2]))
    assert (held > 0).tolist() == [[True, False], [False, False], [False, True]]
    chair = index.words_of(np.array([0]))[0]
    assert set(chair) == {"green", "chair"}
    assert sum(weight**2 for weight in chair.values()) == pytest.approx(1.0)
    assert index.likeness(chair).tolist() == pytest.approx(
        [1.0, chair["green"] * index.words_of(np.array([1]))[0]["green"], 0]
    )


def test_an_index_without_the_order_of_words_says_so() -> None:
    with pytest.raises(BuildError, match="assistant index"):
        LexicalIndex.build(TEXTS).sequences(np.array([0]), ["chair"])


def test_chinese_gives_characters_pairs_and_terms() -> None:
    words = words_of("甲醛释放量")
    assert {"甲", "甲醛", "释放", "<甲醛释放量>"} <= set(words)


@pytest.mark.parametrize(
    ("text", "word"),
    [
        ("GB/T 35607—2024", "#gbt35607:2024"),
        ("≤0.050 mg/m³", "0.050"),
        ("1,000 pieces", "1000"),
        ("limits", "limit"),
        ("Ｌｉｍｉｔ", "limit"),
        ("101,3 kPa", "101.3"),
    ],
)
def test_numbers_stay_whole_and_words_lose_their_endings(text: str, word: str) -> None:
    assert word in words_of(text)


def test_words_come_in_one_order_whatever_the_process_hashes_by() -> None:
    code = "from assistant.index.words import words_of; print(words_of('GB/T 1.1—2009 and ISO 9001:2015, GB 2-1999'))"
    told = {
        subprocess.run(
            [sys.executable, "-c", code], env=os.environ | {"PYTHONHASHSEED": seed}, check=True, capture_output=True
        ).stdout
        for seed in ("1", "2", "3")
    }
    assert len(told) == 1


def test_shares_laid_together_are_what_all_texts_give_at_once() -> None:
    texts = [["b", "a", "b"], ["c"], [], ["a", "d", "e", "d"], ["e", "b"]]
    whole = laid_together([share_of(texts, in_order=True)])
    for cut in range(len(texts) + 1):
        parted = laid_together([share_of(some, in_order=True) for some in (texts[:cut], texts[cut:])])
        assert list(parted.vocabulary.items()) == list(whole.vocabulary.items())
        for part in ("starts", "rows", "weights", "runs", "run_starts"):
            assert getattr(parted, part).dtype == getattr(whole, part).dtype
            assert getattr(parted, part).tolist() == getattr(whole, part).tolist()


def test_a_question_loses_what_it_is_phrased_with() -> None:
    assert "多少" not in question_words("甲醛的限值是多少？")
    assert question_words("What is the limit?") == ["limit"]
