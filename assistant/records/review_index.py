"""What the review desk counts and filters by, derived from the ledger and brought up to date with it when asked.

The ledger is the truth. This file may be removed at any time and is made again from it; it is made anew where the
ledger is not the one it was made from, as after a backup was put back.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from datetime import date
from pathlib import Path

from assistant.library.status import today
from assistant.library.store import Library
from assistant.records.became import Standing
from assistant.records.entering import enter
from assistant.records.ledger import Ledger, LedgerError

FILE_NAME = "review.sqlite"
VERSION = 2
_SCHEMA = f"""
CREATE TABLE state (number INTEGER NOT NULL, hash TEXT NOT NULL, looked_at TEXT NOT NULL);
INSERT INTO state VALUES (0, '', '');
CREATE TABLE answers (
    number INTEGER PRIMARY KEY, day TEXT NOT NULL, week TEXT NOT NULL, channel TEXT NOT NULL, outcome TEXT NOT NULL,
    kind TEXT NOT NULL, language TEXT NOT NULL, question TEXT NOT NULL, sampled INTEGER NOT NULL,
    down INTEGER NOT NULL DEFAULT 0, bureau INTEGER NOT NULL DEFAULT 0, complained INTEGER NOT NULL DEFAULT 0,
    touched INTEGER NOT NULL DEFAULT 0, reviewers INTEGER NOT NULL DEFAULT 0, disagree INTEGER NOT NULL DEFAULT 0,
    last INTEGER NOT NULL DEFAULT 0, overall TEXT, example INTEGER NOT NULL DEFAULT 0);
CREATE TABLE cited (answer INTEGER NOT NULL, n INTEGER NOT NULL, place INTEGER NOT NULL, PRIMARY KEY (answer, n))
    WITHOUT ROWID;
CREATE INDEX cited_place ON cited (place);
CREATE TABLE places (
    id INTEGER PRIMARY KEY, edition TEXT NOT NULL, document TEXT NOT NULL, key TEXT NOT NULL, digest TEXT,
    old INTEGER NOT NULL, became TEXT, looked_at INTEGER NOT NULL DEFAULT 0, UNIQUE (edition, key, digest, old));
CREATE TABLE verdicts (
    entry INTEGER PRIMARY KEY, answer INTEGER NOT NULL, by TEXT NOT NULL, day TEXT NOT NULL, overall TEXT NOT NULL,
    unseen TEXT);
CREATE INDEX verdicts_answer ON verdicts (answer);
CREATE INDEX verdicts_by ON verdicts (by, answer);
CREATE TABLE says (entry INTEGER PRIMARY KEY, answer INTEGER NOT NULL);
CREATE INDEX says_answer ON says (answer);
CREATE VIRTUAL TABLE words USING fts5 (text, content='', tokenize="unicode61 remove_diacritics 0");
PRAGMA user_version = {VERSION};
"""


class ReviewIndex:
    """The derived file of a data folder; safe to use from many threads and processes."""

    def __init__(self, data: Path) -> None:
        self.path = data / FILE_NAME
        self._ledger = Ledger(data)

    @contextmanager
    def opened(self, library: Library, build: str, day: date | None = None) -> Iterator[sqlite3.Connection]:
        """Open the index, brought up to date with the ledger and with what a build holds on a day.

        Raises:
            LedgerError: the ledger cannot be read, or the index not be written beside it.
        """
        try:
            self.path.parent.mkdir(parents=True, exist_ok=True)
            opened = self._connect()
            try:
                self._catch_up(opened, library, build, day or today())
            except BaseException:
                opened.close()
                raise
        except (OSError, sqlite3.Error) as error:
            reason = getattr(error, "strerror", None) or error
            raise LedgerError(
                f"The index of reviews {self.path} cannot be used ({reason}): make room, check the rights or remove it."
            ) from error
        with closing(opened) as index:
            yield index

    def _connect(self) -> sqlite3.Connection:
        try:
            index = self._open()
            index.execute("SELECT count(*) FROM sqlite_master").fetchone()
        except sqlite3.DatabaseError as error:
            if isinstance(error, sqlite3.OperationalError):
                raise
            # It is no database any more: nothing is lost with it.
            self.path.unlink(missing_ok=True)
            index = self._open()
        return index

    def _open(self) -> sqlite3.Connection:
        index = sqlite3.connect(self.path, timeout=120, isolation_level=None)
        index.execute("PRAGMA synchronous=OFF")
        return index

    def _catch_up(self, index: sqlite3.Connection, library: Library, build: str, day: date) -> None:
        head, looked_at = self._ledger.head(), f"{build} {day}"
        if _version(index) == VERSION and index.execute("SELECT * FROM state").fetchone() == (*head, looked_at):
            return
        index.execute("BEGIN IMMEDIATE")
        try:
            self._prepare(index)
            known, made, was = index.execute("SELECT * FROM state").fetchone()
            head = (known, made)
            for row in self._ledger.rows(known):
                enter(index, row)
                head = (row[0], row[6])
            _look_again(index, Standing(library, day), everywhere=was != looked_at)
            index.execute("UPDATE state SET number = ?, hash = ?, looked_at = ?", (*head, looked_at))
            index.execute("COMMIT")
        except BaseException:
            index.execute("ROLLBACK")
            raise

    def _prepare(self, index: sqlite3.Connection) -> None:
        """Make the tables where there are none, or anew where they were made from another ledger."""
        if _version(index) == VERSION:
            number, made = index.execute("SELECT number, hash FROM state").fetchone()
            if number == 0 or self._holds(number, made):
                return
        names = index.execute("SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'words_%'")
        for (name,) in names.fetchall():
            index.execute(f"DROP TABLE {name}")
        for statement in filter(str.strip, _SCHEMA.split(";\n")):
            index.execute(statement)

    def _holds(self, number: int, made: str) -> bool:
        row = next(self._ledger.rows(number - 1), None)
        return row is not None and (row[0], row[6]) == (number, made)


def _version(index: sqlite3.Connection) -> int:
    return int(index.execute("PRAGMA user_version").fetchone()[0])


def _look_again(index: sqlite3.Connection, standing: Standing, everywhere: bool) -> None:
    """Say of the cited places that are new, or of all, what became of them, and which answers stand on such."""
    wanted = "" if everywhere else " WHERE NOT looked_at"
    places = index.execute(f"SELECT id, edition, key, digest, old FROM places{wanted} ORDER BY edition").fetchall()
    became = [(standing.became(edition, key, digest, bool(old)), id) for id, edition, key, digest, old in places]
    index.executemany("UPDATE places SET became = ?, looked_at = 1 WHERE id = ?", became)
    if everywhere:
        index.execute("UPDATE answers SET touched = 0 WHERE touched")
    index.executemany(
        "UPDATE answers SET touched = 1 WHERE number IN (SELECT answer FROM cited WHERE place = ?)",
        [(id,) for what, id in became if what],
    )
