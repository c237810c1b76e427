"""What a clause says, piece by piece: its sentences, an item with its lead, a row and each of its values."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise

from assistant.answering.evidence import surroundings
from assistant.answering.figure_text import heads_of, unit_column, value_of
from assistant.answering.shelf import Edition, Row, Table
from assistant.library.model import Clause

_LONGEST_WHOLE = 900
_STOP = re.compile(r"(?<=[。！？；;])\s*|(?<=[.?!])\s+(?=[\"“(]?[A-Z])|(?<=[。！？；;.:：])\n+|\n+(?=[•●▪-])")


@dataclass(frozen=True, slots=True)
class Saying:
    """Something a clause says. `quote` is printed in the clause; `beside` are the words that tell what it is about.

    `names` are the cells by which a row is told from the others, empty but for rows; `several` tells that it gives
    several values of a row; `rivals` are the headings of the values that it leaves out.
    """

    edition: str
    clause: Clause
    text: str
    quote: str
    beside: str
    names: tuple[str, ...] = ()
    several: bool = False
    rivals: tuple[str, ...] = ()


_TELLS_CHANGE = re.compile(
    r"改为|调整为|修改为|\b(?:changed|amended|raised|lowered|reduced) from\b|\bgave way to\b", re.I
)


_NEW_WORDS = re.compile(r"(?:改为|修改为|调整为|replaced (?:by|with)|to read)[:：]?\s*[“\"]([^”\"]+)[”\"]", re.I)
"""What an amendment puts in the place of other words."""


def tells_change(text: str) -> bool:
    """Tell whether a text says what was before and what is now: its old value supports nothing."""
    return bool(_TELLS_CHANGE.search(text))


def sayings_of(edition: Edition, clause: Clause) -> list[Saying]:
    """Return what a clause says; nothing where it has no text of its own or its rows speak for it."""
    if not clause.text.strip() or (clause.kind == "table" and edition.children.get(clause.key)):
        return []
    beside = f"{clause.title or ''} ; {surroundings(edition, clause)} ; {clause.label}"
    table = edition.table_of(clause) if clause.kind == "row" else None
    row = next((r for r in table.rows if r.clause.key == clause.key), None) if table else None
    if table and row:
        beside += f" ; {table.clause.title or ''}"
        headed = f"{beside} ; {' '.join(table.header)}"
        names = tuple(row.cells[i] for i in _names(table, row))
        return [
            # The heading of one column says nothing of a value in another.
            Saying(
                edition.record.edition, clause, text, clause.text, beside if rivals else headed, names, several, rivals
            )
            for text, several, rivals in _row_texts(table, row)
        ]
    return [Saying(edition.record.edition, clause, text, quote, beside) for text, quote in _prose(edition, clause)]


def _prose(edition: Edition, clause: Clause) -> Iterator[tuple[str, str]]:
    if edition.record.amends and tells_change(clause.text):
        yield from ((new, new) for new in _NEW_WORDS.findall(clause.text))
        return
    pieces = [piece.strip() for piece in _STOP.split(clause.text) if piece and piece.strip()]
    yield from ((piece, piece) for piece in pieces)
    if len(pieces) > 1:
        if len(clause.text) <= _LONGEST_WHOLE:
            yield clause.text, clause.text
        else:
            yield from ((f"{a} {b}", b) for a, b in pairwise(pieces))
    if clause.kind == "item":
        lead = next((c.text for c in edition.ancestors(clause)[:1] if c.text), "")
        if lead and len(lead) <= 400:
            yield f"{lead} {clause.text}", clause.text
    items = [c.text for c in edition.children.get(clause.key, ()) if c.kind == "item"]
    if items and sum(map(len, items)) <= _LONGEST_WHOLE:
        yield " ".join([clause.text, *items]), clause.text


def _names(table: Table, row: Row) -> list[int]:
    """Return the columns whose cells tell a row from the others: those before its values."""
    unit = unit_column(table)
    first = min(
        (i for i, c in enumerate(row.cells) if c.strip() and i in table.values and i not in row.labels), default=0
    )
    return [i for i in row.labels if i != unit and i < first] or [i for i in row.labels if i != unit][:1]


def _row_texts(table: Table, row: Row) -> Iterator[tuple[str, bool, tuple[str, ...]]]:
    heads, unit = heads_of(table), unit_column(table)
    named = [i for i in row.labels if i != unit]
    said = {
        i: f"{heads[i] if i < len(heads) else ''} {value_of(table, row, i)}"
        for i, cell in enumerate(row.cells)
        if cell.strip() and i not in row.labels and (i in table.values or not table.values)
    }
    name = " ".join(f"{heads[i] if i < len(heads) else ''} {row.cells[i].strip()}" for i in named if i < len(row.cells))
    yield row.clause.text, len(said) > 1, ()
    if said:
        yield f"{name} {' ; '.join(said.values())}", len(said) > 1, ()
    if len(said) > 1:
        for i, value in said.items():
            yield f"{name} {value}", False, tuple(heads[j] for j in said if j != i and j < len(heads))
