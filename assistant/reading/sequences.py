"""Numbers that cannot be right: gaps in a count, clauses without the clause above them, a number printed twice."""

from __future__ import annotations

import re
from collections.abc import Sequence

from assistant.library.model import Clause, Place
from assistant.reading.clauses.numbering import roman_number

_COUNTED = ("clause", "article", "annex", "term", "item", "recital", "table", "chapter")
_ONCE = ("clause", "article", "annex", "term", "recital", "table")
_LAST = re.compile(r"(?P<before>(?:.*[\s.件录])?)(?P<count>\d+|[A-Za-z]|[IVXLC]+|[ivxlc]+)")
_MOST_IN_A_GAP = 30

Count = tuple[tuple[str, ...], str]
"""What is counted: the path above, and what stands before the number (`Table A.` of `Table A.1`)."""


def gaps(clauses: Sequence[Clause]) -> list[Place]:
    """Return the numbers that are left out between two others, or before the first: 4.3 of 4.1, 4.2, 4.4.

    Each has the page and key of the clause after the gap.
    """
    missing: list[Place] = []
    last: dict[Count, int] = {}
    romans = _roman_lists(clauses)
    for clause in clauses:
        if clause.kind not in _COUNTED or not clause.path:
            continue
        found = _LAST.fullmatch(clause.path[-1])
        if not found:
            continue
        above, before = clause.path[:-1], found["before"]
        value = _value(found["count"], roman=(above, before) in romans)
        counted = (above, before + ("" if found["count"].isdecimal() else "*"))
        previous = last.get(counted, 0)
        last[counted] = value
        if value <= previous:
            # A list that starts again, or a number printed twice.
            previous = 0 if value > 1 and value != previous else value - 1
        step = value - previous - 1
        if 0 < step <= _MOST_IN_A_GAP:
            names = [_name(previous + 1 + i, found["count"], roman=(above, before) in romans) for i in range(step)]
            missing += [
                Place(what=_written((*above, before + name)), page=clause.page, key=clause.key) for name in names
            ]
    return missing


def without_parent(clauses: Sequence[Clause]) -> list[Place]:
    """Return the clauses whose number says that they stand under another, which is not there: 4.2.1 without 4.2."""
    paths = {clause.path for clause in clauses}
    return [
        Place(what=_written(clause.path), page=clause.page, key=clause.key)
        for clause in clauses
        if clause.kind in ("clause", "term", "item") and len(clause.path) > 1 and clause.path[:-1] not in paths
    ]


def printed_twice(clauses: Sequence[Clause]) -> list[Place]:
    """Return the numbers that a second clause bears, but for counts that begin anew in another part."""
    seen: set[tuple[str, ...]] = set()
    again: list[Place] = []
    restarted = False
    for clause in clauses:
        if clause.kind not in _ONCE or clause.path in (("Table",), ()):
            continue
        if clause.path in seen:
            restarted = restarted or clause.path[-1] in ("1", "A")
            if not restarted:
                again.append(Place(what=_written(clause.path), page=clause.page, key=clause.key))
        else:
            restarted = False
        seen.add(clause.path)
    return again


def _written(path: Sequence[str]) -> str:
    return ".".join(path)


def _value(count: str, *, roman: bool) -> int:
    if count.isdecimal():
        return int(count)
    if roman or len(count) > 1:
        return roman_number(count) or 0
    return ord(count.lower()) - ord("a") + 1


def _name(value: int, like: str, *, roman: bool) -> str:
    if like.isdecimal() or roman or len(like) > 1 or value > 26:
        return str(value)
    letter = chr(ord("a") + value - 1)
    return letter.upper() if like.isupper() else letter


def _roman_lists(clauses: Sequence[Clause]) -> set[tuple[tuple[str, ...], str]]:
    """Return the lists that count in Roman numerals: they begin with i and never show an h."""
    lists: dict[tuple[tuple[str, ...], str], list[str]] = {}
    for clause in clauses:
        found = _LAST.fullmatch(clause.path[-1]) if clause.path else None
        if found and not found["count"].isdecimal():
            lists.setdefault((clause.path[:-1], found["before"]), []).append(found["count"].casefold())
    return {key for key, counts in lists.items() if all(map(roman_number, counts)) and counts[0] == "i"}
