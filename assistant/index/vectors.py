"""Vectors of clauses in FAISS. Equal texts share a vector; links say which clauses it belongs to."""

from __future__ import annotations

import hashlib
import sqlite3
from collections.abc import Callable, Sequence
from pathlib import Path

import faiss
import numpy as np
from numpy.typing import NDArray

from assistant.errors import BuildError
from assistant.index.embedding import ClauseEmbeddings

Floats = NDArray[np.float32]


class VectorIndex:
    """Unit vectors, searched by cosine among the clauses allowed.

    `links` has shape (2, n): vector number and clause number of each belonging, in order of clause. A long clause has
    several vectors and is as near as its nearest.
    """

    def __init__(self, index: faiss.IndexFlat, links: NDArray[np.int32], size: int) -> None:
        self._index = index
        self._links = links
        self.size = size

    @classmethod
    def build(cls, vectors: Floats, links: NDArray[np.int32], size: int) -> VectorIndex:
        """Index unit vectors of shape (n, dimension) for `size` clauses."""
        index = faiss.IndexFlatIP(vectors.shape[1])
        index.add(np.ascontiguousarray(vectors))
        return cls(index, links, size)

    @property
    def dimension(self) -> int:
        """How many numbers a vector has."""
        return int(self._index.d)

    def __len__(self) -> int:
        return int(self._index.ntotal)

    def nearest(self, query: Floats, allowed: NDArray[np.bool_], limit: int) -> list[tuple[int, float]]:
        """Return up to `limit` (clause number, cosine) among the clauses allowed, nearest first."""
        vector_allowed = np.zeros(len(self), bool)
        kept = allowed[self._links[1]]
        vector_allowed[self._links[0][kept]] = True
        wanted = min(limit, int(vector_allowed.sum()))
        if wanted == 0:
            return []
        # The bits must outlive the selector, which only points at them.
        bits = np.packbits(vector_allowed, bitorder="little")
        selector = faiss.IDSelectorBitmap(len(self), faiss.swig_ptr(bits))
        parameters = faiss.SearchParameters()
        parameters.sel = selector
        cosines, found = self._index.search(query.reshape(1, -1), wanted, params=parameters)
        nearest: dict[int, float] = {}
        for cosine, vector in zip(cosines[0].tolist(), found[0].tolist(), strict=True):
            if vector >= 0:
                for row in self._rows_of(vector):
                    if allowed[row]:
                        nearest.setdefault(row, cosine)
        return sorted(nearest.items(), key=lambda pair: -pair[1])[:limit]

    def cosines(self, query: Floats, rows: NDArray[np.int64]) -> Floats:
        """Return the cosine of each of these clauses; 0 for one that has no vector."""
        first = np.searchsorted(self._links[1], rows, side="left")
        parts = np.searchsorted(self._links[1], rows, side="right") - first
        out = np.zeros(len(rows), np.float32)
        held = parts > 0
        if held.any():
            starts = np.cumsum(parts[held]) - parts[held]
            links = np.arange(int(parts.sum())) + np.repeat(first[held] - starts, parts[held])
            out[held] = np.maximum.reduceat(self._matrix[self._links[0][links]] @ query, starts)
        return out

    def finds_itself(self, row: int) -> bool:
        """Tell whether a clause is as near as any to its own first vector; true of a clause without one."""
        own = self._links[0][self._links[1] == row]
        if not len(own):
            return True
        vector = self._matrix[own[0]]
        nearest = self.nearest(vector, np.ones(self.size, bool), 1)
        itself = float(self.cosines(vector, np.array([row]))[0])
        return bool(nearest) and min(nearest[0][1], itself) > 0.999

    @property
    def _matrix(self) -> Floats:
        flat = faiss.rev_swig_ptr(self._index.get_xb(), len(self) * self.dimension)
        return np.asarray(flat, np.float32).reshape(len(self), self.dimension)

    def _rows_of(self, vector: int) -> list[int]:
        return [int(row) for row in self._links[1][self._by_vector(vector)]]

    def _by_vector(self, vector: int) -> NDArray[np.int64]:
        if not hasattr(self, "_order"):
            self._order = np.argsort(self._links[0], kind="stable")
            self._sorted = self._links[0][self._order]
        first, last = np.searchsorted(self._sorted, [vector, vector + 1])
        return self._order[first:last]

    def save(self, folder: Path) -> None:
        """Write `vectors.faiss` and `links.npy`."""
        faiss.write_index(self._index, str(folder / "vectors.faiss"))
        np.save(folder / "links.npy", self._links, allow_pickle=False)

    @classmethod
    def load(cls, folder: Path, size: int) -> VectorIndex:
        """Open what `save` wrote."""
        try:
            index = faiss.read_index(str(folder / "vectors.faiss"))
        except RuntimeError as error:
            raise BuildError(
                f"The vectors of the build {folder.name} cannot be read: run 'assistant index' again."
            ) from error
        if not isinstance(index, faiss.IndexFlat):
            raise BuildError(
                f"The vectors of the build {folder.name} are of an unknown kind: run 'assistant index' again."
            )
        return cls(index, np.load(folder / "links.npy", allow_pickle=False), size)


class VectorCache:
    """Vectors already computed, by model and text, so that a text is embedded once in its life."""

    def __init__(self, path: Path, embeddings: ClauseEmbeddings) -> None:
        path.parent.mkdir(parents=True, exist_ok=True)
        self._embeddings = embeddings
        self._connection = sqlite3.connect(path)
        self._connection.execute(
            "CREATE TABLE IF NOT EXISTS vectors (hash BLOB PRIMARY KEY, vector BLOB) WITHOUT ROWID"
        )

    def vectors(
        self, texts: Sequence[str], progress: Callable[[int, int], None] | None = None
    ) -> tuple[Floats, set[int]]:
        """Return a vector for each text and the positions of those that had to be embedded now."""
        hashes = [self._hash(text) for text in texts]
        known = self._known(hashes)
        new = [i for i, one in enumerate(hashes) if one not in known]
        if new:
            chunk = 512
            for start in range(0, len(new), chunk):
                some = new[start : start + chunk]
                tell = None if progress is None else _shifted(progress, start, len(new))
                fresh = self._embeddings.encode([texts[i] for i in some], tell)
                with self._connection:
                    rows = [(hashes[i], vector.tobytes()) for i, vector in zip(some, fresh, strict=True)]
                    self._connection.executemany("INSERT OR REPLACE INTO vectors VALUES (?, ?)", rows)
                known.update(rows)
        if not texts:
            return np.zeros((0, self._embeddings.dimension), np.float32), set()
        return np.stack([np.frombuffer(known[one], np.float32) for one in hashes]), set(new)

    def close(self) -> None:
        """Close the file."""
        self._connection.close()

    def _hash(self, text: str) -> bytes:
        return hashlib.sha256(f"{self._embeddings.version}\0{text}".encode()).digest()[:20]

    def _known(self, hashes: Sequence[bytes]) -> dict[bytes, bytes]:
        known: dict[bytes, bytes] = {}
        for start in range(0, len(hashes), 500):
            some = hashes[start : start + 500]
            query = f"SELECT hash, vector FROM vectors WHERE hash IN ({','.join('?' * len(some))})"
            known.update(self._connection.execute(query, some).fetchall())
        return known


def _shifted(progress: Callable[[int, int], None], before: int, total: int) -> Callable[[int], None]:
    return lambda done: progress(before + done, total)
