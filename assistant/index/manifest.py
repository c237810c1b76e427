"""What a build says of itself (`manifest.json`), and the digest of the code that made it."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from functools import lru_cache
from pathlib import Path

from pydantic import Field

from assistant.library.model import Model

FILE_NAME = "manifest.json"
SEAL = "manifest.sha256"
"""The file that holds the SHA-256 of the manifest, in which the others' stand."""
LIBRARY = "library.sqlite"
_PACKAGE = Path(__file__).resolve().parent.parent


class IndexedFile(Model):
    """One PDF of the corpus in a build."""

    sha256: str
    edition: str


class FailedRecord(Model):
    """One PDF that could not be read, remembered until its bytes change."""

    sha256: str
    code: str
    message: str


class Manifest(Model):
    """A build: what it was made of, by which code and model, and the SHA-256 of each of its files."""

    id: str
    reader: str
    indexer: str
    embedder: str
    dimension: int
    embedder_version: str = ""
    """What decides the vectors besides the name; empty in builds of earlier versions."""
    probe: tuple[float, ...] = ()
    """The model's vector of a fixed text, which another model of the same name does not give."""
    corpus: str
    """Path of the corpus, relative to the index folder."""
    catalogue: str
    """SHA-256 of the catalogue; empty where there is none."""
    files: dict[str, IndexedFile] = Field(default_factory=dict)
    failed: dict[str, FailedRecord] = Field(default_factory=dict)
    editions: int = 0
    clauses: int = 0
    vectors: int = 0
    pages: int = 0
    hashes: dict[str, str] = Field(default_factory=dict)
    sealed: bool = False
    """Whether its own SHA-256 stands beside it; not in builds of earlier versions."""


def file_sha256(path: Path) -> str:
    """Return the SHA-256 of a file; empty where it does not exist."""
    if not path.is_file():
        return ""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


@lru_cache(maxsize=1)
def reader_version() -> str:
    """Return the digest of the code that reads PDFs: a reading made by other code is made again."""
    shared = (_PACKAGE / "library" / name for name in ("model.py", "numbers.py"))
    return _digest([*(_PACKAGE / "reading").rglob("*"), *shared])


@lru_cache(maxsize=1)
def indexer_version() -> str:
    """Return the digest of the code and terms that turn readings into an index."""
    return _digest([*(_PACKAGE / "index").rglob("*"), *(_PACKAGE / "library").rglob("*")])


def _digest(paths: Iterable[Path]) -> str:
    digest = hashlib.sha256()
    for path in sorted(path for path in paths if path.suffix in (".py", ".tsv", ".json")):
        digest.update(path.relative_to(_PACKAGE).as_posix().encode())
        digest.update(path.read_bytes())
    return digest.hexdigest()[:16]
