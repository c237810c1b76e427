"""The re-index that the desk starts: one at a time, in a process of its own, told to whoever looks."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import threading
import time
from dataclasses import dataclass, field
from typing import Any

from pydantic import SecretStr

from assistant.errors import BuildError
from assistant.settings import Settings

_ENDING = 10.0
"""Seconds that a stopped process has for cleaning up."""


@dataclass(slots=True)
class JobState:
    """How far a re-index is: `done` of `total` parts of the stage; `left` are the seconds of it still to come."""

    running: bool = False
    by: str = ""
    stage: str = ""
    done: float = 0.0
    total: int = 0
    label: str = ""
    seconds: float = 0.0
    left: float | None = None
    said: list[str] = field(default_factory=list)
    error: dict[str, str] | None = None
    report: dict[str, Any] | None = None


class Reindexing:
    """Runs `assistant.jobs.proposing` and keeps what it told last; safe to use from many threads."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._state = JobState()
        self._began = self._stage_began = 0.0
        self._process: subprocess.Popen[str] | None = None
        self._lock = threading.Lock()

    def start(self, by: str) -> None:
        """Begin; BuildError where one is running."""
        with self._lock:
            if self._state.running:
                raise BuildError("A re-index is running already: wait until it is done, or stop it.", code="busy")
            self._state = JobState(running=True, by=by, stage="preparing")
            self._began = self._stage_began = time.monotonic()
            self._process = subprocess.Popen(
                [sys.executable, "-m", "assistant.jobs.proposing"], env=os.environ | _environment(self._settings),
                stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True,
                encoding="utf-8",
            )  # fmt: skip
        threading.Thread(target=self._follow, args=(self._process,), name="reindexing", daemon=True).start()

    def stop(self) -> None:
        """End the one that runs; the current build and what was read so far are kept."""
        process = self._process
        if process is None or process.poll() is not None:
            return
        process.terminate()
        try:
            process.wait(_ENDING)
        except subprocess.TimeoutExpired:
            process.kill()

    def state(self) -> dict[str, Any]:
        """Return how far it is, as JSON; of the last one where none is running."""
        with self._lock:
            state = self._state
            if state.running:
                state.seconds = round(time.monotonic() - self._began, 1)
                passed = time.monotonic() - self._stage_began
                told = 0 < state.done < state.total and passed > 2
                state.left = round(passed / state.done * (state.total - state.done)) if told else None
            return {name: getattr(state, name) for name in JobState.__slots__} | {"said": list(state.said)}

    def _follow(self, process: subprocess.Popen[str]) -> None:
        for line in process.stdout or ():
            self._take(json.loads(line))
        status = process.wait()
        with self._lock:
            self._state.running = False
            self._state.left = None
            if self._state.report is None and self._state.error is None:
                code = "stopped" if status in (143, -15) else "crashed"
                self._state.error = {"code": code, "message": f"The re-index has ended before its time ({code})."}

    def _take(self, told: dict[str, Any]) -> None:
        with self._lock:
            state = self._state
            if "said" in told:
                state.said.append(told["said"])
            elif "stage" in told:
                if told["stage"] != state.stage:
                    self._stage_began = time.monotonic()
                finished = told["stage"] == "embedding" and told["done"] >= told["total"]
                state.stage = "writing" if finished else told["stage"]
                state.done, state.total, state.label = told["done"], told["total"], told["label"]
            else:
                state.error, state.report = told.get("error"), told.get("report")


def _environment(settings: Settings) -> dict[str, str]:
    """Return the environment that gives another process the same settings."""
    given = {}
    for name in type(settings).model_fields:
        value = getattr(settings, name)
        given[f"ASSISTANT_{name.upper()}"] = value.get_secret_value() if isinstance(value, SecretStr) else str(value)
    return given
