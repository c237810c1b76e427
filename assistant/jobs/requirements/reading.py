"""The requirements of one edition: its tables and its sentences, in document order."""

from __future__ import annotations

from assistant.answering.shelf import Edition
from assistant.jobs.requirements.doubts import reading_doubts
from assistant.jobs.requirements.phrases import cell_limits, sentence_limits
from assistant.jobs.requirements.rows import Limit, table_limits
from assistant.jobs.requirements.shapes import Binding, Requirement
from assistant.library.folding import locate
from assistant.library.model import Box, Clause, EditionRecord
from assistant.library.numbers import find_numbers


def requirements(edition: Edition) -> list[Requirement]:
    """Return what an edition requires with a limit, in document order."""
    limits = [limit for table in edition.tables.values() for limit in (*table_limits(table), *cell_limits(table))]
    limits += sentence_limits(edition)
    limits.sort(key=lambda limit: edition.order[limit.clause.key])
    return [_requirement(edition.record, limit) for limit in limits]


def binding_of(record: EditionRecord) -> Binding:
    """Tell whether an edition binds: by the catalogue, else as a law, else by its number (GB/T recommends); or unknown.

    A certification rule or an act may set up something voluntary: neither is taken to bind.
    """
    if record.mandatory is not None:
        return "mandatory" if record.mandatory else "voluntary"
    if record.kind == "law":
        return "mandatory"
    for number in find_numbers(record.number or "")[:1]:
        code = number.family.removesuffix(number.digits)
        if code in {"gb", "gbj"} or (code.startswith("db") and not code.endswith("t")):
            return "mandatory"
        if code.endswith(("t", "z")) or code.startswith(("iso", "iec", "en", "itu", "astm", "ansi", "t/")):
            return "voluntary"
    return "unknown"


def _requirement(record: EditionRecord, limit: Limit) -> Requirement:
    clause = limit.clause
    doubts = tuple(dict.fromkeys((*limit.doubts, *reading_doubts(record, limit))))
    binding = binding_of(record)
    if clause.kind != "row" and clause.force in {"should", "may", "can"}:
        binding = "voluntary"
    return Requirement(
        edition=record.edition,
        document=record.number or record.document,
        key=clause.key,
        label=clause.label,
        page=clause.page,
        boxes=_boxes(clause, limit.quote),
        text_source=clause.text_source,
        subject=limit.subject,
        indicator=limit.indicator,
        limit=None if doubts else limit.printed,
        unit=limit.unit,
        conditions=limit.conditions,
        quote=limit.quote,
        binding=binding,
        doubts=doubts,
    )


def _boxes(clause: Clause, quote: str) -> tuple[Box, ...]:
    """Return the lines that print a sentence; all of a row's."""
    found = locate(quote, clause.text) if clause.spans else None
    if found is None:
        return clause.boxes
    start, end = found
    return tuple(
        box for box, span in zip(clause.boxes, clause.spans, strict=False) if span[0] < end and start < span[1]
    )
