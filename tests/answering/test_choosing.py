"""Which clause answers: the definition, the list of contents, the steps in between, the penalty for an article."""

from __future__ import annotations

from datetime import date

import pytest

from assistant.answering.ask import Asker
from assistant.answering.understanding import articles_in
from assistant.answering.worth import HAS_NUMBER, of_table_asked
from tests.answering.conftest import clause

TODAY = date(2026, 11, 23)


@pytest.mark.parametrize(
    ("question", "first", "said"),
    [
        ("什么是香薰蜡烛？", "2/1", "含有香料的蜡烛"),
        ("蜡烛的包装标签上要写明哪些内容？", "3", "燃烧时间"),
        ("What has to be shown on the packaging label of candles?", "3", "燃烧时间"),
        ("蜡烛经营许可从提交申请书到公布结果有哪些步骤？", "5", "现场核查"),
        ("蜡烛经营地址变更了，许可证要换发新证吗？", "8", "许可证到期"),
        ("蜡烛堆放高度比2017年有什么变化？", "9", "改为2.5 m"),
        ("I read that 1.5 applies to the height of stacked candles (堆放高度). What is the limit?", "9", "2.5 m"),
        ("蜡烛经营者违反第七条最高罚款多少？", "22", "三千元"),
        ("蜡烛经营者违反第六条最高罚款多少？", "21", "一万元"),
    ],
)
def test_the_clause_that_gives_what_is_asked_is_cited_first(asker: Asker, question: str, first: str, said: str) -> None:
    answer = asker.ask(question, TODAY)
    assert answer.outcome == "answered"
    assert (answer.citations[0].edition, answer.citations[0].key) == ("candle-code", first)
    assert said in answer.text


def test_articles_are_read_from_lists_and_ranges() -> None:
    assert articles_in("违反第八条、第二十一条") == ("8", "21")
    assert articles_in("pursuant to articles 8, 11(2) and 25 to 27") == ("8", "11", "25", "26", "27")
    assert articles_in("8 articles") == ()


@pytest.mark.parametrize(
    ("path", "text", "refers"),
    [
        ("Table 1/2", "铅: 5", True),
        ("4/1", "自2021年1月1日起执行表 1规定的限值。", True),
        ("4/2", "执行表12规定的限值。", False),
        ("4/3", "执行表1.1规定的限值。", False),
    ],
)
def test_a_clause_that_refers_to_the_table_asked_about_counts_as_of_it(
    asker: Asker, path: str, text: str, refers: bool
) -> None:
    question = asker.names.understand("从哪天起执行表1的限值？")
    assert of_table_asked(question, clause(path, text)) is refers


def test_numbers_in_words_are_numbers() -> None:
    for text in ("covers seventeen areas", "eight cases", "处三千元以下罚款", "每年2次"):
        assert HAS_NUMBER.search(text), text
    assert not HAS_NUMBER.search("often attended")


def test_how_long_a_certificate_lasts_is_its_validity(asker: Asker) -> None:
    answer = asker.ask("How long will the luminaire certificate last?", TODAY)
    assert [(c.edition, c.key) for c in answer.citations][:1] == [("lamp-measures", "7")]
