"""A citation as letters print it ("GB 18580-2025 第5.2条 第3页"), read into edition, clause and page."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from assistant.library.folding import locate
from assistant.library.labels import find_key, find_labels, fold_key
from assistant.library.model import Clause, EditionRecord
from assistant.library.numbers import find_numbers
from assistant.library.status import status_of

if TYPE_CHECKING:
    from assistant.index.builds import Build
    from assistant.retrieval.naming import EditionNames, Named

_PAGE = re.compile(
    r"第\s*(\d{1,4})\s*[-–~至]?\s*\d{0,4}\s*页|(?<![A-Za-z])(?:pages?|pp?\.)\s*(\d{1,4})(?:\s*[-–]\s*\d{1,4})?", re.I
)
_QUOTED = re.compile(r"“([^”]{4,})”|「([^」]{4,})」|\"([^\"]{4,})\"")
_MOST = 20
"""Clauses returned for one citation."""


@dataclass(frozen=True, slots=True)
class Place:
    """A clause that a citation means; the whole edition where it names no clause. `quoted` tells whether it says it."""

    record: EditionRecord
    clause: Clause | None
    quoted: bool | None = None
    on_page: bool | None = None
    """Whether the clause stands on the page named."""
    nearest: bool = False
    """Whether the clause only holds what the citation names more closely, such as an item that has no number."""


@dataclass(frozen=True, slots=True)
class Cited:
    """What a citation means, and what of it was not found.

    `missing` are documents that the library does not hold, `lacking` the editions that have no such clause, `assumed`
    those that were taken because the citation names a document without its edition.
    """

    places: tuple[Place, ...]
    missing: tuple[str, ...] = ()
    lacking: tuple[EditionRecord, ...] = ()
    assumed: tuple[EditionRecord, ...] = ()
    page: int | None = None
    quote: str = ""


def read_citation(text: str, build: Build, names: EditionNames, day: date) -> Cited:
    """Read a citation against the editions of a build; where it names no edition, the one in force on the day counts.

    Args:
        text: One citation, with or without page and quoted words.
        build: The build that holds the editions.
        names: What they are called.
        day: The day that the letter speaks for.
    """
    page, quote, rest = _page_and_quote(text)
    named = names.find(rest)
    if not named.all:
        named = names.find(rest, subjects=True)
    records, assumed = _editions(named, build, day)
    bare = _blanked(rest, [*((n.start, n.end) for n in find_numbers(rest)), *named.titles])
    places: list[Place] = []
    lacking: list[EditionRecord] = []
    for record in records:
        keys, cited = _keys(build, record.edition, bare)
        if not cited:
            places.append(Place(record, None, on_page=None if page is None else page <= record.pages))
        elif not keys:
            lacking.append(record)
        places += [_place(record, build.clause(record.edition, key), page, quote, near) for key, near in keys.items()]
    missing = tuple(one.strip() for one in named.missing)
    return Cited(tuple(places[:_MOST]), missing, tuple(lacking), assumed, page, quote)


def _page_and_quote(text: str) -> tuple[int | None, str, str]:
    page, quoted = _PAGE.search(text), _QUOTED.search(text)
    rest = _blanked(text, [found.span() for found in (page, quoted) if found])
    number = next((int(one) for one in page.groups() if one), None) if page else None
    return number, next(filter(None, quoted.groups()), "") if quoted else "", rest


def _editions(named: Named, build: Build, day: date) -> tuple[list[EditionRecord], tuple[EditionRecord, ...]]:
    """Return the editions meant, and those of them that were taken for want of a year."""
    if named.exact:
        return [build.editions[name] for name in named.exact], ()
    if any(number.year for number in named.numbers):
        # It names an edition that the library does not hold: another one must not answer for it.
        return [], ()
    family = [build.editions[name] for name in named.family]
    standing = [one for one in family if status_of(one, day) == "in_force"] or [
        one for one in family if status_of(one, day) != "upcoming"
    ]
    newest = sorted(standing or family, key=lambda one: one.effective or one.issued or "")[-1:]
    chosen = standing if len({one.document for one in standing}) > 1 else newest
    return chosen, tuple(chosen)


def _keys(build: Build, edition: str, cited: str) -> tuple[dict[str, bool], bool]:
    """Return the keys of the clauses cited, in order, each with whether it only holds what is cited.

    The second value tells whether any clause is cited at all.
    """
    pairs = build.library.labels(edition)
    by_key: dict[str, str] = {}
    for key, _ in pairs:
        by_key.setdefault(fold_key(key), key)
    labels = find_labels(cited)
    keys: dict[str, bool] = {}
    for label in labels:
        exact = [key for key in label.keys if key in by_key]
        if exact:
            near = any(key.startswith(f"{exact[0]}/") for key in label.keys[: label.keys.index(exact[0])])
            keys.setdefault(by_key[exact[0]], near)
    alone = re.fullmatch(r"[^\w]*(\d{1,3})[^\w]*", cited)
    only = find_key(pairs, alone[1]) if alone and not labels else None
    if only:
        return {only: False}, True
    return keys, bool(labels) or alone is not None


def _place(record: EditionRecord, clause: Clause, page: int | None, quote: str, nearest: bool) -> Place:
    return Place(
        record,
        clause,
        quoted=locate(quote, clause.text) is not None if quote else None,
        on_page=clause.page <= page <= clause.end_page if page is not None else None,
        nearest=nearest,
    )


def _blanked(text: str, spans: Iterable[Sequence[int]]) -> str:
    chars = list(text)
    for start, end in spans:
        chars[start:end] = " " * (end - start)
    return "".join(chars)
