"""Scanned pages whose text runs up or down the sheet: which way they are to be turned before they are read."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np
from PIL.Image import Image, Transpose

from assistant.reading.pages.page import Line

_TALL = 1.3
"""A box this many times as high as it is wide holds words that run up or down."""
_MANY = 0.3
"""Share of such boxes; where text runs up the page, OCR misses most lines and takes neighbours for one."""
_FEWEST = 4
_TRIED = 5
_SURE = 0.7
_CHARACTERS = 30
_CLOCKWISE = {90: Transpose.ROTATE_270, 270: Transpose.ROTATE_90}
Read = Callable[[np.ndarray[Any, Any]], tuple[str, float]]


def turn_of_scan(image: Image, scale: float, lines: Sequence[Line], read: Read) -> int:
    """Return by how many degrees, clockwise, a scanned page is to be turned so that its text stands upright.

    Args:
        image: The page's image.
        scale: Its pixels in a point.
        lines: What OCR made of it as it is.
        read: Reads the image of one line: its text and how sure the engine is.
    """
    tall = [line for line in lines if _is_tall(line)]
    if len(tall) < max(_MANY * len(lines), _FEWEST):
        return 0
    longest = sorted(tall, key=lambda line: line.box.y1 - line.box.y0)[-_TRIED:]
    strips = [_strip(image, scale, line) for line in longest]
    sure = {turn: sum(read(_turned(strip, turn))[1] for strip in strips) / len(strips) for turn in _CLOCKWISE}
    best = max(sure, key=lambda turn: sure[turn])
    return best if sure[best] > _SURE else 0


def runs_sideways(lines: Sequence[Line]) -> bool:
    """Whether part of a scanned page runs up or down it: more characters than a mark in the margin has."""
    return sum(len(line.text) for line in lines if _is_tall(line)) > _CHARACTERS


def turned(image: Image, turn: int) -> Image:
    """Return an image turned clockwise by 90 or 270 degrees."""
    return image.transpose(_CLOCKWISE[turn])


def _turned(strip: Image, turn: int) -> np.ndarray[Any, Any]:
    return np.asarray(turned(strip, turn))


def _strip(image: Image, scale: float, line: Line) -> Image:
    x0, y0, x1, y1 = (round(side * scale) for side in line.box)
    return image.crop((max(x0 - 3, 0), max(y0 - 3, 0), x1 + 3, y1 + 3)).convert("RGB")


def _is_tall(line: Line) -> bool:
    width, height = line.box.x1 - line.box.x0, line.box.y1 - line.box.y0
    return (len(line.text) > 1 or line.text > "\u2e80") and height > _TALL * width
