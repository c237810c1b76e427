"""Editions and clauses in one SQLite file: written once by a build, read by many threads."""

from __future__ import annotations

import hashlib
import json
import re
import sqlite3
import threading
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path

from assistant.errors import BuildError, NotFoundError
from assistant.library.model import Clause, EditionRecord
from assistant.library.tree import parents

_SCHEMA = """
CREATE TABLE editions (edition TEXT PRIMARY KEY, first_row INTEGER NOT NULL, record TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE clauses (
    row INTEGER PRIMARY KEY, edition TEXT NOT NULL, key TEXT NOT NULL, label TEXT NOT NULL, kind TEXT NOT NULL,
    title TEXT, page INTEGER NOT NULL, parent INTEGER, text TEXT NOT NULL, record TEXT NOT NULL,
    digest TEXT NOT NULL,
    UNIQUE (edition, key)
);
CREATE INDEX clauses_parent ON clauses (parent);
CREATE TABLE cites (head TEXT NOT NULL, row INTEGER NOT NULL, outside INTEGER NOT NULL, UNIQUE (head, row, outside));
"""


def write_library(path: Path, records: Mapping[str, EditionRecord], clauses: Mapping[str, Sequence[Clause]]) -> int:
    """Write a new library file; clauses are numbered through, edition by edition. Return how many there are."""
    connection = sqlite3.connect(path)
    try:
        connection.executescript("PRAGMA journal_mode=OFF; PRAGMA synchronous=FULL;" + _SCHEMA)
        count = 0
        with connection:
            for edition in sorted(records):
                of_edition = clauses[edition]
                connection.execute(
                    "INSERT INTO editions VALUES (?, ?, ?)", (edition, count, records[edition].model_dump_json())
                )
                connection.executemany(
                    "INSERT INTO clauses VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)", _rows(edition, of_edition, count)
                )
                connection.executemany("INSERT OR IGNORE INTO cites VALUES (?, ?, ?)", _cites(of_edition, count))
                count += len(of_edition)
    finally:
        connection.close()
    return count


def _rows(edition: str, clauses: Sequence[Clause], first: int) -> Iterator[tuple[object, ...]]:
    for offset, (clause, parent) in enumerate(zip(clauses, parents(clauses), strict=True)):
        above = None if parent is None else first + parent
        columns = (edition, clause.key, clause.label, clause.kind, clause.title, clause.page, above, clause.text)
        digest = clause_digest(clause.title, clause.text)
        yield (first + offset, *columns, clause.model_dump_json(exclude_none=True), digest)


def clause_digest(title: str | None, text: str) -> str:
    """Return the SHA-256 of what a clause says, its title and its text."""
    return hashlib.sha256(f"{title or ''}\0{text}".encode()).hexdigest()


def _cites(clauses: Sequence[Clause], first: int) -> Iterator[tuple[str, int, bool]]:
    """What clauses refer to: the head of the place, so that whatever cites a clause is found without reading all."""
    for offset, clause in enumerate(clauses):
        for reference in clause.references or ():
            if reference.path:
                yield place_head(reference.path), first + offset, reference.document is not None


def place_head(path: Sequence[str]) -> str:
    """Return the first part of a path as it may be cited: 附录A is A, Chapter 2 may be cited as 2."""
    return re.sub(r"^(?:annex|chapter) ", "", path[0].casefold())


class Library:
    """Reads a library file; each thread has its own connection."""

    def __init__(self, path: Path) -> None:
        if not path.is_file():
            raise BuildError(f"The index holds no {path.name} in {path.parent}: run 'assistant index' again.")
        self._path = path
        self._local = threading.local()
        self._lock = threading.Lock()
        self._connections: list[sqlite3.Connection] = []
        self.editions: dict[str, EditionRecord] = {
            name: EditionRecord.model_validate_json(record)
            for name, record in self._all("SELECT edition, record FROM editions ORDER BY first_row")
        }

    def _connection(self) -> sqlite3.Connection:
        connection: sqlite3.Connection | None = getattr(self._local, "connection", None)
        if connection is None:
            uri = f"{self._path.resolve().as_uri()}?mode=ro&immutable=1"
            connection = sqlite3.connect(uri, uri=True, check_same_thread=False)
            self._local.connection = connection
            with self._lock:
                self._connections.append(connection)
        return connection

    def _all(self, query: str, values: Sequence[object] = ()) -> list[tuple[str, ...]]:
        return self._connection().execute(query, values).fetchall()

    def close(self) -> None:
        """Close the connections of all threads."""
        with self._lock:
            while self._connections:
                self._connections.pop().close()
        self._local = threading.local()

    def __len__(self) -> int:
        return int(self._all("SELECT count(*) FROM clauses")[0][0])

    def edition(self, edition: str) -> EditionRecord:
        """Return an edition's record; NotFoundError where the library does not hold it."""
        record = self.editions.get(edition)
        if record is None:
            raise NotFoundError(f"The library holds no edition '{edition}': 'assistant status' lists those it holds.")
        return record

    def row(self, edition: str, key: str) -> int:
        """Return the number of a clause in this build; NotFoundError where there is none."""
        self.edition(edition)
        found = self._all("SELECT row FROM clauses WHERE edition = ? AND key = ?", (edition, key))
        if not found:
            raise NotFoundError(
                f"The edition '{edition}' has no clause '{key}': 'assistant show {edition}' lists them."
            )
        return int(found[0][0])

    def clause(self, edition: str, key: str) -> Clause:
        """Return one clause; NotFoundError where there is none."""
        return self.at([self.row(edition, key)])[0]

    def clauses(self, edition: str) -> list[Clause]:
        """Return an edition's clauses in document order."""
        self.edition(edition)
        return _clauses(self._all("SELECT record FROM clauses WHERE edition = ? ORDER BY row", (edition,)))

    def children(self, edition: str, key: str) -> list[Clause]:
        """Return the clauses directly under a clause, in document order."""
        row = self.row(edition, key)
        return _clauses(self._all("SELECT record FROM clauses WHERE parent = ? ORDER BY row", (row,)))

    def parent(self, edition: str, key: str) -> Clause | None:
        """Return the clause above a clause, or None at the top."""
        row = self.row(edition, key)
        query = (
            "SELECT above.record FROM clauses JOIN clauses AS above ON above.row = clauses.parent WHERE clauses.row = ?"
        )
        found = _clauses(self._all(query, (row,)))
        return found[0] if found else None

    def neighbours(self, edition: str, key: str, reach: int = 1) -> tuple[list[Clause], list[Clause]]:
        """Return up to `reach` clauses printed before a clause and as many printed after it, in document order."""
        row = self.row(edition, key)
        query = "SELECT record FROM clauses WHERE edition = ? AND row BETWEEN ? AND ? ORDER BY row"
        before = self._all(query, (edition, row - reach, row - 1))
        return _clauses(before), _clauses(self._all(query, (edition, row + 1, row + reach)))

    def at(self, rows: Sequence[int]) -> list[Clause]:
        """Return the clauses with these numbers, in the order asked for."""
        marks = ",".join("?" * len(rows))
        found = self._all(f"SELECT row, record FROM clauses WHERE row IN ({marks})", tuple(map(int, rows)))
        by_row = {int(row): Clause.model_validate_json(record) for row, record in found}
        return [by_row[int(row)] for row in rows]

    def citing(self, edition: str, path: Sequence[str]) -> list[tuple[str, Clause]]:
        """Return (edition, clause) of those that may refer to a place of an edition or of another one, in order.

        Which of them mean it is for `links.Links` to say. A build made before references were kept has none.
        """
        if not path or not self._all("SELECT 1 FROM sqlite_master WHERE name = 'cites'"):
            return []
        query = (
            "SELECT DISTINCT clauses.edition, clauses.record, clauses.row FROM cites JOIN clauses USING (row)"
            " WHERE head = ? AND (outside OR clauses.edition = ?) ORDER BY clauses.row"
        )
        found = self._all(query, (place_head(path), edition))
        return [(name, Clause.model_validate_json(record)) for name, record, _ in found]

    def digests(self, edition: str) -> dict[str, tuple[str, str, str]]:
        """Return (label, digest of title and text, text) of an edition's clauses by key, in document order."""
        query = "SELECT key, label, title, text FROM clauses WHERE edition = ? ORDER BY row"
        found = self._all(query, (edition,))
        return {key: (label, clause_digest(title, text), text) for key, label, title, text in found}

    def digest_of(self, edition: str) -> str:
        """Return the SHA-256 of all that an edition's clauses say, with their keys."""
        digest = hashlib.sha256()
        query = "SELECT key, title, text FROM clauses WHERE edition = ? ORDER BY row"
        for key, title, text in self._connection().execute(query, (edition,)):
            digest.update(f"{key}\0{title or ''}\0{text}\0".encode())
        return digest.hexdigest()

    def labels(self, edition: str) -> list[tuple[str, str]]:
        """Return (key, label) of an edition's clauses in document order."""
        self.edition(edition)
        return [
            (key, label)
            for key, label in self._all("SELECT key, label FROM clauses WHERE edition = ? ORDER BY row", (edition,))
        ]

    def columns(self) -> Iterator[tuple[str, str, str, str | None, str, int | None]]:
        """Yield (edition, key, kind, title, text, parent's number) of every clause, by its number."""
        query = "SELECT edition, key, kind, title, text, parent FROM clauses ORDER BY row"
        return iter(self._connection().execute(query))


def _clauses(rows: Iterable[tuple[str, ...]]) -> list[Clause]:
    return [Clause.model_validate_json(row[0]) for row in rows]


def check_library(path: Path, clauses: int) -> None:
    """Check that a written library is whole and holds as many clauses; BuildError otherwise."""
    connection = sqlite3.connect(f"{path.resolve().as_uri()}?mode=ro&immutable=1", uri=True)
    try:
        whole = connection.execute("PRAGMA integrity_check").fetchone()[0] == "ok"
        count = connection.execute("SELECT count(*) FROM clauses").fetchone()[0]
        readable = all(json.loads(row[0])["key"] for row in connection.execute("SELECT record FROM clauses LIMIT 100"))
    finally:
        connection.close()
    if not (whole and readable and count == clauses):
        raise BuildError(
            f"{path.name} was not written whole ({count} of {clauses} clauses): run 'assistant index' again."
        )
