"""Warn of table rows whose values cannot be told apart: a limit beside the wrong height is worse than none."""

from __future__ import annotations

from collections.abc import Sequence

from assistant.library.findings import tell_warning
from assistant.library.model import ReadingWarning
from assistant.reading.tables.parts import VALUE
from assistant.reading.tables.tables import TableRegion

_LEAST = 3
"""Values in one cell from which on they are a stack: two may be one number with a blank, 1 000."""


def doubtful_rows(tables: Sequence[TableRegion]) -> tuple[ReadingWarning, ...]:
    """Return a warning for each page and table with rows whose cells hold stacks of different numbers of values.

    Such a row stays as it is drawn, and which value stands beside which is for a person to see.
    """
    found: dict[tuple[int, int], list[str]] = {}
    for t, table in enumerate(tables):
        for i, (row, serial, boxes) in enumerate(zip(table.rows, table.row_serials, table.row_boxes, strict=True)):
            if len({count for cell in set(row) if (count := _stacked(cell)) >= _LEAST}) > 1:
                names = found.setdefault((boxes[0][0] if boxes else table.page, t), [])
                names.append(serial or str(i + 1))
    return tuple(_warning(page, tables[t].number, names) for (page, t), names in found.items())


def _stacked(cell: str) -> int:
    """Return how many values a cell holds, 0 where it holds anything else."""
    values = cell.split()
    return len(values) if all(VALUE.fullmatch(value) for value in values) else 0


def _warning(page: int, number: str, rows: list[str]) -> ReadingWarning:
    reason = f"{number or '—'}: {', '.join(dict.fromkeys(rows))}"
    bare = ReadingWarning(code="table_doubtful", message="", page=page, reason=reason)
    return bare.model_copy(update={"message": tell_warning("en", bare)})
