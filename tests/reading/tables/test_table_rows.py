"""The text of a table's row: every cell with its column's head, and nothing left out that tells rows apart."""

from __future__ import annotations

import pytest

from assistant.reading.tables.clauses import naming_column, row_text, table_clauses


@pytest.mark.parametrize(
    ("header", "cells", "text"),
    [
        (("序号", "项目", "限值"), ("1", "铅", "0.5"), "项目: 铅；限值: 0.5"),
        (("序 号", "项目", "限值"), ("1", "铅", "0.5"), "项目: 铅；限值: 0.5"),
        (("序号", "项目", "限值"), ("基准排水量", "酒精企业", "40"), "基准排水量；项目: 酒精企业；限值: 40"),
        (("序号", "项目", "项目", "限值"), ("排水量", "排水量", "白酒", "30"), "排水量；项目: 白酒；限值: 30"),
        (("Item", "Limit"), ("Lead", "90"), "Lead；Limit: 90"),
        (("项目", "一级", "二级"), ("pH", "6～9", "6～9"), "项目: pH；一级: 6～9；二级: 6～9"),
        (("序号", "项目"), ("1", ""), ""),
    ],
)
def test_a_rows_text(header, cells, text):
    assert row_text(header, cells) == text


def test_a_column_without_a_cell_of_its_own_is_kept_unless_it_is_a_sliver(read):
    (table,) = read("""
        #caption[表1　排放限值]
        #table(columns: (30pt, 30pt, 60pt, 60pt), [序号], table.cell(colspan: 2)[项目], [限值],
          [1], table.cell(colspan: 2)[酸碱度], [6~9],
          table.cell(rowspan: 2, colspan: 2)[排水量], [酒精], [40], [白酒], [30])
    """)
    assert table.header == ("序号", "项目", "项目", "限值")
    assert table.rows[1:] == (("排水量", "排水量", "酒精", "40"), ("排水量", "排水量", "白酒", "30"))


def test_rows_of_a_table_without_caption_are_called_by_the_cell_that_tells_them_apart(read):
    source = """
        #table(columns: 4, [序号], [类别], [违法行为], [依据],
          [1], table.cell(rowspan: 2)[水污染], [超标排放污水], [第十条],
          [2], [不正常运行设施], [第十条],
          [3], [大气污染], [未密闭物料], [第三条],
          [备注], table.cell(colspan: 3)[首次违法按照规定执行，改正应结合现场书面意见认定。])
    """
    (group,) = table_clauses(read(source), {}, [], chinese=True)
    rows = [clause for clause in group if clause.kind == "row"]
    assert [row.title for row in rows] == ["超标排放污水", "不正常运行设施", "未密闭物料"]
    assert [clause.title for clause in group if clause.kind == "note"] == [None]
    assert rows[1].text == "类别: 水污染；违法行为: 不正常运行设施；依据: 第十条"
    (captioned,) = table_clauses(read("#caption[表1 违法行为]" + source), {}, [], chinese=True)
    assert {clause.title for clause in captioned if clause.kind == "row"} == {"违法行为"}


@pytest.mark.parametrize(
    ("header", "rows"),
    [
        (("项目", "限值"), (("铅及其化合物", "1"), ("铅及其化合物", "2"), ("汞及其化合物", "3"))),
        (("年份", "限值"), (("2017年", "1.0"), ("2018", "2.0"), ("2019", "3.0"))),
        (("项目", "限值"), (("总铅", "1"), ("总汞", "2"))),
        ((), (("总铅", "1"), ("总汞", "2"), ("总砷", "3"))),
    ],
)
def test_a_column_that_repeats_or_counts_names_no_rows(header, rows):
    assert naming_column(header, rows) is None


def test_a_form_that_only_asks_for_entries_is_no_table(read, tmp_path):
    form = "#table(columns: (100pt, 200pt), [Agency], [], [Point of contact], [], [Dates of testing], [])"
    assert read("The report must be included.\n\n" + form) == []
    (table,) = read("#caption[Table 1 — Report]\n" + form)
    assert len(table.rows) == 3
