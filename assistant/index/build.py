"""Making a build: an immutable folder with the library, its vectors and its words, checked before anyone reads it."""

from __future__ import annotations

import shutil
import sqlite3
from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from assistant.errors import BuildError
from assistant.index.current import sync
from assistant.index.lexical import LexicalIndex
from assistant.index.manifest import FILE_NAME, LIBRARY, SEAL, Manifest, file_sha256
from assistant.index.postings import PostingsWriter
from assistant.index.rows import Rows
from assistant.index.texts import SearchText, edition_texts
from assistant.index.vector_cache import VectorCache
from assistant.index.vectors import VectorIndex
from assistant.library.model import Clause, EditionRecord
from assistant.library.store import Library, check_library, write_library

FIELDS = ("own", "wide")


def write_build(
    folder: Path,
    manifest: Manifest,
    records: Mapping[str, EditionRecord],
    clauses: Mapping[str, Sequence[Clause]],
    cache: VectorCache,
    progress: Callable[[int, int], None] | None = None,
    add: Callable[[Path], None] | None = None,
) -> tuple[Manifest, int]:
    """Write a build beside the others and check it.

    Args:
        folder: the build's folder; it must not exist yet.
        manifest: what is known of the build so far.
        records: editions by id.
        clauses: clauses of each edition in document order.
        cache: where vectors already computed are found.
        progress: told how many new texts are embedded, and of how many.
        add: writes what else belongs to the build into its folder, where the library then lies.

    Returns:
        The completed manifest and how many clauses had to be embedded.

    Raises:
        BuildError: the build could not be written whole; nothing is left of it.
    """
    beside = folder.with_name(f".new-{folder.name}")
    shutil.rmtree(beside, ignore_errors=True)
    try:
        beside.mkdir(parents=True)
        count = write_library(beside / LIBRARY, records, clauses)
        write_rows(beside)
        parts = write_words(
            beside, (text for name in sorted(records) for text in edition_texts(records[name], clauses[name]))
        )
        vectors, embedded = index_vectors(parts, cache, progress)
        vectors.save(beside)
        if add is not None:
            add(beside)
        complete = manifest.model_copy(
            update={
                "editions": len(records),
                "clauses": count,
                "vectors": len(vectors),
                "dimension": vectors.dimension,
                "embedder_version": cache.embeddings.version,
                "probe": () if cache.embeddings.shipped else tuple(cache.embeddings.probe.tolist()),
                "pages": sum(record.pages for record in records.values()),
                "sealed": True,
                "hashes": {path.name: file_sha256(path) for path in sorted(beside.iterdir())},
            }
        )
        check_build(beside, complete)
        (beside / FILE_NAME).write_text(complete.model_dump_json(indent=1), "utf-8")
        (beside / SEAL).write_text(file_sha256(beside / FILE_NAME) + "\n", "utf-8")
        for path in (*beside.iterdir(), beside):
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
    return complete, embedded


def write_rows(folder: Path) -> None:
    """Write what ranking needs to know of each clause of the library in a build's folder."""
    library = Library(folder / LIBRARY)
    try:
        Rows.of(library).save(folder)
    finally:
        library.close()


def write_words(folder: Path, texts: Iterable[SearchText]) -> list[tuple[str, ...]]:
    """Write the lexical indexes of texts that come one by one; return what is to be embedded of each."""
    writers, parts = {field: PostingsWriter(in_order=field == "own") for field in FIELDS}, []
    for text in texts:
        for field, writer in writers.items():
            writer.add(getattr(text, field))
        parts.append(text.embedded)
    for field in FIELDS:
        LexicalIndex.of(writers.pop(field).finish()).save(folder, field)
    return parts


def index_vectors(
    texts: Sequence[Sequence[str]], cache: VectorCache, progress: Callable[[int, int], None] | None = None
) -> tuple[VectorIndex, int]:
    """Embed the parts of texts that are new, equal parts once; return them and how many texts had a new one."""
    numbers: dict[str, int] = {}
    links: list[tuple[int, int]] = []
    for row, text in enumerate(texts):
        for part in dict.fromkeys(text):
            links.append((numbers.setdefault(part, len(numbers)), row))
    vectors, new = cache.vectors(list(numbers), progress)
    linked: NDArray[np.int32] = np.array(links, np.int32).reshape(-1, 2).T.copy()
    first_owner = dict(reversed(links))
    return VectorIndex.build(vectors, linked, len(texts)), len({first_owner[number] for number in new})


def check_build(folder: Path, manifest: Manifest) -> None:
    """Check a written build: counts, and that a few of its clauses are found by their own words and vectors."""
    check_library(folder / LIBRARY, manifest.clauses)
    words = LexicalIndex.load(folder, "own", manifest.clauses)
    vectors = VectorIndex.load(folder, manifest.clauses)
    if len(vectors) != manifest.vectors:
        raise BuildError(
            f"The new index holds {len(vectors)} of {manifest.vectors} vectors; the last one is still in use."
        )
    for row in probe_rows(manifest.clauses):
        if not (finds_itself(words, row) and vectors.finds_itself(row)):
            raise BuildError(f"The new index does not find its clause number {row}; the last one is still in use.")


def probe_rows(clauses: int) -> Iterable[int]:
    """Return a handful of clause numbers spread over a build."""
    return sorted({int(row) for row in np.linspace(0, clauses - 1, 7)}) if clauses else ()


def finds_itself(words: LexicalIndex, row: int) -> bool:
    """Tell whether a clause's own words cover it wholly; true of a clause without words."""
    own = words.words_at(row)
    return not own or bool(words.match(dict.fromkeys(own, 1.0)).coverage[row] > 0.999)
