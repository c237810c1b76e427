import pytest

from assistant.reading.clauses.numbering import chinese_number, read_marks, roman_number


@pytest.mark.parametrize(
    ("printed", "style", "ordinal", "rest"),
    [
        ("4.2.1 甲醛释放量", "decimal", ("4", "2", "1"), "甲醛释放量"),
        ("4.2.1甲醛释放量", "decimal", ("4", "2", "1"), "甲醛释放量"),
        ("４．２　评价", "decimal", ("4", "2"), "评价"),
        ("1.1. Scope", "decimal", ("1", "1"), "Scope"),
        ("3.10", "decimal", ("3", "10"), ""),
        ("A.1.2 计算公式", "lettered", ("A", "1", "2"), "计算公式"),
        ("D.2.1 3%的溶液", "lettered", ("D", "2", "1"), "3%的溶液"),
        ("A2.1 成分", "lettered", ("A", "2", "1"), "成分"),
        ("第 二十四 条　证书", "article", ("24",), "证书"),
        ("第二十四条之一　证书", "article", ("24-1",), "证书"),
        ("第一章　总则", "chapter", ("1",), "总则"),
        ("三、重点任务", "cn", ("3",), "重点任务"),
        ("（十一）推动合作", "cn_paren", ("11",), "推动合作"),
        ("1．绿色制造", "num_dot", ("1",), "绿色制造"),
        ("（2）提交材料", "num_paren", ("2",), "提交材料"),
        ("a） 产品本体", "alpha_close", ("a",), "产品本体"),
        ("(iv) the seller", "roman_paren", ("iv",), "the seller"),
        ("①原料", "circled", ("1",), "原料"),
        ("——增加了术语", "bullet", (), "增加了术语"),
        ("附 录 A（规范性）", "annex", ("A",), "（规范性）"),
        ("ANNEX II Assessment", "annex", ("II",), "Assessment"),
        ("附件3　检查要求", "attachment", ("3",), "检查要求"),
        ("Article 14 Penalties", "article_en", ("14",), "Penalties"),
        ("表A.2　检验项目", "table", ("A.2",), "检验项目"),
        ("图A1　程序", "figure", ("A.1",), "程序"),
        ("注1：本表", "note", ("1",), "本表"),
        ("[3] ISO 3696", "reference", ("3",), "ISO 3696"),
    ],
)
def test_the_number_a_line_opens_with_is_recognised(printed, style, ordinal, rest):
    mark = next(mark for mark in read_marks(printed) if mark.style == style)
    assert (mark.ordinal, printed[mark.end :]) == (ordinal, rest)


@pytest.mark.parametrize(
    "printed",
    ["0.124 mg/m³", "2015年7月1日起", "20 张床位", "2.5 mg/L", "10mg", "4 mm", "3 个月内", "16157-1996", "GB 18580"],
)
def test_quantities_years_and_standard_numbers_open_no_clause(printed):
    assert not [mark for mark in read_marks(printed) if mark.style in ("decimal", "lettered", "num_dot")]


def test_numerals():
    assert [chinese_number(text) for text in ("十", "二十四", "一百零五", "二〇二五", "12", "甲")] == [
        10,
        24,
        105,
        2025,
        12,
        None,
    ]
    assert [roman_number(text) for text in ("iv", "XII", "iiii", "no")] == [4, 12, None, None]


def test_chapters_counted_in_words():
    [mark] = [mark for mark in read_marks("CHAPTER TWENTY-ONE") if mark.style == "chapter_en"]
    assert (mark.ordinal, mark.end) == (("21",), len("CHAPTER TWENTY-ONE"))
    assert [read_marks(f"CHAPTER {word}")[0].value for word in ("FOUR", "SIX", "IX", "FOURTEEN", "TWENTY", "9")] == [
        4, 6, 9, 14, 20, 9,
    ]  # fmt: skip
    assert not [mark for mark in read_marks("Chapter one of this guide") if mark.style == "chapter_en"]
