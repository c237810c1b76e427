"""Numbers of standards, acts and official documents: found in a text, compared without regard to how they are typed."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace

from assistant.library.folding import fold

# Codes of the publishers a question may name, longest first where one begins another.
_CODES = (
    r"gb[/ \-]{0,3}[tz]|gbj|gb|db ?-?\d{2}(?:[/ \-]{0,3}t)?|cnca-[a-z]{1,4}|ds[/ \-]{0,3}t|gm[/ \-]{0,3}[tz]"
    r"|t/[a-z]{2,8}|(?:hj|qb|jc|jg|ly|fz|sb|yz|cj|ny|hg|rb|qx|yd|sj|jt|jjf|jjg|ys|yy|yb|sn|sl|dl|ga|lb|mt|wh|ws|xf|aq)"
    r"(?:[/ \-]{0,3}t)?"
    r"|iso[/ ]iec ?(?:guide|指南)|iso[/ ]iec(?:/t[rs])?|iso(?:/t[rs]|/pas|/f?dis|/cd| ?guide)?"
    r"|iec/cispr|cispr|iec(?:/t[rs])?|itu-t|bs en|din en|en iso|en|astm|ansi|nist sp|sp|nistir|fips|rfc"
)
# ISO and IEC number the parts of a standard after a dash; Chinese standards put the year there, once with two digits.
_STANDARD = re.compile(
    rf"(?<![a-z0-9])(?P<code>{_CODES})\)?[/ \-_]*(?P<num>[a-z]?\d{{1,6}}(?:\.\d{{1,3}})*(?:-\d{{1,3}}(?!\d)){{0,3}})"
    r"(?: ?[-:~_一] ?(?P<year>(?:19|20)\d{2})(?!\d))?"
    r"(?:[ ,_]*(?:revision|rev\.?|r|version|ver\.?|v) ?(?P<revision>\d{1,2})(?:\.0)?(?![.\d]*\d))?"
)
_SHORT_YEAR = re.compile(r"-([6-9]\d)$")
_WITH_PARTS = ("iso", "iec", "en", "sp", "nist", "bs", "din", "astm")
_DOCUMENT = re.compile(r"(?P<org>[\u4e00-\u9fff]{1,10})? ?[\[(「](?P<year>(?:19|20)\d{2})[\])」] ?(?P<num>\d{1,4}) ?号")
_ANNOUNCEMENT = re.compile(r"(?P<year>(?:19|20)\d{2}) ?年?[第 ]*(?P<num>\d{1,4}) ?号(?! ?修改单)")
_ACT = re.compile(r"(?<!\d)(?P<a>\d{1,4})/(?P<b>\d{1,4})(?P<of>/(?:eu|eec|ec|jha))?(?![\d/])")
_MEMORANDUM = re.compile(r"(?<![a-z0-9])(?:m-\d{2}-\d{2}|(?:(?<=circular )|(?<=circular no. ))a-\d{1,3})(?![\d-])")
_ORDER = re.compile(r"(?:国务院令|主席令|部令|总局令|局令|order)[第 ]*(?:no\.? ?)?(?P<num>\d{1,4}) ?号?")
_ITU = re.compile(r"(?:itu-[tr] (?:rec(?:ommendation|\.)? )?|recommendations? )(?P<num>[a-z]\.\d{1,4})(?![\d.]*\d)")
_AMENDMENT = re.compile(
    r"(?:[/-] ?(?:xg|amd\.?|cor\.?)[ -]?(?P<a>\d{1,2})|第 ?(?P<b>\d{1,2}|[一二三四五]) ?号修改单"
    r"|amendment (?:no\.? ?)?(?P<c>\d{1,2}))"
)


@dataclass(frozen=True, slots=True)
class Number:
    """One number. `family` is the same for all editions of a document; `year` is its edition, if given."""

    family: str
    digits: str
    year: str | None
    start: int
    end: int
    """Range in the printed text."""
    amendment: str | None = None

    @property
    def exact(self) -> str:
        """Name the edition: family, year and amendment."""
        return ":".join(filter(None, (self.family, self.year, self.amendment and f"amd{self.amendment}")))


def find_numbers(text: str) -> list[Number]:
    """Return the numbers that a text names, in order; any spacing, width, dash or letter case."""
    folded = fold(text, keep_blanks=True)
    return [
        replace(number, start=first, end=last)
        for number in numbers_in(folded.text)
        for first, last in [folded.printed_span(number.start, number.end)]
    ]


def numbers_in(folded: str) -> list[Number]:
    """Return the numbers of a text that is folded already, with their ranges in it, in order."""
    taken: list[tuple[int, int]] = []
    found: list[Number] = []
    for start, end, family, digits, year in _matches(folded):
        if any(start < b and a < end for a, b in taken):
            continue
        taken.append((start, end))
        tail = _AMENDMENT.match(folded[end : end + 24].lstrip(" :,"))
        amendment = next(filter(None, tail.groups()), None) if tail else None
        if amendment:
            amendment = str(int(amendment) if amendment.isdigit() else "零一二三四五".index(amendment))
        found.append(Number(family, digits, year, start, end, amendment))
    return sorted(found, key=lambda number: number.start)


def _matches(text: str) -> Iterator[tuple[int, int, str, str, str | None]]:
    for m in _STANDARD.finditer(text):
        code = re.sub(r"[^a-z0-9]", "", m["code"].replace("指南", "guide")).replace("nistsp", "sp")
        digits, year = m["num"], m["revision"] or m["year"]
        short = _SHORT_YEAR.search(digits)
        if short and not year and not code.startswith(_WITH_PARTS):
            digits, year = digits[: short.start()], f"19{short[1]}"
        yield m.start(), m.end(), f"{code}{digits}", digits, year
    numbered = "号" in text  # without it these need not be looked for
    for m in _DOCUMENT.finditer(text) if numbered else ():
        yield m.start(), m.end(), f"[{m['year']}]{m['num']}", m["num"], None
    for m in _ORDER.finditer(text):
        yield m.start(), m.end(), f"order{m['num']}", m["num"], None
    for m in _ANNOUNCEMENT.finditer(text) if numbered else ():
        yield m.start(), m.end(), f"[{m['year']}]{m['num']}", m["num"], None
    for m in _ACT.finditer(text) if "/" in text else ():
        a, b = m["a"], m["b"]
        if len(a) == 4 or len(b) == 4 or m["of"]:
            yield m.start(), m.end(), f"act{a}/{b}", f"{a}/{b}", None
    for m in _ITU.finditer(text):
        yield m.start(), m.end(), f"itu{m['num']}", m["num"], None
    for m in _MEMORANDUM.finditer(text):
        yield m.start(), m.end(), f"omb{m[0]}", m[0], None


def family_name(number: str) -> str:
    """Return a number without its edition, as it is usually printed: `GB 18580-2025` is an edition of `GB 18580`."""
    found = find_numbers(number)
    if not found:
        return number.strip()
    first = found[0]
    if not first.family.endswith(first.digits) or first.family == first.digits or not first.family[0].isalpha():
        return number[first.start : first.end].strip()
    code = first.family.removesuffix(first.digits)
    if code.startswith("act") or code == "order":
        return number[first.start : first.end].strip()
    local = re.fullmatch(r"db(\d\d)(t?)", code)
    if local:
        return f"DB{local[1]}/{'T ' if local[2] else ''}{first.digits}"
    group = re.fullmatch(r"t([a-z]{3,8})", code)
    shown = f"T/{group[1]}" if group else re.sub(r"^(..)([tz])$", r"\1/\2", code)
    if code.startswith("cnca"):
        return f"CNCA-{code[4:].upper()}-{first.digits}"
    return f"{shown.upper()} {first.digits}"
