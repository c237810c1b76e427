"""Turn ruled lines into grids of cells: what is drawn decides which cells are merged."""

from __future__ import annotations

import math
from bisect import bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from assistant.reading.pages.page import Rect, Ruling

SNAP = 3.0
"""Points within which two rulings count as one, or as touching: drawings of cells rarely meet exactly."""
_SHORTEST = 6.0
_LOWEST_ROW = 8.0
_MOST_PLACES = 12_000
_MOST_RULINGS = 1500
"""More rulings than this are a drawing, never a table."""


@dataclass(frozen=True, slots=True)
class Segment:
    """A straight stretch: `at` is its y (horizontal) or x (vertical), `lo` and `hi` its ends along the other axis."""

    at: float
    lo: float
    hi: float


@dataclass(frozen=True, slots=True)
class Grid:
    """A ruled table's skeleton: edges of columns and rows, and for each (row, column) the number of its cell.

    Places of one number are one merged cell.
    """

    xs: tuple[float, ...]
    ys: tuple[float, ...]
    cells: tuple[tuple[int, ...], ...]
    sides: int = 4
    """How many of the four outer sides are drawn."""

    @property
    def box(self) -> Rect:
        """The outer rectangle."""
        return Rect(self.xs[0], self.ys[0], self.xs[-1], self.ys[-1])

    @property
    def size(self) -> tuple[int, int]:
        """Numbers of rows and columns."""
        return len(self.ys) - 1, len(self.xs) - 1

    def place(self, x: float, y: float) -> tuple[int, int] | None:
        """Return the (row, column) that a point lies in, or None outside the grid."""
        row, column = bisect_right(self.ys, y) - 1, bisect_right(self.xs, x) - 1
        rows, columns = self.size
        return (row, column) if 0 <= row < rows and 0 <= column < columns else None


def segments(rulings: Iterable[Ruling]) -> tuple[list[Segment], list[Segment]]:
    """Return horizontal and vertical segments, pieces of one line joined, specks left out."""
    across: list[Segment] = []
    down: list[Segment] = []
    for ruling in rulings:
        x0, x1 = sorted((ruling.x0, ruling.x1))
        y0, y1 = sorted((ruling.y0, ruling.y1))
        if ruling.horizontal:
            across.append(Segment((y0 + y1) / 2, x0, x1))
        else:
            down.append(Segment((x0 + x1) / 2, y0, y1))
    return _joined(across), _joined(down)


def _joined(pieces: list[Segment]) -> list[Segment]:
    """Join collinear pieces that touch."""
    out: list[Segment] = []
    for group in _clusters(pieces):
        at = sum(p.at for p in group) / len(group)
        group.sort(key=lambda p: p.lo)
        lo, hi = group[0].lo, group[0].hi
        for piece in group[1:]:
            if piece.lo > hi + SNAP:
                out.append(Segment(at, lo, hi))
                lo, hi = piece.lo, piece.hi
            hi = max(hi, piece.hi)
        out.append(Segment(at, lo, hi))
    return [s for s in out if s.hi - s.lo >= _SHORTEST]


def _clusters(pieces: list[Segment], width: float = SNAP) -> list[list[Segment]]:
    """Group pieces whose `at` lies within `width` of the group's first."""
    groups: list[list[Segment]] = []
    for piece in sorted(pieces, key=lambda p: p.at):
        if groups and piece.at - groups[-1][0].at <= width:
            groups[-1].append(piece)
        else:
            groups.append([piece])
    return groups


def find_grids(rulings: Sequence[Ruling]) -> list[Grid]:
    """Return the grids that rulings form, from the top of the page down. A grid has at least two cells."""
    if len(rulings) < 4:
        return []
    across, down = segments(rulings)
    if not across or not down or len(across) + len(down) > _MOST_RULINGS:
        return []
    found = []
    for group_across, group_down in _connected(across, down):
        grid = _grid(group_across, group_down)
        if grid and len({n for row in grid.cells for n in row}) > 1:
            found.append(grid)
    return sorted(found, key=lambda g: (g.ys[0], g.xs[0]))


def free_lines(rulings: Sequence[Ruling], grids: Sequence[Grid]) -> list[Segment]:
    """Return horizontal segments that belong to no grid, from the top down: the rules of a three-line table."""
    across, _ = segments(rulings)
    boxes = [g.box for g in grids]
    return [
        s for s in across if not any(b.y0 - SNAP <= s.at <= b.y1 + SNAP and s.hi > b.x0 and s.lo < b.x1 for b in boxes)
    ]


def _connected(across: list[Segment], down: list[Segment]) -> list[tuple[list[Segment], list[Segment]]]:
    """Group segments that touch, directly or through others."""
    parent = list(range(len(across) + len(down)))

    def root(i: int) -> int:
        while parent[i] != i:
            parent[i] = parent[parent[i]]
            i = parent[i]
        return i

    for i, h in enumerate(across):
        for j, v in enumerate(down):
            if h.lo - SNAP <= v.at <= h.hi + SNAP and v.lo - SNAP <= h.at <= v.hi + SNAP:
                parent[root(i)] = root(len(across) + j)
    groups: dict[int, tuple[list[Segment], list[Segment]]] = {}
    for i, segment in enumerate([*across, *down]):
        groups.setdefault(root(i), ([], []))[i >= len(across)].append(segment)
    whole = [(a, d) for a, d in groups.values() if a and d]
    for a, d in groups.values():
        if not (a and d):
            _give_back(a, d, whole)
    return whole


def _give_back(across: list[Segment], down: list[Segment], groups: list[tuple[list[Segment], list[Segment]]]) -> None:
    """Add segments that touch nothing to the group they lie in, where they go on with one of its lines."""
    for group_across, group_down in groups:
        for alone, along, walls in ((across, group_across, group_down), (down, group_down, group_across)):
            lo, hi = min(w.at for w in walls), max(w.at for w in walls)
            along += [s for s in alone if lo < s.lo and s.hi < hi and any(abs(s.at - o.at) <= SNAP for o in along)]


def _grid(across: list[Segment], down: list[Segment]) -> Grid | None:
    """Lay out one connected group. Open sides are closed where lines of the other direction stick out."""
    left, right = min(h.lo for h in across), max(h.hi for h in across)
    top, bottom = min(v.lo for v in down), max(v.hi for v in down)
    sides = sum(
        _covered([s for s in lines if abs(s.at - at) <= SNAP], lo, hi)
        for lines, at, lo, hi in (
            (down, left, top, bottom),
            (down, right, top, bottom),
            (across, top, left, right),
            (across, bottom, left, right),
        )
    )
    down = down + [
        Segment(x, min(h.at for h in across), max(h.at for h in across))
        for x in (left, right)
        if all(abs(v.at - x) > 2 * SNAP for v in down)
    ]
    across = across + [
        Segment(y, min(v.at for v in down), max(v.at for v in down))
        for y in (top, bottom)
        if all(abs(h.at - y) > 2 * SNAP for h in across)
    ]
    across = across + _implied_floors(across, down)
    xs = [sum(p.at for p in group) / len(group) for group in _clusters(down)]
    ys = [sum(p.at for p in group) / len(group) for group in _clusters(across)]
    if len(xs) < 2 or len(ys) < 2 or len(xs) * len(ys) > _MOST_PLACES:
        return None
    return Grid(tuple(xs), tuple(ys), tuple(map(tuple, _merge(xs, ys, across, down))), sides)


def _implied_floors(across: list[Segment], down: list[Segment]) -> list[Segment]:
    """Return the unruled bottoms of spanning heads: walls that begin below open space, and are no broken line."""
    starts = [
        Segment(v.lo, v.at, v.at)
        for v in down
        if all(abs(v.lo - h.at) > _LOWEST_ROW for h in across)
        and not any(abs(v.at - other.at) <= SNAP and other.hi < v.lo for other in down)
    ]
    floors = []
    for group in _clusters(starts):
        y = group[0].at
        through = [v.at for v in down if v.lo < y - SNAP and v.hi > y + SNAP]
        left = max((x for x in through if x < min(s.lo for s in group)), default=None)
        right = min((x for x in through if x > max(s.hi for s in group)), default=None)
        if left is not None and right is not None:
            floors.append(Segment(y, left, right))
    return floors


def _merge(xs: list[float], ys: list[float], across: list[Segment], down: list[Segment]) -> list[list[int]]:
    """Number the places of the grid; neighbours without a line between them get the same number."""
    columns = len(xs) - 1
    number = list(range((len(ys) - 1) * columns))

    def root(i: int) -> int:
        while number[i] != i:
            i = number[i]
        return i

    walls = [[v for v in down if abs(v.at - x) <= SNAP] for x in xs]
    floors = [[h for h in across if abs(h.at - y) <= SNAP] for y in ys]
    for r in range(len(ys) - 1):
        for c in range(columns):
            here = r * columns + c
            if c + 1 < columns and not _covered(walls[c + 1], ys[r], ys[r + 1]):
                number[root(here + 1)] = root(here)
            if r + 2 < len(ys) and not _covered(floors[r + 1], xs[c], xs[c + 1]):
                number[root(here + columns)] = root(here)
    return [[root(r * columns + c) for c in range(columns)] for r in range(len(ys) - 1)]


def _covered(lines: list[Segment], lo: float, hi: float) -> bool:
    """Whether lines cover more than half of a stretch."""
    return sum(max(0.0, min(s.hi, hi) - max(s.lo, lo)) for s in lines) > 0.5 * (hi - lo)


def own_strips(cells: Sequence[Sequence[int]], edges: Sequence[float], widest: float = math.inf) -> list[int]:
    """Return the indices of rows (or columns) that hold a cell of their own, or are wider than `widest` points.

    Borders of forms often miss each other by a little; the sliver between them is part of cells above and below only.
    """
    kept = list(range(len(cells)))
    for r in reversed(range(len(cells))):
        if len(kept) > 1:
            at = kept.index(r)
            near = [cells[kept[i]] for i in (at - 1, at + 1) if 0 <= i < len(kept)]
            narrow = edges[r + 1] - edges[r] < widest
            if narrow and all(any(other[c] == number for other in near) for c, number in enumerate(cells[r])):
                kept.remove(r)
    return kept
