"""What became of a clause since somebody stood on it: changed, gone, or its edition no longer in force."""

from __future__ import annotations

from datetime import date
from typing import Literal

from assistant.library.model import Status
from assistant.library.status import status_of
from assistant.library.store import Library

Became = Literal["no_edition", "no_clause", "changed", "superseded", "repealed"]
OLD: tuple[Status, ...] = ("superseded", "repealed")


class Standing:
    """A library on a day, asked for many clauses; the digests of an edition are read once."""

    def __init__(self, library: Library, day: date) -> None:
        self._library = library
        self._day = day
        self._digests: dict[str, dict[str, str]] = {}

    def became(self, edition: str, key: str, digest: str | None, was_old: bool) -> Became | None:
        """Return what became of a clause, None where it stands as it did.

        Args:
            edition: Its edition.
            key: Its key.
            digest: That of its title and text then; None where it is not known, empty where it was gone already.
            was_old: Whether its edition was superseded or repealed already.
        """
        record = self._library.editions.get(edition)
        if record is None:
            return None if digest == "" else "no_edition"
        found = self.digest(edition, key)
        if not found:
            return None if digest == "" else "no_clause"
        if digest not in (None, found):
            return "changed"
        status = status_of(record, self._day)
        if was_old or status not in OLD:
            return None
        return "superseded" if status == "superseded" else "repealed"

    def digest(self, edition: str, key: str) -> str:
        """Return the digest of a clause's title and text, empty where the library does not hold it."""
        if edition not in self._library.editions:
            return ""
        if edition not in self._digests:
            found = self._library.digests(edition)
            self._digests[edition] = {key: digest for key, (_, digest, _) in found.items()}
        return self._digests[edition].get(key, "")

    def is_old(self, edition: str) -> bool:
        """Tell whether an edition is superseded, repealed or not held."""
        record = self._library.editions.get(edition)
        return record is None or status_of(record, self._day) in OLD
