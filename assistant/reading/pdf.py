"""Open a PDF with pdfium: its pages as lines and rulings, its page images, what it says of itself."""

from __future__ import annotations

import hashlib
from collections import deque
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from pathlib import Path
from typing import TYPE_CHECKING

import pypdfium2 as pdfium

from assistant.errors import ReadingError
from assistant.library.model import OcrMode
from assistant.reading.cores import MOST, cores
from assistant.reading.diagnosis import changed, damaged, no_pages, why_not_opened
from assistant.reading.pages.doubts import Key
from assistant.reading.pages.page import Page, PdfFacts
from assistant.reading.pages.page_reader import PageRead, begin_page, draw

if TYPE_CHECKING:
    from PIL.Image import Image


def load_pages(
    path: Path,
    ocr: OcrMode = "auto",
    cache: Path | None = None,
    progress: Callable[[int, int], None] | None = None,
) -> tuple[list[Page], PdfFacts]:
    """Read all pages of a PDF as lines and rulings.

    Args:
        path: the PDF.
        ocr: `auto` reads page images by OCR where the text layer is missing or cannot be believed.
        cache: folder that keeps OCR results under `ocr/`.
        progress: called with (pages done, pages in all) after each page.

    Raises:
        ReadingError: the file cannot be read at all, or was changed meanwhile.
    """
    before = _stamp(path)
    with open_pdf(path) as pdf:
        count = len(pdf)
        reads = _read_all(pdf, ocr, cache, progress or (lambda _done, _count: None))
        warnings = tuple(warning for read in reads for warning in read.warnings)
        facts = PdfFacts(_sha256(path), count, _info(pdf), _outline(pdf), warnings)
    if before is None or _stamp(path) != before:
        raise changed(path)
    if all(warning.code == "page_damaged" for warning in warnings) and len(warnings) == count:
        raise damaged(path)
    if not any(read.page.lines for read in reads):
        raise _unreadable(path, ocr) if any(read.unread for read in reads) else _blank(path)
    return [read.page for read in reads], facts


def _read_all(
    pdf: pdfium.PdfDocument, ocr: OcrMode, cache: Path | None, progress: Callable[[int, int], None]
) -> list[PageRead]:
    """Read all pages: this thread asks pdfium, which bears no other, while others read the images it has drawn."""
    known: dict[Key, str] = {}
    begun: list[PageRead | Future[PageRead]] = []
    waiting: deque[Future[PageRead]] = deque()
    count = len(pdf)
    with ThreadPoolExecutor(MOST) as threads:
        for number in range(1, count + 1):
            page = begin_page(pdf, number, ocr, cache, known)
            begun.append(page if isinstance(page, PageRead) else threads.submit(page))
            if isinstance(begun[-1], Future):
                waiting.append(begun[-1])
            # One more than the cores can read waits for its turn, so that none of them waits for its drawing.
            while waiting and (number == count or len(waiting) > (cores() if cores() > 1 else 0)):
                waiting.popleft().result()
                if waiting:
                    progress(number - len(waiting), count)
            if not waiting:
                progress(number, count)
    return [page.result() if isinstance(page, Future) else page for page in begun]


def draw_page(pdf: pdfium.PdfDocument, page: int, scale: float) -> Image:
    """Draw one page (from 1) of an open PDF; a box in points times `scale` is its place in pixels."""
    loaded = pdf[page - 1]
    try:
        return draw(loaded, scale)
    finally:
        loaded.close()


def open_pdf(path: Path) -> pdfium.PdfDocument:
    """Open a PDF, with the empty password where it is encrypted.

    Raises:
        ReadingError: it is no PDF, is damaged or empty, or needs a password.
    """
    name = path.name
    try:
        with path.open("rb") as file:
            head = file.read(1024)
    except OSError as error:
        reason = error.strerror or "it cannot be opened"
        raise ReadingError(
            "damaged", str(path), f"{name} cannot be opened ({reason}): check that the file exists and may be read."
        ) from error
    if not head:
        raise ReadingError("empty", str(path), f"{name} is empty (0 bytes): fetch the file again from its publisher.")
    if b"%PDF" not in head and not _says_pdf(path):
        raise ReadingError("not_a_pdf", str(path), f"{name} is not a PDF, whatever its name says: supply it as a PDF.")
    try:
        pdf = pdfium.PdfDocument(path)
    except pdfium.PdfiumError as error:
        raise why_not_opened(path) from error
    if len(pdf) == 0:
        pdf.close()
        raise no_pages(path)
    return pdf


def _unreadable(path: Path, ocr: OcrMode) -> ReadingError:
    remedy = "read it with --ocr auto" if ocr == "never" else "supply a copy with readable text or a sharper scan"
    return ReadingError("unreadable_text", str(path), f"{path.name} holds no text that can be read: {remedy}.")


def _blank(path: Path) -> ReadingError:
    return ReadingError(
        "empty", str(path), f"{path.name} has only blank pages: fetch the file again from its publisher."
    )


def _says_pdf(path: Path) -> bool:
    """Whether the file calls itself a PDF after some leading rubbish, as readers tolerate."""
    with path.open("rb") as file:
        return b"%PDF-" in file.read(1 << 16)


def _stamp(path: Path) -> tuple[int, int, int] | None:
    """Return what changes when a file does; None where it is gone."""
    try:
        facts = path.stat()
    except OSError:
        return None
    return facts.st_ino, facts.st_size, facts.st_mtime_ns


def _sha256(path: Path) -> str:
    try:
        with path.open("rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest()
    except OSError as error:
        raise changed(path) from error


def _info(pdf: pdfium.PdfDocument) -> dict[str, str]:
    return {key: str(value) for key, value in pdf.get_metadata_dict(skip_empty=True).items()}


def _outline(pdf: pdfium.PdfDocument) -> tuple[tuple[int, str, int | None], ...]:
    entries: list[tuple[int, str, int | None]] = []
    for bookmark in pdf.get_toc():
        target = bookmark.get_dest()
        index = target.get_index() if target else None
        entries.append((bookmark.level, bookmark.get_title(), None if index is None else index + 1))
        if len(entries) >= 5000:
            break
    return tuple(entries)
