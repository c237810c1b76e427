"""Set what OCR read into lines: boxes of one printed row in order, near ones joined, far ones apart."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from assistant.reading.pages.page import Line, Rect

_APART = 1.5
"""A gap wider than this many ems separates two lines of one row."""
_BLANK = 0.6
"""A gap wider than this many ems between joined boxes is printed as a blank."""
_AFTER_NUMBER = 0.3
_NUMBER = re.compile(r"(?:[A-Z]\.?)?\d{1,2}(?:\.\d{1,2})*|[A-Z]")
_LONG_NUMBER = re.compile(r"(?:[A-Z]\.)?\d{1,2}(?:\.\d{1,2})+")
_WIDER = 1.7
"""A step between narrow characters this many times the widest other one is a blank."""
_MARKUP = re.compile(r"(?<=[A-Z])[_{]{1,2}(?=\d)")
"""OCR may write a subscript as in a formula's source: `BOD_5`, `BOD{5`."""


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


@dataclass(slots=True)
class _Cell:
    char: str
    left: float
    right: float
    blank: bool
    """Whether OCR read a blank before it."""


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
    cells = _cells(box)
    parts: list[list[_Cell]] = [[cells[0]]]
    for before, cell in pairwise(cells):
        if cell.left - before.right > _APART * box.height:
            parts.append([])
        parts[-1].append(cell)
    return [_line(part, box) for part in parts]


def _line(cells: Sequence[_Cell], box: Box) -> Line:
    text, edges = cells[0].char, [cells[0].left]
    narrow = _blank_between_figures(cells, box)
    for i, (before, cell) in enumerate(pairwise(cells), 1):
        if cell.blank or i == narrow or _follows_number(text, cell, cell.left - before.right, box.height):
            text += " "
            edges.append(before.right)
        text += cell.char
        edges.append(cell.left)
    edges.append(cells[-1].right)
    place = Rect(edges[0], box.place.y0, edges[-1], box.place.y1)
    return Line(text, place, tuple(edges), size=box.height, score=box.score)


def _follows_number(text: str, cell: _Cell, gap: float, height: float) -> bool:
    """Tell whether a gap sets a clause's number apart from its text; OCR often leaves that blank out."""
    return gap > _AFTER_NUMBER * height and _width(cell.char) == 1 and bool(_NUMBER.fullmatch(text))


def _blank_between_figures(cells: Sequence[_Cell], box: Box) -> int | None:
    """Return where a figure or letter follows a clause's number after a gap that OCR gave no blank: `6.1 1997年`.

    The number is where the steps from one character to the next are as narrow as figures are set, and then one is not.
    """
    if not box.centres:
        return None
    steps = [(b.left + b.right - a.left - a.right) / 2 for a, b in pairwise(cells)]
    for i in range(3, min(len(cells), 14)):
        head = "".join(cell.char for cell in cells[:i])
        if any(cell.blank for cell in cells[1 : i + 1]) or not head.isascii() or not _LONG_NUMBER.fullmatch(head):
            continue
        after = cells[i].char
        if not (after.isascii() and after.isalnum()):
            continue
        others = steps[: i - 1]
        if i < len(steps) and cells[i + 1].char.isdigit():
            others = [*others, steps[i]]
        if steps[i - 1] > _WIDER * max(others) and steps[i - 1] > _BLANK * box.height:
            return i
    return None


def _cells(box: Box) -> list[_Cell]:
    """Return the characters, blanks left out, each with the place it takes."""
    text = _MARKUP.sub(lambda found: "\0" * len(found[0]), " ".join(box.text.split()))
    x0, x1 = box.place.x0, box.place.x1
    chars = text.replace(" ", "")
    centres = sorted(box.centres)
    em = min(box.height, 1.2 * (x1 - x0) / max(sum(map(_width, text)), 1.0))
    if len(centres) != len(chars):
        em, at, centres = (x1 - x0) / sum(map(_width, text)), x0, []
        for char in text:
            if char != " ":
                centres.append(at + _width(char) * em / 2)
            at += _width(char) * em
    cells: list[_Cell] = []
    places = iter(centres)
    for i, char in enumerate(text):
        if char == " ":
            continue
        centre, half = next(places), _width(char) * em / 2
        if char != "\0":
            left, right = max(centre - half, x0), min(centre + half, x1)
            cells.append(_Cell(char, min(left, right), right, blank=bool(cells) and text[i - 1] == " "))
    for before, cell in pairwise(cells):
        if before.right > cell.left:
            before.right = cell.left = max((before.right + cell.left) / 2, before.left)
            cell.right = max(cell.right, cell.left)
    cells[0].left, cells[-1].right = min(x0, cells[0].left), max(x1, cells[-1].right)
    return cells


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
