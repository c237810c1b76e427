"""The editions of a build and their clauses: one file says what they are, the clauses lie in one for each edition."""

from __future__ import annotations

import hashlib
import json
import sqlite3
import threading
from bisect import bisect_right
from collections import OrderedDict
from collections.abc import Iterable, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

from assistant.errors import BuildError, NotFoundError
from assistant.library.model import Clause, EditionRecord
from assistant.library.volume import cites_of, clause_digest, opened, place_head

VOLUMES = "editions"
"""The folder beside the library's file that holds the clauses."""
_OPEN_AT_ONCE = 100
_SCHEMA = """
CREATE TABLE editions (
    edition TEXT PRIMARY KEY, first_row INTEGER NOT NULL, record TEXT NOT NULL, clauses INTEGER NOT NULL,
    volume TEXT NOT NULL
) WITHOUT ROWID;
CREATE TABLE cites (
    head TEXT NOT NULL, row INTEGER NOT NULL, outside INTEGER NOT NULL, PRIMARY KEY (head, row, outside)
) WITHOUT ROWID;
"""


def write_library(path: Path, records: Mapping[str, EditionRecord], volumes: Mapping[str, str]) -> int:
    """Write a new library file; clauses are numbered through, edition by edition. Return how many there are.

    Args:
        path: the file; the volumes lie in the folder `editions` beside it.
        records: editions by id, each with its count of clauses.
        volumes: the name of each edition's volume.
    """
    count, cites = 0, list[tuple[str, int, bool]]()
    with closing(sqlite3.connect(path)) as connection, connection:
        connection.executescript("PRAGMA journal_mode=OFF; PRAGMA synchronous=OFF;" + _SCHEMA)
        for edition in sorted(records):
            record, volume = records[edition], volumes[edition]
            values = (edition, count, record.model_dump_json(), record.clauses, volume)
            connection.execute("INSERT INTO editions VALUES (?, ?, ?, ?, ?)", values)
            cites += ((head, row + count, outside) for head, row, outside in cites_of(volume_path(path, volume)))
            count += record.clauses
        connection.executemany("INSERT INTO cites VALUES (?, ?, ?)", sorted(cites))
    return count


def volume_path(library: Path, volume: str) -> Path:
    """Return the file of a volume of a library."""
    return library.parent / VOLUMES / f"{volume}.sqlite"


@dataclass(frozen=True, slots=True)
class _Place:
    """Where the clauses of an edition lie: `first` is the number of the first in the build, `base` in the file."""

    first: int
    count: int
    path: Path
    base: int

    @property
    def rows(self) -> tuple[int, int]:
        return self.base, self.base + self.count - 1


class Library:
    """Reads a library; safe to use from many threads.

    A library of an earlier version keeps all clauses in its own file, numbered through.
    """

    def __init__(self, path: Path) -> None:
        if not path.is_file():
            raise BuildError(f"The index holds no {path.name} in {path.parent}: run 'assistant index' again.")
        self._path = path
        self._lock = threading.RLock()
        self._connections: OrderedDict[Path, sqlite3.Connection] = OrderedDict()
        self.editions: dict[str, EditionRecord] = {}
        self._places: dict[str, _Place] = {}
        self._volumes: dict[str, str] = {}
        columns = {name for _, name, *_ in self._all(path, "PRAGMA table_info(editions)")}
        if "volume" in columns:
            self._read_editions()
        else:
            self._read_earlier_editions()
        self._names = list(self._places)
        self._firsts = [place.first for place in self._places.values()]

    def _read_editions(self) -> None:
        query = "SELECT edition, first_row, record, clauses, volume FROM editions ORDER BY first_row, edition"
        for name, first, record, count, volume in self._all(self._path, query):
            self.editions[name] = EditionRecord.model_validate_json(record)
            self._places[name] = _Place(int(first), int(count), volume_path(self._path, volume), 0)
            self._volumes[name] = volume

    def _read_earlier_editions(self) -> None:
        found = self._all(self._path, "SELECT edition, first_row, record FROM editions ORDER BY first_row")
        count = int(self._all(self._path, "SELECT count(*) FROM clauses")[0][0])
        ends = [int(first) for _, first, _ in found[1:]] + [count]
        for (name, first, record), end in zip(found, ends, strict=True):
            self.editions[name] = EditionRecord.model_validate_json(record)
            self._places[name] = _Place(int(first), end - int(first), self._path, int(first))

    def _all(self, path: Path, query: str, values: Sequence[object] = ()) -> list[tuple[str, ...]]:
        with self._lock:
            connection = self._connections.pop(path, None)
            if connection is None:
                connection = opened(path)
                # So many files are open that each may keep but little of itself in memory.
                connection.execute("PRAGMA cache_size=-256")
            self._connections[path] = connection
            while len(self._connections) > _OPEN_AT_ONCE:
                self._connections.popitem(last=False)[1].close()
            return connection.execute(query, values).fetchall()

    def _within(self, edition: str, query: str, values: Sequence[object] = ()) -> list[tuple[str, ...]]:
        """Ask the clauses of an edition; `{rows}` in a query bounds their numbers in the file."""
        place = self._places.get(edition)
        if place is None:
            return []
        return self._all(place.path, query.format(rows="row BETWEEN ? AND ?"), (*place.rows, *values))

    def close(self) -> None:
        """Close the files."""
        with self._lock:
            while self._connections:
                self._connections.popitem()[1].close()

    def __len__(self) -> int:
        return sum(place.count for place in self._places.values())

    def edition(self, edition: str) -> EditionRecord:
        """Return an edition's record; NotFoundError where the library does not hold it."""
        record = self.editions.get(edition)
        if record is None:
            raise NotFoundError(f"The library holds no edition '{edition}': 'assistant status' lists those it holds.")
        return record

    def volume(self, edition: str) -> str | None:
        """Return the name of an edition's volume: where it is the same in two builds, so are the clauses."""
        return self._volumes.get(edition)

    def row(self, edition: str, key: str) -> int:
        """Return the number of a clause in this build; NotFoundError where there is none."""
        row = self._row_within(edition, key)
        return row - self._places[edition].base + self._places[edition].first

    def _row_within(self, edition: str, key: str) -> int:
        self.edition(edition)
        found = self._within(edition, "SELECT row FROM clauses WHERE {rows} AND key = ?", (key,))
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
        return _clauses(self._within(edition, "SELECT record FROM clauses WHERE {rows} ORDER BY row"))

    def children(self, edition: str, key: str) -> list[Clause]:
        """Return the clauses directly under a clause, in document order."""
        row = self._row_within(edition, key)
        query = "SELECT record FROM clauses WHERE {rows} AND parent = ? ORDER BY row"
        return _clauses(self._within(edition, query, (row,)))

    def parent(self, edition: str, key: str) -> Clause | None:
        """Return the clause above a clause, or None at the top."""
        row = self._row_within(edition, key)
        query = "SELECT record FROM clauses WHERE {rows} AND row = (SELECT parent FROM clauses WHERE row = ?)"
        found = _clauses(self._within(edition, query, (row,)))
        return found[0] if found else None

    def neighbours(self, edition: str, key: str, reach: int = 1) -> tuple[list[Clause], list[Clause]]:
        """Return up to `reach` clauses printed before a clause and as many printed after it, in document order."""
        row, place = self.row(edition, key), self._places[edition]
        before = range(max(place.first, row - reach), row)
        after = range(row + 1, min(place.first + place.count, row + reach + 1))
        return self.at(before), self.at(after)

    def at(self, rows: Sequence[int]) -> list[Clause]:
        """Return the clauses with these numbers, in the order asked for."""
        by_edition: dict[str, list[int]] = {}
        for row in map(int, rows):
            by_edition.setdefault(self._holding(row), []).append(row)
        found: dict[int, Clause] = {}
        for edition, some in by_edition.items():
            place = self._places[edition]
            shift = place.first - place.base
            query = f"SELECT row, record FROM clauses WHERE row IN ({','.join('?' * len(some))})"
            for number, record in self._all(place.path, query, [row - shift for row in some]):
                found[int(number) + shift] = Clause.model_validate_json(record)
        return [found[int(row)] for row in rows]

    def _holding(self, row: int) -> str:
        at = bisect_right(self._firsts, row) - 1
        return self._names[at]

    def citing(self, edition: str, path: Sequence[str]) -> list[tuple[str, Clause]]:
        """Return (edition, clause) of those that may refer to a place of an edition or of another one, in order.

        Which of them mean it is for `links.Links` to say. A build made before references were kept has none.
        """
        if not path or not self._all(self._path, "SELECT 1 FROM sqlite_master WHERE name = 'cites'"):
            return []
        query = "SELECT DISTINCT row, outside FROM cites WHERE head = ? ORDER BY row"
        rows = {
            int(row): self._holding(int(row))
            for row, outside in self._all(self._path, query, (place_head(path),))
            if outside or self._holding(int(row)) == edition
        }
        return list(zip(rows.values(), self.at(list(rows)), strict=True))

    def digests(self, edition: str) -> dict[str, tuple[str, str, str]]:
        """Return (label, digest of title and text, text) of an edition's clauses by key, in document order."""
        found = self._within(edition, "SELECT key, label, title, text FROM clauses WHERE {rows} ORDER BY row")
        return {key: (label, clause_digest(title, text), text) for key, label, title, text in found}

    def digest_of(self, edition: str) -> str:
        """Return the SHA-256 of all that an edition's clauses say, with their keys."""
        digest = hashlib.sha256()
        for key, title, text in self._within(edition, "SELECT key, title, text FROM clauses WHERE {rows} ORDER BY row"):
            digest.update(f"{key}\0{title or ''}\0{text}\0".encode())
        return digest.hexdigest()

    def texts(self, edition: str) -> list[tuple[str, str | None, str, str, str | None]]:
        """Return (key, title, text, record as JSON, digest) of an edition's clauses in document order, for checks."""
        path = self._places[edition].path
        held = {column for _, column, *_ in self._all(path, "PRAGMA table_info(clauses)")}
        digest = "digest" if "digest" in held else "NULL"
        query = f"SELECT key, title, text, record, {digest} FROM clauses WHERE {{rows}} ORDER BY row"
        return [(key, title, text, record, kept) for key, title, text, record, kept in self._within(edition, query)]

    def labels(self, edition: str) -> list[tuple[str, str]]:
        """Return (key, label) of an edition's clauses in document order."""
        self.edition(edition)
        found = self._within(edition, "SELECT key, label FROM clauses WHERE {rows} ORDER BY row")
        return [(key, label) for key, label in found]


def _clauses(rows: Iterable[tuple[str, ...]]) -> list[Clause]:
    return [Clause.model_validate_json(row[0]) for row in rows]


def check_library(path: Path, clauses: int) -> None:
    """Check that a written library is whole and says that it holds as many clauses; BuildError otherwise."""
    with closing(opened(path)) as connection:
        whole = connection.execute("PRAGMA integrity_check").fetchone()[0] == "ok"
        count = connection.execute("SELECT sum(clauses) FROM editions").fetchone()[0] or 0
        readable = all(json.loads(row[0])["edition"] for row in connection.execute("SELECT record FROM editions"))
    if not (whole and readable and count == clauses):
        raise BuildError(
            f"{path.name} was not written whole ({count} of {clauses} clauses): run 'assistant index' again."
        )
