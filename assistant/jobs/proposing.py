"""The process that makes a proposal for the maintenance desk: it tells each step as a line of JSON on stdout.

Of its own, so that a server goes on answering at its pace and does not keep what indexing takes of memory.
"""

from __future__ import annotations

import json
import signal
import sys
import time
from types import FrameType
from typing import Any

from assistant.errors import AssistantError
from assistant.jobs.proposals import propose
from assistant.jobs.refresh import give_way
from assistant.settings import Settings

_STEP = 0.2
"""Seconds between two lines that tell how far a stage is."""


class Lines:
    """Progress told on stdout."""

    def __init__(self) -> None:
        self._told = 0.0

    def update(self, stage: str, done: float, total: int, label: str = "") -> None:
        """Tell how far a stage is, at its end always, else now and then."""
        if done < total and time.monotonic() - self._told < _STEP:
            return
        self._told = time.monotonic()
        write({"stage": stage, "done": done, "total": total, "label": label})

    def say(self, sentence: str) -> None:
        """Tell what is made again and why."""
        write({"said": sentence})


def write(line: dict[str, Any]) -> None:
    """Write one line and have it read at once."""
    sys.stdout.write(json.dumps(line) + "\n")
    sys.stdout.flush()


def main() -> None:
    """Make the proposal that the environment's settings ask for; the last line is its report or an error."""
    signal.signal(signal.SIGTERM, _end)
    give_way()
    try:
        report = propose(Settings(), Lines())
    except AssistantError as error:
        write({"error": {"code": error.code, "message": error.message}})
        sys.exit(1)
    write({"report": report.to_json()})


def _end(_signal: int, _frame: FrameType | None) -> None:
    # In order, so that no reading process and no half-written build stays behind.
    sys.exit(143)


if __name__ == "__main__":
    main()
