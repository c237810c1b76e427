"""The text of a table's row: every cell with its column's head, and nothing left out that tells rows apart."""

from __future__ import annotations

import pytest

from assistant.reading.tables.clauses import row_text


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
