"""Warn of table rows whose values cannot be told apart: a limit beside the wrong height is worse than none."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence

from assistant.library.findings import tell_warning
from assistant.library.model import ReadingWarning
from assistant.reading.tables.parts import VALUE
from assistant.reading.tables.tables import TableRegion

_LEAST = 3
"""Values in one cell from which on they are a stack: two may be one number with a blank, 1 000."""

_SIGNED = re.compile(r"\s*([<≤>≥])\s*\d")
_ENOUGH, _RARE = 5, 0.2
"""Signed cells of a column from which on a sign may be odd, and the share of them that it may have at most."""
_RESISTANCE, _POWER = re.compile(r"电阻|阻抗|resistance|impedance", re.I), re.compile(r"功率|power", re.I)
_WATT = re.compile(r"(?:\d\s*|[(（/]\s*)[kKMG]?W(?![A-Za-z])")


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


def doubtful_symbols(tables: Sequence[TableRegion]) -> tuple[ReadingWarning, ...]:
    """Return a warning for each table in which a sign may stand for another that looks like it.

    A font without Unicode and OCR alike read ≤ as < and Ω as W: a column of ≤ with a single <, a resistance in watts.
    """
    warnings = []
    for table in tables:
        odd = list(dict.fromkeys((*_odd_signs(table), *_watts(table))))
        if odd:
            warnings.append(_told("doubtful_symbol", table.page, f"{table.number or '—'}: {', '.join(odd)}"))
    return tuple(warnings)


def _odd_signs(table: TableRegion) -> Iterator[str]:
    """The cells whose sign is < or > in a column where nearly all others are ≤ or ≥, or the other way round."""
    for c in range(len(table.rows[0]) if table.rows else 0):
        cells = [(row[c], found[1]) for row in table.rows if (found := _SIGNED.match(row[c]))]
        counts = Counter(sign for _, sign in cells)
        for pair in ("<≤", ">≥"):
            both = sum(counts[sign] for sign in pair)
            rare = min(pair, key=lambda sign: counts[sign])
            if both >= _ENOUGH and 0 < counts[rare] <= _RARE * both:
                yield from (" ".join(cell.split()) for cell, sign in cells if sign == rare)


def _watts(table: TableRegion) -> Iterator[str]:
    """The cells that give a resistance in watts."""
    head = f"{table.title} {table.unit} {' '.join(table.header)}"
    for row in table.rows:
        said = " ".join(dict.fromkeys(row))
        if _RESISTANCE.search(f"{head} {said}") and not _POWER.search(f"{head} {said}"):
            yield from (" ".join(cell.split()) for cell in dict.fromkeys((*row, *table.header)) if _WATT.search(cell))


def _stacked(cell: str) -> int:
    """Return how many values a cell holds, 0 where it holds anything else."""
    values = cell.split()
    return len(values) if all(VALUE.fullmatch(value) for value in values) else 0


def _warning(page: int, number: str, rows: list[str]) -> ReadingWarning:
    return _told("table_doubtful", page, f"{number or '—'}: {', '.join(dict.fromkeys(rows))}")


def _told(code: str, page: int, reason: str) -> ReadingWarning:
    bare = ReadingWarning(code=code, message="", page=page, reason=reason)
    return bare.model_copy(update={"message": tell_warning("en", bare)})
