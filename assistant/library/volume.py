"""The clauses of one edition in one SQLite file, written once; builds that hold the same edition share the file.

Rows are numbered from 0. Beside the clauses it keeps arrays, of which an index is put together. It says nothing of the
edition's name, file or status: those are facts of a library.
"""

from __future__ import annotations

import hashlib
import json
import re
import sqlite3
from collections.abc import Iterator, Mapping, Sequence
from contextlib import closing
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from assistant.errors import BuildError
from assistant.library.model import Clause
from assistant.library.tree import parents

_SCHEMA = """
CREATE TABLE clauses (
    row INTEGER PRIMARY KEY, key TEXT NOT NULL UNIQUE, label TEXT NOT NULL, kind TEXT NOT NULL, title TEXT,
    page INTEGER NOT NULL, parent INTEGER, text TEXT NOT NULL, record TEXT NOT NULL, digest TEXT NOT NULL
);
CREATE INDEX clauses_parent ON clauses (parent);
CREATE TABLE cites (head TEXT NOT NULL, row INTEGER NOT NULL, outside INTEGER NOT NULL, UNIQUE (head, row, outside));
CREATE TABLE arrays (name TEXT PRIMARY KEY, type TEXT NOT NULL, shape TEXT NOT NULL, data BLOB NOT NULL);
"""

Cite = tuple[str, int, bool]
"""The head of a place that a clause refers to, the clause's row, and whether the place is in another document."""


def write_volume(path: Path, clauses: Sequence[Clause], arrays: Mapping[str, NDArray[Any]]) -> None:
    """Write a new file with an edition's clauses in document order, and arrays by name."""
    with closing(sqlite3.connect(path)) as connection, connection:
        # Whoever publishes the file has it written to the disk first.
        connection.executescript("PRAGMA journal_mode=OFF; PRAGMA synchronous=OFF;" + _SCHEMA)
        connection.executemany("INSERT INTO clauses VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)", _rows(clauses))
        connection.executemany("INSERT OR IGNORE INTO cites VALUES (?, ?, ?)", _cites(clauses))
        connection.executemany(
            "INSERT INTO arrays VALUES (?, ?, ?, ?)",
            ((name, one.dtype.str, json.dumps(one.shape), one.tobytes()) for name, one in arrays.items()),
        )


def _rows(clauses: Sequence[Clause]) -> Iterator[tuple[object, ...]]:
    for row, (clause, parent) in enumerate(zip(clauses, parents(clauses), strict=True)):
        columns = (clause.key, clause.label, clause.kind, clause.title, clause.page, parent, clause.text)
        digest = clause_digest(clause.title, clause.text)
        yield (row, *columns, clause.model_dump_json(exclude_none=True), digest)


def _cites(clauses: Sequence[Clause]) -> Iterator[Cite]:
    """What clauses refer to: the head of the place, so that whatever cites a clause is found without reading all."""
    for row, clause in enumerate(clauses):
        for reference in clause.references or ():
            if reference.path:
                yield place_head(reference.path), row, reference.document is not None
        for patch in clause.patches or ():
            yield place_head(patch.path), row, True


def place_head(path: Sequence[str]) -> str:
    """Return the first part of a path as it may be cited: 附录A is A, Chapter 2 may be cited as 2."""
    return re.sub(r"^(?:annex|chapter) ", "", path[0].casefold())


def clause_digest(title: str | None, text: str) -> str:
    """Return the SHA-256 of what a clause says, its title and its text."""
    return hashlib.sha256(f"{title or ''}\0{text}".encode()).hexdigest()


def opened(path: Path) -> sqlite3.Connection:
    """Open a file that nobody changes for reading, by any thread at a time."""
    uri = f"{path.resolve().as_uri()}?mode=ro&immutable=1"
    return sqlite3.connect(uri, uri=True, check_same_thread=False)


def arrays_of(path: Path, *names: str) -> list[NDArray[Any]]:
    """Return arrays of a file by name, in the order asked for; they cannot be written to."""
    with closing(opened(path)) as connection:
        marks = ",".join("?" * len(names))
        found = connection.execute(f"SELECT name, type, shape, data FROM arrays WHERE name IN ({marks})", names)
        held = {name: np.frombuffer(data, type).reshape(json.loads(shape)) for name, type, shape, data in found}
    return [held[name] for name in names]


def cites_of(path: Path) -> list[Cite]:
    """Return what the clauses of a file refer to."""
    with closing(opened(path)) as connection:
        return connection.execute("SELECT head, row, outside FROM cites").fetchall()


def check_volume(path: Path, clauses: int) -> None:
    """Check that a written file is whole and holds as many clauses; BuildError otherwise."""
    with closing(opened(path)) as connection:
        whole = connection.execute("PRAGMA integrity_check").fetchone()[0] == "ok"
        count = connection.execute("SELECT count(*) FROM clauses").fetchone()[0]
        readable = all(json.loads(row[0])["key"] for row in connection.execute("SELECT record FROM clauses"))
    if not (whole and readable and count == clauses):
        raise BuildError(
            f"{path.name} was not written whole ({count} of {clauses} clauses): run 'assistant index' again."
        )
