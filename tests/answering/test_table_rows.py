"""Rows of tables that print several lines, or hold for a range: the right line, the right row."""

from __future__ import annotations

from decimal import Decimal

import pytest

from assistant.answering.ask import Asker
from assistant.answering.figure_text import describe, label_variants, unit_of
from assistant.answering.shelf import Edition
from assistant.answering.spans import amounts_in, rows_for, span_of
from assistant.answering.table_lines import lines_of
from tests.answering.conftest import clause, table


def test_lines_of_a_row_answer_one_another() -> None:
    assert lines_of(["甲醛", "25", "15\n20\n30", "0.26\n0.43\n1.4"]) == [
        ("甲醛", "25", "15", "0.26"),
        ("甲醛", "25", "20", "0.43"),
        ("甲醛", "25", "30", "1.4"),
    ]


@pytest.mark.parametrize(
    "cells",
    [
        ["甲醛", "25"],
        ["城镇二级\n污水处理厂", "20"],  # a label set on two lines
        ["采矿\n造纸\n其他", "70\n100"],  # counts that do not answer one another
        ["采矿工业\n其他单位", "一级\n二级"],  # no values
        ["粪大肠菌群数／（MPN／L）", "５ ０００"],  # one number, thousands parted
    ],
)
def test_other_rows_stay_whole(cells: list[str]) -> None:
    assert lines_of(cells) == [tuple(cells)]


def test_quantities_over_their_values_are_parted_by_their_units() -> None:
    row = [
        "化学需氧量 （ＣＯＤ） 浓度／ （ｍｇ／Ｌ） 最高允许排放负荷／ ［ｇ／ （床位·ｄ）］",
        "６０ ６１",
        "２５０ ２５１",
    ]
    assert lines_of(row) == [
        ("化学需氧量 （ＣＯＤ） 浓度／ （ｍｇ／Ｌ）", "６０", "２５０"),
        ("化学需氧量 （ＣＯＤ） 最高允许排放负荷／ ［ｇ／ （床位·ｄ）］", "６１", "２５１"),
    ]


@pytest.mark.parametrize(
    ("cell", "inside", "outside"),
    [
        ("9500>V≥5500", "5500", "9500"),
        ("V＜3800", "3799", "3800"),
        ("≥14", "14", "13.9"),
        ("1.4～＜2.8", "1.4", "2.8"),
        ("4~10", "10", "10.1"),
        ("20 t/h以上", "20", "19"),
    ],
)
def test_a_cell_gives_a_range(cell: str, inside: str, outside: str) -> None:
    span = span_of(cell)
    assert span is not None
    assert span.holds(Decimal(inside))
    assert not span.holds(Decimal(outside))


def test_a_name_gives_none() -> None:
    assert span_of("颗粒物") is None


def test_the_row_whose_range_holds_what_is_asked() -> None:
    header = ["油仓的容积V（L）", "限值（kPa）"]
    rows = [["V≥9500", "0.25"], ["9500>V≥5500", "0.38"], ["5500>V≥3800", "0.50"]]
    assert rows_for(amounts_in("单仓容积6000升的限值是多少？"), header, rows, [0]) == [1]
    assert rows_for(amounts_in("单仓6000公斤的限值是多少？"), header, rows, [0]) == []
    assert rows_for(amounts_in("单仓的限值是多少？"), header, rows, [0]) == []


def test_a_condition_given_as_a_number_chooses_the_row() -> None:
    header = ["污染物", "排气筒高度 m", "速率 kg/h"]
    rows = [["甲醛", "15", "0.26"], ["甲醛", "20", "0.43"]]
    assert rows_for(amounts_in("20米高的排气筒甲醛速率限多少？"), header, rows, [1]) == [1]
    # A value of the table is no condition.
    assert rows_for(amounts_in("0.43 kg/h 够吗？"), header, rows, [2]) == []


def test_a_table_knows_its_lines_its_classes_and_its_units(asker: Asker) -> None:
    record = asker.build.editions["lamps-2024"]
    rows = [["１", "15\n20", "0.26\n0.43"], ["２", "15\n20", "0.5\n0.9"]]
    whole = table("1", "限值 单位：dB(A)（室内除外）", ["环境类别", "高度 m", "限值"], rows)
    limits = Edition(record, [clause("4/1", "见表1。"), *whole]).tables["Table 1"]
    assert [line.cells for line in limits.lines] == [
        ("１", "15", "0.26"),
        ("１", "20", "0.43"),
        ("２", "15", "0.5"),
        ("２", "20", "0.9"),
    ]
    assert all(0 in line.labels for line in limits.lines)
    assert unit_of(limits, limits.lines[0], 2) == "dB(A)"
    assert describe(limits, limits.lines[0], [2], "zh") == "环境类别 １：限值 0.26 dB(A)"


def test_names_listed_in_one_cell_are_names_each() -> None:
    assert {"酚醛树脂", "氨基树脂"} <= label_variants("酚醛树脂 氨基树脂")
    assert label_variants("pH值 ᵃ") == {"ph值"}
    assert "控" not in label_variants("控 制项 目")
