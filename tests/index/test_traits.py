"""What sort of fact clauses state and questions ask after."""

from __future__ import annotations

import pytest

from assistant.index.traits import Trait, traits_asked, traits_stated


@pytest.mark.parametrize(
    ("text", "trait"),
    [
        ("证书的有效期为五年。", Trait.DURATION),
        ("The body shall decide within 30 working days.", Trait.DURATION),
        ("座椅每年检查一次。", Trait.DURATION),
        ("自2024年6月1日起实施。", Trait.DATE),
        ("It applies from 17 December 2025.", Trait.DATE),
        ("责令改正；情节严重的，吊销营业执照。", Trait.SANCTION),
        ("甲醛释放量不大于限值。", Trait.QUANTITY),
    ],
)
def test_a_clause_states_a_sort_of_fact(text: str, trait: Trait) -> None:
    assert trait in traits_stated(text)


def test_a_year_of_an_edition_is_no_duration() -> None:
    assert Trait.DURATION not in traits_stated("与2017年版相比，见2025年 3月的公告。")


@pytest.mark.parametrize(
    ("question", "trait"),
    [
        ("证书多久过期？", Trait.DURATION),
        ("How often is the plant inspected?", Trait.DURATION),
        ("这个标准哪天开始实施？", Trait.DATE),
        ("Since when has it applied?", Trait.DATE),
        ("不改会有什么后果？", Trait.SANCTION),
        ("What is the limit for benzene?", Trait.QUANTITY),
    ],
)
def test_a_question_asks_after_a_sort_of_fact(question: str, trait: Trait) -> None:
    assert traits_asked(question) == trait
