"""Text folded for matching, with a map back to what is printed.

NFKC makes full-width digits, Kangxi radicals and ㎎ comparable; dashes, brackets and white space are unified by hand
because NFKC leaves them apart. Circled numbers are kept: NFKC would turn ① into a bare 1. So are exponents and raised
footnote marks behind a figure: 10⁵ becomes 10^5, not 105.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache

_ALIKE = str.maketrans(
    {**dict.fromkeys("‐‑‒–—―⁃−﹣－", "-"), **dict.fromkeys("〔﹝【［", "["), **dict.fromkeys("〕﹞】］", "]")}
    | {
        **dict.fromkeys("“”„＂", '"'),
        **dict.fromkeys("‘’＇", "'"),
        "～": "~",
        "µ": "μ",
        "∶": ":",
        "ß": "β",
        "⩽": "≤",
        "⩾": "≥",
    }
)
_RAISED = frozenset("⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁽")
_EXPONENT = re.compile(rf"(?<=\d)(?=[{''.join(sorted(_RAISED))}])")
_MOST_KEPT = 30_000
_CIRCLED = range(0x2460, 0x2474)


@dataclass(frozen=True, slots=True)
class Folded:
    """A folded text; `origin[i]` is the offset in the printed text of folded character i."""

    text: str
    origin: tuple[int, ...]

    def printed_span(self, start: int, end: int) -> tuple[int, int]:
        """Map a half-open range of the folded text to the range of printed characters it came from."""
        if start >= end:
            return (0, 0)
        return self.origin[start], self.origin[end - 1] + 1


@lru_cache(maxsize=_MOST_KEPT)
def fold_char(char: str) -> str:
    """Fold one character: NFKC, one kind of dash, bracket and quotation mark, lower case; circled numbers stay."""
    if ord(char) in _CIRCLED:
        return char
    return unicodedata.normalize("NFKC", char.translate(_ALIKE)).translate(_ALIKE).casefold()


class CharFolds(dict[int, str]):
    """What `fold` makes of each character, by code, as `str.translate` looks it up: asked once for each."""

    def __init__(self, fold: Callable[[str], str]) -> None:
        super().__init__()
        self._fold = fold

    def __missing__(self, code: int) -> str:
        if len(self) >= _MOST_KEPT:
            self.clear()
        folded = self[code] = self._fold(chr(code))
        return folded


_FOLDS = CharFolds(fold_char)


def fold(text: str, *, keep_blanks: bool = False) -> Folded:
    """Fold a text for matching. Blanks are dropped, or runs of them kept as one where `keep_blanks`."""
    out: list[str] = []
    origin: list[int] = []
    for i, char in enumerate(text):
        if char in _RAISED and i and text[i - 1].isdecimal():
            out.append("^")
            origin.append(i)
        for piece in fold_char(char):
            if piece.isspace():
                if not keep_blanks or (out and out[-1] == " "):
                    continue
                piece = " "
            out.append(piece)
            origin.append(i)
    return Folded("".join(out), tuple(origin))


def fold_text(text: str) -> str:
    """Return the folded text alone, runs of blanks as one blank, ends stripped."""
    marked = text if text.isascii() else _EXPONENT.sub("^", text)
    return " ".join(marked.translate(_FOLDS).split())


def locate(quote: str, text: str) -> tuple[int, int] | None:
    """Return the range of `text` that prints `quote`, up to folding and white space, or None."""
    needle, hay = fold(quote), fold(text)
    at = hay.text.find(needle.text) if needle.text else -1
    return None if at < 0 else hay.printed_span(at, at + len(needle.text))
