"""Settle a page's doubtful characters by its image, and tell what was read so and what stayed in doubt."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
import pypdfium2 as pdfium

from assistant.library.model import OcrMode
from assistant.reading.pages.doubts import Key, ReadStrip, Settled, can_settle, doubts_of, settle
from assistant.reading.pages.frame import Frame
from assistant.reading.pages.glyphs import Glyphs
from assistant.reading.pages.page import Rect

Pixels = np.ndarray[Any, np.dtype[np.uint8]]

_STRIP_HEIGHT = 64.0
"""Pixels: what the engine reads is scaled to 48."""
_LARGEST_SCALE = 12.0


def settled_glyphs(
    glyphs: Glyphs,
    loaded: pdfium.PdfPage,
    frame: Frame,
    ocr: OcrMode,
    cache: Path | None,
    known: dict[Key, str],
) -> Settled:
    """Return a page's glyphs with its doubts settled where they are few and OCR is allowed.

    Args:
        glyphs: The glyphs, repaired as far as their fonts allow.
        loaded: Their page.
        frame: Its frame.
        ocr: Whether OCR is allowed.
        cache: Folder for OCR results, or None.
        known: What earlier pages of the document settled; added to.
    """
    doubts = doubts_of(glyphs)
    if not doubts or not can_settle(glyphs, doubts):
        return Settled(glyphs)
    return settle(glyphs, doubts, None if ocr == "never" else _strip_reader(loaded, frame, cache), known)


def _strip_reader(loaded: pdfium.PdfPage, frame: Frame, cache: Path | None) -> ReadStrip:
    def read(place: Rect) -> tuple[str, float]:
        # Imported here: most documents need no OCR, and its libraries take a second to load.
        from assistant.reading.ocr.reader import read_alone

        try:
            return read_alone(_draw_strip(loaded, frame, place), cache)
        except (RuntimeError, ValueError, OSError):
            return "", 0.0

    return read


def _draw_strip(loaded: pdfium.PdfPage, frame: Frame, place: Rect) -> Pixels:
    x0, y0 = max(place.x0, 0.0), max(place.y0, 0.0)
    x1, y1 = min(place.x1, frame.width), min(place.y1, frame.height)
    scale = min(_STRIP_HEIGHT / max(y1 - y0, 1.0), _LARGEST_SCALE)
    cut = (x0, frame.height - y1, frame.width - x1, y0)
    return np.asarray(loaded.render(scale=scale, crop=cut).to_pil().convert("RGB"))


def told(pairs: Sequence[tuple[str, str]]) -> str:
    """Say what fonts call characters and what they are: `U+E123 as ≤, m as μ`."""
    return ", ".join(f"{name(given)} → {char}" for given, char in dict.fromkeys(pairs))


def name(char: str) -> str:
    """Return a character, by its code where it cannot be seen."""
    return (
        char if char.isprintable() and not "\ue000" <= char <= "\uf8ff" and char != "\ufffd" else f"U+{ord(char):04X}"
    )
