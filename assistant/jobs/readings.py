"""Readings of PDFs kept by content and reader, so that an unchanged file is read once; each carries its checksum."""

from __future__ import annotations

import contextlib
import hashlib
import os
import re
import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pydantic import TypeAdapter
from pydantic_core import PydanticSerializationError

from assistant.index.manifest import reader_version
from assistant.library.model import Clause, Document, Model
from assistant.library.sealed import sealed, unsealed

_ABANDONED = 3600
"""Seconds after which a file half written is nobody's."""
_SURROGATE = re.compile("[\ud800-\udfff]")
_CLAUSES = TypeAdapter(tuple[Clause, ...])


class _Facts(Model):
    clauses: int
    digest: str


@dataclass(frozen=True, slots=True)
class Reading:
    """What was read of one PDF; its clauses, by far the most of it, are loaded when asked for.

    `document` is without its clauses, `count` says how many there are and `digest` is the SHA-256 of what they say.
    """

    document: Document
    count: int
    digest: str
    path: Path

    def clauses(self) -> tuple[Clause, ...]:
        """Return the clauses in document order; OSError or ValueError where they are gone since."""
        return _CLAUSES.validate_json(self.path.read_bytes().split(b"\n", 3)[3])


class ClausesOf(Mapping[str, Sequence[Clause]]):
    """The clauses of editions, loaded at each asking: memory holds those of one at a time."""

    def __init__(self, readings: Mapping[str, Reading]) -> None:
        self._readings = readings

    def __getitem__(self, edition: str) -> Sequence[Clause]:
        return self._readings[edition].clauses()

    def __iter__(self) -> Iterator[str]:
        return iter(self._readings)

    def __len__(self) -> int:
        return len(self._readings)


class ReadingCache:
    """Keeps what was read of a PDF under the hash of its bytes and the version of the reading code.

    A file has four lines: the SHA-256 of the rest, the facts of the clauses, the document without them, the clauses.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def _path(self, sha256: str) -> Path:
        return self._folder / reader_version() / f"{sha256}.json"

    def get(self, sha256: str, file: str) -> Reading | None:
        """Return what was read of these bytes, under the file's present name; None where nothing whole is kept."""
        return _loaded(self._path(sha256), file)

    def earlier(self, sha256: str, file: str) -> Reading | None:
        """Return what other reading code last made of these bytes, or None."""
        made = sorted(self._folder.glob(f"*/{sha256}.json"), key=lambda path: path.stat().st_mtime)
        return next((kept for path in reversed(made) if (kept := _loaded(path, file))), None)

    def damaged(self, sha256: str) -> bool:
        """Tell whether something is kept of these bytes that is not as it was written."""
        path = self._path(sha256)
        return path.exists() and unsealed(path) is None

    def all_damaged(self) -> Iterator[Path]:
        """Yield the kept readings that are not as they were written, those of scanned pages among them."""
        yield from (path for path in self.files() if unsealed(path) is None)
        for path in sorted(self._folder.parent.glob("ocr/*.json")):
            # Of an earlier version are those without a seal; nothing can be told of them.
            if unsealed(path) is None and not path.read_bytes().startswith(b"["):
                yield path

    def drop_damaged(self) -> None:
        """Remove the kept readings that are not as they were written, also those of PDFs that are gone."""
        for path in list(self.all_damaged()):
            path.unlink()

    def files(self) -> list[Path]:
        """Return the files that keep readings of the present reading code."""
        return sorted((self._folder / reader_version()).glob("*.json"))

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

    def put(self, document: Document) -> Reading:
        """Keep a reading and return it as it is kept: halves of characters that no file can hold are marked as such."""
        document = storable(document)
        path = self._path(document.sha256)
        clauses = _CLAUSES.dump_json(document.clauses, exclude_none=True)
        facts = _Facts(clauses=len(document.clauses), digest=hashlib.sha256(clauses).hexdigest())
        without = document.model_dump_json(exclude_none=True, exclude={"clauses"})
        rest = b"\n".join((facts.model_dump_json().encode(), without.encode(), clauses))
        path.parent.mkdir(parents=True, exist_ok=True)
        beside = path.with_suffix(f".{os.getpid()}")
        beside.write_bytes(sealed(rest))
        beside.replace(path)
        return Reading(document.model_copy(update={"clauses": ()}), facts.clauses, facts.digest, path)


def _loaded(path: Path, file: str) -> Reading | None:
    rest = unsealed(path)
    if rest is None:
        return None
    try:
        told, without, _ = rest.split(b"\n", 2)
        facts, document = _Facts.model_validate_json(told), Document.model_validate_json(without)
    except ValueError:
        return None
    return Reading(document.model_copy(update={"file": file}), facts.clauses, facts.digest, path)


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
