"""Units: how numbers are written with them, Chinese numerals, conversions between units of one kind."""

from __future__ import annotations

import re
from decimal import Decimal

from assistant.library.folding import fold_text

_DIGITS = {c: i for i, c in enumerate("零一二三四五六七八九")} | {"〇": 0, "两": 2}
_TENS = {"十": 10, "百": 100, "千": 1000}
_BIG = {"万": 10_000, "亿": 100_000_000}

UNITS: dict[str, tuple[str, Decimal]] = {
    "μg/m3": ("mass/volume", Decimal("0.000001")),
    "mg/m3": ("mass/volume", Decimal("0.001")),
    "g/m3": ("mass/volume", Decimal(1)),
    "μg/l": ("mass/volume", Decimal("0.001")),
    "mg/l": ("mass/volume", Decimal(1)),
    "g/l": ("mass/volume", Decimal(1000)),
    "μg/kg": ("mass share", Decimal("0.000001")),
    "mg/kg": ("mass share", Decimal("0.001")),
    "g/kg": ("mass share", Decimal(1)),
    "ppm": ("mass share", Decimal("0.001")),
    "mm": ("length", Decimal("0.001")),
    "cm": ("length", Decimal("0.01")),
    "m": ("length", Decimal(1)),
    "km": ("length", Decimal(1000)),
    "g": ("mass", Decimal("0.001")),
    "kg": ("mass", Decimal(1)),
    "t": ("mass", Decimal(1000)),
    "w": ("power", Decimal(1)),
    "kw": ("power", Decimal(1000)),
}
"""Unit as folded: its kind and its size in the kind's base unit; only units of one kind convert."""

_PRINTED = {"l": "L", "w": "W"}
_NUMBER = r"\d{1,3}(?:[, ]\d{3})+(?:\.\d+)?|\d+(?:\.\d+)?"
_CHINESE = r"[零〇一二两三四五六七八九十百千万亿]+"


def chinese_number(text: str) -> int | None:
    """Read a Chinese numeral: 十二 is 12, 五十万 is 500000, 二〇二五 is 2025; None where it is none."""
    if not text or any(c not in _DIGITS and c not in _TENS and c not in _BIG for c in text):
        return None
    if all(c in _DIGITS for c in text):
        return int("".join(str(_DIGITS[c]) for c in text))
    total, section, digit = 0, 0, 0
    for char in text:
        if char in _DIGITS:
            digit = _DIGITS[char]
        elif char in _TENS:
            section += (digit or 1) * _TENS[char]
            digit = 0
        else:
            total = (total + section + digit) * _BIG[char]
            section = digit = 0
    return total + section + digit


def convert(value: Decimal, unit: str, wanted: str) -> Decimal | None:
    """Convert a value between units of one kind, or None where they are of different kinds or unknown."""
    here, there = UNITS.get(fold_text(unit)), UNITS.get(fold_text(wanted))
    if not here or not there or here[0] != there[0]:
        return None
    return (value * here[1] / there[1]).normalize()


def printed_unit(unit: str) -> str:
    """Write a folded unit as people do: mg/m³, mg/L."""
    text = re.sub(r"(?<=m)3\b", "³", re.sub(r"(?<=m)2\b", "²", unit))
    return re.sub(r"(?<=/)l$", "L", _PRINTED.get(text, text)).replace("μ", "µ")


def plain(value: Decimal) -> str:
    """Write a decimal without exponent."""
    if value == value.to_integral():
        value = value.quantize(Decimal(1))
    return f"{value:,f}" if abs(value) >= 1000 else f"{value:f}"


def asked_unit(question: str) -> str | None:
    """Return the convertible unit that a question asks for ("in µg/m³", "多少 mg/L"), folded, or None."""
    folded = fold_text(question)
    names = "|".join(sorted((re.escape(u) for u in UNITS if "/" in u or u == "ppm"), key=len, reverse=True))
    m = re.search(rf"(?:\bin|how many|as|多少|换算成|折合|按|以|合)\s*(?:多少)?\s*({names})(?![a-z0-9])", folded)
    return m[1] if m else None


_EN_UNITS = {
    "年": "years",
    "个月": "months",
    "月": "months",
    "工作日": "working days",
    "个工作日": "working days",
    "日": "days",
    "天": "days",
    "周": "weeks",
    "小时": "hours",
    "次": "times",
    "倍": "times",
    "人": "persons",
    "名": "persons",
    "家": "enterprises",
    "张": "certificates",
    "项": "items",
    "元": "RMB",
}


def _amount(text: str) -> Decimal | None:
    bare = re.sub(r"[, ]", "", text)
    if re.fullmatch(r"\d+(?:\.\d+)?", bare):
        return Decimal(bare)
    value = chinese_number(bare)
    return None if value is None else Decimal(value)


def figures_in_english(text: str) -> list[tuple[str, str]]:
    """Render the amounts and periods of a Chinese text in English: (as printed, in English), in order.

    万 is multiplied out: 五十万元 is RMB 500,000, the error most often made in translation.
    """
    out: list[tuple[str, str]] = []
    for m in re.finditer(
        rf"(?<![〔\[第\d.])({_NUMBER}|{_CHINESE}?)\s*(万元|亿元|万张|万家|元|个工作日|工作日|个月|年(?!度|代|第|\d|版|的)|日(?!前|常|期|起)|天|周|小时|倍)",
        text,
    ):
        number, unit = m[1], m[2]
        if not number:
            continue
        scale = Decimal(1)
        if unit[0] in "万亿" and len(unit) > 1:
            scale, unit = Decimal(_BIG[unit[0]]), unit[1:]
        value = _amount(number)
        if (
            value is None
            or (unit == "年" and value > 1900)
            or (unit in "日月" and re.search(r"月\s*$", text[: m.start()]))
        ):
            continue
        value *= scale
        word = _EN_UNITS.get(unit, unit)
        if value == 1 and word.endswith("s"):
            word = word[:-1]
        rendered = f"RMB {plain(value)}" if word == "RMB" else f"{plain(value)} {word}"
        if (m[0], rendered) not in out:
            out.append((m[0], rendered))
    return out
