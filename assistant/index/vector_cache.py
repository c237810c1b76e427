"""Vectors already computed, kept between builds, each with its checksum."""

from __future__ import annotations

import hashlib
import sqlite3
import zlib
from collections.abc import Callable, Iterable, Sequence
from contextlib import closing
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from assistant.index.embedding import ClauseEmbeddings, alike

Floats = NDArray[np.float32]

_SHIPPED = "one by one"
"""How the shipped model's vectors are made now; those kept from when texts were embedded in batches hang on chance."""
_ALL = "SELECT CAST(hash AS BLOB), CAST(vector AS BLOB), sum FROM vectors"
_CHUNK = 512
"""Texts embedded between two writes: a run that is killed loses no more."""


class VectorCache:
    """Vectors already computed, by model and text, so that a text is embedded once in its life.

    A vector that is not as it was written is made again, and all are where the file cannot be read; `damaged` then
    tells it.
    """

    def __init__(self, path: Path, embeddings: ClauseEmbeddings) -> None:
        path.parent.mkdir(parents=True, exist_ok=True)
        self.embeddings = embeddings
        self.damaged = False
        self._path = path
        self._connection = sqlite3.connect(path)
        try:
            self._prepare()
        except sqlite3.DatabaseError as error:
            self._begin_anew(error)

    def _prepare(self) -> None:
        self._connection.execute(
            "CREATE TABLE IF NOT EXISTS vectors (hash BLOB PRIMARY KEY, vector BLOB, sum INTEGER) WITHOUT ROWID"
        )
        if "sum" not in {row[1] for row in self._connection.execute("PRAGMA table_info(vectors)")}:
            # Of an earlier version, which kept no checksums.
            self._connection.create_function("checksum", 2, checksum, deterministic=True)
            with self._connection:
                self._connection.execute("ALTER TABLE vectors ADD COLUMN sum INTEGER")
                self._connection.execute("UPDATE vectors SET sum = checksum(hash, vector)")
        self.model = f"{self.embeddings.version} {_SHIPPED}" if self.embeddings.shipped else self._numbered()

    def _begin_anew(self, error: sqlite3.DatabaseError) -> None:
        if isinstance(error, sqlite3.OperationalError):
            raise error  # a full disk, say: nothing is damaged
        self._connection.close()
        self._path.unlink()
        self.damaged = True
        self._connection = sqlite3.connect(self._path)
        self._prepare()

    def vectors(
        self, texts: Sequence[str], progress: Callable[[int, int], None] | None = None
    ) -> tuple[Floats, set[int]]:
        """Return a vector for each text and the positions of those that had to be embedded now."""
        hashes = [self._hash(text) for text in texts]
        try:
            known = self._known(hashes)
        except sqlite3.DatabaseError as error:
            self._begin_anew(error)
            known = {}
        new = [i for i, one in enumerate(hashes) if one not in known]
        for start in range(0, len(new), _CHUNK):
            some = new[start : start + _CHUNK]
            tell = None if progress is None else _shifted(progress, start, len(new))
            fresh = self.embeddings.encode([texts[i] for i in some], tell)
            known.update(self._keep((hashes[i], vector.tobytes()) for i, vector in zip(some, fresh, strict=True)))
        if not texts:
            return np.zeros((0, self.embeddings.dimension), np.float32), set()
        return np.stack([np.frombuffer(known[one], np.float32) for one in hashes]), set(new)

    def names(self, texts: Sequence[str]) -> NDArray[np.uint64]:
        """Return a name for each text, shape (n, 2): the same for the same text and model, else another."""
        return np.frombuffer(b"".join(self._hash(text)[:16] for text in texts), np.uint64).reshape(-1, 2)

    def drop_damaged(self) -> None:
        """Remove the vectors that are not as they were written, also those of texts that are gone."""
        try:
            bad = [name for name, vector, told in self._connection.execute(_ALL) if checksum(name, vector) != told]
            with self._connection:
                self._connection.executemany("DELETE FROM vectors WHERE hash = ?", ((name,) for name in bad))
        except sqlite3.DatabaseError as error:
            self._begin_anew(error)

    def close(self) -> None:
        """Close the file."""
        self._connection.close()

    def _keep(self, vectors: Iterable[tuple[bytes, bytes]]) -> list[tuple[bytes, bytes]]:
        fresh = list(vectors)
        rows = [(name, vector, checksum(name, vector)) for name, vector in fresh]
        with self._connection:
            self._connection.executemany("INSERT OR REPLACE INTO vectors VALUES (?, ?, ?)", rows)
        return fresh

    def _hash(self, text: str) -> bytes:
        return hashlib.sha256(f"{self.model}\0{text}".encode()).digest()[:20]

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
            query = f"SELECT hash, CAST(vector AS BLOB), sum FROM vectors WHERE hash IN ({','.join('?' * len(some))})"
            for name, vector, told in self._connection.execute(query, some):
                if checksum(name, vector) == told:
                    known[name] = vector
                else:
                    self.damaged = True
        return known


def checksum(name: bytes | None, vector: bytes | None) -> int:
    """Return the sum by which a kept vector is known to be as it was written; damage may have left none."""
    return zlib.crc32(vector or b"", zlib.crc32(name or b""))


def damaged_vectors(path: Path) -> tuple[int, int]:
    """Return how many vectors a file keeps, and how many of them are not as they were written.

    Raises:
        sqlite3.Error: the file cannot be read.
    """
    with closing(sqlite3.connect(f"{path.resolve().as_uri()}?mode=ro", uri=True)) as connection:
        told = connection.execute("PRAGMA integrity_check").fetchone()[0]
        if told != "ok":
            raise sqlite3.DatabaseError(told)
        count, bad = 0, 0
        for name, vector, kept in connection.execute(_ALL):
            count += 1
            bad += checksum(name, vector) != kept
    return count, bad


def _shifted(progress: Callable[[int, int], None], before: int, total: int) -> Callable[[int], None]:
    return lambda done: progress(before + done, total)
