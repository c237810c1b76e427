"""Checking all that is stored: every file of every build, its clauses, the PDFs, what is kept of them, the answers."""

from __future__ import annotations

import json
import sqlite3
from collections import defaultdict
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

from assistant.errors import BuildError, NotFoundError
from assistant.index.current import build_ids, builds_folder, current_id, read_manifest
from assistant.index.manifest import FILE_NAME, LIBRARY, SEAL, Manifest, file_sha256
from assistant.jobs.read_corpus import cache_of
from assistant.library.folding import locate
from assistant.library.model import Model
from assistant.library.store import Library
from assistant.library.volume import clause_digest
from assistant.records.entries import Answered
from assistant.records.ledger import Ledger
from assistant.settings import Settings

_COUNTED = ("builds", "files", "clauses", "pdfs", "readings", "vectors", "answers", "quotes")
_KEPT_AGAIN = "run 'assistant index --anew', which makes it again"
_AGAIN = "run 'assistant index --anew', or 'assistant rollback' to an earlier build"


class Problem(Model):
    """Something wrong: a sentence with its remedy, and the file, clause or entry it is in."""

    what: str
    where: str


class VerifyReport(Model):
    """The contract's `verify` shape, with how much was looked at."""

    ok: bool
    problems: tuple[Problem, ...] = ()
    checked: dict[str, int]
    """How many `builds`, `files`, `clauses`, `pdfs`, `readings`, `vectors`, `answers` and `quotes`."""


def verify(settings: Settings) -> VerifyReport:
    """Check every kept build, the PDFs of the current one and the ledger; nothing is changed."""
    checks = _Checks(settings)
    checks.run()
    return VerifyReport(ok=not checks.problems, problems=tuple(checks.problems), checked=dict(checks.counts))


class _Checks:
    def __init__(self, settings: Settings) -> None:
        self.index = settings.index
        self.ledger = Ledger(settings.data)
        self.problems: list[Problem] = []
        self._known: dict[tuple[int, int], str] = {}
        self._volumes: dict[str, tuple[int, list[str]]] = {}
        self.counts: dict[str, int] = dict.fromkeys(_COUNTED, 0)

    def run(self) -> None:
        current, sound = current_id(self.index), dict[str, Manifest]()
        if current is None:
            self._tell("There is no index yet: run 'assistant index' first.", str(self.index))
        for build in sorted({path.name for path in builds_folder(self.index).glob("[!.]*") if path.is_dir()}):
            manifest = self._files(build, build == current)
            if manifest is not None:
                sound[build] = manifest
        if current is not None and current not in build_ids(self.index):
            self._tell(
                f"The current build {current} is not there: run 'assistant rollback' or 'assistant index'.", current
            )
        for build, manifest in sound.items():
            self._clauses(build, manifest)
        if current in sound:
            self._pdfs(sound[current])
        self._kept()
        self._answers(set(sound))

    def _tell(self, what: str, where: str) -> None:
        self.problems.append(Problem(what=what, where=where))

    def _files(self, build: str, is_current: bool) -> Manifest | None:
        """Check a build's files against its manifest, and that against its seal; None where it cannot be read on."""
        folder = builds_folder(self.index) / build
        self.counts["builds"] += 1
        try:
            manifest = read_manifest(self.index, build)
        except BuildError as error:
            self._tell(error.message, str(folder / FILE_NAME))
            return None
        expected = {**manifest.hashes, FILE_NAME: self._seal(folder)}
        if not expected[FILE_NAME] and (manifest.sealed or is_current):
            self._tell(
                f"Nothing says whether the manifest of {build} is as it was written: {_AGAIN}.", str(folder / SEAL)
            )
        damaged = False
        for name, sha256 in expected.items():
            self.counts["files"] += 1
            found = self._sha256(folder / name)
            if found != sha256 and (sha256 or name != FILE_NAME):
                damaged = True
                fate = "is not as it was written" if found else "is missing"
                self._tell(f"{name} of the build {build} {fate}: {_AGAIN}.", str(folder / name))
        for path in sorted(path for path in folder.rglob("*") if path.is_file()):
            name = path.relative_to(folder).as_posix()
            if name not in expected and name != SEAL:
                self._tell(f"{name} is no part of the build {build}: remove it.", str(path))
        if manifest.id != build:
            self._tell(f"The build {build} calls itself {manifest.id}: {_AGAIN}.", str(folder / FILE_NAME))
        return None if damaged else manifest

    def _seal(self, folder: Path) -> str:
        try:
            return (folder / SEAL).read_bytes().decode("ascii", "replace").removesuffix("\n")
        except FileNotFoundError:
            return ""

    def _sha256(self, path: Path) -> str:
        """Return the SHA-256 of a file; one that several builds share is read once."""
        try:
            facts = path.stat()
        except FileNotFoundError:
            return ""
        same = (facts.st_dev, facts.st_ino)
        if facts.st_nlink == 1 or same not in self._known:
            self._known[same] = file_sha256(path)
        return self._known[same]

    def _clauses(self, build: str, manifest: Manifest) -> None:
        """Check counts, and each clause's text against its record and its digest."""
        where = str(builds_folder(self.index) / build / LIBRARY)
        count = 0
        try:
            library = Library(Path(where))
        except (sqlite3.Error, ValueError, BuildError) as error:
            self._tell(f"The library of {build} cannot be read ({error}): {_AGAIN}.", where)
            return
        with closing(library):
            for edition, record in library.editions.items():
                try:
                    held, altered = self._volume(library, edition)
                except (sqlite3.Error, ValueError) as error:
                    self._tell(f"The clauses of {edition} in {build} cannot be read ({error}): {_AGAIN}.", where)
                    continue
                count += held
                for key in altered:
                    self._tell(f"The text of {edition} {key} in {build} is not as read: {_AGAIN}.", where)
                if held != record.clauses:
                    self._tell(f"{build} holds {held} of {record.clauses} clauses of {edition}: {_AGAIN}.", where)
        self.counts["clauses"] += count
        if (count, len(library.editions)) != (manifest.clauses, manifest.editions):
            self._tell(
                f"The build {build} holds {count} clauses of {len(library.editions)} editions, not the "
                f"{manifest.clauses} of {manifest.editions} that it should: {_AGAIN}.",
                where,
            )

    def _volume(self, library: Library, edition: str) -> tuple[int, list[str]]:
        """Return how many clauses an edition has and the keys of those altered; a shared volume is looked at once."""
        name = library.volume(edition)
        if name is None or name not in self._volumes:
            count, altered = 0, list[str]()
            for key, title, text, record, digest in library.texts(edition):
                count += 1
                if json.loads(record).get("text", "") != text or digest not in (None, clause_digest(title, text)):
                    altered.append(key)
            if name is None:
                return count, altered
            self._volumes[name] = (count, altered)
        return self._volumes[name]

    def _pdfs(self, manifest: Manifest) -> None:
        """Check that each PDF is still the one that was read."""
        for file, known in manifest.files.items():
            self.counts["pdfs"] += 1
            path = (self.index / manifest.corpus / file).resolve()
            try:
                found = file_sha256(path)
            except OSError as error:
                self._tell(f"{file} cannot be opened ({error.strerror}): check that it may be read.", str(path))
                continue
            if found != known.sha256:
                fate = "has changed since it was indexed" if found else "is no longer in the corpus"
                self._tell(f"{file} {fate}: put it back, or run 'assistant index'.", str(path))

    def _kept(self) -> None:
        """Check the readings and vectors that the next build is made of."""
        from assistant.index.vector_cache import damaged_vectors

        cache, vectors = cache_of(self.index), self.index / "cache" / "vectors.sqlite"
        self.counts["readings"] = len(cache.files())
        for path in cache.all_damaged():
            self._tell(f"What is kept of the reading of a PDF is not as it was written: {_KEPT_AGAIN}.", str(path))
        if not vectors.is_file():
            return
        try:
            self.counts["vectors"], bad = damaged_vectors(vectors)
        except sqlite3.Error as error:
            self._tell(f"The kept vectors cannot be read ({error}): {_KEPT_AGAIN}.", str(vectors))
            return
        if bad:
            self._tell(f"{bad} of the kept vectors are not as they were written: {_KEPT_AGAIN}.", str(vectors))

    def _answers(self, sound: set[str]) -> None:
        """Check the ledger's chain, and that each quote stands in the clause of the build it was taken from."""
        for problem in self.ledger.problems():
            self._tell(problem, str(self.ledger.path))
        by_build: dict[str, list[Answered]] = defaultdict(list)
        for entry in self.ledger.answers() if self.ledger.readable() else ():
            self.counts["answers"] += 1
            if entry.answer.build in sound:
                by_build[entry.answer.build].append(entry)
        for build, entries in by_build.items():
            with closing(Library(builds_folder(self.index) / build / LIBRARY)) as library:
                for what in self._lost_quotes(library, entries):
                    self._tell(what, str(self.ledger.path))

    def _lost_quotes(self, library: Library, entries: list[Answered]) -> Iterator[str]:
        for entry in entries:
            for cited in entry.answer.citations:
                self.counts["quotes"] += 1
                try:
                    text = library.clause(cited.edition, cited.key).text
                except NotFoundError:
                    text = ""
                if not (cited.quote in text or locate(cited.quote, text)):
                    yield (
                        f"Quote {cited.n} of the recorded answer {entry.number} is not in {cited.edition} {cited.key} "
                        f"of the build {entry.answer.build}: do not rely on that answer, ask again."
                    )
