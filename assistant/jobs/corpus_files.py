"""The PDFs of a corpus folder by content, and those that are refused before they are read."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

from assistant.index.manifest import FailedRecord, Manifest, file_sha256
from assistant.library.editions import edition_id

DUPLICATE = "duplicate"
UNREADABLE_NAME = "unreadable_name"
CLOSED = "closed"
NOT_OPENED = (DUPLICATE, UNREADABLE_NAME, CLOSED)
"""Codes of files that were refused before they were read."""


@dataclass(slots=True)
class Found:
    """The PDFs of a corpus: path within it to SHA-256, and those whose edition another file already holds."""

    hashes: dict[str, str] = field(default_factory=dict)
    failed: dict[str, FailedRecord] = field(default_factory=dict)


def find_pdfs(corpus: Path, sha256_of: Callable[[Path], str] | None = None) -> Found:
    """Find the PDFs of a folder and what is below it, by SHA-256, which `sha256_of` may know already."""
    found = Found()
    holders: dict[str, str] = {}
    for path in sorted(corpus.rglob("*")):
        leads_nowhere = path.is_symlink() and not path.exists()
        if path.suffix.lower() != ".pdf" or path.name.startswith(".") or not (path.is_file() or leads_nowhere):
            continue
        file, edition = path.relative_to(corpus).as_posix(), edition_id(path)
        shown = file.encode(errors="replace").decode()
        try:
            path.stat()  # a link that leads nowhere has no hash either, but no error
            sha256 = (sha256_of or file_sha256)(path)
        except OSError as error:
            reason = (error.strerror or "it cannot be read").lower()
            message = f"{shown} cannot be opened ({reason}): check that it may be read."
            found.failed[shown] = FailedRecord(sha256="", code=CLOSED, message=message)
            continue
        if shown != file:
            message = f"{shown} has a name that is not UTF-8: rename it, for the name is the edition's."
            found.failed[shown] = FailedRecord(sha256=sha256, code=UNREADABLE_NAME, message=message)
            continue
        if edition in holders:
            message = f"{file} has the same name as {holders[edition]}: rename one, for the name is the edition's."
            found.failed[file] = FailedRecord(sha256=sha256, code=DUPLICATE, message=message)
            continue
        holders[edition] = file
        found.hashes[file] = sha256
    return found


def refused(manifest: Manifest) -> set[str]:
    """Return the files of a build that were refused before they were read."""
    return {file for file, one in manifest.failed.items() if one.code in NOT_OPENED}
