"""Who may enter the desks: accounts, their roles and sessions, in one SQLite file beside the ledger.

Passwords are kept as argon2id, session tokens as SHA-256: whoever reads the file can enter with neither.
"""

from __future__ import annotations

import hashlib
import os
import re
import secrets
import sqlite3
import threading
import time
import unicodedata
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing, contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Literal, get_args

from assistant.errors import AssistantError, NotFoundError, UsageError
from assistant.library.model import Model
from assistant.records.passwords import check_password, fits, hash_password, renewed

FILE_NAME = "accounts.sqlite"
VERSION = 1
Role = Literal["reviewer", "maintainer"]
ROLES: tuple[Role, ...] = get_args(Role)
FREE_FAILURES = 5
"""How many wrong passwords in a row cost nothing."""
FIRST_WAIT, LONGEST_WAIT = 30.0, 3600.0
"""Seconds: the wait doubles with each failure beyond the free ones."""
_FORGOTTEN = 86400.0
"""Seconds after which failures no longer count."""
_SEEN_STEP = 60.0
"""Seconds: a session is noted as used no more often than this."""
_NAME = re.compile(r"[\w.@-]{1,40}")
_SCHEMA = (
    "CREATE TABLE accounts (folded TEXT PRIMARY KEY, name TEXT NOT NULL, password TEXT NOT NULL, roles TEXT NOT NULL, "
    "added REAL NOT NULL, seen REAL)",
    "CREATE TABLE sessions (token TEXT PRIMARY KEY, folded TEXT NOT NULL REFERENCES accounts ON DELETE CASCADE, "
    "began REAL NOT NULL, seen REAL NOT NULL)",
    "CREATE TABLE failures (folded TEXT PRIMARY KEY, count INTEGER NOT NULL, last REAL NOT NULL)",
    f"PRAGMA user_version = {VERSION}",
)


class AccountsError(AssistantError):
    """The accounts cannot be read or written."""

    code = "accounts"


class WrongPasswordError(AssistantError):
    """No account has this name and password; which of them is wrong is not told."""

    code = "wrong_password"


class LockedOutError(AssistantError):
    """Too many wrong passwords for this name; `wait` is how many seconds are left."""

    code = "locked_out"

    def __init__(self, wait: float) -> None:
        self.wait = max(1, round(wait))
        super().__init__(f"Too many wrong passwords for this name: wait {self.wait} seconds and try again.")


class Account(Model):
    """A person who may enter."""

    name: str
    roles: tuple[Role, ...]
    added: str
    """Time, ISO, UTC."""
    seen: str | None = None
    """When last signed in."""


class Accounts:
    """The accounts of a data folder; safe to use from many threads and processes.

    `lifetime` and `idle` say, in seconds, how long a session lasts at most and without being used.
    """

    def __init__(
        self, data: Path, lifetime: float = 12 * 3600, idle: float = 3600, now: Callable[[], float] = time.time
    ) -> None:
        self.path = data / FILE_NAME
        self._lifetime = lifetime
        self._idle = idle
        self._now = now
        self._signing_in = threading.Lock()

    def any(self) -> bool:
        """Tell whether there is an account at all."""
        return bool(self.listed())

    def listed(self) -> list[Account]:
        """Return the accounts by name."""
        if not self._made():
            return []
        with self._reading() as kept:
            rows = kept.execute("SELECT name, roles, added, seen FROM accounts ORDER BY folded").fetchall()
        return [_account(*row) for row in rows]

    def add(self, name: str, password: str, roles: Sequence[Role]) -> Account:
        """Make an account; UsageError where the name is taken or no name, the password too weak, or no role given."""
        name, folded = _checked_name(name), _folded(name)
        check_password(name, password)
        if not roles:
            raise UsageError(f"The account needs a role: name {' or '.join(ROLES)}.")
        hashed, kept_roles = hash_password(password), " ".join(role for role in ROLES if role in roles)
        with self._writing() as kept:
            if kept.execute("SELECT 1 FROM accounts WHERE folded = ?", (folded,)).fetchone():
                raise UsageError(f"There is an account '{name}' already: remove it first, or choose another name.")
            row = (folded, name, hashed, kept_roles, self._now())
            kept.execute("INSERT INTO accounts VALUES (?, ?, ?, ?, ?, NULL)", row)
        return _account(name, kept_roles, row[-1], None)

    def change_password(self, name: str, password: str) -> None:
        """Give an account another password and end its sessions; NotFoundError where there is none of the name."""
        check_password(name, password)
        hashed, folded = hash_password(password), _folded(name)
        with self._writing() as kept:
            if not kept.execute("UPDATE accounts SET password = ? WHERE folded = ?", (hashed, folded)).rowcount:
                raise _no_account(name)
            kept.execute("DELETE FROM sessions WHERE folded = ?", (folded,))
            kept.execute("DELETE FROM failures WHERE folded = ?", (folded,))

    def remove(self, name: str) -> None:
        """Remove an account and end its sessions; NotFoundError where there is none of the name."""
        with self._writing() as kept:
            if not kept.execute("DELETE FROM accounts WHERE folded = ?", (_folded(name),)).rowcount:
                raise _no_account(name)

    def sign_in(self, name: str, password: str) -> str:
        """Begin a session and return its token.

        Raises:
            LockedOutError: too many failures for this name; the password is not looked at.
            WrongPasswordError: no account has this name and password.
        """
        folded = _folded(name)
        with self._signing_in:
            # Under the lock throughout: guesses sent at once are counted one by one.
            self._refuse_while_locked(folded)
            with self._writing() as kept:
                row = kept.execute("SELECT password FROM accounts WHERE folded = ?", (folded,)).fetchone()
            # A name that nobody has takes as long as a wrong password: names cannot be found out.
            if not fits(row[0] if row else None, password):
                self._note_failure(folded)
                raise WrongPasswordError("No account has this name and password: check both and try again.")
        return self._begin(folded, renewed(row[0], password))

    def _begin(self, folded: str, hashed: str) -> str:
        """Begin a session, end those that have lasted long enough, and return the new one's token."""
        token, now = secrets.token_urlsafe(32), self._now()
        with self._writing() as kept:
            kept.execute("DELETE FROM failures WHERE folded = ?", (folded,))
            kept.execute("DELETE FROM sessions WHERE began < ? OR seen < ?", (now - self._lifetime, now - self._idle))
            kept.execute("UPDATE accounts SET password = ?, seen = ? WHERE folded = ?", (hashed, now, folded))
            kept.execute("INSERT INTO sessions VALUES (?, ?, ?, ?)", (_digest(token), folded, now, now))
        return token

    def who(self, token: str) -> Account | None:
        """Return whose session a token is; None where it is nobody's, has ended, or lay unused for too long."""
        if not token or not self._made():
            return None
        now, digest = self._now(), _digest(token)
        with self._reading() as kept:
            row = kept.execute(
                "SELECT name, roles, added, accounts.seen, sessions.began, sessions.seen FROM sessions "
                "JOIN accounts USING (folded) WHERE token = ?",
                (digest,),
            ).fetchone()
        if row is None or now - row[4] > self._lifetime or now - row[5] > self._idle:
            return None
        if now - row[5] > _SEEN_STEP:
            with self._writing() as kept:
                kept.execute("UPDATE sessions SET seen = ? WHERE token = ?", (now, digest))
        return _account(*row[:4])

    def sign_out(self, token: str) -> None:
        """End a session."""
        if self._made():
            with self._writing() as kept:
                kept.execute("DELETE FROM sessions WHERE token = ?", (_digest(token),))

    def _refuse_while_locked(self, folded: str) -> None:
        if not self._made():
            return
        with self._reading() as kept:
            row = kept.execute("SELECT count, last FROM failures WHERE folded = ?", (folded,)).fetchone()
        if row and row[0] >= FREE_FAILURES:
            wait = min(FIRST_WAIT * 2.0 ** min(row[0] - FREE_FAILURES, 20), LONGEST_WAIT)
            left = row[1] + wait - self._now()
            if left > 0:
                raise LockedOutError(left)

    def _note_failure(self, folded: str) -> None:
        now = self._now()
        with self._writing() as kept:
            kept.execute("DELETE FROM failures WHERE last < ?", (now - _FORGOTTEN,))
            kept.execute(
                "INSERT INTO failures VALUES (?, 1, ?) "
                "ON CONFLICT DO UPDATE SET count = count + 1, last = excluded.last",
                (folded, now),
            )

    def _made(self) -> bool:
        """Tell whether the tables were ever made; a file just begun is empty."""
        return self.path.exists() and self.path.stat().st_size > 0

    @contextmanager
    def _reading(self) -> Iterator[sqlite3.Connection]:
        with self._told(), closing(sqlite3.connect(self.path, timeout=20, isolation_level=None)) as kept:
            yield kept

    @contextmanager
    def _writing(self) -> Iterator[sqlite3.Connection]:
        with self._told():
            self.path.parent.mkdir(parents=True, exist_ok=True)
            # Made by us first: SQLite would let others on the machine read it.
            os.close(os.open(self.path, os.O_CREAT | os.O_RDWR, 0o600))
            with closing(sqlite3.connect(self.path, timeout=20, isolation_level=None)) as kept:
                kept.execute("PRAGMA foreign_keys=ON")
                kept.execute("BEGIN IMMEDIATE")
                _prepare(kept)
                yield kept
                kept.execute("COMMIT")

    @contextmanager
    def _told(self) -> Iterator[None]:
        try:
            yield
        except (OSError, sqlite3.Error) as error:
            reason = getattr(error, "strerror", None) or error
            raise AccountsError(
                f"The accounts in {self.path} cannot be used ({reason}): check the rights, or put back the last backup."
            ) from error


def _prepare(kept: sqlite3.Connection) -> None:
    """Make the tables where there are none, inside the transaction that is open."""
    version = _version(kept)
    if version > VERSION:
        raise sqlite3.DatabaseError("they were written by a later version of the assistant")
    for step in _SCHEMA if version == 0 else ():
        kept.execute(step)


def _version(kept: sqlite3.Connection) -> int:
    return int(kept.execute("PRAGMA user_version").fetchone()[0])


def _account(name: str, roles: str, added: float, seen: float | None) -> Account:
    held = tuple(role for role in ROLES if role in roles.split())
    return Account(name=name, roles=held, added=_iso(added), seen=None if seen is None else _iso(seen))


def _iso(seconds: float) -> str:
    return datetime.fromtimestamp(seconds, UTC).isoformat(timespec="seconds")


def _folded(name: str) -> str:
    """Return what names are compared by, so that `Li` and `li` are one account."""
    return unicodedata.normalize("NFKC", name).strip().casefold()[:200]


def _checked_name(name: str) -> str:
    name = unicodedata.normalize("NFC", name).strip()
    if not _NAME.fullmatch(name):
        raise UsageError("An account's name has 1 to 40 letters, digits, dots, hyphens, underscores or @: choose such.")
    return name


def _no_account(name: str) -> NotFoundError:
    return NotFoundError(f"There is no account '{name[:40]}': 'assistant users list' names them.")


def _digest(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()
