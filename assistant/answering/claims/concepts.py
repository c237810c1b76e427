"""The terms of a text in either language, each with its names in both, by the shipped term tables."""

from __future__ import annotations

import re
from collections import defaultdict
from dataclasses import dataclass
from functools import lru_cache

from assistant.answering.gloss import terms
from assistant.answering.words import STOP_EN, stem
from assistant.library.folding import fold_text

_LATIN = re.compile(r"[a-zα-ω]+\d*|\d+(?:\.\d+)?")
_HAN_RUN = re.compile(r"[\u3400-\u9fff]+")
_LIGHT = frozenset(("a", "an", "the", "of", "to", "in", "on", "for", "by", "with", "and", "or", "from", "at"))
_SMALL = frozenset("的了在与及和等对由为是其中者之所于以从向或并将且则均各该按有本此")
"""Characters that join others and say nothing alone."""
_SUBSTANCE = re.compile(r"[苯醛酚氮磷硫氯氟铬汞铅镉砷锌铜镍锰铁烃烯酯酸盐物]$")
"""How a substance is named: a longer name that ends so is another one."""


@dataclass(frozen=True, slots=True)
class Concept:
    """A term found at `start` to `end` of a folded text; `names` are its folded names in both languages."""

    term: str
    start: int
    end: int
    names: frozenset[str]
    of_the_field: bool

    substance: bool
    """Whether it names a substance: 二甲苯 is no 甲苯, as a 认证证书 is a 证书."""


@dataclass(frozen=True)
class Concepts:
    """The terms of a folded `text`, and the words that no term table has (Latin ones by stem, single characters)."""

    text: str
    terms: tuple[Concept, ...]
    unknown: tuple[tuple[str, int], ...]
    words: tuple[str, ...]
    names: frozenset[str]
    stems: str
    """The words in a row, between blanks."""

    def has(self, wanted: Concept) -> bool:
        """Tell whether the text speaks of a term by one of its names, alone or within a longer term."""
        if wanted.names & self.names:
            return True
        if wanted.substance:
            return any(c.term != n and c.term.startswith(n) for c in self.terms for n in wanted.names)
        return any(n in self.text if _HAN_RUN.search(n) else self.says(stems_of(n)) for n in wanted.names if n[1:])

    def says(self, stems: tuple[str, ...]) -> bool:
        """Tell whether the Latin words of the text hold these stems in a row."""
        return bool(stems) and f" {' '.join(stems)} " in self.stems


@lru_cache(maxsize=20_000)
def stems_of(term: str) -> tuple[str, ...]:
    """Return the stems of the Latin words of a folded text, without those of no weight."""
    return tuple(stem(word) for word in _LATIN.findall(term) if word not in _LIGHT)


@lru_cache(maxsize=5_000)
def _substance(names: frozenset[str]) -> bool:
    return any(_SUBSTANCE.search(name) for name in names)


class _Table:
    """The names of each term: Chinese ones by their characters, Latin ones by their stems."""

    def __init__(self) -> None:
        known = terms()
        self.chinese: dict[str, frozenset[str]] = {}
        latin: dict[tuple[str, ...], set[str]] = defaultdict(set)
        self.field: set[str | tuple[str, ...]] = set()
        for term, names in known.variants.items():
            han = bool(_HAN_RUN.search(term))
            key = term if han else stems_of(term)
            if isinstance(key, str):
                self.chinese[key] = frozenset({*names, term})
            elif key:
                latin[key] |= {*names, term}
            if known.of_the_field(term):
                self.field.add(key)
        self.latin = {key: frozenset(names) for key, names in latin.items()}
        self.longest_chinese = max(map(len, self.chinese))
        self.longest_latin = max(map(len, self.latin))


@lru_cache(maxsize=1)
def _table() -> _Table:
    return _Table()


@lru_cache(maxsize=20_000)
def concepts_of(text: str) -> Concepts:
    """Return the terms of a text, the longest where they overlap, and what else it says."""
    folded = fold_text(text)
    chinese, characters = _chinese(folded)
    latin, others = _latin(folded)
    found = (*chinese, *latin)
    names = frozenset().union(*(c.names for c in found)) if found else frozenset[str]()
    words = stems_of(folded)
    return Concepts(folded, found, (*characters, *others), words, names, f" {' '.join(words)} ")


@lru_cache(maxsize=5_000)
def parts_of(term: str) -> tuple[Concept, ...]:
    """Return the shorter terms that make up a folded term, such as infants and textile products; () if some do not."""
    han = _HAN_RUN.search(term)
    found, unknown = _chinese(term, len(term) - 1) if han else _latin(term, len(stems_of(term)) - 1)
    return () if unknown or len(found) < 2 else tuple(found)


def _chinese(folded: str, most: int = 99) -> tuple[list[Concept], list[tuple[str, int]]]:
    table = _table()
    found: list[Concept] = []
    unknown: list[tuple[str, int]] = []
    for run in _HAN_RUN.finditer(folded):
        at, end = run.span()
        while at < end:
            for size in range(min(table.longest_chinese, end - at, most), 0, -1):
                term = folded[at : at + size]
                # One character is found inside too many other words, unless it is an element.
                if term in table.chinese and (size > 1 or len(run[0]) == 1 or _SUBSTANCE.search(term)):
                    found.append(
                        Concept(
                            term,
                            at,
                            at + size,
                            table.chinese[term],
                            term in table.field,
                            _substance(table.chinese[term]),
                        )
                    )
                    at += size
                    break
            else:
                if folded[at] not in _SMALL:
                    unknown.append((folded[at], at))
                at += 1
    return found, unknown


def _latin(folded: str, most: int = 99) -> tuple[list[Concept], list[tuple[str, int]]]:
    table = _table()
    tokens = [m for m in _LATIN.finditer(folded) if m[0] not in _LIGHT]
    stems = [stem(m[0]) for m in tokens]
    found: list[Concept] = []
    unknown: list[tuple[str, int]] = []
    at = 0
    while at < len(tokens):
        for size in range(min(table.longest_latin, len(tokens) - at, most), 0, -1):
            key = tuple(stems[at : at + size])
            if key in table.latin:
                first, last = tokens[at].start(), tokens[at + size - 1].end()
                known = key in table.field and (size > 1 or tokens[at][0] not in STOP_EN)
                found.append(
                    Concept(folded[first:last], first, last, table.latin[key], known, _substance(table.latin[key]))
                )
                at += size
                break
        else:
            if tokens[at][0][0].isalpha() and tokens[at][0] not in STOP_EN:
                unknown.append((stems[at], tokens[at].start()))
            at += 1
    return found, unknown
