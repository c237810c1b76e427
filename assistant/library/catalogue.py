"""The catalogue: what a person says of the editions, over what their front matter says (`catalogue.toml`)."""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Any

from pydantic import BaseModel, ConfigDict, ValidationError

from assistant.errors import UsageError
from assistant.library.model import DocumentKind, PrintedDate

FILE_NAME = "catalogue.toml"


class CatalogueEntry(BaseModel):
    """One `[[edition]]` table. Only `id` is needed; what is given goes before what the PDF prints."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    id: str
    document: str | None = None
    number: str | None = None
    title: str | None = None
    title_en: str | None = None
    aliases: tuple[str, ...] = ()
    issued: PrintedDate | None = None
    effective: PrintedDate | None = None
    repealed: PrintedDate | None = None
    replaces: tuple[str, ...] | None = None
    replaced_by: tuple[str, ...] | None = None
    amends: str | None = None
    fictional: bool | None = None
    mandatory: bool | None = None
    kind: DocumentKind | None = None
    language: str | None = None
    official_publisher: str | None = None
    official_url: str | None = None


class Catalogue:
    """The entries of a corpus by edition id; empty where the folder has no catalogue."""

    def __init__(self, entries: dict[str, CatalogueEntry]) -> None:
        self.entries = entries

    def entry(self, edition_id: str) -> CatalogueEntry:
        """Return the entry of an edition, an empty one where the catalogue is silent."""
        return self.entries.get(edition_id) or CatalogueEntry(id=edition_id)

    @classmethod
    def load(cls, corpus: Path) -> Catalogue:
        """Read `catalogue.toml` of a corpus folder; UsageError names the file and what is wrong in it."""
        path = corpus / FILE_NAME
        if not path.exists():
            return cls({})
        try:
            tables = tomllib.loads(path.read_text("utf-8"))
        except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
            raise UsageError(f"{path} is not valid TOML ({error}): correct it and index again.") from error
        return cls.of(tables, path)

    @classmethod
    def of(cls, tables: dict[str, Any], path: Path) -> Catalogue:
        """Return the catalogue that TOML tables make; UsageError names the file and what is wrong in them."""
        unknown = sorted(set(tables) - {"edition"})
        if unknown:
            raise UsageError(f"{path} holds '{unknown[0]}', which is not known: write [[edition]] tables only.")
        entries: dict[str, CatalogueEntry] = {}
        for table in tables.get("edition", []):
            entry = _entry(path, table)
            if entry.id in entries:
                raise UsageError(f"{path} describes the edition '{entry.id}' twice: keep one [[edition]] table for it.")
            entries[entry.id] = entry
        return cls(entries)


def _entry(path: Path, table: dict[str, object]) -> CatalogueEntry:
    try:
        return CatalogueEntry.model_validate(table)
    except ValidationError as error:
        first = error.errors()[0]
        key, name = ".".join(map(str, first["loc"])), table.get("id", "without id")
        what = "is not a known key" if first["type"] == "extra_forbidden" else f"is wrong: {first['msg'].lower()}"
        raise UsageError(f"{path}, edition '{name}': '{key}' {what}; see the list at the top of the file.") from error
