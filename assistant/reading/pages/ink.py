"""Where a character's ink must lie, whatever its font: what lies elsewhere is not the character the font says it is."""

from __future__ import annotations

import numpy as np

from assistant.reading.pages.glyphs import Flags, Glyph, Glyphs

_ON_LINE = "abcdehiklmnorstuvwxzABCDEFGHIKLMNOPRSTUVWXYZ01268"
_HIGH = "ABCDEFGHIKLMNOPRSTUVWXYZbdfhkl0123456789"
_LOW = "acemnorsuvwxz"
_LOWEST = {"²": 0.12, "³": 0.12, "¹": 0.12, "´": 0.3, "°": 0.2, '"': 0.2, "'": 0.2}
"""Ems from the baseline up to the lowest ink of marks that stand high."""
_HIGHEST = {".": 0.35, ",": 0.4, "¸": 0.2, "_": 0.1}
"""Ems from the baseline up to the highest ink of marks that stand low."""
_BELOW = frozenset("μµρβγφη")
_SIGNS = frozenset("=+×÷−±≤≥≈≠")

_NARROWEST = 0.62
"""Ems that every Chinese character is wide, condensed cuts included: figures are narrower."""

_CODES = 0x100
_FOOT, _HEAD, _ROOF, _AFLOAT = (np.full(_CODES, value) for value in (-9.0, -9.0, 9.0, 9.0))
"""For each code: the least height of its lowest ink, the least and the most of its highest, and where it floats."""
for _char in _ON_LINE:
    _FOOT[ord(_char)] = -0.12
for _char in _HIGH:
    _HEAD[ord(_char)], _AFLOAT[ord(_char)] = 0.38, 0.12
for _char in _LOW:
    _ROOF[ord(_char)] = 0.75
for _char, _height in _LOWEST.items():
    _FOOT[ord(_char)] = _height
for _char, _height in _HIGHEST.items():
    _ROOF[ord(_char)] = _height


def contrary(glyphs: Glyphs) -> Flags:
    """Tell whose ink shows that they are not their characters: no m reaches below its line.

    Only what no common cut of a letter does counts; figures may be old-style, small letters small capitals. Letters of
    a ligature share one ink, which tells nothing.
    """
    codes = np.minimum(glyphs.codes, _CODES - 1)
    base, box = glyphs.places[2], glyphs.places[3:7]
    top, bottom = (base - box[1]) / glyphs.sizes, (base - box[3]) / glyphs.sizes
    wrong = (bottom < _FOOT[codes]) | (top < _HEAD[codes]) | (top > _ROOF[codes])
    wrong |= (bottom > _AFLOAT[codes]) & (top < 0.6)
    wrong &= glyphs.codes < _CODES
    hanzi = (glyphs.codes >= 0x4E00) & (glyphs.codes <= 0x9FFF)
    wrong |= hanzi & (glyphs.places[1] - glyphs.places[0] < _NARROWEST * glyphs.sizes)
    flags: Flags = wrong & (glyphs.angles == 0)
    same = (box[:, 1:] == box[:, :-1]).all(axis=0)
    flags[1:] &= ~same
    flags[:-1] &= ~same
    return flags


def contradicts(glyph: Glyph, char: str) -> bool:
    """Whether a glyph's ink shows that it is not `char`."""
    return bool(contrary(Glyphs.of([glyph._replace(char=char)]))[0])


def agrees(glyph: Glyph, char: str) -> bool:
    """Whether a glyph's ink lies where that of `char` must, one of few whose place tells something."""
    em = glyph.style.size
    top, bottom = (glyph.base - glyph.box[1]) / em, (glyph.base - glyph.box[3]) / em
    if char in _BELOW:
        return bottom < -0.08
    return char in _SIGNS and top < 0.85 and bottom > -0.2
