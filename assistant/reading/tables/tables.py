"""Find tables: their captions, cells, rows, notes and continuations over pages."""

from __future__ import annotations

import re
from collections.abc import Collection
from dataclasses import dataclass, replace
from typing import NamedTuple

from assistant.library.model import Box
from assistant.reading.pages.page import Page
from assistant.reading.pages.page_scale import scale_of, scaled_box, scaled_page
from assistant.reading.tables.captions import last_caption
from assistant.reading.tables.joins import continues, join_parts, join_split_panels, match_panels, serial_column
from assistant.reading.tables.pages import page_parts
from assistant.reading.tables.parts import SERIAL, Part
from assistant.reading.tables.text import raised

_GLUED = re.compile(r"(?<=[\u4e00-\u9fff\d⁰¹²³⁴-⁹%）)A-Z])([a-h])$")
_ELEMENTS = re.compile(r"(?:[NCBRGLTP]a|[PRSTY]b|[STA]c|[CGNP]d|[BCFGHNRST]e|[HR]f|[AMH]g)$")
"""Signs of elements: their second letter is no footnote mark."""


class TableNote(NamedTuple):
    """A footnote (mark `a`, `b`) or a general note (mark `注`, `注1`, `NOTE`) printed under or inside a table."""

    mark: str
    text: str
    """As printed, without its mark."""
    page: int
    boxes: tuple[Box, ...]
    """One box for each printed line."""


@dataclass(frozen=True, slots=True)
class TableRegion:
    """One logical table, joined over its pages.

    `rows` and `header` have one string per column; a merged cell's text stands in every cell it covers. A row printed
    over a page break is one row. Repeated header rows of a continuation are not rows.
    """

    number: str
    """As printed after 表 or Table, folded: `1`, `A.1`; empty when the table has none."""
    title: str
    page: int
    end_page: int
    boxes: tuple[Box, ...]
    """One box for each page part, of the cells alone (caption and notes lie outside)."""
    header: tuple[str, ...]
    """One string per column: header rows joined top-down with a blank."""
    rows: tuple[tuple[str, ...], ...]
    row_boxes: tuple[tuple[Box, ...], ...]
    """For each row one box, or several where it runs over a page break."""
    row_serials: tuple[str | None, ...]
    """For each row its printed serial number; rows with the same serial are lines of one row."""
    notes: tuple[TableNote, ...]
    unit: str
    """The unit line as printed (`单位为毫克每千克`, `mg/kg`), or empty."""
    consumed: frozenset[tuple[int, int]]
    """(page number, index into that page's `lines`) of everything read here: caption, unit line, cells, notes."""
    caption_boxes: tuple[Box, ...] = ()
    """One box for each printed line of the caption."""


def find_tables(pages: list[Page]) -> list[TableRegion]:
    """Return the tables of a document in reading order.

    Args:
        pages: Pages as `layout.body_lines` gives them; the order of `lines` fixes the indices in `consumed`.
    """
    factors = {page.number: scale_of(page) for page in pages}
    pages = [scaled_page(page, factors[page.number]) for page in pages]
    by_number = {page.number: page for page in pages}
    groups: list[list[Part]] = []
    lone: Part | None = None
    for before, page in zip([None, *pages], pages, strict=False):
        for k, part in enumerate(page_parts(page)):
            if k == 0 and before:
                _take_caption_before(part, before)
            if lone and not part.weak and continues([lone], part, by_number):
                # A row alone at a page's foot is a table's first where the table goes on overleaf.
                groups.append([lone])
            lone = part if part.weak and k else None
            if lone:
                continue
            if groups and part.heading.caption is None:
                match_panels(groups[-1][-1], part)
            if groups and continues(groups[-1], part, by_number):
                join_split_panels(groups[-1][-1], part)
                groups[-1].append(part)
            elif not part.weak:
                groups.append([part])
    regions = [region for group in groups if not _is_blank_form(region := _region(group, by_number))]
    regions = mended_numbers(regions)
    if all(factor == 1.0 for factor in factors.values()):
        return regions
    return [_unscaled(region, factors) for region in regions]


def _is_blank_form(region: TableRegion) -> bool:
    """Whether a table without caption only asks for entries: no row holds more than its label. Its lines are text."""
    rows = [region.header, *region.rows]
    return not region.number and not region.title and all(len(set(filter(None, row))) < 2 for row in rows)


def _take_caption_before(part: Part, before: Page) -> None:
    """Take the caption that stands last on the page before, also where the part repeats it as 表1（续）."""
    heading, own = last_caption(before), part.heading.caption
    if heading is None or heading.caption is None:
        return
    if own is None or (own.continued and own.number == heading.caption.number):
        part.note_lines |= set(part.heading.lines)
        unit = heading.unit or part.heading.unit
        part.heading, part.heading_page = replace(heading, unit=unit), before.number


def mended_numbers(regions: list[TableRegion]) -> list[TableRegion]:
    """Join a number whose last figure stands apart and was taken for the title: 表A.1 1, where A.11 is the next."""
    out: list[TableRegion] = []
    for region in regions:
        last = next((r.number for r in reversed(out) if r.number), "")
        apart = re.match(r"(\d{1,2})\s+(?=\S)", region.title)
        if last and apart and region.number != _next_number(last):
            number = region.number + apart.group(1)
            if number == _next_number(last):
                region = replace(region, number=number, title=region.title[apart.end() :])
        out.append(region)
    return out


def _next_number(number: str) -> str:
    """Return the number after this one on its last level."""
    figure = re.search(r"\d+$", number)
    return f"{number[: figure.start()]}{int(figure.group()) + 1}" if figure else ""


def _unscaled(region: TableRegion, factors: dict[int, float]) -> TableRegion:
    """Bring a region's boxes back to its pages' own measures."""

    def back(boxes: tuple[Box, ...]) -> tuple[Box, ...]:
        return tuple(scaled_box(box, factors[box[0]]) for box in boxes)

    return replace(
        region,
        boxes=back(region.boxes),
        caption_boxes=back(region.caption_boxes),
        row_boxes=tuple(map(back, region.row_boxes)),
        notes=tuple(note._replace(boxes=back(note.boxes)) for note in region.notes),
    )


def _region(parts: list[Part], pages: dict[int, Page]) -> TableRegion:
    """Put a table's parts together."""
    first, last = parts[0], parts[-1]
    joined = join_parts(parts)
    header = [[joined.text(n) for n in row] for row in joined.header]
    rows = [[joined.text(n) for n in row] for row in joined.rows]
    notes = [TableNote(*note[:2], note.boxes[0][0], note.boxes) for part in parts for note in part.notes]
    marks = {note.mark for note in notes if len(note.mark) == 1 and note.mark.isalpha()}
    rows, header = _marks_apart(rows, header, marks)
    _set_serials_apart(header, rows)
    caption = next((p.heading.caption for p in parts if p.heading.caption), None)
    titled = next((p for p in parts if p.heading.caption), first)
    on = titled.heading_page or titled.page
    return TableRegion(
        number=caption.number if caption else "",
        title=caption.title if caption else "",
        page=on if titled is first else first.page,
        end_page=last.page,
        boxes=tuple((p.page, p.box.x0, p.heights[0][0], p.box.x1, p.heights[-1][1]) for p in parts),
        header=_joined_header(header),
        rows=tuple(map(tuple, rows)),
        row_boxes=tuple(map(tuple, joined.boxes)),
        row_serials=_serials(header, rows, joined.rows),
        notes=tuple(notes),
        unit=next((p.heading.unit for p in parts if p.heading.unit), ""),
        consumed=frozenset(
            (number, i)
            for p in parts
            for number, lines in ((p.page, p.lines | p.note_lines), (p.heading_page or p.page, p.heading.lines))
            for i in lines
        ),
        caption_boxes=tuple((on, *pages[on].lines[i].box) for i in titled.heading.title_lines),
    )


def _joined_header(rows: list[list[str]]) -> tuple[str, ...]:
    """Join header rows top-down, a cell over several rows once."""
    return tuple(" ".join(dict.fromkeys(filter(None, column))) for column in zip(*rows, strict=True))


def _set_serials_apart(header: list[list[str]], rows: list[list[str]]) -> None:
    """Move a serial number to its empty column from the text it was read together with: OCR bridges thin walls.

    Only the number that is due moves: one more than the last, and one less than the next.
    """
    column = serial_column(header, rows)
    if column is None or not rows or column + 1 >= len(rows[0]):
        return
    last = 0
    glued: tuple[str, str, str] | None = None
    for i, row in enumerate(rows):
        text = row[column + 1]
        found = re.match(r"(\d{1,3})\s*(?=[^\W\d_])", text)
        after = next((int(r[column]) for r in rows[i + 1 :] if r[column].isdigit()), None)
        if glued and not row[column] and text == glued[0]:
            row[column : column + 2] = glued[1:]
        elif not row[column] and found and int(found.group(1)) == last + 1 and after == last + 2:
            glued = (text, found.group(1), text[found.end() :])
            row[column : column + 2] = glued[1:]
        last = int(row[column]) if row[column].isdigit() else last


def _serials(header: list[list[str]], rows: list[list[str]], cells: list[list[int]]) -> tuple[str | None, ...]:
    """Return each row's printed serial number; a row with an empty serial cell belongs to the number above."""
    column = serial_column(header, rows)
    if column is None:
        return (None,) * len(rows)
    out: list[str | None] = []
    for row, numbers in zip(rows, cells, strict=True):
        text = row[column].strip()
        banner = len(set(numbers)) == 1
        if banner or not any(row):
            out.append(None)
        elif SERIAL.fullmatch(text):
            out.append(text.strip("()（）.、．"))
        else:
            out.append(None if text or not out else out[-1])
    return tuple(out)


def _marks_apart(
    rows: list[list[str]], header: list[list[str]], marks: set[str]
) -> tuple[list[list[str]], list[list[str]]]:
    """Set footnote letters apart in all cells; a note's letter stands somewhere, so a single candidate carries it."""
    rows, header = ([[_mark_apart(text, marks) for text in row] for row in part] for part in (rows, header))
    texts = {text for row in (*header, *rows) for text in row}
    for mark in marks:
        if any(raised(mark) in text for text in texts):
            continue
        ends = {text for text in texts if len(text) > 3 and text.endswith(mark) and text[-2].islower()}
        if len(ends) == 1:
            (carrier,) = ends
            new = f"{carrier[:-1]} {raised(mark)}"
            rows, header = ([[new if t == carrier else t for t in row] for row in part] for part in (rows, header))
    return rows, header


def _mark_apart(text: str, marks: Collection[str]) -> str:
    """Set apart a footnote letter that the text layer glued to a value, where the table has a note of that letter."""
    if marks and (glued := _GLUED.search(text)) and glued.group(1) in marks and not _ELEMENTS.search(text):
        return f"{text[:-1]} {raised(glued.group(1))}"
    return text
