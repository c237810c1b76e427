"""References in sentences of our own: which document, which place, and the words that print them."""

import pytest

from assistant.library.model import Clause
from assistant.reading.facts.references import ReferenceFinder

KEYS = (
    "1",
    "3/1",
    "4",
    "4/2",
    "4/2/1",
    "4/3",
    "5/2",
    "5/3",
    "7/1/2",
    "A",
    "A/2",
    "B",
    "Table 1",
    "6.5".replace(".", "/"),
)


def clause(key, text="", kind="clause"):
    return Clause(key=key, path=tuple(key.split("/")), label=key, kind=kind, text=text, page=1, end_page=1)


@pytest.fixture(scope="module")
def finder():
    return ReferenceFinder([clause(key) for key in KEYS], ("GB/T 90001-2024", "办公桌安全要求"))


def told(finder, text, here=()):
    found = finder.find(text, here)
    return [(one.kind, one.document, "/".join(one.path)) for one in found]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("结果按4.2计算，见附录A。", [("clause", None, "4/2"), ("annex", None, "A")]),
        ("应符合4.2.1的规定。", [("clause", None, "4/2/1")]),
        ("不符合5.2条或5.3条规定的", [("clause", None, "5/2"), ("clause", None, "5/3")]),
        (
            "满足表1、表3及4.3条的要求",
            [("table", None, "Table 1"), ("table", None, "Table 3"), ("clause", None, "4/3")],
        ),
        ("符合表A.1和图 2 的要求", [("table", None, "Table A.1"), ("figure", None, "Figure 2")]),
        ("应符合7.1.2 d)的规定", [("clause", None, "7/1/2/d")]),
        ("除6.5 中a) ~c)之外", [("clause", None, "6/5/a"), ("clause", None, "6/5/c")]),
        ("试样（3.1）经处理后", [("clause", None, "3/1")]),
        ("按第4章检验", [("clause", None, "4")]),
        ("附录A、附录B为规范性附录", [("annex", None, "A"), ("annex", None, "B")]),
        ("按A.2.5操作，结果见附件2", [("clause", None, "A/2/5"), ("annex", None, "附件2")]),
        ("依照第五条第二款第（三）项处理", [("article", None, "5/2/3")]),
        (
            "按照本办法第十二条、第十五条至第二十条",
            [("article", None, "12"), ("article", None, "15"), ("article", None, "20")],
        ),
        ("第五条第一款、第三款规定的", [("article", None, "5/1"), ("article", None, "5/3")]),
        ("第二十四条之一另有规定的", [("article", None, "24-1")]),
        ("见第三章", [("chapter", None, "Chapter 3")]),
    ],
)
def test_places_in_the_document_itself(finder, text, expected):
    assert told(finder, text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("按GB/T 17657的规定", [("document", "GB/T 17657", "")]),
        ("符合ＧＢ　１８５８０—２０１７的要求", [("document", "ＧＢ １８５８０—２０１７", "")]),
        ("应符合GB 18580—2017 中4.2 的规定", [("clause", "GB 18580—2017", "4/2")]),
        ("GB 18580—2017 4.2", [("clause", "GB 18580—2017", "4/2")]),
        ("按照GB 3000—2005 中第 17 章", [("clause", "GB 3000—2005", "17")]),
        ("对JT/T 1—2011表20的扩展", [("table", "JT/T 1—2011", "Table 20")]),
        ("执行《大气综合排放标准》（GB 16297—1996）", [("document", "GB 16297—1996", "")]),
        ("按照GB/T 1.1—2020《标准化工作导则》起草", [("document", "GB/T 1.1—2020", "")]),
        ("违反《河道管理条例》第十二条第一款的", [("article", "河道管理条例", "12/1")]),
        ("依照行政处罚法第三十二条", [("article", "行政处罚法", "32")]),
        ("《监测管理办法》（总局令 第39号）", [("document", "监测管理办法", "")]),
        ("根据《甲法》《乙法》制定", [("document", "甲法", ""), ("document", "乙法", "")]),
        ("GB 16297和GB 14554的要求", [("document", "GB 16297", ""), ("document", "GB 14554", "")]),
        ("总局公告2020年第6号规定", [("document", "总局公告2020年第6号", "")]),
        ("《甲法》（2014年修正）第九条", [("article", "甲法", "9")]),
        ("见财库〔2019〕9号", [("document", "财库〔2019〕9号", "")]),
    ],
)
def test_other_documents_and_places_in_them(finder, text, expected):
    assert told(finder, text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("under Article 5(1)(a) or (b)", [("article", None, "5/1/a"), ("article", None, "5/1/b")]),
        ("Articles 15 to 22 and 34", [("article", None, "15"), ("article", None, "22"), ("article", None, "34")]),
        ("points (a) and (b) of Article 6(1)", [("article", None, "6/1/a"), ("article", None, "6/1/b")]),
        ("Article 7(2), point (c)", [("article", None, "7/2/c")]),
        ("Article 5 of Directive 95/46/EC", [("article", "Directive 95/46/EC", "5")]),
        ("Article 16(2) TFEU", [("article", "TFEU", "16/2")]),
        ("Regulation (EU) 2016/679 applies", [("document", "Regulation (EU) 2016/679", "")]),
        (
            "see Section 3.2, Table 2 and Annex B",
            [("clause", None, "3/2"), ("table", None, "Table 2"), ("annex", None, "B")],
        ),
        ("conforming to clause 4.3", [("clause", None, "4/3")]),
        ("as described in Sections 4.1 and 4.2", [("clause", None, "4/1"), ("clause", None, "4/2")]),
        ("see 4.2.1.", [("clause", None, "4/2/1")]),
        ("shown in Figure 2-1", [("figure", None, "Figure 2-1")]),
        ("NIST SP 800-53, Appendix J", [("annex", "NIST SP 800-53", "J")]),
        ("Section 2.2 of SP 800-63", [("clause", "SP 800-63", "2/2")]),
        ("defined in RFC 3550 and FIPS 140-2", [("document", "RFC 3550", ""), ("document", "FIPS 140-2", "")]),
        ("see OMB Memorandum M-07-16", [("document", "M-07-16", "")]),
        ("ISO/DIS 16634:—, Clause 9", [("clause", "ISO/DIS 16634", "9")]),
        ("[SOURCE: ISO 7301:2011, 3.2]", [("clause", "ISO 7301:2011", "3/2")]),
        ("ANNEX II and recital 12", [("annex", None, "Annex II"), ("recital", None, "Recital 12")]),
    ],
)
def test_english_references(finder, text, expected):
    assert told(finder, text) == expected


def test_a_place_in_an_earlier_edition_is_none_of_this_one(finder):
    found = told(finder, "更改了限量（见4.2，2017年版的4.3、4.4）")
    assert found == [
        ("clause", None, "4/2"),
        ("clause", "GB/T 90001-2017", "4/3"),
        ("clause", "GB/T 90001-2017", "4/4"),
    ]
    unnamed = ReferenceFinder([clause("4/2")], (None, "办公桌"))
    assert told(unnamed, "（见4.2，2017年版的4.2、4.3）") == [("clause", None, "4/2")]


def test_articles_of_a_law_that_a_list_quotes_are_not_the_lists_own(finder):
    quoted = "《河道条例》第七十条 违反本条例第十九条第二款规定的"
    assert told(finder, quoted) == [("article", "河道条例", "70"), ("article", "河道条例", "19/2")]
    law = ReferenceFinder([clause("19", kind="article")], (None, "水条例"))
    assert told(law, "《河道条例》规定的，适用本条例第十九条") == [
        ("document", "河道条例", ""),
        ("article", None, "19"),
    ]


def test_a_paragraph_is_one_of_its_own_article(finder):
    assert told(finder, "referred to in paragraphs 1 and 2", ("9", "3")) == [
        ("clause", None, "9/1"),
        ("clause", None, "9/2"),
    ]
    assert told(finder, "前述情形适用第二款的规定。", ("9", "3")) == [("article", None, "9/2")]


@pytest.mark.parametrize(
    "text",
    [
        "甲醛释放量不大于0.124 mg/m3，厚度4.2 mm。",
        "电压为4.2 V，取代表1名，仪表2台",
        "第三方机构、第一条件",
        "符合GB/T 90001-2024和《办公桌安全要求》",
        "Perform Steps 4.2 or 4.3 with TLS 4.2",
        "the list at http://example.org/FIPS-201-1",
        "price of 4.2 million, May 2012, Sb-126, 50 mt 300",
        "section 39.101 states",
        "using Formula (A.2):\nw =\n(A.2) m",
        "Figure A.1 — Divider",
        "按式（A.2）计算：……………（A.2）",
    ],
)
def test_values_own_names_and_look_alikes_are_no_references(finder, text):
    assert told(finder, text) == []


def test_the_span_is_that_of_the_printed_words(finder):
    text = "试验　按ＧＢ／Ｔ １７６５７—２０１３ 中 ４．２ 进行，见表１。"
    assert [text[slice(*one.span)] for one in finder.find(text)] == ["ＧＢ／Ｔ １７６５７—２０１３ 中 ４．２", "表１"]


def test_rows_have_references_and_their_table_and_the_front_page_none(finder):
    row = clause("Table 1/1", "方法: GB/T 17657", "row")
    table = clause("Table 1", "GB/T 17657", "table").model_copy(update={"rows": (("GB/T 17657",),)})
    front = clause("front", "代替GB/T 17657", "front")
    assert [bool(finder.referring(one).references) for one in (row, table, front)] == [True, False, False]


def test_reading_gives_references_in_the_json(corpus):
    from assistant.reading.read import read_pdf

    document = read_pdf(corpus / "gb-18580-2025.pdf", ocr="never")
    found = [one for each in document.to_json()["clauses"] for one in each.get("references", [])]
    assert {"kind", "span", "path"} <= set(found[0])
    assert any(one.get("document") for one in found)
