"""Rows that no line parts: serial numbers, or values that stand line beside line in one drawn row."""

from __future__ import annotations

import re
from collections import Counter
from itertools import pairwise

from assistant.reading.tables.parts import SERIAL, VALUE, Part
from assistant.reading.tables.text import Run, line_text, printed_lines

_HEAD = re.compile(r"[:：]\s*[ᵃᵇᶜᵈᵉᶠᵍʰ]*$")
_QUANTITY = re.compile(rf"(?:{VALUE.pattern})\s?[^\W\d]{{0,6}}")
_COUNT = re.compile(r"[(（]?(\d{1,2})[.、．)）]")


def split_bands(part: Part) -> None:
    """Split rows whose lines are rows of their own, as in tables that rule only columns."""
    fresh = max((n for row in part.rows for n in row), default=0) + 1
    rows: list[list[int]] = []
    heights: list[tuple[float, float]] = []
    spread = Counter(n for row in part.rows for n in set(row))
    for r, row in enumerate(part.rows):
        anchors, shared = list[float](), set[int]()
        if any(len(part.runs.get(n, ())) > 1 for n in row):
            own = [n for n in dict.fromkeys(row) if spread[n] == 1]
            anchors, shared = _stacked_rows(part, own)
            anchors = anchors or _anchors(part, r, own)
        if len(anchors) < 2:
            rows.append(row)
            heights.append(part.heights[r])
            continue
        top, bottom = part.heights[r]
        bounds = [top, *((a + b) / 2 for a, b in pairwise(anchors)), bottom]
        new = [list(row) for _ in anchors]
        for number in set(row):
            if number in shared or any(number in other for i, other in enumerate(part.rows) if i != r):
                continue
            found = printed_lines(part.runs.get(number, []))
            if len(found) == 1 and len(anchors) > 2 and abs(found[0][0].middle - anchors[0]) > found[0][0].size:
                continue
            centred = any(line[0].middle < anchors[0] - 0.8 * line[0].size for line in found)
            part.runs.pop(number, None)
            for k in range(len(anchors)):
                new[k] = [fresh + k if n == number else n for n in new[k]]
            for line in found:
                part.runs.setdefault(fresh + _owner(line, anchors, centred=centred), []).extend(line)
            fresh += len(anchors)
        rows += new
        heights += pairwise(bounds)
    part.rows, part.heights = rows, heights


def _stacked_rows(part: Part, own: list[int]) -> tuple[list[float], set[int]]:
    """Return heights of the lines of a row that are rows of their own, and the cells that hold for all of them.

    `own` are the cells that stand in this row alone.

    That is so where values stand line beside line in three columns; in two, where every other cell has as many lines,
    or the values three or more and every other cell one; or in one beside a counted list. A column of values with
    another number of lines leaves it in doubt, and the row as it is drawn.
    """
    stacks = {n: printed_lines(part.runs.get(n, [])) for n in own}
    values = [n for n in stacks if _all_lines(VALUE, stacks[n])]
    if len(values) < 2:
        values = [n for n in stacks if _all_lines(_QUANTITY, stacks[n])]
    if not values or len({len(stacks[n]) for n in values}) > 1:
        return [], set()
    anchors = [line[0].middle for line in stacks[values[0]]]
    widths = part.inner_widths()
    others = [n for n in own if n not in values and len(stacks[n]) > 1]
    named = [n for n in others if _beside(stacks[n], anchors) and not _is_one_text(stacks[n], widths[n])]
    with_heads = any(
        len(stacks[n]) > len(anchors)
        and _beside([x for x in stacks[n] if any(_beside([x], [at]) for at in anchors)], anchors)
        for n in others
    )
    if with_heads or not all(_beside(stacks[n], anchors) for n in values):
        return [], set()
    counted = any(_is_counted(stacks[n]) for n in named)
    paired = len(values) == 2 and len(anchors) > 2 and not others and len(own) > 2
    if len(values) < 3 and not counted and not paired and (len(values) < 2 or not named or len(named) < len(others)):
        return [], set()
    return anchors, {n for n in own if n not in values and n not in named}


def _all_lines(pattern: re.Pattern[str], lines: list[list[Run]]) -> bool:
    """Whether a cell has several lines and all are of one kind."""
    return len(lines) > 1 and all(pattern.fullmatch(line_text(line)) for line in lines)


def _is_counted(lines: list[list[Run]]) -> bool:
    """Whether three lines or more are counted from 1."""
    counts = [_COUNT.match(line_text(line)) for line in lines]
    return len(lines) > 2 and [c and int(c.group(1)) for c in counts] == list(range(1, len(lines) + 1))


def _beside(lines: list[list[Run]], anchors: list[float]) -> bool:
    """Whether each line stands at the height of one anchor."""
    return len(lines) == len(anchors) and all(
        abs(line[0].middle - at) < 0.5 * line[0].size for line, at in zip(lines, anchors, strict=True)
    )


def _is_one_text(lines: list[list[Run]], width: float) -> bool:
    """Whether lines are one text that runs on: brackets or commas left open, or no room left at the ends."""
    texts = [_COUNT.sub("", line_text(line)) for line in lines]
    left_open = any(t.count("(") + t.count("（") != t.count(")") + t.count("）") for t in texts)
    full = all(width - (line[-1].box.x1 - line[0].box.x0) < 1.2 * line[0].size for line in lines[:-1])
    return left_open or full or any(t.endswith(("、", "，", ",")) for t in texts[:-1])


def _owner(line: list[Run], anchors: list[float], *, centred: bool) -> int:
    """Return which anchor a line belongs to: the nearest, or the last that does not stand below it."""
    middle, size = line[0].middle, line[0].size
    if centred:
        return min(range(len(anchors)), key=lambda k: abs(anchors[k] - middle))
    return max((k for k, a in enumerate(anchors) if a <= middle + 0.6 * size), default=0)


def _anchors(part: Part, r: int, own: list[int]) -> list[float]:
    """Return heights at which rows begin inside row r, by serial numbers or else by a column of values."""
    row = part.rows[r]
    if len(set(row)) < 2:
        return []
    first = printed_lines(part.runs.get(row[0], []))
    if row[0] in own and len(first) > 1 and all(SERIAL.fullmatch(line_text(line)) for line in first):
        numbers = [int(re.sub(r"\D", "", line_text(line)) or 0) for line in first]
        if numbers == sorted(set(numbers)):
            return [line[0].middle for line in first]
    if len(first) == 1 and SERIAL.fullmatch(line_text(first[0])) and len(part.rows) > 3:
        return []
    columns = [printed_lines(part.runs.get(n, [])) for n in own if n != row[0]]
    values = [c for c in columns if len(c) > 2 and all(VALUE.fullmatch(line_text(line)) for line in c)]
    pairs = [c for c in columns if len(c) > 1 and all(VALUE.fullmatch(line_text(line)) for line in c)]
    if len(pairs) > 1 and len({len(c) for c in pairs}) == 1 and len(first) >= len(pairs[0]) > 1:
        # Several values in each column, each beside a line of the first: rows that no line parts.
        beside = [line for line in first if any(abs(line[0].middle - v[0].middle) < 0.5 * v[0].size for v in pairs[0])]
        if len(beside) == len(pairs[0]):
            heads = [line for line in first if _HEAD.search(line_text(line))]
            return sorted(line[0].middle for line in (*beside, *(h for h in heads if h not in beside)))
    if not values or len(part.rows) > 6 or len(first) < max(map(len, values)):
        return []
    at = [line[0].middle for line in max(values, key=len)]
    heads = [line for line in first if _HEAD.search(line_text(line))]
    return sorted([*at, *(h[0].middle for h in heads if all(abs(h[0].middle - y) > 0.5 * h[0].size for y in at))])
