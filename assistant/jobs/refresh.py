"""Bringing an index up to date with a corpus folder: read what is new, build beside, check, move the pointer."""

from __future__ import annotations

import contextlib
import os
import sqlite3
import time
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

from assistant.errors import BuildError, UsageError
from assistant.index.current import (
    build_ids,
    builds_folder,
    current_id,
    make_current,
    read_manifest,
    remove_old,
    volumes_of,
    writing,
)
from assistant.index.manifest import (
    FailedRecord,
    IndexedFile,
    Manifest,
    file_sha256,
    indexer_version,
    reader_version,
)
from assistant.jobs.corpus_files import NOT_OPENED, Found, find_pdfs, refused
from assistant.jobs.progress import Progress, Silent
from assistant.jobs.read_corpus import cache_of, read_corpus, read_files
from assistant.jobs.readings import ClausesOf, Reading
from assistant.jobs.reasons import Reasons
from assistant.library.catalogue import FILE_NAME as CATALOGUE
from assistant.library.catalogue import Catalogue
from assistant.library.editions import edition_id, edition_records
from assistant.library.model import EditionRecord, FailedFile, Model
from assistant.library.twins import twin_messages
from assistant.settings import Settings


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
    rebuilt: tuple[str, ...] = ()
    """What was made again although no document changed, and why."""


def give_way() -> None:
    """Let other processes of the machine go first: questions are answered while documents are indexed."""
    with contextlib.suppress(OSError):
        os.nice(10)


def refresh(
    corpus: Path,
    index: Path,
    *,
    settings: Settings | None = None,
    progress: Progress | None = None,
    anew: bool = False,
    publish: bool = True,
) -> RefreshReport:
    """Bring an index up to date with a folder of PDFs, read recursively.

    Files are compared by content; only new and changed ones are read, only new texts embedded. A file that cannot be
    read is reported and left out, and tried again at the next run. `anew` makes a build even where nothing is new.
    Without `publish` the build stays beside the current one, for `jobs.proposals` to publish or discard.

    Raises:
        UsageError: the folder does not exist or holds no PDF, or its catalogue is wrong.
        BuildError: another process is indexing, or the build could not be written; the last build is still current.
    """
    if not corpus.is_dir():
        raise UsageError(f"There is no folder {corpus}: name the folder that holds the PDFs.")
    try:
        index.mkdir(parents=True, exist_ok=True)
        with writing(index):
            return _refresh(corpus, index, settings or Settings(), progress or Silent(), anew, publish)
    except (OSError, sqlite3.Error) as error:
        reason = getattr(error, "strerror", None) or error
        raise BuildError(
            f"The index in {index} could not be written ({reason}): make room or check the rights, and index again; "
            "the last one is in use."
        ) from error


def _refresh(
    corpus: Path, index: Path, settings: Settings, progress: Progress, anew: bool, publish: bool
) -> RefreshReport:
    began = time.monotonic()
    catalogue = Catalogue.load(corpus)
    found = find_pdfs(corpus)
    if not found.hashes:
        raise UsageError(f"{corpus} holds no PDF: name the folder that holds the documents.")
    before, planned = _previous(index), _planned(corpus, index, settings)
    reasons = Reasons(progress, before, planned)
    other_model = _other_model(before, settings)
    tried = dict[str, FailedRecord]()
    if before and not anew and other_model is None and _same(before, planned, found):
        again = {file: one.sha256 for file, one in before.failed.items() if one.code not in NOT_OPENED}
        readable, tried = read_files(corpus, index, again, progress)
        if not readable:
            return _report(before, before, 0, began)
    if before is None and (current := current_id(index)):
        reasons.damaged_build(current)
    reasons.changed_settings(other_model)
    known = read_corpus(corpus, index, found.hashes, before, progress, tried, reasons)
    planned = planned.model_copy(
        update={
            "files": {
                file: IndexedFile(sha256=found.hashes[file], edition=edition_id(file)) for file in known.readings
            },
            "failed": found.failed | known.failed,
        }
    )
    readings = {edition_id(file): reading for file, reading in known.readings.items()}
    records = {
        name: record.model_copy(update={"clauses": readings[name].count})
        for name, record in edition_records({name: one.document for name, one in readings.items()}, catalogue).items()
    }
    if anew:
        cache_of(index).drop_damaged()
    complete, embedded = _write(index, settings, records, readings, planned, progress, reasons, anew)
    if publish:
        make_current(index, complete.id)
        # A question that is being answered may still want a file of the build before.
        remove_old(index, max(2, settings.keep_builds))
    report = _report(complete, before, embedded, began)
    twins = tuple(twin_messages(records.values()))
    return report.model_copy(update={"warnings": twins, "rebuilt": tuple(reasons.told)})


def _planned(corpus: Path, index: Path, settings: Settings) -> Manifest:
    return Manifest(
        id=_new_id(index),
        reader=reader_version(),
        indexer=indexer_version(),
        embedder=settings.embedder,
        dimension=0,
        corpus=os.path.relpath(corpus.resolve(), index.resolve()),
        catalogue=file_sha256(corpus / CATALOGUE),
    )


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


def _same(before: Manifest, planned: Manifest, found: Found) -> bool:
    """Tell whether a build made now would hold what the current one does."""
    made_alike = all(
        getattr(before, name) == getattr(planned, name)
        for name in ("reader", "indexer", "embedder", "catalogue", "corpus")
    )
    held = {file: one.sha256 for file, one in before.files.items()}
    failed = {file: one.sha256 for file, one in before.failed.items()}
    now = found.hashes | {file: one.sha256 for file, one in found.failed.items()}
    return made_alike and held | failed == now and set(found.failed) == refused(before)


def _other_model(before: Manifest | None, settings: Settings) -> str | None:
    """Say in what the model that is set is not the last build's; the shipped one is known by name and code."""
    default = Settings.model_fields["embedder"].default
    if before is None or settings.embedder == before.embedder == default:
        return None
    from assistant.index.embedding import ClauseEmbeddings, other_model

    return other_model(before, ClauseEmbeddings(settings.embedder, settings=settings))


def _write(
    index: Path,
    settings: Settings,
    records: dict[str, EditionRecord],
    readings: dict[str, Reading],
    planned: Manifest,
    progress: Progress,
    reasons: Reasons,
    anew: bool,
) -> tuple[Manifest, int]:
    # Imported here: a run that finds nothing new loads neither FAISS nor the embedding model.
    from assistant.index.build import write_build
    from assistant.index.embedding import ClauseEmbeddings
    from assistant.index.vector_cache import VectorCache
    from assistant.jobs.impact import write_impact

    cache = VectorCache(index / "cache" / "vectors.sqlite", ClauseEmbeddings(settings.embedder, settings=settings))
    try:
        if anew:
            cache.drop_damaged()
        written = write_build(
            builds_folder(index) / planned.id,
            planned,
            records,
            ClausesOf(readings),
            cache,
            digests={edition: reading.digest for edition, reading in readings.items()},
            earlier=volumes_of(index),
            progress=_stage(progress, "embedding"),
            add=lambda beside: write_impact(index, planned.id, beside),
        )
        reasons.damaged_volumes(written.damaged)
        if cache.damaged:
            reasons.damaged_vectors(written.embedded)
        return written.manifest, written.embedded
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
