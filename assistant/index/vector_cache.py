"""Vectors already computed, kept between builds."""

from __future__ import annotations

import hashlib
import sqlite3
from collections.abc import Callable, Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from assistant.index.embedding import ClauseEmbeddings, alike

Floats = NDArray[np.float32]

_SHIPPED = "one by one"
"""How the shipped model's vectors are made now; those kept from when texts were embedded in batches hang on chance."""


class VectorCache:
    """Vectors already computed, by model and text, so that a text is embedded once in its life."""

    def __init__(self, path: Path, embeddings: ClauseEmbeddings) -> None:
        path.parent.mkdir(parents=True, exist_ok=True)
        self.embeddings = embeddings
        self._connection = sqlite3.connect(path)
        self._connection.execute(
            "CREATE TABLE IF NOT EXISTS vectors (hash BLOB PRIMARY KEY, vector BLOB) WITHOUT ROWID"
        )
        self._model = f"{embeddings.version} {_SHIPPED}" if embeddings.shipped else self._numbered()

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
                fresh = self.embeddings.encode([texts[i] for i in some], tell)
                with self._connection:
                    rows = [(hashes[i], vector.tobytes()) for i, vector in zip(some, fresh, strict=True)]
                    self._connection.executemany("INSERT OR REPLACE INTO vectors VALUES (?, ?)", rows)
                known.update(rows)
        if not texts:
            return np.zeros((0, self.embeddings.dimension), np.float32), set()
        return np.stack([np.frombuffer(known[one], np.float32) for one in hashes]), set(new)

    def close(self) -> None:
        """Close the file."""
        self._connection.close()

    def _hash(self, text: str) -> bytes:
        return hashlib.sha256(f"{self._model}\0{text}".encode()).digest()[:20]

    def _numbered(self) -> str:
        """Return the model's name and its number among those that have borne the name, told apart by their probes."""
        name, probe = self.embeddings.version, self.embeddings.probe
        self._connection.execute("CREATE TABLE IF NOT EXISTS models (name TEXT, number INTEGER, probe BLOB)")
        query = "SELECT number, probe FROM models WHERE name = ? ORDER BY number"
        before = self._connection.execute(query, (name,)).fetchall()
        for number, known in before:
            if alike(np.frombuffer(known, np.float32), probe):
                return f"{name} {number}"
        with self._connection:
            self._connection.execute("INSERT INTO models VALUES (?, ?, ?)", (name, len(before), probe.tobytes()))
        return f"{name} {len(before)}"

    def _known(self, hashes: Sequence[bytes]) -> dict[bytes, bytes]:
        known: dict[bytes, bytes] = {}
        for start in range(0, len(hashes), 500):
            some = hashes[start : start + 500]
            query = f"SELECT hash, vector FROM vectors WHERE hash IN ({','.join('?' * len(some))})"
            known.update(self._connection.execute(query, some).fetchall())
        return known


def _shifted(progress: Callable[[int, int], None], before: int, total: int) -> Callable[[int], None]:
    return lambda done: progress(before + done, total)
