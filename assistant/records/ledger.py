"""The ledger: every answer given, in order, each entry chained to the one before so that none changes unseen."""

from __future__ import annotations

import hashlib
import json
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path

from assistant.errors import AssistantError
from assistant.library.model import Answer, Model

FILE_NAME = "ledger.sqlite"
VERSION = 1
_STARTED = "0" * 64
_SCHEMA = """
CREATE TABLE schema (version INTEGER NOT NULL);
CREATE TABLE entries (
    number INTEGER PRIMARY KEY, at TEXT NOT NULL, channel TEXT NOT NULL, answer TEXT NOT NULL, digests TEXT NOT NULL,
    hash TEXT NOT NULL
);
CREATE TABLE head (number INTEGER NOT NULL, hash TEXT NOT NULL);
CREATE TRIGGER never_changed BEFORE UPDATE ON entries BEGIN SELECT RAISE(ABORT, 'entries are never changed'); END;
CREATE TRIGGER never_removed BEFORE DELETE ON entries BEGIN SELECT RAISE(ABORT, 'entries are never removed'); END;
"""


class LedgerError(AssistantError):
    """The ledger cannot be written or read."""

    code = "ledger"


class Entry(Model):
    """A recorded answer. `digests` are those of the cited clauses when it was given, by number of the citation."""

    number: int
    at: str
    channel: str
    answer: Answer
    digests: dict[int, str]
    hash: str


class Ledger:
    """Answers given, in one SQLite file that is only added to; safe to use from many threads and processes."""

    def __init__(self, data: Path) -> None:
        self.path = data / FILE_NAME

    def add(self, answer: Answer, channel: str, digests: dict[int, str]) -> int:
        """Record an answer and return its number; LedgerError where it cannot be written."""
        at = datetime.now(UTC).isoformat(timespec="milliseconds")
        fields = (at, channel, answer.model_dump_json(exclude_none=True), json.dumps(digests, sort_keys=True))
        try:
            self.path.parent.mkdir(parents=True, exist_ok=True)
            with closing(sqlite3.connect(self.path, timeout=20, isolation_level=None)) as ledger:
                ledger.execute("PRAGMA synchronous=FULL")
                ledger.execute("BEGIN IMMEDIATE")
                _prepare(ledger)
                last, before = ledger.execute("SELECT number, hash FROM head").fetchone()
                made = _hash(before, last + 1, *fields)
                ledger.execute("INSERT INTO entries VALUES (?, ?, ?, ?, ?, ?)", (last + 1, *fields, made))
                ledger.execute("UPDATE head SET number = ?, hash = ?", (last + 1, made))
                ledger.execute("COMMIT")
        except (OSError, sqlite3.Error) as error:
            reason = getattr(error, "strerror", None) or error
            raise LedgerError(
                f"The answer could not be recorded in {self.path} ({reason}): make room or check the rights."
            ) from error
        return int(last) + 1

    def readable(self) -> bool:
        """Tell whether there is a ledger that can be read."""
        return not self.path.exists() or not any(self._broken())

    def entries(self) -> Iterator[Entry]:
        """Yield the recorded answers in order; LedgerError where the file is no ledger."""
        try:
            for number, at, channel, answer, digests, made in self._rows():
                yield Entry(
                    number=number, at=at, channel=channel, answer=Answer.model_validate_json(answer),
                    digests=json.loads(digests), hash=made,
                )  # fmt: skip
        except (sqlite3.Error, ValueError) as error:
            raise LedgerError(f"The ledger {self.path} cannot be read ({error}): put back its last backup.") from error

    def problems(self) -> Iterator[str]:
        """Yield a sentence for each entry that was changed, and for those that are missing."""
        broken = list(self._broken())
        if broken or not self.path.exists():
            yield from broken
            return
        before, expected = _STARTED, 1
        for number, *fields, made in self._rows():
            if number != expected:
                yield f"The recorded answers {expected} to {number - 1} are missing: put back the ledger's last backup."
            elif _hash(before, number, *fields) != made:
                yield f"The recorded answer {number} is not as it was written: put back the ledger's last backup."
            before, expected = made, number + 1
        with closing(self._opened()) as ledger:
            head = ledger.execute("SELECT number, hash FROM head").fetchone()
        if head != (expected - 1, before):
            yield "The last recorded answers are missing or changed: put back the ledger's last backup."

    def _broken(self) -> Iterator[str]:
        if not self.path.exists():
            return
        try:
            with closing(self._opened()) as ledger:
                found = [str(row[0]) for row in ledger.execute("PRAGMA integrity_check")]
                version = ledger.execute("SELECT version FROM schema").fetchone()[0]
                for _, _, _, answer, digests, _ in ledger.execute("SELECT * FROM entries"):
                    Answer.model_validate_json(answer)
                    json.loads(digests)
        except (sqlite3.Error, TypeError, ValueError) as error:
            found, version = [str(error).splitlines()[0]], VERSION
        if found != ["ok"]:
            yield f"The ledger cannot be read ({found[0]}): put back its last backup."
        elif version > VERSION:
            yield "The ledger was written by a later version of the assistant: use that version."

    def _opened(self) -> sqlite3.Connection:
        return sqlite3.connect(f"{self.path.resolve().as_uri()}?mode=ro", uri=True, timeout=20)

    def _rows(self) -> Iterator[tuple[int, str, str, str, str, str]]:
        if not self.path.exists():
            return
        with closing(self._opened()) as ledger:
            yield from ledger.execute("SELECT * FROM entries ORDER BY number")


def _prepare(ledger: sqlite3.Connection) -> None:
    """Make the tables where there are none, inside the transaction that is open."""
    if ledger.execute("SELECT 1 FROM sqlite_master WHERE name = 'schema'").fetchone():
        version = ledger.execute("SELECT version FROM schema").fetchone()[0]
        if version > VERSION:
            raise sqlite3.DatabaseError("it was written by a later version of the assistant")
        return
    for statement in _SCHEMA.strip().replace("; END;", "; END\x00").replace(";\n", "\x00").split("\x00"):
        if statement.strip(" ;\n"):
            ledger.execute(statement)
    ledger.execute("INSERT INTO schema VALUES (?)", (VERSION,))
    ledger.execute("INSERT INTO head VALUES (0, ?)", (_STARTED,))


def _hash(before: str, number: int, at: str, channel: str, answer: str, digests: str) -> str:
    return hashlib.sha256(json.dumps([before, number, at, channel, answer, digests]).encode()).hexdigest()
