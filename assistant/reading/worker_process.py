"""One process that reads PDFs, seen from outside: it takes files, reports, and can be killed."""

from __future__ import annotations

import base64
import json
import logging
import os
import queue
import subprocess
import sys
import threading
from collections import deque
from dataclasses import dataclass
from pathlib import Path
from typing import Any, cast

from assistant.errors import ReadingCode
from assistant.library.model import OcrMode
from assistant.reading.cores import VARIABLE

MOST_MEMORY = 2 * 1024**3
"""Memory of its own that reading one file may take, in bytes."""
_PACKAGES = Path(__file__).parents[2]
_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Failure:
    """Why a file could not be read."""

    code: ReadingCode
    message: str


@dataclass(frozen=True, slots=True)
class Drawn:
    """A page's width and height in points, and its picture where one was asked for."""

    size: tuple[float, float]
    picture: bytes


@dataclass(frozen=True, slots=True)
class Report:
    """What a worker says: (pages done, pages in all), or a document as JSON, or a page drawn, or why there is none."""

    pages: tuple[int, int] | None = None
    document: dict[str, Any] | None = None
    drawn: Drawn | None = None
    error: Failure | None = None


@dataclass(frozen=True, slots=True)
class Death:
    """A worker ended while it had a file."""

    code: ReadingCode


class WorkerProcess:
    """A worker; what it says arrives in `reports`, its death last."""

    def __init__(self, reports: queue.Queue[tuple[WorkerProcess, Report | Death]], cores: int) -> None:
        paths = [str(_PACKAGES), *filter(None, [os.environ.get("PYTHONPATH")])]
        environment = os.environ | {
            "PYTHONPATH": os.pathsep.join(paths),
            "PYTHONIOENCODING": "utf-8",
            "OMP_NUM_THREADS": "1",
            # A worker has no use for plugins; pydantic looks for them in every package that is installed.
            "PYDANTIC_DISABLE_PLUGINS": "__all__",
            VARIABLE: str(cores),
        }
        self.cores = cores
        self.given = 0
        """How many files it was given."""
        self._reports = reports
        self._killed = False
        self._killed_for: ReadingCode | None = None
        self._peak = 0
        self._process = subprocess.Popen(
            [sys.executable, "-m", "assistant.reading.worker_main", str(MOST_MEMORY)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            env=environment,
            # An interrupt at the terminal goes to the parent alone, which ends its workers in order.
            start_new_session=True,
        )
        self._complaints: deque[bytes] = deque(maxlen=20)
        threading.Thread(target=self._listen, daemon=True).start()

    @property
    def alive(self) -> bool:
        """Whether it can be given a file."""
        return not self._killed and self._process.poll() is None

    def give(self, path: Path, ocr: OcrMode, cache: Path | None) -> None:
        """Have a file read."""
        self.given += 1
        self._tell({"path": str(path), "ocr": ocr, "cache": str(cache) if cache else None})

    def draw(self, task: dict[str, Any]) -> None:
        """Have a page drawn, as `worker_drawing.draw_for` takes it."""
        self._tell(task)

    def allow(self, cores: int) -> None:
        """Let it use so many cores from now on, for what it is reading too."""
        if cores != self.cores:
            self.cores = cores
            self._tell({"cores": cores})

    def _tell(self, order: dict[str, Any]) -> None:
        assert self._process.stdin
        try:
            self._process.stdin.write(json.dumps(order).encode() + b"\n")
            self._process.stdin.flush()
        except BrokenPipeError:
            _log.info("a reading process ended before it was told %s", order)

    def over_memory(self) -> bool:
        """Tell whether it holds more memory than it may (known on Linux; elsewhere its own limit must do)."""
        try:
            resident = int(Path(f"/proc/{self._process.pid}/statm").read_text(encoding="ascii").split()[1])
        except (OSError, IndexError, ValueError):
            return False
        self._peak = max(self._peak, resident * os.sysconf("SC_PAGE_SIZE"))
        return self._peak > MOST_MEMORY

    def waited(self) -> float:
        """Return for how many seconds in all its main thread was ready to run while others had the processor.

        Known on Linux; 0 elsewhere.
        """
        try:
            times = Path(f"/proc/{self._process.pid}/schedstat").read_text(encoding="ascii").split()
            return int(times[1]) / 1e9
        except (OSError, IndexError, ValueError):
            return 0.0

    def kill(self, code: ReadingCode | None = None) -> None:
        """End it; `code` is what its death is reported as."""
        self._killed = True
        self._killed_for = self._killed_for or code
        self._process.kill()

    def _listen(self) -> None:
        assert self._process.stdout
        complaints = threading.Thread(target=self._overhear, daemon=True)
        complaints.start()
        with self._process.stdout as stream:
            for line in stream:
                report = _report(line)
                if report:
                    self._reports.put((self, report))
        status = self._process.wait()
        complaints.join()
        said = b"".join(self._complaints).decode(errors="replace").strip()
        if status and not self._killed and said:
            _log.info("a reading process ended with status %s: %s", status, said)
        code: ReadingCode = "memory" if self._peak > MOST_MEMORY / 2 or "MemoryError" in said[-200:] else "crashed"
        self._reports.put((self, Death(self._killed_for or code)))

    def _overhear(self) -> None:
        """Keep the last lines of standard error for the log, never for the terminal."""
        assert self._process.stderr
        with self._process.stderr as stream:
            self._complaints.extend(stream)


def _report(line: bytes) -> Report | None:
    try:
        said = json.loads(line)
    except ValueError:
        return None
    if "pages" in said:
        done, count = said["pages"]
        return Report(pages=(done, count))
    if "document" in said:
        return Report(document=said["document"])
    if "size" in said:
        width, height = said["size"]
        return Report(drawn=Drawn((width, height), base64.b64decode(said.get("picture", ""))))
    return Report(error=Failure(cast(ReadingCode, said["code"]), said["message"]))
