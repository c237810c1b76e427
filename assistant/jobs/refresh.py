"""Bringing an index up to date with a corpus folder: read what is new, build beside, check, move the pointer."""

from __future__ import annotations

import os
import sqlite3
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

from filelock import FileLock, Timeout

from assistant.errors import BuildError, ReadingError, UsageError
from assistant.index.current import (
    build_ids,
    builds_folder,
    current_id,
    make_current,
    read_manifest,
    remove_old,
)
from assistant.index.manifest import (
    FailedRecord,
    IndexedFile,
    Manifest,
    file_sha256,
    indexer_version,
    reader_version,
)
from assistant.jobs.progress import Progress, Silent
from assistant.jobs.readings import ReadingCache
from assistant.library.catalogue import FILE_NAME as CATALOGUE
from assistant.library.catalogue import Catalogue
from assistant.library.editions import edition_id, edition_records
from assistant.library.model import Document, EditionRecord, FailedFile, Model
from assistant.library.twins import twin_messages
from assistant.settings import Settings

DUPLICATE = "duplicate"
UNREADABLE_NAME = "unreadable_name"
CLOSED = "closed"
_NOT_OPENED = (DUPLICATE, UNREADABLE_NAME, CLOSED)
"""Codes of files that were refused before they were read."""


class RefreshReport(Model):
    """The contract's `index` shape."""

    build: str
    documents: dict[str, int]
    """How many were `added`, `changed`, `removed` and left `unchanged`."""
    clauses: dict[str, int]
    """How many there are (`total`), were `embedded` now, and were `reused`."""
    pages: int
    seconds: float
    failed: tuple[FailedFile, ...] = ()
    warnings: tuple[str, ...] = ()
    """What the corpus as a whole leaves to be settled: files that carry one number and year."""


@dataclass(slots=True)
class _Found:
    """The PDFs of a corpus: path within it to SHA-256, and those whose edition another file already holds."""

    hashes: dict[str, str] = field(default_factory=dict)
    failed: dict[str, FailedRecord] = field(default_factory=dict)


def refresh(
    corpus: Path,
    index: Path,
    *,
    settings: Settings | None = None,
    progress: Progress | None = None,
    anew: bool = False,
) -> RefreshReport:
    """Bring an index up to date with a folder of PDFs, read recursively.

    Files are compared by content; only new and changed ones are read, only new texts embedded. A file that cannot be
    read is reported and left out, and tried again when it changes. `anew` makes a build even where nothing is new.

    Raises:
        UsageError: the folder does not exist or holds no PDF, or its catalogue is wrong.
        BuildError: another process is indexing, or the build could not be written; the last build is still current.
    """
    if not corpus.is_dir():
        raise UsageError(f"There is no folder {corpus}: name the folder that holds the PDFs.")
    try:
        index.mkdir(parents=True, exist_ok=True)
        with FileLock(index / ".lock", timeout=0):
            return _refresh(corpus, index, settings or Settings(), progress or Silent(), anew)
    except Timeout as error:
        raise BuildError(f"Another process is indexing into {index}: wait until it is done.") from error
    except (OSError, sqlite3.Error) as error:
        reason = getattr(error, "strerror", None) or error
        raise BuildError(
            f"The index in {index} could not be written ({reason}): make room or check the rights, and index again; "
            "the last one is in use."
        ) from error


def _refresh(corpus: Path, index: Path, settings: Settings, progress: Progress, anew: bool) -> RefreshReport:
    began = time.monotonic()
    catalogue = Catalogue.load(corpus)
    found = _find(corpus)
    if not found.hashes:
        raise UsageError(f"{corpus} holds no PDF: name the folder that holds the documents.")
    before = _previous(index)
    corpus_link = os.path.relpath(corpus.resolve(), index.resolve())
    planned = Manifest(
        id=_new_id(index),
        reader=reader_version(),
        indexer=indexer_version(),
        embedder=settings.embedder,
        dimension=0,
        corpus=corpus_link,
        catalogue=file_sha256(corpus / CATALOGUE),
    )
    if before and not anew and _same(before, planned, found) and _same_model(before, settings):
        return _report(before, before, 0, began)
    documents, failed = _read(corpus, index, found, before, progress)
    planned = planned.model_copy(
        update={
            "files": {file: IndexedFile(sha256=found.hashes[file], edition=edition_id(file)) for file in documents},
            "failed": found.failed | failed,
        }
    )
    by_edition = {edition_id(file): document for file, document in documents.items()}
    records = edition_records(by_edition, catalogue)
    complete, embedded = _write(index, settings, records, by_edition, planned, progress)
    make_current(index, complete.id)
    remove_old(index, settings.keep_builds)
    report = _report(complete, before, embedded, began)
    return report.model_copy(update={"warnings": tuple(twin_messages(records.values()))})


def _find(corpus: Path) -> _Found:
    found = _Found()
    holders: dict[str, str] = {}
    for path in sorted(corpus.rglob("*")):
        leads_nowhere = path.is_symlink() and not path.exists()
        if path.suffix.lower() != ".pdf" or path.name.startswith(".") or not (path.is_file() or leads_nowhere):
            continue
        file, edition = path.relative_to(corpus).as_posix(), edition_id(path)
        shown = file.encode(errors="replace").decode()
        try:
            path.stat()  # a link that leads nowhere has no hash either, but no error
            sha256 = file_sha256(path)
        except OSError as error:
            reason = (error.strerror or "it cannot be read").lower()
            message = f"{shown} cannot be opened ({reason}): check that it may be read."
            found.failed[shown] = FailedRecord(sha256="", code=CLOSED, message=message)
            continue
        if shown != file:
            message = f"{shown} has a name that is not UTF-8: rename it, for the name is the edition's."
            found.failed[shown] = FailedRecord(sha256=sha256, code=UNREADABLE_NAME, message=message)
            continue
        if edition in holders:
            message = f"{file} has the same name as {holders[edition]}: rename one, for the name is the edition's."
            found.failed[file] = FailedRecord(sha256=sha256, code=DUPLICATE, message=message)
            continue
        holders[edition] = file
        found.hashes[file] = sha256
    return found


def _previous(index: Path) -> Manifest | None:
    current = current_id(index)
    if current is None:
        return None
    try:
        return read_manifest(index, current)
    except BuildError:
        return None


def _new_id(index: Path) -> str:
    stamp = datetime.now(UTC).strftime("%Y%m%d-%H%M%S")
    taken = set(build_ids(index))
    names = (stamp, *(f"{stamp}-{n}" for n in range(2, 1000)))
    return next(name for name in names if name not in taken)


def _same(before: Manifest, planned: Manifest, found: _Found) -> bool:
    """Tell whether a build made now would hold what the current one does."""
    made_alike = all(
        getattr(before, name) == getattr(planned, name)
        for name in ("reader", "indexer", "embedder", "catalogue", "corpus")
    )
    held = {file: one.sha256 for file, one in before.files.items()}
    failed = {file: one.sha256 for file, one in before.failed.items()}
    now = found.hashes | {file: one.sha256 for file, one in found.failed.items()}
    return made_alike and held | failed == now and set(found.failed) == _refused(before)


def _same_model(before: Manifest, settings: Settings) -> bool:
    """Tell whether the model that is set gives the vectors it gave; only models that may change unseen are asked."""
    if settings.embedder == Settings.model_fields["embedder"].default:
        return True
    from assistant.index.embedding import ClauseEmbeddings, other_model

    return other_model(before, ClauseEmbeddings(settings.embedder, settings=settings)) is None


def _refused(manifest: Manifest) -> set[str]:
    return {file for file, one in manifest.failed.items() if one.code in _NOT_OPENED}


def _read(
    corpus: Path, index: Path, found: _Found, before: Manifest | None, progress: Progress
) -> tuple[dict[str, Document], dict[str, FailedRecord]]:
    """Read what is new, take the rest from the cache; return documents and failures by path within the corpus."""
    cache = ReadingCache(index / "cache" / "readings")
    documents: dict[str, Document] = {}
    failed: dict[str, FailedRecord] = {}
    known = before.failed if before and before.reader == reader_version() else {}
    to_read: list[str] = []
    for file, sha256 in found.hashes.items():
        kept = cache.get(sha256, file)
        if kept is not None:
            documents[file] = kept
        elif file in known and known[file].sha256 == sha256 and known[file].code not in _NOT_OPENED:
            failed[file] = known[file]
        else:
            to_read.append(file)
    if to_read:
        from assistant.reading.diagnosis import changed
        from assistant.reading.worker import read_many

        by_path = {corpus / file: file for file in to_read}
        progress.update("reading", 0, len(to_read), to_read[0])
        reading: dict[Path, float] = {}
        ended: set[Path] = set()

        def tell(path: Path, page: int, count: int) -> None:
            reading[path] = page / max(count, 1)
            begun = sum(share for one, share in reading.items() if one not in ended)
            label = f"{by_path[path]} · page {page} of {count}"
            progress.update("reading", len(ended) + begun, len(to_read), label)

        for path, outcome in read_many(list(by_path), cache=index / "cache", progress=tell):
            file = by_path[path]
            ended.add(path)
            if isinstance(outcome, Document) and outcome.sha256 != found.hashes[file]:
                outcome = changed(path)
            if isinstance(outcome, ReadingError):
                failed[file] = FailedRecord(sha256=found.hashes[file], code=outcome.code, message=outcome.message)
            else:
                documents[file] = cache.put(outcome.model_copy(update={"file": file}))
            progress.update("reading", len(ended), len(to_read), file)
    for file in failed:
        # What could be read before is kept: a fault in the reading code must not cost an edition.
        earlier = cache.earlier(found.hashes[file], file)
        if earlier is not None:
            documents[file] = earlier
    if failed and not documents and before and before.editions:
        first = next(iter(failed.values())).message
        raise BuildError(f"None of the {len(failed)} PDFs could be read ({first}); the last index is still in use.")
    cache.prune()
    return documents, failed


def _write(
    index: Path,
    settings: Settings,
    records: dict[str, EditionRecord],
    documents: dict[str, Document],
    planned: Manifest,
    progress: Progress,
) -> tuple[Manifest, int]:
    # Imported here: a run that finds nothing new loads neither FAISS nor the embedding model.
    from assistant.index.build import write_build
    from assistant.index.embedding import ClauseEmbeddings
    from assistant.index.vector_cache import VectorCache
    from assistant.jobs.impact import write_impact

    clauses = {edition: document.clauses for edition, document in documents.items()}
    cache = VectorCache(index / "cache" / "vectors.sqlite", ClauseEmbeddings(settings.embedder, settings=settings))
    try:
        folder, stage = builds_folder(index) / planned.id, _stage(progress, "embedding")
        return write_build(
            folder, planned, records, clauses, cache, stage, lambda beside: write_impact(index, planned.id, beside)
        )
    finally:
        cache.close()


def _stage(progress: Progress, stage: str) -> Callable[[int, int], None]:
    return lambda done, total: progress.update(stage, done, total)


def _report(now: Manifest, before: Manifest | None, embedded: int, began: float) -> RefreshReport:
    old = {one.edition: one.sha256 for one in before.files.values()} if before else {}
    new = {one.edition: one.sha256 for one in now.files.values()}
    changed = sum(edition in old and old[edition] != sha256 for edition, sha256 in new.items())
    added = len(new.keys() - old.keys())
    return RefreshReport(
        build=now.id,
        documents={
            "added": added,
            "changed": changed,
            "removed": len(old.keys() - new.keys()),
            "unchanged": len(new) - added - changed,
        },
        clauses={"total": now.clauses, "embedded": embedded, "reused": now.clauses - embedded},
        pages=now.pages,
        seconds=round(time.monotonic() - began, 3),
        failed=tuple(
            FailedFile(file=file, code=one.code, message=one.message) for file, one in sorted(now.failed.items())
        ),
    )
