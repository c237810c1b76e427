"""Limits in the rows of a table."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from assistant.answering.shelf import Row, Table
from assistant.jobs.requirements.cells import (
    caption_unit,
    is_clean,
    is_dash,
    is_limit,
    plain_unit,
    printed,
    tidy,
    unit_in,
    units_in,
    value_and_unit,
    values_in,
    without_marks,
    without_unit,
)
from assistant.jobs.requirements.columns import Columns, head_words
from assistant.jobs.requirements.shapes import Doubt
from assistant.library.folding import fold_text
from assistant.library.model import Clause

_SIGN = re.compile(r"[≤≥<>](?!\s*=?\s*[\d.])(?!=)")
"""A sign that stands for the values below or beside it, not one of a case such as pH≥6.5."""
_SIGNED = re.compile(r"^\s*(?:[≤≥<>±]|不[大小高低多少]于|不超过|最|至少|at |not |max|min)", re.I)
_MARK = re.compile(
    r"⁽?(?<![m\d⁻])([¹²³⁴⁵⁶⁷⁸⁹ᵃᵇᶜᵈᵉ①-⑩])|(?<=[\u3400-\u9fff)）])\s*[(（]([1-9a-e])[)）]|\s([1-9a-e])[)）]"
)
_LONGEST = 160
_WORD = 7
"""Characters of a word that may be a limit by itself, such as 合格 or 无异味."""
_OWN_UNIT = re.compile(r"\d\s?(?:[μmkn]?g\S*/|%|[μmk]?m(?![a-z])|db)", re.I)


@dataclass(frozen=True, slots=True)
class Limit:
    """A limit as read from a clause, before it is known of which edition."""

    clause: Clause
    subject: str
    indicator: str
    printed: str | None
    unit: str
    conditions: tuple[str, ...]
    quote: str
    doubts: tuple[Doubt, ...] = ()


def table_limits(table: Table) -> Iterator[Limit]:
    """Yield the limits of a table, row by row and column by column; none where the table gives no limits."""
    columns = Columns(table)
    if not columns.limits or not table.rows:
        return
    whole, excepted = caption_unit(f"{table.clause.title or ''}\n{table.clause.text[:300]}")
    group = ""
    for row in columns.rows:
        if all(column < len(row.cells) and not row.cells[column].strip() for column in columns.limits):
            group = _name(columns, row)  # a line that heads those below it
            continue
        for column in columns.limits:
            found = _limit(columns, row, column, group)
            if found:
                told = found.printed is not None and _OWN_UNIT.search(found.printed)
                unit = found.unit or ("" if told or _excepted(found.indicator, excepted) else whole)
                yield replace(found, unit=plain_unit(unit) if _has_figure(found) else "")


def _name(columns: Columns, row: Row) -> str:
    names = [without_unit(row.cells[i]) for i in _labels(columns, row)]
    return " ".join(dict.fromkeys(names))


def _labels(columns: Columns, row: Row) -> list[int]:
    """Return the columns that name a row: where words stand for its serial number, they are a name, too."""
    first = (
        [0] if columns.numbered and row.cells and re.search(r"[\u3400-\u9fffa-z]{2}", fold_text(row.cells[0])) else []
    )
    return [i for i in (*first, *columns.names) if i < len(row.cells) and not is_dash(row.cells[i])]


def _limit(columns: Columns, row: Row, column: int, group: str) -> Limit | None:
    table = columns.table
    cell = printed(row.cells[column]) if column < len(row.cells) else ""
    name, head = _name(columns, row), columns.plain_head(column)
    if group and re.match(r"[-–—]", name):
        name = f"{group} {name}"
    doubts = tuple(_doubts(columns, row, column))
    if (is_dash(cell) and "empty" not in doubts) or (not name and not head):
        return None
    if _repeats(row, column, columns) or _only_words(cell):
        return None
    if columns.indicators_in_heads and columns.by_class(column):
        indicator, for_what = _bare_title(table), [head, *(_headed(columns, row, i) for i in columns.names)]
    elif columns.indicators_in_heads:
        indicator, for_what = head or _bare_title(table), [_headed(columns, row, i) for i in columns.names]
    else:
        indicator, for_what = name or head, [head] if head and name else []
    value, own = value_and_unit(without_marks(cell))
    return Limit(
        clause=row.clause,
        subject=printed(table.clause.title or ""),
        indicator=indicator,
        printed=None if doubts else tidy(_signed(columns, row, column, value)),
        unit=own or ("" if _OWN_UNIT.search(value) else _unit(columns, row, column)),
        conditions=tuple(
            dict.fromkeys(filter(None, [*for_what, *_beside(columns, row), *_notes(columns, row, column)]))
        ),
        quote=row.clause.text,
        doubts=doubts,
    )


def _doubts(columns: Columns, row: Row, column: int) -> Iterator[Doubt]:
    cell = row.cells[column] if column < len(row.cells) else ""
    labels = [row.cells[i] for i in _labels(columns, row)]
    several = any(len(units_in(label)) > 1 for label in labels) and not columns.indicators_in_heads
    if values_in(cell) > 1 or (several and values_in(cell)):
        yield "stacked"
    if row.clause.text_source == "ocr" and cell.strip() and not is_dash(cell) and not is_clean(cell):
        yield "print"
    if (columns.table.header and len(row.cells) != len(columns.table.header)) or column in columns.alike:
        yield "columns"
    if not cell.strip():
        filled = [other for other in columns.rows if column < len(other.cells) and other.cells[column].strip()]
        if len(filled) > len(columns.rows) / 2:
            yield "empty"


def _repeats(row: Row, column: int, columns: Columns) -> bool:
    """Tell whether a cell is its row's name over again, as in a heading that runs across the table."""
    return (
        any(i < len(row.cells) and row.cells[i].strip() == row.cells[column].strip() for i in columns.names)
        if column < len(row.cells)
        else False
    )


def _only_words(cell: str) -> bool:
    """Tell whether a cell of a column of limits holds words that limit nothing, such as a heading read as a row."""
    folded = fold_text(cell)
    return not re.search(r"\d", folded) and not is_limit(cell) and not is_dash(cell) and len(folded) > _WORD


def _signed(columns: Columns, row: Row, column: int, value: str) -> str:
    """Put the sign that a heading or name prints before a value that has none."""
    if (
        _SIGNED.match(fold_text(value))
        or not re.match(r"\d", fold_text(value))
        or re.search(r"\d\s?[~～–—-]\s?\d", value)
    ):
        return value
    sources = [columns.heads[column], *(row.cells[i] for i in columns.names if i < len(row.cells))]
    sign = next((found[0] for source in sources if (found := _SIGN.search(fold_text(source)))), "")
    return f"{sign}{value}"


def _unit(columns: Columns, row: Row, column: int) -> str:
    if columns.unit is not None and columns.unit < len(row.cells):
        return printed(row.cells[columns.unit])
    labels = [row.cells[i] for i in reversed(_labels(columns, row)) if len(units_in(row.cells[i])) < 2]
    return next((unit for source in (columns.heads[column], *labels) if (unit := unit_in(source))), "")


def _excepted(indicator: str, excepted: Sequence[str]) -> bool:
    name = head_words(indicator)
    return name in {"ph", "ph值"} or any(head_words(one).rstrip("值") in name for one in excepted)


def _has_figure(found: Limit) -> bool:
    return found.printed is None or bool(re.search(r"\d", found.printed))


def _bare_title(table: Table) -> str:
    return printed(table.clause.title or table.clause.label)


def _headed(columns: Columns, row: Row, column: int) -> str:
    cell = printed(row.cells[column]) if column < len(row.cells) else ""
    if is_dash(cell):
        return ""
    head = without_unit(columns.heads[column])
    unit = unit_in(columns.heads[column]) if re.search(r"\d", cell) else ""
    return f"{head}: {without_marks(cell)}{f' {unit}' if unit else ''}" if head else without_marks(cell)


def _beside(columns: Columns, row: Row) -> Iterator[str]:
    """Yield what the other columns of a row say: for what, where and how the limit holds."""
    for column, head in enumerate(columns.heads):
        taken = column in columns.limits or column in columns.names or column == columns.unit
        if taken or not head or column >= len(row.cells) or re.match(r"序号|no\.?$|编号", head_words(head)):
            continue
        if values_in(row.cells[column]) > 1 and not re.search(r"[\u3400-\u9fffa-z]", fold_text(row.cells[column])):
            continue
        if len(row.cells[column]) <= _LONGEST and row.cells[column].strip() not in {
            row.cells[i].strip() for i in columns.names
        }:
            yield _headed(columns, row, column)


def _notes(columns: Columns, row: Row, column: int) -> Iterator[str]:
    """Yield the notes of the table whose mark the value, its heading or its row's name carries."""
    sources = [columns.heads[column], *(row.cells[i] for i in (*columns.names, column) if i < len(row.cells))]
    marks = {fold_text(a or b or c) for source in sources for a, b, c in _MARK.findall(source)}
    for note in columns.table.notes:
        number = re.match(r"\s*[(（]?([1-9a-e])\s*[)）]", fold_text(note.text))
        own = {note.path[-1].lower().removeprefix("note").strip(), number[1] if number else ""}
        if note.text and own & marks:
            yield printed(note.text)
