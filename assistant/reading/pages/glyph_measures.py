"""Correct what fonts and pdfium say of characters' places: ligatures, units that are no thousandth, false widths."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from assistant.reading.pages.glyphs import Flags, Glyphs, Numbers, Whole

_BEARING = 0.04
"""Ems of white on either side of a letter's ink."""
_LONGEST_LIGATURE = 4
_DOUBLED = "ft"
"""Letters that ligatures hold twice (ff, ffi, tt); other letters twice at one place are drawn twice."""
_BROADEST_FIGURE = 0.6
"""Ems that a figure's ink takes at most."""


def split_ligatures(glyphs: Glyphs) -> Glyphs:
    """Give each letter of a ligature its share of the ligature's width: pdfium gives all of them the whole."""
    places = glyphs.places
    here, after = places[:, :-1], places[:, 1:]
    # x0 and the box's sides
    same = (here[[0, 3, 4, 5, 6]] == after[[0, 3, 4, 5, 6]]).all(axis=0)
    alike = np.nonzero(same)[0].tolist()
    twice = sum(glyphs.text[i] == glyphs.text[i + 1] and glyphs.text[i] not in _DOUBLED for i in alike)
    doubled = _DOUBLED if 2 * twice < len(alike) else ""
    end = 0
    new = places.copy() if alike else places
    for start in alike:
        if start < end:
            continue
        end = start + 1
        while end < len(glyphs) and end - start < _LONGEST_LIGATURE and _same_place(glyphs, start, end, doubled):
            end += 1
        if end - start > 1 and all(char.isalpha() and ord(char) < 0x250 for char in glyphs.text[start:end]):
            x0, x1 = places[0, start], places[1, start]
            step = (x1 - x0) / (end - start)
            for k in range(end - start):
                new[0, start + k], new[1, start + k] = x0 + k * step, x0 + (k + 1) * step
    return glyphs.placed(new)


def _same_place(glyphs: Glyphs, first: int, other: int, doubled: str) -> bool:
    places = glyphs.places
    return (
        glyphs.owners[first] == glyphs.owners[other]
        and bool((places[3:, first] == places[3:, other]).all())
        and places[0, first] == places[0, other]
        and (glyphs.text[first] != glyphs.text[other] or glyphs.text[first] in doubled)
    )


def with_true_sizes(glyphs: Glyphs) -> Glyphs:
    """Correct the sizes of fonts whose units are not a thousandth: a full-width character is as wide as its size.

    What is higher than wide is no such character, whatever its font calls it.
    """
    fonts: dict[tuple[str, float], int] = {}
    font_of = np.array([fonts.setdefault((s.font, round(s.size, 1)), len(fonts)) for s in glyphs.styles] or [0])
    hanzi = (glyphs.codes >= 0x4E00) & (glyphs.codes <= 0x9FFF)
    widths = (glyphs.places[1] - glyphs.places[0])[hanzi]
    heights = (glyphs.places[6] - glyphs.places[4])[hanzi]
    found = font_of[glyphs.owners[hanzi]]
    true: dict[int, float] = {}
    counts = np.bincount(found, minlength=len(fonts))
    for (_, said), font in fonts.items():
        if counts[font] >= 3:
            of_font = widths[found == font]
            size = float(np.median(of_font))
            square = float(np.median(heights[found == font])) < 1.15 * size
            if square and not 0.75 < size / said < 1.33 and size > 1:
                true[font] = size
    if not true:
        return glyphs
    styles = [
        replace(style, size=true.get(font, style.size))
        for style, font in zip(glyphs.styles, font_of.tolist(), strict=True)
    ]
    return glyphs.styled(styles)


def with_true_widths(glyphs: Glyphs) -> Glyphs:
    """Take the ink for the extent of letters whose font claims full width: that would hide the gaps between words."""
    if len(glyphs) < 2:
        return glyphs
    names: dict[str, int] = {}
    fonts = np.array([names.setdefault(style.font, len(names)) for style in glyphs.styles])[glyphs.owners]
    x0, x1, base = glyphs.places[:3]
    narrow = _are_narrow(glyphs.codes)
    beside = narrow[:-1] & (fonts[:-1] == fonts[1:]) & (np.abs(base[:-1] - base[1:]) < 0.5)
    over = beside & (x1[:-1] - x0[1:] > 0.2 * glyphs.sizes[:-1]) & (x0[1:] > x0[:-1])
    pairs = np.bincount(fonts[:-1][beside], minlength=len(names))
    overlaps = np.bincount(fonts[:-1][over], minlength=len(names))
    lying = (pairs >= 3) & (overlaps > 0.3 * pairs)
    if not lying.any():
        return glyphs
    wrong = lying[fonts] & (glyphs.angles == 0) & narrow
    places = glyphs.places.copy()
    room = _BEARING * glyphs.sizes + _spare_of_ones(glyphs, wrong, fonts, len(names))
    places[0, wrong], places[1, wrong] = (places[3] - room)[wrong], (places[5] + room)[wrong]
    return glyphs.placed(places)


def _spare_of_ones(glyphs: Glyphs, wrong: Flags, fonts: Whole, count: int) -> Numbers:
    """The white (points) that a 1 has on either side, since it takes the room of its font's broadest figure."""
    ink = glyphs.places[5] - glyphs.places[3]
    figures = wrong & (glyphs.codes >= ord("0")) & (glyphs.codes <= ord("9"))
    broadest = np.zeros(count)
    np.maximum.at(broadest, fonts[figures], np.minimum(ink / glyphs.sizes, _BROADEST_FIGURE)[figures])
    spare: Numbers = np.maximum(broadest[fonts] * glyphs.sizes - ink, 0.0) / 2
    return np.where(glyphs.codes == ord("1"), spare, 0.0)


def _are_narrow(codes: Whole) -> Flags:
    """Whether characters are letters or figures, under their own code or a full-width one."""
    flags: Flags = (codes < 0x2E80) | ((codes >= 0xFF01) & (codes <= 0xFF5E))
    return flags
