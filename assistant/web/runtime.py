"""What the pages share while the server runs: the open build, the asker, page images, readiness."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable
from datetime import date, datetime
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from assistant.errors import AssistantError, NotFoundError, UsageError, check_text
from assistant.jobs.accepting import replaced_files
from assistant.jobs.uploads import Uploads
from assistant.records.accounts import Accounts
from assistant.records.addresses import Addresses
from assistant.records.entries import Answered
from assistant.records.ledger import Ledger
from assistant.settings import ROOT, Settings
from assistant.web.images import PageImages
from assistant.web.limits import Limit
from assistant.web.maintenance.job import Reindexing

if TYPE_CHECKING:
    from assistant.answering.ask import Asker
    from assistant.answering.claims.checker import Checker
    from assistant.index.builds import Build
    from assistant.library.model import Answer, EditionRecord

log = logging.getLogger(__name__)

_SIGN_INS = 20
"""Attempts to sign in that one address may make in a minute."""


def parse_as_of(text: str | None) -> date | None:
    """Read an ISO date from an address or a form; None where it is empty, UsageError where it is no date."""
    if not text or not text.strip():
        return None
    try:
        return date.fromisoformat(text.strip())
    except ValueError as error:
        raise UsageError(f"'{text[:40]}' is not a date: write it as YYYY-MM-DD, such as 2026-06-01.") from error


@lru_cache(maxsize=4096)
def _content_hash(path: Path, modified: int, size: int) -> str:
    """Return a file's SHA-256; time and size are there so that it is made again when they change."""
    from assistant.index.manifest import file_sha256

    return file_sha256(path)


class Runtime:
    """Holds the current build open and notices, between requests, when the pointer has moved to another."""

    def __init__(self, settings: Settings) -> None:
        from assistant.index.builds import CurrentBuild

        self.settings = settings
        self.images = PageImages()
        self.accounts = Accounts(settings.data, settings.session_hours * 3600, settings.session_idle_minutes * 60)
        self.addresses = Addresses(settings.data)
        self.asking = Limit(settings.rate_limit)
        self.uploads = Uploads(settings)
        self.reindexing = Reindexing(settings)
        self.signing_in = Limit(min(_SIGN_INS, settings.rate_limit))
        self.warm = False
        self._lock = threading.Lock()
        self._builds = CurrentBuild(settings.index)
        self._asker: tuple[Build, Asker] | None = None
        self._checker: tuple[Build, Checker] | None = None

    def build(self) -> Build:
        """Return the current build; BuildError where there is none."""
        return self._builds.current()

    def asker(self) -> Asker:
        """Return the asker of the current build."""
        from assistant.answering.ask import Asker

        build = self.build()
        with self._lock:
            if self._asker is None or self._asker[0] is not build:
                self._asker = (build, Asker(build, self.settings))
            return self._asker[1]

    def record(self, asker: Asker, answer: Answer, channel: str) -> str | None:
        """Write an answer to the ledger and return the token of its address.

        One that cannot be written is still given: it has no address, and the log says why.
        """
        from assistant.jobs.recording import record

        try:
            entry = Ledger(self.settings.data).entry(record(self.settings, asker.build, answer, channel))
            return self.addresses.token(entry) if isinstance(entry, Answered) else None
        except AssistantError as error:
            log.error("%s", error)
            return None

    def checker(self) -> Checker:
        """Return the checker of texts against the current build."""
        from assistant.answering.claims.checker import Checker

        build = self.build()
        with self._lock:
            if self._checker is None or self._checker[0] is not build:
                self._checker = (build, Checker(build, self.settings))
            return self._checker[1]

    def check_question(self, question: str) -> None:
        """Raise UsageError where a question is empty, longer than the settings allow, or no text."""
        limit = self.settings.question_limit
        if not question.strip():
            raise UsageError("The question is empty: send some text in 'question'.")
        if len(question) > limit:
            raise UsageError(f"The question has {len(question)} characters: shorten it to {limit} at most.")
        check_text(question)

    def edition(self, edition: str) -> EditionRecord:
        """Return an edition's record; NotFoundError where the library has no such edition."""
        return self.build().edition(edition)

    def pdf(self, edition: str) -> Path:
        """Return the file of an edition: looked up in the build, never made of what a request says.

        Where another has taken its place in the corpus, not published yet or rolled back, it is the one kept then.

        Raises:
            NotFoundError: there is no such edition, or its file is gone or no longer the one that was indexed, so
                that what is marked on its pages would be wrong.
        """
        record = self.edition(edition)
        held = replaced_files(self.settings, Path(record.file).name)
        missing = NotFoundError(f"The PDF of '{edition}' has changed since it was indexed: run 'assistant index'.")
        try:
            held.insert(0, self.build().corpus_path(edition))
        except NotFoundError as error:
            missing = error
        for one in held:
            facts = one.stat()
            if _content_hash(one, facts.st_mtime_ns, facts.st_size) == record.sha256:
                return one
        raise missing

    def is_digest(self, edition: str) -> bool:
        """Whether an edition is one of this project's own demonstration digests, not a text of the user's."""
        build = self.build()
        folder = (build.index / build.manifest.corpus).resolve()
        # What maintainers have added beside them was not set by this project.
        ours = folder == ROOT / "corpus" and (folder / "sources" / f"{edition}.typ").is_file()
        return ours and edition in build.editions

    def built_on(self) -> date:
        """Return the day on which the current build was made."""
        from assistant.index.manifest import FILE_NAME

        made = (self.build().folder / FILE_NAME).stat().st_mtime
        return datetime.fromtimestamp(made, ZoneInfo("Asia/Shanghai")).date()

    def start_warming(self, *also: Callable[[Asker], None]) -> None:
        """Load the models in the background, so that the first question does not wait for them, then do more.

        Read what was sent, too.
        """
        self.uploads.resume()
        threading.Thread(target=self._warm_up, args=also, name="warm-up", daemon=True).start()

    def close(self) -> None:
        """End the processes that draw and index."""
        self.reindexing.stop()
        self.images.close()

    def _warm_up(self, *also: Callable[[Asker], None]) -> None:
        try:
            asker = self.asker()
            asker.warm_up()
            for prepare in also:
                prepare(asker)
        except AssistantError as error:
            log.warning("Not ready to answer: %s", error)
        else:
            self.warm = True
