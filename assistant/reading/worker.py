"""Read PDFs in processes of their own, so that a hostile or broken file costs a verdict and never the program."""

from __future__ import annotations

import os
import queue
import time
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from assistant.errors import NotFoundError, ReadingCode, ReadingError, UsageError
from assistant.library.model import Document, OcrMode
from assistant.reading.cores import MOST
from assistant.reading.worker_process import Death, Report, WorkerProcess

MOST_BYTES = 500 * 1024 * 1024
_HEADER = 1024
"""`%PDF` must occur within this many bytes, as pdfium has it."""
_MOST_WORKERS = 2
_FIRST = 18.0
"""Seconds: 20 less what starting, stopping and telling may take."""
_TICK = 0.2
"""How often limits are looked at, in seconds."""


@dataclass(frozen=True, slots=True)
class Patience:
    """How long a reading may take, in seconds.

    A verdict comes within 20 s without OCR; a document of many pages may take longer while it is read at a good pace.
    With OCR it comes within 20 s and 6 s for each page, and no page may take more than a minute; on a machine that is
    busy with other things, time in which OCR could not run is given back, at most once the limit.
    """

    first: float
    pace: float = 0.0
    """Without OCR: a page finished allows this much, where that is more than `first`."""
    page: float = 0.0
    """With OCR: each page of the document allows this much more."""
    stall: float = float("inf")
    """How long nothing need be finished."""
    waits: float = 0.0
    """How much of the limit may be given back for time spent waiting for a processor."""

    @classmethod
    def by(cls, ocr: OcrMode, seconds: float | None) -> Patience:
        """Return the limit that was asked for, else the one by whether OCR may be used."""
        if seconds is not None:
            return cls(seconds)
        return cls(_FIRST, pace=0.25) if ocr == "never" else cls(_FIRST, page=6.0, stall=60.0, waits=1.0)

    def allowed(self, done: int = 0, count: int = 1) -> float:
        """Return the seconds that a reading may take of which `done` of `count` pages are finished."""
        return max(self.first + self.page * count, self.pace * done)


def read_in_worker(
    path: Path,
    ocr: OcrMode = "auto",
    cache: Path | None = None,
    progress: Callable[[int, int], None] | None = None,
    seconds: float | None = None,
) -> Document:
    """Read one PDF in a process that can be stopped.

    Args:
        path: The PDF.
        ocr: Which pages OCR may read.
        cache: Folder that keeps OCR readings.
        progress: Called with (pages done, pages in all).
        seconds: The longest it may take; by default as `Patience` says.

    Raises:
        NotFoundError: There is no such file.
        UsageError: It is a folder.
        ReadingError: It cannot be read; `code` says why.
    """
    if not path.exists():
        raise NotFoundError(f"There is no file {path}: check the name.")
    if path.is_dir():
        raise UsageError(f"{path} is a folder: name one PDF, or index the folder.")
    if not path.is_file():
        raise UsageError(f"{path} is a device or a pipe: name a PDF that lies on disk.")
    patience = Patience.by(ocr, seconds)
    report = (lambda _path, done, count: progress(done, count)) if progress else None
    for _path, outcome in _Pool(ocr, cache, patience, workers=1, cores=_cores()).read([path], report):
        if isinstance(outcome, Document):
            return outcome
        raise outcome
    raise _crashed(path)


def read_many(
    paths: Sequence[Path],
    ocr: OcrMode = "auto",
    cache: Path | None = None,
    progress: Callable[[Path, int, int], None] | None = None,
) -> Iterator[tuple[Path, Document | ReadingError]]:
    """Read PDFs in at most two processes; yield each with its document or verdict as it is done.

    Where one document is left, its worker gets the other's core for OCR.

    Args:
        paths: The PDFs.
        ocr: Which pages OCR may read.
        cache: Folder that keeps OCR readings.
        progress: Called with (path, pages done, pages in all).

    Closing the iterator, or an interrupt, ends the processes.
    """
    workers = min(_MOST_WORKERS, _cores(), max(len(paths), 1))
    cores = 1 if workers > 1 else _cores()
    return _Pool(ocr, cache, Patience.by(ocr, None), workers, cores).read(paths, progress)


def check_file(path: Path) -> ReadingError | None:
    """Return the verdict on a file that need not be opened to be refused, else None."""
    name = path.name
    try:
        size = path.stat().st_size
        with path.open("rb") as file:
            head = file.read(_HEADER)
    except OSError as error:
        reason = (error.strerror or "it cannot be opened").lower()
        return ReadingError("damaged", str(path), f"{name} cannot be opened ({reason}): check that it may be read.")
    if size == 0:
        return ReadingError("empty", str(path), f"{name} is empty (0 bytes): fetch the file again from its publisher.")
    if size > MOST_BYTES:
        limit = MOST_BYTES // (1024 * 1024)
        return ReadingError(
            "too_large",
            str(path),
            f"{name} is larger than {limit} MB: split it, or supply a version of lower resolution.",
        )
    if b"%PDF" not in head:
        return ReadingError("not_a_pdf", str(path), f"{name} is not a PDF, whatever its name says: supply it as a PDF.")
    return None


@dataclass(slots=True)
class _Task:
    path: Path
    again: bool = False
    """Whether a worker that had read other files before already failed at it."""
    allowed: float = 0.0
    began: float = 0.0
    moved: float = 0.0
    """When it last finished a page."""
    waited: float = 0.0
    """How long its worker had waited for a processor before."""


class _Pool:
    """Worker processes that read one file after another."""

    def __init__(self, ocr: OcrMode, cache: Path | None, patience: Patience, workers: int, cores: int) -> None:
        self._ocr = ocr
        self._cache = cache
        self._patience = patience
        self._workers = workers
        self._cores = cores
        self._reports: queue.Queue[tuple[WorkerProcess, Report | Death]] = queue.Queue()
        self._running: dict[WorkerProcess, _Task | None] = {}
        self._looked = 0.0

    def read(
        self, paths: Sequence[Path], progress: Callable[[Path, int, int], None] | None
    ) -> Iterator[tuple[Path, Document | ReadingError]]:
        todo: deque[_Task] = deque()
        for path in paths:
            refused = check_file(path)
            if refused:
                yield path, refused
            else:
                todo.append(_Task(path))
        try:
            while self._start(todo):
                try:
                    worker, said = self._reports.get(timeout=_TICK)
                except queue.Empty:
                    self._stop_overdue()
                    continue
                self._stop_overdue()
                task = self._running.get(worker)
                if task is None:
                    self._running.pop(worker, None) if isinstance(said, Death) else None
                    continue
                if isinstance(said, Report) and said.pages:
                    task.allowed, task.moved = self._patience.allowed(*said.pages), time.monotonic()
                    if progress:
                        progress(task.path, *said.pages)
                    continue
                again = self._retried(worker, task, said)
                if again:
                    todo.appendleft(again)
                else:
                    yield task.path, _outcome(task, said)
        finally:
            for worker in self._running:
                worker.kill()

    def _start(self, todo: deque[_Task]) -> bool:
        """Give waiting files to idle workers; tell whether any work is left."""
        while todo:
            idle = next((worker for worker, task in self._running.items() if task is None and worker.alive), None)
            if todo[0].again and idle:
                idle.kill()
                self._running.pop(idle)
                idle = None
            if idle is None:
                if len(self._running) >= self._workers:
                    break
                idle = WorkerProcess(self._reports, self._cores)
            task = todo.popleft()
            task.began = task.moved = time.monotonic()
            task.allowed = self._patience.allowed()
            self._running[idle] = task
            task.waited = idle.waited()
            idle.give(task.path, self._ocr, self._cache)
        busy = [worker for worker, task in self._running.items() if task]
        if len(busy) == 1 and not todo:
            busy[0].allow(_cores())
        return bool(busy)

    def _stop_overdue(self) -> None:
        now = time.monotonic()
        if now - self._looked < _TICK:
            return
        self._looked = now
        for worker, task in self._running.items():
            if task is None:
                continue
            late = now - task.began > task.allowed or now - task.moved > self._patience.stall
            if late and not self._is_excused(worker, task, now):
                task.allowed = now - task.began
                worker.kill("timeout")
            elif worker.over_memory():
                worker.kill("memory")

    def _is_excused(self, worker: WorkerProcess, task: _Task, now: float) -> bool:
        """Tell whether a reading is late only because its worker had to wait for a processor."""
        back = min(worker.waited() - task.waited, self._patience.waits * task.allowed)
        return now - task.began <= task.allowed + back and now - task.moved <= self._patience.stall + back

    def _retried(self, worker: WorkerProcess, task: _Task, said: Report | Death) -> _Task | None:
        """Free the worker; a file at which a worker died that was not fresh goes to a fresh one."""
        if isinstance(said, Report):
            self._running[worker] = None
            return None
        self._running.pop(worker)
        worker.kill()
        if said.code == "timeout" or worker.given == 1:
            return None
        return _Task(task.path, again=True)


def _outcome(task: _Task, said: Report | Death) -> Document | ReadingError:
    if isinstance(said, Death):
        return _died(task, said.code)
    if said.document is not None:
        return Document.model_validate(said.document)
    if said.error:
        return ReadingError(said.error.code, str(task.path), said.error.message)
    return _crashed(task.path)


def _died(task: _Task, code: ReadingCode) -> ReadingError:
    name, file = task.path.name, str(task.path)
    if code == "timeout":
        remedy = "supply a simpler version of it, for instance printed to a new PDF."
        return ReadingError(code, file, f"{name} could not be read within {task.allowed:.0f} seconds: {remedy}")
    if code == "memory":
        remedy = "split it, or print it to a new PDF."
        return ReadingError(code, file, f"{name} needs more memory than reading one file may take: {remedy}")
    return _crashed(task.path)


def _crashed(path: Path) -> ReadingError:
    remedy = "open it in another program and print it to a new PDF."
    return ReadingError("crashed", str(path), f"{path.name} makes the PDF reader break down: {remedy}")


def _cores() -> int:
    return min(os.cpu_count() or 1, MOST)
