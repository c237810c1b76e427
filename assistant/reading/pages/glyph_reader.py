"""Read the characters of a page from pdfium."""

from __future__ import annotations

import ctypes
import math

import numpy as np
import pypdfium2 as pdfium
import pypdfium2.raw as raw

from assistant.reading.pages.clipping import is_clipped_away
from assistant.reading.pages.frame import Frame
from assistant.reading.pages.glyph_measures import split_ligatures, with_true_sizes, with_true_widths
from assistant.reading.pages.glyphs import Flags, Glyphs, Numbers, Style, Whole, are_among, table_of
from assistant.reading.pages.pdfium_calls import Handle, codes_of, lean, made_up, places_of, text_objects

_INVISIBLE = raw.FPDF_TEXTRENDERMODE_INVISIBLE
_BOLD_NAMES = ("bold", "heavy", "black", "demi")
_FORCE_BOLD = 1 << 18
_HYPHENS = table_of("\x02\ufffe")
"""Marks that pdfium puts for a hyphen at a line's end."""

_WIDEST = 4.0
"""Ems that no character is wide."""

_no_meaning = lean(raw.FPDFText_HasUnicodeMapError)
_matrix_of = lean(raw.FPDFText_GetMatrix)
_font_size = lean(raw.FPDFText_GetFontSize, ctypes.c_double)
_fill_colour = lean(raw.FPDFPageObj_GetFillColor)
_render_mode = lean(raw.FPDFTextObj_GetTextRenderMode)
_font_of = lean(raw.FPDFTextObj_GetFont, ctypes.c_size_t)
_font_name = lean(raw.FPDFFont_GetBaseFontName, ctypes.c_size_t)
_font_flags = lean(raw.FPDFFont_GetFlags)


def read_glyphs(page: pdfium.PdfPage, frame: Frame) -> Glyphs:
    """Read all characters the page's content holds, in its order, without those pdfium makes up."""
    text = raw.FPDFText_LoadPage(page)
    if not text:
        return Glyphs.of([])
    try:
        read = _read(Handle(ctypes.addressof(text.contents)), max(raw.FPDFText_CountChars(text), 0), frame)
        return with_true_widths(with_true_sizes(split_ligatures(read)))
    finally:
        raw.FPDFText_ClosePage(text)


def _read(page: Handle, count: int, frame: Frame) -> Glyphs:
    codes = codes_of(page, count)
    indexes = _real(page, codes)
    styles = _Styles(page, frame)
    owners, unmapped = styles.of(indexes, codes[indexes])
    shown = owners >= 0
    indexes, owners, unmapped = indexes[shown], owners[shown], unmapped[shown]
    if not len(indexes):
        return Glyphs.of([])
    numbers = places_of(page, indexes.tolist())
    places = _placed(numbers, styles.all, owners, frame)
    sizes = np.array([style.size for style in styles.all])[owners]
    printed = np.where(unmapped & are_among(codes[indexes], _HYPHENS), codes[indexes], _printed(codes)[indexes])
    printed = _with_underscores(printed, numbers, sizes)
    return Glyphs(printed, places, owners, styles.all, unmapped)


def _real(page: Handle, codes: Whole) -> Whole:
    """Return the indexes of the characters that are in the content: no breaks, blanks made up, or second halves."""
    kept = (codes != 10) & (codes != 13)
    blanks = np.nonzero(codes == 32)[0]
    kept[blanks[made_up(page, blanks.tolist())]] = False
    kept[1:] &= ~(_is_low(codes[1:]) & _is_high(codes[:-1]))
    return np.nonzero(kept)[0]


def _is_high(codes: Whole) -> Flags:
    """Whether codes are first halves of surrogate pairs: pdfium gives letters such as the italic rho in two."""
    return (codes >= 0xD800) & (codes < 0xDC00)


def _is_low(codes: Whole) -> Flags:
    return (codes >= 0xDC00) & (codes < 0xE000)


def _printed(codes: Whole) -> Whole:
    """Return the codes of the characters: halves joined to the first of them; a lone half could not be stored."""
    after = np.append(codes[1:], 0)
    pairs = _is_high(codes) & _is_low(after)
    wrong = (codes <= 0) | (codes >= 0x110000) | ((codes >= 0xD800) & (codes < 0xE000))
    joined = 0x10000 + ((codes - 0xD800) << 10) + (after - 0xDC00)
    return np.where(are_among(codes, _HYPHENS), ord("-"), np.where(pairs, joined, np.where(wrong, 0xFFFD, codes)))


def _with_underscores(codes: Whole, numbers: Numbers, sizes: Numbers) -> Whole:
    """Return the codes with _ for blanks that are printed as a flat stroke under the baseline."""
    base, (left, bottom, right, top) = numbers[1], numbers[2:6]
    flat = (right - left > 0.25 * sizes) & (top - bottom > 0.01) & (top - bottom < 0.15 * sizes)
    return np.where((codes == 32) & flat & (top < base), ord("_"), codes)


def _placed(numbers: Numbers, styles: list[Style], owners: Whole, frame: Frame) -> Numbers:
    """Return x0, x1, base and the ink's box of each character."""
    x, y = frame.points(numbers[0], numbers[1]).T
    ink, body = frame.boxes(*numbers[2:6]).T, frame.boxes(*numbers[6:10]).T
    extent = np.where(_has_area(body), body, ink)
    ink = np.where(_has_area(ink), ink, extent)
    angle = np.array([style.angle for style in styles])[owners]
    size = np.array([style.size for style in styles])[owners]
    # The advance of text set downwards, which pdfium lays across the page, is no width.
    extent = np.where((extent[2] - extent[0] > _WIDEST * size) & (angle <= 0), ink, extent)
    left, top, right, bottom = extent
    along = np.where(angle <= 0, left, np.where(angle == 90, top, np.where(angle == 270, -bottom, -right)))
    end = np.where(angle <= 0, right, np.where(angle == 90, bottom, np.where(angle == 270, -top, -left)))
    base = np.where(angle <= 0, y, np.where(angle == 90, -x, np.where(angle == 270, x, -y)))
    return np.vstack((along, end, base, ink))


def _has_area(boxes: Numbers) -> Flags:
    flags: Flags = (boxes[2] - boxes[0] >= 0.01) & (boxes[3] - boxes[1] >= 0.01)
    return flags


class _Styles:
    """The styles of a page's text objects."""

    def __init__(self, page: Handle, frame: Frame) -> None:
        self.all: list[Style] = []
        self._page = page
        self._frame = frame
        self._known: dict[tuple[object, ...], int] = {}
        self._fonts: dict[int, tuple[str, bool]] = {}
        self._matrix = raw.FS_MATRIX()
        self._parts = [ctypes.c_uint() for _ in range(4)]
        self._into = [ctypes.byref(part) for part in self._parts]
        self._matrix_into = ctypes.byref(self._matrix)

    def of(self, indexes: Whole, codes: Whole) -> tuple[Whole, Flags]:
        """Return for each character the index of its style, -1 for what is clipped away, and if its code is unknown."""
        items = np.array(text_objects(self._page, indexes.tolist()), dtype=np.uint64)
        starts = np.nonzero(np.append(True, items[1:] != items[:-1]))[0] if len(items) else np.zeros(0, np.int64)
        owned: dict[int, int] = {}
        found: list[int] = []
        for item, i in zip(items[starts].tolist(), indexes[starts].tolist(), strict=True):
            owner = owned.get(item)
            if owner is None:
                owner = owned[item] = self._owner(item, i)
            found.append(owner)
        owners = np.repeat(np.array(found, dtype=np.int64), np.diff(np.append(starts, len(items))))
        # One font may name some of its characters and not others, even within one word.
        _, firsts, where = np.unique((owners << 32) + codes, return_index=True, return_inverse=True)
        unknown = np.array([_no_meaning(self._page, i) == 1 for i in indexes[firsts].tolist()], dtype=np.bool_)
        return owners, unknown[where]

    def _owner(self, item: int, i: int) -> int:
        handle = Handle(item)
        if item and is_clipped_away(handle):
            return -1
        matrix = self._matrix
        _matrix_of(self._page, i, self._matrix_into)
        a, b, c, d = matrix.a, matrix.b, matrix.c, matrix.d
        size = _font_size(self._page, i)
        colour = (0, 0, 0, 255)
        mode = font = 0
        if item:
            if _fill_colour(handle, *self._into):
                red, green, blue, alpha = self._parts
                colour = (red.value, green.value, blue.value, alpha.value)
            mode = _render_mode(handle)
            font = _font_of(handle)
        key = (a, b, c, d, size, colour, mode, font)
        style = self._known.get(key)
        if style is None:
            style = self._known[key] = len(self.all)
            self.all.append(self._style((a, b, c, d), size, colour, mode, font))
        return style

    def _style(
        self,
        matrix: tuple[float, float, float, float],
        size: float,
        colour: tuple[int, int, int, int],
        mode: int,
        font: int,
    ) -> Style:
        a, b, c, d = matrix
        dx, dy = self._frame.direction(a, b)
        turn = math.degrees(math.atan2(dy, dx)) % 360
        quarter = round(turn / 90) % 4 * 90
        angle = quarter if abs((turn - quarter + 180) % 360 - 180) < 3 else -1
        name, bold = self._font(font)
        # Stroking what is filled is how word processors embolden a font without a bold cut.
        bold = bold or mode == raw.FPDF_TEXTRENDERMODE_FILL_STROKE
        return Style(name, bold, size * math.hypot(c, d) or 1.0, angle, colour, mode == _INVISIBLE or colour[3] == 0)

    def _font(self, font: int) -> tuple[str, bool]:
        if not font:
            return "", False
        if font not in self._fonts:
            handle = Handle(font)
            buffer = ctypes.create_string_buffer(256)
            _font_name(handle, buffer, 256)
            name = _decoded(buffer.value).split("+", 1)[-1]
            bold = any(part in name.lower() for part in _BOLD_NAMES) or bool(_font_flags(handle) & _FORCE_BOLD)
            self._fonts[font] = name, bold
        return self._fonts[font]


def _decoded(name: bytes) -> str:
    for encoding in ("utf-8", "gb18030"):
        try:
            return name.decode(encoding)
        except UnicodeDecodeError:
            continue
    return name.decode("latin-1")
