"""Making a build: an immutable folder with the library, its vectors and its words, checked before anyone reads it.

What an edition adds is made once and kept in a volume, a file that builds share by hard links; a build lays the volumes
of its editions together. So the same corpus gives the same build, however it came about.
"""

from __future__ import annotations

import os
import shutil
import sqlite3
from collections.abc import Callable, Collection, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np

from assistant.errors import BuildError
from assistant.index.current import sync
from assistant.index.edition import (
    IN_ORDER,
    columns_in,
    linked,
    parts_in,
    share_in,
    vectors_in,
    volume_name,
    write_edition,
)
from assistant.index.lexical import LexicalIndex
from assistant.index.manifest import FILE_NAME, LIBRARY, SEAL, Manifest, file_sha256
from assistant.index.postings import laid_together
from assistant.index.rows import Rows
from assistant.index.vector_cache import VectorCache
from assistant.index.vectors import VectorIndex
from assistant.library.model import Clause, EditionRecord
from assistant.library.store import VOLUMES, check_library, volume_path, write_library
from assistant.library.volume import check_volume


@dataclass(slots=True)
class Written:
    """What came of writing a build."""

    manifest: Manifest
    """What is known of the build."""
    embedded: int = 0
    """How many clauses had to be embedded."""
    damaged: list[str] = field(default_factory=list)
    """Editions whose volume in an earlier build was not as it was written, so that it was made again."""


def write_build(
    folder: Path,
    manifest: Manifest,
    records: Mapping[str, EditionRecord],
    clauses: Mapping[str, Sequence[Clause]],
    cache: VectorCache,
    *,
    digests: Mapping[str, str] | None = None,
    earlier: Mapping[str, tuple[Path, str]] | None = None,
    progress: Callable[[int, int], None] | None = None,
    add: Callable[[Path], None] | None = None,
) -> Written:
    """Write a build beside the others and check it.

    Args:
        folder: the build's folder; it must not exist yet.
        manifest: what is known of the build so far.
        records: editions by id.
        clauses: clauses of each edition in document order; asked for only where a volume is to be made.
        cache: where vectors already computed are found.
        digests: what tells the clauses of each edition from any others; made of the clauses unless given.
        earlier: the volumes of earlier builds by name, each with its SHA-256.
        progress: told how many clauses of the volumes to be made are done, and of how many.
        add: writes what else belongs to the build into its folder, where the library then lies.

    Raises:
        BuildError: the build could not be written whole; nothing is left of it.
    """
    beside = folder.with_name(f".new-{folder.name}")
    shutil.rmtree(beside, ignore_errors=True)
    try:
        (beside / VOLUMES).mkdir(parents=True)
        names = {
            name: volume_name(record, _digest(name, digests, clauses), manifest.indexer, cache.model)
            for name, record in sorted(records.items())
        }
        written = Written(manifest)
        hashes = _write_volumes(beside, records, names, clauses, cache, earlier or {}, progress, written)
        vectors = lay_together(beside, records, names)
        if add is not None:
            add(beside)
        made = [path for path in sorted(beside.rglob("*")) if path.is_file() and _within(beside, path) not in hashes]
        hashes |= {_within(beside, path): sha256 for path, sha256 in _hashed(made).items()}
        written.manifest = manifest.model_copy(
            update={
                "editions": len(records),
                "clauses": vectors.size,
                "vectors": len(vectors),
                "dimension": vectors.dimension,
                "embedder_version": cache.embeddings.version,
                "probe": () if cache.embeddings.shipped else tuple(cache.embeddings.probe.tolist()),
                "pages": sum(record.pages for record in records.values()),
                "sealed": True,
                "hashes": dict(sorted(hashes.items())),
            }
        )
        check_build(beside, written.manifest)
        (beside / FILE_NAME).write_text(written.manifest.model_dump_json(indent=1), "utf-8")
        (beside / SEAL).write_text(file_sha256(beside / FILE_NAME) + "\n", "utf-8")
        for path in (*made, beside / FILE_NAME, beside / SEAL, beside / VOLUMES, beside):
            sync(path)
        beside.replace(folder)
        sync(folder.parent)
    except (OSError, sqlite3.Error, RuntimeError) as error:
        # FAISS tells a full disk by a RuntimeError of many lines.
        reason = getattr(error, "strerror", None) or str(error).splitlines()[0]
        raise BuildError(
            f"The new index could not be written to {folder.parent} ({reason}): make room or check the rights, and "
            "index again; the last one is in use."
        ) from error
    finally:
        shutil.rmtree(beside, ignore_errors=True)
    return written


def _digest(name: str, digests: Mapping[str, str] | None, clauses: Mapping[str, Sequence[Clause]]) -> str:
    return digests[name] if digests is not None else "\n".join(one.model_dump_json() for one in clauses[name])


def _hashed(paths: Collection[Path]) -> dict[Path, str]:
    """Return the SHA-256 of files, several computed at a time: most of them are all that a re-index reads."""
    with ThreadPoolExecutor() as pool:
        return dict(zip(paths, pool.map(file_sha256, paths), strict=True))


def _within(folder: Path, path: Path) -> str:
    return path.relative_to(folder).as_posix()


def _write_volumes(
    beside: Path,
    records: Mapping[str, EditionRecord],
    names: Mapping[str, str],
    clauses: Mapping[str, Sequence[Clause]],
    cache: VectorCache,
    earlier: Mapping[str, tuple[Path, str]],
    progress: Callable[[int, int], None] | None,
    written: Written,
) -> dict[str, str]:
    """Link the volumes that earlier builds hold, make the rest; return the SHA-256 of those linked."""
    hashes = dict[str, str]()
    to_make, seen = list[str](), set[str]()
    held = _hashed({earlier[volume][0] for volume in names.values() if volume in earlier})
    for name, volume in names.items():
        if volume in seen:
            continue  # two files with one content
        seen.add(volume)
        path = volume_path(beside / LIBRARY, volume)
        source, sha256 = earlier.get(volume, (None, ""))
        if source is not None and held[source] == sha256:
            link(source, path)
            hashes[_within(beside, path)] = sha256
            continue
        if source is not None:
            written.damaged.append(name)
        to_make.append(name)
    total, done = sum(records[name].clauses for name in to_make), 0
    for name in to_make:
        path, count = volume_path(beside / LIBRARY, names[name]), records[name].clauses
        tell = None if progress is None else _part_of(progress, done, count, total)
        written.embedded += write_edition(path, records[name], clauses[name], cache, tell)
        check_volume(path, count)
        done += count
        if progress is not None:
            progress(done, total)
    return hashes


def _part_of(progress: Callable[[int, int], None], before: int, count: int, total: int) -> Callable[[int, int], None]:
    return lambda done, of: progress(before + count * done // max(of, 1), total)


def link(source: Path, path: Path) -> None:
    """Let a path lead to a file that is there; where the file system knows no links, to a copy of it."""
    try:
        os.link(source, path)
    except OSError:
        shutil.copyfile(source, path)
        sync(path)


def lay_together(folder: Path, records: Mapping[str, EditionRecord], names: Mapping[str, str]) -> VectorIndex:
    """Write library, rows, words and vectors of the volumes in a build's folder; return the vectors.

    Args:
        folder: the build's folder.
        records: editions by id.
        names: the volume of each edition.
    """
    count = lay_words_together(folder, records, names)
    volumes = [volume_path(folder / LIBRARY, names[name]) for name in sorted(records)]
    parts = [parts_in(volume) for volume in volumes]
    sizes = [records[name].clauses for name in sorted(records)]
    dimension = vectors_in(volumes[0]).shape[1] if volumes else 0
    vectors = VectorIndex.of(parts, sizes, map(vectors_in, volumes), dimension)
    assert vectors.size == count
    vectors.save(folder)
    return vectors


def lay_words_together(folder: Path, records: Mapping[str, EditionRecord], names: Mapping[str, str]) -> int:
    """Write all but the vectors; return how many clauses there are."""
    count = write_library(folder / LIBRARY, records, names)
    volumes = {name: volume_path(folder / LIBRARY, names[name]) for name in sorted(records)}
    Rows.of((name, columns_in(volume)) for name, volume in volumes.items()).save(folder)

    def lay(field_name: str) -> None:
        shares = [share_in(volume, field_name) for volume in volumes.values()]
        LexicalIndex.of(laid_together(shares)).save(folder, field_name)

    # Long arrays are gathered and written, mostly while the other thread may run, too.
    with ThreadPoolExecutor(len(IN_ORDER)) as pool:
        list(pool.map(lay, IN_ORDER))
    return count


def index_vectors(
    texts: Sequence[Sequence[str]], cache: VectorCache, progress: Callable[[int, int], None] | None = None
) -> VectorIndex:
    """Embed the parts of texts that are new, equal parts once, and index them."""
    parts, links = linked(texts)
    return VectorIndex.build(cache.vectors(parts, progress)[0], links, len(texts))


def check_build(folder: Path, manifest: Manifest) -> None:
    """Check a written build: counts, and that a few of its clauses are found by their own words and vectors."""
    check_library(folder / LIBRARY, manifest.clauses)
    words = LexicalIndex.load(folder, "own", manifest.clauses)
    vectors = VectorIndex.load(folder, manifest.clauses)
    if len(vectors) != manifest.vectors:
        raise BuildError(
            f"The new index holds {len(vectors)} of {manifest.vectors} vectors; the last one is still in use."
        )
    rows = probe_rows(manifest.clauses)
    for row, own in zip(rows, words.words_at(rows), strict=True):
        if not (finds_itself(words, row, own) and vectors.finds_itself(row)):
            raise BuildError(f"The new index does not find its clause number {row}; the last one is still in use.")


def probe_rows(clauses: int) -> list[int]:
    """Return a handful of clause numbers spread over a build."""
    return sorted({int(row) for row in np.linspace(0, clauses - 1, 7)}) if clauses else []


def finds_itself(words: LexicalIndex, row: int, own: Sequence[str]) -> bool:
    """Tell whether a clause's own words cover it wholly; true of a clause without words."""
    return not own or bool(words.match(dict.fromkeys(own, 1.0)).coverage[row] > 0.999)
