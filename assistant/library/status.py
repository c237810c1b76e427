"""Which edition holds on which day, from dates as exact as they are known."""

from __future__ import annotations

import calendar
from collections.abc import Iterable, Mapping
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from assistant.library.model import EditionRecord, FailedFile, ReadingWarning, Status


def today() -> date:
    """Return today's date in Asia/Shanghai."""
    return datetime.now(ZoneInfo("Asia/Shanghai")).date()


def first_day(printed: str) -> date:
    """Return the first day that a printed date (`2015`, `2015-09`, `2015-09-01`) may mean."""
    year, month, day = (*map(int, printed.split("-")), 1, 1)[:3]
    return date(year, month, min(day, calendar.monthrange(year, month)[1]))


def status_of(edition: EditionRecord, as_of: date) -> Status:
    """Say whether an edition holds on a day: an end counts from its first possible day, a start likewise."""
    if edition.repealed and as_of >= first_day(edition.repealed):
        return "repealed"
    if edition.superseded_on and as_of >= first_day(edition.superseded_on):
        return "superseded"
    begins = edition.effective or edition.issued
    if begins is None:
        return "unknown"
    return "in_force" if as_of >= first_day(begins) else "upcoming"


def status_report(
    build: str,
    editions: Mapping[str, EditionRecord],
    failed: Iterable[FailedFile],
    warnings: Iterable[ReadingWarning | Mapping[str, Any]],
    as_of: date | None = None,
) -> dict[str, Any]:
    """Return the contract's `status` JSON as of a day, today unless given."""
    day = as_of or today()
    fields = {
        "edition", "document", "number", "title", "fictional", "amended_by", "issued", "effective", "repealed",
        "superseded_on", "replaces", "replaced_by", "amends", "clauses",
    }  # fmt: skip
    rows = [
        record.model_dump(mode="json", include=fields)
        | {"status": status_of(record, day), "quality": record.quality.to_json()}
        for record in sorted(editions.values(), key=lambda record: record.edition)
    ]
    return {
        "build": build,
        "as_of": day.isoformat(),
        "editions": rows,
        "failed": [item.to_json() for item in failed],
        "warnings": [item.to_json() if isinstance(item, ReadingWarning) else dict(item) for item in warnings],
    }
