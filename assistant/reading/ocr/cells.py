"""Cells of scanned tables: which cell a character of OCR belongs to, and specks and walls read as characters."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping, Sequence
from itertools import pairwise

_FIRM = 0.3
"""A gap this many ems wider than the line's others parts two cells, whatever the characters."""
_REACH = 2
"""Characters by which OCR's places may miss a wall."""
_STEP = 0.25
"""Ems of gap that a boundary must gain for each character it is moved."""
_TORN = 0.5
"""Ems of gap that a boundary is worth where it does not tear a value apart."""
_OPEN_END = re.compile(r"[×·/~～<>≤≥−–(（.]$|\d[-⁻]$|10[−-]$|×\s?10$")
_NO_START = re.compile(r"^[×·/~～)）%‰⁰-⁹²³]|^[.,]\d")
_WORD = re.compile(r"[0-9A-Za-z.,×%≤≥<>~～()（）/⁰-⁹²³⁻−-]+")

_WALLS = "|｜丨¦"
_SPECK = "·:：'`‘’,，、"
_VALUE = r"[<>≤≥＜＞]?\s?\d[\d ]*(?:\.\d+)?(?:\s?[~～—–-]\s?\d[\d ]*(?:\.\d+)?)?"
_FRAMED = re.compile(rf"[{_SPECK}]?\s?(?P<value>{_VALUE})\s?[{_SPECK}]?")
_POINTED = re.compile(r"\.\s?(?P<value>0\.\d+|[1-9]\d*\.\d+)|\.\s?(?P<nought>0)")
_STOPPED = re.compile(rf"(?P<value>{_VALUE})\s?\.")
_BEFORE_HANZI = re.compile(r"^[.·:：,，'`‘’]\s*(?=[\u4e00-\u9fff])")
_UNIT = re.compile(r"(?P<mass>[mμµn]g)\s?['’`·.:]?\s?(?P<per>m³|m3|L|kg)")
_DASH_LIKE = re.compile(r"[一_ー]{1,3}")
_EXPONENT = re.compile(r"(?<=[×xX*]10)\s?[−⁻-]\s?([\d⁰¹²³⁴-⁹])(?!\d)")
_RAISED = str.maketrans("0123456789", "⁰¹²³⁴⁵⁶⁷⁸⁹")
_NUMERAL = re.compile(r"[二三四五]")


def cells_of(text: str, xs: Sequence[float], answers: Sequence[int | None]) -> list[int | None]:
    """Return the cell of each character of a line read by OCR, whose places are right to a character or so.

    Args:
        text: The line.
        xs: Left edges of its characters and the right edge of the last.
        answers: The cell that each character's place lies in.

    Returns:
        The answers, with each change of cells moved to the widest gap near it, to where it tears no value apart; short
        words that no gap parts are kept whole.
    """
    out = list(answers)
    chars = [i for i, char in enumerate(text) if not char.isspace()]
    gaps = _gaps(text, xs, chars)
    changes = [k for k in range(1, len(chars)) if out[chars[k - 1]] != out[chars[k]]]
    for n, k in enumerate(changes):
        low = max(k - _REACH, changes[n - 1] + 1 if n else 1)
        high = min(k + _REACH, changes[n + 1] - 1 if n + 1 < len(changes) else len(chars) - 1)
        best = max(range(low, high + 1), key=lambda j: _worth(text, chars, gaps, j) - _STEP * abs(j - k))
        left, right = out[chars[k - 1]], out[chars[k]]
        for j in range(min(best, k), max(best, k)):
            out[chars[j]] = left if best > k else right
    for i, char in enumerate(text):
        if char.isspace() and i:
            out[i] = out[i - 1]
    firm = {chars[k] for k, gap in gaps.items() if gap > _FIRM}
    return _whole_words(text, out, firm)


def _gaps(text: str, xs: Sequence[float], chars: Sequence[int]) -> dict[int, float]:
    """Return for each character but the first by how many ems its step from the last is wider than that one."""
    # A character's right edge is the next one's left, gap or no gap: left edges alone tell.
    steps = {}
    for k, (a, b) in enumerate(pairwise(chars), 1):
        steps[k] = (xs[b] - xs[a], _width(text[a]) + (0.25 if b > a + 1 else 0.0))
    ems = sorted(step / wide for step, wide in steps.values())
    em = ems[len(ems) // 3] if ems else 1.0
    return {k: step / em - wide if em > 0 else 0.0 for k, (step, wide) in steps.items()}


def _width(char: str) -> float:
    return 1.0 if unicodedata.east_asian_width(char) in "WFA" and char not in "×°·—" else 0.5


def _worth(text: str, chars: Sequence[int], gaps: Mapping[int, float], k: int) -> float:
    head, tail = text[: chars[k - 1] + 1], text[chars[k] :]
    return gaps[k] - (_TORN if _OPEN_END.search(head) or _NO_START.match(tail) else 0.0)


def _whole_words(text: str, answers: list[int | None], firm: set[int]) -> list[int | None]:
    """Keep short numbers and words whole that no wide gap parts."""
    out = list(answers)
    for word in _WORD.finditer(text):
        inside = out[word.start() : word.end()]
        if len(set(inside)) < 2 or any(i in firm for i in range(word.start() + 1, word.end())):
            continue
        if len(inside) < 4 or min(inside.count(a) for a in set(inside)) == 1:
            out[word.start() : word.end()] = [max(set(inside), key=inside.count)] * len(inside)
    return out


def tidied(texts: Mapping[int, str], rows: Sequence[Sequence[int]]) -> dict[int, str]:
    """Return the cells of a scanned table's part without specks and walls that OCR read as characters.

    A value's figures are never changed. A lone 一 is a dash where the table does not count 一, 二; the slash of a unit
    that no other unit is spelt like is put back; a serial number that is no number follows from its neighbours.
    """
    out = {number: _tidy(text) for number, text in texts.items()}
    counted = any(_NUMERAL.fullmatch(text) for text in out.values())
    for number, text in out.items():
        if not counted and _DASH_LIKE.fullmatch(text):
            out[number] = "—" * len(text)
    for column in zip(*rows, strict=True):
        numbers = list(dict.fromkeys(column))
        stopped = [n for n in numbers if _STOPPED.fullmatch(out.get(n, ""))]
        if len(stopped) < 0.3 * sum(bool(out.get(n)) for n in numbers):
            for n in stopped:
                out[n] = out[n].rstrip(". ")
    if rows:
        _count_through(out, list(dict.fromkeys(row[0] for row in rows)))
    return out


def _tidy(text: str) -> str:
    text = _BEFORE_HANZI.sub("", text.strip(_WALLS + " "))
    text = _EXPONENT.sub(lambda found: "⁻" + found[1].translate(_RAISED), text)
    for pattern in (_FRAMED, _POINTED):
        if found := pattern.fullmatch(text):
            return next(value for value in found.groups() if value).strip()
    if unit := _UNIT.fullmatch(text):
        return f"{unit['mass']}/{unit['per']}"
    return text


def _count_through(texts: dict[int, str], column: Sequence[int]) -> None:
    """Read a serial number of one or two characters that is no number as the one between its neighbours."""
    values = [texts.get(number, "") for number in column]
    if sum(value.isdecimal() for value in values) < 3:
        return
    for i, number in enumerate(column[:-1]):
        text, following = values[i], values[i + 1]
        if not 0 < len(text) < 3 or text.isdecimal() or not following.isdecimal() or int(following) < 2:
            continue
        last = values[i - 1] if i else ""
        if (last.isdecimal() and int(last) + 2 == int(following)) or (not last.isdecimal() and following == "2"):
            texts[number] = str(int(following) - 1)
