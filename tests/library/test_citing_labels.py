import pytest

from assistant.library.labels import find_key, find_labels, whole_number


@pytest.mark.parametrize(
    ("text", "first"),
    [
        ("第十二条", "12"),
        ("第 １２ 条", "12"),
        ("认证认可条例第59条", "59"),
        ("第二十四条之一", "24-1"),
        ("第五十九条第一款第（三）项", "59/1/3"),
        ("GB 18580的4.2", "4/2"),
        ("4.2 a)", "4/2/a"),
        ("第4.2条", "4/2"),
        ("clause 4", "4"),
        ("Article 5(1)(a)", "5/1/a"),
        ("recital 12", "recital12"),
        ("Table 1 of GB 43352", "table1"),
        ("表1第4行", "table1/4"),
        ("表A.1", "tablea.1"),
        ("附录A", "a"),
        ("附 录 A.1", "a/1"),
        ("Annex I clause 2", "i/2"),
        ("附件1第1条", "附件1/1"),
        ("一（二）4", "1/2/4"),
        ("备注二", "备注/2"),
        ("第二章", "chapter2"),
        ("四章", "chapter4"),
        ("第九條", "9"),
        ("59条1款3项", "59/1/3"),
        ("art 33(3)(a)", "33/3/a"),
        ("Art. 5.1.a", "5/1/a"),
        ("recital(4)", "recital4"),
        ("的Table 2", "table2"),
        ("Tab. 1, row 6", "table1/6"),
        ("表 一", "table1"),
        ("表5-165", "table5-165"),
        ("4.2的k项", "4/2/k"),
        ("6.1 item f", "6/1/f"),
        ("1.2c", "1/2/c"),
    ],
)
def test_a_citation_is_read(text: str, first: str) -> None:
    assert find_labels(text)[0].keys[0] == first


@pytest.mark.parametrize(
    "text", ["不超过4.2 mg/m3", "GB/T 1.1-2020", "0.124", "提高5.5%", "共3.5万元", "10.1g", "表一个态"]
)
def test_a_value_is_no_citation(text: str) -> None:
    assert find_labels(text) == []


def test_a_bare_decimal_is_known_to_be_doubtful() -> None:
    assert not find_labels("4.2")[0].explicit
    assert find_labels("clause 4.2")[0].explicit


@pytest.mark.parametrize(
    ("text", "value"), [("五十九", 59), ("一百零三", 103), ("十", 10), ("二〇二五", 2025), ("12", 12)]
)
def test_chinese_numerals(text: str, value: int) -> None:
    assert whole_number(text) == value


LABELS = [
    ("front", "封面"),
    ("8", "第八条"),
    ("8/1", "第八条第一款"),
    ("Table 1", "表1"),
    ("4/2", "4.2"),
    ("4/2~2", "4.2"),
    ("A", "附录A"),
]


@pytest.mark.parametrize(
    ("wanted", "key"),
    [("第八条", "8"), ("第8条", "8"), ("8", "8"), ("第8条第2款", "8"), ("Table 1", "Table 1"), ("表 1", "Table 1"),
     ("4.2", "4/2"), ("4/2", "4/2"), ("附录A", "A"), ("Annex A", "A"), ("第九条", None)],
)  # fmt: skip
def test_a_clause_is_found_however_it_is_cited(wanted: str, key: str | None) -> None:
    assert find_key(LABELS, wanted) == key
