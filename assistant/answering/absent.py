"""Documents that a question names by number and the library does not hold: another document never answers for them."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from assistant.answering.figures import FigureOption
from assistant.answering.findings import Findings
from assistant.answering.understanding import Names, Understood, compact, split_number
from assistant.library.model import Clause


def lacking(question: Understood, names: Names, day: date) -> list[str]:
    """Return the numbers asked about that the library lacks, where no other document is named beside them.

    A year that is still to come is a slip of the keyboard: the edition held is meant.
    """
    found = []
    for number in question.unheld:
        base, year = split_number(number)
        if set(question.named) <= set(names.by_number(base, "")) and year[:4] <= str(day.year + 1):
            found.append(number)
    return found


def editions_beside(numbers: Sequence[str], names: Names) -> list[str]:
    """Return the editions held of the documents whose other editions are lacking."""
    return list(dict.fromkeys(edition for one in numbers for edition in names.by_number(split_number(one)[0], "")))


def unnamed(findings: Findings, numbers: Sequence[str]) -> bool:
    """Tell whether one of these numbers stands in none of the clauses found: they speak of something else."""
    said = compact(" ".join(clause.text for clause in clauses_of(findings)))
    return any(split_number(number)[0] not in said for number in numbers)


def clauses_of(findings: Findings) -> list[Clause]:
    """Return the clauses found, the rows of a table one by one."""
    return [
        clause
        for piece in findings.pieces
        for clause in ([row.clause for row in piece.rows] if isinstance(piece, FigureOption) else [piece.clause])
    ]
