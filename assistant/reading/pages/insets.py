"""Numbers that a page of text sets as little pictures: text without them loses its clauses."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from assistant.reading.pages.page import Line, Rect

if TYPE_CHECKING:
    from PIL.Image import Image

_LOWEST, _HIGHEST = 0.6, 1.8
"""Height of such a picture, in heights of the lines beside it."""
_LONGEST = 70.0
"""Points."""
_MOST = 60
_SURE = 0.85
_NUMBER = re.compile(r"(?:[A-Z]\.)?[1-9]\d?(?:\.[1-9]\d?){1,5}|[A-Z](?:\.[1-9]\d?){1,5}")
_SCALE = 200 / 72


@dataclass(frozen=True, slots=True)
class Insets:
    """The lines with the numbers read from pictures, those numbers, and how many such pictures were not read."""

    lines: tuple[Line, ...]
    read: tuple[str, ...] = ()
    unread: int = 0


def with_insets(
    lines: Sequence[Line],
    images: Sequence[Rect],
    draw: Callable[[float], Image],
    read: Callable[[Image], tuple[str, float]] | None,
) -> Insets:
    """Read the pictures that stand where clauses' numbers do: at a line's beginning, nothing left of them.

    Args:
        lines: The page's text, in points.
        images: The page's pictures.
        draw: Draws the page at a scale (pixels in a point).
        read: Reads one line by OCR; None where OCR is not allowed.

    Returns:
        The lines with the numbers among them. A picture that is read as no number of several parts is left out.
    """
    found = [image for image in images if _opens_line(image, lines)][:_MOST]
    if not found or read is None:
        return Insets(tuple(lines), (), len(found))
    page = draw(_SCALE)
    numbers: list[Line] = []
    for place in found:
        left, top = round((place.x0 - 1.5) * _SCALE), round((place.y0 - 1.5) * _SCALE)
        right, bottom = round((place.x1 + 1.5) * _SCALE), round((place.y1 + 1.5) * _SCALE)
        text, score = read(page.crop((left, top, right, bottom)))
        text = text.strip().rstrip(".")
        if score > _SURE and _NUMBER.fullmatch(text):
            step = (place.x1 - place.x0) / len(text)
            xs = tuple(place.x0 + step * i for i in range(len(text) + 1))
            numbers.append(Line(text, place, xs, _size_beside(place, lines), score=score))
    ordered = sorted((*lines, *numbers), key=lambda line: (line.box.y0 + line.box.y1) / 2) if numbers else lines
    return Insets(tuple(ordered), tuple(line.text for line in numbers), len(found) - len(numbers))


def _opens_line(image: Rect, lines: Sequence[Line]) -> bool:
    width, height = image.x1 - image.x0, image.y1 - image.y0
    size = _size_beside(image, lines)
    # A number has at least two figures and a point; squares are bullets and signs.
    if not _LOWEST * size < height < _HIGHEST * size or not 1.3 * height < width < _LONGEST:
        return False
    if any(_beside(image, line) and line.box.x0 < image.x1 - 2 for line in lines):
        return False
    left = min(line.box.x0 for line in lines)
    return image.x0 < left + 3 * size


def _beside(image: Rect, line: Line) -> bool:
    overlap = min(image.y1, line.box.y1) - max(image.y0, line.box.y0)
    return overlap > 0.4 * min(image.y1 - image.y0, line.box.y1 - line.box.y0)


def _size_beside(image: Rect, lines: Sequence[Line]) -> float:
    """Return the size of the line that stands nearest."""
    middle = (image.y0 + image.y1) / 2
    near = min(lines, key=lambda line: abs((line.box.y0 + line.box.y1) / 2 - middle), default=None)
    return near.size if near else 10.0
