"""Which of the printed text became text of clauses, and which characters cannot be read."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from assistant.library.model import Box, Clause
from assistant.reading.clauses.flow import runs_past, size_of_body
from assistant.reading.pages.page import Page
from assistant.reading.promises import is_contents_line

_UNREADABLE = re.compile("[\ufffd\ue000-\uf8ff\U000f0000-\U0010fffd\x00-\x08\x0e-\x1f]|\\(cid:\\d+\\)")
_BAND = 24.0
"""Height in points of the bands in which boxes are looked up."""


@dataclass(frozen=True, slots=True)
class PageCover:
    """Characters of a page: all of its body, those in no clause, those that cannot be read; blanks do not count."""

    number: int
    chars: int
    loose: int
    unreadable: int


def cover_of(pages: Sequence[Page], clauses: Sequence[Clause]) -> list[PageCover]:
    """Return for each page how much of its body stands in the boxes of clauses; entries of contents lists need not."""
    boxes: dict[int, list[Box]] = defaultdict(list)
    for clause in clauses:
        for box in clause.boxes:
            boxes[box[0]].append(box)
    size, short = size_of_body([line for page in pages for line in page.lines]), len(pages) < 3
    return [_cover(page, boxes[page.number], size, short=short) for page in pages]


def _cover(page: Page, boxes: Sequence[Box], size: float, *, short: bool) -> PageCover:
    bands: dict[int, list[Box]] = defaultdict(list)
    for box in boxes:
        for band in range(int(box[2] // _BAND), int(box[4] // _BAND) + 1):
            bands[band].append(box)
    chars = loose = unreadable = 0
    for line in page.lines:
        if is_contents_line(line.text) or runs_past(line, page, size, short=short):
            continue
        count = len(line.text) - line.text.count(" ")
        chars += count
        if not line.text.isascii() or "(cid:" in line.text:
            unreadable += len(_UNREADABLE.findall(line.text))
        x, y = (line.box.x0 + line.box.x1) / 2, (line.box.y0 + line.box.y1) / 2
        if not page.contents and not any(
            box[1] - 2 <= x <= box[3] + 2 and box[2] - 2 <= y <= box[4] + 2 for box in bands.get(int(y // _BAND), ())
        ):
            loose += count
    return PageCover(page.number, chars, loose, unreadable)
