"""Read the characters of a page from pdfium: where each stands, how large, in what font, and whether it is seen."""

from __future__ import annotations

import ctypes
import math
from dataclasses import dataclass, replace
from itertools import pairwise
from statistics import median
from typing import NamedTuple

import numpy as np
import pypdfium2 as pdfium
import pypdfium2.raw as raw

from assistant.reading.clipping import is_clipped_away
from assistant.reading.frame import Frame

_INVISIBLE = raw.FPDF_TEXTRENDERMODE_INVISIBLE
_BOLD_NAMES = ("bold", "heavy", "black", "demi")
_FORCE_BOLD = 1 << 18
_BEARING = 0.04
"""Ems of white on either side of a letter's ink."""
_WIDEST = 4.0
"""Ems that no character is wide."""


@dataclass(frozen=True, slots=True)
class Style:
    """What all characters of one text object share. `angle` is 0, 90, 180 or 270 clockwise, or -1 if slanted."""

    font: str
    bold: bool
    size: float
    angle: int
    colour: tuple[int, int, int, int]
    invisible: bool

    @property
    def symbols(self) -> bool:
        """Whether the font is Adobe's Symbol, whose letters are Greek."""
        return self.font[:6].lower() == "symbol"


class Glyph(NamedTuple):
    """One character, in points from the top left of the page as shown.

    `x0`, `x1` and `base` are along and across the direction of reading (the page's own axes for upright text);
    `box` is the ink's rectangle on the page.
    """

    char: str
    x0: float
    x1: float
    base: float
    box: tuple[float, float, float, float]
    style: Style
    unmapped: bool = False


def read_glyphs(page: pdfium.PdfPage, frame: Frame) -> list[Glyph]:
    """Read all characters the page's content holds, in its order, without those pdfium makes up."""
    text = raw.FPDFText_LoadPage(page)
    if not text:
        return []
    try:
        return _with_true_widths(_with_true_sizes(_split_ligatures(_read(text, frame))))
    finally:
        raw.FPDFText_ClosePage(text)


def _read(text: raw.FPDF_TEXTPAGE, frame: Frame) -> list[Glyph]:
    count = max(raw.FPDFText_CountChars(text), 0)
    styles: dict[int, tuple[Style, bool]] = {}
    fonts: dict[int, tuple[str, bool]] = {}
    clipped: dict[int, bool] = {}
    left, right, bottom, top, ox, oy = (ctypes.c_double() for _ in range(6))
    box = tuple(map(ctypes.byref, (left, right, bottom, top)))
    origin = tuple(map(ctypes.byref, (ox, oy)))
    body = raw.FS_RECTF()
    body_at = ctypes.byref(body)
    places: list[tuple[float, ...]] = []
    chars: list[str] = []
    owners: list[tuple[Style, bool]] = []
    for i in range(count):
        code = raw.FPDFText_GetUnicode(text, i)
        if code in (10, 13) or (code == 32 and raw.FPDFText_IsGenerated(text, i) == 1):
            continue
        if 0xDC00 <= code < 0xE000 and i and _is_high(raw.FPDFText_GetUnicode(text, i - 1)):
            continue
        item = raw.FPDFText_GetTextObject(text, i)
        address = ctypes.addressof(item.contents) if item else 0
        owner = styles.get(address)
        if owner is None and address not in clipped:
            clipped[address] = is_clipped_away(item)
        if clipped.get(address):
            continue
        if owner is None:
            style = _style(text, i, item, fonts, frame)
            owner = styles[address] = style, raw.FPDFText_HasUnicodeMapError(text, i) == 1
        raw.FPDFText_GetCharBox(text, i, *box)
        raw.FPDFText_GetCharOrigin(text, i, *origin)
        raw.FPDFText_GetLooseCharBox(text, i, body_at)
        inked = left.value, bottom.value, right.value, top.value
        places.append((ox.value, oy.value, *inked, body.left, body.bottom, body.right, body.top))
        # pdfium marks a hyphen at a line's end by a control character.
        below = raw.FPDFText_GetUnicode(text, i + 1) if _is_high(code) and i + 1 < count else 0
        chars.append("-" if code in (2, 0xFFFE) else _char(code, below))
        owners.append(owner)
    if not places:
        return []
    numbers = np.array(places).T
    origins = frame.points(numbers[0], numbers[1])
    inks = frame.boxes(*numbers[2:6])
    extents = frame.boxes(*numbers[6:10])
    return [
        _glyph(char, x, y, (*ink,), (*extent,), style, unmapped)
        for char, (x, y), ink, extent, (style, unmapped) in zip(
            chars, origins.tolist(), inks.tolist(), extents.tolist(), owners, strict=True
        )
    ]


def _is_high(code: int) -> bool:
    """Whether a code is the first half of a surrogate pair: pdfium gives letters such as the italic rho in two."""
    return 0xD800 <= code < 0xDC00


def _char(code: int, below: int) -> str:
    """The character of a code and, for a surrogate, of its other half; one alone could not be stored as text."""
    if _is_high(code) and 0xDC00 <= below < 0xE000:
        return chr(0x10000 + ((code - 0xD800) << 10) + (below - 0xDC00))
    return chr(code) if 0 < code < 0x110000 and not 0xD800 <= code < 0xE000 else "\ufffd"


def _glyph(
    char: str,
    x: float,
    y: float,
    ink: tuple[float, float, float, float],
    body: tuple[float, float, float, float],
    style: Style,
    unmapped: bool,
) -> Glyph:
    extent = body if body[2] - body[0] > 0.01 and body[3] - body[1] > 0.01 else ink
    if ink[2] - ink[0] < 0.01 or ink[3] - ink[1] < 0.01:
        ink = extent
    if extent[2] - extent[0] > _WIDEST * style.size and style.angle <= 0:
        extent = ink  # the advance of text set downwards, which pdfium lays across the page
    if style.angle <= 0:
        return Glyph(char, extent[0], extent[2], y, ink, style, unmapped)
    if style.angle == 90:
        return Glyph(char, extent[1], extent[3], -x, ink, style, unmapped)
    if style.angle == 270:
        return Glyph(char, -extent[3], -extent[1], x, ink, style, unmapped)
    return Glyph(char, -extent[2], -extent[0], -y, ink, style, unmapped)


def _style(
    text: raw.FPDF_TEXTPAGE,
    i: int,
    item: raw.FPDF_PAGEOBJECT,
    fonts: dict[int, tuple[str, bool]],
    frame: Frame,
) -> Style:
    matrix = raw.FS_MATRIX()
    raw.FPDFText_GetMatrix(text, i, ctypes.byref(matrix))
    size = raw.FPDFText_GetFontSize(text, i) * math.hypot(matrix.c, matrix.d)
    dx, dy = frame.direction(matrix.a, matrix.b)
    turn = math.degrees(math.atan2(dy, dx)) % 360
    quarter = round(turn / 90) % 4 * 90
    angle = quarter if abs((turn - quarter + 180) % 360 - 180) < 3 else -1
    colour = (0, 0, 0, 255)
    mode = 0
    font = ("", False)
    if item:
        parts = [ctypes.c_uint() for _ in range(4)]
        if raw.FPDFPageObj_GetFillColor(item, *(ctypes.byref(part) for part in parts)):
            colour = (parts[0].value, parts[1].value, parts[2].value, parts[3].value)
        mode = raw.FPDFTextObj_GetTextRenderMode(item)
        font = _font(raw.FPDFTextObj_GetFont(item), fonts)
    name, bold = font
    # Stroking what is filled is how word processors embolden a font without a bold cut.
    bold = bold or mode == raw.FPDF_TEXTRENDERMODE_FILL_STROKE
    return Style(name, bold, size or 1.0, angle, colour, mode == _INVISIBLE or colour[3] == 0)


def _font(font: raw.FPDF_FONT, known: dict[int, tuple[str, bool]]) -> tuple[str, bool]:
    if not font:
        return "", False
    address = ctypes.addressof(font.contents)
    if address not in known:
        buffer = ctypes.create_string_buffer(256)
        raw.FPDFFont_GetBaseFontName(font, buffer, 256)
        name = _decoded(buffer.value).split("+", 1)[-1]
        bold = any(part in name.lower() for part in _BOLD_NAMES) or bool(raw.FPDFFont_GetFlags(font) & _FORCE_BOLD)
        known[address] = name, bold
    return known[address]


def _decoded(name: bytes) -> str:
    for encoding in ("utf-8", "gb18030"):
        try:
            return name.decode(encoding)
        except UnicodeDecodeError:
            continue
    return name.decode("latin-1")


def _split_ligatures(glyphs: list[Glyph]) -> list[Glyph]:
    """Give each letter of a ligature its share of the ligature's width: pdfium gives all of them the whole."""
    if not any(a.x0 == b.x0 and a.box == b.box for a, b in pairwise(glyphs)):
        return glyphs
    out: list[Glyph] = []
    start = 0
    while start < len(glyphs):
        first, end = glyphs[start], start + 1
        while end < len(glyphs) and end - start < 4 and _same_place(first, glyphs[end]):
            end += 1
        count = end - start
        if count == 1 or not all(glyph.char.isalpha() and ord(glyph.char) < 0x250 for glyph in glyphs[start:end]):
            out.extend(glyphs[start:end])
        else:
            step = (first.x1 - first.x0) / count
            for k, glyph in enumerate(glyphs[start:end]):
                out.append(glyph._replace(x0=first.x0 + k * step, x1=first.x0 + (k + 1) * step))
        start = end
    return out


def _with_true_sizes(glyphs: list[Glyph]) -> list[Glyph]:
    """Correct the sizes of fonts whose units are not a thousandth: a full-width character is as wide as its size."""
    advances: dict[int, list[float]] = {}
    for glyph in glyphs:
        if "\u4e00" <= glyph.char <= "\u9fff":
            advances.setdefault(id(glyph.style), []).append(glyph.x1 - glyph.x0)
    fonts: dict[tuple[str, float], list[float]] = {}
    for glyph in glyphs:
        if id(glyph.style) in advances:
            fonts.setdefault((glyph.style.font, round(glyph.style.size, 1)), []).extend(advances.pop(id(glyph.style)))
    true = {key: median(widths) for key, widths in fonts.items() if len(widths) >= 3}
    true = {key: size for key, size in true.items() if not 0.75 < size / key[1] < 1.33 and size > 1}
    if not true:
        return glyphs
    styles: dict[int, Style] = {}
    out: list[Glyph] = []
    for glyph in glyphs:
        size = true.get((glyph.style.font, round(glyph.style.size, 1)))
        if size is None:
            out.append(glyph)
            continue
        style = styles.setdefault(id(glyph.style), replace(glyph.style, size=size))
        out.append(glyph._replace(style=style))
    return out


def _with_true_widths(glyphs: list[Glyph]) -> list[Glyph]:
    """Take the ink for the extent of letters whose font claims full width: that would hide the gaps between words."""
    pairs: dict[str, list[bool]] = {}
    for glyph, after in pairwise(glyphs):
        if _is_narrow(glyph) and glyph.style.font == after.style.font and abs(glyph.base - after.base) < 0.5:
            overlap = glyph.x1 - after.x0
            pairs.setdefault(glyph.style.font, []).append(overlap > 0.2 * glyph.style.size and after.x0 > glyph.x0)
    lying = {font for font, overlaps in pairs.items() if len(overlaps) >= 3 and sum(overlaps) > 0.3 * len(overlaps)}
    if not lying:
        return glyphs
    return [
        glyph._replace(x0=glyph.box[0] - _BEARING * glyph.style.size, x1=glyph.box[2] + _BEARING * glyph.style.size)
        if glyph.style.font in lying and glyph.style.angle == 0 and _is_narrow(glyph)
        else glyph
        for glyph in glyphs
    ]


def _is_narrow(glyph: Glyph) -> bool:
    """Whether it is a letter or figure, under its own code or a full-width one."""
    return glyph.char < "\u2e80" or "\uff01" <= glyph.char <= "\uff5e"


def _same_place(first: Glyph, other: Glyph) -> bool:
    return other.style is first.style and other.box == first.box and other.x0 == first.x0 and other.char != first.char
