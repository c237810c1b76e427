"""Taking an upload into the corpus: its file, and what a person confirmed or corrected of its front matter."""

from __future__ import annotations

import os
import shutil
from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path

from assistant.errors import AssistantError, UsageError
from assistant.index.current import sync
from assistant.jobs.cataloguing import FIELDS, Value, checked, edit_catalogue
from assistant.jobs.uploads import Upload, Uploads, safe_name
from assistant.library.catalogue import Catalogue
from assistant.library.editions import edition_id
from assistant.library.model import Document
from assistant.settings import Settings

REPLACED = "replaced"
"""Folder of the data that keeps the files whose place another took."""


class TakenError(UsageError):
    """The corpus holds another file of this edition."""

    code = "taken"


def accept(
    settings: Settings, uploads: Uploads, upload: Upload, edition: str, values: Mapping[str, Value], replace: bool
) -> list[str]:
    """Move an upload into the corpus as the file of an edition; the next re-index takes it into the library.

    Args:
        settings: where corpus and data are.
        uploads: where the upload lies.
        upload: one that has been read.
        edition: the edition's id, which becomes the file's name.
        values: what is to hold of the edition, by field of the catalogue; what the PDF says itself is not written.
        replace: whether it may take the place of another file of the edition, which is then kept in the data.

    Returns:
        The names of the catalogue's fields that changed.

    Raises:
        UsageError: the id makes no file name, or the upload could not be read.
        FieldError: a value is wrong.
        TakenError: another file has the id, and is not to be replaced.
    """
    if upload.document is None:
        raise UsageError(f"{upload.name} could not be read: it cannot be taken into the library.", code="unread")
    if not edition or safe_name(f"{edition}.pdf") != f"{edition}.pdf":
        said = f"'{edition[:60]}' cannot be a file's name: leave out slashes, colons and the like."
        raise UsageError(said, code="edition_name")
    holder = file_of(settings.corpus, edition)
    if holder is not None and not replace:
        raise TakenError(f"The corpus holds {holder.name} already: choose another id, or say that it is replaced.")
    corrected = corrections(upload.document, Catalogue.load(settings.corpus), edition, values)
    checked(edition, corrected)
    try:
        _move(settings, uploads.path(upload), holder, settings.corpus / f"{edition}.pdf")
        changed = edit_catalogue(settings.corpus, edition, corrected)
    except OSError as error:
        reason = f"{settings.corpus} cannot be written ({error.strerror}): make room or check the rights."
        raise AssistantError(reason, code="corpus") from error
    uploads.discard(upload.id)
    return changed


def file_of(corpus: Path, edition: str) -> Path | None:
    """Return the corpus file of an edition, or None."""
    found = (path for path in sorted(corpus.rglob("*")) if path.suffix.lower() == ".pdf" and path.is_file())
    return next((path for path in found if edition_id(path) == edition and not path.name.startswith(".")), None)


def corrections(
    document: Document, catalogue: Catalogue, edition: str, values: Mapping[str, Value]
) -> dict[str, Value]:
    """Return the values that the catalogue must hold: those that the PDF does not print alike, or that it holds now."""
    held = catalogue.entry(edition)
    return {
        name: None if getattr(held, name) is None and value == getattr(document, name, None) else value
        for name, value in values.items()
        if name in FIELDS
    }


def replaced_files(settings: Settings, name: str) -> list[Path]:
    """Return the PDFs of one file name that others have replaced in the corpus, the last replaced first."""
    kept = settings.data / REPLACED
    found = [path for path in kept.glob("*.pdf") if path.name.partition(" ")[2] == name] if kept.is_dir() else []
    return sorted(found, reverse=True)


def _move(settings: Settings, sent: Path, holder: Path | None, target: Path) -> None:
    """Copy a PDF into the corpus in one step; the file whose place it takes is kept in the data."""
    settings.corpus.mkdir(parents=True, exist_ok=True)
    beside = settings.corpus / f".upload-{os.getpid()}"
    shutil.copyfile(sent, beside)
    sync(beside)
    if holder is not None:
        kept = settings.data / REPLACED
        kept.mkdir(parents=True, exist_ok=True)
        stamp = datetime.now(UTC).strftime("%Y%m%d-%H%M%S")
        shutil.copy2(holder, kept / f"{stamp} {holder.name}")
    beside.replace(holder or target)
