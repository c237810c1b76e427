"""Who issued a document: the names over 发布 on a cover, in a red head, or the publisher that a number names."""

from __future__ import annotations

import re
from collections.abc import Sequence

from assistant.reading.facts.dates import find_dates
from assistant.reading.pages.page import Line, Page

_BODY = re.compile(r"^.{1,40}?(?:总局|委员会|部|局|厅|政府|协会|学会|联盟|国务院)$")
_CUT = re.compile(r"\s*(?:联\s*合\s*)?发\s*布\s*$")
_STRAY = re.compile(r"[\s\d⁰-₉]")
"""What no name holds: a page number that stands between its letters got there by its place on the page."""
_TWICE = re.compile(r"([一-鿿])\1")
"""Most characters of a name printed twice, in copies too unlike in width to be told apart by their places."""
_PUBLISHERS = (
    (
        re.compile(r"^ISO/IEC"),
        "International Organization for Standardization; International Electrotechnical Commission",
    ),
    (re.compile(r"^ISO"), "International Organization for Standardization"),
    (re.compile(r"^IEC"), "International Electrotechnical Commission"),
    (re.compile(r"^ITU"), "International Telecommunication Union"),
    (re.compile(r"^(?:NIST|FIPS)"), "National Institute of Standards and Technology"),
)
_BODY_EN = re.compile(
    r"^(?:State Administration|Standardization Administration|Ministry|General Administration|European Commission|"
    r"National Institute|The Linux Foundation|"
    r".{3,40} (?:Administration|Commission|Ministry|Organization|Institute|Agency|Council|Project|Group))\b.{0,60}$"
)


def issuers_of(pages: Sequence[Page], number: str | None, *, chinese: bool) -> tuple[str, ...]:
    """Return the issuers in the order of print.

    Args:
        pages: The document's pages; the first is read.
        number: The document's number: where the page names nobody, ISO, IEC and NIST are known by theirs.
        chinese: Whether the document is in Chinese.
    """
    lines = _rows(pages[0]) if pages else []
    found = _chinese(lines) if chinese else _english(lines)
    if found and not (number and number.startswith("NIST")):
        return tuple(found)
    for pattern, publisher in _PUBLISHERS:
        if number and pattern.match(number):
            return tuple(publisher.split("; "))
    return tuple(found)


def _rows(page: Page) -> list[str]:
    """The page's rows of print from top to bottom: names are spaced so widely that their characters part."""
    rows: list[list[Line]] = []
    for line in sorted((*page.lines, *page.furniture), key=lambda line: (line.box.y0 + line.box.y1) / 2):
        middle = (line.box.y0 + line.box.y1) / 2
        if rows and abs((rows[-1][0].box.y0 + rows[-1][0].box.y1) / 2 - middle) < 0.4 * line.size:
            rows[-1].append(line)
        else:
            rows.append([line])
    return [" ".join(line.text.strip() for line in sorted(row, key=lambda line: line.box.x0)) for row in rows]


def _chinese(lines: Sequence[str]) -> list[str]:
    names: list[str] = []
    dated = next((i for i, line in enumerate(lines) if find_dates(line) and re.search(r"发\s*布|实\s*施", line)), None)
    if dated is not None:
        for line in lines[dated:]:
            names.extend(_names(line))
        below = [re.sub(r"\s", "", line) for line in lines[dated:]]
        if not names and "发布" in below:
            names = [name for name in below[: below.index("发布")] if 3 < len(name) < 30 and not find_dates(name)]
    if not names:
        told = [re.sub(r"\s", "", line) for line in lines]
        names = [text[:-2] for text in told if text.endswith("发布") and _BODY.match(text[:-2])]
    if not names:
        for line in lines[:3]:
            head = re.sub(r"\s", "", line)
            if head.endswith("文件") and _BODY.match(head[:-2]):
                names.append(head[:-2])
    return list(dict.fromkeys(names))


def _names(line: str) -> list[str]:
    text = _CUT.sub("", line.strip())
    parts = re.split(r"\s{2,}|　|[、；]", text) if re.search(r"[一-鿿]{4}", text) else [text]
    out = []
    for part in parts:
        name = _STRAY.sub("", part)
        if len(_TWICE.findall(name)) > 0.35 * len(name):
            name = _TWICE.sub(r"\1", name)
        if 2 < len(name) < 40 and _BODY.match(name) and not find_dates(name):
            out.append(name)
    return out


def _english(lines: Sequence[str]) -> list[str]:
    names = [line for line in lines if _BODY_EN.match(line) and not re.search(r"[.:;]$", line)]
    return list(dict.fromkeys(names))[:3]
