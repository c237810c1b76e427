import pytest

from assistant.library.numbers import family_name, find_numbers


@pytest.mark.parametrize(
    "typed",
    [
        "GB 18580-2025",
        "GB18580—2025",
        "gb 18580－2025",
        "ＧＢ　１８５８０-２０２５",
        "GB-18580-2025",
        "P8_GB_GB-18580-2025",
    ],
)
def test_a_number_is_the_same_however_typed(typed: str) -> None:
    assert [number.exact for number in find_numbers(typed)] == ["gb18580:2025"]


@pytest.mark.parametrize(
    ("text", "exact"),
    [
        ("GB/T 35607—2024绿色产品评价 家具", "gbt35607:2024"),
        ("GB/T33761一2017", "gbt33761:2017"),
        ("GB 14553-93", "gb14553:1993"),
        ("DB44/2367-2022", "db442367:2022"),
        ("DB-44-2367-2022", "db442367:2022"),
        ("T/CNFA 017-2023", "tcnfa017:2023"),
        ("CNCA-CGP-18:2023", "cncacgp18:2023"),
        ("ISO 17301-1:2016", "iso17301-1:2016"),
        ("ISO 17301-1:2016/Amd 1:2017", "iso17301-1:2016:amd1"),
        ("DS/T 9001-2025 第1号修改单", "dst9001:2025:amd1"),
        ("苏政办发【2022】21号", "[2022]21"),
        ("市场监管总局公告2019年第20号", "[2019]20"),
        ("Decision (EU) 2025/2607", "act2025/2607"),
        ("NIST SP 800-61 Revision 2", "sp800-61:2"),
        ("Special Publication (SP) 800-53", "sp800-53"),
        ("IEC 60695-2-11: 2014", "iec60695-2-11:2014"),
        ("IEC/CISPR 12:2009", "ieccispr12:2009"),
        ("ISO/IEC指南 37:1995", "isoiecguide37:1995"),
        ("Directive 95/46/EC", "act95/46"),
        ("OMB Memorandum M-07-16", "ombm-07-16"),
        ("OMB Circular No. A-130", "omba-130"),
        ("ITU-T Recommendation U.45", "ituu.45"),
        ("gb / t 36132～2025", "gbt36132:2025"),
        ("DS-T 9001", "dst9001"),
        ("SP 800-40 Version 2.0", "sp800-40:2"),
        ("国办发「2016」86号", "[2016]86"),
    ],
)
def test_each_kind_of_number_is_read(text: str, exact: str) -> None:
    assert [number.exact for number in find_numbers(text)] == [exact]


def test_the_range_is_that_of_the_printed_text() -> None:
    number = find_numbers("请问ＧＢ １８５８０－２０２５的限值")[0]
    assert "请问ＧＢ １８５８０－２０２５的限值"[number.start : number.end] == "ＧＢ １８５８０－２０２５"


@pytest.mark.parametrize("text", ["不超过20 mg/m3", "4.2.1", "2025年3月1日", "共12件"])
def test_values_and_dates_are_no_numbers(text: str) -> None:
    assert find_numbers(text) == []


@pytest.mark.parametrize(
    ("number", "family"),
    [
        ("GB 18580—2025", "GB 18580"),
        ("GBT 28181-2016", "GB/T 28181"),
        ("DB-44-27-2001", "DB44/27"),
        ("ISO 17301-1:2016", "ISO 17301-1"),
        ("苏政办发〔2022〕21号", "苏政办发〔2022〕21号"),
        ("DS/T 9001-2025 第1号修改单", "DS/T 9001"),
    ],
)
def test_editions_of_one_document_share_a_family(number: str, family: str) -> None:
    assert family_name(number) == family
