"""Numbers as documents really print them: left out, misprinted, begun anew, or followed by a sign."""

from assistant.reading.clauses.clauses import build_clauses
from assistant.reading.pages.page import Page
from assistant.reading.tables.tables import TableRegion


def read(*pages: Page, tables: tuple[TableRegion, ...] = ()):
    return {clause.key: clause for clause in build_clauses(pages, tables)}


def region(sheet: Page) -> TableRegion:
    """Return a table of one cell that takes all lines of a page below its first two."""
    consumed = frozenset((sheet.number, i) for i in range(2, len(sheet.lines)))
    box = (sheet.number, 50.0, 90.0, 850.0, 160.0)
    return TableRegion(
        "", "", sheet.number, sheet.number, (box,), ("编号",), (("1",),), ((box,),), (None,), (), "", consumed
    )


def test_a_deep_number_that_the_document_skips_still_opens_a_clause(page, full):
    clauses = read(
        page(
            "5 控制要求",
            "5.3 储存",
            "5.3.1 容器",
            "  容器应密闭。",
            "5.3.2 库房",
            "  " + full("库房应阴凉并通风，其地面应"),
            "防渗。",
            "5.3.4 其他要求",
            "  应建立台账。",
            "5.4 记录",
        )
    )
    assert clauses["5/3/4"].title == "其他要求"
    assert clauses["5/3/2"].text.endswith("防渗。")


def test_a_reference_to_a_deep_clause_at_a_line_start_opens_none(page, full):
    clauses = read(
        page("1 要求", "1.1 储存", "1.1.1 " + full("容器的密闭性应符合本标准"), "1.1.4 条的规定。", "1.2 记录")
    )
    assert list(clauses) == ["front", "1", "1/1", "1/1/1", "1/2"]


def test_a_point_printed_twice_in_a_number_counts_once(page):
    clauses = read(page("5 监测", "5.1 应自行监测。", "5..2 应保存记录。", "5.3 应公开结果。"))
    assert clauses["5/2"].text == "应保存记录。"


def test_counts_begin_anew_under_each_chapter(page):
    clauses = read(
        page(
            ("第一章 废气类", {"size": 14.0, "centred": True}),
            "  一、超过标准排放废气。",
            "  二、未监测废气。",
            ("第二章 废水类", {"size": 14.0, "centred": True}),
            "  一、超过标准排放废水。",
            "  二、未监测废水。",
            "  三、私设暗管。",
        )
    )
    assert [key for key in clauses if not key.startswith(("Ch", "front"))] == ["1", "2", "1~2", "2~2", "3"]
    assert clauses["1~2"].text == "超过标准排放废水。"


def test_a_list_of_signs_is_a_list(page):
    clauses = read(
        page(
            "1 标识符号",
            "  标识符号规定如下：",
            "  a） = 并列；",
            "  b） ： 说明；",
            "  c） ； 分隔；",
            "  d） + 连接。",
            "2 文字",
        )
    )
    assert [clauses[f"1/{letter}"].text for letter in "abcd"] == ["= 并列；", "： 说明；", "； 分隔；", "+ 连接。"]


def test_an_annex_heading_is_centred_though_tables_take_the_rest_of_its_pages(page):
    body = page("1 范围", *(f"1.{i} 应记录第{i}项。" for i in range(1, 14)))
    first = page(("附 录 A", {"centred": True}), ("记录表", {"centred": True}), *["编号" * 20] * 4, number=2)
    second = page(("附 录 B", {"centred": True}), ("申报表", {"centred": True}), *["编号" * 20] * 4, number=3)
    wide = [Page(sheet.number, 900, 500, sheet.lines) for sheet in (first, second)]
    taken = tuple(region(sheet) for sheet in wide)
    clauses = read(body, *wide, tables=taken)
    assert (clauses["A"].title, clauses["B"].title) == ("记录表", "申报表")


def test_the_only_annex_may_have_no_letter(page, full):
    body = page(
        ("江海省废物名录", {"centred": True, "size": 18.0}),
        *(f"  第{number}条　本名录适用于第{number}类废物。" for number in "一二三四五六七八九"),
        "  " + full("第十条　豁免的废物见本名录的")[:38],
        "附录",
        "  第十一条　本名录自发布之日起施行。",
    )
    annex = page(
        ("附　录", {"size": 16.0}),
        ("豁免管理清单", {"centred": True, "size": 16.0}),
        "  本清单各栏目说明：",
        "  1.“序号”指顺序编号；",
        "  2.“类别”指废物的类别。",
        number=2,
    )
    clauses = read(body, annex)
    assert (clauses["附录"].kind, clauses["附录"].title) == ("annex", "豁免管理清单")
    assert [clauses[key].kind for key in ("附录/1", "附录/2")] == ["item", "item"]
    assert clauses["10"].text.endswith("的附录")
    assert (clauses["附录"].label, clauses["附录/1"].label) == ("附录", "附录 1")
    assert clauses["11"].text.endswith("施行。")


def test_a_nought_in_the_middle_of_a_number_counts(page):
    clauses = read(
        page(
            "1 总则",
            "1.0.1 为规范设计，制定本标准。",
            "1.0.2 本标准适用于新建工程。",
            "2 术语",
            "2.0.1 通风",
            "3 设计",
            "3.1 一般规定",
            "3.1.1 应采用密闭设备。",
        )
    )
    assert [key for key in clauses if key != "front"] == ["1", "1/0/1", "1/0/2", "2", "2/0/1", "3", "3/1", "3/1/1"]
    assert clauses["1/0/2"].label == "1.0.2"


def test_a_number_that_lost_its_point_is_read_though_the_contents_list_chapters_only(page):
    contents = Page(
        1, 500, 700, page("目 次", "1 范围………1", "2 术语………1", "3 要求………2", "4 协议………2").lines, contents=True
    )
    body = page(
        "1 范围",
        "  本文件规定了协议。",
        "2 术语",
        "3 要求",
        "4 协议",
        "41通信方式",
        "  应采用下列方式。",
        "4.2 数据类型",
        number=2,
    )
    clauses = read(contents, body)
    assert clauses["4/1"].title == "通信方式"


def test_a_title_above_the_contents_list_is_on_the_front_page(page, full):
    entries = ["一、废气类………1", "二、废水类………2", "三、噪声类………3"]
    lines = page("附件1", ("罚款裁量表", {"centred": True}), ("目 录", {"centred": True}), *entries).lines
    body = page(
        ("第一章 环评类", {"centred": True}),
        "一、废气类",
        "  " + full("超标排放的，处以罚款，")[:38],
        "并责令改正。",
        "二、废水类",
        "  私设暗管的，处以罚款。",
        number=2,
    )
    clauses = read(Page(1, 500, 700, lines, contents=True), body)
    assert (clauses["front"].text, clauses["front"].page) == ("附件1\n罚款裁量表", 1)
    assert [clauses[key].page for key in ("Chapter 1", "1", "2")] == [2, 2, 2]
