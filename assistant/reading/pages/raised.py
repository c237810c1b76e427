"""Small figures and signs set above or below a line, under the Unicode characters for them: 10⁵, m³, CO₂."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import groupby

from assistant.reading.pages.glyphs import Flags, Glyph, Glyphs

_MINUS = "-−–—‐‑"
_FIGURES = "0123456789+=()n"
_RAISED = dict(zip(_FIGURES, "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁼⁽⁾ⁿ", strict=True)) | dict.fromkeys(_MINUS, "⁻")
_LOWERED = dict(zip(_FIGURES[:-1], "₀₁₂₃₄₅₆₇₈₉₊₌₍₎", strict=True)) | dict.fromkeys(_MINUS, "₋")
_SIGNS = frozenset("+=" + _MINUS)
RAISED_MARKS = frozenset((*_RAISED.values(), *_LOWERED.values()))
"""What a figure or sign becomes."""
_DIGITS = frozenset("0123456789")
RAISED_SIGNS = frozenset("⁺⁻⁼₊₋₌")
_HALF_WIDTH = {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)}
SMALL = 0.85
"""A raised or lowered character is smaller than this share of the print it stands in."""
_RISE = (0.12, 0.7)
_DROP = (0.08, 0.4)
"""How far, in ems of the print beside it, its baseline lies above or below."""
_LONGEST = 8
"""More characters in a row than this are small print, not an exponent."""
_APART = 0.8
"""What stands further off (ems) on both sides belongs to nothing beside it."""
_LEADERS = "…⋯‥·"
_RINGS = "0oO○〇°º˚"
"""What is printed for the ring of a degree: raised before C."""


def with_scripts(cell: Sequence[Glyph]) -> Sequence[Glyph]:
    """Return the glyphs of a line's part, its raised and lowered figures and signs under their own characters.

    Letters stay: few have such characters, and tables tell footnote letters by their place. A subscript and a
    superscript set one above the other come in that order (SO₄²⁻).
    """
    sizes = {glyph.style.size for glyph in cell}
    small = len(sizes) > 1 and min(sizes) < SMALL * max(sizes)
    if not small and not any(glyph.char in _DIGITS and _drawn(glyph) for glyph in cell):
        return cell
    inked = [glyph for glyph in cell if not glyph.char.isspace()]
    shifts = _shifts(inked)
    if not any(shifts):
        return cell
    written: list[Glyph] = []
    for start, end in _stretches(shifts):
        part = inked[start:end]
        if shifts[start] and end - start <= _LONGEST:
            before, after = inked[start - 1] if start else None, inked[end] if end < len(inked) else None
            written.extend(_script(part, shifts[start:end], before, after))
        else:
            written.extend(part)
    new = iter(written)
    return [glyph if glyph.char.isspace() else next(new) for glyph in cell]


def _shifts(inked: Sequence[Glyph]) -> list[int]:
    """Return 1 for each raised character, -1 for each lowered one, 0 for those on the line."""
    shifts: list[int] = []
    beside: Glyph | None = None
    for glyph in inked:
        home = beside or next((other for other in inked if glyph.style.size < SMALL * other.style.size), glyph)
        shift = _shift(glyph, home)
        shifts.append(shift)
        if not shift:
            beside = glyph
    return shifts


def _shift(glyph: Glyph, home: Glyph) -> int:
    em = home.style.size
    if glyph.style.size >= SMALL * em:
        return _drawn(glyph) if glyph.char in _DIGITS or (glyph.char in _MINUS and home.char in _DIGITS) else 0
    rise = (home.base - glyph.base) / em
    return 1 if _RISE[0] < rise < _RISE[1] else -1 if _DROP[0] < -rise < _DROP[1] else 0


def drawn_small(glyphs: Glyphs) -> Flags:
    """Tell which figures are lower than those of their size usually are, and may have been drawn as exponents."""
    top, bottom = glyphs.places[4], glyphs.places[6]
    figures = (glyphs.codes >= ord("0")) & (glyphs.codes <= ord("9")) & (glyphs.angles == 0)
    flags: Flags = figures & (bottom - top <= 0.6 * glyphs.sizes)
    return flags


def _drawn(glyph: Glyph) -> int:
    """Return 1 or -1 for a figure that its font draws small above or below the line, under the figure's own code."""
    if glyph.style.angle:
        return 0
    em = glyph.style.size
    top, bottom = (glyph.base - glyph.box[1]) / em, (glyph.base - glyph.box[3]) / em
    if glyph.char not in _DIGITS:
        return int(bottom > 0.42)
    if not 0.3 < top - bottom < 0.6:
        return 0
    return 1 if bottom > 0.2 and top > 0.6 else -1 if bottom < -0.06 else 0


def _stretches(shifts: Sequence[int]) -> Iterator[tuple[int, int]]:
    """Yield the bounds of stretches on the line and off it."""
    start = 0
    for i in range(1, len(shifts) + 1):
        if i == len(shifts) or bool(shifts[i]) != bool(shifts[start]):
            yield start, i
            start = i


def _script(part: Sequence[Glyph], shifts: Sequence[int], before: Glyph | None, after: Glyph | None) -> Sequence[Glyph]:
    """Write a stretch of raised and lowered characters, where it belongs to what stands beside it."""
    apart = before is not None and _gap(before, part[0]) > _APART and (after is None or _gap(part[-1], after) > _APART)
    if apart or (before and before.char in _LEADERS) or any(glyph.char in "[［" for glyph in part):
        return part
    if len(part) == 1 and shifts[0] > 0 and _is_ring(part[0].char, before, after):
        return [part[0]._replace(char="°")]
    up = [glyph for glyph, shift in zip(part, shifts, strict=True) if shift > 0]
    down = [glyph for glyph, shift in zip(part, shifts, strict=True) if shift < 0]
    if up and down and up[0].x0 < down[-1].x1 and down[0].x0 < up[-1].x1:
        return [*_renamed(down, -1, before), *_renamed(up, 1, before)]
    out: list[Glyph] = []
    for shift, group in groupby(zip(shifts, part, strict=True), lambda one: one[0]):
        out.extend(_renamed([glyph for _, glyph in group], shift, out[-1] if out else before))
    return out


def _gap(glyph: Glyph, after: Glyph) -> float:
    """Return the gap between two characters, in ems of the larger."""
    return (after.x0 - glyph.x1) / max(glyph.style.size, after.style.size)


def _is_ring(char: str, before: Glyph | None, after: Glyph | None) -> bool:
    """Whether a lone raised ring-like character is the sign of a degree: before C, or a letter after a figure."""
    if char not in _RINGS:
        return False
    return (after is not None and after.char in "CＣF") or (
        char != "0" and before is not None and before.char.isdigit()
    )


def _renamed(run: Sequence[Glyph], shift: int, before: Glyph | None) -> list[Glyph]:
    """Write a run of characters all raised (shift 1) or all lowered (-1) behind `before`."""
    names = _RAISED if shift > 0 else _LOWERED
    chars = [glyph.char.translate(_HALF_WIDTH) for glyph in run]
    figures = any(char.isdigit() for char in chars) and all(char in names or char in ",，、;" for char in chars)
    attached = before is not None and before.char.isalnum() and _gap(before, run[0]) < 0.35
    out: list[Glyph] = []
    for i, (glyph, char) in enumerate(zip(run, chars, strict=True)):
        sign = char in _SIGNS and not (
            (chars[i + 1 : i + 2] and chars[i + 1].isdigit()) or (shift > 0 and (i > 0 or attached) and char != "=")
        )
        written = char in names and not sign and (figures or char not in "()")
        out.append(glyph._replace(char=names[char]) if written else glyph)
    return out
