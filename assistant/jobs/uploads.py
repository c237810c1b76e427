"""PDFs that maintainers sent: kept apart and read in a worker; `jobs.accepting` takes them into the corpus."""

from __future__ import annotations

import hashlib
import logging
import os
import queue
import re
import secrets
import shutil
import threading
import unicodedata
from collections.abc import AsyncIterator, Callable
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path
from typing import Literal

from assistant.errors import AssistantError, BuildError, NotFoundError, ReadingError
from assistant.index.current import current_id, read_manifest, sync
from assistant.index.manifest import file_sha256
from assistant.jobs.read_corpus import cache_of
from assistant.library.model import Clause, Document, FailedFile, Model
from assistant.settings import Settings

log = logging.getLogger(__name__)

MOST_WAITING = 50
"""Uploads that may lie there at once."""
_SPARE = 500 * 2**20
"""Bytes of the disk that are left to everything else."""
_ID = re.compile(r"[0-9a-f]{64}")
_UNSAFE = re.compile(r"[\x00-\x1f\x7f/\\:*?\"<>|]")
_LONGEST_NAME = 200
_KEPT = "upload.json"
_HEADER = 1024
"""`%PDF` must occur within this many bytes, as pdfium has it."""
_SHOWN_KINDS = ("clause", "article", "chapter", "annex", "table")
_MOST_HEADINGS = 40


class RefusedUploadError(AssistantError):
    """What was sent is not taken; `code` is `too_large`, `not_a_pdf`, `no_room`, `too_many_uploads`, `already_held`."""

    exit_status = 2


class Heading(Model):
    """A clause of the preview: its label, title or first words, and page."""

    label: str
    text: str
    page: int


class Upload(Model):
    """A PDF that waits. `id` is the SHA-256 of its bytes, `name` what it was called, made safe."""

    id: str
    name: str
    size: int
    by: str
    at: str
    state: Literal["waiting", "reading", "read", "failed"] = "waiting"
    failed: FailedFile | None = None
    document: Document | None = None
    """What was read of it, without its clauses."""
    clauses: int = 0
    headings: tuple[Heading, ...] = ()
    """The first clauses, for a look at how it was read."""


def safe_name(given: str) -> str:
    """Return the file name that an upload gets, whatever path or characters it was sent under; it ends in `.pdf`."""
    name = unicodedata.normalize("NFC", given.encode("utf-8", "replace").decode()).replace("\\", "/").rpartition("/")[2]
    stem = _UNSAFE.sub("", re.sub(r"\.pdf$", "", name, flags=re.I)).strip(" .")
    while len(stem.encode()) > _LONGEST_NAME:
        stem = stem[:-1]
    return f"{stem.strip(' .') or 'upload'}.pdf"


class Uploads:
    """The uploads of a data folder, read one after another in the background; safe to use from many threads."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._folder = settings.data / "uploads"
        self._unread: queue.Queue[str] = queue.Queue()
        self._reader: threading.Thread | None = None
        self._pages: dict[str, tuple[int, int]] = {}
        self._lock = threading.Lock()

    def resume(self) -> None:
        """Read what an earlier server left unread, and remove what it left half received."""
        for part in self._folder.glob(".part-*"):
            part.unlink(missing_ok=True)
        for upload in self.listed():
            if upload.state in ("waiting", "reading"):
                self._submit(upload.id)

    def listed(self) -> list[Upload]:
        """Return the uploads, the newest first."""
        found = [self._load(path.parent) for path in self._folder.glob(f"*/{_KEPT}")]
        return sorted((one for one in found if one), key=lambda one: one.at, reverse=True)

    def get(self, upload: str) -> Upload:
        """Return an upload; NotFoundError where there is none of this id."""
        found = self._load(self._folder / upload) if _ID.fullmatch(upload) else None
        if found is None:
            raise NotFoundError(
                "There is no such upload, or it has been accepted or discarded: look at the list.", code="done_with"
            )
        return found

    def path(self, upload: Upload) -> Path:
        """Return where the PDF of an upload lies."""
        return self._folder / upload.id / upload.name

    def pages(self, upload: str) -> tuple[int, int] | None:
        """Return how many pages of how many have been read; None where it is not being read."""
        return self._pages.get(upload)

    async def receive(self, name: str, by: str, pieces: AsyncIterator[bytes]) -> Upload:
        """Keep what is sent, piece by piece, and have it read.

        Raises:
            RefusedUploadError: it is no PDF, too large, or there is no room; nothing is kept of it.
        """
        self._folder.mkdir(parents=True, exist_ok=True)
        if len(self.listed()) >= MOST_WAITING:
            said = f"{MOST_WAITING} uploads are waiting already: accept or discard some first."
            raise RefusedUploadError(said, code="too_many_uploads")
        part = self._folder / f".part-{secrets.token_hex(8)}"
        try:
            size, sha256 = await self._write(part, safe_name(name), pieces)
            return self._take(part, Upload(id=sha256, name=safe_name(name), size=size, by=by, at=_now()))
        finally:
            part.unlink(missing_ok=True)

    async def _write(self, part: Path, name: str, pieces: AsyncIterator[bytes]) -> tuple[int, str]:
        limit, digest, size, head = self._settings.upload_mb * 2**20, hashlib.sha256(), 0, b""
        with part.open("wb") as file:
            async for piece in pieces:
                size += len(piece)
                if size > limit:
                    said = (
                        f"{name} is larger than {self._settings.upload_mb} MB: split it, or raise ASSISTANT_UPLOAD_MB."
                    )
                    raise RefusedUploadError(said, code="too_large")
                if len(head) < _HEADER:
                    head += piece[: _HEADER - len(head)]
                    if len(head) == _HEADER:
                        _check_head(head, name)
                    if shutil.disk_usage(part.parent).free < _SPARE:
                        raise RefusedUploadError("The disk is nearly full: make room first.", code="no_room")
                digest.update(piece)
                file.write(piece)
        _check_head(head, name)
        sync(part)
        return size, digest.hexdigest()

    def _take(self, part: Path, upload: Upload) -> Upload:
        held = self._held(upload.id)
        if held is not None:
            said = f"{upload.name} is in the library already, as {held}: there is nothing to add."
            raise RefusedUploadError(said, code="already_held")
        with self._lock:
            folder = self._folder / upload.id
            known = self._load(folder)
            if known is not None and known.state != "failed":
                return known
            shutil.rmtree(folder, ignore_errors=True)
            folder.mkdir()
            part.replace(folder / upload.name)
            self._keep(upload)
        self._submit(upload.id)
        return upload

    def discard(self, upload: str) -> Upload:
        """Remove an upload and return what it was; NotFoundError where there is none of this id."""
        with self._lock:
            gone = self.get(upload)
            shutil.rmtree(self._folder / gone.id)
        return gone

    def _held(self, sha256: str) -> str | None:
        """Return the edition of the current build that was made of these bytes, where its file is still there."""
        index = self._settings.index
        current = current_id(index)
        with suppress(BuildError):
            files = read_manifest(index, current).files if current else {}
            for file, one in files.items():
                # Another file may have taken its place in the corpus since.
                if one.sha256 == sha256 and file_sha256(self._settings.corpus / file) == sha256:
                    return one.edition
        return None

    def _submit(self, upload: str) -> None:
        self._unread.put(upload)
        with self._lock:
            if self._reader is None or not self._reader.is_alive():
                # A daemon: a server that ends does not wait for it, and the next one reads what is left.
                self._reader = threading.Thread(target=self._read_all, name="uploads", daemon=True)
                self._reader.start()

    def _read_all(self) -> None:
        while True:
            upload = self._unread.get()
            try:
                self._read(upload)
            except (AssistantError, OSError, ValueError) as error:
                log.error("The upload %s was not read: %s", upload[:12], error)

    def _read(self, upload: str) -> None:
        from assistant.reading.worker import read_in_worker

        read = failed = None
        try:
            found = self.get(upload)
            self._keep(found.model_copy(update={"state": "reading"}))
            index = self._settings.index
            document = read_in_worker(self.path(found), cache=index / "cache", progress=self._telling(upload))
            read = cache_of(index).put(document.model_copy(update={"file": found.name}))
        except ReadingError as error:
            failed = FailedFile(file=found.name, code=error.code, message=error.message)
        except NotFoundError:
            return  # discarded meanwhile
        finally:
            self._pages.pop(upload, None)
            if failed is None and read is None:
                failed = FailedFile(file="", code="crashed", message="It could not be read: send it once more.")
            with suppress(NotFoundError):
                found = self.get(upload)
                told = {"state": "failed", "failed": failed} if read is None else _told(read.document, read.clauses())
                self._keep(found.model_copy(update=told))

    def _telling(self, upload: str) -> Callable[[int, int], None]:
        def tell(done: int, count: int) -> None:
            self._pages[upload] = (done, count)

        return tell

    def _load(self, folder: Path) -> Upload | None:
        try:
            return Upload.model_validate_json((folder / _KEPT).read_bytes())
        except (OSError, ValueError):
            return None

    def _keep(self, upload: Upload) -> None:
        folder = self._folder / upload.id
        beside = folder / f".{_KEPT}-{threading.get_ident()}-{os.getpid()}"
        beside.write_text(upload.model_dump_json(exclude_none=True), "utf-8")
        beside.replace(folder / _KEPT)


def _check_head(head: bytes, name: str) -> None:
    if b"%PDF" not in head:
        raise RefusedUploadError(f"{name} is not a PDF, whatever its name says: send it as a PDF.", code="not_a_pdf")


def _told(document: Document, clauses: tuple[Clause, ...]) -> dict[str, object]:
    shown = [one for one in clauses if one.kind in _SHOWN_KINDS and len(one.path) <= 2][:_MOST_HEADINGS]
    headings = [
        Heading(label=one.label, text=one.title or " ".join(one.text.split())[:60], page=one.page) for one in shown
    ]
    return {"state": "read", "document": document, "clauses": len(clauses), "headings": tuple(headings), "failed": None}


def _now() -> str:
    return datetime.now(UTC).isoformat(timespec="milliseconds")
