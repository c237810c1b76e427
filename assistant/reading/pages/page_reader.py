"""Read one page: its text layer if it can be believed, else its image by OCR."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import pypdfium2 as pdfium

from assistant.library.findings import tell_warning
from assistant.library.model import OcrMode, PageFate, ReadingWarning, TextSource
from assistant.reading.pages.doubts import Key, Settled
from assistant.reading.pages.frame import Frame
from assistant.reading.pages.glyph_reader import read_glyphs
from assistant.reading.pages.glyphs import Glyphs
from assistant.reading.pages.insets import Insets, with_insets
from assistant.reading.pages.lines import set_lines
from assistant.reading.pages.page import Line, Page, Rect
from assistant.reading.pages.page_turn import runs_sideways, turn_of, turn_page
from assistant.reading.pages.repair import repaired
from assistant.reading.pages.rulings import Graphics, read_graphics
from assistant.reading.pages.settling import name, settled_glyphs, told
from assistant.reading.pages.textlayer import Backdrop, Verdict, judge
from assistant.reading.pages.visible import Margins, part

if TYPE_CHECKING:
    from PIL.Image import Image


@dataclass(frozen=True, slots=True)
class PageRead:
    """A page, what to warn of, and whether something on it could not be read."""

    page: Page
    warnings: tuple[ReadingWarning, ...] = ()
    unread: bool = False


Recognition = Callable[[], PageRead]
"""What is left to do for a page whose image is drawn: to read it, in any thread, without the PDF."""


def begin_page(
    pdf: pdfium.PdfDocument, number: int, ocr: OcrMode, cache: Path | None, known: dict[Key, str] | None = None
) -> PageRead | Recognition:
    """Read one page (from 1) of an open PDF, or draw it for OCR.

    `known` keeps what doubtful characters turned out to be.
    """
    try:
        loaded = pdf[number - 1]
    except pdfium.PdfiumError:
        warning = _warning("page_damaged", number)
        return PageRead(Page(number, 0.0, 0.0, ()), (warning,), unread=True)
    try:
        return _read(loaded, number, ocr, cache, {} if known is None else known)
    finally:
        loaded.close()


def draw(loaded: pdfium.PdfPage, scale: float, margins: Margins = (0, 0, 0, 0)) -> Image:
    """Draw a loaded page at `scale` pixels a point, less so many points at its left, foot, right and top."""
    image: Image = loaded.render(scale=scale, crop=margins).to_pil().convert("RGB")
    return image


def _read(
    loaded: pdfium.PdfPage, number: int, ocr: OcrMode, cache: Path | None, known: dict[Key, str]
) -> PageRead | Recognition:
    frame = Frame.of(loaded)
    glyphs = read_glyphs(loaded, frame)
    turn = turn_of(glyphs)
    if not turn:
        return _read_upright(loaded, frame, glyphs, number, ocr, cache, known)
    turn_page(loaded, turn)
    frame = Frame.of(loaded)
    read = _read_upright(loaded, frame, read_glyphs(loaded, frame), number, ocr, cache, known)
    return _turned(read, turn) if isinstance(read, PageRead) else lambda: _turned(read(), turn)


def _turned(read: PageRead, turn: int) -> PageRead:
    return replace(read, page=replace(read.page, turn=(read.page.turn + turn) % 360))


def _read_upright(
    loaded: pdfium.PdfPage,
    frame: Frame,
    glyphs: Glyphs,
    number: int,
    ocr: OcrMode,
    cache: Path | None,
    known: dict[Key, str],
) -> PageRead | Recognition:
    graphics = read_graphics(loaded, frame)
    parted = part(glyphs, frame, lambda scale, margins: draw(loaded, scale, margins))
    seen = repaired(parted.seen)
    backdrop = _backdrop(graphics, frame)
    verdict = judge(seen, len(parted.hidden), backdrop)
    settled = Settled(seen)
    if ocr != "always" and (verdict.believed or verdict.reason == "silent_fonts"):
        settled = settled_glyphs(seen, loaded, frame, ocr, cache, known)
        if settled.read or settled.open:
            seen = settled.glyphs
            verdict = judge(seen, len(parted.hidden), backdrop)
    if ocr == "always" and (seen or not verdict.believed):
        verdict = Verdict(False, verdict.readable, verdict.code, verdict.reason)
    rulings = tuple(graphics.rulings)
    lines = set_lines(seen, rulings)
    stamped = set_lines(repaired(parted.stamped), ())
    if verdict.believed:
        insets = _insets(loaded, lines, graphics, ocr, cache)
        page = Page(number, frame.width, frame.height, insets.lines, rulings, "digital", tuple(stamped))
        aside = (_warning("sideways_text", number),) if runs_sideways(seen) else ()
        return PageRead(page, (*_of_characters(settled, number), *_of_insets(insets, number), *aside))
    if verdict.code == "text_layer_ocr" and not seen:
        lines = set_lines(repaired(_on_page(glyphs, frame)), rulings)
    if ocr == "never":
        return _without_ocr(number, frame, lines, graphics, verdict)
    # Imported here: most documents need no OCR, and its libraries take a second to load.
    from assistant.reading.ocr.reader import ocr_scale

    scale = ocr_scale(frame.width, frame.height)
    image = draw(loaded, scale)
    return lambda: _by_ocr(image, scale, number, frame, lines, graphics, verdict, cache)


def _insets(
    loaded: pdfium.PdfPage, lines: Sequence[Line], graphics: Graphics, ocr: OcrMode, cache: Path | None
) -> Insets:
    def read(picture: Image) -> tuple[str, float]:
        from assistant.reading.ocr.reader import read_alone

        return read_alone(np.asarray(picture.convert("RGB")), cache)

    return with_insets(lines, graphics.images, lambda scale: draw(loaded, scale), None if ocr == "never" else read)


def _of_insets(insets: Insets, number: int) -> tuple[ReadingWarning, ...]:
    if insets.read:
        return (_warning("inset_numbers", number, reason="; ".join(insets.read)),)
    return (_warning("inset_unread", number),) if insets.unread > 2 else ()


def _without_ocr(number: int, frame: Frame, lines: Sequence[Line], graphics: Graphics, verdict: Verdict) -> PageRead:
    kept = tuple(lines) if verdict.readable else ()
    page = Page(number, frame.width, frame.height, kept, tuple(graphics.rulings), _source_of_layer(verdict))
    done: PageFate = "kept" if kept else "unread"
    warning = _warning(verdict.code or "text_layer_unreadable", number, done, verdict.reason)
    return PageRead(page, (warning,), unread=not kept)


def _source_of_layer(verdict: Verdict) -> TextSource:
    return "ocr" if verdict.code == "text_layer_ocr" else "digital"


def _by_ocr(
    image: Image,
    scale: float,
    number: int,
    frame: Frame,
    lines: Sequence[Line],
    graphics: Graphics,
    verdict: Verdict,
    cache: Path | None,
) -> PageRead:
    from assistant.reading.ocr.classes import doubtful_classes
    from assistant.reading.ocr.reader import ocr_image, read_alone
    from assistant.reading.ocr.rulings import scanned_rulings
    from assistant.reading.ocr.second_look import Second, second_look
    from assistant.reading.ocr.turned import runs_sideways as scan_runs_sideways
    from assistant.reading.ocr.turned import turn_of_scan, turned

    failed = []
    drawn, width, height, turn = tuple(graphics.rulings), frame.width, frame.height, 0
    try:
        read = ocr_image(image, width, height, cache)
        if turn := turn_of_scan(image, scale, read, lambda pixels: read_alone(pixels, cache)):
            # Whatever is ruled shows on the image too.
            image, width, height, drawn = turned(image, turn), height, width, ()
            read = ocr_image(image, width, height, cache)
        rulings = (*drawn, *scanned_rulings(image, scale)) if read else ()
        second = second_look(image, scale, read, rulings, lambda pixels: read_alone(pixels, cache))
    except (RuntimeError, ValueError, OSError):
        failed.append(_warning("ocr_failed", number))
        read, rulings, second = (), (), Second(())
    # An earlier OCR adds some marks of its own: it is the better one only where ours found next to nothing.
    if 2 * _amount(read) < _amount(lines) and verdict.readable:
        source = _source_of_layer(verdict)
        page = Page(number, frame.width, frame.height, tuple(lines), tuple(graphics.rulings), source)
        kept = (_warning(verdict.code, number, "kept", verdict.reason),) if verdict.code else ()
        return PageRead(page, (*kept, *failed))
    warnings = [_warning(verdict.code, number, "ocr", verdict.reason)] if verdict.code else []
    warnings += failed
    if doubts := [*second.doubts, *doubtful_classes(second.lines)]:
        warnings.append(_warning("ocr_doubtful", number, reason=_doubt(doubts)))
    if scan_runs_sideways(second.lines):
        warnings.append(_warning("sideways_text", number))
    page = Page(number, width, height, second.lines, rulings, "ocr", turn=turn)
    return PageRead(page, tuple(warnings), unread=not read and bool(graphics.images))


def _doubt(doubts: Sequence[tuple[str, Rect]]) -> str:
    """Name the print that OCR is not sure of by what was read (□ for nothing) and its place in points."""
    named = [f"{text or '□'} ({place.x0:.0f}, {place.y0:.0f})" for text, place in doubts[:8]]
    return "; ".join([*named, "…"] if len(doubts) > 8 else named)


def _amount(lines: Sequence[Line]) -> int:
    return sum(char.isalnum() for line in lines for char in line.text)


def _on_page(glyphs: Glyphs, frame: Frame) -> Glyphs:
    left, top = glyphs.places[3], glyphs.places[4]
    return glyphs.take((left >= 0) & (left <= frame.width) & (top >= 0) & (top <= frame.height))


def _backdrop(graphics: Graphics, frame: Frame) -> Backdrop:
    page = max(frame.width * frame.height, 1.0)
    areas = [max(box.x1 - box.x0, 0) * max(box.y1 - box.y0, 0) / page for box in graphics.images]
    return Backdrop(min(sum(areas), 1.0), max(areas, default=0.0), graphics.covered, graphics.shapes)


def _of_characters(settled: Settled, number: int) -> tuple[ReadingWarning, ...]:
    """Warn of characters read from the image and of those that stayed in doubt."""
    warnings = []
    if settled.read:
        warnings.append(_warning("character_by_look", number, reason=told(settled.read)))
    if settled.open:
        warnings.append(
            _warning("character_in_doubt", number, reason=", ".join(map(name, dict.fromkeys(settled.open))))
        )
    return tuple(warnings)


def _warning(code: str, number: int, done: PageFate | None = None, reason: str | None = None) -> ReadingWarning:
    bare = ReadingWarning(code=code, message="", page=number, done=done, reason=reason)
    return bare.model_copy(update={"message": tell_warning("en", bare)})
