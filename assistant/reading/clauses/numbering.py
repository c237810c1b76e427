"""Which number a printed line opens with: 4.2.1, A.1, 第八条, （一）, a), 附录A, Article 5, 注1 and their kin.

A line may be read in several ways (`1.` opens a section or a list item); every reading is returned as a `Mark`, and
whoever walks the document decides by what came before.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from typing import Literal

from assistant.library.folding import CharFolds

Style = Literal[
    "decimal",  # 4.2.1 or 4.2.1.
    "lettered",  # A.1.2
    "article",  # 第八条
    "article_en",  # Article 8
    "part",  # 第一编
    "chapter",  # 第二章
    "section",  # 第三节
    "chapter_en",  # Chapter 2, CHAPTER II, CHAPTER TWO
    "section_en",  # Section 1
    "cn",  # 一、
    "cn_paren",  # （一）
    "num_dot",  # 1. or 1、
    "num_paren",  # （1）
    "num_close",  # 1)
    "alpha_dot",  # a.
    "alpha_paren",  # (a)
    "alpha_close",  # a)
    "roman_paren",  # (i)
    "roman_close",  # i)
    "roman_dot",  # i.
    "circled",  # ①
    "bullet",  # ——, ·, •
    "reference",  # [3]
    "annex",  # 附录A, Annex A, ANNEX I
    "attachment",  # 附件1
    "remarks",  # 备注
    "footnote",  # a raised ¹ or ¹⁾
    "note",  # 注1：, NOTE 2
    "example",  # 示例：
    "table",  # 表1
    "figure",  # 图1
]

CN_DIGITS = "零〇一二三四五六七八九十百千两"
_CN_VALUE = {"零": 0, "〇": 0, "一": 1, "二": 2, "两": 2, "三": 3, "四": 4, "五": 5, "六": 6, "七": 7, "八": 8, "九": 9}
_CN_UNIT = {"十": 10, "百": 100, "千": 1000}
_ROMAN_VALUE = {"i": 1, "v": 5, "x": 10, "l": 50, "c": 100}
_DASHES = dict.fromkeys(map(ord, "‐‑‒–—―⁃−﹣－"), "-")


@dataclass(frozen=True, slots=True)
class Mark:
    """One reading of a line's opening number.

    `ordinal` holds the normalised parts as they enter a path, `value` the number that succession is judged by (of the
    last part), `end` the offset in the printed text at which the rest of the line begins.
    """

    style: Style
    ordinal: tuple[str, ...]
    value: int
    end: int
    dotted: bool = False
    """Whether a full stop follows the number (`1.1. Scope`)."""
    glued: bool = False
    """Whether the rest follows without a blank."""


def chinese_number(text: str) -> int | None:
    """Return the value of a Chinese or Arabic numeral (`二十四` → 24, `12` → 12), or None if it is none."""
    text = text.strip()
    if text.isascii() and text.isdigit():
        return int(text)
    if not text or any(char not in CN_DIGITS for char in text):
        return None
    if not any(char in _CN_UNIT for char in text):
        return int("".join(str(_CN_VALUE[char]) for char in text))
    total = digit = 0
    for char in text:
        if char in _CN_UNIT:
            total += (digit or 1) * _CN_UNIT[char]
            digit = 0
        else:
            digit = _CN_VALUE[char]
    return total + digit


def roman_number(text: str) -> int | None:
    """Return the value of a Roman numeral up to a few hundred, or None."""
    letters = text.casefold()
    if not letters or any(char not in _ROMAN_VALUE for char in letters):
        return None
    values = [_ROMAN_VALUE[char] for char in letters]
    total = sum(-a if a < b else a for a, b in zip(values, [*values[1:], 0], strict=True))
    return total if roman_numeral(total) == letters else None


def roman_numeral(value: int) -> str:
    """Return the lower-case Roman numeral of a positive number."""
    out = ""
    for size, letters in (
        (100, "c"),
        (90, "xc"),
        (50, "l"),
        (40, "xl"),
        (10, "x"),
        (9, "ix"),
        (5, "v"),
        (4, "iv"),
        (1, "i"),
    ):
        out += letters * (value // size)
        value %= size
    return out


NARROW = {0xFF01 + i: 0x21 + i for i in range(94)} | {0x3000: 0x20}


def narrow(text: str) -> str:
    """Return a text with full-width letters, digits and signs made narrow, character by character."""
    return text.translate(NARROW)


def _head_char(char: str) -> str:
    circled = 0x2460 <= ord(char) <= 0x2473
    return char if circled else unicodedata.normalize("NFKC", char).translate(_DASHES)


_HEADS = CharFolds(_head_char)


def fold_head(text: str, limit: int = 80) -> tuple[str, list[int]]:
    """Fold the head of a line for matching: NFKC, one kind of dash; circled numbers and letter case stay.

    Returns the folded text and, for each of its characters and for its end, the offset in the printed text.
    """
    head = text[:limit]
    folded = head.translate(_HEADS)
    if len(folded) == len(head):
        return folded, list(range(len(head) + 1))
    origin = [i for i, char in enumerate(head) for _ in char.translate(_HEADS)]
    return folded, [*origin, len(head)]


_UNITS_EN = ["one", "two", "three", "four", "five", "six", "seven", "eight", "nine"]
_COUNTED_EN = [
    *_UNITS_EN,
    *["ten", "eleven", "twelve", "thirteen", "fourteen", "fifteen", "sixteen", "seventeen", "eighteen", "nineteen"],
    *(ten + unit for ten in ("twenty", "thirty") for unit in ("", *_UNITS_EN)),
]
_COUNT_EN = rf"(?:(?:TWEN|THIR)TY[\s-]?(?:{'|'.join(_UNITS_EN).upper()})|{'|'.join(_COUNTED_EN[::-1]).upper()})"
_CN = rf"[{CN_DIGITS}]"
_HAN = "一-鿿"
_CJK = f"[{_HAN}]"
_PATTERNS: tuple[tuple[Style, re.Pattern[str]], ...] = (
    ("part", re.compile(rf"第\s*(?P<n>{_CN}{{1,5}}|\d{{1,3}})\s*编(?=\s|{_CJK}|$)")),
    ("chapter", re.compile(rf"第\s*(?P<n>{_CN}{{1,5}}|\d{{1,3}})\s*章(?=\s|{_CJK}|$)")),
    ("section", re.compile(rf"第\s*(?P<n>{_CN}{{1,5}}|\d{{1,3}})\s*节(?=\s|{_CJK}|$)")),
    ("article", re.compile(rf"第\s*(?P<n>{_CN}{{1,7}}|\d{{1,4}})\s*条(?:\s*之\s*(?P<sub>{_CN}{{1,3}}))?")),
    ("article_en", re.compile(r"(?:Article|ARTICLE)\s+(?P<n>\d{1,3}[a-z]?)(?![\w(])\.?")),
    ("chapter_en", re.compile(rf"(?:Chapter|CHAPTER|Title|TITLE)\s+(?P<n>[IVXLC]+|\d{{1,3}}|{_COUNT_EN})\b[.:]?")),
    ("section_en", re.compile(r"(?:Section|SECTION)\s+(?P<n>[IVXLC]+|\d{1,3})\b[.:]?")),
    ("annex", re.compile(rf"附\s*录\s*(?P<n>[A-Z]|\d{{1,2}}|{_CN}{{1,2}})(?![A-Za-z0-9.])")),
    ("annex", re.compile(r"附\s*录\s*(?=$|\()")),
    # A dash set in Windows' code and read in the Macintosh's is an accented letter: Appendix DóResources.
    (
        "annex",
        re.compile(
            r"(?:Annex|ANNEX|Appendix|APPENDIX|Schedule|SCHEDULE)\s+(?P<n>[A-Z]|[IVX]+|\d{1,2})(?:\b[.:]?|[à-ÿ](?=[A-Z]))"
        ),
    ),
    ("attachment", re.compile(rf"附\s*件(?:\s*(?P<n>\d{{1,2}}|{_CN}{{1,3}})(?!\d))?(?=\s|$|:|{_CJK}|《)")),
    ("remarks", re.compile(r"备\s*注\s*:?\s*$")),
    (
        "note",
        re.compile(
            r"注\s*(?P<n>\d{0,2})\s*[:.、]|(?:NOTE|Note)(?:\s+(?P<n2>\d{1,2}))?(?:\s+to\s+entry)?\s*(?:[:.]|-|\s(?=[A-Z]))"
        ),
    ),
    ("example", re.compile(r"示例\s*(?P<n>\d{0,2})\s*:|EXAMPLE(?:\s+(?P<n2>\d{1,2}))?\s*(?:[:.]|-|\s(?=[A-Z]))")),
    (
        "table",
        re.compile(
            rf"(?:续\s*)?表\s*(?P<n>(?:[A-Z]\s?\.?\s?)?\d{{1,3}}(?:\s?[.-]\s?\d{{1,2}})?)(?=\s|$|\(|{_CJK}|[A-Z])"
        ),
    ),
    ("table", re.compile(r"(?:Table|TABLE)\s+(?P<n>(?:[A-Z]\.?)?\d{1,3}(?:[.-]\d{1,2})?)\b")),
    (
        "figure",
        re.compile(rf"图\s*(?P<n>(?:[A-Z]\s?\.?\s?)?\d{{1,3}}(?:\s?[.-]\s?\d{{1,2}})?)(?=\s|$|\(|{_CJK}|[A-Z])"),
    ),
    ("figure", re.compile(r"(?:Figure|FIGURE|Fig\.)\s+(?P<n>(?:[A-Z]\.?)?\d{1,3}(?:[.-]\d{1,2})?)\b")),
    ("reference", re.compile(r"\[\s*(?P<n>\d{1,3})\s*\]")),
    (
        "lettered",
        re.compile(rf"(?P<n>[A-Z](?:\s?\.\s?[1-9]\d?)+|[A-Z]\d{{1,2}}(?:\s?\.\s?[1-9]\d?)*)\.?(?=\s|{_CJK}|$)"),
    ),
    (
        "decimal",
        re.compile(
            r"(?P<n>(?:0|[1-9]\d?)(?:\s?\.0(?=\s?\.\s?[1-9]))?(?:\s?\.{1,2}\s?[1-9]\d{0,2}){0,6})(?P<dot>\s?\.)?(?![\d.])"
        ),
    ),
    ("cn", re.compile(rf"(?P<n>{_CN}{{1,4}})\s*、")),
    ("cn_paren", re.compile(rf"\(\s*(?P<n>{_CN}{{1,4}})\s*\)[、.]?")),
    ("num_dot", re.compile(r"(?P<n>[1-9]\d?)\s?[.、](?!\s?\d)")),
    ("num_paren", re.compile(r"\(\s*(?P<n>[1-9]\d{0,2})\s*\)[、.]?")),
    ("num_close", re.compile(r"(?P<n>[1-9]\d?)\s?\)[、.]?")),
    ("roman_paren", re.compile(r"\(\s*(?P<n>[ivxlIVXL]{1,6})\s*\)")),
    ("roman_close", re.compile(r"(?P<n>[ivxl]{1,6})\s?\)")),
    ("roman_dot", re.compile(r"(?P<n>[ivxl]{1,6})\.(?=\s)")),
    ("alpha_paren", re.compile(r"\(\s*(?P<n>[a-z])\s*\)")),
    ("alpha_close", re.compile(r"(?P<n>[a-zA-Z])\s?\)(?![,，。;])")),
    ("alpha_dot", re.compile(rf"(?P<n>[a-z])(?:\.(?=\s+\S\S)|[.、](?=\s?[{_HAN}(《“]))")),
    ("circled", re.compile(r"(?P<n>[①-⑳])")),
    ("bullet", re.compile(r"(?:-{1,2}|[·•●◆▪■○◦∙])(?=\s|[^\s\d-])")),
)
# One search instead of thirty for the many lines that open with no number.
_ANY_NUMBER = re.compile("|".join(re.sub(r"\(\?P<\w+>", "(?:", pattern.pattern) for _, pattern in _PATTERNS))
_FOOTNOTE = re.compile(r"\s*⁽?([⁰¹²³⁴-⁹]{1,3})⁾?\s*")
_ROMAN_STYLES = ("roman_paren", "roman_close", "roman_dot", "chapter_en", "section_en")


def read_marks(text: str) -> list[Mark]:
    """Return every reading of the number a line opens with, most telling first; an empty list where there is none."""
    folded, origin = fold_head(text)
    skipped = len(folded) - len(folded.lstrip())
    if raised := _FOOTNOTE.match(text):
        value = int(unicodedata.normalize("NFKC", raised.group(1)))
        return [Mark("footnote", (str(value),), value, raised.end())]
    if not _ANY_NUMBER.match(folded, skipped):
        return []
    marks = []
    for style, pattern in _PATTERNS:
        found = pattern.match(folded, skipped)
        if found and (mark := _mark(style, found, folded, origin)):
            marks.append(mark)
    return marks


def _mark(style: Style, found: re.Match[str], folded: str, origin: list[int]) -> Mark | None:
    groups = found.groupdict()
    raw = re.sub(r"\s", "", groups.get("n") or groups.get("n2") or "")
    rest = folded[found.end() :]
    end = origin[found.end() + len(rest) - len(rest.lstrip())]
    glued = bool(rest) and not rest[0].isspace()
    if style in ("decimal", "lettered"):
        if style == "lettered" and raw[1:2] != ".":
            raw = f"{raw[0]}.{raw[1:]}"
        parts = tuple(re.split(r"\.+", raw))
        if style == "decimal" and not _may_follow_decimal(parts, bool(groups.get("dot")), rest):
            return None
        return Mark(style, parts, int(parts[-1]), end, bool(groups.get("dot")), glued)
    ordinal, value = _ordinal(style, raw)
    if value is None:
        return None
    if style == "article" and groups.get("sub"):
        ordinal = f"{value}-{chinese_number(groups['sub'])}"
    return Mark(style, (ordinal,) if ordinal else (), value, end, glued=glued)


def _ordinal(style: Style, raw: str) -> tuple[str, int | None]:
    """The path part and the value of one ordinal, e.g. ("2", 2) for 二 in （二）."""
    if style == "article_en":
        return raw, int(re.sub(r"\D", "", raw))
    if style in ("bullet", "remarks"):
        return "", 0
    if style in ("note", "example", "attachment", "annex") and not raw:
        return "", 0
    if style in ("table", "figure"):
        number = re.sub(r"^([A-Z])\.?(?=\d)", r"\1.", raw)
        return number, int(re.split(r"\D", raw)[-1])
    if style == "circled":
        value = ord(raw) - 0x2460 + 1
        return str(value), value
    if style in ("alpha_dot", "alpha_paren", "alpha_close") or (style == "annex" and raw.isascii() and raw.isalpha()):
        letter = raw if style == "annex" else raw.casefold()
        return letter, ord(letter[0].casefold()) - ord("a") + 1
    if (word := raw.replace("-", "").casefold()) in _COUNTED_EN:
        value = _COUNTED_EN.index(word) + 1
        return str(value), value
    if style in _ROMAN_STYLES and not raw.isdigit():
        return str(roman_number(raw)) if style.endswith("_en") else raw.casefold(), roman_number(raw)
    number_value = chinese_number(raw)
    return str(number_value), number_value


_UNIT = re.compile(
    r"(?:%|‰|°|℃|[mkμ]?[gLlmJVWA](?![A-Za-z])|mm|cm|km|min|mol|kPa|MPa|dB|Hz|[~+=×<>≤≥±/,，;；:：、。)）%-]|年|月\d|日|号|时(?=[,，])|倍|级(?=[,，。])|℃|个(?!体|人|别)|张)"
)


def _may_follow_decimal(parts: tuple[str, ...], dotted: bool, rest: str) -> bool:
    """Whether what follows a bare decimal lets it be a clause number rather than a quantity, a year or a range."""
    if not rest.strip():
        return parts != ("0",)
    blank = rest[0].isspace()
    tail = rest.lstrip()
    if dotted and blank and len(parts) > 1:
        return not tail[0].isdigit()
    if _UNIT.match(tail) and not (blank and len(parts) > 1 and not re.match(r"[\W\d_]|[mkμ]?[gLm]\b", tail)):
        return False
    if parts == ("0",):
        return blank and bool(re.match(r"引\s*言|Introduction|INTRODUCTION", tail))
    if not blank and not dotted and tail[0].isascii() and tail[0].isalpha():
        return len(parts) > 1 and tail[0].isupper()
    return not (tail[0].isdigit() and len(parts) == 1 and not dotted)
