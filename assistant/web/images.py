"""Page images and page sizes, made in killable processes, once, and kept in memory."""

from __future__ import annotations

import threading
import time
from collections import OrderedDict
from collections.abc import Sequence
from pathlib import Path

from assistant.errors import ReadingError
from assistant.library.model import Box
from assistant.reading.drawing import Drawer

SCALES = (1.0, 1.5, 2.0, 3.0)
"""Pixels per point that may be asked for: few, so that the cache is hit and no request can fill the memory."""
_RETRIED = 300.0
"""Seconds after which a page that could not be drawn is tried again."""
_MOST_SIZES = 4096

_Key = tuple[str, int]


class PageImages:
    """PNG images of pages. The least recently used go first when `limit` bytes are passed."""

    def __init__(self, limit: int = 96 * 2**20, drawer: Drawer | None = None) -> None:
        self._limit = limit
        self._drawer = drawer or Drawer()
        self._kept: OrderedDict[tuple[str, int, float], bytes] = OrderedDict()
        self._sizes: OrderedDict[_Key, tuple[float, float]] = OrderedDict()
        self._failed: dict[_Key, tuple[float, ReadingError]] = {}
        self._size = 0
        self._lock = threading.Lock()
        self._files: dict[str, threading.Lock] = {}

    def size(self, path: Path, sha256: str, page: int) -> tuple[float, float] | None:
        """Return width and height of a page (from 1) in points, as displayed; None where it cannot be drawn.

        `sha256` names the file's content.
        """
        key = (sha256, page)
        with self._of_file(sha256):
            with self._lock:
                if key in self._sizes:
                    return None if self._failure(key) else self._sizes[key]
            try:
                self._raise_failure(key)
                size = self._drawer.size(path, page)
            except ReadingError as error:
                self._note(key, error)
                return None
            with self._lock:
                self._sizes[key] = size
                if len(self._sizes) > _MOST_SIZES:
                    self._sizes.popitem(last=False)
        return size

    def png(self, path: Path, sha256: str, page: int, scale: float) -> bytes:
        """Return the page (from 1) as PNG at the offered scale nearest to the one asked for.

        Raises:
            ReadingError: it cannot be drawn.
        """
        scale = min(SCALES, key=lambda offered: abs(offered - scale))
        wanted = (sha256, page, scale)
        if kept := self._found(wanted):
            return kept
        with self._of_file(sha256):
            if kept := self._found(wanted):
                return kept
            self._raise_failure((sha256, page))
            try:
                png = self._drawer.draw(path, page, scale, "PNG", compress_level=4)
            except ReadingError as error:
                self._note((sha256, page), error)
                raise
        with self._lock:
            self._keep(wanted, png)
        return png

    def marked(self, path: Path, sha256: str, boxes: Sequence[Box]) -> bytes:
        """Return a PDF of the pages that hold the boxes, each box highlighted.

        Raises:
            ReadingError: it cannot be made.
        """
        with self._of_file(sha256):
            return self._drawer.marked(path, boxes)

    def close(self) -> None:
        """End the processes that draw."""
        self._drawer.close()

    def _of_file(self, sha256: str) -> threading.Lock:
        """Let one thread at a time ask of a file: a hostile one leaves a process to the others, none is drawn twice."""
        with self._lock:
            return self._files.setdefault(sha256, threading.Lock())

    def _found(self, key: tuple[str, int, float]) -> bytes | None:
        with self._lock:
            if key in self._kept:
                self._kept.move_to_end(key)
            return self._kept.get(key)

    def _failure(self, key: _Key) -> ReadingError | None:
        since, error = self._failed.get(key, (0.0, None))
        return error if error and time.monotonic() - since < _RETRIED else None

    def _raise_failure(self, key: _Key) -> None:
        error = self._failure(key)
        if error:
            raise error.with_traceback(None)

    def _note(self, key: _Key, error: ReadingError) -> None:
        if not self._failure(key):
            self._failed[key] = (time.monotonic(), error)

    def _keep(self, key: tuple[str, int, float], png: bytes) -> None:
        if key in self._kept:
            return
        self._kept[key] = png
        self._size += len(png)
        while self._size > self._limit and len(self._kept) > 1:
            _, dropped = self._kept.popitem(last=False)
            self._size -= len(dropped)
