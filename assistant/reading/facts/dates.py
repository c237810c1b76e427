"""Printed dates of every form, as ISO dates as exact as the print: 2025-05-30, 二〇二五年五月, 30 May 2025."""

from __future__ import annotations

import re
from calendar import monthrange
from dataclasses import dataclass

from assistant.reading.clauses.numbering import chinese_number, narrow

_CN = "零〇○O一二三四五六七八九十"
_MONTHS = {
    name: number
    for number, names in enumerate(
        ("january jan", "february feb", "march mar", "april apr", "may", "june jun", "july jul", "august aug",
         "september sept sep", "october oct", "november nov", "december dec"),
        start=1,
    )
    for name in names.split()
}  # fmt: skip
_MONTH = "|".join(sorted(_MONTHS, key=len, reverse=True))
_D = r"[-‐‑‒–—―⁃−－﹣一．.／/]"
"""What stands between a date's numbers; 一 is a dash that a scanner took for the numeral."""
_FORMS = (
    re.compile(rf"(?<!\d)(?P<y>(?:19|20)\d{{2}})\s?{_D}\s?(?P<m>\d{{1,2}})\s?{_D}\s?(?P<d>\d{{1,2}})(?!\d)"),
    re.compile(r"(?<!\d)(?P<y>(?:1\s?9|2\s?0)\s?\d\s?\d)\s*年\s*(?P<m>\d\s?\d?)\s*月(?:\s*(?P<d>\d\s?\d?)\s*日)?"),
    re.compile(
        rf"(?P<y>[{_CN}]\s?[{_CN}]\s?[{_CN}]\s?[{_CN}])\s*年\s*"
        rf"(?P<m>[{_CN}]{{1,2}})\s*月(?:\s*(?P<d>[{_CN}]{{1,3}})\s*日)?"
    ),
    re.compile(
        rf"(?<!\d)(?P<d>\d{{1,2}})(?:st|nd|rd|th)?\s+(?P<n>{_MONTH})\.?,?\s+(?P<y>(?:19|20)\d{{2}})(?!\d)",
        re.IGNORECASE,
    ),
    re.compile(
        rf"\b(?P<n>{_MONTH})\.?\s+(?P<d>\d{{1,2}})(?:st|nd|rd|th)?,?\s+(?P<y>(?:19|20)\d{{2}})(?!\d)",
        re.IGNORECASE,
    ),
    re.compile(rf"\b(?P<n>{_MONTH})\.?,?\s*(?P<y>(?:19|20)\d{{2}})(?!\d)", re.IGNORECASE),
    re.compile(rf"(?<!\d)(?P<y>(?:19|20)\d{{2}}){_D}(?P<m>0[1-9]|1[0-2])(?!\d|{_D})"),
    # Some text layers lose the dashes of a cover's dates.
    re.compile(r"(?<!\d)(?P<y>(?:19|20)\d{2})\s?(?P<m>[01]\d)\s?(?P<d>[0-3]\d)(?=\s*(?:发\s*布|实\s*施))"),
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class PrintedDay:
    """A date where it stands in a text: `iso` is `2025-05-30` or `2015-09`."""

    iso: str
    start: int
    end: int


def find_dates(text: str) -> list[PrintedDay]:
    """Return the dates of a text in order; where two readings overlap, the more exact one."""
    text = narrow(text)
    found: list[PrintedDay] = []
    for form in _FORMS:
        for match in form.finditer(text):
            iso = _iso(match.groupdict())
            if iso and not any(day.start < match.end() and match.start() < day.end for day in found):
                found.append(PrintedDay(iso, match.start(), match.end()))
    return sorted(found, key=lambda day: day.start)


def _iso(parts: dict[str, str | None]) -> str | None:
    year = _number(parts.get("y"))
    month = _MONTHS[(parts["n"] or "").casefold()] if parts.get("n") else _number(parts.get("m"))
    day = _number(parts.get("d"))
    if not year or not month or not 1900 <= year <= 2100 or not 1 <= month <= 12:
        return None
    if day is None:
        return f"{year}-{month:02d}"
    return f"{year}-{month:02d}-{day:02d}" if 1 <= day <= monthrange(year, month)[1] else None


def _number(printed: str | None) -> int | None:
    if not printed:
        return None
    return chinese_number(re.sub(r"\s", "", printed).replace("○", "〇").replace("O", "〇"))
