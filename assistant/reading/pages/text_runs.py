"""The text objects of a page: which characters each sets one after another, and in what style."""

from __future__ import annotations

import ctypes
import math
from collections.abc import Iterator, Sequence
from itertools import repeat
from typing import NamedTuple

import numpy as np
import pypdfium2.raw as raw

from assistant.reading.pages.clipping import clipped_away
from assistant.reading.pages.frame import Frame
from assistant.reading.pages.glyphs import Flags, Style, Whole
from assistant.reading.pages.pdfium_calls import Handle, Slots, called, chunks, lean, text_objects

_INVISIBLE = raw.FPDF_TEXTRENDERMODE_INVISIBLE
_BOLD_NAMES = ("bold", "heavy", "black", "demi")
_FORCE_BOLD = 1 << 18

_matrix_of = lean(raw.FPDFText_GetMatrix)
_font_size = lean(raw.FPDFText_GetFontSize, ctypes.c_double)
_fill_colour = lean(raw.FPDFPageObj_GetFillColor)
_render_mode = lean(raw.FPDFTextObj_GetTextRenderMode)
_font_of = lean(raw.FPDFTextObj_GetFont, ctypes.c_size_t)
_font_name = lean(raw.FPDFFont_GetBaseFontName, ctypes.c_size_t)
_font_flags = lean(raw.FPDFFont_GetFlags)

_matrices = Slots(ctypes.c_float, 6)
_colours = Slots(ctypes.c_uint, 4)


class Runs(NamedTuple):
    """Stretches of characters, each set by one text object: their beginnings and lengths, one after another."""

    starts: Whole
    lengths: Whole
    owners: Whole
    """Index of each one's style; -1 for what a clipping path hides."""
    level: Flags
    """Whether its matrix leaves the direction of reading across the page."""


_Look = tuple[float, float, float, float, float, int, int, int, int, int, int]
"""What the style of a text object is made of.

These are its matrix (four numbers), size, fill colour (red, green, blue, opacity), render mode and font.
"""


def read_runs(page: Handle, indexes: Whole, frame: Frame) -> tuple[Runs, list[Style]]:
    """Return the runs of some characters of a text page, and the styles they are in."""
    items = text_objects(page, indexes.tolist())
    starts = np.nonzero(np.append(True, items[1:] != items[:-1]))[0] if len(items) else np.zeros(0, np.int64)
    of_runs = items[starts].tolist()
    firsts: dict[int, int] = {}
    for item, index in zip(of_runs, indexes[starts].tolist(), strict=True):
        firsts.setdefault(item, index)
    handles = list(map(Handle, firsts))
    known: dict[_Look, int] = {}
    looks = _looks(page, handles, list(firsts.values()))
    found = {
        item: -1 if hidden else known.setdefault(look, len(known))
        for item, hidden, look in zip(firsts, clipped_away(handles), looks, strict=True)
    }
    owners = np.fromiter(map(found.__getitem__, of_runs), np.int64, len(of_runs))
    level = np.array([look[1] == 0 for look in known] + [False], dtype=np.bool_)
    styles = _Styles(frame)
    runs = Runs(starts, np.diff(np.append(starts, len(items))), owners, level[owners])
    return runs, [styles.of(look) for look in known]


def without_hidden(runs: Runs) -> Runs:
    """Return the runs without those that clipping paths hide, set close together."""
    shown = runs.owners >= 0
    lengths = runs.lengths[shown]
    return Runs(np.cumsum(lengths) - lengths, lengths, runs.owners[shown], runs.level[shown])


def _looks(page: Handle, items: Sequence[Handle], indexes: Sequence[int]) -> Iterator[_Look]:
    """Yield the looks of text objects, each with the index of one of its characters."""
    for part in chunks(len(items)):
        some, places, count = items[part], indexes[part], part.stop - part.start
        _matrices.numbers[:count] = 0
        called(_matrix_of, repeat(page), places, _matrices.firsts)
        sizes = list(map(_font_size, repeat(page), places))
        coloured = np.fromiter(map(_fill_colour, some, *_colours.columns), np.int64, count) != 0
        colours = np.where(coloured[:, None], _colours.numbers[:count], (0, 0, 0, 255))
        columns = [*_matrices.numbers[:count, :4].T.tolist(), sizes, *colours.T.tolist()]
        yield from zip(*columns, map(_render_mode, some), map(_font_of, some), strict=True)


class _Styles:
    """Makes styles of looks, asking each font for its name once."""

    def __init__(self, frame: Frame) -> None:
        self._frame = frame
        self._fonts: dict[int, tuple[str, bool]] = {0: ("", False)}

    def of(self, look: _Look) -> Style:
        a, b, c, d, size, *colour, mode, font = look
        dx, dy = self._frame.direction(a, b)
        turn = math.degrees(math.atan2(dy, dx)) % 360
        quarter = round(turn / 90) % 4 * 90
        angle = quarter if abs((turn - quarter + 180) % 360 - 180) < 3 else -1
        if font not in self._fonts:
            self._fonts[font] = _named(Handle(font))
        name, bold = self._fonts[font]
        # Stroking what is filled is how word processors embolden a font without a bold cut.
        bold = bold or mode == raw.FPDF_TEXTRENDERMODE_FILL_STROKE
        red, green, blue, alpha = colour
        invisible = mode == _INVISIBLE or alpha == 0
        return Style(name, bold, size * math.hypot(c, d) or 1.0, angle, (red, green, blue, alpha), invisible)


def _named(font: Handle) -> tuple[str, bool]:
    """Return a font's name without its subset's tag, and whether it is bold."""
    buffer = ctypes.create_string_buffer(256)
    _font_name(font, buffer, 256)
    name = _decoded(buffer.value).split("+", 1)[-1]
    return name, any(part in name.lower() for part in _BOLD_NAMES) or bool(_font_flags(font) & _FORCE_BOLD)


def _decoded(name: bytes) -> str:
    for encoding in ("utf-8", "gb18030"):
        try:
            return name.decode(encoding)
        except UnicodeDecodeError:
            continue
    return name.decode("latin-1")
