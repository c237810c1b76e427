"""Telling someone how far a long job is, and what it does beyond what was asked."""

from __future__ import annotations

from typing import Protocol


class Progress(Protocol):
    """Is told how far each stage of a job is; the command line draws it."""

    def update(self, stage: str, done: float, total: int, label: str = "") -> None:
        """Say that `done` of `total` parts of a stage are done, begun ones by their share, and what is worked on."""

    def say(self, sentence: str) -> None:
        """Say what is made again and why, before it is."""


class Silent:
    """Progress that nobody watches."""

    def update(self, stage: str, done: float, total: int, label: str = "") -> None:
        """Do nothing."""

    def say(self, sentence: str) -> None:
        """Do nothing."""
