"""One file with everything that is not rebuilt: the ledger, the accounts, the catalogue, the PDFs where asked for."""

from __future__ import annotations

import hashlib
import os
import sqlite3
import tempfile
import zipfile
from collections.abc import Iterator
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path, PurePosixPath

from assistant.errors import AssistantError, UsageError
from assistant.library.catalogue import FILE_NAME as CATALOGUE
from assistant.library.model import Model
from assistant.records.accounts import FILE_NAME as ACCOUNTS
from assistant.records.ledger import Ledger
from assistant.records.review_index import FILE_NAME as REVIEW
from assistant.settings import Settings

MANIFEST = "manifest.json"
VERSION = 1
DATA, CORPUS = "data", "corpus"
"""The folders of a backup, whatever they are called where it is put back."""
_SQLITE = b"SQLite format 3\x00"
SIDECARS = ("-journal", "-wal", "-shm")
"""Files beside a database that belong to what is being written to it."""
_DERIVED = (REVIEW, "uploads")
"""What lies in the data and is made again, or was never accepted."""


class BackupError(AssistantError):
    """A backup cannot be written or read."""

    code = "backup"


class SavedFile(Model):
    """One file of a backup. `name` begins with `data/` or `corpus/`."""

    name: str
    size: int
    sha256: str


class BackupManifest(Model):
    """What a backup says of itself."""

    version: int = VERSION
    made: str
    """Time, ISO, UTC."""
    with_corpus: bool
    files: tuple[SavedFile, ...]
    problems: tuple[str, ...] = ()
    """What is wrong with the ledger as it was saved."""


def backup(settings: Settings, target: Path, *, with_corpus: bool = False, force: bool = False) -> BackupManifest:
    """Write a backup that only its owner may read; databases are copied as they are at one moment, also while in use.

    Sessions are left out: whoever was signed in signs in again.

    Raises:
        UsageError: the file is there already, and may not be replaced.
        BackupError: it could not be written; nothing is left of it.
    """
    if target.exists() and not force:
        raise UsageError(f"{target} is there already: choose another name, or replace it with --force.")
    beside = target.with_name(f".{target.name}-{os.getpid()}")
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        with os.fdopen(os.open(beside, os.O_CREAT | os.O_EXCL | os.O_RDWR, 0o600), "w+b") as file:
            made = _write(settings, zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED), with_corpus)
            file.flush()
            os.fsync(file.fileno())
        beside.replace(target)
    except (OSError, sqlite3.Error) as error:
        reason = getattr(error, "strerror", None) or error
        raise BackupError(f"{target} could not be written ({reason}): make room or check the rights.") from error
    finally:
        beside.unlink(missing_ok=True)
    return made


def _write(settings: Settings, archive: zipfile.ZipFile, with_corpus: bool) -> BackupManifest:
    saved: list[SavedFile] = []
    with archive, tempfile.TemporaryDirectory() as folder:
        for name, path in sorted(_files(settings, with_corpus)):
            copy = _copied(path, Path(folder) / "copy.sqlite") if _is_database(path) else path
            kind = zipfile.ZIP_STORED if path.suffix.lower() == ".pdf" else zipfile.ZIP_DEFLATED
            saved.append(_save(archive, name, copy, kind))
        made = BackupManifest(
            made=datetime.now(UTC).isoformat(timespec="seconds"), with_corpus=with_corpus, files=tuple(saved),
            problems=tuple(Ledger(settings.data).problems()),
        )  # fmt: skip
        archive.writestr(MANIFEST, made.model_dump_json(indent=1))
    return made


def _files(settings: Settings, with_corpus: bool) -> Iterator[tuple[str, Path]]:
    """Yield what is to be saved, by name within the backup."""
    for path in settings.data.rglob("*"):
        within = path.relative_to(settings.data)
        if not path.is_file() or within.parts[0] in _DERIVED or path.name.endswith(SIDECARS):
            continue
        if path.suffix.lower() == ".pdf" and not with_corpus:
            continue  # a file whose place in the corpus another took
        yield _name(DATA, within), path
    for path in settings.corpus.rglob("*"):
        within = path.relative_to(settings.corpus)
        wanted = within.as_posix() == CATALOGUE or (with_corpus and path.suffix.lower() == ".pdf")
        if wanted and path.is_file() and not path.name.startswith("."):
            yield _name(CORPUS, within), path


def _name(folder: str, within: Path) -> str:
    return (PurePosixPath(folder) / within.as_posix()).as_posix()


def _is_database(path: Path) -> bool:
    with path.open("rb") as file:
        return file.read(len(_SQLITE)) == _SQLITE


def _copied(path: Path, copy: Path) -> Path:
    """Copy a database as it is at one moment, while others may write to it."""
    copy.unlink(missing_ok=True)
    with closing(sqlite3.connect(path, timeout=60)) as source, closing(sqlite3.connect(copy)) as target:
        source.backup(target)
        if path.name == ACCOUNTS:
            target.execute("DELETE FROM sessions")
            target.commit()
    return copy


def _save(archive: zipfile.ZipFile, name: str, path: Path, kind: int) -> SavedFile:
    digest, size = hashlib.sha256(), 0
    entry = zipfile.ZipInfo(name, datetime.now(UTC).timetuple()[:6])
    entry.compress_type, entry.external_attr = kind, 0o600 << 16
    with path.open("rb") as source, archive.open(entry, "w", force_zip64=True) as target:
        while piece := source.read(2**20):
            digest.update(piece)
            size += len(piece)
            target.write(piece)
    return SavedFile(name=name, size=size, sha256=digest.hexdigest())
