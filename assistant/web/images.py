"""Page images and page sizes, rendered once and kept in memory."""

from __future__ import annotations

import io
import threading
from collections import OrderedDict
from functools import lru_cache
from pathlib import Path

SCALES = (1.0, 1.5, 2.0, 3.0)
"""Pixels per point that may be asked for: few, so that the cache is hit and no request can fill the memory."""

_PDFIUM = threading.Lock()
"""PDFium must not be entered by two threads at once."""


@lru_cache(maxsize=4096)
def page_size(path: Path, sha256: str, page: int) -> tuple[float, float]:
    """Return width and height of a page (from 1) in points, as displayed; `sha256` names the file's content."""
    from assistant.reading.pdf import open_pdf

    with _PDFIUM, open_pdf(path) as pdf:
        width, height = pdf.get_page_size(page - 1)
    return float(width), float(height)


class PageImages:
    """PNG images of pages. The least recently used go first when `limit` bytes are passed."""

    def __init__(self, limit: int = 96 * 2**20) -> None:
        self._limit = limit
        self._kept: OrderedDict[tuple[str, int, float], bytes] = OrderedDict()
        self._size = 0
        self._lock = threading.Lock()

    def png(self, path: Path, sha256: str, page: int, scale: float) -> bytes:
        """Return the page (from 1) as PNG at the offered scale nearest to the one asked for."""
        from assistant.reading.pdf import render_page

        scale = min(SCALES, key=lambda offered: abs(offered - scale))
        wanted = (sha256, page, scale)
        with self._lock:
            if wanted in self._kept:
                self._kept.move_to_end(wanted)
                return self._kept[wanted]
        with _PDFIUM:
            image = render_page(path, page, scale)
        file = io.BytesIO()
        image.save(file, "PNG", compress_level=4)
        with self._lock:
            self._keep(wanted, file.getvalue())
        return file.getvalue()

    def _keep(self, key: tuple[str, int, float], png: bytes) -> None:
        if key in self._kept:
            return
        self._kept[key] = png
        self._size += len(png)
        while self._size > self._limit and len(self._kept) > 1:
            _, dropped = self._kept.popitem(last=False)
            self._size -= len(dropped)
