"""Put right what a font's private codes or a symbol font certainly mean; all else stays as the text layer says."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache

import numpy as np

from assistant.reading.pages.glyphs import Glyph, Glyphs, are_among, table_of

# Adobe's Symbol encoding, codes 0x20 to 0x7E and 0xA0 to 0xFE (PDF 32000-1, annex D.5); "\0" where there is none.
_SYMBOL_LOW = " !∀#∃%&∋()∗+,−./0123456789:;<=>?≅ΑΒΧΔΕΦΓΗΙϑΚΛΜΝΟΠΘΡΣΤΥςΩΞΨΖ[∴]⊥_\u203eαβχδεφγηιϕκλμνοπθρστυϖωξψζ{|}∼"
_SYMBOL_HIGH = "€ϒ′≤⁄∞ƒ♣♦♥♠↔←↑→↓°±″≥×∝∂•÷≠≡≈…|—↵ℵℑℜ℘⊗⊕∅∩∪⊃⊇⊄⊂⊆∈∉∠∇®©™∏√⋅¬∧∨⇔⇐⇑⇒⇓◊〈®©™∑⎛⎜⎝⎡⎢⎣⎧⎨⎩⎪\0〉∫⌠⎮⌡⎞⎟⎠⎤⎥⎦⎫⎬⎭"
SYMBOL_MEANINGS = {0x20 + i: char for i, char in enumerate(_SYMBOL_LOW)} | {
    0xA0 + i: char for i, char in enumerate(_SYMBOL_HIGH) if char != "\0"
}
# Adobe's private codes for the pieces of Symbol that Unicode lacked (glyphlist: radicalex to bracerightbt).
_SYMBOL_PIECES = {0xF8E5 + i: char for i, char in enumerate("‾|—®©™⎛⎜⎝⎡⎢⎣⎧⎨⎩⎪⎮⎞⎟⎠⎤⎥⎦⎫⎬⎭")}
# Fonts of Founder's typesetting system put the half-width marks here; seen as printed on pages of three standards.
_FOUNDER = {"\ue010": "．", "\ue011": "－", "\ue012": "＊"}
_DINGBATS = {
    0xA8: "□",
    0x6E: "■",
    0x6F: "□",
    0x71: "❑",
    0x72: "❒",
    0xFC: "✓",
    0xFB: "✗",
    0xFE: "☑",
    0xE0: "→",
    0xD8: "➢",
}
_DINGBATS_2 = {0x50: "✓", 0x4F: "✗", 0x52: "☑", 0x53: "☒", 0x54: "☒", 0xA3: "□", 0x2A: "□"}
_BULLET_FONTS = re.compile(r"wingdings|webdings|bullet|dingbat|monotypesorts", re.I)
_OTHER_SIGNS = re.compile(r"extra|fences|math|pi\b", re.I)
"""Fonts of signs that are not those of Adobe's Symbol under the same codes."""
_INVISIBLE_MARKS = {"\u200b", "\u200c", "\u200d", "\u2060", "\ufeff", "\ufffe"}
_SPECIAL = table_of("".join(sorted(_INVISIBLE_MARKS)) + "\xad")
_FULL_WIDTH = re.compile(r"[！-～]")


def repaired(glyphs: Sequence[Glyph]) -> Glyphs:
    """Return the glyphs with certain repairs made and marks without ink dropped.

    Repaired are symbol fonts read as letters (μ as m), private codes of symbol, bullet and Founder fonts, private
    codes of GBK characters that Unicode has since got, dots and hyphens under private codes by their shape, and rows
    of one unmapped mark (leaders of contents pages).
    """
    page = Glyphs.of(glyphs)
    codes = page.codes
    doubtful = page.of_styles(_speaks_in_signs(style.font) for style in page.styles) > 0
    doubtful |= (codes < 0x20) | ((codes >= 0xE000) & (codes <= 0xF8FF)) | are_among(codes, _SPECIAL) | page.unmapped
    if doubtful.any():
        chars, kept, unmapped = list(page.text), np.ones(len(page), dtype=np.bool_), page.unmapped.copy()
        for i in np.nonzero(doubtful)[0].tolist():
            glyph = page[i]
            char = _meaning(glyph, page[i - 1] if i else None)
            if char in _INVISIBLE_MARKS or (char < " " and char != "\t"):
                kept[i] = glyph.unmapped or char < " "
                continue
            chars[i] = char
            if char != glyph.char or (glyph.style.symbols and " " <= char < "\ue000"):
                unmapped[i] = False
        page = page.written("".join(chars), unmapped).take(kept)
    return _leaders(page)


@cache
def _speaks_in_signs(font: str) -> bool:
    """Whether a font's letters stand for signs: Adobe's Symbol, dingbats and bullets."""
    return font[:6].lower() == "symbol" or _BULLET_FONTS.search(font) is not None


def _meaning(glyph: Glyph, before: Glyph | None) -> str:
    char, font = glyph.char, glyph.style.font
    code = ord(char)
    if glyph.style.symbols:
        low = code - 0xF000 if 0xF020 <= code <= 0xF0FF else code
        # Where the font does say ×, ÷, ¬ or µ it means them: their codes in its own encoding are rare marks.
        if low < 0x100 and char not in "×÷¬µ":
            return SYMBOL_MEANINGS.get(low, char)
    if code == 0xF020:
        return " "
    if _BULLET_FONTS.search(font) and not char.isspace() and (code < 0x100 or 0xF020 < code < 0xF100):
        signs = _DINGBATS_2 if re.search(r"dings-?\s*2", font, re.I) else _DINGBATS
        return signs.get(code & 0xFF, "•")
    if char == "\xad":
        return "-"
    if not 0xE000 <= code <= 0xF8FF:
        return (_by_shape(glyph, before) or char) if glyph.unmapped or char == "\ufffd" else char
    if char in _FOUNDER and "-PK" in font:
        return _FOUNDER[char]
    if code in _SYMBOL_PIECES:
        return _SYMBOL_PIECES[code]
    if 0xF020 <= code <= 0xF0FF and not _OTHER_SIGNS.search(font):
        return SYMBOL_MEANINGS.get(code - 0xF000, char)
    if 0xE815 <= code <= 0xE864:
        return _from_gbk(code) or char
    return _by_shape(glyph, before) or char


def _from_gbk(code: int) -> str | None:
    """Return the character that GBK's rows FE50 to FEA0 held before Unicode had it (䌷 at U+E837)."""
    trail = 0x50 + code - 0xE815
    trail += trail >= 0x7F
    try:
        char = bytes((0xFE, trail)).decode("gb18030")
    except UnicodeDecodeError:
        return None
    return None if 0xE000 <= ord(char) <= 0xF8FF else char


def _by_shape(glyph: Glyph, before: Glyph | None) -> str | None:
    """Read a private code by its ink where that leaves no doubt: a dot on the baseline, a short flat bar."""
    if glyph.style.angle != 0 or before is None or abs(before.base - glyph.base) > 0.05 * glyph.style.size:
        return None
    size = glyph.style.size
    width, height = glyph.box[2] - glyph.box[0], glyph.box[3] - glyph.box[1]
    wide = _FULL_WIDTH.match(before.char) is not None
    if 0.03 * size < width < 0.2 * size and 0.6 < height / width < 1.7 and abs(glyph.base - glyph.box[3]) < 0.06 * size:
        return "．" if wide else "."
    raised = glyph.base - glyph.box[3]
    if 0.2 * size < width < 0.6 * size and height < 0.12 * size and 0.15 * size < raised < 0.45 * size:
        return "－" if wide else "-"
    return None


def _leaders(glyphs: Glyphs) -> Glyphs:
    """Read a long row of one unmapped mark as leaders: such rows stand in contents pages only."""
    if not glyphs.unmapped.any():
        return glyphs
    starts = np.nonzero(np.append(True, glyphs.codes[1:] != glyphs.codes[:-1]))[0]
    ends = np.append(starts[1:], len(glyphs))
    long = (ends - starts >= 6) & glyphs.unmapped[starts]
    chars, unmapped = list(glyphs.text), glyphs.unmapped.copy()
    for start, end in zip(starts[long].tolist(), ends[long].tolist(), strict=True):
        if not chars[start].isalnum():
            chars[start:end] = "…" * (end - start)
            unmapped[start:end] = False
    return glyphs.written("".join(chars), unmapped)
