"""Rows that no line parts: values printed line beside line in one drawn row, and forms."""

from __future__ import annotations

import pytest

from assistant.library.findings import tell_warning
from assistant.reading.tables.doubts import doubtful_rows, doubtful_symbols


def test_values_beside_each_other_in_three_columns_are_rows_and_texts_hold_for_all(read):
    (table,) = read("""
        #caption[表1　排放限值]
        #table(columns: (40pt, 60pt, 60pt, 60pt, 60pt, 60pt),
          [序号], [污染物], [高度], [二级], [三级], [监控点],
          [1], [(甲醛、\\ 乙醛、\\ 丙醛)],
          [15 \\ 20 \\ 30], [0.91 \\ 1.5 \\ 5.1], [1.4 \\ 2.3 \\ 7.8], [周界外 \\ 最高点],
          [2], [苯], [15], [0.5], [0.9], [周界外])
    """)
    assert table.row_serials == ("1", "1", "1", "2")
    assert table.rows[1] == ("1", "(甲醛、乙醛、丙醛)", "20", "1.5", "2.3", "周界外 最高点")


def test_names_with_as_many_lines_as_the_values_are_rows(read):
    (table,) = read("""
        #caption[表2　当量]
        #table(columns: (60pt, 120pt, 60pt, 60pt), [组], [同类物], [旧], [新],
          table.cell(rowspan: 2)[甲], [H1], [1], [1], [H2 \\ H3 \\ H4], [0.1 \\ 0.2 \\ 0.3], [0.1 \\ 0.1 \\ 0.3])
    """)
    assert table.rows[1:] == (("甲", "H2", "0.1", "0.1"), ("甲", "H3", "0.2", "0.1"), ("甲", "H4", "0.3", "0.3"))


@pytest.mark.parametrize("third", ["0.9 \\ 1.1", "0.9 \\ 1.1 \\ 1.2 \\ 1.3"])
def test_a_column_with_fewer_or_more_values_leaves_the_row_as_drawn(read, third):
    (table,) = read(f"""
        #caption[表3　限值]
        #table(columns: (40pt, 60pt, 60pt, 60pt, 60pt), [序号], [名称], [高度], [二级], [三级],
          [1], [苯], [15 \\ 20 \\ 30], [0.5 \\ 0.6 \\ 0.7], [{third}], [2], [酚], [15], [0.1], [0.2])
    """)
    assert table.rows[0][2] == "15 20 30"


def test_two_values_under_a_name_of_three_lines_stay_one_row(read):
    (table,) = read("""
        #caption[表4　限值]
        #table(columns: (40pt, 160pt, 60pt, 60pt), [序号], [项目], [排放], [预处理],
          [5], [需氧量 \\ 浓度 \\ 负荷], [\\ 60 \\ 60], [\\ 250 \\ 250], [6], [酸碱度], [6~9], [6~9])
    """)
    assert table.rows[0] == ("5", "需氧量 浓度 负荷", "60 60", "250 250")


def test_a_head_that_ends_with_a_colon_is_a_row_beside_values(read):
    (table,) = read("""
        #caption[表5　指数]
        #table(columns: (160pt, 80pt), [类型], [限值],
          [小箱 \\ 飞机： \\ a) 客机 \\ b) 货机 \\ 船舶], [50 \\ \\ 50 \\ 200 \\ 不限])
    """)
    assert table.rows == (("小箱", "50"), ("飞机：", ""), ("a) 客机", "50"), ("b) 货机", "200"), ("船舶", "不限"))


def test_a_name_with_a_head_above_it_goes_with_its_values(read):
    (table,) = read("""
        #caption[Table 6 — Defects]
        #table(columns: (140pt, 50pt, 50pt, 50pt), [Defect], [A], [B], [C],
          [Matter: \\ — organic \\ — inorganic], [\\ 1,0 \\ 0,5], [\\ 0,5 \\ 0,3], [\\ 0,1 \\ 0,2],
          [Paddy], [2,5], [0,4], [1])
    """)
    assert table.rows[:3] == (
        ("Matter:", "", "", ""),
        ("— organic", "1,0", "0,5", "0,1"),
        ("— inorganic", "0,5", "0,3", "0,2"),
    )


def test_a_counted_list_beside_quantities_is_rows(read):
    (table,) = read("""
        #table(columns: (60pt, 90pt, 90pt, 60pt), table.cell(colspan: 2)[污染物], [当量值], [备注],
          [1.pH值], [1）0-1 \\ 2）1-2 \\ 3）2-3], [0.06吨污水 \\ 0.125吨污水 \\ 0.25吨污水], [其余 \\ 类推],
          table.cell(colspan: 2)[2.色度], [5吨水·倍], [])
    """)
    assert table.rows[2] == ("1.pH值", "3）2-3", "0.25吨污水", "其余 类推")
    assert len(table.rows) == 4


def test_a_form_keeps_its_caption_over_a_line_to_tick(read):
    (table,) = read("""
        #caption[表G.7　泄漏检测记录表]
        检测目的：□验收检测 #h(40pt) □监督性检测
        #table(columns: 4, [名称], [], [状态], [], [型号], [], [编号], [], [依据], [], [时间], [])
    """)
    assert (table.number, table.header, len(table.rows)) == ("G.7", (), 3)


def test_a_form_keeps_its_caption_over_a_line_that_asks(read):
    (table,) = read("""
        #caption[表G.1　检测记录表]
        检测目的： #h(60pt) 验收 #h(60pt) 抽查
        #table(columns: (100pt, 100pt, 100pt), [编号], [标号], [压力], [], [], [], [], [], [], [], [], [])
    """)
    assert (table.number, table.header) == ("G.1", ("编号", "标号", "压力"))


def test_a_unit_beside_the_second_line_of_a_caption(read):
    (table,) = read("""
        #caption[表4　乙类物质最高允许排放浓度]
        #grid(columns: (1fr, auto, 1fr), [], caption[（新建的单位）], align(right)[mg/L])
        #table(columns: (40pt, 1fr, 1fr), [序号], [项目], [一级], [1], [铅], [0.5])
    """)
    assert (table.number, table.title, table.unit) == ("4", "乙类物质最高允许排放浓度（新建的单位）", "mg/L")


def test_a_letter_with_a_colon_opens_a_note(read):
    (table,) = read("""
        #caption[表D.1　方法]
        #table(columns: (60pt, 160pt), [项目], [方法], [苯], [色谱法#super[a]],
          table.cell(colspan: 2, text(8pt)[a：暂参考所列方法。]))
    """)
    assert table.rows == (("苯", "色谱法 ᵃ"),)
    assert [(note.mark, note.text) for note in table.notes] == [("a", "暂参考所列方法。")]


def test_a_caption_alone_at_the_foot_heads_the_part_marked_as_its_continuation(read):
    (table,) = read("""
        #v(360pt)
        #caption[表D.2　常见物质]
        #pagebreak()
        #caption[表D.2（续）　常见物质]
        #table(columns: 2, [工艺], [物质], [清洗], [丙酮])
    """)
    assert (table.number, table.page, table.end_page) == ("D.2", 1, 2)
    assert table.consumed >= {(1, 0), (2, 0)}


def test_a_row_whose_stacks_differ_is_told(read):
    tables = read("""
        #caption[表3　限值]
        #table(columns: (40pt, 60pt, 60pt, 60pt, 60pt), [序号], [名称], [高度], [二级], [三级],
          [1], [苯], [15 \\ 20 \\ 30 \\ 40], [0.5 \\ 0.6 \\ 0.7 \\ 0.8], [0.9 \\ 1.1 \\ 1.2],
          [2], [酚], [15 \\ 20 \\ 30], [0.1 \\ 0.2 \\ 0.3], [0.2 \\ 0.3 \\ 0.4], [3], [汞], [1 000], [2 000], [3 000])
    """)
    (warning,) = doubtful_rows(tables)
    assert (warning.code, warning.page, warning.reason) == ("table_doubtful", 1, "3: 1")
    assert "第 1 页" in tell_warning("zh", warning)


def test_a_serial_read_with_its_text_goes_to_its_own_column_where_it_is_due(read):
    (table,) = read("""
        #caption[表4　方法]
        #table(columns: (40pt, 90pt, 90pt), [序号], [项目], [方法], [1], [水温], [温度计],
          [], table.cell(rowspan: 2)[2酸度], [电极], [], [滴定], [3], [2甲基酚], [色谱], [], [4氯酚], [], [7], [苯], [])
    """)
    assert [row[:2] for row in table.rows] == [
        ("1", "水温"),
        ("2", "酸度"),
        ("2", "酸度"),
        ("3", "2甲基酚"),
        ("", "4氯酚"),
        ("7", "苯"),
    ]


def test_pairs_of_values_beside_a_name_are_rows(read):
    (table,) = read("""
        #caption[表2 排放标准值]
        #table(columns: 4, [序号], [控制项目], [排气筒高度，m], [排放量，kg/h],
          table.cell(align: horizon)[1], table.cell(align: horizon)[硫化氢], [15 \\ 20 \\ 25], [0.33 \\ 0.58 \\ 0.90],
          table.cell(align: horizon)[2], table.cell(align: horizon)[甲硫醇], [15 \\ 20], [0.04 \\ 0.08])
    """)
    assert table.rows[:3] == (
        ("1", "硫化氢", "15", "0.33"),
        ("1", "硫化氢", "20", "0.58"),
        ("1", "硫化氢", "25", "0.90"),
    )
    assert len(table.rows) == 4


def test_a_sign_that_stands_alone_among_others_like_it_is_told(read):
    rows = "".join(f"[物质{n}], [≤0.{n}], [\\<0.{n}]," for n in range(1, 7))
    tables = read(f"""
        #caption[表3　限值]
        #table(columns: (60pt, 60pt, 60pt), [名称], [一级], [二级], {rows} [苯], [\\<0.7], [\\<0.7])
    """)
    (warning,) = doubtful_symbols(tables)
    assert (warning.code, warning.reason) == ("doubtful_symbol", "3: <0.7")
    assert "≤" in tell_warning("zh", warning)


def test_a_resistance_in_watts_is_told_and_a_power_is_not(read):
    tables = read("""
        #caption[表4　绝缘电阻]
        #table(columns: (60pt, 90pt), [部位], [要求], [外壳], [≥2 MW], [插头], [≥7 MW])
        #caption[表5　功率]
        #table(columns: (60pt, 90pt), [部位], [要求], [灯], [≤7 W], [风扇], [≤20 W])
    """)
    (warning,) = doubtful_symbols(tables)
    assert warning.reason == "4: ≥2 MW, ≥7 MW"
