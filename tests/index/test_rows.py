import shutil
import sqlite3
from contextlib import closing
from hashlib import blake2b
from pathlib import Path

import numpy as np
import pytest

from assistant.errors import BuildError
from assistant.index.builds import Build, open_current
from assistant.library.labels import fold_key
from assistant.library.store import Library
from tests.retrieval.benches import DOCUMENTS, index_documents


@pytest.fixture(scope="module")
def index(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("index")
    index_documents(folder, DOCUMENTS)
    return folder


def test_columns_say_what_the_clauses_say(index: Path) -> None:
    with open_current(index) as build:
        rows, number = build.rows, 0
        for place, edition in enumerate(build.editions):
            for clause in build.clauses(edition):
                above = build.parent(edition, clause.key)
                assert rows.edition[number] == place
                assert rows.kinds[number] == clause.kind
                assert rows.titles[number] == clause.title
                assert rows.empty[number] == (not clause.text and len(clause.title or "") < 14)
                assert rows.parent[number] == (-1 if above is None else build.library.row(edition, above.key))
                assert number in rows.folded.get((place, fold_key(clause.key)), [])
                number += 1
        assert rows.items[build.library.row("park-law", "59")] == 1
        assert rows.folded.get((0, "no such key"), []) == []


def as_before(folder: Path, library: Library) -> None:
    """Put a build's clauses and places as earlier versions kept them: all clauses in one file, numbered through."""
    with closing(sqlite3.connect(folder / "earlier.sqlite")) as connection, connection:
        connection.executescript(
            "CREATE TABLE editions (edition TEXT PRIMARY KEY, first_row INTEGER, record TEXT) WITHOUT ROWID;"
            "CREATE TABLE clauses (row INTEGER PRIMARY KEY, edition TEXT, key TEXT, label TEXT, kind TEXT, title TEXT,"
            " page INTEGER, parent INTEGER, text TEXT, record TEXT, UNIQUE (edition, key));"
            "CREATE TABLE cites (head TEXT, row INTEGER, outside INTEGER, UNIQUE (head, row, outside));"
        )
        keys, row = np.zeros(len(library), np.dtype([("hash", np.uint64), ("row", np.int32)])), 0
        for place, (edition, record) in enumerate(library.editions.items()):
            connection.execute("INSERT INTO editions VALUES (?, ?, ?)", (edition, row, record.model_dump_json()))
            for one in library.clauses(edition):
                above = library.parent(edition, one.key)
                parent = None if above is None else library.row(edition, above.key)
                values = (one.key, one.label, one.kind, one.title, one.page, parent, one.text, one.model_dump_json())
                connection.execute(f"INSERT INTO clauses VALUES ({','.join('?' * 10)})", (row, edition, *values))
                hashed = blake2b(f"{place}\0{fold_key(one.key)}".encode(), digest_size=8).digest()
                keys[row] = (int.from_bytes(hashed, "little"), row)
                row += 1
    (folder / "earlier.sqlite").replace(folder / "library.sqlite")
    shutil.rmtree(folder / "editions")
    np.save(folder / "rows.keys.npy", np.sort(keys, order="hash"))


def told(build: Build) -> dict[tuple[str, str], tuple[object, ...]]:
    return {
        (edition, one.key): (
            one,
            build.library.row(edition, one.key),
            build.parent(edition, one.key),
            build.children(edition, one.key),
            build.neighbours(edition, one.key, 2),
            build.rows.folded.get((place, fold_key(one.key)), []),
        )
        for place, edition in enumerate(build.editions)
        for one in build.clauses(edition)
    }


def test_a_build_of_an_earlier_version_opens_and_says_the_same(index: Path) -> None:
    with open_current(index) as build:
        now, folder = told(build), build.folder
        as_before(folder, build.library)
    with open_current(index) as build:
        assert told(build) == now
        assert build.library.texts("park-law")[0][-1] is None
    (folder / "rows.columns.npy").unlink()
    with open_current(index) as build, pytest.raises(BuildError, match="earlier version"):
        assert build.rows
