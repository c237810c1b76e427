"""Find the parts of tables on one page, and tell them from figures, frames and boxed text."""

from __future__ import annotations

import re
from dataclasses import replace

from assistant.reading.pages.page import Page
from assistant.reading.tables.aligned import block_part, captioned_part, ruled_blocks
from assistant.reading.tables.captions import caption_below, figure_below, heading_of, notes_below, read_caption
from assistant.reading.tables.cells import ruled_part
from assistant.reading.tables.grids import Grid, find_grids, free_lines
from assistant.reading.tables.parts import Part, marks_of, take_inner_notes, unfold_panels

_REFERENCE = re.compile(r"\[\d{1,3}\]|[A-Z]{1,5}(?:\s?/\s?[A-Z]{1,2})?\s?\d[\d.]*(?:\s?[-—–]\s?\d{2,4})?")


def page_parts(page: Page) -> list[Part]:
    """Return the parts of tables on a page, top to bottom, each with its heading and notes."""
    if page.contents or not page.lines:
        return []
    grids = find_grids(page.rulings)
    parts = [part for grid in grids if (part := _from_grid(page, grid)) is not None]
    taken = {i for part in parts for i in part.lines}
    for block in ruled_blocks(free_lines(page.rulings, grids)):
        part = block_part(page, block, taken)
        if part and _believable(page, part):
            parts.append(part)
            taken |= part.lines
    parts.sort(key=lambda p: (p.box.y0, p.box.x0))
    for part in parts:
        part.heading = heading_of(page, part.box, taken)
        taken.update(part.heading.lines)
    parts += _unruled(page, parts, taken)
    parts.sort(key=lambda p: (p.box.y0, p.box.x0))
    for part in parts:
        part.weak = part.weak or (len(part.rows) < 2 and part.heading.caption is None)
    ends = (0, len(parts) - 1)
    parts = [part for i, part in enumerate(parts) if not _is_figure(page, part) and (not part.weak or i in ends)]
    for part in parts:
        _finish(page, part, taken)
    return parts


def _from_grid(page: Page, grid: Grid) -> Part | None:
    """Read a grid; None for frames, diagrams and boxes round text."""
    part = ruled_part(page, grid)
    columns = len(part.edges) - 1
    filled = [n for row in part.rows for n in row if part.texts.get(n)]
    if columns < 2 or not filled:
        return None
    longest = max(len(part.texts[n]) for n in set(filled))
    if len(part.rows) < 2 and (len(set(part.rows[0])) < 2 or longest > 600 or len(set(filled)) < 2):
        part.weak = True
    if _is_turned(page, part):
        return None
    if (longest > 1500 and len(set(filled)) < 4) or _is_list_of_references(part):
        return None
    return part


def _is_turned(page: Page, part: Part) -> bool:
    """Whether text in a grid is set up the page: its rows and columns would be read for each other."""
    longer = [page.lines[i].box for i in part.lines if len(page.lines[i].text.strip()) > 2]
    return sum(b.y1 - b.y0 > 1.5 * (b.x1 - b.x0) for b in longer) > 0.5 * len(longer) > 0


def _is_list_of_references(part: Part) -> bool:
    """Whether a grid only lays out a list: [1] or a standard's number, and beside it what it stands for."""
    return len(part.edges) == 3 and all(_REFERENCE.fullmatch(part.row_texts(r)[0]) for r in range(len(part.rows)))


def _believable(page: Page, part: Part) -> bool:
    """Whether text between two or three rules is a table: captioned, or values in several columns and rows."""
    heading = heading_of(page, part.box, part.lines)
    if heading.caption:
        return True
    return len(part.edges) > 3 and len(part.rows) > 2 and not any(len(t) > 80 for t in part.texts.values())


def _unruled(page: Page, parts: list[Part], taken: set[int]) -> list[Part]:
    """Read tables that have a caption and no rule."""
    found = []
    for i, line in enumerate(page.lines):
        if i in taken:
            continue
        caption = read_caption(line.text) if line.text.lstrip()[:1] in "续表附TtＴ" else None
        if caption and (caption.number or caption.continued):
            part = captioned_part(page, i, taken)
            if (
                part
                and len(part.edges) > 2
                and not any(p.box.y0 < part.box.y1 and p.box.y1 > part.box.y0 for p in parts)
            ):
                part.heading = heading_of(page, part.box, taken | part.lines)
                if part.heading.caption:
                    found.append(part)
                    taken |= part.lines | set(part.heading.lines)
    return found


def _is_figure(page: Page, part: Part) -> bool:
    """Whether a grid is a drawing: mostly empty, or with a figure's caption under it and no table's above."""
    if part.heading.caption:
        return False
    numbers = {n for row in part.rows for n in row}
    filled = sum(1 for n in numbers if part.texts.get(n))
    if part.weak:
        return False
    if part.sides < 2:
        return True
    return filled < 0.2 * len(numbers) or filled < 2 or figure_below(page, part.box)


def _finish(page: Page, part: Part, taken: set[int]) -> None:
    """Read caption below, notes and panels of a part."""
    taken |= part.lines
    if part.heading.caption is None:
        below = caption_below(page, part.box, taken)
        if below.caption:
            part.heading = replace(below, unit=part.heading.unit or below.unit, lines=below.lines + part.heading.lines)
            taken.update(below.lines)
    marks = marks_of(part)
    take_inner_notes(part, marks)
    notes, lines = notes_below(page, part.box, taken, marks)
    part.notes = [*part.notes, *notes]
    part.note_lines.update(lines)
    taken.update(lines)
    unfold_panels(part)
