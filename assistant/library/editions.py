"""Edition records: front matter completed by the catalogue, families in order, replacements resolved to editions."""

from __future__ import annotations

import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Mapping
from itertools import pairwise
from pathlib import PurePath

from assistant.library.catalogue import Catalogue, CatalogueEntry
from assistant.library.folding import fold_text
from assistant.library.model import Document, EditionRecord
from assistant.library.numbers import Number, family_name, find_numbers
from assistant.library.twins import with_twins


def edition_id(path: PurePath | str) -> str:
    """Return the id of the edition that a PDF holds: its file stem in NFC."""
    return unicodedata.normalize("NFC", PurePath(path).stem)


def edition_records(documents: Mapping[str, Document], catalogue: Catalogue) -> dict[str, EditionRecord]:
    """Describe the editions of a library, by id.

    Args:
        documents: what reading each PDF gave, by edition id; `Document.file` is its path within the corpus.
        catalogue: what a person added.

    Returns:
        A record for each document, with `replaces`, `replaced_by`, `amends`, `amended_by` and `superseded_on`
        resolved among them, and a warning where two files carry one number and year.
    """
    records = {name: _record(name, documents[name], catalogue.entry(name)) for name in sorted(documents)}
    return with_twins(_linked(records, catalogue))


def _record(name: str, document: Document, entry: CatalogueEntry) -> EditionRecord:
    number = entry.number or document.number
    title = entry.title or document.title or ""
    if number is None:
        # Scans and odd title pages hide the number; many files carry it in their name.
        number = next((_printed(name, found) for found in find_numbers(name)[:1] if found.year), None)
    return EditionRecord(
        edition=name,
        document=entry.document or (family_name(number) if number else title or name),
        file=document.file,
        sha256=document.sha256,
        pages=document.pages,
        language=entry.language or document.language,
        kind=entry.kind or document.kind,
        number=number,
        title=title or name,
        title_en=entry.title_en or document.title_en,
        aliases=entry.aliases,
        issued=entry.issued or document.issued,
        effective=entry.effective or document.effective,
        repealed=entry.repealed,
        issuer=document.issuer,
        replaces=entry.replaces if entry.replaces is not None else document.replaces,
        replaced_by=entry.replaced_by if entry.replaced_by is not None else document.replaced_by,
        amends=entry.amends,
        fictional=bool(entry.fictional),
        mandatory=entry.mandatory,
        official_publisher=entry.official_publisher,
        official_url=entry.official_url,
        clauses=len(document.clauses),
        text_source=document.text_source,
        quality=document.quality,
        warnings=document.warnings,
        changes=document.changes,
    )


def _printed(text: str, found: Number) -> str:
    revision = len(found.year or "") < 4
    mark = " Rev. " if revision else ":" if found.family.startswith(("iso", "iec", "en", "cnca")) else "-"
    return f"{family_name(text)}{mark}{found.year}"


class _Names:
    """Finds the edition of the library that a number as printed means."""

    def __init__(self, records: Mapping[str, EditionRecord]) -> None:
        self._records = records
        self._exact: dict[str, str] = {}
        for name, record in records.items():
            for number in find_numbers(record.number or name)[:1]:
                self._exact.setdefault(number.exact, name)

    def __contains__(self, name: str) -> bool:
        return name in self._records

    def resolve(self, printed: str) -> str:
        """Return the edition id, or the number as printed where the library does not hold it."""
        if printed in self._records:
            return printed
        exact = [number.exact for number in find_numbers(printed)]
        return next((self._exact[one] for one in exact if one in self._exact), printed)


def _linked(records: dict[str, EditionRecord], catalogue: Catalogue) -> dict[str, EditionRecord]:
    names = _Names(records)
    amends = {name: _amended(name, record, names) for name, record in records.items()}
    replaces: dict[str, list[str]] = {
        name: [old for old in map(names.resolve, record.replaces) if old != name] for name, record in records.items()
    }
    replaced_by: dict[str, list[str]] = {
        name: [new for new in map(names.resolve, record.replaced_by) if new != name] for name, record in records.items()
    }
    for older, newer in _successions(records, {name for name, base in amends.items() if base}):
        if catalogue.entry(newer).replaces is None and catalogue.entry(older).replaced_by is None:
            replaces[newer].append(older)
    for new in records:
        for old in replaces[new]:
            if old in records:
                replaced_by[old].append(new)
    for old in records:
        for new in replaced_by[old]:
            if new in records:
                replaces[new].append(old)
    amended_by: dict[str, list[str]] = defaultdict(list)
    for name, base in amends.items():
        if base in records:
            amended_by[str(base)].append(name)
    return {
        name: record.model_copy(
            update={
                "replaces": _unique(replaces[name]),
                "replaced_by": _unique(replaced_by[name]),
                "superseded_on": _superseded_on(records, replaced_by[name]),
                "amends": amends[name],
                "amended_by": _unique(amended_by[name]),
            }
        )
        for name, record in records.items()
    }


def _unique(names: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(names))


def _amended(name: str, record: EditionRecord, names: _Names) -> str | None:
    """Return the edition that a record amends, the number of it where the library does not hold it, else None."""
    if record.amends:
        return names.resolve(record.amends)
    printed = [text for text in (record.number, record.title, name) if text]
    first = {text: found[0] for text in printed if (found := find_numbers(text))}
    if not any(found.amendment for found in first.values()):
        return None
    # The number on its cover may be that of the edition amended, with the year that its file's name lacks.
    bases = [text[found.start : found.end] for text, found in first.items()]
    resolved = [names.resolve(base) for base in bases]
    return next((base for base in resolved if base != name and base in names), bases[0])


def _order(record: EditionRecord) -> str | None:
    """Return what orders the editions of a family in time: a date, else the year in the number."""
    if record.effective or record.issued:
        return record.effective or record.issued
    years = [number.year for number in find_numbers(record.number or record.edition) if number.year]
    return years[0].zfill(4) if years else None


def _successions(records: Mapping[str, EditionRecord], amendments: set[str]) -> list[tuple[str, str]]:
    """Return (older, newer) for neighbouring editions of one family whose order in time is known."""
    families: dict[tuple[str, str], list[tuple[str, str]]] = defaultdict(list)
    for name, record in records.items():
        order = _order(record)
        # A family by title alone needs a title that says something: "封面" and "ICS 03" do not.
        told = bool(record.number) or len(re.sub(r"\W", "", record.title)) >= 8
        if order and told and name not in amendments:
            key = "".join(ch for ch in fold_text(record.document) if ch.isalnum())
            families[key, record.language].append((order, name))
    pairs: list[tuple[str, str]] = []
    for members in families.values():
        members.sort()
        for (earlier, older), (later, newer) in pairwise(members):
            if earlier != later:
                pairs.append((older, newer))
    return pairs


def _superseded_on(records: Mapping[str, EditionRecord], newer: Iterable[str]) -> str | None:
    begins = [_order(records[name]) for name in newer if name in records]
    dates = sorted(one for one in begins if one and len(one) >= 4 and one[:2] in ("19", "20"))
    return dates[0] if dates else None
