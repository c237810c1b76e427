"""Small plots drawn as SVG by our own template: shares with their intervals, and a share over the weeks."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from assistant.records.figures import Share

WIDTH, NAME, ROW = 420.0, 128.0, 24.0
"""Pixels: of a plot, of the names at its left, of a bar's row."""
HEIGHT = 170.0
_RIGHT, _TOP, _BOTTOM, _LEFT = 52.0, 12.0, 30.0, 46.0
_MOST_LABELS = 5


@dataclass(frozen=True, slots=True)
class Bar:
    """A share as a bar with its interval; places in pixels."""

    name: str
    y: float
    width: float
    low: float
    high: float
    percent: int
    n: int


@dataclass(frozen=True, slots=True)
class Point:
    """A week's share; `label` is empty where the axis has no room for it."""

    x: float
    y: float
    low: float
    high: float
    percent: int
    n: int
    name: str
    label: str


def bars(shares: Sequence[Share], most: int = 15) -> list[Bar]:
    """Return the bars of shares, at most so many: the table beside holds all."""
    room = WIDTH - NAME - _RIGHT
    return [
        Bar(
            name=one.name, y=_TOP + i * ROW, width=round(room * one.share, 1), low=round(NAME + room * one.low, 1),
            high=round(NAME + room * one.high, 1), percent=round(100 * one.share), n=one.n,
        )
        for i, one in enumerate(shares[:most])
    ]  # fmt: skip


def bars_height(count: int) -> float:
    """Return the height of a plot of so many bars."""
    return _TOP + count * ROW + 8


def points(weeks: Sequence[Share]) -> list[Point]:
    """Return the points of shares over weeks, the first at the left."""
    room, tall = WIDTH - _LEFT - _RIGHT, HEIGHT - _TOP - _BOTTOM
    step = room / max(1, len(weeks) - 1)
    every = max(1, -(-len(weeks) // _MOST_LABELS))

    def at(share: float) -> float:
        return round(_TOP + tall * (1 - share), 1)

    return [
        Point(
            x=round(_LEFT + (i * step if len(weeks) > 1 else room / 2), 1), y=at(one.share), low=at(one.low),
            high=at(one.high), percent=round(100 * one.share), n=one.n, name=one.name,
            label=one.name if (len(weeks) - 1 - i) % every == 0 else "",
        )
        for i, one in enumerate(weeks)
    ]  # fmt: skip


def gridlines() -> list[tuple[float, int]]:
    """Return the lines of a plot over weeks: their height in pixels and what they stand for in percent."""
    return [(round(_TOP + (HEIGHT - _TOP - _BOTTOM) * (1 - share), 1), round(100 * share)) for share in (0, 0.5, 1)]
