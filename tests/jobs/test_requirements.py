"""Limits read from tables and sentences of small documents of our own; a doubtful value is left blank."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import typst

from assistant.answering.shelf import Edition
from assistant.jobs.requirements.cells import caption_unit, is_limit, units_in, values_in, without_unit
from assistant.jobs.requirements.reading import binding_of, requirements
from assistant.jobs.requirements.shapes import Requirement
from assistant.library.catalogue import Catalogue
from assistant.library.editions import edition_records
from assistant.library.folding import locate
from assistant.library.model import Clause, Document, EditionRecord, ReadingWarning
from assistant.reading.read import read_pdf


def clause(key: str, text: str = "", **more: Any) -> Clause:
    path = tuple(key.split("/"))
    given = {"kind": "clause", "label": ".".join(path), "page": 1, "end_page": 1} | more
    return Clause(**given, key=key, path=path, text=text)


def table(title: str, header: tuple[str, ...], *rows: tuple[str, ...], text: str = "", **more: Any) -> list[Clause]:
    """A table with its rows, as the reader gives them."""
    whole = clause("Table 1", text or title, kind="table", title=title, header=header, rows=rows)
    return [
        whole,
        *(
            clause(f"Table 1/{n}", " ".join(cells), kind="row", title=title, header=header, cells=cells, **more)
            for n, cells in enumerate(rows, 1)
        ),
    ]


def record(*warnings: ReadingWarning, number: str = "GB 10001-2020", **more: Any) -> EditionRecord:
    given: dict[str, Any] = {
        "edition": "a", "document": "GB 10001", "file": "a.pdf", "sha256": "0", "pages": 1, "language": "zh",
        "kind": "standard",
    }  # fmt: skip
    return EditionRecord(**(given | {"number": number, "warnings": warnings} | more))


def read(*clauses: Clause, of: EditionRecord | None = None) -> list[Requirement]:
    return requirements(Edition(of or record(), clauses))


def told(rows: list[Requirement]) -> list[tuple[str, str | None, str, tuple[str, ...]]]:
    return [(row.indicator, row.limit, row.unit, row.conditions) for row in rows]


def test_the_unit_of_a_caption_holds_for_all_but_what_it_excepts() -> None:
    rows = table(
        "水污染物排放限值", ("序号", "污染物项目", "限值 直接排放", "限值 间接排放", "监控位置"),
        ("1", "pH值", "6～9", "—", "总排放口"), ("2", "氨氮", "8.0", "20", "总排放口"),
        ("3", "色度", "30", "40", "总排放口"),
        text="单位：mg/L（pH值、色度除外）",
    )  # fmt: skip
    assert told(read(*rows)) == [
        ("pH值", "6~9", "", ("直接排放", "监控位置: 总排放口")),
        ("氨氮", "8.0", "mg/L", ("直接排放", "监控位置: 总排放口")),
        ("氨氮", "20", "mg/L", ("间接排放", "监控位置: 总排放口")),
        ("色度", "30", "", ("直接排放", "监控位置: 总排放口")),
        ("色度", "40", "", ("间接排放", "监控位置: 总排放口")),
    ]


def test_a_cell_with_several_values_is_left_blank() -> None:
    rows = table(
        "排放限值", ("污染物", "标准值"),
        ("化学需氧量 浓度/（mg/L） 最高允许排放负荷/[g/（床位·d）]", "60 60"),
        ("悬浮物/（mg/L）", "400 550"), ("粪大肠菌群数/（MPN/L）", "5 000"),
    )  # fmt: skip
    found = read(*rows)
    assert [(row.limit, row.doubts) for row in found] == [(None, ("stacked",)), (None, ("stacked",)), ("5 000", ())]
    assert found[2].unit == "MPN/L"


def test_an_empty_cell_among_filled_ones_is_in_doubt_and_a_dash_is_none() -> None:
    rows = table(
        "限量",
        ("项目", "限量 mg/kg", "限量 纸类"),
        ("铅", "≤50", "≤1"),
        ("汞", "≤5", ""),
        ("镉", "≤1", "—"),
        ("铬", "≤1", "≤2"),
    )
    blank = [row for row in read(*rows) if row.limit is None]
    assert [(row.indicator, row.doubts) for row in blank] == [("汞", ("empty",))]


def test_headings_name_what_is_limited_where_rows_name_what_it_holds_for() -> None:
    rows = table(
        "污泥控制标准", ("机构类别", "粪大肠菌群数/（MPN/g）", "肠道致病菌", "蛔虫卵死亡率/%"),
        ("传染病机构", "≤100", "不得检出", ">95"), ("其他机构", "≤100", "—", ">95"),
    )  # fmt: skip
    found = read(*rows)
    assert told(found)[:3] == [
        ("粪大肠菌群数", "≤100", "MPN/g", ("机构类别: 传染病机构",)),
        ("肠道致病菌", "不得检出", "", ("机构类别: 传染病机构",)),
        ("蛔虫卵死亡率", ">95", "%", ("机构类别: 传染病机构",)),
    ]
    assert len(found) == 5


def test_the_sign_and_the_unit_of_a_heading_go_with_its_values() -> None:
    rows = table("限量", ("项目", "单位", "限量≤"), ("甲醛", "mg/kg", "20"), ("汞", "mg/kg", "0.5"))
    assert told(read(*rows)) == [("甲醛", "≤20", "mg/kg", ()), ("汞", "≤0.5", "mg/kg", ())]


def test_the_sign_of_a_case_is_not_that_of_the_limit() -> None:
    rows = table(
        "限值", ("项目", "限值 mg/kg 酸性土壤(pH<6.5)", "限值 mg/kg 碱性土壤(pH>=6.5)"), ("总镍", "100", "200")
    )
    assert [row.limit for row in read(*rows)] == ["100", "200"]


def test_a_figure_that_a_limit_depends_on_is_its_condition() -> None:
    rows = table(
        "排放限值", ("污染物", "排气筒高度 m", "最高允许排放速率 kg/h"), ("氨", "15", "4.9"), ("氨", "20", "8.7")
    )
    assert told(read(*rows)) == [
        ("氨", "4.9", "kg/h", ("最高允许排放速率", "排气筒高度: 15 m")),
        ("氨", "8.7", "kg/h", ("最高允许排放速率", "排气筒高度: 20 m")),
    ]


def test_a_second_line_of_headings_read_as_a_row_heads_its_columns() -> None:
    head = ("生产过程", "最高允许排放浓度", "最高允许排放浓度", "监控位置")
    rows = table("排放限值", head, ("生产过程", "颗粒物", "二氧化硫", "排气筒"), ("焙烧", "30", "300", "排气筒"))
    assert [(row.limit, row.conditions[-2:]) for row in read(*rows)] == [
        ("30", ("生产过程: 焙烧", "监控位置: 排气筒")),
        ("300", ("生产过程: 焙烧", "监控位置: 排气筒")),
    ]
    assert [row.indicator for row in read(*rows)] == ["最高允许排放浓度 颗粒物", "最高允许排放浓度 二氧化硫"]


def test_words_in_the_place_of_a_number_name_the_row() -> None:
    rows = table(
        "限值",
        ("序号", "污染物项目", "限值"),
        ("1", "氨", "5"),
        ("单位产品排水量（m³/t）", "毛织物", "560"),
        text="单位：mg/L",
    )
    assert told(read(*rows)) == [("氨", "5", "mg/L", ()), ("单位产品排水量 毛织物", "560", "m³/t", ())]


def test_a_cell_says_the_unit_of_its_range() -> None:
    rows = table("参数", ("字段", "描述"), ("间隔", "单位秒，取值范围30~120，默认值60"))
    assert [(row.limit, row.unit) for row in read(*rows)] == [("30~120", "秒")]


def test_columns_that_no_heading_tells_apart_are_in_doubt() -> None:
    rows = table("排放限值", ("污染物", "标准值", "标准值"), ("氨", "1", "2"), ("苯", "3", "4"))
    assert {(row.limit, row.doubts) for row in read(*rows)} == {(None, ("columns",))}


def test_a_note_goes_with_the_cells_that_carry_its_mark() -> None:
    rows = table("限值", ("项目", "限值 mg/L"), ("双酚A⁽¹⁾", "0.1"), ("苯", "0.2"))
    note = clause("Table 1/Note 1", "待方法标准发布后实施。", kind="note")
    assert [row.conditions for row in read(*rows, note)] == [("待方法标准发布后实施。",), ()]


@pytest.mark.parametrize(
    ("title", "header", "cells"),
    [
        ("监测分析方法", ("项目", "方法", "测定下限 mg/L"), ("氨氮", "比色法", "0.05")),
        ("代码表", ("类别", "代码"), ("家具", "12")),
        ("2003年版与2010年版的对照", ("项目", "GB 18401—2003", "GB 18401—2010"), ("甲醛", "20", "75")),
        ("消息体数据格式", ("起始字节", "字段", "描述及要求"), ("2", "结果", "0：成功；1：失败")),
    ],
)
def test_a_table_that_sets_no_limits_gives_none(title: str, header: tuple[str, ...], cells: tuple[str, ...]) -> None:
    assert read(*table(title, header, cells)) == []


def test_a_range_in_words_of_a_cell_is_a_limit_of_its_row() -> None:
    rows = table(
        "参数",
        ("起始字节", "字段", "数据类型", "描述及说明"),
        ("3", "关键帧间隔", "WORD", "范围(1 ～1 000)帧"),
        ("5", "阈值", "BYTE", "取值1～99，默认值为20"),
    )
    assert told(read(*rows)) == [("关键帧间隔", "1~1 000", "帧", ()), ("阈值", "1~99", "", ())]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("产品的甲醛释放量应不大于0.025 mg/m³。", ("产品的甲醛释放量", "≤0.025", "mg/m³", ())),
        ("当采用紫外线消毒时，悬浮物浓度应小于10 mg/L。", ("悬浮物浓度", "<10", "mg/L", ("当采用紫外线消毒时",))),
        ("The mass fraction of moisture, determined by drying, shall not be greater than 15 %.",
         ("mass fraction of moisture", "≤15", "%", ())),
        ("排气筒高度应按评价确定，且至少不低于15 m。", ("排气筒高度", "≥15", "m", ())),
        ("监测频次，应根据降水等条件确定，不少于1次。", ("监测频次", "≥1", "次", ())),
        ("停留时间应为24～36 h。", ("停留时间", "24~36", "h", ())),
        ("抽屉的耐久性应不小于30 000次。", ("抽屉的耐久性", "≥30 000", "次", ())),
        ("渗透系数应小于1.0×10⁻⁷ cm/s。", ("渗透系数", "<1.0×10⁻⁷", "cm/s", ())),
        ("含量不得超过百分之五。", ("含量", "≤百分之五", "", ())),
        ("声压级应在75 dB(A) ～100 dB(A)。", ("声压级", "75~100", "dB(A)", ())),
    ],
)  # fmt: skip
def test_a_sentence_states_a_limit(text: str, expected: tuple[str, str, str, tuple[str, ...]]) -> None:
    (row,) = read(clause("4/1", text, force="shall"))
    assert (row.indicator, row.limit, row.unit, row.conditions) == expected
    assert locate(row.quote, text) is not None


@pytest.mark.parametrize(
    "text",
    [
        "排放量超过5 t的，应安装在线监测设备。",
        "病人数超过5人、或乙类超过10人时，应及时监测。",
        "车速超过25 km/h，电动机应停止输出。",
        "用两种或两种以上材料制成的，应分别检验。",
        "称取样品5 g，加水20 ml。",
        "储存真实蒸气压≥76.6 kPa的储罐，应采用压力罐。",
        "采样后流量变化大于5%，但不大于10%，应进行修正。",
        "The organization may keep images for not more than 180 days.",
        "The array must consist of at least three active partitions.",
        "逾期未改正的，处二万元以上十万元以下的罚款。",
        "<Num>1</Num>后应为<Length>20</Length>。",
        "转义规则：0x7e <——> 0x7d后应紧跟0x02。",
    ],
)
def test_what_is_said_of_a_case_is_no_limit(text: str) -> None:
    assert read(clause("4/1", text, force="shall")) == []


def test_terms_forewords_and_informative_annexes_set_no_limits() -> None:
    text = "真实蒸气压应大于0.3 kPa。"
    annex = clause("A", kind="annex", title="（资料性附录）示例")
    assert (
        read(clause("3/1", text, kind="term"), clause("Foreword", text, kind="preamble"), annex, clause("A/1", text))
        == []
    )


def test_an_amendment_sets_the_new_wording_alone() -> None:
    text = "4.2.6 将“释放量应不大于0.30 mg/m³。”改为“释放量应不大于0.40 mg/m³。”"
    assert [row.limit for row in read(clause("1", text, force="shall"))] == ["≤0.40"]


def test_what_the_reader_of_the_page_doubted_is_left_blank() -> None:
    at = {"boxes": ((1, 50.0, 100.0, 300.0, 112.0),), "text_source": "ocr"}
    rows = table("排放限值", ("污染物", "限值 mg/L"), ("苯", "0.05"), ("铅", ".·0.5"), **at)
    doubted = ReadingWarning(code="ocr_doubtful", message="", page=1, reason="0.05 (210, 106)")
    assert [(row.limit, row.doubts) for row in read(*rows, of=record(doubted))] == [
        (None, ("print",)),
        (None, ("print",)),
    ]
    elsewhere = ReadingWarning(code="ocr_doubtful", message="", page=1, reason="0.05 (210, 400)")
    assert read(*rows, of=record(elsewhere))[0].limit == "0.05"
    named = ReadingWarning(code="table_doubtful", message="", page=1, reason="1: 1")
    assert read(*rows, of=record(named))[0].doubts == ("rows",)


@pytest.mark.parametrize(
    ("more", "binding"),
    [
        ({"number": "GB 18580-2025"}, "mandatory"),
        ({"number": "GB/T 39600-2021"}, "voluntary"),
        ({"number": "DB44/26-2001"}, "mandatory"),
        ({"number": "DB32/T 4000-2021"}, "voluntary"),
        ({"number": "JT/T 1078-2016"}, "voluntary"),
        ({"number": "GB 18580-2025", "mandatory": False}, "voluntary"),
        ({"number": "CNCA-CGP-13:2020", "kind": "rule"}, "unknown"),
        ({"number": "国务院令第390号", "kind": "law"}, "mandatory"),
    ],
)
def test_whether_a_document_binds(more: dict[str, Any], binding: str) -> None:
    assert binding_of(record(**more)) == binding


def test_a_recommendation_in_a_mandatory_standard_does_not_bind() -> None:
    rows = read(
        clause("5/1", "污水悬浮物浓度宜小于10 mg/L。", force="should"),
        clause("5/2", "氨氮应小于15 mg/L。", force="shall"),
    )
    assert [row.binding for row in rows] == ["voluntary", "mandatory"]


def test_cells() -> None:
    assert units_in("最高允许排放速率,kg/h 二级") == ["kg/h"]
    assert units_in("浓度mg/m³") == ["mg/m³"]
    assert units_in("1,3-丁二烯⁽¹⁾") == []
    assert without_unit("甲烷 （指最高体积百分数／％）") == "甲烷 (指最高体积百分数)"
    assert caption_unit("单位为毫克每升") == ("毫克每升", ())
    assert caption_unit("排放限值及单位产品基准排水量\n单位：mg/L(pH值除外)\n1 铬") == ("mg/L", ("pH值",))
    assert caption_unit("单位产品基准排水量\n（单位：mg/L，pH、色度除外）\n1") == ("mg/L", ("pH", "色度"))
    assert units_in("磷酸盐（以P计，mg/L）") == ["mg/L"]
    assert caption_unit("最高允许排放浓度\nmg/L\n1 铬") == ("mg/L", ())
    assert caption_unit("单位：dB（A）") == ("dB(A)", ())
    assert [
        values_in(cell) for cell in ("6.0～9.0", "4.5（7.0）", "1.3×10−3", "0.1×10-3 0.2×10-3", "100 000", "250 250")
    ] == [1, 1, 1, 2, 1, 2]
    assert [is_limit(cell) for cell in ("≤5×10⁻³", "不得检出", "禁用", "GB 11914", "0：关闭；1：打开", "2021年")] == [
        True,
        True,
        True,
        False,
        False,
        False,
    ]


SHEET = """
#set page(width: 595pt, height: 700pt, margin: 60pt)
#set text(size: 10.5pt)
#align(center)[*DS/T 1234-2024* \\ *Garden chairs*]
= 1 Scope
This document applies to chairs that stand in gardens all year round.
= 4 Limits
4.1 The mass of a chair shall not exceed 12 kg.

#align(center)[*Table 1 Limits of migration*]
#table(columns: 4, [No.], [Parameter], [Limit mg/kg], [Applies to],
  [1], [Lead], [≤ 90], [paint], [2], [Cadmium], [≤ 75], [paint], [3], [Mercury], [20 60], [paint])
"""


def test_a_pdf_of_our_own_from_page_to_matrix(tmp_path: Path) -> None:
    path = tmp_path / "garden.pdf"
    path.write_bytes(typst.compile(SHEET.encode()))
    document: Document = read_pdf(path, ocr="never")
    held = edition_records({"garden": document}, Catalogue({}))["garden"]
    rows = requirements(Edition(held, document.clauses))
    assert [(row.indicator, row.limit, row.unit, row.doubts) for row in rows] == [
        ("mass of a chair", "≤12", "kg", ()),
        ("Lead", "≤90", "mg/kg", ()),
        ("Cadmium", "≤75", "mg/kg", ()),
        ("Mercury", None, "mg/kg", ("stacked",)),
    ]
    assert all(row.boxes and row.page == 1 for row in rows)
    assert rows[0].boxes != rows[1].boxes
