"""The place of a row on its page as a small picture: what a doubtful value is read from by eye."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING

from PIL import Image

from assistant.errors import AssistantError
from assistant.jobs.requirements.shapes import Requirement
from assistant.web.images import PageImages

if TYPE_CHECKING:
    from assistant.index.builds import Build

_SCALE = 2.0
_MARGIN = 6.0
_TALLEST = 200.0
"""Points of page in a picture at most."""


def row_picture(images: PageImages, build: Build, row: Requirement) -> bytes | None:
    """Return a PNG of a row's lines on its page, or None where the page cannot be drawn or the place is not known."""
    boxes = [box for box in row.boxes if box[0] == row.page]
    if not boxes:
        return None
    try:
        page = images.png(build.corpus_path(row.edition), build.edition(row.edition).sha256, row.page, _SCALE)
    except AssistantError:
        return None
    top = max(0.0, min(box[2] for box in boxes) - _MARGIN)
    bottom = min(max(box[4] for box in boxes) + _MARGIN, top + _TALLEST)
    left, right = max(0.0, min(box[1] for box in boxes) - _MARGIN), max(box[3] for box in boxes) + _MARGIN
    with Image.open(io.BytesIO(page)) as whole:
        edges = [int(one * _SCALE) for one in (left, top, right, bottom)]
        part = whole.convert("RGB").crop((edges[0], edges[1], min(edges[2], whole.width), min(edges[3], whole.height)))
    out = io.BytesIO()
    part.save(out, "PNG")
    return out.getvalue()
