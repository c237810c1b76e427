"""Join a table's parts over pages: repeated headers go, split rows and merged cells grow together."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from itertools import pairwise

import numpy as np

from assistant.library.folding import fold, fold_text
from assistant.library.model import Box
from assistant.reading.pages.page import Line, Page
from assistant.reading.tables.parts import SERIAL, SERIAL_HEADS, Part, header_height, stack_panels
from assistant.reading.tables.text import join

_ALIKE = 0.75
_SENTENCE = 20
"""Characters from which a cell holds a sentence that may break off."""
_ENDED, _LOWER = re.compile(r"[.;:!?。；：！？)）\]⁰¹²³⁴-⁹]$"), re.compile(r"[a-z]{2}|[a-z] ")
_EDGE = 9.0


@dataclass(slots=True)
class Joined:
    """All rows of a table over one set of columns. Merged cells keep one number over their places."""

    header: list[list[int]]
    rows: list[list[int]]
    boxes: list[list[Box]]
    texts: dict[int, str]

    def text(self, number: int) -> str:
        """Return a cell's text."""
        return self.texts.get(number, "")


def match_panels(before: Part, part: Part) -> None:
    """Stack the panels of a part as those of the part before, where they stand at the same places."""
    if before.panels > 1 and part.panels == 1 and len(part.edges) == len(before.whole_edges):
        shift = part.edges[0] - before.whole_edges[0]
        if all(abs(a - b - shift) < _EDGE for a, b in zip(part.edges, before.whole_edges, strict=True)):
            stack_panels(part, before.panels, 0)


def join_split_panels(before: Part, part: Part) -> None:
    """Give the row that the page break split in a panel its second half, which the stacked panels part from it."""
    if not 1 < before.panels == part.panels:
        return
    for last, first in zip(before.panel_ends[1], part.panel_ends[0], strict=True):
        rest = [part.texts.get(n, "") for n in first]
        if rest[0] or not any(rest) or not before.texts.get(last[0]) or first not in part.rows:
            continue
        for a, text in zip(last, rest, strict=True):
            before.texts[a] = join(before.texts.get(a, ""), text)
        at = part.rows.index(first)
        del part.rows[at], part.heights[at]


def continues(table: Sequence[Part], part: Part, pages: Mapping[int, Page]) -> bool:
    """Whether a part goes on with the table of these parts."""
    before = table[-1]
    caption = part.heading.caption
    first = next((p.heading.caption for p in table if p.heading.caption), None)
    if part.page == before.page:
        if caption and caption.continued:
            return not caption.number or (first is not None and caption.number == first.number)
        close = 0 <= part.box.y0 - before.box.y1 < 14 and not before.notes
        return close and caption is None and part.ruled and _same_columns(before, part)
    if part.page != before.page + 1:
        return False
    if caption and caption.number:
        return (
            first is not None and caption.number == first.number and (caption.continued or _same_header(before, part))
        )
    if caption and not caption.continued:
        return False
    if caption and caption.continued:
        return True
    if _text_above(part, pages[part.page]):
        return False
    repeated = _same_columns(before, part) and _same_header(before, part) and len(part.rows) > 1
    return repeated or (not _text_below(before, pages[before.page]) and _same_columns(before, part))


def _text_below(part: Part, page: Page) -> bool:
    """Whether body text stands under a part, its notes and the page's footnotes left out."""
    own = part.lines | part.note_lines | set(part.heading.lines)
    foot = _footnotes_from(page)
    return any(
        _is_body(line) and part.box.y1 - 3 < line.box.y0 < foot for i, line in enumerate(page.lines) if i not in own
    )


def _footnotes_from(page: Page) -> float:
    """Return where the footnotes of a page begin: a short rule, with nothing but smaller print under it."""
    usual = sorted(line.size for line in page.lines)[len(page.lines) // 2] if page.lines else 0.0
    for rule in sorted((r for r in page.rulings if r.horizontal), key=lambda r: -r.y0):
        under = [line for line in page.lines if line.box.y0 > rule.y0 - 2 and _is_body(line)]
        if not under or not 30 < rule.x1 - rule.x0 < 0.45 * page.width:
            continue
        left = min(line.box.x0 for line in page.lines)
        numbered = re.match(r"\s*[\d*†⁰-⁹¹²³]", min(under, key=lambda line: line.box.y0).text)
        if numbered and rule.x0 < left + 12 and all(line.size < usual + 0.5 for line in under):
            return rule.y0
    return page.height


def _text_above(part: Part, page: Page) -> bool:
    """Whether body text stands above a part, its heading left out."""
    own = part.lines | set(part.heading.lines)
    return any(_is_body(line) and line.box.y1 < part.box.y0 + 3 for i, line in enumerate(page.lines) if i not in own)


def _is_body(line: Line) -> bool:
    """Whether a line is more than a page number or words up the margin."""
    return len(line.text.strip()) > 6 and line.box.y1 - line.box.y0 < 3 * (line.box.x1 - line.box.x0)


def _same_columns(before: Part, part: Part) -> bool:
    """Whether columns stand at the same places, the page's shift left out."""
    a, b = before.edges, part.edges
    if abs((a[-1] - a[0]) - (b[-1] - b[0])) > 2 * _EDGE:
        return False
    small, large = sorted((a, b), key=len)
    moved = [x - small[0] for x in small]
    near = sum(any(abs(x - (y - large[0])) < _EDGE for y in large) for x in moved)
    return near >= len(small) - (len(small) > 4) and len(small) > 2


def _same_header(before: Part, part: Part) -> bool:
    """Whether the first row repeats the header."""
    return (
        len(before.edges) == len(part.edges)
        and _alike(before.row_texts(0), part.row_texts(0))
        and any(part.row_texts(0))
    )


def _alike(first: tuple[str, ...], second: tuple[str, ...]) -> bool:
    a, b = fold_text(" ".join(first)), fold_text(" ".join(second))
    return a == b or (len(a) > 3 and SequenceMatcher(None, a, b, autojunk=False).ratio() >= _ALIKE)


def join_parts(parts: list[Part]) -> Joined:
    """Join parts over common columns."""
    places = [_places(part, parts[0]) for part in parts]
    edges = _common_edges(parts, places)
    height = header_height(parts[0], more=len(parts) > 1)
    joined = Joined([], [], [], {})
    heads: list[tuple[str, ...]] = []
    offset = 0
    for part, own in zip(parts, places, strict=True):
        columns = _columns_of(own, edges)
        rows = [[row[c] + offset for c in columns] for row in part.rows]
        texts = {number + offset: text for number, text in part.texts.items()}
        offset += 1 + max((n for row in part.rows for n in row), default=0)
        joined.texts |= texts
        printed = [tuple(texts.get(n, "") for n in row) for row in rows]
        skip = height
        if part is parts[0]:
            joined.header = rows[:height]
            heads = printed[:height]
        else:
            skip = 0
            while skip < min(height, len(rows) - 1) and _alike(heads[skip], printed[skip]):
                skip += 1
            if height and not skip and len(rows) > 1 and _alike(_flat(heads), _flat(printed[:height])):
                skip = height
        body = rows[skip:]
        boxes: list[list[Box]] = [
            [(part.page, part.box.x0, top, part.box.x1, bottom)] for top, bottom in part.heights[skip:]
        ]
        if joined.header and not joined.rows and body and part is not parts[0]:
            _finish_header(joined, body, boxes)
        if joined.rows and body and part.page != parts[0].page:
            _drop_blank_edges(joined, body, boxes)
            if joined.rows and body:
                _grow_together(joined, body, boxes)
        _drop_repeated_heads(joined, heads, body, boxes)
        joined.rows += body
        joined.boxes += boxes
    _drop_copies(joined)
    return joined


def _drop_repeated_heads(
    joined: Joined, heads: list[tuple[str, ...]], body: list[list[int]], boxes: list[list[Box]]
) -> None:
    """Drop header rows that are printed again between the rows."""
    if len(set(_flat(heads)) - {""}) < 2:
        return
    height = len(heads)
    printed = [tuple(joined.text(n) for n in row) for row in body]
    for i in reversed(range(len(body) - height + 1)):
        if printed[i : i + height] == heads:
            del body[i : i + height], boxes[i : i + height], printed[i : i + height]


def _finish_header(joined: Joined, body: list[list[int]], boxes: list[list[Box]]) -> None:
    """Give a header that the page break split its second half."""
    first = [joined.text(n) for n in body[0]]
    if len(body) > 1 and not first[0] and any(first) and not all(first):
        for a, b in dict(zip(joined.header[-1], body[0], strict=True)).items():
            joined.texts[a] = join(joined.text(a), joined.text(b))
        body.pop(0)
        boxes.pop(0)


def _drop_blank_edges(joined: Joined, body: list[list[int]], boxes: list[list[Box]]) -> None:
    """Drop rows without text that the page break left of a row that moved on, in tables that are no blank forms."""
    filled = sum(any(joined.text(n) for n in row) for row in joined.rows)
    if filled < 0.7 * len(joined.rows):
        return
    while len(body) > 1 and not any(joined.text(n) for n in body[0]):
        body.pop(0)
        boxes.pop(0)
    while len(joined.rows) > 1 and not any(joined.text(n) for n in joined.rows[-1]):
        joined.rows.pop()
        joined.boxes.pop()


def _flat(rows: list[tuple[str, ...]]) -> tuple[str, ...]:
    return tuple(text for row in rows for text in row)


def _drop_copies(joined: Joined) -> None:
    """Drop columns that no row tells from their left neighbour."""
    every = joined.header + joined.rows
    if not every:
        return
    columns = len(every[0])
    keep = [c for c in range(columns) if c == 0 or any(row[c] != row[c - 1] for row in every)]
    joined.header = [[row[c] for c in keep] for row in joined.header]
    joined.rows = [[row[c] for c in keep] for row in joined.rows]


def _common_edges(parts: list[Part], places: list[list[float]]) -> list[float]:
    """Return the edges that the parts have together, from each part's own `places`."""
    if len({len(p.edges) for p in parts}) == 1:
        return places[0]
    most = max(map(len, places))
    edges: list[float] = []
    # Word processors set the columns of each page anew: the least tolerance under which no column is added.
    for tolerance in (_EDGE, 1.5 * _EDGE, 2.2 * _EDGE, 3 * _EDGE):
        found: list[float] = []
        for x in sorted(x for own in places for x in own):
            if not found or x - found[-1] > tolerance:
                found.append(x)
        edges = edges or found
        if len(found) == most:
            return found
    return edges


def _places(part: Part, first: Part) -> list[float]:
    """Return a part's edges from its left; where it repeats the header, its headings are stretched to the first's."""
    own = [x - part.edges[0] for x in part.edges]
    ours, theirs = _head_walls(part), _head_walls(first)
    if part is first or [text for text, _ in ours] != [text for text, _ in theirs]:
        return own
    here = [0.0, *(own[c] for _, c in ours)]
    there = [0.0, *(first.edges[c] - first.edges[0] for _, c in theirs)]
    return [float(x) for x in np.interp(own, here, there)]


def _head_walls(part: Part) -> list[tuple[str, int]]:
    """Return the first row's headings, each with the edge on its right."""
    texts = part.row_texts(0)
    ends = [c for c in range(len(texts)) if c + 1 == len(texts) or part.rows[0][c] != part.rows[0][c + 1]]
    return [(fold(texts[c]).text, c + 1) for c in ends]


def _columns_of(own: list[float], edges: list[float]) -> list[int]:
    """Return for each common column the part's column it lies in."""
    if len(own) == len(edges):
        return list(range(len(own) - 1))
    middles = [(a + b) / 2 for a, b in pairwise(edges)]
    return [min(sum(x <= m for x in own[1:-1]), len(own) - 2) for m in middles]


def serial_column(header: list[list[str]], rows: list[list[str]]) -> int | None:
    """Return the column that holds serial numbers: named so, or the first where its numbers only rise."""
    width = len(rows[0]) if rows else 0
    for c in range(min(3, width)):
        if any(fold_text(row[c]).replace(" ", "") in SERIAL_HEADS for row in header):
            return c
    values = [row[0] for row in rows if row[0] and len(set(row)) > 1] if width > 1 else []
    if len(values) < 2 or not all(SERIAL.fullmatch(v) for v in values):
        return None
    digits = ["".join(ch for ch in v if ch.isdigit()) for v in values]
    numbers = [int(d) for d in digits if d]
    if len(numbers) != len(values) or any("." in v for v in values):
        return None
    # Byte offsets and sizes rise too: bare numbers are serial where they count from nought or one without a gap.
    counted = numbers[0] <= 1 and all(0 <= b - a <= 1 for a, b in pairwise(numbers))
    lettered = all(v[0].isalpha() for v in values) and all(a <= b for a, b in pairwise(numbers))
    return 0 if counted or lettered else None


def _grow_together(joined: Joined, body: list[list[int]], boxes: list[list[Box]]) -> None:
    """Join a row split by the page break, and fill cells merged over it from the side that prints their text."""
    last, first = joined.rows[-1], body[0]
    as_text = [[joined.text(n) for n in row] for row in joined.rows]
    serial = serial_column([[joined.text(n) for n in row] for row in joined.header], as_text)
    grouped = [
        (len(joined.rows) > 1 and joined.rows[-2][c] == last[c]) or (len(body) > 1 and body[1][c] == first[c])
        for c in range(len(last))
    ]
    key = serial if serial is not None else next((c for c, group in enumerate(grouped) if not group), 0)
    filled = [c for c in range(len(first)) if joined.text(first[c])]
    is_split = not joined.text(first[key]) and bool(filled) and len(set(first)) > 1
    others = [c for c in range(len(first)) if c != key and not grouped[c]]
    partly = len(others) == 1 or not all(joined.text(first[c]) for c in others)
    if (is_split and not grouped[key] and joined.text(last[key]) and partly) or _runs_on(joined, last, first):
        done: set[int] = set()
        for c, (a, b) in enumerate(zip(last, first, strict=True)):
            if b in done or c in done:
                continue
            done.add(b)
            same = joined.text(b) in ("", joined.text(a))
            text = joined.text(a) if same else join(joined.text(a), joined.text(b))
            joined.texts[a] = text
            joined.texts[b] = text
        joined.boxes[-1] += boxes.pop(0)
        body.pop(0)
        return
    for c, (a, b) in enumerate(zip(last, first, strict=True)):
        if grouped[c] and bool(joined.text(a)) != bool(joined.text(b)):
            joined.texts[a] = joined.texts[b] = joined.text(a) or joined.text(b)


def _runs_on(joined: Joined, last: list[int], first: list[int]) -> bool:
    """Whether a sentence of the last row goes on in the first one overleaf, though its first cell holds words, too."""
    for c, (a, b) in enumerate(zip(last, first, strict=True)):
        broken = len(joined.text(a)) > _SENTENCE and not _ENDED.search(joined.text(a))
        if (
            broken
            and _LOWER.match(joined.text(b))
            and not any(_LOWER.match(joined.text(row[c])) for row in joined.rows)
        ):
            return True
    return False
