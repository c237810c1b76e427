"""The queue of answers to review: why each stands in it, filters, search, and what comes next."""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Iterator, Mapping
from typing import Literal, get_args

from assistant.library.model import Model
from assistant.records.entering import searchable

Reason = Literal["bureau", "down", "touched", "declined", "disagree", "sample"]
Judged = Literal["open", "second", "no", "yes", "any"]
REASONS: tuple[Reason, ...] = get_args(Reason)
"""The most urgent first."""
JUDGED: tuple[Judged, ...] = get_args(Judged)
PAGE = 25
_HOLDS: Mapping[Reason, str] = {
    "bureau": "bureau",
    "down": "down",
    "touched": "touched",
    "declined": "(outcome = 'declined')",
    "disagree": "disagree",
    "sample": "sampled",
}
_ANY = f"({' OR '.join(_HOLDS.values())})"
_DUE = "(last = 0 OR touched OR complained > last)"
"""Not judged yet, or touched or complained of since."""
_URGENCY = f"(CASE {' '.join(f'WHEN {held} THEN {6 - i}' for i, held in enumerate(_HOLDS.values()))} ELSE 0 END)"
_SHOWN = ("number", "day", "channel", "outcome", "kind", "language", "question", "reviewers", "overall", "example > 0")
_FIELDS = (*_SHOWN[:-1], "example")
_MINE = "EXISTS (SELECT 1 FROM verdicts WHERE answer = number AND by = ?)"
_COLUMNS = ", ".join((*_SHOWN, *_HOLDS.values()))


class Filter(Model):
    """Which answers are wanted; what is empty does not matter."""

    reason: Reason | Literal["", "all"] = ""
    """`all` takes those that nothing speaks for reviewing, too."""
    judged: Judged = "open"
    """`open`: not judged yet, or touched or complained of since; `second`: by one reviewer, who is not me."""
    by: str = ""
    """Judged by this reviewer."""
    outcome: str = ""
    kind: str = ""
    document: str = ""
    edition: str = ""
    channel: str = ""
    since: str = ""
    until: str = ""
    """Days of the answers, both included, ISO."""
    overall: str = ""
    """How they were judged last."""
    q: str = ""
    """Words that question, answer, citations or comments say."""


class Queued(Model):
    """An answer of the queue and why it stands there."""

    number: int
    day: str
    channel: str
    outcome: str
    kind: str
    language: str
    question: str
    reviewers: int
    overall: str | None
    """The last judgement."""
    example: bool
    mine: bool
    """Whether the reviewer who asks has judged it."""
    reasons: tuple[Reason, ...]


class Queue(Model):
    """A page of the queue, how many answers there are in all, and how many of them for each reason."""

    rows: tuple[Queued, ...]
    total: int
    counts: dict[Reason, int]


def queue_of(index: sqlite3.Connection, wanted: Filter, me: str, page: int = 1) -> Queue:
    """Return a page (from 1) of the answers wanted, the most urgent first and the newest of them first."""
    where, values = _where(wanted, me)
    sums = ", ".join(f"coalesce(sum({held}), 0)" for held in _HOLDS.values())
    total, *counts = index.execute(f"SELECT count(*), {sums} FROM answers WHERE {where}", values).fetchone()
    rows = index.execute(
        f"SELECT {_COLUMNS}, {_MINE} FROM answers WHERE {where} ORDER BY {_URGENCY} DESC, number DESC LIMIT ? OFFSET ?",
        (me, *values, PAGE, PAGE * (max(1, page) - 1)),
    )
    return Queue(rows=tuple(map(_queued, rows)), total=total, counts=dict(zip(REASONS, counts, strict=True)))


def around(index: sqlite3.Connection, wanted: Filter, me: str, number: int) -> tuple[int | None, int | None]:
    """Return the answers before and after one in the queue; for one that is not in it, as if it were."""
    where, values = _where(wanted, me)
    here = index.execute(f"SELECT {_URGENCY} FROM answers WHERE number = ?", (number,)).fetchone()
    if here is None:
        return None, None
    found: list[int | None] = []
    for sign, order in ((">", "ASC"), ("<", "DESC")):
        row = index.execute(
            f"SELECT number FROM answers WHERE {where} AND ({_URGENCY}, number) {sign} (?, ?) "
            f"ORDER BY {_URGENCY} {order}, number {order} LIMIT 1",
            (*values, here[0], number),
        ).fetchone()
        found.append(row[0] if row else None)
    return found[0], found[1]


def said_of(index: sqlite3.Connection, number: int) -> tuple[list[int], tuple[Reason, ...]]:
    """Return the entries of what was said of an answer, in order, and why it is in the queue."""
    entries = index.execute("SELECT entry FROM says WHERE answer = ? AND entry <> answer ORDER BY entry", (number,))
    said = [entry for (entry,) in entries]
    row = index.execute(f"SELECT {', '.join(_HOLDS.values())} FROM answers WHERE number = ?", (number,)).fetchone()
    return said, _reasons(row or ())


def examples(index: sqlite3.Connection) -> list[tuple[int, int]]:
    """Return the answers that were made evaluation questions, with the entry of the verdict."""
    return list(index.execute("SELECT number, example FROM answers WHERE example > 0 ORDER BY number"))


def choices(index: sqlite3.Connection) -> dict[str, list[str]]:
    """Return what the filters may be set to: kinds, channels, documents, editions and reviewers that occur."""
    asked = {
        "kind": "SELECT DISTINCT kind FROM answers WHERE kind <> ''",
        "channel": "SELECT DISTINCT channel FROM answers",
        "document": "SELECT DISTINCT document FROM places",
        "edition": "SELECT DISTINCT edition FROM places",
        "by": "SELECT DISTINCT by FROM verdicts",
    }
    return {name: sorted(row[0] for row in index.execute(query)) for name, query in asked.items()}


def _queued(row: tuple[object, ...]) -> Queued:
    reasons, (mine,) = _reasons(row[len(_SHOWN) : -1]), row[-1:]
    return Queued.model_validate(dict(zip(_FIELDS, row, strict=False)) | {"reasons": reasons, "mine": mine})


def _reasons(holds: tuple[object, ...]) -> tuple[Reason, ...]:
    return tuple(reason for reason, held in zip(REASONS, holds, strict=False) if held)


def _where(wanted: Filter, me: str) -> tuple[str, list[str]]:
    parts = [part for part in _parts(wanted, me) if part]
    return " AND ".join(part for part, _ in parts) or "1", [value for _, values in parts for value in values]


def _parts(wanted: Filter, me: str) -> Iterator[tuple[str, list[str]]]:
    if wanted.reason and wanted.reason != "all":
        yield _HOLDS[wanted.reason], []
    elif not wanted.reason and wanted.judged in ("open", "no"):
        yield _ANY, []
    if wanted.judged == "open":
        yield _DUE, []
    elif wanted.judged in ("no", "yes"):
        yield ("last = 0" if wanted.judged == "no" else "last > 0"), []
    elif wanted.judged == "second":
        yield "reviewers = 1 AND number NOT IN (SELECT answer FROM verdicts WHERE by = ?)", [me]
    if wanted.by:
        yield "number IN (SELECT answer FROM verdicts WHERE by = ?)", [wanted.by]
    for column in ("outcome", "kind", "channel", "overall"):
        if value := getattr(wanted, column):
            yield f"{column} = ?", [value]
    for column in ("document", "edition"):
        if value := getattr(wanted, column):
            yield f"number IN (SELECT answer FROM cited JOIN places ON place = id WHERE {column} = ?)", [value]
    if wanted.since:
        yield "day >= ?", [wanted.since]
    if wanted.until:
        yield "day <= ?", [wanted.until]
    if words := _words(wanted.q):
        yield (
            "number IN (SELECT answer FROM says WHERE entry IN (SELECT rowid FROM words WHERE words MATCH ?))",
            [words],
        )


def _words(q: str) -> str:
    """Return the search of FTS5: each piece between blanks as a phrase, Latin words by their beginnings."""
    phrases = []
    for piece in q.split():
        said = re.sub(r"[^\w\s]|_", " ", searchable(piece)).split()
        if said:
            phrases.append(f'"{" ".join(said)}"' + ("*" if said[-1].isascii() else ""))
    return " AND ".join(phrases)
