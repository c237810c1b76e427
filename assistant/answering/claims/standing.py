"""Sentences on the standing of an edition (in force, since when, what it replaces), judged by edition records."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from assistant.answering.answer import Quote
from assistant.answering.claims.compare import Difference, frame_of
from assistant.answering.claims.marks import marks_of
from assistant.answering.claims.shapes import Verdict
from assistant.answering.claims.sources import numbers_of, tells_past
from assistant.answering.shelf import Shelf
from assistant.answering.status import front_quote, standing, stating_clause
from assistant.library.model import EditionRecord, Status
from assistant.library.numbers import find_numbers
from assistant.library.status import status_of
from assistant.retrieval.naming import Named

_OLD: frozenset[Status] = frozenset({"superseded", "repealed"})
_SAYS: dict[str, re.Pattern[str]] = {
    "upcoming": re.compile(r"尚未(?:实施|施行|生效)|未生效|\bnot yet (?:in force|effective|applicable)\b", re.I),
    "replaced": re.compile(
        r"(?:已|将)?被|\b(?:is|was|has been|were|will be)\s+(?:replaced|superseded|repealed)(?:\s+by)?\b", re.I
    ),
    "replaces": re.compile(r"代替|替代|取代|\b(?:replac(?:es|ed|ing)|supersed(?:es|ed|ing))\b", re.I),
    "ended": re.compile(
        r"(?:已经?|同时)?(?:废止|作废|失效)|不再有效|不再执行"
        r"|\b(?:withdrawn|repealed|abolished|(?:no longer|not) (?:in force|valid|effective))\b",
        re.I,
    ),
    "issued": re.compile(r"(?:发布|印发|公布)(?:日期)?|\b(?:issued|published|adopted|promulgated)\b", re.I),
    "begins": re.compile(
        r"起?(?:正式)?(?:实施|施行|生效|执行)(?:日期)?|\b(?:(?:enter(?:s|ed)?|c[oa]mes?) into (?:force|effect)"
        r"|took effect|takes? effect|effective|appl(?:y|ies|ied) from)\b",
        re.I,
    ),
    "in_force": re.compile(
        r"现行有效|现行|(?:仍然?|依然|目前|继续|仍旧?)有效|(?:为|是)有效"
        r"|\b(?:in force|in effect|(?:still|currently) valid|current(?: edition| version)?)\b",
        re.I,
    ),
}
"""How each thing that a record tells is said."""
_LITTLE = re.compile(
    r"本(?:标准|文件|办法|规定|规则|法|条例)|该|此|目前|现在|仍然?|版本?|日期|标准|文件|《|》|自|起|于|从|为|由|将|已经?|并|和|的|了|是|在|日|即"
    r"|\b(?:this|the|it|standard|edition|version|document|regulation|act|rule|law|is|was|has|have|been|be|will|on|since|from|as|of|by"
    r"|and|still|currently|now|already|into|date|for|which)\b",
    re.I,
)
_MOST_LEFT = 5
"""Letters that a sentence may say besides names, dates and its standing: more is about something else too."""


@dataclass(frozen=True, slots=True)
class Standing:
    """What edition records say of a sentence, with the quotes it is judged by."""

    verdict: Verdict
    differs: tuple[Difference, ...]
    quotes: tuple[Quote, ...]


@dataclass(frozen=True, slots=True)
class _Name:
    """A document as a sentence names it: the editions held of it; `number` (family, year) for those not held too."""

    start: int
    printed: str
    held: tuple[EditionRecord, ...]
    number: tuple[str, str | None] | None = None


def judge_standing(text: str, named: Named, shelf: Shelf, day: date, earlier: Sequence[str] = ()) -> Standing | None:
    """Judge a sentence that says no more than how a document stands on a day.

    `earlier` are the editions that sentences before it name: "this standard" is one of them. Returns None where the
    sentence says something else, or no record tells.
    """
    said = {name: match for name, pattern in _SAYS.items() if (match := pattern.search(text))}
    if not said:
        return None
    editions = shelf.build.editions
    names = _names(text, named, editions)
    dates = [(text[m.start : m.end].strip(), m.value) for m in marks_of(text) if m.kind == "date"]
    if not names and earlier and re.search(r"本|该|此|\b(?:this|the|it)\b", text, re.I):
        names = [_Name(0, "", tuple(editions[name] for name in earlier))]
    if not names or len(dates) > 1 or _left(text, names, named) > _MOST_LEFT:
        return None
    spans = [m.span() for pattern in _SAYS.values() for m in pattern.finditer(text)]
    if any(m.kind == "negation" and not any(a <= m.start < b for a, b in spans) for m in marks_of(text)):
        return None
    judge = _Judge(shelf, day, tells_past(text), dates[0] if dates else None)
    if len(names) == 2 and ("replaces" in said or "replaced" in said or "ended" in said):
        new, old = reversed(names) if "replaced" in said else names
        return judge.replaces(new, old)
    if len(names) > 1:
        return None
    for what in ("upcoming", "ended", "replaced"):
        if what in said:
            return (
                judge.upcoming(names[0], said[what][0]) if what == "upcoming" else judge.ended(names[0], said[what][0])
            )
    if dates and ("issued" in said) != ("begins" in said or "in_force" in said):
        return judge.dated(names[0], "issued" if "issued" in said else "effective")
    return judge.in_force(names[0], said["in_force"][0]) if "in_force" in said and not dates else None


def _names(text: str, named: Named, editions: Mapping[str, EditionRecord]) -> list[_Name]:
    out = []
    by_number: set[str] = set()
    for number in named.numbers:
        family = [r for r in editions.values() if any(n.family == number.family for n in numbers_of(r))]
        by_number |= {r.edition for r in family}
        exact = [r for r in family if any(n.exact == number.exact for n in numbers_of(r))]
        held = exact if number.year else [r for r in family if not r.amends]
        out.append(
            _Name(number.start, text[number.start : number.end].strip(), tuple(held), (number.family, number.year))
        )
    titled = [editions[name] for name in named.all if name not in by_number and not editions[name].amends]
    if titled and named.titles and not named.numbers:
        start, end = named.titles[0]
        out.append(_Name(start, text[start:end], tuple(titled)))
    return sorted(out, key=lambda name: name.start)


def _left(text: str, names: Sequence[_Name], named: Named) -> int:
    """Count the letters that are no name, date, frame or words of standing; a Latin word counts for one or two."""
    chars = list(text)
    spans = [(n.start, n.start + len(n.printed)) for n in names] + list(named.titles) + frame_of(text)
    spans += [(m.start, m.end) for m in marks_of(text) if m.kind in {"date", "document"}]
    spans += [m.span() for pattern in _SAYS.values() for m in pattern.finditer(text)]
    for start, end in spans:
        chars[start:end] = " " * (end - start)
    rest = _LITTLE.sub(" ", "".join(chars))
    return (
        len(re.findall(r"[\u3400-\u9fff]", rest))
        + 3 * len(re.findall(r"[A-Za-z]{2,}", rest))
        + len(re.findall(r"\d", rest))
    )


class _Judge:
    def __init__(self, shelf: Shelf, day: date, past: bool, dated: tuple[str, str] | None) -> None:
        self.shelf, self.day, self.past, self.dated_as = shelf, day, past, dated

    def in_force(self, name: _Name, said: str) -> Standing | None:
        record = self._current(name)
        if record is None:
            return self._not_held(name, said)
        status = status_of(record, self.day)
        if status in _OLD:
            quotes = self._end_quotes(record)
            return Standing("outdated", (Difference(name.printed or said, self._successor(record)),), quotes)
        if status == "unknown":
            return None
        front = self._front(record)
        if status == "in_force":
            return Standing("supported", (), front)
        return Standing("contradicted", (Difference(said, record.effective or record.issued or ""),), front)

    def upcoming(self, name: _Name, said: str) -> Standing | None:
        records = sorted(name.held, key=lambda r: r.effective or r.issued or "")
        if not records or status_of(records[-1], self.day) == "unknown":
            return None
        record = records[-1]
        if status_of(record, self.day) == "upcoming":
            return Standing("supported", (), self._front(record))
        return Standing("contradicted", (Difference(said, record.effective or ""),), self._front(record))

    def dated(self, name: _Name, which: str) -> Standing | None:
        assert self.dated_as is not None
        printed, value = self.dated_as
        known = [(r, str(getattr(r, which))) for r in name.held if getattr(r, which)]
        if not known:
            return None
        record, there = next(
            ((r, d) for r, d in known if _same_day(value, d)),
            next(((r, d) for r, d in known if r is self._current(name)), known[-1]),
        )
        if not _same_day(value, there):
            return Standing("contradicted", (Difference(printed, there),), self._front(record, there))
        if status_of(record, self.day) in _OLD and not self.past and which == "effective":
            difference = Difference(name.printed or printed, self._successor(record))
            return Standing("outdated", (difference,), (*self._front(record, there), *self._end_quotes(record)))
        return Standing("supported", (), self._front(record, there))

    def ended(self, name: _Name, said: str) -> Standing | None:
        record = self._current(name) if not name.number or name.number[1] else None
        if record is None:
            return self._not_held(name, "", ended=True)
        status = status_of(record, self.day)
        end = record.repealed or record.superseded_on
        if status == "unknown":
            return None
        if self.dated_as and end:
            if not _same_day(self.dated_as[1], end):
                return Standing("contradicted", (Difference(self.dated_as[0], end),), self._end_quotes(record))
            return Standing("supported", (), self._end_quotes(record))
        if status in _OLD:
            return Standing("supported", (), self._end_quotes(record))
        difference = Difference(said, end or record.effective or record.issued or "")
        return Standing("contradicted", (difference,), self._end_quotes(record) if end else self._front(record))

    def replaces(self, new: _Name, old: _Name) -> Standing | None:
        record = next((r for r in new.held if self._replaced(r, old)), None)
        if record is None:
            turned = next((r for r in old.held if self._replaced(r, new)), None)
            if turned is not None:
                difference = Difference(new.printed, turned.number or turned.title)
                return Standing("contradicted", (difference,), self._replacing(turned, new))
            named = [r for r in new.held if r.replaces]
            if len(named) != 1 or not old.number or old.number[0] not in self._families(named[0]):
                return None
            there = "; ".join(self._number(name) for name in named[0].replaces)
            return Standing("contradicted", (Difference(old.printed, there),), self._replacing(named[0], old))
        quotes = self._replacing(record, old)
        if self.dated_as:
            begins = record.effective or record.issued
            if not begins:
                return None
            if not _same_day(self.dated_as[1], begins):
                return Standing("contradicted", (Difference(self.dated_as[0], begins),), self._front(record, begins))
        return Standing("supported", (), quotes)

    def _current(self, name: _Name) -> EditionRecord | None:
        return next(iter(standing(name.held, self.day)), None)

    def _not_held(self, name: _Name, said: str, *, ended: bool = False) -> Standing | None:
        """Judge the standing of an edition that the library knows only as what another one replaces."""
        if not name.number or not name.number[1]:
            return None
        for record in self.shelf.build.editions.values():
            if self._replaced(record, name) and status_of(record, self.day) in {"in_force", *_OLD}:
                quotes = self._replacing(record, name)
                if ended:
                    return Standing("supported", (), quotes)
                return Standing("outdated", (Difference(name.printed, record.number or record.title),), quotes)
        return None

    def _replaced(self, record: EditionRecord, old: _Name) -> bool:
        if any(r.edition in record.replaces for r in old.held):
            return True
        numbers = [n for name in record.replaces for n in find_numbers(self._number(name))]
        return old.number is not None and any(
            n.family == old.number[0] and (not old.number[1] or n.year == old.number[1]) for n in numbers
        )

    def _families(self, record: EditionRecord) -> set[str]:
        return {n.family for name in record.replaces for n in find_numbers(self._number(name))}

    def _number(self, name: str) -> str:
        record = self.shelf.build.editions.get(name)
        return (record.number or record.title) if record else name

    def _successor(self, record: EditionRecord) -> str:
        return "; ".join(map(self._number, record.replaced_by)) or record.repealed or record.superseded_on or ""

    def _front(self, record: EditionRecord, *wanted: str) -> tuple[Quote, ...]:
        edition = self.shelf.edition(record.edition)
        dates = [date for date in (*wanted, record.effective or record.issued) if date]
        return tuple(filter(None, [front_quote(edition, *dates)]))

    def _end_quotes(self, record: EditionRecord) -> tuple[Quote, ...]:
        newer = next((n for n in reversed(record.replaced_by) if n in self.shelf.build.editions), None)
        own = self._front(record)
        if newer is None:
            return own
        names = _Name(0, record.number or "", (record,))
        return (*self._replacing(self.shelf.build.editions[newer], names), *own)

    def _replacing(self, record: EditionRecord, old: _Name) -> tuple[Quote, ...]:
        edition = self.shelf.edition(record.edition)
        said = stating_clause(edition, ends=True, other=old.printed)
        return (Quote(record.edition, said[0].key, said[1]),) if said else self._front(record)


def _same_day(one: str, other: str) -> bool:
    """Tell whether two dates agree as far as both are given."""
    return one.startswith(other) or other.startswith(one)
