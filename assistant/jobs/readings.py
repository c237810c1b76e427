"""Readings of PDFs kept by content and reader, so that an unchanged file is read once."""

from __future__ import annotations

import contextlib
import os
import re
import time
from pathlib import Path
from typing import Any

from pydantic_core import PydanticSerializationError

from assistant.index.manifest import reader_version
from assistant.library.model import Document

_ABANDONED = 3600
"""Seconds after which a file half written is nobody's."""
_SURROGATE = re.compile("[\ud800-\udfff]")


class ReadingCache:
    """Keeps what was read of a PDF under the hash of its bytes and the version of the reading code."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def _path(self, sha256: str) -> Path:
        return self._folder / reader_version() / f"{sha256}.json"

    def get(self, sha256: str, file: str) -> Document | None:
        """Return what was read of these bytes, under the file's present name, or None."""
        try:
            document = Document.model_validate_json(self._path(sha256).read_bytes())
        except (OSError, ValueError):
            return None
        return document.model_copy(update={"file": file})

    def earlier(self, sha256: str, file: str) -> Document | None:
        """Return what other reading code last made of these bytes, or None."""
        made = sorted(self._folder.glob(f"*/{sha256}.json"), key=lambda path: path.stat().st_mtime)
        for path in reversed(made):
            try:
                return Document.model_validate_json(path.read_bytes()).model_copy(update={"file": file})
            except (OSError, ValueError):
                continue
        return None

    def prune(self) -> None:
        """Remove the readings of other reading code that the present code has made again, and what dead runs left."""
        for path in self._folder.glob("*/*.json"):
            if path.parent.name != reader_version() and self._path(path.stem).exists():
                path.unlink(missing_ok=True)
        for path in (*self._folder.glob("*/*.[0-9]*"), *self._folder.parent.glob("ocr/*.part")):
            # What a killed run was writing; a younger file may be another's that is at work.
            with contextlib.suppress(FileNotFoundError):
                if time.time() - path.stat().st_mtime > _ABANDONED:
                    path.unlink()

    def put(self, document: Document) -> Document:
        """Keep a reading and return it as it is kept: halves of characters that no file can hold are marked as such."""
        document = storable(document)
        path = self._path(document.sha256)
        path.parent.mkdir(parents=True, exist_ok=True)
        beside = path.with_suffix(f".{os.getpid()}")
        beside.write_text(document.model_dump_json(exclude_none=True), "utf-8")
        beside.replace(path)
        return document


def storable(document: Document) -> Document:
    """Put U+FFFD for each lone surrogate, which a damaged text layer may hold; offsets stay."""
    try:
        document.model_dump_json()
    except PydanticSerializationError:
        return Document.model_validate(_mended(document.model_dump()))
    return document


def _mended(value: Any) -> Any:
    if isinstance(value, str):
        return _SURROGATE.sub("\ufffd", value)
    if isinstance(value, dict):
        return {_mended(key): _mended(one) for key, one in value.items()}
    if isinstance(value, (list, tuple)):
        return [_mended(one) for one in value]
    return value
