"""Editing the catalogue as a person would: the entry's lines change, all comments and the order of the rest stay."""

from __future__ import annotations

import os
import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import tomlkit
from pydantic import ValidationError
from tomlkit.exceptions import TOMLKitError
from tomlkit.items import AoT, Array, SingleKey, Table

from assistant.errors import UsageError
from assistant.index.current import sync
from assistant.index.manifest import file_sha256
from assistant.library.catalogue import FILE_NAME, Catalogue, CatalogueEntry

Value = str | bool | tuple[str, ...] | None
_WIDEST = 116
"""Characters of a list that stands on one line."""
FIELDS = tuple(name for name in CatalogueEntry.model_fields if name != "id")


class FieldError(UsageError):
    """A value that a field cannot hold."""

    code = "field"

    def __init__(self, field: str, message: str) -> None:
        super().__init__(message)
        self.field = field


class ChangedMeanwhileError(UsageError):
    """Somebody else has changed the catalogue since it was shown."""

    code = "changed_meanwhile"


def edit_catalogue(corpus: Path, edition: str, values: Mapping[str, Value], seen: str | None = None) -> list[str]:
    """Set what the catalogue says of an edition; None and an empty text leave it to the PDF, an empty list does not.

    Args:
        corpus: the folder of the catalogue, which is made where there is none.
        edition: the edition's id.
        values: by field of `CatalogueEntry`; fields that are not given stay.
        seen: the SHA-256 of the catalogue that the values were chosen on; any where it is None.

    Returns:
        The names of the fields that changed; the file is not touched where there is none.

    Raises:
        ChangedMeanwhileError: the catalogue is another by now.
        FieldError: a value is wrong.
        UsageError: the catalogue is not valid.
    """
    path = corpus / FILE_NAME
    if seen is not None and file_sha256(path) != seen:
        raise ChangedMeanwhileError("Somebody has changed the catalogue since it was shown: look at it again.")
    before = Catalogue.load(corpus).entry(edition)
    after = checked(edition, {name: getattr(before, name) for name in FIELDS} | dict(values))
    changed = [name for name in FIELDS if getattr(before, name) != getattr(after, name)]
    if changed:
        text = path.read_text("utf-8") if path.exists() else ""
        _replace(path, edited(text, edition, {name: getattr(after, name) for name in changed}))
    return changed


def checked(edition: str, values: Mapping[str, Value]) -> CatalogueEntry:
    """Return the entry that values make; FieldError names the first that is wrong."""
    try:
        return CatalogueEntry(id=edition, **{name: value for name, value in values.items() if value not in (None, "")})
    except ValidationError as error:
        first = error.errors()[0]
        field = str(first["loc"][0])
        raise FieldError(field, f"'{field}' cannot be '{values.get(field)}': {first['msg'].lower()}.") from error


def edited(text: str, edition: str, values: Mapping[str, Any]) -> str:
    """Return a catalogue's text with fields of one entry set, or removed where they are None."""
    try:
        document = tomlkit.parse(text)
    except TOMLKitError as error:
        raise UsageError(f"{FILE_NAME} is not valid TOML ({error}): correct it by hand first.") from error
    entries = document.get("edition")
    if not isinstance(entries, AoT):
        entries = tomlkit.aot()
        document["edition"] = entries
    entry = next((one for one in entries if one.get("id") == edition), None)
    fresh = entry is None
    if entry is None:
        entry = tomlkit.table()
        entry["id"] = edition
    for name, value in values.items():
        _set(entry, name, value)
    if fresh:
        entry.trivia.indent = "\n" if text.strip() else ""
        entries.append(entry)
    return tomlkit.dumps(document)


def _set(entry: Table, name: str, value: Any) -> None:
    if value is None or value == CatalogueEntry.model_fields[name].default:
        entry.pop(name, None)
        return
    item = _list(value, len(name)) if isinstance(value, tuple) else tomlkit.item(value)
    if name in entry:
        entry[name] = item
        return
    # Behind the last field: what follows it, blank lines and comments, leads to the next entry.
    last = [key for key, _ in entry.value.body if key is not None][-1]
    entry.value._insert_after(last, SingleKey(name), item)


def _list(texts: tuple[str, ...], indent: int) -> Array:
    """Return a list, on lines of its own where it is long."""
    array = tomlkit.array()
    array.extend(texts)
    return array.multiline(indent + len(array.as_string()) > _WIDEST)


def _replace(path: Path, text: str) -> None:
    Catalogue.of(tomllib.loads(text), path)  # what cannot be read back is never written
    beside = path.with_name(f".{FILE_NAME}-{os.getpid()}")
    beside.write_text(text, "utf-8")
    sync(beside)
    beside.replace(path)
