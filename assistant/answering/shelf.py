"""What an answer needs of an open build: clauses with parents and children, tables, how rare each word is."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Protocol

from assistant.answering.table_lines import lines_of
from assistant.index.lexical import LexicalIndex
from assistant.library.folding import fold_text
from assistant.library.model import Clause, EditionRecord

_SECTION_KINDS = {"clause", "article", "annex"}
_NUMBERISH = re.compile(r"^[<>≤≥=~+\-±\s]*\d|^[-/—–]+$|^(?:不得检出|无|禁用|prohibited|none)$", re.I)
_SERIAL = {"序号", "no.", "no", "编号", "#", "number", "row", "行"}

_OF_CLASS = re.compile(r"(?:类别|级别|等级|类型|分类)$|^(?:class|grade|category|type|level)$")
"""Headings over the numbers of classes."""


class OpenBuild(Protocol):
    """The part of an open build that answering uses."""

    id: str

    @property
    def editions(self) -> Mapping[str, EditionRecord]:
        """Editions by id."""

    def clause(self, edition: str, key: str) -> Clause:
        """Return one clause."""

    def clauses(self, edition: str) -> Sequence[Clause]:
        """Return an edition's clauses in document order."""

    def words(self, field: str) -> LexicalIndex:
        """Return the lexical index of a field."""


@dataclass(frozen=True, slots=True)
class Row:
    """A table row with its cells by column."""

    clause: Clause
    cells: tuple[str, ...]
    labels: tuple[int, ...]
    """Columns whose cell in this row names something."""


@dataclass(frozen=True)
class Table:
    """A table clause and its rows. `header[i]` heads column i; `section` is the numbered clause it stands under."""

    edition: str
    clause: Clause
    header: tuple[str, ...]
    rows: tuple[Row, ...]
    notes: tuple[Clause, ...]
    section: Clause | None

    @cached_property
    def lines(self) -> tuple[Row, ...]:
        """The rows, those that print several lines parted into them; a row's lines are quoted by it whole."""
        out: list[Row] = []
        for row in self.rows:
            parted = lines_of(row.cells)
            serial = [i for i, h in enumerate(self.header) if fold_text(h).replace(" ", "") in _SERIAL]
            out += [Row(row.clause, cells, _labels(cells, self.header, serial)) for cells in parted]
        return tuple(out)

    @cached_property
    def values(self) -> tuple[int, ...]:
        """Columns that hold values in at least a third of the rows."""
        counts = Counter(i for row in self.rows for i, c in enumerate(row.cells) if i not in row.labels and c.strip())
        serial = [i for i, h in enumerate(self.header) if fold_text(h).replace(" ", "") in _SERIAL]
        floor = max(1, len(self.rows) / 3)
        return tuple(i for i in sorted(counts) if counts[i] >= floor and i not in serial)


def is_value(cell: str) -> bool:
    """Tell whether a cell holds a value, not a name."""
    return bool(_NUMBERISH.match(fold_text(cell)))


def _labels(cells: Sequence[str], header: Sequence[str], serial: Sequence[int]) -> tuple[int, ...]:
    """Return the columns whose cell names something; the number of a class is a name, too."""
    classes = [i for i, h in enumerate(header) if _OF_CLASS.search(fold_text(h).replace(" ", ""))]
    return tuple(
        i
        for i, cell in enumerate(cells)
        if cell.strip() and i not in serial and (not is_value(cell) or (i in classes and len(cell.strip()) <= 2))
    )


class Edition:
    """One edition's clauses with their places in each other."""

    def __init__(self, record: EditionRecord, clauses: Sequence[Clause]) -> None:
        self.record = record
        self.clauses = list(clauses)
        self.by_key = {c.key: c for c in self.clauses}
        self.order = {c.key: i for i, c in enumerate(self.clauses)}
        self.parent: dict[str, str] = {}
        self.children: dict[str, list[Clause]] = {}
        self.section: dict[str, str] = {}
        self.paired: dict[str, dict[str, str]] = {}
        """By other edition: the keys of the clauses that are one another's, as far as asked."""
        last: dict[tuple[str, ...], str] = {}
        section = ""
        for clause in self.clauses:
            for cut in range(len(clause.path) - 1, 0, -1):
                owner = last.get(clause.path[:cut])
                if owner is not None:
                    self.parent[clause.key] = owner
                    self.children.setdefault(owner, []).append(clause)
                    break
            last[clause.path] = clause.key
            if clause.kind in _SECTION_KINDS:
                section = clause.key
            elif clause.kind in {"table", "figure"}:
                self.section[clause.key] = section

    def ancestors(self, clause: Clause) -> list[Clause]:
        """Return what a clause stands under, nearest first; a table stands under the clause before it."""
        out: list[Clause] = []
        key = clause.key
        while (owner := self.parent.get(key) or self.section.get(key)) and len(out) < 8:
            out.append(self.by_key[owner])
            key = owner
        return out

    @cached_property
    def terms(self) -> list[tuple[str, str]]:
        """Names and texts of the terms it defines."""
        return [(c.title, c.text) for c in self.clauses if c.kind == "term" and c.title and c.text]

    @cached_property
    def tables(self) -> dict[str, Table]:
        """Tables by key."""
        return {c.key: self._table(c) for c in self.clauses if c.kind == "table"}

    def _table(self, clause: Clause) -> Table:
        below = self.children.get(clause.key, [])
        rows, header = [], clause.header or ()
        for child in below:
            if child.kind == "row" and child.cells:
                header = header or child.header or ()
                serial = [i for i, h in enumerate(header) if fold_text(h).replace(" ", "") in _SERIAL]
                rows.append(Row(child, child.cells, _labels(child.cells, header, serial)))
        owner = self.section.get(clause.key)
        notes = tuple(c for c in below if c.kind == "note")
        return Table(self.record.edition, clause, header, tuple(rows), notes, self.by_key.get(owner or ""))

    def table_of(self, clause: Clause) -> Table | None:
        """Return the table a clause is or belongs to."""
        for c in (clause, *self.ancestors(clause)):
            if c.key in self.tables:
                return self.tables[c.key]
        return None


class Shelf:
    """All editions of one build, opened as they are asked for, and the library's word statistics."""

    def __init__(self, build: OpenBuild) -> None:
        self.build = build
        self._open: dict[str, Edition] = {}

    def edition(self, edition: str) -> Edition:
        """Return an edition's clauses in their places."""
        if edition not in self._open:
            self._open[edition] = Edition(self.build.editions[edition], self.build.clauses(edition))
        return self._open[edition]

    @cached_property
    def _words(self) -> LexicalIndex:
        return self.build.words("own")

    def rarity(self, word: str) -> float:
        """Return the inverse document frequency of a content word among all clauses, at least 0.3."""
        return max(0.3, self._words.idf(word))

    def known(self, word: str) -> bool:
        """Tell whether any clause has the word."""
        return word in self._words.vocabulary
