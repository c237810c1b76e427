"""The ledger: what was answered, judged and done, in order, each entry chained to the one before.

Version 2 added entries that are no answers. An answer is hashed as version 1 hashed it, so that old chains hold.
"""

from __future__ import annotations

import hashlib
import json
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from datetime import UTC, datetime
from pathlib import Path

from assistant.errors import AssistantError, NotFoundError
from assistant.library.model import Answer
from assistant.records.entries import Act, Answered, Example, Feedback, Recorded, Verdict

FILE_NAME = "ledger.sqlite"
VERSION = 2
_ANSWER = "answer"
_STARTED = "0" * 64
_SCHEMA = (
    "CREATE TABLE schema (version INTEGER NOT NULL)",
    "CREATE TABLE entries (number INTEGER PRIMARY KEY, at TEXT NOT NULL, by TEXT NOT NULL, body TEXT NOT NULL, "
    "digests TEXT NOT NULL, hash TEXT NOT NULL, kind TEXT NOT NULL DEFAULT 'answer')",
    "CREATE TABLE head (number INTEGER NOT NULL, hash TEXT NOT NULL)",
    "CREATE TRIGGER never_changed BEFORE UPDATE ON entries BEGIN SELECT RAISE(ABORT, 'entries are never changed'); END",
    "CREATE TRIGGER never_removed BEFORE DELETE ON entries BEGIN SELECT RAISE(ABORT, 'entries are never removed'); END",
    f"INSERT INTO schema VALUES ({VERSION})",
    f"INSERT INTO head VALUES (0, '{_STARTED}')",
)
_FROM_VERSION_1 = (
    "ALTER TABLE entries RENAME COLUMN channel TO by",
    "ALTER TABLE entries RENAME COLUMN answer TO body",
    "ALTER TABLE entries ADD COLUMN kind TEXT NOT NULL DEFAULT 'answer'",
    "UPDATE schema SET version = 2",
)
_SELECT = {
    1: "SELECT number, at, channel, answer, digests, 'answer', hash FROM entries WHERE number > ? ORDER BY number",
    2: "SELECT number, at, by, body, digests, kind, hash FROM entries WHERE number > ? ORDER BY number",
}
_ACTS = "SELECT number, at, by, body, digests, kind, hash FROM entries WHERE kind = 'act' ORDER BY number DESC"
_LAST_VERDICT = (
    "SELECT coalesce(max(number), 0) FROM entries WHERE kind = 'verdict' AND json_extract(body, '$.answer') = ?"
)

Row = tuple[int, str, str, str, str, str, str]
"""Number, time, by whom, body, digests, kind, hash."""


class LedgerError(AssistantError):
    """The ledger cannot be written or read."""

    code = "ledger"


class TalkedOverError(LedgerError):
    """Somebody else judged the answer in the meantime."""

    code = "talked_over"


class Ledger:
    """Entries in one SQLite file that is only added to; safe to use from many threads and processes."""

    def __init__(self, data: Path) -> None:
        self.path = data / FILE_NAME

    def add(self, answer: Answer, channel: str, digests: dict[int, str]) -> int:
        """Record an answer and return its number; LedgerError where it cannot be written."""
        body, kept = answer.model_dump_json(exclude_none=True), json.dumps(digests, sort_keys=True)
        return self._append(_ANSWER, channel, body, kept)

    def write(self, event: Feedback | Verdict | Example | Act, by: str) -> int:
        """Record what was said or done and return its number.

        Raises:
            TalkedOverError: a verdict on an answer that has been judged since its writer looked.
            LedgerError: it cannot be written.
        """
        judged = event if isinstance(event, Verdict) else None
        return self._append(event.kind, by, event.model_dump_json(exclude_none=True), "{}", judged)

    def _append(self, kind: str, by: str, body: str, digests: str, judged: Verdict | None = None) -> int:
        fields = (datetime.now(UTC).isoformat(timespec="milliseconds"), by, body, digests)
        try:
            self.path.parent.mkdir(parents=True, exist_ok=True)
            with closing(sqlite3.connect(self.path, timeout=20, isolation_level=None)) as ledger:
                ledger.execute("PRAGMA synchronous=FULL")
                ledger.execute("BEGIN IMMEDIATE")
                _prepare(ledger)
                if judged and ledger.execute(_LAST_VERDICT, (judged.answer,)).fetchone()[0] > judged.seen:
                    raise TalkedOverError(
                        f"Somebody else judged answer {judged.answer} in the meantime: look at that verdict first."
                    )
                last, before = ledger.execute("SELECT number, hash FROM head").fetchone()
                made = _hash(before, last + 1, *fields, kind)
                ledger.execute("INSERT INTO entries VALUES (?, ?, ?, ?, ?, ?, ?)", (last + 1, *fields, made, kind))
                ledger.execute("UPDATE head SET number = ?, hash = ?", (last + 1, made))
                ledger.execute("COMMIT")
        except (OSError, sqlite3.Error) as error:
            reason = getattr(error, "strerror", None) or error
            raise LedgerError(
                f"The entry could not be recorded in {self.path} ({reason}): make room or check the rights."
            ) from error
        return int(last) + 1

    def readable(self) -> bool:
        """Tell whether there is a ledger that can be read."""
        return not self.path.exists() or not any(self._broken())

    def entries(self, after: int = 0) -> Iterator[Answered | Recorded]:
        """Yield the entries behind a number, in order; LedgerError where the file is no ledger."""
        with self._read():
            for row in self._rows(after):
                yield _entry(row)

    def rows(self, after: int = 0) -> Iterator[Row]:
        """Yield the entries behind a number as they are kept; LedgerError where the file is no ledger."""
        with self._read():
            yield from self._rows(after)

    def entry(self, number: int) -> Answered | Recorded:
        """Return one entry; NotFoundError where there is none of this number."""
        with self._read():
            found = next(self._rows(number - 1), None)
            if found is None or found[0] != number:
                raise NotFoundError(f"The ledger holds no entry {number}.")
            return _entry(found)

    def head(self) -> tuple[int, str]:
        """Return number and hash of the last entry; number 0 where there is none."""
        with self._read():
            if not self.path.exists():
                return 0, _STARTED
            with closing(self._opened()) as ledger:
                number, made = ledger.execute("SELECT number, hash FROM head").fetchone()
        return int(number), str(made)

    @contextmanager
    def _read(self) -> Iterator[None]:
        try:
            yield
        except (sqlite3.Error, ValueError) as error:
            raise LedgerError(f"The ledger {self.path} cannot be read ({error}): put back its last backup.") from error

    def answers(self) -> Iterator[Answered]:
        """Yield the recorded answers in order; LedgerError where the file is no ledger."""
        return (entry for entry in self.entries() if isinstance(entry, Answered))

    def events(self) -> Iterator[Recorded]:
        """Yield what was said and done, in order; LedgerError where the file is no ledger."""
        return (entry for entry in self.entries() if isinstance(entry, Recorded))

    def acts(self) -> Iterator[tuple[Recorded, Act]]:
        """Yield what maintainers did, newest first, without reading the answers; LedgerError where it is no ledger."""
        with self._read():
            if not self.path.exists():
                return
            with closing(self._opened()) as ledger:
                if _version(ledger) == 1:
                    return
                for row in ledger.execute(_ACTS):
                    entry = _entry(row)
                    if isinstance(entry, Recorded) and isinstance(entry.event, Act):
                        yield entry, entry.event

    def problems(self) -> Iterator[str]:
        """Yield a sentence for each entry that was changed, and for those that are missing."""
        broken = list(self._broken())
        if broken or not self.path.exists():
            yield from broken
            return
        before, expected = _STARTED, 1
        for number, *fields, made in self._rows():
            if number != expected:
                yield f"The ledger's entries {expected} to {number - 1} are missing: put back its last backup."
            elif _hash(before, number, *fields) != made:
                yield f"The ledger's entry {number} is not as it was written: put back its last backup."
            before, expected = made, number + 1
        with closing(self._opened()) as ledger:
            head = ledger.execute("SELECT number, hash FROM head").fetchone()
        if head != (expected - 1, before):
            yield "The ledger's last entries are missing or changed: put back its last backup."

    def _broken(self) -> Iterator[str]:
        if not self.path.exists():
            return
        try:
            with closing(self._opened()) as ledger:
                found = [str(row[0]) for row in ledger.execute("PRAGMA integrity_check")]
                version = _version(ledger)
            if version <= VERSION:
                for row in self._rows():
                    _entry(row)
        except (sqlite3.Error, TypeError, ValueError) as error:
            found, version = [str(error).splitlines()[0]], VERSION
        if found != ["ok"]:
            yield f"The ledger cannot be read ({found[0]}): put back its last backup."
        elif version > VERSION:
            yield "The ledger was written by a later version of the assistant: use that version."

    def _opened(self) -> sqlite3.Connection:
        if self.path.with_name(f"{self.path.name}-journal").exists():
            # Left by a process that was killed as it wrote: only who may write can undo what it began.
            with suppress(sqlite3.Error), closing(sqlite3.connect(self.path, timeout=20)) as ledger:
                ledger.execute("SELECT 1 FROM sqlite_master").fetchone()
        return sqlite3.connect(f"{self.path.resolve().as_uri()}?mode=ro", uri=True, timeout=20)

    def _rows(self, after: int = 0) -> Iterator[Row]:
        if not self.path.exists():
            return
        with closing(self._opened()) as ledger:
            yield from ledger.execute(_SELECT[min(_version(ledger), VERSION)], (after,))


def _entry(row: Row) -> Answered | Recorded:
    number, at, by, body, digests, kind, made = row
    if kind == _ANSWER:
        answer, kept = Answer.model_validate_json(body), json.loads(digests)
        return Answered(number=number, at=at, channel=by, answer=answer, digests=kept, hash=made)
    return Recorded.model_validate({"number": number, "at": at, "by": by, "event": json.loads(body), "hash": made})


def _version(ledger: sqlite3.Connection) -> int:
    return int(ledger.execute("SELECT version FROM schema").fetchone()[0])


def _prepare(ledger: sqlite3.Connection) -> None:
    """Make the tables, or bring an older ledger's up to date, inside the transaction that is open."""
    if not ledger.execute("SELECT 1 FROM sqlite_master WHERE name = 'schema'").fetchone():
        steps: tuple[str, ...] = _SCHEMA
    elif (version := _version(ledger)) > VERSION:
        raise sqlite3.DatabaseError("it was written by a later version of the assistant")
    else:
        steps = _FROM_VERSION_1 if version == 1 else ()
    for step in steps:
        ledger.execute(step)


def _hash(before: str, number: int, at: str, by: str, body: str, digests: str, kind: str) -> str:
    fields = [before, number, at, by, body, digests]
    return hashlib.sha256(json.dumps(fields if kind == _ANSWER else [*fields, kind]).encode()).hexdigest()
