"""A question in other words: each thing asked after counts once, by whichever name a clause has for it."""

import numpy as np
import pytest

from assistant.index.lexical import LexicalIndex
from assistant.index.words import words_of
from assistant.library.dictionary import Phrases, chinese_words, colloquial, english_words
from assistant.retrieval.renderings import Concept, Rendering, broadened, match, translated

CLAUSES = [
    "排气筒高度不应低于15 m。",
    "Each exhaust stack shall be at least 15 m high.",
    "The waiver of a fee is not provided for.",
    "污泥的含水率应小于80%。",
    "甲醛用气候箱法测定。",
    "标识应当清晰。",
    "检测报告由实验室签发。",
]


@pytest.fixture(scope="module")
def index() -> LexicalIndex:
    return LexicalIndex.build(words_of(text) for text in CLAUSES)


def best(index: LexicalIndex, rendering: Rendering | None) -> int:
    assert rendering is not None
    return int(np.argmax(match(index, rendering.concepts).coverage))


@pytest.mark.parametrize(("question", "row"), [("烟囱最矮多高？", 0), ("压完的泥，水分不能超过多少？", 3)])
def test_what_people_say_finds_what_standards_print(index: LexicalIndex, question: str, row: int) -> None:
    assert best(index, broadened(question, dict.fromkeys(words_of(question), 1.0))) == row


@pytest.mark.parametrize(("question", "row"), [("能不能申请豁免？", 2), ("Which laboratory signs the test report?", 6)])
def test_a_question_is_said_in_the_other_language(index: LexicalIndex, question: str, row: int) -> None:
    rendering = translated(question, ())
    assert best(index, rendering) == row
    assert rendering is not None
    assert 0.4 < rendering.said <= 1


def test_figures_stand_in_both_languages(index: LexicalIndex) -> None:
    rendering = translated("排气筒15 m", ["15"])
    assert rendering is not None
    assert Concept((("15",),), (1.0,)) in rendering.concepts


def test_a_thing_counts_once_however_many_names_it_has(index: LexicalIndex) -> None:
    one = (Concept((("标识",),), (1.0,)), Concept((("甲醛",),), (1.0,)))
    many = (Concept((("标识",), ("无此", "此词"), ("别名",)), (1.0, 1.0, 1.0)), Concept((("甲醛",),), (1.0,)))
    assert match(index, many).coverage == pytest.approx(match(index, one).coverage)
    assert match(index, many).coverage.max() <= 1


def test_a_name_held_in_part_counts_less_than_a_whole_one(index: LexicalIndex) -> None:
    cover = match(index, (Concept((("排气", "气筒"), ("气候", "候炉")), (1.0, 1.0)),)).coverage
    assert cover[0] == pytest.approx(1)
    assert 0 < cover[4] < 0.5


def test_nothing_is_rendered_where_no_word_is_known() -> None:
    assert translated("Zxqv?", ()) is None
    assert broadened("zxqv", {"zxqv": 1.0}) is None


def test_phrases_are_found_longest_first_and_as_whole_words() -> None:
    phrases = Phrases({"lab": ("laboratory",), "lab report": ("test report",), "噪声": ("声响",)})
    folded = "the lab report on labour and 噪声"
    assert [folded[start:end] for start, end in phrases.find(folded)] == ["lab report", "噪声"]


def test_the_tables_hold_words_of_both_languages() -> None:
    assert "豁免" in english_words().of("waiver") or "放弃" in english_words().of("waiver")
    assert chinese_words().of("豁免")
    assert "排气筒" in colloquial().of("烟囱")
