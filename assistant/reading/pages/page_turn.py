"""Pages whose text runs up or down the sheet: read as turned until it stands upright, their boxes as they are shown."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pypdfium2 as pdfium

from assistant.library.model import Box, Clause
from assistant.reading.pages.glyphs import Glyphs
from assistant.reading.pages.page import Page

_MOST = 0.6
"""Share of a page's characters that must run one way for the page to be turned."""
_FEWEST = 30
"""Characters: fewer are a mark in the margin or the name of an axis."""


def turn_of(glyphs: Glyphs) -> int:
    """Return by how many degrees, clockwise, a page is to be turned for most of its text to stand upright."""
    angles = glyphs.angles
    if not (angles > 0).any():
        return 0
    invisible = glyphs.of_styles(style.invisible for style in glyphs.styles) > 0
    angles = angles[~glyphs.blank & ~invisible]
    for angle in (90, 180, 270):
        if np.count_nonzero(angles == angle) > max(_MOST * len(angles), _FEWEST):
            return 360 - angle
    return 0


def turn_page(loaded: pdfium.PdfPage, degrees: int) -> None:
    """Turn a loaded page clockwise, as its /Rotate would; the file stays as it is."""
    loaded.set_rotation((loaded.get_rotation() + degrees) % 360)


def runs_sideways(glyphs: Glyphs) -> bool:
    """Whether part of a page runs up or down it: more characters than a mark in the margin or an axis's name has."""
    angles = glyphs.angles[~glyphs.blank]
    return int(np.count_nonzero((angles == 90) | (angles == 270))) > _FEWEST


def boxes_as_shown(clauses: Sequence[Clause], pages: Sequence[Page]) -> list[Clause]:
    """Return clauses whose boxes on turned pages are given in the page as it is shown."""
    turned = {page.number: page for page in pages if page.turn}
    if not turned:
        return list(clauses)
    return [
        clause.model_copy(update={"boxes": tuple(box_as_shown(box, turned.get(box[0])) for box in clause.boxes)})
        for clause in clauses
    ]


def box_as_shown(box: Box, page: Page | None) -> Box:
    """Return a box of a turned page in points from the top left of the page as shown."""
    number, x0, y0, x1, y1 = box
    if page is None or not page.turn:
        return box
    if page.turn == 90:
        return number, y0, page.width - x1, y1, page.width - x0
    if page.turn == 270:
        return number, page.height - y1, x0, page.height - y0, x1
    return number, page.width - x1, page.height - y1, page.width - x0, page.height - y0
