"""Put right the roman numerals of class names (Ⅰ类 to Ⅴ类), which OCR reads as 1, 【 or nothing."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from assistant.reading.ocr.rows import Box
from assistant.reading.pages.page import Line, Rect

_NAMED = re.compile(r"(?P<numeral>[^\s一-鿿、，,；;]{0,3}) ?(?P<unit>[类级])(?=$|[\s（(:：一-鿿])")
_ROMAN = "ⅠⅡⅢⅣⅤ"
_IN_TEXT = re.compile(
    r"(?<=\S)(?P<numeral>[ⅠⅡⅢⅣⅤIVNl|｜【\[‖1]{1,3}|(?<=[和与及、]))类(?=水|标|海|区|地|声|功|[、，。；]|$)"
)
_ARABIC = re.compile(r"(?<!\d)[02345]类")
_TAKEN_FOR = (
    frozenset({"Ⅰ", "1", "I", "l", "|", "【", "[", "i", ""}),
    frozenset({"Ⅱ", "1", "I", "II", "11", "ll", "‖", "【", "[", "H", "I1", "1I", ""}),
    frozenset({"Ⅲ", "1", "I", "II", "III", "111", "Ⅱ", "【", "[", "M", "m", ""}),
    frozenset({"Ⅳ", "N", "IV", "W", "lV", "1V", "M"}),
    frozenset({"Ⅴ", "V", "v"}),
)
_CERTAIN = frozenset({"Ⅳ", "N", "IV", "lV", "1V"})
"""What the fourth must look like: the numeral that OCR never loses."""


def restore_classes(boxes: Sequence[Box]) -> list[Box]:
    """Return the boxes with the numerals of runs of classes written as printed.

    A run is boxes of one row or one column that begin with a class's name, one after another, of which each could be
    the numeral of its place and the fourth is clearly Ⅳ. Everything else is left as it was read.
    """
    restored = list(boxes)
    named = [i for i, box in enumerate(boxes) if _NAMED.match(box.text)]
    for run in _runs(boxes, named):
        numerals = [_numeral(boxes[i]) for i in run]
        fits = all(numeral in taken for numeral, taken in zip(numerals, _TAKEN_FOR, strict=False))
        if fits and len(run) in (4, 5) and numerals[3] in _CERTAIN:
            for i, roman in zip(run, _ROMAN, strict=False):
                restored[i] = _with_numeral(boxes[i], roman)
    return restored


def doubtful_classes(lines: Sequence[Line]) -> list[tuple[str, Rect]]:
    """Return the class names within running text, and where they stand: OCR tells Ⅱ from Ⅲ no better than by chance.

    Classes counted in other figures (0类, 2类) and names that a line begins with, as in a table's head, are left out.
    """
    arabic = any(_ARABIC.search(line.text) for line in lines)
    found = []
    for line in lines:
        for name in _IN_TEXT.finditer(line.text):
            if not (arabic and name["numeral"] == "1"):
                start, end = line.xs[name.start()], line.xs[name.end()]
                found.append((name.group(), Rect(start, line.box.y0, end, line.box.y1)))
    return found


def _runs(boxes: Sequence[Box], named: Sequence[int]) -> Iterator[list[int]]:
    """Yield the boxes of each row from left to right, then of each column from the top."""
    for axis, other in ((0, 1), (1, 0)):
        left = sorted(named, key=lambda i: (boxes[i].place[axis], boxes[i].place[other]))
        while left:
            first = boxes[left[0]]
            reach = first.height * (0.6 if axis else 1.0)
            run = [i for i in left if boxes[i].place[1 if axis else 0] - first.place[1 if axis else 0] <= reach]
            left = [i for i in left if i not in run]
            if len(run) > 1:
                yield sorted(run, key=lambda i: boxes[i].place[other])


def _numeral(box: Box) -> str:
    found = _NAMED.match(box.text)
    return found["numeral"] if found else ""


def _with_numeral(box: Box, roman: str) -> Box:
    numeral = _numeral(box)
    centres = sorted(box.centres)
    if len(centres) == len(box.text.replace(" ", "")):
        left, right = (centres[0], centres[len(numeral) - 1]) if numeral else (box.place.x0, centres[0])
        centres = [(left + right) / 2, *centres[len(numeral) :]]
    return replace(box, text=roman + box.text[len(numeral) :].lstrip(), centres=tuple(centres))
