"""A sentence as words and marks: what is easily altered (numbers, force, negation, editions) apart from the words."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import Literal

from assistant.answering.claims.measures import (
    DIGITS,
    HAN_DIGITS,
    SCALE,
    UNIT,
    WORDED,
    Measure,
    amount,
    canonical_unit,
)
from assistant.answering.gloss import terms
from assistant.answering.units import chinese_number
from assistant.answering.words import ordinal, stem
from assistant.library.folding import fold
from assistant.library.numbers import numbers_in

Kind = Literal["word", "measure", "sign", "force", "negation", "document", "date", "place", "class"]


@dataclass(frozen=True, slots=True)
class Mark:
    """A word or a mark of a sentence. `value` is what is compared; `start` to `end` is its range as printed."""

    kind: Kind
    value: str
    start: int
    end: int
    measure: Measure | None = None
    glued: bool = False
    """Whether it follows the mark before it without a blank or a stop, as Chinese characters of one phrase do."""


_OPPOSITE = {">": "≤", "<": "≥"}
_MORE = "大于|超过|超出|高于|多于|长于|晚于|迟于"
_LESS = "小于|低于|少于|短于|早于|不足"
_MORE_EN = "(?:more|greater|higher|larger|longer|later) than|exceed(?:s|ing|ed)?"
_LESS_EN = "(?:less|fewer|lower|smaller|shorter|earlier) than"
_NEAR_NUMBER = rf"(?=\s*(?:a |the )?(?:{DIGITS}|{WORDED}))"
_FORCE_ZH = r"应当?|必须|须|得|宜|可以?|能够?|准|许|允许"
_SIGN = (
    rf"(?P<sign>[≤≥<>±=]|(?P<no_zh>(?P<sign_force_zh>应当?|必须|宜)?不(?:应|得|能|可|宜|允许|准)?)?"
    rf"(?P<cmp_zh>(?:{_MORE}|{_LESS})(?:或?等于)?)|(?P<flat_zh>至少|最多|至多)"
    rf"|(?:(?P<sign_force_en>shall|must|should|may)\s+)?(?P<no_en>(?:not|no)\s+(?:be\s+|to\s+)?)?"
    rf"(?P<cmp_en>(?:{_MORE_EN}|{_LESS_EN})(?:\s+or\s+equal\s+to)?)"
    rf"|(?P<flat_en>at least|at most|(?:up to|no later than|within|below|under|above|over){_NEAR_NUMBER}))"
)
_FLAT = {
    "至少": "≥", "最多": "≤", "至多": "≤", "at least": "≥", "at most": "≤", "up to": "≤", "within": "≤",
    "no later than": "≤", "below": "<", "under": "<", "above": ">", "over": ">",
}  # fmt: skip
_AFTER = r"(?P<after>\s*[(（]?(?:以上|及以上|以下|及以下|以内|之内|or more|or above|or less|or fewer|or below)(?!列))?"
_POWER = r"(?:\s*[x×]\s*10\^(?P<power>-?\d{1,2}))?"
_MEASURE = (
    rf"(?P<measure>(?:百分之(?P<percent>{DIGITS}|{HAN_DIGITS})|(?P<below>{HAN_DIGITS})分之(?P<top>{HAN_DIGITS})"
    rf"|(?P<low>(?<![a-z0-9_])-?(?:{DIGITS})|{WORDED}|{HAN_DIGITS}(?=\s*{UNIT}|万|亿|[个种名项年月日天次倍]))(?P<unit_low>\s*{UNIT})?"
    rf"(?:\s*(?:~|-|至|到|\bto\b|—)\s*(?P<high>(?:{DIGITS})(?![\d.]*-\d)|{HAN_DIGITS}(?=\s*{UNIT})))?{_POWER}"
    rf"\s*(?P<scale>{SCALE})?(?P<unit>[\s-]*{UNIT})?)){_AFTER}"
)
_MONTHS = (
    "january", "february", "march", "april", "may", "june", "july", "august", "september", "october", "november",
    "december",
)  # fmt: skip
_MONTH = "|".join(_MONTHS)
_DATE = (
    r"(?P<date>(?P<y>(?:19|20)\d{2}|[二一][〇零九]?[〇零一二三四五六七八九]{2})\s*年(?:度|版)?(?:\s*(?P<m>\d{1,2}|十[一二]?|[一二三四五六七八九])\s*月"
    r"(?:\s*(?P<d>\d{1,2}|[一二三]?十?[一二三四五六七八九]?)\s*日)?)?|(?<![\d-])(?P<y2>(?:19|20)\d{2})-(?P<m2>0\d|1[0-2])(?:-(?P<d2>\d{2}))?(?!\d)"
    rf"|(?:(?P<d3>\d{{1,2}})\s+)?\b(?P<m3>{_MONTH})\s+(?P<d4>\d{{1,2}},?\s+)?(?P<y3>(?:19|20)\d{{2}}))"
)
_PLACE = (
    r"(?P<place>第\s*\d{1,3}\s*号(?:修改单)?|第\s*[一二三四五六七八九十百零〇\d]+\s*[条款项章节部分]+(?:之[一二三四五])?|[表图]\s*[a-z]?\.?\d+(?:\.\d+)*|附[录件表]\s*[a-z\d一二三四五六七八九十]"
    r"|\b(?:articles?|clauses?|sections?|tables?|annex|figures?|paragraphs?|chapters?|appendix|part)\s+[a-z]?\d*[\d.]*(?:\(\w\))*(?![a-z])"
    r"|(?<![\d.])\d+(?:\.\d+){2,}|\b[a-z]\.\d+(?:\.\d+)*)"
)
_CLASS = (
    r"(?P<class>(?P<class_zh>[一二三四五六ⅰⅱⅲ]|(?<![a-z])(?:i{1,3}|iv|v|[a-f])|(?<![\d.≤≥<>])\d(?=[类级]))\s*[类级](?!似|别|指标|型)"
    r"|\b(?:class|grade|category|level|type|tier)\s+(?P<class_en>[a-f]|[ivx]+|\d+)\b)"
)
_FORCE = (
    r"(?P<force>(?P<shall_not>不得|不应|应不(?!少|大|小|超|低|高)|严禁|禁止|不准|不许|(?:shall|must)\s+not"
    r"|(?:is|are) (?:prohibited|not (?:permitted|allowed))|cannot)"
    r"|(?P<should_not>不宜|should\s+not)|(?P<may_not>不必|无[需须]|need\s+not)"
    r"|(?P<shall>应当|必须|(?<![相对适供响反效感回答照])应(?![用急对付答邀聘力变])|(?<![无必])须|\b(?:shall|must)\b"
    r"|(?:is|are) required to)"
    r"|(?P<should>(?<![便适合相事时])宜(?!居)|\bshould\b|(?:is|are) recommended to)"
    r"|(?P<may>可以|(?<![许认不尽无非宁])可(?![以能靠持行见燃再回溶降比操重观视信接逆追导识编控])|\bmay\b"
    r"|(?:is|are) (?:permitted|allowed)(?: to)?\b)"
    r"|(?P<can>能够|\bcan\b))"
)
_NEGATION = r"(?P<negation>不(?!锈)|未|没有|\b(?:not|no|never|neither|nor|without)\b|n't\b)"
_WORD = r"(?P<word>[a-zα-ω]+(?:\d+[a-z\d.]*)?(?:'[a-z]+)?|[\u3400-\u9fff]|\d+)"
_SCAN = re.compile("|".join((_DATE, _PLACE, _CLASS, _SIGN, _MEASURE, _FORCE, _NEGATION, _WORD)))
_FORCES = ("shall_not", "should_not", "may_not", "shall", "should", "may", "can")
_WEIGHTLESS = "a an the of to in on for by with and or be is are was were been do does did it its this that 的 之"
_DROPPED = frozenset(_WEIGHTLESS.split())


@lru_cache(maxsize=30_000)
def marks_of(text: str) -> tuple[Mark, ...]:
    """Return the words and marks of a text in order; words of no weight (the, of, 的) are left out."""
    folded = fold(text, keep_blanks=True)
    hidden = list(folded.text)
    found: list[tuple[int, int, list[Mark]]] = []
    for number in numbers_in(folded.text):
        value = f"{number.family}:{number.year or ''}"
        found.append((number.start, number.end, [Mark("document", value, number.start, number.end)]))
        hidden[number.start : number.end] = "\0" * (number.end - number.start)
    for name in _numbered_names().finditer("".join(hidden)):
        found += [(i, i + 1, [Mark("word", hidden[i], i, i + 1)]) for i in range(*name.span())]
        hidden[slice(*name.span())] = "\0" * len(name[0])
    for match in _SCAN.finditer("".join(hidden)):
        found.append((match.start(), match.end(), list(_read(match))))
    out: list[Mark] = []
    last = -1
    for start, end, marks in sorted(found, key=lambda one: one[0]):
        for mark in marks:
            first, stop = folded.printed_span(mark.start, mark.end)
            out.append(Mark(mark.kind, mark.value, first, stop, mark.measure, glued=_joined(folded.text, last, start)))
        last = end
    return _signed(out)


def measures_in(text: str) -> list[Measure]:
    """Return the numbers of a text with their units and signs, in its order; those of documents and dates are none."""
    return [mark.measure for mark in marks_of(text) if mark.measure is not None]


@lru_cache(maxsize=1)
def _numbered_names() -> re.Pattern[str]:
    """Return what finds the terms that a number begins, such as 五日生化需氧量: no amount is said there."""
    found = [
        t for t in terms().variants if t > "\u3400" and (m := _SCAN.match(t)) and m["measure"] and m.end() < len(t)
    ]
    names = "|".join(map(re.escape, sorted(found, key=len, reverse=True)))
    return re.compile(rf"(?<!\d)(?<!\d )(?:{names or '(?!)'})")


def _joined(text: str, last: int, start: int) -> bool:
    """Tell whether what begins at `start` goes on with what ended at `last`; a Chinese line may break anywhere."""
    between = text[max(last, 0) : start]
    return last >= 0 and (not between or (between.isspace() and text[last - 1] > "\u3400" and text[start] > "\u3400"))


def _signed(marks: list[Mark]) -> tuple[Mark, ...]:
    """Give each number the sign that stands before it, up to three words away; other signs stay marks of their own."""
    out: list[Mark] = []
    for mark in marks:
        if mark.kind == "measure" and mark.measure and not mark.measure.sign:
            at = next((i for i in range(len(out) - 1, max(-1, len(out) - 4), -1) if out[i].kind != "word"), -1)
            if at >= 0 and out[at].kind == "sign":
                sign = out.pop(at)
                low, high, unit = mark.measure.low, mark.measure.high, mark.measure.unit
                mark = Mark(
                    "measure", mark.value, sign.start, mark.end, Measure(low, high, unit, sign.value), sign.glued
                )
        out.append(mark)
    return tuple(out)


def _read(match: re.Match[str]) -> Iterator[Mark]:
    start, end = match.span()
    kind = match.lastgroup
    groups = match.groupdict()
    if groups["date"]:
        yield Mark("date", _date(groups), start, end)
    elif groups["place"]:
        yield Mark("place", re.sub(r"\s+", "", match[0]), start, end)
    elif groups["class"]:
        mark = groups["class_zh"] or groups["class_en"]
        yield Mark("class", ordinal({"ⅰ": "i", "ⅱ": "ii", "ⅲ": "iii"}.get(mark, mark)) or mark, start, end)
    elif groups["sign"]:
        yield from _sign(match)
    elif groups["measure"]:
        yield from _measure(match)
    elif groups["force"]:
        force = next(name for name in _FORCES if groups[name])
        yield Mark("force", "shall_not" if match[0] == "cannot" else force, start, end)
    elif groups["negation"]:
        yield Mark("negation", "not", start, end)
    elif kind and match[0] not in _DROPPED:
        yield Mark("word", stem(match[0]) if match[0].isascii() else match[0], start, end)


def _sign(match: re.Match[str]) -> Iterator[Mark]:
    force = match["sign_force_zh"] or match["sign_force_en"]
    negated = match["no_zh"] or match["no_en"] or ""
    inner = re.search(_FORCE_ZH, negated.removeprefix(match["sign_force_zh"] or ""))
    word = force or (inner[0] if inner else "")
    if word:
        kind = "should" if word in {"宜", "should"} else "may" if word in {"可", "may"} else "shall"
        yield Mark("force", kind, match.start(), match.end())
    compared = match["cmp_zh"] or match["cmp_en"]
    if compared:
        sign = ">" if re.match(f"{_MORE}|{_MORE_EN}", compared) else "<"
        if negated:
            sign = _OPPOSITE[sign]
        elif "等于" in compared or "equal" in compared:
            sign = {">": "≥", "<": "≤"}[sign]
    else:
        flat = match["flat_zh"] or match["flat_en"]
        sign = _FLAT[flat] if flat else match[0]
    yield Mark("sign", sign, match.start(), match.end())


def _measure(match: re.Match[str]) -> Iterator[Mark]:
    start, end = match.span()
    if match["percent"]:
        low = high = amount(match["percent"])
        unit = "%"
    elif match["below"]:
        top, below = amount(match["top"]), amount(match["below"])
        low = high = None if top is None or not below else top / below
        unit = "share"
    else:
        scale = match["scale"] or ""
        low = amount(match["low"], scale)
        high = amount(match["high"], scale) if match["high"] else low
        unit = canonical_unit(re.sub(r"^[\s-]+", "", match["unit"] or match["unit_low"] or ""))
        if match["power"] and low is not None and high is not None:
            low, high = low.scaleb(int(match["power"])), high.scaleb(int(match["power"]))
    if low is None or high is None:
        return
    after = match["after"] or ""
    sign = "" if not after else "≥" if re.search(r"上|more|above", after) else "≤"
    yield Mark("measure", "", start, end, Measure(low, high, unit, sign))


def _date(groups: dict[str, str | None]) -> str:
    year = groups["y"] or groups["y2"] or groups["y3"] or ""
    month = groups["m"] or groups["m2"] or groups["m3"]
    day = groups["d"] or groups["d2"] or groups["d3"] or groups["d4"]
    parts = [year, month, day if month else None]
    return "-".join(f"{_ordinal(part):02d}" for part in parts if part)


def _ordinal(printed: str) -> int:
    bare = printed.strip(" ,")
    if bare in _MONTHS:
        return _MONTHS.index(bare) + 1
    value = int(bare) if bare.isdigit() else chinese_number(bare)
    return value or 0
