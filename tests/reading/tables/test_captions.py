"""Captions, units and notes as standards print them."""

from __future__ import annotations

import pytest

from assistant.reading.tables.captions import is_bare_unit, is_unit, read_caption, split_note


@pytest.mark.parametrize(
    ("text", "number", "title", "continued"),
    [
        ("表1 限量", "1", "限量", False),
        ("表 1　限量", "1", "限量", False),
        ("表１ ⼀般限量", "1", "⼀般限量", False),
        ("表１（续）", "1", "", True),
        ("续表1", "1", "", True),
        ("续表", "", "", True),
        ("表A.1 对照", "A.1", "对照", False),
        ("表Ａ．２ 检索表", "A.2", "检索表", False),
        ("Table 2 (continued)", "2", "", True),
        ("Table A.1 — Limits", "A.1", "Limits", False),
        ("Table 4-1. Tier Summary", "4-1", "Tier Summary", False),
        ("Table 5-1: Fields (continued)", "5-1", "Fields", True),
        ("附表 应税项目", "", "附表 应税项目", False),
    ],
)
def test_captions(text, number, title, continued):
    caption = read_caption(text)
    assert caption is not None
    assert (caption.number, caption.title, caption.continued) == (number, title, continued)


@pytest.mark.parametrize(
    "text",
    [
        "表1规定了限量。",
        "表1中的限量适用于所有产品",
        "Table 1 shows the limits",
        "Table 1 and Table 2 apply",
        "表1和表2",
        "表明企业符合要求",
        "tables are listed below",
        "见表1",
    ],
)
def test_sentences_are_no_captions(text):
    assert read_caption(text) is None


def test_unit_on_the_caption_line():
    caption = read_caption("表2 排放限值 单位：mg/L（pH值除外）")
    assert caption is not None
    assert (caption.title, caption.unit) == ("排放限值", "单位：mg/L（pH值除外）")


@pytest.mark.parametrize("text", ["单位为毫克每千克", "单位：mg/m3", "计量单位：吨", "Dimensions in millimetres"])
def test_units(text):
    assert is_unit(text)


def test_bare_units():
    assert is_bare_unit("mg/kg")
    assert not is_bare_unit("每千克毫克数很多")


@pytest.mark.parametrize(
    ("text", "marks", "note"),
    [
        ("注：仅作参考。", set(), ("注", "仅作参考。")),
        ("注1：仅作参考。", set(), ("注1", "仅作参考。")),
        ("NOTE 2 Only rice.", set(), ("NOTE2", "Only rice.")),
        ("a 只对面单。", {"a"}, ("a", "只对面单。")),
        ("a）只对面单。", {"a"}, ("a", "只对面单。")),
        ("a 只对面单。", {"b"}, ("a", "只对面单。")),
        ("注：ᵃ 烟气中的浓度", {"a"}, ("a", "烟气中的浓度")),
        ("注：① 二甲苯", {"①"}, ("①", "二甲苯")),
        ("（1）适用于间接排放。", {"(1)"}, ("(1)", "适用于间接排放。")),
    ],
)
def test_notes(text, marks, note):
    assert split_note(text, marks) == note


@pytest.mark.parametrize("text", ["a) 列项一；", "1) 列项", "（1）款", "本标准适用于家具。", "A list of things"])
def test_list_items_and_sentences_are_no_notes(text):
    assert split_note(text, set()) is None


def test_a_concluded_table_is_a_continuation():
    caption = read_caption("表 3（完）")
    assert caption is not None
    assert (caption.number, caption.continued) == ("3", True)


def test_a_capital_letter_alone_may_be_the_number():
    caption = read_caption("表A　毒性当量因子")
    assert caption is not None
    assert (caption.number, caption.title) == ("A", "毒性当量因子")
    assert read_caption("表A 给出了当量因子。") is None
    assert read_caption("表a 毒性当量因子") is None


def test_a_unit_alone_after_the_number_is_no_title():
    caption = read_caption("表4（续） mg/L")
    assert caption is not None
    assert (caption.title, caption.unit) == ("", "mg/L")
