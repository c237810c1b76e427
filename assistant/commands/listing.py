"""What `assistant show` prints of an edition or a clause on a terminal."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

import click

from assistant.library.links import Links
from assistant.library.model import Change, Clause, EditionRecord, ResolvedReference

_WORDS = 60
"""Characters shown of a text that has no title."""


def beginning(clause: Clause) -> str:
    """Return a clause's title, or its first words, on one line; a row, which bears its table's title, by its words."""
    if clause.title and clause.kind != "row":
        return " ".join(clause.title.split())
    return " ".join(clause.text.split())[:_WORDS]


def print_edition(record: EditionRecord, clauses: Sequence[Clause]) -> None:
    """Print an edition's number and title, its clauses, and what it says has changed since the one before."""
    click.echo(f"{record.number or ''} {record.title} ({record.edition})")
    for clause in clauses:
        click.echo(f"p.{clause.page:<4} {clause.key:<20} {beginning(clause)}".rstrip())
    texts = {clause.key: clause.text for clause in clauses}
    for change in record.changes or ():
        click.echo(f"{change.kind:<8} {places_of(change):<24} {change_text(change, texts.get(change.key, ''))}")


def print_clause(edition: str, clause: Clause, links: Links, as_of: date) -> None:
    """Print a clause's label, title and text, and what its references lead to on a day."""
    click.echo(f"{clause.label}  {clause.title or ''}".rstrip() + f"\n{clause.text}")
    for one in links.resolved(edition, clause, as_of):
        start, end = one.span
        click.echo(f"  {' '.join(clause.text[start:end].split())} → {leads_to(one)}")
    for overlay in links.overlays(edition, clause, as_of):
        said = f"as amended: {overlay.text}" if overlay.text is not None else overlay.clause.text
        click.echo(f"  amended by {overlay.edition} {overlay.clause.label}: {said}")


def leads_to(reference: ResolvedReference) -> str:
    """Say in words what a reference leads to: edition, clause and status, or that the library does not hold it."""
    if reference.found == "not_in_library":
        return "not in the library"
    place = f"{reference.edition} {reference.key or ''}".strip()
    missing = f" (no clause {'.'.join(reference.path)})" if reference.found == "no_such_clause" else ""
    return f"{place}{missing} [{reference.status}]"


def places_of(change: Change) -> str:
    """Return the places of a change as keys: old → new."""
    sides = (", ".join("/".join(path) for path in paths) for paths in (change.old, change.new))
    return " → ".join(filter(None, sides))


def change_text(change: Change, text: str) -> str:
    """Return the words of a change's entry, on one line."""
    return " ".join(text[slice(*change.span)].split())
