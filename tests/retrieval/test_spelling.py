import pytest

from assistant.index.lexical import LexicalIndex
from assistant.index.words import words_of
from assistant.library.confusion import confusable
from assistant.retrieval.spelling import Spelling

TEXTS = [
    "人造板甲醛释放限量应符合表1的规定。",
    "认证机构应当对获证产品实施跟踪检查。",
    "园林座椅的重金属限量与检验规则。",
    "The formaldehyde emission limit of garden benches is given in the table.",
    "Swings shall be inspected each month and a record kept.",
]


@pytest.fixture(scope="module")
def spelling() -> Spelling:
    return Spelling(LexicalIndex.build(words_of(text) for text in TEXTS))


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("甲全释放限量是多少", "甲醛释放限量是多少"),
        ("产品认正机构", "产品认证机构"),
        ("甲醛放释限量", "甲醛释放限量"),
        ("重金署限量", "重金属限量"),
        ("What is the formaldehide limit?", "What is the formaldehyde limit?"),
        ("inspectoin of swigns", "inspection of swings"),
        ("Formaldehye of bences", "Formaldehyde of benches"),
    ],
)
def test_a_slip_is_read_as_the_word_meant(spelling: Spelling, typed: str, meant: str) -> None:
    text, mended = spelling.mend(typed)
    assert text.lower() == meant.lower()
    assert mended


@pytest.mark.parametrize(
    "question",
    [
        "园林座椅的甲醛限量是多少？",
        "咱们厂子咋申请认证",
        "Which product is the best one in reach?",
        "GB 18580-2025 4.2",
        "Does Kaltenbrunner GmbH hold a licence?",
        "0.124 mg/m3",
        "全部座椅都要检验吗",
    ],
)
def test_what_is_no_slip_stays(spelling: Spelling, question: str) -> None:
    assert spelling.mend(question) == (question, {})


def test_characters_are_confused_both_ways() -> None:
    assert "证" in confusable()["正"]
    assert "正" in confusable()["证"]
    assert "己" in confusable()["已"]
    assert "全" in confusable()["醛"]
