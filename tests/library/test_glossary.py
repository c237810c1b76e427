"""Terms in both languages, and their other names in one."""

from __future__ import annotations

from assistant.library.glossary import Glossary, glossary


def test_terms_translated_alike_are_synonyms() -> None:
    terms = Glossary([("材料", "documents"), ("资料", "documents"), ("烟囱", "stack"), ("烟囱", "chimney")])
    assert terms.synonyms("申请要哪些材料？") == {"材料": ["资料"]}
    assert terms.synonyms("How high is the chimney?") == {"chimney": ["stack"]}
    assert terms.synonyms("还要等多久？") == {}


def test_the_shipped_tables_join_how_people_say_it_to_how_texts_do() -> None:
    assert "不予处罚" in glossary().synonyms("什么情况可以不罚？")["不罚"]


def test_terms_are_found_from_left_to_right_the_longest_where_they_overlap() -> None:
    terms = Glossary([("甲醛", "a"), ("甲醛释放量", "b"), ("释放", "c"), ("量值", "d"), ("限量", "e")])
    assert terms.chinese_in("甲醛释放量值和甲醛限量,释放") == ["甲醛释放量", "甲醛", "限量", "释放"]
    assert terms.chinese_in("") == terms.chinese_in("甲") == []
