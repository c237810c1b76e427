"""A table's part on one page: rows of cells with their texts, before parts are joined over pages."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from difflib import SequenceMatcher
from itertools import groupby

from assistant.library.folding import fold, fold_text
from assistant.reading.pages.page import Rect
from assistant.reading.tables.captions import FoundNote, Heading, split_note
from assistant.reading.tables.text import Run, join, line_text, printed_lines

SERIAL = re.compile(r"[(（]?[A-Z]{0,2}-?\d{1,3}(?:\.\d{1,3})*[a-z]?[)）]?[.、．]?")
SERIAL_HEADS = frozenset({"序号", "编号", "项次", "no.", "no", "№", "s/n", "serial no.", "序", "row"})
VALUE = re.compile(
    r"(?:[<>≤≥＜＞~～\d.,\s×%–—\-－/()±+⁰¹²³⁴-⁹⁻]+|不得检出|未检出|不限|无限值|不适用|N/A|n/a)(?:\s[ᵃᵇᶜᵈᵉᶠᵍʰ]+)?"
)
_STARTS_AS_VALUE = re.compile(r"[<>≤≥＜＞]|\d+(?:\.\d+)?\s*(?![\d年.])")
_MOST_HEADER_ROWS = 4
_PADDING = 11.0
"""Points between a cell's two borders and its text, as word processors set them."""


@dataclass(slots=True)
class Part:
    """Rows of cell numbers; places of one number are one merged cell, whose text stands in `texts`."""

    page: int
    box: Rect
    edges: tuple[float, ...]
    rows: list[list[int]]
    heights: list[tuple[float, float]]
    """Top and bottom of each row."""
    texts: dict[int, str]
    runs: dict[int, list[Run]]
    lines: set[int]
    """Indices of the page's lines that stand in cells."""
    ruled: bool = True
    panels: int = 1
    """How many panels side by side were stacked."""
    whole_edges: tuple[float, ...] = ()
    """Edges before panels were stacked."""
    panel_ends: tuple[list[list[int]], list[list[int]]] = field(default_factory=lambda: ([], []))
    """The first and the last row of each panel, before panels were stacked."""
    sides: int = 4
    weak: bool = False
    """A table only where it goes on with one on the page before."""
    heading: Heading = field(default_factory=Heading)
    heading_page: int = 0
    """The page the heading stands on, where that is the page before; else 0."""
    notes: list[FoundNote] = field(default_factory=list)
    note_lines: set[int] = field(default_factory=set)

    def row_texts(self, row: int) -> tuple[str, ...]:
        """Return a row's texts, merged cells spread."""
        return tuple(self.texts.get(number, "") for number in self.rows[row])

    def inner_widths(self) -> dict[int, float]:
        """Return the room for text in each cell."""
        widths: dict[int, float] = {}
        for row in self.rows:
            for number in set(row):
                columns = [c for c, n in enumerate(row) if n == number]
                widths[number] = self.edges[columns[-1] + 1] - self.edges[columns[0]] - _PADDING
        return widths

    def is_banner(self, row: int) -> bool:
        """Whether one cell fills the whole row."""
        return len(set(self.rows[row])) == 1 and len(self.rows[row]) > 1


def header_height(part: Part, *, more: bool = False) -> int:
    """Return how many of the first rows are header: as deep as its merged cells reach, and never a numbered row.

    Args:
        part: The table's first part.
        more: Whether other parts follow, so that a part of one row may be header alone.
    """
    rows = part.rows
    if not rows or SERIAL.fullmatch(part.row_texts(0)[0]) or (len(rows) == 1 and not more):
        return 0
    if looks_like_form(part) or any(map(_is_prose, part.row_texts(0))):
        return 0
    height = 1
    while height < min(len(rows), _MOST_HEADER_ROWS):
        last, row = rows[height - 1], rows[height]
        reaches = set(last) & set(row)
        divided = any(last[c] == last[c - 1] and row[c] != row[c - 1] for c in range(1, len(row)))
        if SERIAL.fullmatch(part.row_texts(height)[0]) or not (reaches or divided):
            break
        if not divided and reaches == {last[0]} and not _is_corner(part, height):
            break
        if divided and not reaches and (_has_values(part, height) or _is_filled_anew(part, height)):
            break
        height += 1
    return height if height < len(rows) or more else 1


def _is_corner(part: Part, height: int) -> bool:
    """Whether the first column's cell goes on because it heads the header's lower rows, not because it groups rows."""
    return not _has_values(part, height) and all(part.row_texts(height)[1:])


def _is_filled_anew(part: Part, row: int) -> bool:
    """Whether a row is no header's second: every column that the row above does not join has a text of its own in it.

    Values in most columns of the next row tell that it is one all the same.
    """
    above, texts = part.rows[row - 1], part.row_texts(row)
    single = [c for c in range(len(above)) if above.count(above[c]) == 1]
    below = part.row_texts(row + 1)[1:] if row + 1 < len(part.rows) else ()
    values_follow = 2 * sum(bool(VALUE.fullmatch(text)) for text in below) > len(below)
    return bool(single) and all(texts[c] for c in single) and not values_follow


def _is_prose(text: str) -> bool:
    """Whether a cell's text is a sentence or a reference, as no heading of a column is."""
    return (len(text) > 60 and text.endswith((".", "。"))) or bool(re.fullmatch(r"\[\d+\]", text))


def _has_values(part: Part, row: int) -> bool:
    """Whether a row holds data: numbers, comparisons, dashes."""
    return any(VALUE.fullmatch(text) or _STARTS_AS_VALUE.match(text) for text in part.row_texts(row)[1:])


def looks_like_form(part: Part) -> bool:
    """Whether the first row already asks for entries: a label beside an empty cell."""
    texts = part.row_texts(0)
    blank = [c for c, text in enumerate(texts) if not text]
    if len(texts) < 2 or not texts[0] or not blank:
        return False
    below = part.row_texts(1) if len(part.rows) > 1 else texts
    return part.heading.caption is None or (bool(below[0]) and any(not below[c] for c in blank))


def _alike(first: tuple[str, ...], second: tuple[str, ...]) -> bool:
    """Whether two columns' headings are the same but for a misprint."""
    a, b = " ".join(first), " ".join(second)
    return a == b or (len(a) > 3 and SequenceMatcher(None, a, b, autojunk=False).ratio() > 0.7)


def unfold_panels(part: Part) -> None:
    """Stack panels printed side by side under the same repeated headings."""
    height = header_height(part) or 1
    columns = len(part.edges) - 1
    heads = [tuple(fold(part.row_texts(r)[c]).text for r in range(height)) for c in range(columns)]
    for panels in (4, 3, 2):
        width = columns // panels
        if columns % panels or width < 2 or len(set(heads[:width])) < 2:
            continue
        if not all(_alike(heads[c % width], heads[c]) for c in range(columns)):
            continue
        if height < len(part.rows):
            stack_panels(part, panels, height)
        return


def stack_panels(part: Part, panels: int, height: int) -> None:
    """Put panels one under the other, between rows that one cell fills; the first `height` rows are header."""
    width = (len(part.edges) - 1) // panels
    rows = [row[:width] for row in part.rows[:height]]
    heights = part.heights[:height]
    body = range(height, len(part.rows))
    for banner, group in groupby(body, part.is_banner):
        stretch = list(group)
        for p in range(1 if banner else panels):
            for r in stretch:
                cells = part.rows[r][p * width : (p + 1) * width]
                if p == 0 or any(part.texts.get(n) for n in cells):
                    rows.append(cells)
                    heights.append(part.heights[r])
    part.panels, part.whole_edges = panels, part.edges
    first, last = ([part.rows[r][p * width : (p + 1) * width] for p in range(panels)] for r in (body[0], body[-1]))
    part.panel_ends = (first, last)
    part.rows, part.heights, part.edges = rows, heights, part.edges[: width + 1]


def take_inner_notes(part: Part, marks: set[str]) -> None:
    """Take notes printed in last rows that one cell fills."""
    notes: list[FoundNote] = []
    while len(part.rows) > 1 and part.is_banner(len(part.rows) - 1):
        number = part.rows[-1][0]
        lines = printed_lines(part.runs.get(number, []))
        found: list[FoundNote] = []
        for line in lines:
            text = line_text(line)
            box = (
                part.page,
                line[0].box.x0,
                min(r.box.y0 for r in line),
                line[-1].box.x1,
                max(r.box.y1 for r in line),
            )
            expected = chr(ord(found[-1].mark) + 1) if found and len(found[-1].mark) == 1 else ""
            opened = split_note(text, marks, expected, small=not found)
            if opened:
                found.append(FoundNote(*opened, (box,)))
            elif not found and any(split_note(line_text(other), marks, small=True) for other in lines):
                # A sentence before the first marked note.
                found.append(FoundNote("注" if text > "\u2e80" else "NOTE", text, (box,)))
            elif found:
                mark, before, boxes = found[-1]
                found[-1] = FoundNote(mark, join(before, text), (*boxes, box))
            else:
                break
        if not found:
            break
        notes = found + notes
        part.rows.pop()
        part.heights.pop()
        part.note_lines |= {run.line for line in lines for run in line}
    part.notes = notes


_ON_LINE = str.maketrans("ᵃᵇᶜᵈᵉᶠᵍʰ", "abcdefgh")
_BEFORE_MARK = re.compile(r"[\u4e00-\u9fff\d%）)A]")
"""What a footnote's letter is glued to."""
_SIGNS = re.compile(r"\([1-9]\d?\)|(?<![\d(])[1-9]\)|[①-⑳]|\*{1,3}|[†‡]")


def marks_of(part: Part) -> set[str]:
    """Return the footnote marks that stand at the end of cells' lines and of the title."""
    marks: set[str] = set()
    title = part.heading.caption.title if part.heading.caption else ""
    for text in [*part.texts.values(), title]:
        for line in text.split("\n"):
            back = line.translate(_ON_LINE)
            marks.update(_SIGNS.findall(fold_text(back)))
            if back != line:
                marks.update(re.findall(r"[a-h]", "".join(b for b, a in zip(back, line, strict=True) if a != b)))
            elif line[-1:] in (")", "）"):
                marks.update(mark for mark in line[-2:-1] if "a" <= mark <= "h")
            elif "a" <= line[-1:] <= "h" and _BEFORE_MARK.match(line[-2:-1]):
                marks.add(line[-1])
    return marks
