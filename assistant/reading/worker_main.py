"""The reading process itself: takes files on standard input, one JSON object a line, and answers in kind."""

from __future__ import annotations

import ctypes
import gc
import json
import os
import queue
import signal
import sys
import threading
from pathlib import Path
from typing import Any, BinaryIO

from assistant.errors import ReadingError
from assistant.reading.cores import allow_cores

MOST_ANSWER = 256 * 1024**2
"""Bytes of JSON that one document may take: whoever asked must hold it too."""
_PR_SET_PDEATHSIG = 1


def main(most_memory: int) -> None:
    """Read files until standard input ends; `most_memory` bounds what the process may hold of its own, in bytes."""
    _bound_memory(most_memory)
    _die_with_parent()
    # Native code may print: only this module writes to what the parent reads.
    answers = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)
    tasks: queue.Queue[dict[str, Any]] = queue.Queue()
    threading.Thread(target=_take, args=(sys.stdin.buffer, tasks), daemon=True).start()
    while True:
        _answer(tasks.get(), answers)
        gc.collect()


def _take(source: BinaryIO, tasks: queue.Queue[dict[str, Any]]) -> None:
    for line in source:
        order = json.loads(line)
        if "cores" in order:
            allow_cores(order["cores"])
        else:
            tasks.put(order)
    # The parent is gone, whatever is being read.
    os._exit(0)


def _answer(task: dict[str, Any], answers: BinaryIO) -> None:
    if "draw" in task:
        from assistant.reading.worker_drawing import draw_for

        _write(answers, json.dumps(draw_for(task)).encode())
        return
    from assistant.reading.read import read_pdf

    # One reading makes few cycles and many objects: to look for the cycles meanwhile takes a tenth of the time. What
    # was imported stays: to look through it after each file takes as long as two pages.
    gc.disable()
    gc.freeze()

    def say(answer: dict[str, Any]) -> None:
        _write(answers, json.dumps(answer).encode())

    path, cache = Path(task["path"]), Path(task["cache"]) if task["cache"] else None
    try:
        document = read_pdf(path, task["ocr"], cache, lambda done, count: say({"pages": [done, count]}))
    except ReadingError as error:
        say({"code": error.code, "message": error.message})
        return
    answer = json.dumps({"document": document.model_dump(mode="json")}).encode()
    if len(answer) > MOST_ANSWER:
        # Cells spread over their columns can make gigabytes of a small file.
        message = f"{path.name} holds more text than one document may: split it."
        answer = json.dumps({"code": "memory", "message": message}).encode()
    _write(answers, answer)


def _write(answers: BinaryIO, line: bytes) -> None:
    answers.write(line + b"\n")
    answers.flush()


def _bound_memory(most: int) -> None:
    try:
        import resource
    except ImportError:  # not on Windows
        return
    # Linux counts what a process writes to as its data; address space, elsewhere, counts what it maps as well.
    kind, most = (resource.RLIMIT_DATA, most) if sys.platform == "linux" else (resource.RLIMIT_AS, 2 * most)
    _soft, hard = resource.getrlimit(kind)
    limit = most if hard == resource.RLIM_INFINITY else min(most, hard)
    resource.setrlimit(kind, (limit, hard))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def _die_with_parent() -> None:
    """Have Linux end this process with its parent, even while native code keeps every thread waiting."""
    if sys.platform != "linux":
        return
    parent = os.getppid()
    ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)
    if os.getppid() != parent:
        os._exit(0)


if __name__ == "__main__":
    main(int(sys.argv[1]))
