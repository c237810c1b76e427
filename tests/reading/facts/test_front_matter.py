"""What documents say of themselves, from covers and title blocks set by hand."""

from dataclasses import replace

import pytest

from assistant.reading.clauses.clauses import build_clauses
from assistant.reading.facts.dates import find_dates
from assistant.reading.facts.front_matter import kind_of, read_front_matter
from assistant.reading.facts.identifiers import eu_number, nist_number, notice_number, standard_numbers
from assistant.reading.pages.page import PdfFacts

BIG = {"centred": True, "size": 20}
SMALL = {"centred": True}


def read(*pages):
    return read_front_matter(pages, PdfFacts("", len(pages)), build_clauses(pages))


def test_cover_of_a_standard(page):
    cover = page(
        "ICS 79.060",
        ("中华人民共和国国家标准", {"centred": True, "size": 18}),
        "GB 18580—2025",
        "代替 GB 18580—2017，GB 18584—2001",
        ("室内装饰装修材料", BIG),
        ("人造板甲醛限量", BIG),
        ("Indoor decorating materials—Limit of formaldehyde", SMALL),
        "2025-05-30 发布　　2026-06-01 实施",
        ("国家市场监督管理总局", SMALL),
        ("国 家 标 准 化 管 理 委 员 会", SMALL),
        ("发 布", SMALL),
    )
    body = page("《室内装饰装修材料 人造板甲醛限量》", "1 范围", "  本文件规定了限量。", "2 要求", number=2)
    front = read(cover, body)
    assert (front.kind, front.language, front.number) == ("standard", "zh", "GB 18580-2025")
    assert front.title == "室内装饰装修材料 人造板甲醛限量"
    assert front.title_en == "Indoor decorating materials—Limit of formaldehyde"
    assert (front.issued, front.effective) == ("2025-05-30", "2026-06-01")
    assert front.issuer == ("国家市场监督管理总局", "国家标准化管理委员会")
    assert front.replaces == ("GB 18580-2017", "GB 18584-2001")


def test_measures_with_an_adoption_note_and_a_repeal_in_the_last_article(page):
    front = read(
        page(
            ("绿色产品标识管理办法", BIG),
            ("（2025年12月18日国家市场监督管理总局令第88号公布　自2026年1月1日起施行）", SMALL),
            "  第一条　为了规范标识，制定本办法。",
            "  第二条　本办法自2026年1月1日起施行。2019年公布的《标识使用办法》（公告2019年第20号）同时废止。",
        )
    )
    assert (front.kind, front.title) == ("law", "绿色产品标识管理办法")
    assert (front.issued, front.effective) == ("2025-12-18", "2026-01-01")
    assert front.replaces == ("标识使用办法",)


def test_a_notice_with_a_red_head(page):
    front = read(
        page(
            ("江苏省人民政府办公厅文件", {"centred": True, "size": 26}),
            ("苏政办发〔2022〕21号", SMALL),
            ("关于深入推进绿色认证的意见", BIG),
            "各市人民政府：",
            "  现将意见印发给你们。",
            "          江苏省人民政府办公厅",
            "          二〇二二年三月十九日",
            "一、总体要求",
            "  （一）目标。建立体系。",
            "二、任务",
        )
    )
    assert (front.kind, front.number, front.issued) == ("policy", "苏政办发〔2022〕21号", "2022-03-19")
    assert front.title == "关于深入推进绿色认证的意见"
    assert front.issuer == ("江苏省人民政府办公厅",)


def test_labelled_lines_of_a_digest_and_numbers_of_others_in_the_text(page):
    front = read(
        page(
            ("Criteria for paints", BIG),
            "Number: Decision (EU) 2025/2607",
            "Issuer: European Commission",
            "Adopted: 17 December 2025",
            "1 General",
            "GB/T 35602-2017",
            "2 Use",
        )
    )
    assert (front.kind, front.number, front.issued) == ("act", "Decision (EU) 2025/2607", "2025-12-17")
    assert front.issuer == ("European Commission",)


def test_an_amendment_has_a_number_of_its_own(page):
    front = read(
        page(
            "DS/T 9001-2025《办公桌》",
            ("第1号修改单", BIG),
            "（2026-05-01发布　2026-07-01实施）",
            "一、将4.2改为5。",
            "二、删除注。",
        )
    )
    assert front.number == "DS/T 9001-2025 第1号修改单"
    assert (front.issued, front.effective) == ("2026-05-01", "2026-07-01")


@pytest.mark.parametrize(
    ("printed", "iso"),
    [
        ("2025-05-30", "2025-05-30"),
        ("2025．05．30", "2025-05-30"),
        ("2024⁃06⁃29发布", "2024-06-29"),
        ("2024一06一29发布", "2024-06-29"),
        ("2024﹣06﹣29", "2024-06-29"),
        ("2 0 2 4年6月29日", "2024-06-29"),
        ("2025年5月30日", "2025-05-30"),
        ("２０２５年５月３０日", "2025-05-30"),
        ("二〇二五年五月三十日", "2025-05-30"),
        ("二○一六年十一月", "2016-11"),
        ("30 May 2025", "2025-05-30"),
        ("May 2012", "2012-05"),
        ("September 28, 2012", "2012-09-28"),
        ("20050727发布", "2005-07-27"),
    ],
)
def test_every_printed_form_of_a_date(printed, iso):
    assert [day.iso for day in find_dates(printed)] == [iso]


def test_numbers_of_documents():
    assert standard_numbers("代替GB/T33761—2017、DB44/T 815-2010，ISO 50001:2018") == [
        "GB/T 33761-2017",
        "DB44/T 815-2010",
        "ISO 50001:2018",
    ]
    assert nist_number("NIST Special Publication 800-70 Revision 3") == "NIST SP 800-70 Rev. 3"
    assert notice_number("中华人民共和国国务院令第390号") == "中华人民共和国国务院令第390号"
    assert notice_number("国办发﹝2016﹞86号") == "国办发〔2016〕86号"
    assert eu_number("Regulation (EC) No 66/2010 of the European Parliament") == "Regulation (EC) No 66/2010"


def test_kinds():
    assert kind_of(None, "绿色产品认证实施规则 家具") == "rule"
    assert kind_of(None, "中华人民共和国标准化法") == "law"
    assert kind_of(None, "江苏推进绿色认证") == "other"


def test_a_cover_without_a_number_takes_the_one_that_runs_at_the_head_of_the_pages(page):
    cover = page(("消息格式", BIG), "2016-10-11 发布")
    body = [page("1 范围", "  本标准适用于终端。", "2 要求", number=n) for n in range(2, 6)]
    bodies = [replace(sheet, furniture=page("JT/T 9178—2016").lines) for sheet in body]
    assert read(cover, *bodies).number == "JT/T 9178-2016"


def test_a_cover_without_a_title_takes_the_one_above_clause_1(page):
    cover = page("/")
    body = page(("车辆定位系统", BIG), ("消息格式", BIG), "1 范围", "  本标准适用于终端。", "2 要求", number=2)
    assert read(cover, body).title == "车辆定位系统消息格式"


def test_numbers_of_guiding_documents():
    assert standard_numbers("GM/Z 9001—2013") == ["GM/Z 9001-2013"]


def cover_of_a_local_standard(page, *issuers: str):
    return page(
        ("江 海 省 地 方 标 准", SMALL),
        "DB99/26—2001",
        ("水污染物排放限值", BIG),
        "2001-08-20发布　　2002-01-01实施",
        *((name, SMALL) for name in issuers),
        ("发 布", SMALL),
    )


def test_names_over_the_issue_line_lose_stray_numbers_and_second_copies(page):
    front = read(
        cover_of_a_local_standard(page, "环环 境境保保护护 部部", "江海省质 1量监督局"),
        page("1 范围", "  本标准规定了限值。", "2 要求", number=2),
    )
    assert front.issuer == ("环境保护部", "江海省质量监督局")


def test_what_the_introduction_says_is_replaced(page):
    def replaced(sentence: str) -> tuple[str, ...]:
        cover = cover_of_a_local_standard(page, "江海省环境保护局")
        body = page(("引　言", BIG), "  为保护水体，制定本标准。", f"  {sentence}", "1 范围", "2 要求", number=2)
        return read(cover, body).replaces

    assert replaced("本标准代替DB 9926-1989《水污染物排放标准》。") == ("DB99/26-1989",)
    assert replaced("本标准自实施之日起取代DB99/26-1989。") == ("DB99/26-1989",)
    assert replaced("本标准代替GB 8978-1996中有关医院的部分。") == ()


def test_a_day_that_no_month_has_is_no_date():
    assert find_dates("2015年6月31日") == []


def test_listings_of_figures_and_codes_make_a_chinese_standard_no_english_one(page):
    cover = page("GM/T 9002—2012", ("密码算法", BIG), ("Block cipher algorithm", SMALL), "2012-03-21 发布")
    listing = " ".join(f"{i:02X}F3A6D0 {i:02X}B9C8E7" for i in range(24))
    body = page(
        "1 范围", "  本标准规定了算法并给出了运算示例。", "2 示例", f"  输入 {listing}", f"  输出 {listing}", number=2
    )
    assert read(cover, body).language == "zh"
    assert read(page("1 Scope", "  This standard gives an example of 密码 and its cipher text.")).language == "en"


def test_a_document_without_a_number_that_is_built_as_a_standard_is_one(page):
    cover = page(("车载终端技术规范", BIG), ("二〇一三年一月", SMALL))
    body = page(
        "1 范围", "  本规范规定了终端的接口。", "2 规范性引用文件", "  本规范没有引用文件。", "3 要求", number=2
    )
    assert (read(cover, body).kind, read(cover, body).number) == ("standard", None)


def test_running_text_in_large_print_is_no_title(page):
    first = page(
        ("污水排放限值", {"centred": True, "size": 13}),
        ("为贯彻《中华人民共和国水法》和《中华人民共和国河流法》", {"size": 18}),
        ("，控制污水，保障居民的健康，特制定本标准。", {"size": 18}),
        "1 范围",
        "  本标准适用于工厂。",
        "2 要求",
    )
    assert read(first).title == "污水排放限值"
