"""Characters that a font does not name, or names against their look: settled one by one by the page's image.

A symbol font without Unicode reads μ as m, a thousandfold error in a limit; one such font is no reason to give up a
good page. Each doubtful character is read once or a few times where it stands, in its line, and the readings agree or
the doubt remains and is told.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from difflib import SequenceMatcher
from functools import lru_cache

import numpy as np

from assistant.reading.pages.glyphs import Glyph, Glyphs
from assistant.reading.pages.ink import agrees, contradicts, contrary
from assistant.reading.pages.page import Rect
from assistant.reading.pages.repair import SYMBOL_MEANINGS

Key = tuple[str, str, int, int, int]
"""Font, character as given, and the rough shape of its ink: fonts of one name may differ from page to page."""
ReadStrip = Callable[[Rect], tuple[str, float]]
"""Reads one line's part on the page's image, blanks left out, and says how sure it is."""

_MOST_DOUBTFUL = 0.35
"""A page of which more than this share is in doubt is read as an image altogether."""
_MOST_KEYS = 30
_MOST_STRIPS = 36
_READINGS = 3
"""So many places at most are read for one character."""
_CHINESE = 20
"""A page with more different Chinese characters than this is in Chinese."""
_SURE = 0.8
_REACH = 9.0
_GAP = 1.3
"""A strip reaches this far (ems) to either side, up to a gap this wide."""
_TEXT_FONTS = re.compile(
    r"times|arial|helvet|calibri|cambria|georgia|verdana|courier|roman|sans|serif|sim|song|hei|kai|ming|fang|gothic|"
    r"宋|黑|楷|仿|italic|bold|E-[BFH]|MS-|-PK",
    re.I,
)
_STRANGE_IN_CHINESE = frozenset("£¢´¸¨¯¤¦ªÐÞþðßåæøÅÆØ")
_LIKE = str.maketrans({code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)} | {0xB5: 0x3BC, 0x2126: 0x3A9})


@dataclass(slots=True)
class Settled:
    """A page's glyphs with its doubts settled as far as they could be, and what to tell of them."""

    glyphs: Glyphs
    read: list[tuple[str, str]] = field(default_factory=list)
    """What fonts called a character, and what it is by its image."""
    open: list[str] = field(default_factory=list)
    """What fonts call characters that stayed in doubt."""


def doubts_of(glyphs: Glyphs) -> dict[Key, list[int]]:
    """Return the places of each upright character in doubt, empty where there is none."""
    names = list(dict.fromkeys(style.font for style in glyphs.styles))
    fonts = glyphs.of_styles(names.index(style.font) for style in glyphs.styles).astype(np.int64)
    pairs, where, counts = np.unique((fonts << 32) + glyphs.codes, return_inverse=True, return_counts=True)
    chars = [(int(pair) >> 32, chr(int(pair) & 0xFFFFFFFF)) for pair in pairs]
    inside: dict[int, Counter[str]] = defaultdict(Counter)
    for (font, char), count in zip(chars, counts.tolist(), strict=True):
        inside[font][char] += count
    alone = {font for font, held in inside.items() if _may_be_symbols(names[font], held)}
    hanzi = sum("\u4e00" <= char <= "\u9fff" for _, char in chars) > _CHINESE
    strange = [is_nameless(char) or font in alone or (hanzi and char in _STRANGE_IN_CHINESE) for font, char in chars]
    doubtful = (np.array(strange, dtype=np.bool_)[where] | glyphs.unmapped | contrary(glyphs)) & ~glyphs.blank
    found: dict[Key, list[int]] = defaultdict(list)
    for i in np.nonzero(doubtful & (glyphs.angles == 0))[0].tolist():
        found[_key(glyphs[i])].append(i)
    return dict(found)


@lru_cache(maxsize=20_000)
def is_nameless(char: str) -> bool:
    """Whether a character says nothing: a private code, a control character, the sign of a missing one."""
    return char == "\ufffd" or (not char.isspace() and unicodedata.category(char) in {"Cc", "Cn", "Co", "Cs"})


def _may_be_symbols(font: str, counts: Counter[str]) -> bool:
    """Whether a font with a strange name gives a page only a few signs or letters, as symbol fonts do."""
    letters = sum(counts.values())
    return len(counts) <= 4 and letters <= 40 and not _TEXT_FONTS.search(font) and any(map(_has_meaning, counts))


def _has_meaning(char: str) -> bool:
    return char.isalpha() and SYMBOL_MEANINGS.get(ord(char), char) != char


def _key(glyph: Glyph) -> Key:
    x0, y0, x1, y1 = glyph.box
    em = glyph.style.size / 20
    return glyph.style.font, glyph.char, round((x1 - x0) / em), round((y1 - y0) / em), round((glyph.base - y1) / em)


def can_settle(glyphs: Glyphs, doubts: dict[Key, list[int]]) -> bool:
    """Whether doubts are few enough to be settled one by one."""
    inked = int((~glyphs.blank).sum())
    return len(doubts) <= _MOST_KEYS and sum(map(len, doubts.values())) <= _MOST_DOUBTFUL * inked


def settle(glyphs: Glyphs, doubts: dict[Key, list[int]], read: ReadStrip | None, known: dict[Key, str]) -> Settled:
    """Settle doubts.

    Args:
        glyphs: a page's glyphs.
        doubts: `doubts_of` them.
        read: reads the page's image; None where OCR is not allowed.
        known: what earlier pages settled; added to.
    """
    votes: dict[Key, Counter[str]] = defaultdict(Counter)
    if read:
        _vote(list(glyphs), {key: places for key, places in doubts.items() if key not in known}, read, votes)
    signs = _fonts_like_symbol(glyphs, doubts)
    out = Settled(glyphs)
    chars, unmapped = list(glyphs.text), glyphs.unmapped.copy()
    for key, places in doubts.items():
        given, glyph = key[1], glyphs[places[0]]
        char = known.get(key) or _agreed(glyph, votes[key])
        if char is None and key[0] in signs:
            char = SYMBOL_MEANINGS.get(ord(given))
        if char is None and _must_be_told(glyph):
            out.open.append(given)
            char = "\ufffd" if glyph.unmapped or given < " " else given
        elif char is None:
            continue
        elif read:
            known[key] = char
        if char not in (given, "\ufffd"):
            out.read.append((given, char))
        for i in places:
            chars[i], unmapped[i] = char, char == "\ufffd"
    out.glyphs = glyphs.written("".join(chars), unmapped)
    return out


def _fonts_like_symbol(glyphs: Glyphs, doubts: dict[Key, list[int]]) -> set[str]:
    """Return the fonts whose ink contradicts their letters but is that of what Adobe's Symbol has under their codes."""
    fits: dict[str, list[bool]] = defaultdict(list)
    for key, places in doubts.items():
        if contradicts(glyph := glyphs[places[0]], key[1]):
            meaning = SYMBOL_MEANINGS.get(ord(glyph.char), glyph.char)
            fits[key[0]].append(agrees(glyph, meaning))
    return {font for font, agreed in fits.items() if all(agreed)}


def _must_be_told(glyph: Glyph) -> bool:
    """Whether a doubt that remains is one of the character itself, not of its font's name alone."""
    return glyph.unmapped or is_nameless(glyph.char) or contradicts(glyph, glyph.char)


def _agreed(glyph: Glyph, votes: Counter[str]) -> str | None:
    """Return the character that most readings of a glyph agree on and its ink allows."""
    if not votes:
        return None
    char, count = votes.most_common(1)[0]
    if count <= 0.5 * votes.total():
        return None
    if char == glyph.char.translate(_LIKE):
        return glyph.char
    if contradicts(glyph, char):
        return None
    # Where nothing but the font's name speaks against a letter, only its meaning in Adobe's Symbol replaces it.
    if not _must_be_told(glyph) and char != SYMBOL_MEANINGS.get(ord(glyph.char), "").translate(_LIKE):
        return None
    return char


def _vote(
    glyphs: Sequence[Glyph], doubts: dict[Key, list[int]], read: ReadStrip, votes: dict[Key, Counter[str]]
) -> None:
    of = {i: key for key, places in doubts.items() for i in places}
    done: set[int] = set()
    strips = 0
    for key, places in sorted(doubts.items(), key=lambda item: len(item[1])):
        for i in places[:: max(1, len(places) // _READINGS)]:
            if votes[key].total() >= _READINGS or strips >= _MOST_STRIPS:
                break
            if i in done:
                continue
            strip = _strip(glyphs, i)
            strips += 1
            done.update(strip)
            text, score = read(_box(glyphs[k] for k in strip))
            if score < _SURE:
                continue
            for k, char in _aligned([(k, glyphs[k].char if k not in of else None) for k in strip], text):
                votes[of[k]][char] += 1


def _strip(glyphs: Sequence[Glyph], i: int) -> list[int]:
    """Return the glyphs of the line's part that a glyph stands in, left to right."""
    at = glyphs[i]
    em = at.style.size
    row = sorted(
        (
            k
            for k, other in enumerate(glyphs)
            if abs(other.base - at.base) < 0.3 * em
            and abs(other.x0 - at.x0) < (_REACH + 3) * em
            and other.style.angle == at.style.angle
            and not other.char.isspace()
        ),
        key=lambda k: glyphs[k].x0 + glyphs[k].x1,
    )
    here = row.index(i)
    start = end = here
    while start and _goes_on(glyphs[row[start - 1]], glyphs[row[start]], at):
        start -= 1
    while end + 1 < len(row) and _goes_on(glyphs[row[end]], glyphs[row[end + 1]], at):
        end += 1
    return row[start : end + 1]


def _goes_on(left: Glyph, right: Glyph, at: Glyph) -> bool:
    em = at.style.size
    return right.x0 - left.x1 < _GAP * em and at.x0 - left.x0 < _REACH * em and right.x1 - at.x1 < _REACH * em


def _box(glyphs: Iterable[Glyph]) -> Rect:
    part = list(glyphs)
    em = max(glyph.style.size for glyph in part)
    base = max(glyph.base for glyph in part)
    x0, x1 = min(glyph.box[0] for glyph in part), max(glyph.box[2] for glyph in part)
    return Rect(x0 - 0.25 * em, base - 1.02 * em, x1 + 0.25 * em, base + 0.36 * em)


def _aligned(given: Sequence[tuple[int, str | None]], read: str) -> list[tuple[int, str]]:
    """Return what was read for each glyph in doubt (given without a character), where what stands beside it agrees."""
    printed = "".join(char.translate(_LIKE)[:1] if char else "\0" for _, char in given)
    read = "".join(read.split()).translate(_LIKE)
    out: list[tuple[int, str]] = []
    for kind, i0, i1, j0, j1 in SequenceMatcher(None, printed, read, autojunk=False).get_opcodes():
        if kind == "replace" and i1 - i0 == j1 - j0:
            out.extend((given[i][0], read[j0 + i - i0]) for i in range(i0, i1) if given[i][1] is None)
    return out
