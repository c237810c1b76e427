"""The demonstration corpus's own tables come out as their sources set them."""

from __future__ import annotations

from pathlib import Path

import pytest

from assistant.reading.clauses.layout import body_lines
from assistant.reading.pdf import load_pages
from assistant.reading.tables.tables import TableRegion, find_tables


@pytest.fixture(scope="module")
def tables_of(corpus: Path):
    def read(edition: str) -> list[TableRegion]:
        return find_tables(body_lines(load_pages(corpus / f"{edition}.pdf", "never", None, None)[0]))

    return read


def test_express_packaging_limits_over_two_landscape_pages(tables_of):
    (table,) = tables_of("gb-43352-2023")
    assert (table.number, table.page, table.end_page) == ("1", 5, 6)
    assert table.row_serials == tuple(str(n) for n in range(1, 19))
    assert table.header == (
        "序号",
        "项目",
        "单位",
        "限量 纸类",
        "限量 塑料类 不可降解",
        "限量 塑料类 可降解",
        "限量 纺织纤维类",
    )
    rows = {row[0]: row for row in table.rows}
    assert rows["1"][3:] == ("≤100", "≤100", "≤100", "≤100")
    assert rows["6"][3:] == ("—", "—", "≤150", "—")
    assert rows["15"][1:] == ("双酚A ᵃ", "mg/kg", "<200", "—", "—", "—")
    assert rows["18"][3:] == ("—", "≤1000", "≤1000", "—")
    assert [note.mark for note in table.notes] == ["注1", "注2", "a"]


def test_standards_register_has_twenty_eight_rows_over_three_pages(tables_of):
    register, batches = tables_of("standards-register")
    assert (register.page, register.end_page) == (1, 3)
    assert register.row_serials == tuple(f"R{n:02}" for n in range(1, 29))
    assert all(all(row) for row in register.rows)
    assert batches.row_serials == ("P4", "P5", "P6", "P7", "P8", "P9", "P10a", "P10b")


def test_textile_classes_with_their_footnotes(tables_of):
    classes, comparison = tables_of("gb-18401-2010")
    assert classes.header == ("项目", "A类 婴幼儿", "B类 直接接触皮肤", "C类 非直接接触皮肤")
    assert classes.rows[0] == ("甲醛含量/(mg/kg) ≤", "20", "75", "300")
    assert [note.mark for note in classes.notes] == ["a", "b"]
    assert comparison.number == "A.1"


def test_forms_of_the_furniture_rule_keep_their_empty_cells(tables_of):
    forms = tables_of("cgp-furniture-rule")
    assert [len(form.rows) for form in forms] == [8, 5, 6]
    assert forms[0].rows[0] == ("1", "", "", "", "")
    assert forms[1].rows[0][:2] == ("1", "资源属性")


def test_merged_weights_stand_in_both_rows(tables_of):
    weights = tables_of("gbt-36132-2025")[0]
    assert weights.rows[0][-1] == weights.rows[1][-1]


def test_rule_documents_without_tables_have_none(tables_of):
    assert tables_of("dst-9001-2025") == []
