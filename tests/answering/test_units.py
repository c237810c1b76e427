"""Numbers and units as documents print them."""

from __future__ import annotations

from decimal import Decimal

import pytest

from assistant.answering.claims.marks import measures_in
from assistant.answering.units import asked_unit, chinese_number, convert, figures_in_english


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("十", 10),
        ("十二", 12),
        ("二十", 20),
        ("一百零五", 105),
        ("五十万", 500_000),
        ("二〇二五", 2025),
        ("三千", 3000),
    ],
)
def test_chinese_numerals(text: str, value: int) -> None:
    assert chinese_number(text) == value


def test_amounts_are_written_out_not_rescaled_wrongly() -> None:
    assert figures_in_english("处五十万元以下罚款，有效期五年，3个工作日内") == [
        ("五十万元", "RMB 500,000"),
        ("五年", "5 years"),
        ("3个工作日", "3 working days"),
    ]
    assert figures_in_english("自2026年1月1日起施行") == []


def test_units_of_one_kind_convert() -> None:
    assert convert(Decimal("0.124"), "mg/m³", "µg/m³") == Decimal("124")
    assert convert(Decimal("1"), "mg/m³", "mg/kg") is None
    assert asked_unit("What is that in µg/m³?") == "μg/m3"


def test_quantities_have_their_units() -> None:
    found = measures_in("不大于0.124 mg/m³，有效期为三年")
    assert [(m.low, m.unit) for m in found] == [(Decimal("0.124"), "mg/m3"), (Decimal(3), "年")]
