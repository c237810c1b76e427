"""A requirement as a row of the matrix."""

from __future__ import annotations

from typing import Literal

from assistant.library.model import Box, Model, Status, TextSource

Binding = Literal["mandatory", "voluntary", "unknown"]
Doubt = Literal["stacked", "empty", "columns", "print", "character", "rows"]
"""Why a value is not given: several values in one cell, none where its neighbours have one, columns that do not fit,
print that OCR may have read wrong, a character in doubt, or rows whose columns hold different numbers of values."""


Why = Literal["chosen", "title", "scope", "rows", "amends"]
"""Why an edition is in a matrix: chosen, its title, scope or rows name the product, or it amends one that is."""


class Requirement(Model):
    """One limit and the clause it stands on.

    `limit` is as printed, with the sign that its heading or sentence gives; None where it is in doubt: `doubts` says
    why, and the boxes show it. `unit` is as printed, empty where there is none. `conditions` are as the table's
    headings, cells and notes or the sentence print them. `subject` is the title of the table or clause.
    """

    edition: str
    document: str
    key: str
    label: str
    page: int
    boxes: tuple[Box, ...]
    text_source: TextSource
    subject: str = ""
    indicator: str
    limit: str | None
    unit: str = ""
    conditions: tuple[str, ...] = ()
    quote: str
    """What it was read from: the row, or the sentence."""
    binding: Binding = "unknown"
    doubts: tuple[Doubt, ...] = ()


class MatrixEdition(Model):
    """An edition that a matrix was read from, with its status on the day; `why` tells what made it one."""

    edition: str
    document: str
    number: str | None = None
    title: str
    status: Status
    effective: str | None = None
    binding: Binding
    fictional: bool = False
    why: Why = "chosen"


class Matrix(Model):
    """The requirement matrix of an edition or of a product, as of a day."""

    build: str
    as_of: str
    asked: str
    editions: tuple[MatrixEdition, ...]
    rows: tuple[Requirement, ...]
