"""The lines of a table row that prints several under one another: each with its own label and values.

Standards print 15 / 20 / 30 m beside 0.26 / 0.43 / 1.4 kg/h in one row, or two quantities with their units over two
values. Where the cells have the same number of lines, line answers line; where they do not, the row stays whole.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from assistant.library.folding import fold_text

_NUMBERS = re.compile(r"[<>≤≥]?\d[\d.,]*(?:[~-]\d[\d.,]*)?")
_UNIT_GROUP = re.compile(r"[/／]\s*(?:[(（][^()（）]{1,12}[)）]|[［\[][^\[\]［］]{1,20}[\]］])")
_MOST_LINES = 12


def lines_of(cells: Sequence[str]) -> list[tuple[str, ...]]:
    """Return the cells of each line of a row; the row's own cells alone where its lines do not answer one another."""
    counts = [len(cell.split("\n")) for cell in cells]
    stacked = {n for n in counts if n > 1}
    if len(stacked) == 1 and 1 < (most := stacked.pop()) <= _MOST_LINES and counts.count(most) > 1:
        parted = [cell.split("\n") for cell in cells]
        if any(len(part) == most and all(map(_is_number, part)) for part in parted):
            return [tuple(part[i if len(part) == most else 0].strip() for part in parted) for i in range(most)]
    return _by_units(cells) or [tuple(cells)]


def _is_number(text: str) -> bool:
    return bool(_NUMBERS.match(fold_text(text).replace(" ", ""))) or fold_text(text).strip("-/") == ""


def _by_units(cells: Sequence[str]) -> list[tuple[str, ...]]:
    """Part a row whose label names several quantities, each with its unit, over as many values."""
    for at, label in enumerate(cells):
        ends = [m.end() for m in _UNIT_GROUP.finditer(label)]
        if len(ends) < 2 or label[ends[-1] :].strip():
            continue
        names = [label[a:b].strip() for a, b in zip([0, *ends[:-1]], ends, strict=True)]
        # What is measured is named once, its symbol in brackets: 化学需氧量（COD）.
        subject = re.match(r".*?[(（]\s*[^()（）]{1,12}\s*[)）](?=.*[/／])", names[0])
        names[1:] = [f"{subject[0]} {name}" if subject else name for name in names[1:]]
        values = {
            i: found
            for i, cell in enumerate(cells)
            if i != at and len(found := cell.split()) == len(names) and all(map(_is_number, found))
        }
        if values:
            return [
                tuple(name if i == at else values[i][line] if i in values else cell for i, cell in enumerate(cells))
                for line, name in enumerate(names)
            ]
    return []
