"""Files that carry one number and year under different names: each becomes an edition, and a person must choose."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping

from assistant.library.findings import tell_warning
from assistant.library.model import EditionRecord, ReadingWarning
from assistant.library.numbers import find_numbers

CODE = "same_number"


def with_twins(records: Mapping[str, EditionRecord]) -> dict[str, EditionRecord]:
    """Return the records with a warning on each edition whose number, year and language another file has too."""
    alike: dict[tuple[str, str], list[str]] = defaultdict(list)
    for name, record in records.items():
        number = next(iter(find_numbers(record.number or "")), None)
        if number and number.year and not record.amends:
            alike[number.exact, record.language].append(name)
    told = dict(records)
    for names in alike.values():
        if len(names) < 2:
            continue
        files = ", ".join(sorted(records[name].file for name in names))
        bare = ReadingWarning(code=CODE, message="", reason=files)
        warning = bare.model_copy(update={"message": tell_warning("en", bare)})
        told |= {
            name: records[name].model_copy(update={"warnings": (*records[name].warnings, warning)}) for name in names
        }
    return told


def twin_messages(records: Iterable[EditionRecord]) -> list[str]:
    """Return what is told of files with the same number, once for each of them."""
    return list(dict.fromkeys(one.message for record in records for one in record.warnings if one.code == CODE))
