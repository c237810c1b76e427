"""The contract's `diff` shape."""

from __future__ import annotations

from typing import Literal

from assistant.answering.claims.limits import Direction
from assistant.library.model import ChangeKind, Model

Agreement = Literal["agrees", "differs", "not_found", "no_place"]


class ValueChange(Model):
    """A value that changed. `unit` is that of the new value as folded, empty for a bare number; `column` a table's."""

    old: str
    new: str
    unit: str = ""
    direction: Direction = "other"
    column: str | None = None


class ForceChange(Model):
    """A modal verb that changed, such as `shall` to `should`."""

    old: str
    new: str


class CellChange(Model):
    """A table cell that changed, by the head of its column."""

    column: str
    old: str
    new: str


class ClauseChange(Model):
    """One change of one clause; a clause that is split or merged gives one for each part."""

    op: ChangeKind
    kind: str
    old_path: tuple[str, ...] | None = None
    new_path: tuple[str, ...] | None = None
    old_key: str | None = None
    new_key: str | None = None
    old_label: str | None = None
    new_label: str | None = None
    old_text: str | None = None
    new_text: str | None = None
    renumbered: bool | None = None
    """Whether a changed clause has another number too."""
    values: tuple[ValueChange, ...] | None = None
    force: tuple[ForceChange, ...] | None = None
    cells: tuple[CellChange, ...] | None = None


class Claim(Model):
    """What the new edition's foreword says has changed, and whether the comparison finds it; `changes` are indices.

    `values` are those that it says moved, "from 0.124 mg/m³ to 0.050 mg/m³".
    """

    kind: ChangeKind
    text: str
    old: tuple[tuple[str, ...], ...] = ()
    new: tuple[tuple[str, ...], ...] = ()
    verdict: Agreement
    changes: tuple[int, ...] = ()
    values: tuple[ValueChange, ...] | None = None


class Comparison(Model):
    """Two editions compared.

    `misprints` are clauses that differ in nothing but characters that one edition prints wrongly, as its other
    clauses show; `unclaimed` are the indices of the changes that the foreword's list does not name.
    """

    old: str
    new: str
    language: str
    changes: tuple[ClauseChange, ...] = ()
    misprints: tuple[ClauseChange, ...] | None = None
    claims: tuple[Claim, ...] | None = None
    unclaimed: tuple[int, ...] | None = None
