"""A progress bar for long work, on a terminal only."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TaskID, TextColumn, TimeRemainingColumn


class TerminalProgress:
    """Draws one bar for each stage: its name, what is being done, how far, and the time left."""

    def __init__(self, bars: Progress) -> None:
        self._bars = bars
        self._tasks: dict[str, TaskID] = {}

    def update(self, stage: str, done: float, total: int, label: str = "") -> None:
        """Say that `done` of `total` parts of a stage are done and what is worked on now."""
        if stage not in self._tasks:
            self._tasks[stage] = self._bars.add_task(stage, total=total, label="")
        self._bars.update(self._tasks[stage], completed=done, total=total, label=label[-40:])

    def say(self, sentence: str) -> None:
        """Print what is made again and why above the bars, and also where no bars are drawn."""
        self._bars.console.print(sentence, markup=False, highlight=False, soft_wrap=True)


@contextmanager
def terminal_progress() -> Iterator[TerminalProgress]:
    """Draw progress on stderr where that is a terminal; draw nothing elsewhere."""
    columns = (
        TextColumn("{task.description:<10}"),
        BarColumn(),
        MofNCompleteColumn(),
        TimeRemainingColumn(),
        TextColumn("{task.fields[label]}"),
    )
    with Progress(*columns, console=Console(stderr=True), disable=not sys.stderr.isatty()) as bars:
        yield TerminalProgress(bars)
