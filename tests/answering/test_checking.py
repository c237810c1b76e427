"""What checking a text tells bureau staff: held up by a clause, against it, out of date, or nowhere to be found."""

from __future__ import annotations

from datetime import date

import pytest

from assistant.answering.ask import Asker
from assistant.answering.claims.checker import MOST_CHARACTERS, Checker
from assistant.answering.claims.compare import words_in
from assistant.answering.claims.marks import marks_of
from assistant.answering.claims.sayings import Saying
from assistant.answering.claims.shapes import CheckedSentence
from assistant.answering.claims.subjects import Subjects
from assistant.answering.sentences import sentence_spans, sentences
from assistant.errors import UsageError
from assistant.library.folding import locate
from assistant.library.model import EditionRecord
from tests.answering.conftest import clause

TODAY = date(2026, 11, 23)


@pytest.fixture(scope="module")
def checker(asker: Asker) -> Checker:
    return Checker(asker.build, asker.settings)


def judged(checker: Checker, text: str, as_of: date = TODAY) -> CheckedSentence:
    (sentence,) = checker.check(text, as_of).sentences
    for cited in sentence.citations:
        assert locate(cited.quote, checker.build.clause(cited.edition, cited.key).text) is not None
    return sentence


def differs(sentence: CheckedSentence) -> list[tuple[str, str]]:
    return [(d.said, d.clause_says) for d in sentence.differs or ()]


SUPPORTED = [
    ("灯具外壳宜采用可回收材料。", "4/2"),
    ("根据GB 77001-2024，灯具外壳宜采用可回收材料。", "4/2"),
    ("我司产品执行GB 77001-2024，玻璃类灯具的铅限量为≤90 mg/kg。", "Table 1/1"),
    ("塑料类的铅限量为不大于50 mg/kg。", "Table 1/1"),
    ("甲醛释放量按气候箱法测定，限值为80 µg/m³。", "5"),
    ("灯具认证证书有效期为3年。", "7"),
    ("伪造认证证书的，处5万元以上20万元以下的罚款。", "12"),
    ("认证机构应自受理之日起四十五日内作出认证决定。", "9"),
    ("According to the Toy storage rule, toys shall be stored at not more than 30 °C.", "2"),
    ("The storage permit is valid for 24 months.", "3"),
]


@pytest.mark.parametrize(("text", "key"), SUPPORTED)
def test_what_a_clause_says_is_supported_in_other_words_too(checker: Checker, text: str, key: str) -> None:
    sentence = judged(checker, text)
    assert sentence.verdict == "supported"
    assert [c.key for c in sentence.citations] == [key]
    assert sentence.differs is None


CONTRADICTED = [
    ("灯具外壳应采用可回收材料。", "应", "宜"),
    ("玻璃类灯具的铅限量为≤80 mg/kg。", "80", "90"),
    ("塑料类灯具的铅限量为≤90 mg/kg。", "90", "50"),
    ("玻璃类灯具的铅限量为≥90 mg/kg。", "≥90", "≤90"),
    ("甲醛释放量按气候箱法测定，限值为0.08 µg/m³。", "µg/m³", "mg/m³"),
    ("灯具认证证书有效期为五年。", "五年", "三年"),
    ("伪造认证证书的，处五元以上二十万元以下的罚款。", "五元", "五万元"),
    ("认证机构可以自受理之日起45日内作出认证决定。", "可以", "应当"),
    ("本文件适用于室内用照明灯具，适用于汽车灯具。", "适用", "不适用"),
    ("Toys shall not be stored at no more than 30 °C.", "shall not", "shall"),
    ("Shelves must be labelled.", "must", "should"),
    ("The storage permit is valid for three years.", "three years", "two years"),
    ("It does apply to toys on display.", "apply", "not apply"),
]


@pytest.mark.parametrize(("text", "said", "there"), CONTRADICTED)
def test_one_altered_token_contradicts_and_is_named(checker: Checker, text: str, said: str, there: str) -> None:
    sentence = judged(checker, text)
    assert sentence.verdict == "contradicted"
    assert len(differs(sentence)) == 1
    assert said in differs(sentence)[0][0]
    assert there in differs(sentence)[0][1]


@pytest.mark.parametrize(
    "text",
    [
        "南京今天晴，最高气温21 ℃。",
        "The museum opens at nine and closes at five.",
        "玻璃类灯具的镉限量为≤90 mg/kg。",
        "根据GB 99887-2020，灯具外壳宜采用可回收材料。",
        "限值为0.08 mg/m³。",
    ],
)
def test_what_no_clause_speaks_of_is_not_found(checker: Checker, text: str) -> None:
    sentence = judged(checker, text)
    assert sentence.verdict == "not_found"
    assert sentence.citations == ()


ACROSS = [
    ("The certificate is valid for three years.", "supported", None),
    ("The certificate is valid for five years.", "contradicted", ("five years", "三年")),
    ("Under GB 77001-2024, the lead content of plastic shall not exceed 50 mg/kg.", "supported", None),
    ("Lead in plastic shall not exceed 0.05 g/kg.", "supported", None),
    ("Lead in plastic shall not exceed 50 µg/kg.", "contradicted", ("shall not exceed 50 µg/kg", "≤50 mg/kg")),
    ("Lead in plastic is at least 50 mg/kg.", "contradicted", ("at least 50 mg/kg", "≤50 mg/kg")),
    ("Cadmium in plastic shall not exceed 50 mg/kg.", "not_found", None),
    ("The formaldehyde limit by the climate chamber method is 80 µg/m³.", "supported", None),
    ("贮存许可的有效期为两年。", "supported", None),
    ("贮存许可的有效期为三年。", "contradicted", ("三年", "two years")),
]


@pytest.mark.parametrize(("text", "verdict", "token"), ACROSS)
def test_a_statement_is_judged_by_clauses_in_the_other_language(
    checker: Checker, text: str, verdict: str, token: tuple[str, str] | None
) -> None:
    sentence = judged(checker, text)
    assert sentence.verdict == verdict
    assert differs(sentence) == ([token] if token else [])
    assert bool(sentence.citations) == (verdict != "not_found")


STANDINGS = [
    ("GB 77001-2024 is in force.", "supported", []),
    ("GB 77001现行有效。", "supported", []),
    ("GB 77001-2019现行有效。", "outdated", [("GB 77001-2019", "GB 77001-2024")]),
    ("GB 77001-2024自2024年8月1日起实施。", "supported", []),
    ("GB 77001-2024 entered into force on 1 September 2024.", "contradicted", [("1 September 2024", "2024-08-01")]),
    ("GB 77001-2024 was issued on 2024-01-10.", "supported", []),
    ("GB 77001-2024代替GB 77001-2019。", "supported", []),
    ("GB 77001-2019 replaces GB 77001-2024.", "contradicted", [("GB 77001-2019", "GB 77001-2024")]),
    ("GB 77001-2024代替GB 77001-2012。", "contradicted", [("GB 77001-2012", "GB 77001-2019")]),
    ("GB 77001-2019已废止。", "supported", []),
    ("GB 77001-2024 is not in force.", "contradicted", [("not in force", "2024-08-01")]),
    ("GB 77001-2024已废止。", "contradicted", [("已废止", "2024-08-01")]),
    ("《灯具认证管理办法》自2020年7月1日起施行。", "supported", []),
    ("《灯具认证管理办法》自2020年6月1日起施行。", "contradicted", [("2020年6月1日", "2020-07-01")]),
]


@pytest.mark.parametrize(("text", "verdict", "named"), STANDINGS)
def test_a_sentence_on_an_editions_standing_is_judged_by_its_record(
    checker: Checker, text: str, verdict: str, named: list[tuple[str, str]]
) -> None:
    sentence = judged(checker, text)
    assert (sentence.verdict, differs(sentence)) == (verdict, named)
    assert sentence.citations


def test_the_standing_of_an_edition_is_that_of_the_day(checker: Checker) -> None:
    assert judged(checker, "GB 77001-2019 is in force.", date(2023, 1, 1)).verdict == "supported"
    early = judged(checker, "GB 77001-2024 is in force.", date(2024, 2, 1))
    assert (early.verdict, differs(early)) == ("contradicted", [("in force", "2024-08-01")])
    assert judged(checker, "GB 77001-2024尚未实施。", date(2024, 2, 1)).verdict == "supported"


def test_this_standard_is_the_one_named_before(checker: Checker) -> None:
    text = "我司产品执行GB 77001-2024。本标准自2024年8月1日起实施。本标准自2025年8月1日起实施。"
    assert [s.verdict for s in checker.check(text, TODAY).sentences][1:] == ["supported", "contradicted"]


def test_a_sentence_that_says_more_than_a_standing_is_judged_by_clauses(checker: Checker) -> None:
    sentence = judged(checker, "现行有效的GB 77001-2024要求灯具外壳应采用可回收材料。")
    assert sentence.verdict != "supported"


def test_the_value_of_a_replaced_edition_is_outdated_and_todays_is_shown(checker: Checker) -> None:
    sentence = judged(checker, "玻璃类灯具的铅限量为≤100 mg/kg。")
    assert sentence.verdict == "outdated"
    assert differs(sentence) == [("≤100 mg/kg", "≤90 mg/kg")]
    assert [(c.edition, c.status) for c in sentence.citations] == [
        ("lamps-2019", "superseded"),
        ("lamps-2024", "in_force"),
    ]
    assert judged(checker, "玻璃类灯具的铅限量为≤100 mg/kg。", date(2023, 1, 1)).verdict == "supported"


def test_a_replaced_edition_cited_is_outdated_though_its_words_still_hold(checker: Checker) -> None:
    sentence = judged(checker, "根据GB 77001-2019，灯具外壳宜采用可回收材料。")
    assert sentence.verdict == "outdated"
    assert differs(sentence) == [("GB 77001-2019", "GB 77001-2024")]


def test_what_an_amendment_has_changed_is_outdated_from_its_day_on(checker: Checker) -> None:
    sentence = judged(checker, "灯具支架的质量应不大于5 kg。")
    assert sentence.verdict == "outdated"
    assert differs(sentence) == [("应不大于5 kg", "应不大于6 kg")]
    assert [c.edition for c in sentence.citations] == ["lamps-2024", "lamps-2024-amd1"]
    assert judged(checker, "灯具支架的质量应不大于6 kg。").verdict == "supported"
    assert judged(checker, "灯具支架的质量应不大于5 kg。", date(2025, 1, 1)).verdict == "supported"


def test_an_edition_that_never_was_is_named(checker: Checker) -> None:
    sentence = judged(checker, "根据GB 77001-2021，灯具外壳宜采用可回收材料。")
    assert sentence.verdict == "contradicted"
    assert differs(sentence) == [("GB 77001-2021", "GB 77001-2024")]


def test_a_number_of_another_row_supports_nothing_and_of_the_right_row_does(checker: Checker) -> None:
    assert judged(checker, "塑料类灯具的汞限量为≤0.3 mg/kg。").verdict == "supported"
    assert judged(checker, "玻璃类灯具的汞限量为≤0.3 mg/kg。").verdict == "contradicted"


def test_each_sentence_of_a_letter_is_judged(checker: Checker) -> None:
    letter = "尊敬的老师：\n灯具认证证书有效期为三年。灯具认证证书有效期为两年！\n1. Shelves should be labelled.\n"
    checked = checker.check(letter, TODAY)
    assert [s.verdict for s in checked.sentences] == ["not_found", "supported", "contradicted", "supported"]
    assert checked.build == checker.build.id


def test_a_wrong_text_is_told_with_its_remedy(checker: Checker) -> None:
    for text in ("", " \n ", "字" * (MOST_CHARACTERS + 1)):
        with pytest.raises(UsageError, match=r"(give some|cut it)"):
            checker.check(text, TODAY)


def test_sentences_end_where_people_end_them() -> None:
    text = "According to No. 5, e.g. Table 1, 0.05 mg applies. Next one!\n"
    text += "二、第一句。第二句？“第三句。”\nwrapped\nline\n***\n"
    assert sentences(text) == [
        "According to No. 5, e.g. Table 1, 0.05 mg applies.",
        "Next one!",
        "二、第一句。",
        "第二句？",
        "“第三句。”",
        "wrapped line",
    ]


@pytest.mark.parametrize(
    ("text", "condition"),
    [
        ("认证标志的样品可以外借。", "仅当实验室书面请求时"),
        ("Toys may be stored outdoors.", "only if they are covered with tarpaulin"),
    ],
)
def test_a_condition_left_out_is_not_supported_and_is_named(checker: Checker, text: str, condition: str) -> None:
    sentence = judged(checker, text)
    assert (sentence.verdict, differs(sentence)) == ("not_found", [("", condition)])
    assert len(sentence.citations) == 1
    assert judged(checker, sentence.citations[0].quote).verdict == "supported"


@pytest.mark.parametrize(
    ("text", "token"),
    [
        ("认证机构可以转让灯具样机，可以委托实验室检验样机。", ("可以", "不得")),
        ("认证机构不得转让灯具样机，应当委托实验室检验样机。", ("应当", "可以")),
        ("认证机构不得转让灯具样机，不得委托实验室检验样机。", ("不得", "可以")),
    ],
)
def test_of_several_forces_the_altered_one_is_named(checker: Checker, text: str, token: tuple[str, str]) -> None:
    sentence = judged(checker, text)
    assert (sentence.verdict, differs(sentence)) == ("contradicted", [token])


def test_a_number_that_begins_a_name_is_no_amount() -> None:
    assert [m.kind for m in marks_of("五日生化需氧量") if m.kind != "word"] == []
    assert next(m.kind for m in marks_of("五日内生化")) == "measure"


def test_a_row_is_not_judged_by_the_value_of_a_column_that_is_not_spoken_of(checker: Checker) -> None:
    sentence = judged(checker, "玻璃类灯具的铅限量为≤50 mg/kg。")
    assert (sentence.verdict, differs(sentence)) == ("contradicted", [("≤50 mg/kg", "≤90 mg/kg")])


@pytest.mark.parametrize(
    ("text", "other"),
    [
        ("硫酸工业的氨氮限值为15 mg/L。", True),
        ("硝酸工业的氨氮限值为15 mg/L。", False),
        ("氨氮限值为15 mg/L。", False),
        ("化工企业的氨氮限值为15 mg/L。", False),
    ],
)
def test_a_statement_on_the_subject_of_another_document_is_known(text: str, other: bool) -> None:
    names = ("硝酸工业污染物排放标准", "硫酸工业污染物排放标准")
    records = {
        title: EditionRecord(
            edition=title,
            document=title,
            file="a.pdf",
            sha256="0",
            pages=1,
            language="zh",
            kind="standard",
            title=title,
        )
        for title in names
    }
    row = clause("Table 1/1", "氨氮；限值: 15 mg/L", "row", header=["项目", "限值"], cells=["氨氮", "15"])
    saying = Saying(names[0], row, row.text, row.text, names[0], ("氨氮",))
    assert Subjects(records).of_another(words_in(marks_of(text)), saying) is other


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("不大于0.05 mg/m³", "≤50 µg/m3"),
        ("五十万元以上", "不少于500,000元"),
        ("两个工作日", "two working days"),
        ("1.0×10⁵ Pa", "100 kPa"),
        ("百分之十", "10 percent"),
        ("80毫克每立方米", "80 mg/m³"),
        ("5 mg/L～10 mg/L", "5至10毫克每升"),
        ("2026年6月1日", "1 June 2026"),
    ],
)
def test_measures_are_the_same_however_written(one: str, other: str) -> None:
    from assistant.answering.claims.compare import same

    first, second = ([m for m in marks_of(t) if m.kind in {"measure", "date"}] for t in (one, other))
    assert len(first) == len(second) == 1
    assert same(first[0], second[0])


def test_sentences_of_a_clause_end_at_semicolons_and_before_items() -> None:
    text = "应符合下列要求：\n（一） 有标签；\n（二） 有说明书，字迹\n清楚。"
    text += "见 No. 5 of Part 2. The label (see e.g. Fig. 3) is kept. 3 years apply."
    assert [text[a:b] for a, b in sentence_spans(text)] == [
        "应符合下列要求：\n",
        "（一） 有标签；",
        "（二） 有说明书，字迹\n清楚。",
        "见 No. 5 of Part 2.",
        "The label (see e.g. Fig. 3) is kept.",
        "3 years apply.",
    ]
