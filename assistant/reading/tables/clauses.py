"""Tables as clauses: the table itself, its rows and its notes."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from assistant.library.model import Box, Clause, ClauseKind, TextSource
from assistant.reading.clauses.labels import label_of
from assistant.reading.clauses.numbering import CN_DIGITS, chinese_number
from assistant.reading.facts.force import force_of
from assistant.reading.tables.parts import SERIAL
from assistant.reading.tables.tables import TableRegion

_SERIAL_HEADS = ("序号", "编号", "no.", "no", "item", "s/n", "#")
"""Heads of columns whose numbers are in the row's path already; of other texts in them nothing is left out."""
_REMARKS = ("备注", "说明")
_POINT = re.compile(r"[（(]\s?(?P<n>\d{1,2})\s?[)）]\s*")
_REMARK_POINT = re.compile(rf"(?:(?<=[。；\s])|^)(?P<n>[{CN_DIGITS}]{{1,3}})、\s*")
_NOTE_NUMBER = re.compile(r"\d+")
_FEWEST_NAMED, _LONGEST_NAME = 3, 120
_WORD = re.compile(r"[^\W\d_]{2}")


def table_clauses(
    tables: Sequence[TableRegion], sources: Mapping[int, TextSource], clauses: Sequence[Clause], *, chinese: bool
) -> list[list[Clause]]:
    """Return for each table the group of its clauses: table, rows, notes; keys left empty.

    Args:
        tables: The tables in reading order.
        sources: How each page was read.
        clauses: The document's other clauses, to tell in which annex an unnumbered table stands.
        chinese: Whether labels are given in Chinese.
    """
    del clauses
    return [_Group(table, sources.get(table.page, "digital"), chinese).clauses() for table in tables]


class _Group:
    def __init__(self, table: TableRegion, source: TextSource, chinese: bool) -> None:
        self.table = table
        self.source = source
        self.chinese = chinese
        self.path = (f"Table {table.number}" if table.number else "Table",)
        firsts = [row for i, row in enumerate(table.rows) if not (_is_remark(row) or self._goes_on(i))]
        self.naming = None if table.title else naming_column(table.header, firsts)

    def clauses(self) -> list[Clause]:
        """Return the table, its rows and its notes."""
        return [self._table(), *self._rows(), *self._notes()]

    def _label(self, path: tuple[str, ...], kind: ClauseKind) -> str:
        return label_of(path, kind, "none", chinese=self.chinese)

    def _table(self) -> Clause:
        table = self.table
        lines = ["　".join(filter(None, row)) for row in map(spread_once, table.rows)]
        head = "　".join(filter(None, spread_once(table.header)))
        text = "\n".join(filter(None, [table.unit, head, *lines]))
        return Clause(
            key="",
            path=self.path,
            label=self._label(self.path, "table"),
            kind="table",
            title=table.title or None,
            text=text,
            page=table.page,
            end_page=table.end_page,
            boxes=(*table.caption_boxes, *table.boxes),
            header=table.header or None,
            rows=table.rows,
            text_source=self.source,
        )

    def _rows(self) -> list[Clause]:
        """One clause for each serial number: lines printed under one number are one row."""
        table = self.table
        groups: list[tuple[str, list[int]]] = []
        for i, serial in enumerate(table.row_serials):
            if serial and groups and groups[-1][0] == serial:
                groups[-1][1].append(i)
            else:
                groups.append((serial or str(i + 1), [i]))
        rows = [self._row(serial, indices) for serial, indices in groups]
        return [clause for row in rows if row.text for clause in (row, *self._enumerated(row))]

    def _goes_on(self, row: int) -> bool:
        """Whether a line stands under the serial number of the line above it."""
        serials = self.table.row_serials
        return 0 < row < len(serials) and bool(serials[row]) and serials[row] == serials[row - 1]

    def _enumerated(self, row: Clause) -> list[Clause]:
        """The numbered points of a row: （1）…；（2）… in one of its cells, 一、…二、… beside 备注."""
        pattern = _REMARK_POINT if row.kind == "note" else _POINT
        for cell in dict.fromkeys(row.cells or ()):
            if points := numbered_points(cell, pattern):
                return [self._point(row, name, text) for name, text in points]
        return []

    def _point(self, row: Clause, name: str, text: str) -> Clause:
        path = (*row.path, name)
        return row.model_copy(
            update={
                "path": path,
                "label": f"{row.label}（{name}）" if self.chinese else f"{row.label} ({name})",
                "kind": "item",
                "title": None,
                "text": text,
                "header": None,
                "cells": None,
                "force": force_of(text),
            }
        )

    def _row(self, serial: str, indices: list[int]) -> Clause:
        table = self.table
        boxes: list[Box] = [box for i in indices for box in table.row_boxes[i]]
        texts = [row_text(table.header, table.rows[i], table.unit, chinese=self.chinese) for i in indices]
        text = "\n".join(filter(None, texts))
        cells = table.rows[indices[0]]
        if len(indices) > 1:
            cells = tuple(_stacked(column) for column in zip(*(table.rows[i] for i in indices), strict=False))
        if _is_remark(cells):
            remark = re.sub(r"\s", "", cells[0])
            path, label, kind = (*self.path, "备注"), f"{self._label(self.path, 'table')} {remark}", "note"
            text = "\n".join(dict.fromkeys(cell for cell in cells if re.sub(r"\s", "", cell) != remark))
        else:
            path, kind = (*self.path, serial), "row"
            label = self._label(path, "row")
        return Clause(
            key="",
            path=path,
            label=label,
            kind=kind,
            title=table.title or self._name(cells),
            text=text,
            page=boxes[0][0] if boxes else table.page,
            end_page=boxes[-1][0] if boxes else table.page,
            boxes=tuple(boxes),
            force=force_of(text),
            header=table.header or None,
            cells=cells,
            text_source=self.source,
        )

    def _name(self, cells: Sequence[str]) -> str | None:
        """What a row of a table without caption is called: its naming cell."""
        named = self.naming is not None and self.naming < len(cells) and not _is_remark(cells)
        return cells[self.naming or 0] or None if named else None

    def _notes(self) -> list[Clause]:
        out = []
        for note in self.table.notes:
            number = _NOTE_NUMBER.search(note.mark)
            general = note.mark.startswith(("注", "NOTE", "Note"))
            name = ("Note" + (f" {number.group()}" if number else "")) if general or number else note.mark
            path = (*self.path, name)
            out.append(
                Clause(
                    key="",
                    path=path,
                    label=self._label(path, "note"),
                    kind="note",
                    text=note.text,
                    page=note.page,
                    end_page=note.boxes[-1][0] if note.boxes else note.page,
                    boxes=note.boxes,
                    force=force_of(note.text, "note", path),
                    text_source=self.source,
                )
            )
        return out


def _stacked(values: Sequence[str]) -> str:
    return "\n".join(dict.fromkeys(value for value in values if value))


def numbered_points(cell: str, pattern: re.Pattern[str]) -> list[tuple[str, str]]:
    """Return (number, text) of the points that a cell counts from 1; none where it counts fewer than two."""
    starts: list[re.Match[str]] = []
    for match in pattern.finditer(cell):
        if chinese_number(match["n"]) == len(starts) + 1:
            starts.append(match)
    if len(starts) < 2:
        return []
    ends = [*(match.start() for match in starts[1:]), len(cell)]
    return [
        (str(i), cell[match.end() : end].strip()) for i, (match, end) in enumerate(zip(starts, ends, strict=True), 1)
    ]


def naming_column(header: Sequence[str], rows: Sequence[Sequence[str]]) -> int | None:
    """Return the first column whose cells tell all rows apart by words: under 违法行为, not 序号 nor the merged 类别.

    None where no column does, where there are fewer than three rows, or no header says what the columns hold.
    """
    for column, head in enumerate(header):
        cells = [row[column].strip() for row in rows if column < len(row)]
        told = len(cells) == len(rows) >= _FEWEST_NAMED and len(set(cells)) == len(cells)
        if told and not _counts(head) and all(map(_is_worded, cells)):
            return column
    return None


def _is_remark(cells: Sequence[str]) -> bool:
    """Whether a row is the table's remark rather than one of what it lists."""
    return bool(cells) and "".join(cells[0].split()) in _REMARKS


def _is_worded(cell: str) -> bool:
    return bool(_WORD.search(cell)) and not SERIAL.fullmatch(cell) and len(cell) <= _LONGEST_NAME


def _counts(head: str) -> bool:
    """Whether a column's head stands over serial numbers."""
    return "".join(head.split()).casefold() in _SERIAL_HEADS


def spread_once(cells: Sequence[str]) -> list[str]:
    """Return the cells with a merged cell's text given once."""
    return [cell for i, cell in enumerate(cells) if not i or cell != cells[i - 1]]


def row_text(header: Sequence[str], cells: Sequence[str], unit: str = "", *, chinese: bool = True) -> str:
    """Join a row's cells with their column heads: `项目: 甲醛释放量；限量值: ≤0.124 mg/m³`.

    A row that holds nothing but its serial number, as in a form to be filled in, gives an empty text.
    """
    parts: list[str] = []
    for i, cell in enumerate(cells):
        head = header[i] if i < len(header) else ""
        before = header[i - 1] if 0 < i <= len(header) else ""
        repeated = i and cell == cells[i - 1] and (head == before or _counts(before))
        if not cell.strip() or repeated or (_counts(head) and SERIAL.fullmatch(cell.strip())):
            continue
        # What stands under 序号 and is no number is the row's name, merged over the columns that follow.
        parts.append(f"{head}: {cell}" if head and head != cell and not _counts(head) else cell)
    text = ("；" if chinese else "; ").join(parts)
    if not unit or not text:
        return text
    return f"{text}（{unit}）" if chinese else f"{text} ({unit})"
