"""Other documents that a text names: by number (GB/T 17657, (EU) No 66/2010), title in 《》, both, or as a law."""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass

from assistant.library.numbers import Number, numbers_in

_TITLE = re.compile(
    r"《(?P<name>[^《》]{2,80}(?:《[^《》]{1,40}》[^《》]{0,40})?)》(?P<note> ?\((?P<inside>[^()]{2,40})\))?"
)
_LAW = re.compile(r"(?:法|条例|办法|规定|细则)(?=第 ?[一二三四五六七八九十百零〇\d]{1,7} ?条)")
_LAW_NAME = re.compile(r"[一-鿿]{2,18}$")
# What may stand before the name of a law without being part of it.
_LEAD = re.compile(
    r"^.*(?:依照|根据|按照|违反|依据|符合|适用|执行|以及|或者|[和与及按对由在至])(?=[一-鿿]{2})|^(?:有关|相关|国家)"
)
_THIS = re.compile(r"[本该](?:法|条例|办法|规定|细则)$")
_ACT_WORD = re.compile(
    r"(?:Regulations?|Directives?|(?:Framework )?Decisions?|Recommendations?|Act)(?: ?\([A-Z, ]{2,16}\))?(?: No)? ?$"
    r"|\((?:EU|EC|EEC|Euratom)(?:, [A-Za-z]+)?\)(?: No)? ?$"
)
_ISSUER = re.compile(r"(?:(?![见按据照依由与和及合行对从在彻])[一-鿿]){1,4}$")
_ANNOUNCER = re.compile(r"(?:(?![见按据照依由与和及合行对从在彻])[一-鿿]){0,10}公告 ?$")
_ADDRESS = re.compile(r"(?:://|www\.)[^\s<>()]*$")


@dataclass(frozen=True, slots=True)
class NamedDocument:
    """A document that a text names, and where.

    `name` is its number or title as printed, None where it is the document itself that has the text; `number` says
    that it is named by its number alone.
    """

    start: int
    end: int
    name: str | None
    number: bool = False


class DocumentFinder:
    """Finds the documents that the texts of one document name.

    Args:
        own: That document's number and title, so that it is not taken for another one.
    """

    def __init__(self, own: Sequence[str]) -> None:
        self._numbers = {number.exact for name in own for number in numbers_in(name.lower())[:1]}
        self._titles = {_folded(name) for name in own}

    def find(self, printed: str, text: str) -> list[NamedDocument]:
        """Return the documents that a text names, in order; a number and title side by side count once.

        `text` is the printed text narrowed.
        """
        lowered = text.lower()
        # Lower case is as long as the text but for a few foreign letters.
        numbers = numbers_in(lowered) if len(lowered) == len(text) else []
        found = [self._numbered(one, printed, text) for one in numbers if _is_number(one, text)]
        for title in _TITLE.finditer(text):
            whole = self._titled(title, printed, found)
            found = [one for one in found if one.end <= whole.start or whole.end <= one.start]
            found.append(whole)
        for law in _LAW.finditer(text):
            end = law.end()
            words = _LAW_NAME.search(text, max(0, end - 18), end)
            name = _LEAD.sub("", words[0]) if words else ""
            start = end - len(name)
            if len(name) > 2 and not _THIS.search(name) and not _overlaps(start, end, found):
                found.append(NamedDocument(start, end, name))
        return sorted(found, key=lambda one: one.start)

    def _numbered(self, number: Number, printed: str, text: str) -> NamedDocument:
        start = _first(number, text)
        exact = number.exact
        if exact in self._numbers or any(own.startswith(f"{exact}:") for own in self._numbers):
            return NamedDocument(start, number.end, None, True)
        # "(FIPS) 200" is FIPS 200.
        name = re.sub(r"^([A-Z]+)\)", r"\1", printed[start : number.end])
        return NamedDocument(start, number.end, " ".join(name.split()), True)

    def _titled(self, title: re.Match[str], printed: str, numbers: Sequence[NamedDocument]) -> NamedDocument:
        """A title with the number before it or in the brackets after it, if any."""
        start, end, text = title.start(), title.end("name") + 1, title.string
        before = [one for one in numbers if one.number and one.end <= start and not text[one.end : start].strip(" ")]
        noted = [one for one in numbers if title["note"] and end <= one.start and one.end <= title.end()]
        if noted or re.search(r"号|年|修[正订]|试行", title["inside"] or ""):
            end = title.end()
        if before:
            start = before[-1].start
        # The number of an order (局令第28号) says less than the title beside it.
        told = next((one for one in (*before, *noted) if one.name is None or not re.search(r"[令号]$", one.name)), None)
        if told:
            return NamedDocument(start, end, told.name)
        own = _folded(title["name"]) in self._titles
        return NamedDocument(start, end, None if own else " ".join(printed[slice(*title.span("name"))].split()))


def _overlaps(start: int, end: int, found: Collection[NamedDocument]) -> bool:
    return any(one.start < end and start < one.end for one in found)


def _is_number(number: Number, text: str) -> bool:
    """Whether a match is printed as numbers of documents are: 'GB 1234', not 'mt 50'; an act with its word."""
    family, printed = number.family, text[number.start : number.end]
    if family.startswith("act"):
        return bool(_ACT_WORD.search(text[max(0, number.start - 40) : number.start])) or printed[-1].isalpha()
    if family.startswith("["):
        return "[" in printed or "第" in printed or "公告" in text[max(0, number.start - 4) : number.start]
    if family.startswith(("order", "omb")):
        return True
    letters = re.sub(r"[^A-Za-z]", "", printed[:3])
    return letters.isupper() and not _ADDRESS.search(text, max(0, number.start - 120), number.start)


def _first(number: Number, text: str) -> int:
    """Where a number begins with the word that belongs to it: Regulation (EU) No 66/2010, 国办发[2016]86号."""
    if number.family.startswith("act"):
        before = _ACT_WORD.search(text, max(0, number.start - 40), number.start)
        return before.start() if before else number.start
    if number.family.startswith("["):
        bracket = text.find("[", number.start, number.end)
        at = bracket if bracket >= 0 else number.start
        issuer = (_ISSUER if bracket >= 0 else _ANNOUNCER).search(text, max(0, at - 16), at)
        return issuer.start() if issuer else at
    return number.start


def _folded(title: str) -> str:
    return re.sub(r"\W|中华人民共和国", "", title).casefold()
