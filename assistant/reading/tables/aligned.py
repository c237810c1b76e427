"""Tables without drawn cells: columns are where text lines up, rows where lines begin in the first column."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

from assistant.reading.pages.page import Page, Rect
from assistant.reading.tables.captions import is_figure_caption, is_unit, read_caption, split_note
from assistant.reading.tables.grids import SNAP, Segment
from assistant.reading.tables.parts import SERIAL, Part
from assistant.reading.tables.text import Run, gaps, line_text, printed_lines, text_of

_LEAST_ROWS = 2


def ruled_blocks(rules: Sequence[Segment]) -> list[list[Segment]]:
    """Group rules of one width that follow each other down the page, with the short rules between them."""
    blocks: list[list[Segment]] = []
    for rule in sorted(rules, key=lambda s: s.at):
        for block in blocks:
            first = block[0]
            if abs(first.lo - rule.lo) < 4 * SNAP and abs(first.hi - rule.hi) < 4 * SNAP:
                block.append(rule)
                break
        else:
            blocks.append([rule])
    whole = [b for b in blocks if len(b) > 1]
    short = [b[0] for b in blocks if len(b) == 1]
    for block in whole:
        block += [
            s
            for s in short
            if block[0].at < s.at < block[-1].at and block[0].lo - SNAP <= s.lo and s.hi <= block[0].hi + SNAP
        ]
        block.sort(key=lambda s: s.at)
    return whole


def block_part(page: Page, block: Sequence[Segment], taken: set[int]) -> Part | None:
    """Read the text between the rules of a three-line table."""
    lo, hi = block[0].lo, block[0].hi
    full = [s.at for s in block if s.hi - s.lo > 0.95 * (hi - lo)]
    inside = [
        i
        for i, line in enumerate(page.lines)
        if i not in taken
        and full[0] - 2 < (line.box.y0 + line.box.y1) / 2 < full[-1] + 2
        and lo - 6 < (line.box.x0 + line.box.x1) / 2 < hi + 6
    ]
    if _is_prose(page, inside, hi - lo):
        return None
    head = full[1] if len(full) > 2 else None
    short = [s for s in block if s.hi - s.lo <= 0.95 * (hi - lo)]
    return _part(page, inside, Rect(lo, full[0], hi, full[-1]), head, short)


def _is_prose(page: Page, indices: Sequence[int], width: float) -> bool:
    """Whether most lines run across without a gap: text between a head rule and a foot rule."""
    wide = [i for i in indices if page.lines[i].box.x1 - page.lines[i].box.x0 > 0.6 * width]
    return len(wide) > 0.4 * len(indices) and all(len(gaps(page.lines[i], i)) < 2 for i in wide[:6])


def captioned_part(page: Page, caption: int, taken: set[int]) -> Part | None:
    """Read a table without any rule from the lines under its caption."""
    head = page.lines[caption]
    order = sorted(
        (i for i, line in enumerate(page.lines) if i not in taken and line.box.y0 > head.box.y1 - 2),
        key=lambda i: page.lines[i].box.y0,
    )
    rows: list[list[int]] = []
    for i in order:
        line = page.lines[i]
        text = line.text.strip()
        if read_caption(text) or is_figure_caption(text) or split_note(text, ()):
            break
        if not rows and is_unit(text):
            continue
        if rows and line.box.y0 < page.lines[rows[-1][0]].box.y1 - 0.4 * line.size:
            rows[-1].append(i)
        elif rows and line.box.y0 - page.lines[rows[-1][0]].box.y1 > 2.5 * line.size:
            break
        else:
            rows.append([i])
    used: list[int] = []
    for row in rows:
        runs = [run for i in row for run in gaps(page.lines[i], i)]
        if len(runs) < 2 and not (used and runs and runs[0].box.x0 > head.box.x0):
            break
        if any(len(run.text) > 60 for run in runs):
            break
        used += row
    if len(used) < _LEAST_ROWS:
        return None
    boxes = [page.lines[i].box for i in used]
    frame = Rect(min(b.x0 for b in boxes), min(b.y0 for b in boxes), max(b.x1 for b in boxes), max(b.y1 for b in boxes))
    return _part(page, used, frame, None)


def _part(page: Page, indices: list[int], box: Rect, head: float | None, rules: Sequence[Segment] = ()) -> Part | None:
    """Lay out lines in columns and rows; `head` is where the header ends, `rules` are the short ones in it."""
    runs = [run for i in indices for run in gaps(page.lines[i], i, 0.8)]
    printed = printed_lines(runs)
    if len(printed) < _LEAST_ROWS:
        return None
    body = [line for line in printed if head is None or line[0].middle > head]
    edges = _columns(body, box)
    if len(edges) < 3 or not body:
        return None
    rows: list[list[int]] = []
    heights: list[tuple[float, float]] = []
    cells: dict[int, list[Run]] = {}
    header = [line for line in printed if head is not None and line[0].middle <= head] if head is not None else []
    fresh = 0
    if header:
        number_of = list(range(len(edges) - 1))
        rows.append(number_of)
        fresh = len(number_of)
        heights.append((box.y0, head or box.y0))
        for line in header:
            for run in line:
                for c in _ruled_under(run, edges, rules) or _over(run, edges, line):
                    cells.setdefault(c, []).append(run)
    for group in _rows(body, edges):
        row = list(range(fresh, fresh + len(edges) - 1))
        fresh += len(row)
        tops = [run.box.y0 for line in group for run in line]
        heights.append((min(tops), max(run.box.y1 for line in group for run in line)))
        rows.append(row)
        for line in group:
            for run in line:
                cells.setdefault(row[_column(run, edges)], []).append(run)
    if len(rows) < _LEAST_ROWS:
        return None
    texts = {number: text_of(found) for number, found in cells.items()}
    return Part(page.number, box, edges, rows, heights, texts, cells, set(indices), ruled=False)


def _columns(lines: list[list[Run]], box: Rect) -> tuple[float, ...]:
    """Return the edges of columns: white strips that no line's text crosses, but for a line that is one run alone."""
    spans = sorted((run.box.x0, run.box.x1) for line in lines if len(line) > 1 for run in line)
    edges = [box.x0]
    if not spans:
        return (box.x0, box.x1)
    right = spans[0][1]
    for lo, hi in spans[1:]:
        if lo > right + 3:
            edges.append((right + lo) / 2)
        right = max(right, hi)
    return (*edges, max(box.x1, right))


def _column(run: Run, edges: Sequence[float]) -> int:
    middle = (run.box.x0 + run.box.x1) / 2 if run.box.x0 >= edges[0] else run.box.x0 + 1
    return next((c for c in range(len(edges) - 1) if middle < edges[c + 1]), len(edges) - 2)


def _ruled_under(run: Run, edges: Sequence[float], rules: Sequence[Segment]) -> list[int]:
    """Return the columns over which a short rule right under a header's run says that it stands."""
    for rule in rules:
        close = 0 < rule.at - run.middle < 1.8 * run.size
        if close and rule.lo - SNAP <= run.box.x0 and run.box.x1 <= rule.hi + SNAP:
            return [c for c, (a, b) in enumerate(pairwise(edges)) if rule.lo - SNAP < (a + b) / 2 < rule.hi + SNAP]
    return []


def _over(run: Run, edges: Sequence[float], line: list[Run]) -> list[int]:
    """Return the columns a header's run stands over: those whose middle no other run of its line is nearer to."""
    touched = [c for c in range(len(edges) - 1) if run.box.x0 < edges[c + 1] - 2 and run.box.x1 > edges[c] + 2]
    if len(touched) < 2:
        return touched or [_column(run, edges)]
    return touched


def _rows(lines: list[list[Run]], edges: Sequence[float]) -> list[list[list[Run]]]:
    """Group lines into rows: a row begins where the first column has text, or where every column has."""
    columns = [{_column(run, edges) for run in line} for line in lines]
    serial = (
        sum(1 for line in lines if SERIAL.fullmatch(line_text([r for r in line if _column(r, edges) == 0])))
        > len(lines) / 3
    )
    groups: list[list[list[Run]]] = []
    for line, present in zip(lines, columns, strict=True):
        begins = 0 in present
        if serial and begins:
            begins = bool(SERIAL.fullmatch(line_text([r for r in line if _column(r, edges) == 0])))
        elif begins and groups and len(present) == 1 and len(edges) > 3:
            before = groups[-1][-1]
            begins = line[0].box.y0 - before[0].box.y1 > 0.7 * line[0].size
        if begins or not groups or len(present) >= len(edges) - 2 > 1:
            groups.append([line])
        else:
            groups[-1].append(line)
    return groups
