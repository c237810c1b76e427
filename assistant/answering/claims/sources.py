"""The edition that a statement says it speaks for, and whether that edition still holds."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache

from assistant.answering.claims.compare import Comparison, Difference
from assistant.answering.claims.marks import marks_of
from assistant.answering.claims.sayings import Saying
from assistant.library.folding import locate
from assistant.library.model import EditionRecord, Status
from assistant.library.numbers import Number, find_numbers
from assistant.library.status import status_of
from assistant.retrieval.naming import Named

_PAST = re.compile(
    r"代替|替代|取代|废止|失效|作废|旧版|原版|此前|以前|曾|过去|历史|不再|修订前"
    r"|\b(?:superseded?s?|repeal(?:s|ed)|replace[sd]?|formerly|previous(?:ly)?|earlier|withdrawn"
    r"|no longer|used to|was)\b",
    re.I,
)
_OLD: frozenset[Status] = frozenset({"superseded", "repealed"})


@dataclass(frozen=True)
class Source:
    """What a statement names as its source.

    `editions` are the editions held of the documents it names by number; `exact` those of them that it names by year.
    `printed` are the numbers as the statement prints them, `titled` the editions it names by a title in 《 》, `spans`
    the ranges of all names. `outdated` says by what an edition named was replaced.
    """

    editions: tuple[str, ...] = ()
    exact: tuple[str, ...] = ()
    numbers: tuple[Number, ...] = ()
    printed: tuple[str, ...] = ()
    outdated: tuple[Difference, ...] = ()
    tells_past: bool = False
    held: Mapping[str, EditionRecord] | None = None
    titled: frozenset[str] = frozenset()
    spans: tuple[tuple[int, int], ...] = ()

    def fits(self, saying: Saying, result: Comparison) -> tuple[bool, tuple[Difference, ...], frozenset[str]]:
        """Compare the numbers that a statement names with the edition that a saying stands in.

        Returns whether one names another document, which editions are not the saying's own, and which of the numbers,
        as printed, are thereby dealt with. A number that stands where the saying mentions one is no source.
        """
        if self.titled and saying.edition not in self.titled and "《" not in saying.text:
            return True, (), frozenset()
        families = {m.value.rsplit(":", 1)[0] for m in marks_of(saying.text) if m.kind == "document"}
        record = self.held[saying.edition] if self.held else None
        own = {n.family: n.year for n in numbers_of(record)} if record else {}
        mentioned = {d.said for d in result.differs}
        differs: list[Difference] = []
        settled: set[str] = set()
        for number, printed in zip(self.numbers, self.printed, strict=True):
            year = own.get(number.family)
            if number.family in own and (not number.year or not year or number.year == year):
                settled.add(printed)
            elif printed in mentioned or (number.family in families and printed not in result.missing):
                continue
            elif number.family in own:
                settled.add(printed)
                differs.append(Difference(printed, (record.number or record.title) if record else ""))
            elif number.family not in families:
                return True, (), frozenset()
        return False, tuple(differs), frozenset(settled)


def tells_past(text: str) -> bool:
    """Tell whether a text speaks of what was before."""
    return bool(_PAST.search(text))


def numbers_of(record: EditionRecord) -> list[Number]:
    """Return the numbers of an edition, of its aliases too."""
    return list(_numbers_in(" ; ".join([record.number or "", *record.aliases])) or _numbers_in(record.edition))


@lru_cache(maxsize=5_000)
def _numbers_in(names: str) -> tuple[Number, ...]:
    return tuple(find_numbers(names))


_INTRODUCES = re.compile(
    r"(?:根据|按照?|依据|依照|执行|符合|满足|\b(?:under|to|with|by|of))\s*(?:the\s+)?$|^(?:the\s+)?$", re.I
)


def source_of(text: str, named: Named, editions: Mapping[str, EditionRecord], day: date) -> Source:
    """Return the source that a statement names by number or by title."""
    families = {number.family for number in named.numbers}
    years = {(number.family, number.year) for number in named.numbers if number.year}
    by_number = {n: r for n, r in editions.items() if families & {x.family for x in numbers_of(r)}}
    exact = [n for n, r in by_number.items() if years & {(x.family, x.year) for x in numbers_of(r)}]
    titled, spans = _titled(text, named.all, editions)
    outdated = [
        Difference(said, after)
        for said, name in [*_as_printed(text, named, exact, editions), *titled.items()]
        if status_of(editions[name], day) in _OLD
        and (after := _successor(editions[name], editions))
        and not any(status_of(editions[n], day) not in _OLD for s, n in titled.items() if s == said)
    ]
    return Source(
        editions=tuple(dict.fromkeys([*by_number, *titled.values()])),
        exact=tuple(exact),
        numbers=named.numbers,
        printed=tuple(text[n.start : n.end].strip() for n in named.numbers),
        outdated=tuple(outdated),
        tells_past=tells_past(text),
        held=editions,
        titled=frozenset(n for said, n in titled.items() if said.startswith("《")),
        spans=tuple(spans),
    )


def _as_printed(
    text: str, named: Named, exact: Sequence[str], editions: Mapping[str, EditionRecord]
) -> list[tuple[str, str]]:
    printed = {n.exact: text[n.start : n.end].strip() for n in named.numbers}
    return [(printed[x.exact], name) for name in exact for x in numbers_of(editions[name]) if x.exact in printed]


def _titled(
    text: str, names: Sequence[str], editions: Mapping[str, EditionRecord]
) -> tuple[dict[str, str], list[tuple[int, int]]]:
    """Return the titles by which a statement names its source, with the edition, and where they stand."""
    found: dict[str, str] = {}
    spans: list[tuple[int, int]] = []
    for name in names:
        record = editions[name]
        for title in filter(None, (record.title, record.title_en, *record.aliases)):
            span = locate(title, text)
            if span is None:
                continue
            start, end = span
            quoted = text[start - 1 : start] == "《"
            if quoted or _INTRODUCES.search(text[:start]):
                found[f"《{text[start:end]}》" if quoted else text[start:end]] = name
                spans.append(span)
    return found, spans


def _successor(record: EditionRecord, editions: Mapping[str, EditionRecord]) -> str:
    """Return the number or title of what replaced an edition; empty where that is not known."""
    names = [editions[e].number or editions[e].title if e in editions else e for e in record.replaced_by]
    return "; ".join(names)
