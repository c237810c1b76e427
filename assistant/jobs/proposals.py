"""A build made beside the current one, to be looked at before readers get it: published, or discarded."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

from assistant.errors import BuildError, NotFoundError
from assistant.index.current import (
    build_ids,
    builds_folder,
    current_id,
    make_current,
    read_manifest,
    remove_old,
    sync,
    writing,
)
from assistant.jobs.progress import Progress
from assistant.jobs.refresh import RefreshReport, refresh
from assistant.library.model import Model
from assistant.settings import Settings

FILE_NAME = "proposed.json"


class Proposal(Model):
    """A build that waits, the build that was current when it was made, and what making it told."""

    build: str
    before: str | None = None
    report: RefreshReport


def propose(settings: Settings, progress: Progress | None = None) -> RefreshReport:
    """Bring a build up to date with the corpus beside the current one; a proposal that waits gives way to it.

    Where nothing has changed the report names the current build, and nothing is proposed.

    Raises:
        UsageError, BuildError: as `refresh` raises them.
    """
    index = settings.index
    waiting = proposed(index)
    if waiting is not None:
        discard(index, waiting.build)
    before = current_id(index)
    report = refresh(settings.corpus, index, settings=settings, progress=progress, publish=False)
    if report.build != before:
        _keep(index, Proposal(build=report.build, before=before, report=report))
    return report


def proposed(index: Path) -> Proposal | None:
    """Return the proposal that waits, or None."""
    try:
        kept = Proposal.model_validate_json((index / FILE_NAME).read_bytes())
    except (OSError, ValueError):
        return None
    return kept if kept.build in build_ids(index) and kept.build != current_id(index) else None


def is_stale(index: Path, proposal: Proposal) -> bool:
    """Tell whether another build has become current since, so that what is told of the proposal no longer holds."""
    return proposal.before != current_id(index)


def publish(index: Path, build: str, keep: int) -> None:
    """Make the proposed build current, and remove the oldest builds beyond `keep`.

    Raises:
        NotFoundError: no such build is proposed.
        BuildError: another build has become current since, or another process is changing the index.
    """
    with writing(index):
        proposal = _waiting(index, build)
        if is_stale(index, proposal):
            raise BuildError(
                "Another build has become current since this one was proposed: discard it and index again.",
                code="stale",
            )
        read_manifest(index, build)
        make_current(index, build)
        (index / FILE_NAME).unlink(missing_ok=True)
        # A question that is being answered may still want a file of the build before.
        remove_old(index, max(2, keep))


def discard(index: Path, build: str) -> None:
    """Remove the proposed build.

    Raises:
        NotFoundError: no such build is proposed.
        BuildError: another process is changing the index.
    """
    with writing(index):
        _waiting(index, build)
        (index / FILE_NAME).unlink(missing_ok=True)
        # Out of the way in one step: half a build must never be found.
        gone = builds_folder(index) / f".old-{build}"
        (builds_folder(index) / build).rename(gone)
        shutil.rmtree(gone, ignore_errors=True)


def _waiting(index: Path, build: str) -> Proposal:
    proposal = proposed(index)
    if proposal is None or proposal.build != build:
        raise NotFoundError(
            f"The build '{build[:40]}' is not proposed, or no longer: look at what is.", code="done_with"
        )
    return proposal


def _keep(index: Path, proposal: Proposal) -> None:
    beside = index / f".{FILE_NAME}-{os.getpid()}"
    beside.write_text(proposal.model_dump_json(exclude_none=True), "utf-8")
    sync(beside)
    beside.replace(index / FILE_NAME)
