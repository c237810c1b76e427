"""The editions of one document over time, with the amendments of each."""

from __future__ import annotations

from collections.abc import Mapping

from assistant.library.model import EditionRecord


def family(records: Mapping[str, EditionRecord], edition: str) -> list[EditionRecord]:
    """Return an edition's document through time, oldest first: what it replaces, what replaces it, and amendments."""
    found = {edition}
    waiting = [edition]
    while waiting:
        one = records[waiting.pop()]
        near = {*one.replaces, *one.replaced_by, *one.amended_by, *([one.amends] if one.amends else [])}
        near |= {
            name for name, other in records.items() if one.number and other.number and other.document == one.document
        }
        for name in sorted(near & records.keys() - found):
            found.add(name)
            waiting.append(name)
    return sorted((records[name] for name in found), key=lambda one: (one.effective or one.issued or "", one.edition))


def begins(record: EditionRecord) -> str | None:
    """Return the printed date from which an edition holds: in force, else issued."""
    return record.effective or record.issued


def ends(record: EditionRecord) -> str | None:
    """Return the printed date on which an edition ceased to hold, or None."""
    dates = sorted(one for one in (record.superseded_on, record.repealed) if one)
    return dates[0] if dates else None
