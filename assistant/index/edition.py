"""What one edition adds to an index: made once, kept in its volume, laid together with the others' by each build."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from assistant.index.postings import Share, share_of
from assistant.index.rows import Columns, columns_of
from assistant.index.texts import edition_texts
from assistant.index.vector_cache import VectorCache
from assistant.index.vectors import Floats, Parts, spread_of
from assistant.library.model import Clause, EditionRecord
from assistant.library.volume import arrays_of, write_volume

IN_ORDER = {"own": True, "wide": False}
"""The fields that words are searched in, and whether the order of the words is kept."""
_SHARE = ("letters", "ends", "names", "found", "rows", "counts", "lengths")
_COLUMNS = ("parent", "items", "kind", "empty", "traits", "keys", "titles", "title_lengths")

Arrays = dict[str, NDArray[Any]]


def volume_name(record: EditionRecord, clauses: str, code: str, model: str) -> str:
    """Return the name of the volume that holds an edition: another where anything would be another in it.

    Args:
        record: the edition; its names are among the words that its clauses are found by.
        clauses: a digest of the clauses.
        code: the version of the code that makes indexes.
        model: the embedding model.
    """
    named = (record.title, record.title_en, record.number, record.aliases)
    return hashlib.sha256(json.dumps([clauses, code, model, named]).encode()).hexdigest()[:32]


def write_edition(
    path: Path,
    record: EditionRecord,
    clauses: Sequence[Clause],
    cache: VectorCache | None,
    progress: Callable[[int, int], None] | None = None,
) -> int:
    """Write the volume of an edition; return how many of its clauses had a text embedded now.

    Args:
        path: the file to make.
        record: the edition.
        clauses: its clauses in document order.
        cache: where vectors are found or made; None leaves them out.
        progress: told how many of its new texts are embedded, and of how many.
    """
    texts = list(edition_texts(record, clauses))
    arrays: Arrays = {f"rows.{name}": one for name, one in columns_of(clauses).items()}
    for field, in_order in IN_ORDER.items():
        share = share_of((getattr(text, field) for text in texts), in_order=in_order)
        arrays |= {f"{field}.{part}": getattr(share, part) for part in _SHARE}
        if share.runs is not None:
            arrays[f"{field}.runs"] = share.runs
    embedded = 0
    if cache is not None:
        vectors, embedded = _embedded([text.embedded for text in texts], cache, progress)
        arrays |= vectors
    write_volume(path, clauses, arrays)
    return embedded


def _embedded(
    texts: Sequence[Sequence[str]], cache: VectorCache, progress: Callable[[int, int], None] | None
) -> tuple[Arrays, int]:
    parts, links = linked(texts)
    vectors, new = cache.vectors(parts, progress)
    owners = dict(zip(links[0][::-1].tolist(), links[1][::-1].tolist(), strict=True))
    arrays: Arrays = {
        "parts.names": cache.names(parts),
        "parts.links": links,
        "parts.spread": spread_of(vectors),
        "parts.vectors": vectors,
    }
    return arrays, len({owners[number] for number in new})


def linked(texts: Sequence[Sequence[str]]) -> tuple[list[str], NDArray[np.int32]]:
    """Return the different parts of texts, and for each belonging the numbers of part and text, shape (2, n)."""
    numbers: dict[str, int] = {}
    links = [
        (numbers.setdefault(part, len(numbers)), row) for row, text in enumerate(texts) for part in dict.fromkeys(text)
    ]
    return list(numbers), np.array(links, np.int32).reshape(-1, 2).T.copy()


def share_in(volume: Path, field: str) -> Share:
    """Return the words of an edition in a field."""
    names = [f"{field}.{part}" for part in _SHARE] + [f"{field}.runs"] * IN_ORDER[field]
    return Share(*arrays_of(volume, *names))


def columns_in(volume: Path) -> Columns:
    """Return the columns of an edition."""
    return dict(zip(_COLUMNS, arrays_of(volume, *(f"rows.{name}" for name in _COLUMNS)), strict=True))


def parts_in(volume: Path) -> Parts:
    """Return which texts of an edition have vectors."""
    return Parts(*arrays_of(volume, "parts.names", "parts.links", "parts.spread"))


def vectors_in(volume: Path) -> Floats:
    """Return the vectors of an edition."""
    return arrays_of(volume, "parts.vectors")[0]
