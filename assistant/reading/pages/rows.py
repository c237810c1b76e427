"""Group the characters of a page into printed rows: one baseline, and small raised or lowered print that touches it."""

from __future__ import annotations

from bisect import bisect_left, bisect_right, insort
from collections.abc import Sequence
from typing import NamedTuple

import numpy as np

from assistant.reading.pages.glyphs import Glyphs, Numbers, Whole


class _Run(NamedTuple):
    """Characters set one after another: their indexes, left and right, and the first one's baseline and size."""

    start: int
    end: int
    x0: float
    x1: float
    base: float
    size: float


class Rows(NamedTuple):
    """Characters in rows from the top, each row from left to right, and the number of each one's row."""

    glyphs: Glyphs
    row_of: Whole


def in_rows(glyphs: Glyphs) -> Rows:
    """Set characters of one direction into rows."""
    runs = sorted(_runs(glyphs), key=lambda run: (-round(run.size), run.base, run.x0))
    rows = sorted(_homes(runs), key=lambda row: row[0].base)
    order = np.array([i for row in rows for run in row for i in range(run.start, run.end)], dtype=np.int64)
    lengths = [sum(run.end - run.start for run in row) for row in rows]
    row_of = np.repeat(np.arange(len(rows)), lengths)
    middles: Numbers = (glyphs.places[0] + glyphs.places[1])[order]
    return Rows(glyphs.take(order[np.lexsort((middles, row_of))]), row_of)


def _runs(glyphs: Glyphs) -> list[_Run]:
    if not len(glyphs):
        return []
    x0, x1, base = glyphs.places[:3]
    sizes = glyphs.sizes
    size, ratio, step = sizes[1:], sizes[1:] / sizes[:-1], x0[1:] - x1[:-1]
    goes_on = (ratio > 0.8) & (ratio < 1.25) & (np.abs(base[1:] - base[:-1]) <= 0.12 * size)
    goes_on &= (step > -0.6 * size) & (step < 1.5 * size)
    breaks = np.nonzero(~goes_on)[0] + 1
    starts, ends = np.append(0, breaks), np.append(breaks, len(glyphs))
    columns = (starts, ends, x0[starts], x1[ends - 1], base[starts], sizes[starts])
    return list(map(_Run._make, zip(*(column.tolist() for column in columns), strict=True)))


def _homes(runs: Sequence[_Run]) -> list[list[_Run]]:
    """Give each run to the row it belongs to, largest print first."""
    rows: list[list[_Run]] = []
    bases: list[tuple[float, int]] = []
    reach = 0.65 * max((run.size for run in runs), default=0.0)
    for run in runs:
        far = max(reach, 0.25 * run.size)
        near = bases[bisect_left(bases, (run.base - far, -1)) : bisect_right(bases, (run.base + far, len(rows)))]
        homes = [rows[i] for i in sorted(i for _, i in near) if _joins(run, rows[i])]
        if homes:
            min(homes, key=lambda row: (_stands_off(run, row), abs(row[0].base - run.base))).append(run)
        else:
            insort(bases, (run.base, len(rows)))
            rows.append([run])
    return rows


def _joins(run: _Run, row: Sequence[_Run]) -> bool:
    drop, size = run.base - row[0].base, row[0].size
    if abs(drop) <= 0.25 * run.size:
        return True
    if not (-0.65 * size < drop < 0.35 * size and run.size < 0.85 * size):
        return False
    return _touches(run, row)


def _touches(run: _Run, row: Sequence[_Run]) -> bool:
    reach = 0.6 * row[0].size
    return any(run.x0 - reach < other.x1 and other.x0 < run.x1 + reach for other in row)


def _stands_off(run: _Run, row: Sequence[_Run]) -> bool:
    """Whether small print only happens to be at a row's height: an exponent belongs to what it touches."""
    return run.size < 0.85 * row[0].size and not _touches(run, row)
