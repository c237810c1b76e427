"""Read the characters of a page from pdfium."""

from __future__ import annotations

import ctypes

import numpy as np
import pypdfium2 as pdfium
import pypdfium2.raw as raw

from assistant.reading.pages.frame import Frame
from assistant.reading.pages.glyph_measures import split_ligatures, with_true_sizes, with_true_widths
from assistant.reading.pages.glyphs import Flags, Glyphs, Numbers, Style, Whole, are_among, table_of
from assistant.reading.pages.pdfium_calls import Handle, boxes_of, codes_of, made_up, origins_of, without_meaning
from assistant.reading.pages.text_runs import Runs, read_runs, without_hidden

_HYPHENS = table_of("\x02\ufffe")
"""Marks that pdfium puts for a hyphen at a line's end."""

_WIDEST = 4.0
"""Ems that no character is wide."""


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
    runs, styles = read_runs(page, indexes, frame)
    owners = np.repeat(runs.owners, runs.lengths)
    if (owners < 0).any():
        indexes, runs = indexes[owners >= 0], without_hidden(runs)
        owners = owners[owners >= 0]
    if not len(indexes):
        return Glyphs.of([])
    unmapped = _unmapped(page, indexes, codes[indexes], owners)
    numbers = np.vstack((_origins(page, indexes, runs), boxes_of(page, indexes.tolist())))
    places = _placed(numbers, styles, owners, frame)
    sizes = np.array([style.size for style in styles])[owners]
    printed = np.where(unmapped & are_among(codes[indexes], _HYPHENS), codes[indexes], _printed(codes)[indexes])
    printed = _with_underscores(printed, numbers, sizes)
    return Glyphs(printed, places, owners, styles, unmapped)


def _unmapped(page: Handle, indexes: Whole, codes: Whole, owners: Whole) -> Flags:
    """Tell which characters have a code only, no meaning.

    One font may name some of its characters and not others, even within one word.
    """
    _, firsts, where = np.unique((owners << 32) + codes, return_index=True, return_inverse=True)
    return without_meaning(page, indexes[firsts].tolist())[where]


def _origins(page: Handle, indexes: Whole, runs: Runs) -> Numbers:
    """Return each character's origin; where a run keeps to one height, all of it have the first one's x.

    Text that is read across the page needs no x of its own: the body of a character begins there.
    """
    first, last = indexes[runs.starts], indexes[runs.starts + runs.lengths - 1]
    ends = origins_of(page, np.concatenate((first, last)).tolist())
    of_first, of_last = ends[:, : len(first)], ends[:, len(first) :]
    kept = runs.level & (of_first[1] == of_last[1])
    origins = np.repeat(of_first, runs.lengths, axis=1)
    asked = np.nonzero(np.repeat(~kept, runs.lengths))[0]
    if len(asked):
        origins[:, asked] = origins_of(page, indexes[asked].tolist())
    return origins


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
    x, y = frame.points(numbers[0], numbers[1])
    ink, body = frame.boxes(*numbers[2:6]), frame.boxes(*numbers[6:10])
    extent = np.where(_has_area(body), body, ink)
    ink = np.where(_has_area(ink), ink, extent)
    if all(style.angle == 0 for style in styles):
        size = np.array([style.size for style in styles])[owners]
        extent = np.where(extent[2] - extent[0] > _WIDEST * size, ink, extent)
        return np.vstack((extent[0], extent[2], y, ink))
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
