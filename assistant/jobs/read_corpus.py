"""Reading what is new of a corpus, and again what could not be read; the rest comes from the cache."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from assistant.errors import BuildError, ReadingError
from assistant.index.manifest import FailedRecord, Manifest
from assistant.jobs.progress import Progress
from assistant.jobs.readings import Reading, ReadingCache
from assistant.jobs.reasons import Reasons
from assistant.library.model import Document


@dataclass(slots=True)
class ReadCorpus:
    """What is known of each PDF of a corpus, by path within it.

    A file that can no longer be read is in both where an earlier reading of it is kept.
    """

    readings: dict[str, Reading] = field(default_factory=dict)
    failed: dict[str, FailedRecord] = field(default_factory=dict)


def cache_of(index: Path) -> ReadingCache:
    """Return the readings that an index keeps."""
    return ReadingCache(index / "cache" / "readings")


def read_corpus(
    corpus: Path,
    index: Path,
    hashes: Mapping[str, str],
    before: Manifest | None,
    progress: Progress,
    failed: Mapping[str, FailedRecord],
    reasons: Reasons,
) -> ReadCorpus:
    """Read the files of a corpus that no reading is kept of.

    Args:
        corpus: the folder.
        index: the index, which keeps the readings.
        hashes: SHA-256 of each file, by path within the corpus.
        before: the build that is current.
        progress: told how far the reading is.
        failed: files that were tried in this run already.
        reasons: told which files are read again though they have not changed.

    Raises:
        BuildError: nothing at all could be read, though the current build holds editions.
    """
    cache = cache_of(index)
    known = ReadCorpus(failed=dict(failed))
    to_read: dict[str, str] = {}
    for file, sha256 in hashes.items():
        kept = cache.get(sha256, file)
        if kept is not None:
            known.readings[file] = kept
        elif file not in failed:
            to_read[file] = sha256
    reasons.read_again(to_read, [file for file, sha256 in to_read.items() if cache.damaged(sha256)])
    readings, fresh = read_files(corpus, index, to_read, progress)
    known.readings |= readings
    known.failed |= fresh
    for file in known.failed:
        # What could be read before is kept: a fault in the reading code must not cost an edition.
        earlier = cache.earlier(hashes[file], file)
        if earlier is not None:
            known.readings[file] = earlier
    if known.failed and not known.readings and before and before.editions:
        first = next(iter(known.failed.values())).message
        raise BuildError(
            f"None of the {len(known.failed)} PDFs could be read ({first}); the last index is still in use."
        )
    cache.prune()
    return known


def read_files(
    corpus: Path, index: Path, hashes: Mapping[str, str], progress: Progress
) -> tuple[dict[str, Reading], dict[str, FailedRecord]]:
    """Read these files and keep what was read; return readings and failures by path within the corpus."""
    readings: dict[str, Reading] = {}
    failed: dict[str, FailedRecord] = {}
    if not hashes:
        return readings, failed
    from assistant.reading.diagnosis import changed
    from assistant.reading.worker import read_many

    cache = cache_of(index)
    by_path = {corpus / file: file for file in hashes}
    progress.update("reading", 0, len(hashes), next(iter(hashes)))
    begun: dict[Path, float] = {}
    ended: set[Path] = set()

    def tell(path: Path, page: int, count: int) -> None:
        begun[path] = page / max(count, 1)
        shares = sum(share for one, share in begun.items() if one not in ended)
        progress.update("reading", len(ended) + shares, len(hashes), f"{by_path[path]} · page {page} of {count}")

    for path, outcome in read_many(list(by_path), cache=index / "cache", progress=tell):
        file = by_path[path]
        ended.add(path)
        if isinstance(outcome, Document) and outcome.sha256 != hashes[file]:
            outcome = changed(path)
        if isinstance(outcome, ReadingError):
            failed[file] = FailedRecord(sha256=hashes[file], code=outcome.code, message=outcome.message)
        else:
            readings[file] = cache.put(outcome.model_copy(update={"file": file}))
        progress.update("reading", len(ended), len(hashes), file)
    return readings, failed
