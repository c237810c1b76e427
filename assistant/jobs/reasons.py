"""What a re-index must make again although no document changed, and why, in one sentence each."""

from __future__ import annotations

from collections.abc import Sequence

from assistant.index.manifest import Manifest
from assistant.jobs.progress import Progress
from assistant.library.catalogue import FILE_NAME as CATALOGUE


class Reasons:
    """Tells each reason when it is known and keeps it for the report. `before` is the build that was current."""

    def __init__(self, progress: Progress, before: Manifest | None, planned: Manifest) -> None:
        self.told: list[str] = []
        self._progress = progress
        self._before = before
        self._planned = planned

    def damaged_build(self, build: str) -> None:
        """Say that the current build cannot be read."""
        self._say(f"The whole index is made again: the build {build} cannot be read.")

    def changed_settings(self, other_model: str | None) -> None:
        """Say what has changed of code, model and catalogue since the last build.

        Args:
            other_model: in what the model is another than the last build's; None where it is the same.
        """
        before, planned = self._before, self._planned
        if before is None:
            return
        since = f"since build {before.id}"
        if before.indexer != planned.indexer:
            self._say(f"The index of all {before.editions} editions is made again: its code has changed {since}.")
        if before.embedder != planned.embedder:
            self._say(f"All clauses are embedded again: the embedder is now {planned.embedder}, not {before.embedder}.")
        elif other_model:
            self._say(f"All clauses are embedded again: the model {planned.embedder} has changed {since}.")
        if before.catalogue != planned.catalogue:
            self._say(f"The records of the editions are made again, no text is embedded: {CATALOGUE} changed {since}.")

    def read_again(self, hashes: dict[str, str], damaged: Sequence[str]) -> None:
        """Say which files are read again though they have not changed.

        Args:
            hashes: SHA-256 of the files that are to be read.
            damaged: those of them whose kept reading is not as it was written.
        """
        for file in damaged:
            self._say(f"{file} is read again: what was kept of it is damaged.")
        before = self._before
        if before is None:
            return
        held = {one.sha256 for one in before.files.values()}
        known = [file for file, sha256 in hashes.items() if sha256 in held and file not in damaged]
        if known:
            why = (
                f"the reader has changed since build {before.id}"
                if before.reader != self._planned.reader
                else "nothing is kept of what was read"
            )
            self._say(f"{_counted(len(known), 'file is', 'files are')} read again: {why}.")

    def damaged_volumes(self, editions: Sequence[str]) -> None:
        """Say of which editions the earlier builds held nothing whole."""
        for edition in editions:
            self._say(f"The index of {edition} was made again: its file in an earlier build is damaged.")

    def damaged_vectors(self, embedded: int) -> None:
        """Say that kept vectors were not as they were written, so that as many clauses were embedded."""
        self._say(f"Kept vectors were damaged: {_counted(embedded, 'clause was', 'clauses were')} embedded again.")

    def _say(self, sentence: str) -> None:
        self.told.append(sentence)
        self._progress.say(sentence)


def _counted(count: int, one: str, many: str) -> str:
    return f"{count:,} {one if count == 1 else many}"
