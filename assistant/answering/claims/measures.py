"""Numbers as statements give them: value or range, unit, comparison sign, whichever way each is written."""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation

from assistant.answering.units import UNITS, chinese_number

_SAME_UNIT: dict[str, str] = {
    "个月": "月", "month": "月", "months": "月", "年": "年", "year": "年", "years": "年",
    "日": "日", "天": "日", "day": "日", "days": "日", "calendar day": "日", "calendar days": "日", "d": "日",
    "个工作日": "工作日", "working day": "工作日", "working days": "工作日", "business days": "工作日",
    "小时": "h", "hour": "h", "hours": "h", "分钟": "min", "minute": "min", "minutes": "min", "分": "min",
    "秒": "s", "second": "s", "seconds": "s", "星期": "周", "week": "周", "weeks": "周",
    "次": "次", "times": "次", "倍": "倍", "人": "人", "名": "人", "persons": "人", "people": "人",
    "元": "元", "yuan": "元", "rmb": "元", "euro": "eur", "euros": "eur", "€": "eur",
    "percent": "%", "per cent": "%", "percentage points": "%", "个百分点": "%",
    "°c": "℃", "degrees celsius": "℃", "摄氏度": "℃", "度": "℃",
    "吨": "t", "tonnes": "t", "tonne": "t", "千克": "kg", "公斤": "kg", "kilograms": "kg", "克": "g", "grams": "g",
    "毫克": "mg", "milligrams": "mg", "微克": "μg", "micrograms": "μg", "升": "l", "litres": "l", "毫升": "ml",
    "ug": "μg", "米": "m", "metres": "m", "meters": "m", "厘米": "cm", "毫米": "mm", "millimetres": "mm",
    "微米": "μm", "um": "μm", "公里": "km", "千米": "km", "平方米": "m2", "square metres": "m2", "㎡": "m2",
    "立方米": "m3", "cubic metres": "m3", "cubic metre": "m3", "cubic meter": "m3", "cubic meters": "m3", "m^2": "m2",
    "m^3": "m3", "litre": "l", "liter": "l", "kilogram": "kg", "gram": "g", "milligram": "mg", "千瓦": "kw", "瓦": "w",
    "分贝": "db", "伏": "v", "bytes": "byte", "bits": "bit", "字节": "byte",
}  # fmt: skip
_AS_PRINTED = """
% ‰ ℃ °f mm cm m km μm nm g kg mg μg ng t w kw mw v kv a ma hz khz mhz ghz mpa kpa pa hpa bar db db(a) lx ppm ppb s ms
min h l ml m2 m3 cm2 mm2 hm2 kwh kw·h kj mj j n kn bit byte kb mb bq nm3 kgce mol eur 工作日 月 周 季度 家 张 项 份
台 件 个 种 批 套 辆 处 只 倍 页 组 户 位 字 级 bps kbit/s 无量纲
"""
COUNTERS = frozenset("位字种个份台件批套辆处只页组户")
"""Words that count things: a number with one of them is no amount of something."""
_SIZES: dict[str, tuple[str, Decimal]] = {
    **UNITS,
    "s": ("time", Decimal(1)), "min": ("time", Decimal(60)), "h": ("time", Decimal(3600)),
    "日": ("time", Decimal(86400)), "周": ("time", Decimal(604800)), "月": ("months", Decimal(1)),
    "年": ("months", Decimal(12)),
    "季度": ("months", Decimal(3)),
    "l": ("volume", Decimal("0.001")), "ml": ("volume", Decimal("0.000001")), "m3": ("volume", Decimal(1)),
    "mg": ("mass", Decimal("0.000001")), "μg": ("mass", Decimal("0.000000001")), "μm": ("length", Decimal("0.000001")),
    "nm": ("length", Decimal("0.000000001")), "pa": ("pressure", Decimal(1)), "kpa": ("pressure", Decimal(1000)),
    "mpa": ("pressure", Decimal(1_000_000)), "%": ("share", Decimal("0.01")), "‰": ("share", Decimal("0.001")),
    "share": ("share", Decimal(1)), "ng/m3": ("mass/volume", Decimal("0.000000001")),
    "cm2": ("area", Decimal("0.0001")), "mm2": ("area", Decimal("0.000001")), "m2": ("area", Decimal(1)),
    "hz": ("frequency", Decimal(1)), "khz": ("frequency", Decimal(1000)), "mhz": ("frequency", Decimal(1_000_000)),
    "mw": ("power", Decimal(1_000_000)), "v": ("voltage", Decimal(1)), "kv": ("voltage", Decimal(1000)),
}  # fmt: skip
_SCALES = {"万": 10_000, "亿": 100_000_000, "thousand": 1000, "million": 1_000_000, "billion": 1_000_000_000}
_WORDED = {
    "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7, "eight": 8, "nine": 9, "ten": 10, "eleven": 11,
    "twelve": 12, "fifteen": 15, "twenty": 20, "thirty": 30, "forty": 40, "fifty": 50, "sixty": 60, "ninety": 90,
}  # fmt: skip

DIGITS = r"\d{1,3}(?:,\d{3})+(?:\.\d+)?(?!\d)|\d{1,3}(?: \d{3})+(?![\d.])|\d+(?:\.\d+)?"
HAN_DIGITS = r"[零〇一二两三四五六七八九十百千]+[万亿]?"
_NAMES = sorted({*_SAME_UNIT, *_AS_PRINTED.split()}, key=len, reverse=True)
_HAN_NAMES = [n for n in _NAMES if n[0] > "\u3400"]
_LATIN_NAMES = [n for n in _NAMES if n[0] < "\u3400"]
_HAN_SIMPLE = "毫克|微克|纳克|千克|公斤|克|吨|升|毫升|千瓦时|次|人"
_PER_HAN = rf"(?:{_HAN_SIMPLE})(?:每|/)(?:标准)?(?:立方米|平方米|升|千克|公斤|吨|小时|日|年|人|次)"
_PER_EN = (
    r"(?:milligrams?|micrograms?|grams?|kilograms?|litres?|liters?) per "
    r"(?:cubic met(?:re|er)|square met(?:re|er)|lit(?:re|er)|kilogram|gram|tonne|hour)"
)
_LATIN_PER = r"(?:[a-zμ°%]{1,5}(?:-[a-z]{1,4})?\d?/\(?[a-zμ]{1,4}\d?(?:[·.*][a-zμ]{1,3}\d?)?\)?)"
UNIT = (
    rf"(?:{_PER_HAN}|{_PER_EN}|{_LATIN_PER}(?![a-z0-9])"
    rf"|(?:{'|'.join(map(re.escape, _LATIN_NAMES))})(?![a-z0-9])|{'|'.join(map(re.escape, _HAN_NAMES))})"
)
WORDED = rf"\b(?:{'|'.join(_WORDED)})\b"
SCALE = r"(?:万|亿|thousand|million|billion)"


@dataclass(frozen=True, slots=True)
class Measure:
    """A number or a range `low` to `high` (equal for a number), its unit as `canonical_unit` has it, its sign or ''."""

    low: Decimal
    high: Decimal
    unit: str = ""
    sign: str = ""

    def same_amount(self, other: Measure) -> bool:
        """Tell whether both give the same amount; units of one kind are converted, an absent unit fits any."""
        if not self.unit or not other.unit or self.unit == other.unit:
            return (self.low, self.high) == (other.low, other.high)
        here, there = _SIZES.get(self.unit), _SIZES.get(other.unit)
        if not here or not there or here[0] != there[0]:
            return False
        return (self.low * here[1], self.high * here[1]) == (other.low * there[1], other.high * there[1])

    def same_sign(self, other: Measure) -> bool:
        """Tell whether the signs agree; a number without a sign says nothing against one with it."""
        return not self.sign or not other.sign or self.sign == other.sign

    def same(self, other: Measure) -> bool:
        """Tell whether amount and sign agree."""
        return self.same_amount(other) and self.same_sign(other)


def canonical_unit(printed: str) -> str:
    """Return one name for a folded unit however written: 毫克每立方米 and mg/m^3 are mg/m3."""
    unit = re.sub(r"\s+per\s+|每", "/", printed.strip()).replace("标准", "").replace("^", "")
    parts = [_SAME_UNIT.get(part.strip("() "), part.strip("() ")) for part in unit.split("/")]
    return _SAME_UNIT.get(unit) or "/".join(parts)


def amount(printed: str, scale: str = "") -> Decimal | None:
    """Read a number in digits, Chinese numerals or English words, times its scale; None where it is none."""
    bare = re.sub(r"[, ]", "", printed)
    factor = Decimal(_SCALES.get(scale, 1))
    if bare in _WORDED:
        return _WORDED[bare] * factor
    try:
        return Decimal(bare) * factor
    except InvalidOperation:
        value = chinese_number(bare)
        return None if value is None else value * factor
