"""Passwords: what makes a good one, and argon2id for keeping it."""

from __future__ import annotations

import secrets
import threading
from functools import cache
from typing import TYPE_CHECKING

from assistant.errors import UsageError

if TYPE_CHECKING:
    from argon2 import PasswordHasher

SHORTEST, LONGEST = 12, 1000
"""Characters."""
_FEWEST_DIFFERENT = 4
_ONE_AT_A_TIME = threading.Lock()
"""A hash takes 64 MiB: many who try at once must not fill the memory."""


def check_password(name: str, password: str) -> None:
    """Raise UsageError where a password is too short, too long or easily guessed."""
    if not SHORTEST <= len(password) <= LONGEST:
        raise UsageError(f"The password needs {SHORTEST} characters or more: take a few words that only you know.")
    if password.casefold() == name.casefold() or len(set(password)) < _FEWEST_DIFFERENT:
        raise UsageError("The password is too easy to guess: take a few words that only you know.")


def hash_password(password: str) -> str:
    """Return the argon2id hash of a password, with its salt and parameters."""
    with _ONE_AT_A_TIME:
        return _hasher().hash(password)


def fits(hashed: str | None, password: str) -> bool:
    """Tell whether a password is the one that was hashed; with None it takes as long and is not."""
    from argon2.exceptions import InvalidHashError, VerificationError

    with _ONE_AT_A_TIME:
        try:
            return _hasher().verify(hashed or _hash_of_nothing(), password[: LONGEST + 1]) and hashed is not None
        except (VerificationError, InvalidHashError):
            return False


def renewed(hashed: str, password: str) -> str:
    """Return the hash to keep from now on: a new one where the parameters have grown since it was made."""
    return hash_password(password) if _hasher().check_needs_rehash(hashed) else hashed


@cache
def _hasher() -> PasswordHasher:
    from argon2 import PasswordHasher

    return PasswordHasher()


@cache
def _hash_of_nothing() -> str:
    return _hasher().hash(secrets.token_urlsafe(16))
