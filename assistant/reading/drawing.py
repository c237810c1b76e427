"""Draw pages in processes of their own, kept warm, so that a hostile page costs its picture and never the program."""

from __future__ import annotations

import queue
import time
from collections.abc import Sequence
from pathlib import Path
from types import TracebackType
from typing import Any

from assistant.errors import ReadingError
from assistant.library.model import Box
from assistant.reading.worker_process import Death, Drawn, Report, WorkerProcess

LONGEST = 8.0
"""Seconds that one page may take to be drawn."""
_TICK = 0.1
_Said = tuple[WorkerProcess, Report | Death]


class Drawer:
    """Draws pages, at most two at once; may be called from any thread."""

    def __init__(self, workers: int = 2, seconds: float = LONGEST) -> None:
        self._seconds = seconds
        # The slot used last is taken first: its worker is warm, and the second starts only where two draw at once.
        self._slots: queue.LifoQueue[_Slot] = queue.LifoQueue()
        for _ in range(workers):
            self._slots.put(_Slot())

    def __enter__(self) -> Drawer:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self.close()

    def size(self, path: Path, page: int) -> tuple[float, float]:
        """Return width and height of a page (from 1) in points, as displayed.

        Raises:
            ReadingError: the file cannot be opened, or not in time.
        """
        return self._done(path, page, {"scale": 0}).size

    def draw(self, path: Path, page: int, scale: float, form: str, **options: int) -> bytes:
        """Return a page (from 1) as a picture at `scale` pixels a point, saved in the form of that name.

        Raises:
            ReadingError: it cannot be drawn, or takes more time or memory than it may.
        """
        return self._done(path, page, {"scale": scale, "form": form, "options": options}).picture

    def marked(self, path: Path, boxes: Sequence[Box]) -> bytes:
        """Return a PDF of the pages that hold the boxes, each box highlighted; one box at least.

        Raises:
            ReadingError: it cannot be made, or takes more time or memory than it may.
        """
        return self._done(path, boxes[0][0], {"scale": 0, "marks": [list(box) for box in boxes]}).picture

    def close(self) -> None:
        """End the processes that are idle; the next page drawn starts one anew."""
        idle = []
        while not self._slots.empty():
            idle.append(self._slots.get())
        for slot in idle:
            slot.end()
            self._slots.put(slot)

    def _done(self, path: Path, page: int, wish: dict[str, Any]) -> Drawn:
        slot = self._slots.get()
        try:
            said = slot.ask({"path": str(path), "draw": page, **wish}, self._seconds)
        finally:
            self._slots.put(slot)
        if isinstance(said, Report) and said.drawn:
            return said.drawn
        if isinstance(said, Report) and said.error:
            raise ReadingError(said.error.code, str(path), said.error.message)
        code = said.code if isinstance(said, Death) else "crashed"
        why = {"timeout": "in time", "memory": "in the memory it may take"}.get(code, "without a breakdown")
        message = f"Page {page} of {path.name} could not be drawn {why}: open the PDF itself."
        raise ReadingError(code, str(path), message)


class _Slot:
    """Room for one worker, started when first needed and again after its death."""

    def __init__(self) -> None:
        self._reports: queue.Queue[_Said] = queue.Queue()
        self._worker: WorkerProcess | None = None

    def ask(self, task: dict[str, Any], seconds: float) -> Report | Death:
        if self._worker is None or not self._worker.alive:
            self._reports = queue.Queue()
            self._worker = WorkerProcess(self._reports, 1)
        worker, finished = self._worker, False
        worker.draw(task)
        end = time.monotonic() + seconds
        try:
            while True:
                try:
                    said = self._reports.get(timeout=_TICK)[1]
                    finished = isinstance(said, Report)
                    return said
                except queue.Empty:
                    if time.monotonic() > end:
                        worker.kill("timeout")
                    elif worker.over_memory():
                        worker.kill("memory")
        finally:
            if not finished:
                self.end()

    def end(self) -> None:
        if self._worker:
            self._worker.kill()
            self._worker = None
