"""Terms printed with their English names."""

import pytest

from assistant.reading.clauses.clauses import build_clauses
from assistant.reading.clauses.terms import two_names


@pytest.mark.parametrize(
    ("printed", "names"),
    [
        ("绿色产品 green product", ("绿色产品", "green product")),
        ("燃烧效率　combustion efficiency（CE）", ("燃烧效率", "combustion efficiency（CE）")),
        ("城镇污水（municipal wastewater）", ("城镇污水", "municipal wastewater")),
        ("污泥 ｓｌｕｄｇｅ", ("污泥", "ｓｌｕｄｇｅ")),
        ("24小时均值 24-hour average value", ("24小时均值", "24-hour average value")),
        ("氧含量 O₂ content", ("氧含量", "O₂ content")),
        ("挥发性有机物（VOCs）", None),
        ("总体要求", None),
    ],
)
def test_the_two_names_of_a_term(printed, names):
    assert two_names(printed) == names


def test_a_definition_follows_the_two_names(page):
    read = build_clauses([page("1 术语和定义", "  1.1 污泥（sewage sludge）", "  指净化过程中分离的固体。", "2 要求")])
    term = next(clause for clause in read if clause.path == ("1", "1"))
    assert (term.kind, term.title, term.title_en, term.text) == (
        "term",
        "污泥",
        "sewage sludge",
        "指净化过程中分离的固体。",
    )
