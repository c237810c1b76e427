"""Documents named by description: found where one fits, left alone where none or several do."""

from __future__ import annotations

from datetime import date

import pytest

from assistant.answering.ask import Asker
from assistant.answering.described import Descriptions
from assistant.library.model import EditionRecord

TITLES = {
    "GB 90001-2019": "玩具制造业水污染物排放标准",
    "GB 90002-2020": "灯具工业大气污染物排放标准",
    "DB44/903-2018": "灯具工业大气污染物排放标准",
    "GB 90004-2011": "乐器装配场界环境噪声排放标准",
    "GB 90005-2012": "陶器工业大气污染物排放标准",
    "GB 90006-2013": "蜡烛工业大气污染物排放标准",
    "HJ 9007-2013": "蜡烛废弃物贮存技术导则",
} | {f"GB {91000 + i}-2014": f"{name}工业大气污染物排放标准" for i, name in enumerate("甲乙丙丁戊己庚辛" * 6)}


@pytest.fixture(scope="module")
def descriptions() -> Descriptions:
    records = {
        number: EditionRecord(
            edition=number,
            document=number.rpartition("-")[0],
            file=f"{number}.pdf",
            sha256=number,
            pages=1,
            language="zh",
            kind="standard",
            number=number,
            title=title,
            title_en="Safety specification for string instruments" if "乐器" in title else None,
        )
        for number, title in TITLES.items()
    }
    return Descriptions(records)


@pytest.mark.parametrize(
    ("question", "meant"),
    [
        ("我们按玩具业水污染标准管，总磷限多少？", "GB 90001-2019"),
        ("灯具大气国标里颗粒物限多少？", "GB 90002-2020"),
        ("广东的灯具大气标准里颗粒物限多少？", "DB44/903-2018"),
        ("乐器装配（2011版国标）的噪声限多少？", "GB 90004-2011"),
        ("蜡烛废弃物贮存导则管蜡油吗？", "HJ 9007-2013"),
        ("what does the chinese string-instrument standard say of noise?", "GB 90004-2011"),
    ],
)
def test_a_document_is_named_by_what_its_title_says(descriptions: Descriptions, question: str, meant: str) -> None:
    assert [mention.editions for mention in descriptions.find(question)] == [(meant,)]


@pytest.mark.parametrize(
    "question",
    [
        "灯具大气标准里颗粒物限多少？",  # two documents carry that title
        "大气污染物排放标准里颗粒物限多少？",  # says nothing that tells one title from the others
        "木器标准里颗粒物限多少？",
        "什么标准适用？",
        "what does the standard say of noise?",
        "which string-instrument standard is there?",
    ],
)
def test_what_fits_none_or_several_names_no_document(descriptions: Descriptions, question: str) -> None:
    assert list(descriptions.find(question)) == []


def test_the_words_that_describe_are_the_range_given(descriptions: Descriptions) -> None:
    question = "请问按玩具业水污染标准，总磷限多少？"
    (mention,) = descriptions.find(question)
    assert question[mention.start : mention.end] == "玩具业水污染标准"


def test_each_of_two_documents_compared_is_answered(asker: Asker) -> None:
    answer = asker.ask(
        "玩具存放许可和灯具认证证书，toy storage rule和灯具认证办法规定的有效期一样吗？", date(2026, 11, 23)
    )
    assert {c.edition for c in answer.citations} == {"toy-rule", "lamp-measures"}
    assert "三年" in answer.text
    assert "two years" in answer.text


def test_another_document_does_not_answer_for_the_one_described(asker: Asker) -> None:
    """The lead limit is the lamp standard's; the toy storage rule has none."""
    answer = asker.ask("What is the lead limit in the toy storage rule?", date(2026, 11, 23))
    assert answer.outcome == "declined"
