"""What a table's cell holds: one value, several, none, or words; and the units that headings and captions print."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

from assistant.answering.claims.measures import UNIT
from assistant.library.folding import fold_text

_NUMBER = r"\d+(?:[.,]\d+)*(?:\^-?\d+)?"
_POWER = re.compile(r"\d+(?:\.\d+)?\s?[x×]\s?10\s?\^?\s?-?\s?\d+")
_RANGE = re.compile(rf"{_NUMBER}\s?[%‰]?\s?(?:~|-|–|—|…|至|\bto\b)\s?{_NUMBER}")
_FIRST = re.compile(
    rf"^(?:[≤≥<>=±+\-]|不[大小高低多少]于|不超过|最[大小高低多少]|至少|max\.?|min\.?)*\s?{_NUMBER}", re.I
)
_WORDED = re.compile(
    r"^(?:不[得应能可]?(?:被)?(?:检出|含有?|使用|添加)|未检出|禁[用止](?:使用)?|不允许"
    r"|无|none|not detect(?:ed|able)|nd|prohibited|nil|absent)"
    r"(?:\s?[(（].*[)）])?$",
    re.I,
)
_DASH = re.compile(r"^[-–—―/\\*.…·]*$")
_BRACKETED = re.compile(r"[(\[][^()\[\]]*[)\]]")
_GROUPED = re.compile(r"(?<![\d.])(\d{1,3})((?: \d{3})+)(?![\d.])")
_MARKS = re.compile(r"⁽?(?<![m\d⁻])[¹²³⁴⁵⁶⁷⁸⁹ᵃᵇᶜᵈᵉ①-⑩](?:\s?[⁾,，])*⁾?")
_SPREAD = re.compile(r"(?<![\u3400-\u9fff])[\u3400-\u9fff](?: [\u3400-\u9fff])+(?![\u3400-\u9fff])")
_IN_BRACKETS = re.compile(r"[(\[]\s*((?:[^()\[\]]|[(\[][^()\[\]]*[)\]]){1,40})\s*[)\]]")
_SLASH = re.compile(
    r"(?:(?<=[\u3400-\u9fff) ])[/,]\s*[(\[]?|[/,]\s*[(\[])\s*((?:[^()\[\]/,]|[(\[][^()\[\]]*[)\]]"
    r"|(?<=\S)/(?=\S)){1,24}?)\s*[)\]]?$"
)
_TOKEN = re.compile(r"[%‰℃]|[^\s]*/[^\s]*|mm|cm|km|m[23]|db\(a\)|kgce|kg|mg")
_PLAIN = re.compile(
    rf"(?:{UNIT})(?:[·/]\S{{1,12}})?|[%‰]|无量纲|稀释倍数|倍|级|度|个/\S{{1,8}}|[a-zμ]{{1,6}}[23]?(?:-[a-z]{{1,4}})?/\S{{1,14}}",
    re.I,
)
_UNITLESS = {"无量纲", "dimensionless", "-", "—", "/", "–"}
_CAPTION_UNIT = re.compile(
    r"(?:计量单位|单位|units?(?: of measure(?:ment)?)?)\s*(?:为|是|is|are|in|:|：)?"
    r"\s*(?P<unit>(?:[^\s,，;；。()（）:：]|\([A-Za-zμ0-9·²³床位]{1,10}\)){1,24})"
    r"(?:\s*[,，(（]\s*(?P<but>(?!单位)[^()（）。;；\n]{1,30}?)\s*(?:除外|except\w*)\s*[)）]?)?",
    re.I,
)


@lru_cache(maxsize=20_000)
def printed(text: str) -> str:
    """Return a text in characters of normal width, on one line; raised marks stay raised."""
    kept = "".join(
        c if unicodedata.category(c) in {"No", "Lm"} or c in "⁽⁾⁻⁺" else unicodedata.normalize("NFKC", c) for c in text
    )
    # A heading of three characters is often spread over its column: 标 准 值.
    spread = _SPREAD.sub(lambda found: found[0].replace(" ", ""), " ".join(kept.split()))
    return re.sub(r"(?<=[(\[]) | (?=[)\]])", "", spread)


def without_marks(text: str) -> str:
    """Return a heading or label without its raised footnote marks."""
    return re.sub(r"\(\s*\)", "", _MARKS.sub("", printed(text))).strip()


def is_dash(cell: str) -> bool:
    """Tell whether a cell says that there is no value: blank or a dash."""
    return bool(_DASH.match(fold_text(cell)))


def is_limit(cell: str) -> bool:
    """Tell whether a cell holds a value or a ban, no dash and no running words."""
    folded = fold_text(without_marks(cell))
    first = _FIRST.match(folded)
    words = len(re.findall(r"[\u3400-\u9fff]|[a-z]{2,}", folded))
    if re.search(r"\d\s*[:;]|[;。]|见[表图附]", folded):
        return False  # 0：关闭；1：打开
    return bool(_WORDED.match(folded) or (first and words <= 8 and not re.search(r"^\d[\d.]*\s?年\d*月?", folded)))


def is_clean(cell: str) -> bool:
    """Tell whether a cell is a value and nothing else, as OCR should have read it."""
    folded = fold_text(without_marks(cell))
    return bool(_WORDED.match(folded)) or bool(
        re.fullmatch(
            rf"(?:[≤≥<>±]|不[大小高低多少]于|不超过)?\s?(?:{_POWER.pattern}|{_RANGE.pattern}|{_NUMBER})\s?\S{{0,10}}",
            folded,
        )
    )


def values_in(cell: str) -> int:
    """Return how many values stand in a cell side by side; a range, a power and 5 000 are one."""
    folded = fold_text(without_marks(cell))
    while (bare := _BRACKETED.sub("", folded)) != folded:
        folded = bare
    folded = _RANGE.sub("1", _GROUPED.sub(_ungrouped, _POWER.sub("1", folded)))
    return len(re.findall(rf"(?<![\w.]){_NUMBER}", folded))


def _ungrouped(match: re.Match[str]) -> str:
    """Join 5 000 and 100 000; leave 250 250 and 400 550, which may be two values."""
    first, rest = match[1], match[2].split()
    return "".join((first, *rest)) if len(first) == 1 or set(rest) == {"000"} else match[0]


def unit_in(label: str) -> str:
    """Return the unit that a heading or label prints in brackets, behind a slash or at its end; empty for none."""
    units = units_in(label)
    return units[-1] if units else ""


def units_in(label: str) -> list[str]:
    """Return the units that a heading or label prints."""
    shown = without_marks(label).rstrip(" ≤≥<>")
    found = [inner for inner in _IN_BRACKETS.findall(shown) if _is_unit(inner)]
    if found:
        return found
    if (slashed := _SLASH.search(shown)) and _is_unit(slashed[1]):
        return [slashed[1]]
    # The levels of a heading are parted by blanks, the unit may follow at once: 最高允许排放速率,kg/h 二级, 浓度mg/m³.
    parts = re.split(r"\s+|(?<=[\u3400-\u9fff])(?=[A-Za-zμ]+/)|[,，](?=[a-zμ]+/)", shown)
    parts = [part.rstrip(")") if part.count("(") < part.count(")") else part for part in parts]
    found = [part for part in parts if _TOKEN.fullmatch(fold_text(part)) and _is_unit(part)]
    return found or [part for part in parts[1:][-1:] if _is_unit(part) and len(part) <= 3 and part.isascii()]


def _is_unit(text: str) -> bool:
    if re.fullmatch(r"[a-z]", text, re.I):
        return text in "mgktLlhsVW"
    bare = re.sub(r"\s*([·/()\[\]])\s*", r"\1", fold_text(text))
    return bool(_PLAIN.fullmatch(bare)) or bare in _UNITLESS


def value_and_unit(cell: str) -> tuple[str, str]:
    """Part a value from a unit that its own cell prints behind it: 0.1 ng-TEQ/m³."""
    found = re.match(rf"((?:[≤≥<>±]\s?)?{_NUMBER}(?:\s?[~～–—-]\s?{_NUMBER})?)\s?([^\d\s(（].*)$", cell)
    return (found[1], found[2]) if found and _is_unit(found[2]) else (cell, "")


def tidy(value: str) -> str:
    """Return a value without the blanks that typesetting puts around its signs."""
    return re.sub(r"\s*([~≤≥<>])\s*", r"\1", value.replace("～", "~")).strip()


def plain_unit(unit: str) -> str:
    """Return a unit to show: empty where it says that there is none."""
    return "" if fold_text(unit) in _UNITLESS else unit.strip()


def caption_unit(caption: str) -> tuple[str, tuple[str, ...]]:
    """Return the unit that a caption gives for its whole table, and the indicators it excepts."""
    first = caption.split("\n")[1].strip() if "\n" in caption else ""
    if first and _is_unit(printed(first)):
        return printed(first), ()
    # 单位产品基准排水量 in a title names no unit: the one that is a unit counts.
    for match in _CAPTION_UNIT.finditer(printed(caption)):
        if _is_unit(match["unit"]):
            but = re.split(r"[、,，和及与]|\band\b", match["but"] or "")
            return match["unit"], tuple(part.strip() for part in but if part.strip())
    return "", ()


def without_unit(label: str) -> str:
    """Return a heading or label without marks, units and signs: the name alone."""
    shown = without_marks(label)
    for unit in units_in(shown):
        at = shown.rfind(unit)
        if at >= 0:
            shown = re.sub(r"[/,，]?\s*[(\[（]?\s*$", "", shown[:at]) + re.sub(
                r"^\s*[)\]）]", "", shown[at + len(unit) :]
            )
    return (shown + ")" * (shown.count("(") - shown.count(")"))).strip(" ≤≥<>:：/,，")
