"""Set what OCR read into lines: boxes of one printed row in order, near ones joined, far ones apart."""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from assistant.reading.page import Line, Rect

_APART = 1.5
"""A gap wider than this many ems separates two lines of one row."""
_BLANK = 0.6
"""A gap wider than this many ems between joined boxes is printed as a blank."""


@dataclass(frozen=True, slots=True)
class Box:
    """A box of text as OCR gives it; `centres` are the middles of its characters, blanks left out."""

    text: str
    score: float
    place: Rect
    centres: tuple[float, ...] = ()

    @property
    def height(self) -> float:
        """Height of the box."""
        return self.place.y1 - self.place.y0


def set_rows(boxes: Sequence[Box]) -> tuple[Line, ...]:
    """Return lines, rows from the top, each from left to right."""
    lines: list[Line] = []
    for row in _rows([part for box in boxes if box.text.strip() for part in _parts(box)]):
        lines.extend(_joined(row))
    return tuple(lines)


def _rows(lines: list[Line]) -> list[list[Line]]:
    """Group lines whose middles are at one height; a line that is clearly higher than the row starts a new one."""
    rows: list[list[Line]] = []
    for line in sorted(lines, key=lambda one: (one.box.y0 + one.box.y1) / 2):
        middle = (line.box.y0 + line.box.y1) / 2
        if rows and _fits(rows[-1], line, middle):
            rows[-1].append(line)
        else:
            rows.append([line])
    return [sorted(row, key=lambda one: one.box.x0) for row in rows]


def _fits(row: list[Line], line: Line, middle: float) -> bool:
    nearest = min(row, key=lambda one: abs(one.box.x0 - line.box.x0))
    reach = 0.45 * min(nearest.size, line.size)
    if abs((nearest.box.y0 + nearest.box.y1) / 2 - middle) > reach:
        return False
    return all(min(one.box.x1, line.box.x1) - max(one.box.x0, line.box.x0) < 0.5 * line.size for one in row)


def _parts(box: Box) -> list[Line]:
    """Return a box as lines, cut where its characters leave a wide gap (two cells read as one)."""
    text = " ".join(box.text.split())
    edges = _edges(text, box)
    size = box.height
    if len(box.centres) != len(text.replace(" ", "")):
        return [_line(text, edges, box)]
    parts: list[Line] = []
    begin = 0
    places = [i for i, char in enumerate(text) if char != " "]
    for left, right in pairwise(places):
        if edges[right] - edges[left + 1] > _APART * size:
            parts.append(_line(text[begin : left + 1], edges[begin : left + 2], box))
            begin = right
    parts.append(_line(text[begin:], edges[begin:], box))
    return parts


def _line(text: str, edges: Sequence[float], box: Box) -> Line:
    place = Rect(edges[0], box.place.y0, edges[-1], box.place.y1)
    return Line(text, place, tuple(edges), size=box.height, score=box.score)


def _edges(text: str, box: Box) -> list[float]:
    """Return the left edge of each character and the right edge of the last."""
    widths = [_width(char) for char in text]
    x0, x1 = box.place.x0, box.place.x1
    if len(box.centres) != len(text.replace(" ", "")):
        unit = (x1 - x0) / sum(widths)
        edges = [x0]
        for width in widths:
            edges.append(edges[-1] + width * unit)
        return edges
    em = min(box.height, (x1 - x0) / max(sum(widths), 1.0) * 1.2)
    lefts, rights = [], []
    for centre, char in zip(sorted(box.centres), text.replace(" ", ""), strict=True):
        half = _width(char) * em / 2
        lefts.append(max(centre - half, x0))
        rights.append(min(centre + half, x1))
    lefts[0], rights[-1] = x0, x1
    for i in range(len(lefts) - 1):
        if rights[i] > lefts[i + 1]:
            rights[i] = lefts[i + 1] = (rights[i] + lefts[i + 1]) / 2
    edges = []
    at = 0
    for char in text:
        if char == " ":
            edges.append(rights[at - 1])
        else:
            edges.append(lefts[at])
            at += 1
    return [*edges, rights[-1]]


def _width(char: str) -> float:
    """Width in ems of a character in common type: Chinese 1, Latin and figures one half."""
    return 1.0 if unicodedata.east_asian_width(char) in "WFA" else 0.5


def _joined(row: list[Line]) -> list[Line]:
    """Join neighbours that only a small gap separates."""
    joined = [row[0]]
    for line in row[1:]:
        before = joined[-1]
        size = (before.size + line.size) / 2
        gap = line.box.x0 - before.box.x1
        alike = min(before.size, line.size) > 0.6 * max(before.size, line.size)
        if gap > _APART * size or not alike:
            joined.append(line)
            continue
        blank = " " if gap > _BLANK * size else ""
        text = before.text + blank + line.text
        xs = (*before.xs[:-1], *([before.xs[-1]] if blank else []), *line.xs)
        place = Rect(
            before.box.x0,
            min(before.box.y0, line.box.y0),
            max(before.box.x1, line.box.x1),
            max(before.box.y1, line.box.y1),
        )
        score = min(before.score, line.score)
        joined[-1] = Line(text, place, xs, size=max(before.size, line.size), score=score)
    return joined
