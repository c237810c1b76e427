"""Permanent addresses of recorded answers, which nobody can guess and which do not tell how many answers there are.

A token holds the entry's number, hidden by a key that is kept beside the ledger, and a seal made of that key, the
number and the entry's hash. So it leads to the very entry it was made for, also after a backup was put back.
"""

from __future__ import annotations

import base64
import binascii
import hmac
import os
import secrets
from pathlib import Path

from assistant.errors import AssistantError, NotFoundError
from assistant.records.entries import Answered
from assistant.records.ledger import Ledger

FILE_NAME = "addresses.key"
_KEY, _SEAL, _NUMBER = 32, 12, 6
"""Lengths in bytes."""


class AddressError(AssistantError):
    """The key of the addresses cannot be read or made."""

    code = "address"


class Addresses:
    """Makes the tokens of a data folder's answers and finds the answers of tokens; its key is made when needed."""

    def __init__(self, data: Path) -> None:
        self._path = data / FILE_NAME
        self._ledger = Ledger(data)
        self._known: bytes | None = None

    def token(self, entry: Answered) -> str:
        """Return the token of an answer: 24 characters that an address can hold as they are.

        Raises:
            AddressError: there is no key and none can be made.
        """
        key = self._key()
        seal = _seal(key, entry.number, entry.hash)
        return base64.urlsafe_b64encode(seal + _hidden(key, seal, entry.number.to_bytes(_NUMBER))).decode()

    def answer(self, token: str) -> Answered:
        """Return the answer that a token was made for; NotFoundError where it was made for none."""
        unknown = NotFoundError("There is no answer at this address: check that it was copied as a whole.")
        try:
            given = base64.b64decode(token.encode("ascii"), b"-_", validate=True)
        except (binascii.Error, UnicodeEncodeError) as error:
            raise unknown from error
        if len(given) != _SEAL + _NUMBER or not self._path.exists():
            raise unknown
        key, seal = self._key(), given[:_SEAL]
        try:
            entry = self._ledger.entry(int.from_bytes(_hidden(key, seal, given[_SEAL:])))
        except NotFoundError as error:
            raise unknown from error
        if not isinstance(entry, Answered) or not hmac.compare_digest(seal, _seal(key, entry.number, entry.hash)):
            raise unknown
        return entry

    def _key(self) -> bytes:
        if self._known is None:
            try:
                if not self._path.exists():
                    self._make()
                self._known = self._path.read_bytes()
            except OSError as error:
                raise AddressError(
                    f"Answers have no address: {self._path} cannot be used ({error.strerror}): check the rights."
                ) from error
            if len(self._known) != _KEY:
                self._known = None
                raise AddressError(f"Answers have no address: {self._path} is damaged: put back its last backup.")
        return self._known

    def _make(self) -> None:
        """Write a new key whole and for nobody else to read, unless another process was first."""
        self._path.parent.mkdir(parents=True, exist_ok=True)
        made = self._path.with_suffix(f".{os.getpid()}.{secrets.token_hex(4)}")
        try:
            with os.fdopen(os.open(made, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600), "wb") as file:
                file.write(secrets.token_bytes(_KEY))
            os.link(made, self._path)
        except FileExistsError:
            return
        finally:
            made.unlink(missing_ok=True)


def _seal(key: bytes, number: int, entry_hash: str) -> bytes:
    return hmac.digest(key, f"answer {number} {entry_hash}".encode(), "sha256")[:_SEAL]


def _hidden(key: bytes, seal: bytes, number: bytes) -> bytes:
    """Hide the bytes of a number, or show hidden ones again."""
    mask = hmac.digest(key, b"number " + seal, "sha256")
    return bytes(one ^ other for one, other in zip(number, mask[:_NUMBER], strict=True))
