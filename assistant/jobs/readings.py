"""Readings of PDFs kept by content and reader, so that an unchanged file is read once."""

from __future__ import annotations

import os
from pathlib import Path

from assistant.index.manifest import reader_version
from assistant.library.model import Document


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

    def put(self, document: Document) -> None:
        """Keep a reading."""
        path = self._path(document.sha256)
        path.parent.mkdir(parents=True, exist_ok=True)
        beside = path.with_suffix(f".{os.getpid()}")
        beside.write_text(document.model_dump_json(exclude_none=True), "utf-8")
        beside.replace(path)
