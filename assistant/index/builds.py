"""Opening a build, and keeping the current one open."""

from __future__ import annotations

import threading
from datetime import date
from functools import cached_property
from pathlib import Path

from assistant.errors import BuildError, NotFoundError
from assistant.index.current import builds_folder, current_id, read_manifest, rollback
from assistant.index.lexical import LexicalIndex
from assistant.index.manifest import LIBRARY, Manifest
from assistant.index.rows import Rows
from assistant.index.vectors import VectorIndex
from assistant.library.labels import find_key
from assistant.library.links import Links
from assistant.library.model import Clause, EditionRecord, FailedFile, ReadingWarning, Status
from assistant.library.status import status_of
from assistant.library.store import Library

__all__ = ["Build", "CurrentBuild", "open_current", "rollback"]


class Build:
    """One build, opened for reading. Its parts are loaded when first used; safe to use from many threads."""

    def __init__(self, index: Path, manifest: Manifest) -> None:
        self.id = manifest.id
        self.manifest = manifest
        self.index = index
        self.folder = builds_folder(index) / manifest.id
        self.library = Library(self.folder / LIBRARY)
        self.failed = [
            FailedFile(file=file, code=failed.code, message=failed.message)
            for file, failed in sorted(manifest.failed.items())
        ]
        self._lock = threading.RLock()
        self._statuses: tuple[date, list[Status]] | None = None

    def __enter__(self) -> Build:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """Close the files of the build."""
        self.library.close()

    @property
    def editions(self) -> dict[str, EditionRecord]:
        """Editions by id."""
        return self.library.editions

    @property
    def warnings(self) -> list[dict[str, object]]:
        """What readers of the editions should know, each with its edition."""
        return [
            {"edition": name, **warning.to_json()}
            for name, record in self.editions.items()
            for warning in record.warnings
            if isinstance(warning, ReadingWarning)
        ]

    def statuses(self, day: date) -> list[Status]:
        """Return the status of each edition on a day, in the order of `editions`; those of the last day are kept."""
        known = self._statuses
        if known is None or known[0] != day:
            known = self._statuses = (day, [status_of(record, day) for record in self.editions.values()])
        return known[1]

    def edition(self, edition: str) -> EditionRecord:
        """Return an edition's record; NotFoundError where there is none."""
        return self.library.edition(edition)

    def clause(self, edition: str, key: str) -> Clause:
        """Return one clause; NotFoundError where there is none."""
        return self.library.clause(edition, key)

    def clauses(self, edition: str) -> list[Clause]:
        """Return an edition's clauses in document order."""
        return self.library.clauses(edition)

    def children(self, edition: str, key: str) -> list[Clause]:
        """Return the clauses directly under a clause, in document order."""
        return self.library.children(edition, key)

    def parent(self, edition: str, key: str) -> Clause | None:
        """Return the clause above a clause, or None at the top."""
        return self.library.parent(edition, key)

    def neighbours(self, edition: str, key: str, reach: int = 1) -> tuple[list[Clause], list[Clause]]:
        """Return up to `reach` clauses printed before and after a clause."""
        return self.library.neighbours(edition, key, reach)

    def find_label(self, edition: str, label: str) -> Clause | None:
        """Return the clause that people cite as `label` ("第八条", "Table 1", "4.2 a)"), or None."""
        key = find_key(self.library.labels(edition), label)
        return None if key is None else self.clause(edition, key)

    def find_clause(self, edition: str, key_or_label: str) -> Clause:
        """Return a clause by its key or else its label; NotFoundError where there is none."""
        try:
            return self.clause(edition, key_or_label)
        except NotFoundError:
            found = self.find_label(edition, key_or_label)
            if found is None:
                raise
            return found

    @cached_property
    def links(self) -> Links:
        """What the references of clauses lead to."""
        return Links(self.library)

    def corpus_path(self, edition: str) -> Path:
        """Return where the PDF of an edition lies; NotFoundError where it is gone."""
        path = (self.index / self.manifest.corpus / self.edition(edition).file).resolve()
        if not path.is_file():
            raise NotFoundError(f"The PDF of '{edition}' is no longer at {path}: put it back or index again.")
        return path

    @cached_property
    def _fields(self) -> dict[str, LexicalIndex]:
        return {}

    def words(self, field: str) -> LexicalIndex:
        """Return the lexical index of a field (`own` or `wide`)."""
        with self._lock:
            if field not in self._fields:
                self._fields[field] = LexicalIndex.load(self.folder, field, self.manifest.clauses)
            return self._fields[field]

    @cached_property
    def vectors(self) -> VectorIndex:
        """The vectors of the clauses."""
        with self._lock:
            return VectorIndex.load(self.folder, self.manifest.clauses)

    @cached_property
    def rows(self) -> Rows:
        """What ranking needs to know of each clause."""
        with self._lock:
            return Rows.load(self.folder, list(self.library.editions))


def open_current(index: Path) -> Build:
    """Open the current build of an index folder; BuildError where there is none."""
    name = current_id(index)
    if name is None:
        raise BuildError(f"There is no index in {index} yet: run 'assistant index' first.")
    return Build(index, read_manifest(index, name))


class CurrentBuild:
    """Holds the current build open and opens the new one when the pointer has moved; for servers.

    The build before stays open for the questions still running on it; it is closed at the next move.
    """

    def __init__(self, index: Path) -> None:
        self._index = index
        self._lock = threading.Lock()
        self._build: Build | None = None
        self._before: Build | None = None

    def current(self) -> Build:
        """Return the current build, opened."""
        name = current_id(self._index)
        with self._lock:
            if self._build is None or self._build.id != name:
                fresh = open_current(self._index)
                if self._before is not None:
                    self._before.close()
                self._before, self._build = self._build, fresh
            return self._build
