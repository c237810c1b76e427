"""The parts of an amendment: a place of the amended document on a line of its own, then what is done there.

`4.1, second paragraph` and below it `Replace the paragraph with the following:`; or both in one line: `Page 3, 4.2:
replace …`, `第4.2条修改为：`. What follows is the new wording: numbers in it open no clauses of the amendment.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import NamedTuple

from assistant.library.model import ClauseKind
from assistant.reading.clauses.flow import FlowLine
from assistant.reading.clauses.numbering import read_marks

_AMENDS = re.compile(
    r"\bamendment\s*(?:no\.?\s*)?\d|/Amd\.?\s*\d|technical corrigendum"
    r"|第\s*[\d一二三四五六七八九十]{1,3}\s*号?\s*修改[单件]",
    re.I,
)
_FIRST_LINES = 60
_ORDINAL = r"(?:first|second|third|fourth|fifth|sixth|seventh|eighth|ninth|tenth|last|\d{1,2}(?:st|nd|rd|th))"
_WHERE = (
    rf"(?:{_ORDINAL}(?: (?:to|and) {_ORDINAL})? (?:paragraphs?|sentences?|lines?|rows?|indents?|dash(?:es)?|bullets?)"
    r"|paragraphs? \d[\d\s,and]*|notes?(?: \d+)?(?: to entry)?|items? [a-z0-9]+\)?|list|title|table [A-Z]?\.?\d+"
    r"|figure [A-Z]?\.?\d+|formula \(?[A-Z]?\.?\d+\)?|footnotes? \S{1,3}|second column|example(?: \d+)?)"
)
_NUMBER = r"(?:[A-Z](?:\.\d{1,2})+|\d{1,2}(?:\.\d{1,2}){0,5})"
_PLACE_EN = re.compile(
    r"(?:page \d+\s*[,:]\s*)?"
    rf"(?:(?P<word>clause|subclause|sub-clause|section|annex|table|figure)\s+)?(?P<number>{_NUMBER}|[A-Z]{{1,2}}(?![A-Za-z]))"
    rf"(?P<part>(?:\s*,\s*{_WHERE})*)",
    re.I,
)
_TITLES = {
    "scope": ("1",),
    "normative references": ("2",),
    "terms and definitions": ("3",),
    "foreword": ("Foreword",),
    "introduction": ("Introduction",),
    "bibliography": ("Bibliography",),
}
"""Headings that an amendment names without their number: the ISO/IEC Directives fix it."""
_TITLE = re.compile(rf"(?:page \d+\s*[,:]\s*)?(?P<title>{'|'.join(_TITLES)})(?P<part>(?:\s*,\s*{_WHERE})*)", re.I)
_DOES_EN = re.compile(
    r"(?:replace|delete|add|insert|change|renumber|designate|remove|substitute|move|correct|amend|update)\b"
    r"|(?:in|at|after|before|under) (?:the|this)\b.{0,80}\b(?:replace|delete|add|insert|change|remove)\b",
    re.I,
)
_PLACE_ZH = re.compile(
    r"(?:第\s*\d+\s*页\s*[，,：:]?\s*)?(?P<lead>将|在|对|删除|删去)?\s*(?:第\s*)?"
    r"(?:(?P<number>[A-Z](?:\.\d{1,2})+|\d{1,2}(?:\.\d{1,2}){1,5}|(?<=第)\d{1,2}|(?<=第 )\d{1,2})\s*[条章款]?"
    r"|(?P<named>附\s*录\s*[A-Z]|表\s*[A-Z]?\.?\d{1,2}|图\s*[A-Z]?\.?\d{1,2}))"
    r"(?P<part>(?:中|的|第[一二三四五六七八九十\d]+[段款项句行列]|注\s*\d?|[，,])*)"
)
_CHANGED_ZH = r"(?:修改为|改为|更改为|修订为|替换为|删除|删去|取消|(?:增加|补充|增补)(?![了值量]))"
_DOES_ZH = re.compile(rf"\s*[：:，,]?\s*(?:(?:将|由|从).{{0,80}}?|“[^”]{{1,80}}”|.{{0,12}}?){_CHANGED_ZH}")


class Part(NamedTuple):
    """One instruction: the line that names the place, where what is done begins (in it, or below), and the place."""

    line: int
    start: int
    path: tuple[str, ...]
    kind: ClauseKind
    label: str


def amended_parts(flow: Sequence[FlowLine]) -> list[Part]:
    """Return the parts of an amendment in order; none where the document is no amendment, or is numbered otherwise."""
    if not any(_AMENDS.search(line.text) for line in flow[:_FIRST_LINES]):
        return []
    found: list[Part] = []
    for i, line in enumerate(flow):
        part = _apart(i, line, flow[i + 1] if i + 1 < len(flow) else None) or _in_one(i, line)
        if part:
            found.append(part)
    return found


def _apart(at: int, line: FlowLine, below: FlowLine | None) -> Part | None:
    text = line.text.strip()
    if below is None or len(text) > 80 or not (_DOES_EN.match(below.text.strip()) or _DOES_ZH.match(below.text)):
        return None
    for pattern in (_TITLE, _PLACE_EN, _PLACE_ZH):
        if place := pattern.fullmatch(text):
            return _part(at, len(line.text), place)
    return None


def _in_one(at: int, line: FlowLine) -> Part | None:
    lead = len(line.text) - len(line.text.lstrip())
    text = line.text[lead:]
    if place := _PLACE_ZH.match(text):
        gone = (place["lead"] or "").startswith("删")
        return _part(at, lead, place) if gone or _DOES_ZH.match(text[place.end() :]) else None
    for pattern in (_TITLE, _PLACE_EN):
        place = pattern.match(text)
        colon = re.match(r"\s*[:：,]\s*", text[place.end() :]) if place else None
        if place and colon and _DOES_EN.match(text[place.end() + colon.end() :]):
            return _part(at, lead + place.end() + colon.end(), place)
    return None


def _part(at: int, start: int, place: re.Match[str]) -> Part:
    given = place.groupdict()
    label = place[0].strip().removeprefix(given.get("lead") or "").strip().rstrip("，,的中")
    path: tuple[str, ...]
    kind: ClauseKind = "clause"
    if title := given.get("title"):
        path = _TITLES[title.casefold()]
        kind = "preamble" if len(path[0]) > 1 else "clause"
        return Part(at, start, path, kind, label)
    word = (given.get("word") or "").casefold()
    number = given.get("number") or ""
    if named := given.get("named"):
        marks = read_marks(named)
        word = {"annex": "annex", "table": "table", "figure": "figure"}.get(marks[0].style, "") if marks else ""
        number = ".".join(marks[0].ordinal) if marks else named
    if word in ("table", "figure"):
        return Part(at, start, (f"{word.capitalize()} {number}",), "table" if word == "table" else "figure", label)
    path = tuple(number.upper().split("."))
    kind = "annex" if len(path) == 1 and path[0].isalpha() else "clause"
    return Part(at, start, path, kind, label)
