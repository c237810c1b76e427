"""Vectors of clauses in FAISS. Equal texts share a vector; links say which clauses it belongs to."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

import faiss
import numpy as np
from numpy.typing import NDArray

from assistant.errors import BuildError

Floats = NDArray[np.float32]

# One question is answered faster by one thread than by several that wait for each other.
faiss.omp_set_num_threads(1)

EXACT_UP_TO = 80_000
"""Vectors kept in 32 bits; more are kept in 8. All of them are searched: what is found hangs on the texts alone, not
on how the library came to hold them."""
_BINS = 256


@dataclass(frozen=True, slots=True)
class Parts:
    """The texts of one edition that have vectors.

    `names` tells equal texts, shape (n, 2); `links` has shape (2, m), the number of each text and of the clause it
    belongs to, in order of clause; `spread` is that of their vectors.
    """

    names: NDArray[np.uint64]
    links: NDArray[np.int32]
    spread: NDArray[np.int64]


class VectorIndex:
    """Unit vectors, searched by cosine among the clauses allowed.

    `links` has shape (2, n): vector number and clause number of each belonging, in order of clause. A long clause has
    several vectors and is as near as its nearest.
    """

    def __init__(self, index: faiss.Index, links: NDArray[np.int32], size: int) -> None:
        self._index: Any = index
        self.links = links
        self.size = size
        self._filter: tuple[NDArray[np.bool_], NDArray[np.bool_], NDArray[np.uint8]] | None = None

    @classmethod
    def build(cls, vectors: Floats, links: NDArray[np.int32], size: int, exact: bool | None = None) -> VectorIndex:
        """Index unit vectors of shape (n, dimension) for `size` clauses; `exact` unless there are very many."""
        exact = len(vectors) <= EXACT_UP_TO if exact is None else exact
        return cls(_filled(vectors.shape[1], exact, spread_of(vectors), [vectors]), links, size)

    @classmethod
    def of(cls, parts: Sequence[Parts], sizes: Sequence[int], vectors: Iterable[Floats], dimension: int) -> VectorIndex:
        """Lay the vectors of editions together, of equal texts the first.

        Args:
            parts: what each edition has.
            sizes: how many clauses each has.
            vectors: the vectors of each, read one edition after the other.
            dimension: how many numbers a vector has.
        """
        names = np.concatenate([np.zeros((0, 2), np.uint64), *(part.names for part in parts)])
        numbers, is_first = _numbered(names)
        first_text = np.cumsum([0, *(len(part.names) for part in parts)])
        first_row = np.cumsum([0, *sizes])
        links = [np.zeros((2, 0), np.int32)]
        for part, text, row in zip(parts, first_text, first_row, strict=False):
            links.append(np.stack([numbers[part.links[0] + text], part.links[1] + row]).astype(np.int32))
        fresh = (
            some[is_first[text : text + len(some)]] for some, text in zip(vectors, first_text.tolist(), strict=False)
        )
        spread = sum((part.spread for part in parts), np.zeros(_BINS, np.int64))
        index = _filled(dimension, int(is_first.sum()) <= EXACT_UP_TO, spread, fresh)
        return cls(index, np.concatenate(links, axis=1), int(first_row[-1]))

    @property
    def dimension(self) -> int:
        """How many numbers a vector has."""
        return int(self._index.d)

    @property
    def exact(self) -> bool:
        """Whether the vectors are kept in 32 bits and all of them searched."""
        return isinstance(self._index, faiss.IndexFlat)

    def __len__(self) -> int:
        return int(self._index.ntotal)

    def nearest(self, query: Floats, allowed: NDArray[np.bool_], limit: int) -> list[tuple[int, float]]:
        """Return up to `limit` (clause number, cosine) among the clauses allowed, nearest first."""
        may, bits = self._allowed(allowed)
        count = int(may.sum())
        if count == 0:
            return []
        cosines, found = self._search(query, bits, min(limit, count))
        first, owned = self._owners.starts[found], self._owners.counts(found)
        links = np.arange(int(owned.sum())) + np.repeat(first - np.cumsum(owned) + owned, owned)
        rows, near = self._owners.rows[links], np.repeat(cosines, owned)
        rows, near = rows[allowed[rows]], near[allowed[rows]]
        # Of a clause's parts the nearest speaks for it.
        kept = np.sort(np.unique(rows, return_index=True)[1])[:limit]
        return list(zip(rows[kept].tolist(), near[kept].tolist(), strict=True))

    def cosines(self, query: Floats, rows: NDArray[np.int64]) -> Floats:
        """Return the cosine of each of these clauses; 0 for one that has no vector."""
        wanted = rows.astype(self.links.dtype)  # else all the links would be made as wide
        first = np.searchsorted(self.links[1], wanted, side="left")
        parts = np.searchsorted(self.links[1], wanted, side="right") - first
        out = np.zeros(len(rows), np.float32)
        held = parts > 0
        if held.any():
            starts = np.cumsum(parts[held]) - parts[held]
            links = np.arange(int(parts.sum())) + np.repeat(first[held] - starts, parts[held])
            out[held] = np.maximum.reduceat(_dot(self.vectors(self.links[0][links]), query), starts)
        return out

    def finds_itself(self, row: int) -> bool:
        """Tell whether a clause is as near as any to its own first vector; true of a clause without one."""
        own = self.links[0][self.links[1] == row]
        if not len(own):
            return True
        vector = self.vectors(own[:1])[0]
        vector = vector / np.linalg.norm(vector)
        nearest = self.nearest(vector, np.ones(self.size, bool), 1)
        itself = float(self.cosines(vector, np.array([row]))[0])
        return bool(nearest) and min(nearest[0][1], itself) > (0.999 if self.exact else 0.99)

    def _allowed(self, allowed: NDArray[np.bool_]) -> tuple[NDArray[np.bool_], NDArray[np.uint8]]:
        """Return which vectors belong to clauses allowed, also as bits; questions of one day ask for the same."""
        known = self._filter
        if known is None or not np.array_equal(known[0], allowed):
            may = np.zeros(len(self), bool)
            may[self.links[0][allowed[self.links[1]]]] = True
            self._filter = known = (allowed.copy(), may, np.packbits(may, bitorder="little"))
        return known[1], known[2]

    def _search(self, query: Floats, bits: NDArray[np.uint8], wanted: int) -> tuple[Floats, NDArray[np.int64]]:
        # The bits must outlive the selector, which only points at them.
        selector = faiss.IDSelectorBitmap(len(self), faiss.swig_ptr(bits))
        parameters: Any = faiss.SearchParameters()
        parameters.sel = selector
        cosines, found = self._index.search(query.reshape(1, -1), wanted, params=parameters)
        held = found[0] >= 0
        return cosines[0][held], found[0][held]

    def vectors(self, numbers: NDArray[np.integer] | None = None) -> Floats:
        """Return vectors by number, or all of them, shape (n, dimension); in 8 bits they are nearly unit vectors."""
        if numbers is None:
            numbers = np.arange(len(self))
        if self.exact:
            return np.asarray(self._matrix[numbers])
        found: Floats = self._index.reconstruct_batch(np.ascontiguousarray(numbers, np.int64))
        return found

    @cached_property
    def _matrix(self) -> Floats:
        flat = faiss.rev_swig_ptr(self._index.get_xb(), len(self) * self.dimension)
        return np.asarray(flat, np.float32).reshape(len(self), self.dimension)

    @cached_property
    def _owners(self) -> _Owners:
        return _Owners(self.links, len(self))

    def save(self, folder: Path) -> None:
        """Write `vectors.faiss` and `links.npy`."""
        faiss.write_index(self._index, str(folder / "vectors.faiss"))
        np.save(folder / "links.npy", self.links, allow_pickle=False)

    @classmethod
    def load(cls, folder: Path, size: int) -> VectorIndex:
        """Open what `save` wrote."""
        try:
            index = faiss.read_index(str(folder / "vectors.faiss"))
        except RuntimeError as error:
            raise BuildError(
                f"The vectors of the build {folder.name} cannot be read: run 'assistant index' again."
            ) from error
        if not isinstance(index, (faiss.IndexFlat, faiss.IndexScalarQuantizer)):
            raise BuildError(
                f"The vectors of the build {folder.name} are of an unknown kind: run 'assistant index' again."
            )
        return cls(index, np.load(folder / "links.npy", allow_pickle=False), size)


class _Owners:
    """The clauses of each vector: `rows[starts[v]:starts[v + 1]]`."""

    def __init__(self, links: NDArray[np.int32], vectors: int) -> None:
        self.rows = links[1][np.argsort(links[0], kind="stable")]
        found = np.bincount(links[0], minlength=vectors)
        self.starts: NDArray[np.int64] = np.concatenate([[0], np.cumsum(found)]).astype(np.int64)

    def counts(self, vectors: NDArray[np.int64]) -> NDArray[np.int64]:
        """Return how many clauses each of these vectors has."""
        return self.starts[vectors + 1] - self.starts[vectors]


def _dot(vectors: Floats, query: Floats) -> Floats:
    # By BLAS, so few would be shared among threads that wait for each other.
    return np.asarray(np.einsum("ij,j->i", vectors, query), np.float32)


def spread_of(vectors: Floats) -> NDArray[np.int64]:
    """Return how many numbers in vectors are how large, their signs apart: in the first to the last 256th below 1."""
    sizes = np.minimum(np.abs(vectors).ravel() * _BINS, _BINS - 1).astype(np.int64)
    return np.bincount(sizes, minlength=_BINS)


def _filled(dimension: int, exact: bool, spread: NDArray[np.int64], vectors: Iterable[Floats]) -> faiss.Index:
    """Return an index with these vectors; numbers kept in 8 bits are cut at the size that costs least."""
    if exact:
        index: faiss.Index = faiss.IndexFlatIP(dimension)
    else:
        index = faiss.IndexScalarQuantizer(dimension, faiss.ScalarQuantizer.QT_8bit_uniform, faiss.METRIC_INNER_PRODUCT)
        bound = _bound(spread)
        index.train(np.full((2, dimension), [[-bound], [bound]], np.float32))
    for some in vectors:
        index.add(np.ascontiguousarray(some))
    return index


def _bound(spread: NDArray[np.int64]) -> float:
    """Return the size to cut numbers at: beyond it they lose what is cut, below it a part of a step, which it sets."""
    sizes = (np.arange(_BINS) + 0.5) / _BINS
    cut = np.maximum(sizes - sizes[:, None], 0) ** 2
    rounded = np.where(cut > 0, cut, (2 * sizes[:, None] / 255) ** 2 / 12)
    return float(sizes[np.argmin(rounded @ spread)])


def _numbered(names: NDArray[np.uint64]) -> tuple[NDArray[np.int64], NDArray[np.bool_]]:
    """Return the number of each name, equal ones alike, counted as they are met first; and which are met first."""
    order = np.lexsort((names[:, 1], names[:, 0]))
    ordered = names[order]
    begins = np.ones(len(names), bool)
    begins[1:] = (ordered[1:] != ordered[:-1]).any(axis=1)
    # The sort keeps equal names in their order, so that the first of each run is the one met first.
    first = np.empty(len(names), np.int64)
    first[order] = order[np.flatnonzero(begins)][np.cumsum(begins) - 1]
    is_first = first == np.arange(len(names))
    return (np.cumsum(is_first) - 1)[first], is_first
