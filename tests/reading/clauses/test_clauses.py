"""Clauses from pages set by hand: each page is a small case of how documents number their clauses."""

from dataclasses import replace

from assistant.reading.clauses.clauses import build_clauses
from assistant.reading.pages.page import Rect


def read(*pages, outline=()):
    return {clause.key: clause for clause in build_clauses(pages, (), outline)}


def test_titled_and_untitled_clauses_of_a_standard(page, full):
    clauses = read(
        page(
            "4 要求",
            "4.1 基本要求",
            "  产品应符合本章的规定。",
            "4.1.1 " + full("生产企业应建立质量管理体系并保持"),
            "有效运行。",
            "4.2 应按附录A检验。",
        )
    )
    assert clauses["4"].title == "要求"
    assert (clauses["4/1"].title, clauses["4/1"].text) == ("基本要求", "产品应符合本章的规定。")
    assert clauses["4/1/1"].title is None
    assert clauses["4/1/1"].text.startswith("生产企业应建立")
    assert clauses["4/1/1"].text.endswith("有效运行。")
    assert [clauses[key].label for key in ("4", "4/1/1")] == ["4", "4.1.1"]
    assert clauses["4/2"].force == "shall"


def test_numbers_at_a_line_start_that_follow_nothing_are_text(page, full):
    clauses = read(
        page(
            "1 范围",
            "  本标准适用于下列产品。",
            "2 规范性引用文件",
            "  " + full("下列文件适用于本标准，其中自")[:38],
            "2015年7月1日起，按",
            "5.3 的方法测定",
            "3 术语",
            "4 要求",
        )
    )
    assert list(clauses) == ["front", "1", "2", "3", "4"]


def test_boxes_and_spans_cover_each_printed_line(page, full):
    clause = read(page("1 范围", "1.1 " + full("本标准规定了各项要求"), "以及试验方法。", "1.2 其他。"))["1/1"]
    assert len(clause.boxes) == len(clause.spans) == 2
    (start, end) = clause.spans[1]
    assert clause.text[start:end] == "以及试验方法。"
    assert clause.boxes[0][0] == 1
    assert clause.boxes[0][1] > 50, "the box begins after the number"
    assert clause.boxes[1][1:] == (50, 92, 120, 102)


def test_lists_nest_and_closing_paragraphs_return_to_the_clause(page):
    clauses = read(
        page(
            "4 要求",
            "4.1 说明书应包括：",
            "  a) 安全提示，如：",
            "    1) 禁止超载；",
            "    2) 佩戴头盔；",
            "  b) 保养方法。",
            "  产品应附合格证。",
            "  注：合格证见附录A。",
            "4.2 标识应清晰。",
        )
    )
    assert [key for key in clauses if key.startswith("4/1/")] == ["4/1/a", "4/1/a/1", "4/1/a/2", "4/1/b", "4/1/Note"]
    assert clauses["4/1"].text == "说明书应包括：\n产品应附合格证。"
    assert clauses["4/1/a/2"].label == "4.1 a) 2)"
    assert clauses["4/1/Note"].kind == "note"


def test_a_list_goes_on_after_paragraphs_set_flush_with_it(page, full):
    wide = full("厂商标识用于识别不同的厂商")[:-1] + "。"
    clauses = read(
        page(
            "1 格式", "1.1 结构", "a) 头信息：", "头信息如下。", wide, "b) 属性：", "属性如下。", "c) 图：", "1.2 其他"
        )
    )
    assert [key for key, clause in clauses.items() if clause.kind == "item"] == ["1/1/a", "1/1/b", "1/1/c"]


def test_the_approval_at_the_foot_of_an_old_standard_is_no_part_of_its_last_clause(page):
    rows = ["1 范围", "1.1 适用范围", "本标准适用于家具。", *[""] * 31, "国家标准局1993-07-19批准", "1994-01-15实施"]
    sheet = page(*rows)
    kept = tuple(line for line in sheet.lines if line.text)
    clauses = read(type(sheet)(1, 500, 700, kept))
    assert clauses["1/1"].text == "本标准适用于家具。"
    above = read(page("1 期限", "1.1 本标准施行的日期：", "1994年1月15日实施"))["1/1"]
    assert above.text.endswith("1994年1月15日实施")


def test_a_list_goes_on_over_the_page(page):
    first = page("1 范围", "2 要求", "2.1 应符合下列规定：", "  a) 第一项；")
    second = page("  b) 第二项；", "  c) 第三项。", "2.2 其他。", number=2)
    clauses = read(first, second)
    assert [(key, clauses[key].page) for key in ("2/1/a", "2/1/b", "2/1/c", "2/2")] == [
        ("2/1/a", 1),
        ("2/1/b", 2),
        ("2/1/c", 2),
        ("2/2", 2),
    ]


def test_terms_have_their_names_as_titles(page):
    clauses = read(
        page(
            "3 术语和定义",
            "  下列术语适用于本标准。",
            "3.1",
            "  绿色产品 green product",
            "  对环境无害或者危害小的产品。",
            "3.2",
            "  人造板",
            "  wood-based panel",
            "  以木材为原料的板材。",
        )
    )
    term = clauses["3/1"]
    assert (term.kind, term.title, term.title_en, term.text) == (
        "term",
        "绿色产品",
        "green product",
        "对环境无害或者危害小的产品。",
    )
    assert (clauses["3/2"].title, clauses["3/2"].title_en) == ("人造板", "wood-based panel")


def test_annex_with_status_title_and_lettered_clauses(page, full):
    body = page("1 范围", *["  本标准适用于人造板。"] * 12, "  " + full("标准")[:38], "2 要求", "  按附录A检验。")
    annex = page(
        ("附 录 A", {"centred": True}),
        ("（规范性）", {"centred": True}),
        ("检验方法", {"centred": True}),
        "A.1 原理",
        "  气候箱法。",
        "A.1.1 应保持恒温。",
        number=2,
    )
    clauses = read(body, annex)
    assert (clauses["A"].kind, clauses["A"].title, clauses["A"].label) == ("annex", "检验方法", "附录A")
    assert clauses["A/1"].title == "原理"
    assert clauses["A/1/1"].text == "应保持恒温。"


def test_articles_paragraphs_and_items_of_a_law(page):
    clauses = read(
        page(
            ("第一章　总则", {"centred": True}),
            "  第一条　为了规范认证活动，制定本办法。",
            "  第二条　标识可以标注在下列位置：",
            "  （一）产品本体；",
            "  （二）包装。",
            "  标注可以采用任何工艺。",
            ("第二章　附则", {"centred": True}),
            "  第二条之一　本办法由市场监管部门解释。",
            "  第三条　本办法自2026年1月1日起施行。",
        )
    )
    assert clauses["Chapter 1"].title == "总则"
    assert clauses["Chapter 1"].kind == "chapter"
    assert clauses["1"].kind == "article"
    assert [key for key in clauses if key.startswith("2/")] == ["2/1", "2/1/1", "2/1/2", "2/2"]
    assert clauses["2/1/2"].label == "第二条第一款第（二）项"
    assert clauses["2/2"].text == "标注可以采用任何工艺。"
    assert clauses["2-1"].label == "第二条之一"


def test_a_notice_counts_sections_through_and_items_within(page):
    clauses = read(
        page(
            ("关于推进绿色认证的意见", {"centred": True, "size": 18}),
            "一、总体要求",
            "  （一）目标。到2025年，达到下列目标：",
            "  1．证书超过2000张；",
            "  2．比重达到75%以上。",
            "二、主要任务",
            "  （二）推动转型。支持石化行业。",
            "附件：1．任务分工表",
        )
    )
    assert [clauses[key].kind for key in ("1", "1/1", "1/1/1", "2/2")] == ["clause", "clause", "item", "clause"]
    assert (clauses["2/2"].label, clauses["2/2"].title, clauses["2/2"].text) == (
        "二（二）",
        "推动转型",
        "支持石化行业。",
    )
    assert clauses["1/1/2"].label == "一（一）2"
    assert "任务分工表" not in clauses["2/2"].text


def test_english_sections_and_lists_share_the_form_1_dot(page):
    head = {"bold": True, "size": 12}
    clauses = read(
        page(
            ("1. Introduction", head),
            "This guide describes a process in steps:",
            "1. Users gather requirements.",
            "2. Users browse the list.",
            ("2. Use", head),
            ("2.1 General", head),
            "Lists should be reviewed.",
        )
    )
    assert [(clause.path, clause.kind) for clause in clauses.values() if clause.path] == [
        (("1",), "clause"),
        (("1", "1"), "item"),
        (("1", "2"), "item"),
        (("2",), "clause"),
        (("2", "1"), "clause"),
    ]


def test_numbers_printed_twice_have_their_own_keys(page):
    clauses = read(page("6 监测", "6.1 应设计量装置。", "6.2 应每日监测。", "6.2 应每月报告。", "6.3 其他。"))
    assert clauses["6/2"].text == "应每日监测。"
    assert clauses["6/2~2"].text == "应每月报告。"


def test_contents_pages_are_no_clauses_but_bear_witness(page):
    contents = page("目　次", "1 范围……………1", "2 要求……………2", "2.1 标识……………2")
    contents = type(contents)(1, 500, 700, contents.lines, contents=True)
    clauses = read(contents, page("1 范围", "  本标准适用于板材。", "2 要求", "标识", "  标识应清晰。", number=2))
    assert [key for key in clauses if key != "front"] == ["1", "2", "2/1"]
    assert clauses["2/1"].page == 2


def test_footnotes_stay_out_of_the_sentence_above_them(page, full):
    rows = ["1 范围", *["  本标准适用于下列产品。"] * 25, "2 要求", "  " + full("产品应符合下列规定")[:38]]
    first = page(*rows, ("1) 见2010年版。", {"size": 8}))
    clauses = read(first, page("应提供检验报告。", "3 标识", number=2))
    assert "2010年版" not in clauses["2"].text
    assert clauses["2"].text.endswith("应提供检验报告。")
    assert clauses["2/Note 1"].text == "见2010年版。"


def test_a_full_line_that_goes_on_with_a_number_is_no_title(page, full):
    clauses = read(
        page(
            "1 判定",
            full("1.1 仓库里每一个阀门漏出的气体，用仪器在旁边量出的读数如果高于本文件"),
            "5.2 规定的限值，判定为超标。",
            "1.2 " + full("自本年起现有企业执行本表规定的限值，并")[:36],
            "准予放行。",
        )
    )
    assert clauses["1/1"].title is None
    assert clauses["1/1"].text.replace("\n", "").endswith("5.2 规定的限值，判定为超标。")
    assert clauses["1/2"].title is None


def test_a_sentence_that_opens_with_a_table_number_is_no_caption(page):
    clauses = read(
        page(
            "1 Techniques",
            "Three techniques are in use and differ in what they need.",
            "",
            "Table 4-1 summarizes what the three techniques need.",
            "2 Needs",
            "Each technique needs a host that answers.",
        )
    )
    assert "Table 4-1" not in clauses
    assert "Table 4-1 summarizes" in clauses["1"].text


def test_a_footnote_whose_mark_stands_apart_is_no_item(page):
    rows = ["1 Scope", *["This document applies to shelves of wood and of other materials as listed."] * 20]
    foot = ("1)", {"size": 8}), ("Under preparation.", {"size": 8})
    sheet = page(*rows, "2 Terms", "For the purposes of this document, the following terms apply.", *foot)
    clauses = read(sheet)
    assert "2/1" not in clauses
    assert "preparation" not in clauses["2"].text


def test_a_footnote_s_mark_that_stands_raised_before_it_opens_a_note(page):
    rows = ["1 Scope", *["This document applies to shelves of wood and of other materials as listed."] * 25, "2 Use"]
    sheet = page(*rows, "A shelf shall bear its load.", ("7", {"size": 5}), ("Except on walls.", {"size": 8}))
    *body, mark, note = sheet.lines
    y = mark.box.y0
    raised = [replace(mark, box=Rect(50, y, 53, y + 5)), replace(note, box=Rect(65, y + 1, 140, y + 9))]
    clauses = read(replace(sheet, lines=(*body, *raised)))
    assert clauses["2"].text == "A shelf shall bear its load."
    assert clauses["2/Note 7"].text == "Except on walls."


def test_a_listing_above_the_footnotes_is_body_and_a_footnote_goes_on_overleaf(page):
    rows = ["1 Scope", *["This document applies to shelves of wood and of other materials as listed."] * 20]
    first = page(*rows, "2 Use", "A log is kept so:", ("1) Shelves on walls, unless", {"size": 8}))
    listing = [("* what was mended", {"size": 9}), ("* what was painted", {"size": 9})]
    foot = [("they are of glass.", {"size": 8}), ("2) In ink.", {"size": 8})]
    clauses = read(first, page(*rows[1:], *listing, *foot, number=2))
    assert clauses["2"].text.endswith("* what was mended\n* what was painted")
    assert clauses["2/Note 1"].text == "Shelves on walls, unless they are of glass."
    assert clauses["2/Note 2"].text == "In ink."


def test_a_listing_parted_by_a_page_s_end_and_the_price_on_the_last_page_are_no_text(page):
    rows = ["1 Scope", "This document applies to shelves.", "(continues on next page)"]
    more = ["(continued from previous page)", "It applies to desks."]
    sold = ["Desks are used.", "ICS 97.140", "Price based on 3 pages"]
    clauses = read(page(*rows), page(*more, *sold[1:], number=2), page("2 Use", *sold, number=3))
    assert clauses["1"].text.replace("\n", " ") == (
        "This document applies to shelves. It applies to desks. ICS 97.140 Price based on 3 pages"
    )
    assert clauses["2"].text == "Desks are used."


def test_a_wrapped_name_that_ends_as_a_letter_and_a_stop_opens_no_list(page):
    listed = ["1 Marks", "The marks are:", "a. red;", "b. green;", "c. blue."]
    wrapped = ["2 Starting", "A service shall be known before it is started by the tool run-rc.", "d. Others fail."]
    clauses = read(page(*listed, *wrapped))
    assert [key for key in clauses if key.startswith("2")] == ["2"]
    assert clauses["2"].text.endswith("d. Others fail.")
