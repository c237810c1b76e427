"""Decide page by page whether the text layer can be believed, by what its text looks like."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Literal

from assistant.reading.pages.glyphs import Glyph, Glyphs

Code = Literal["text_layer_missing", "text_layer_unreadable", "text_layer_ocr", "text_layer_sparse"]
Reason = Literal[
    "image_only", "earlier_ocr", "under_image", "sparse", "silent_fonts", "mixed_scripts", "wrong_hanzi",
    "other_encoding", "shifted_codes",
]  # fmt: skip
"""Why a text layer is not believed: `library/findings.tsv` holds the sentences."""

_MOST_BAD = 0.1
"""A page of which more than this share of characters cannot be text is not believed."""
_LEAST_COMMON = 0.75
"""In Chinese at least this share of characters is of the common sets."""
_FEWEST = 20
_CID = re.compile(r"\(cid:\d+\)")
_LEADERS = re.compile(r"([.·…・。．_!*=—-])\1{3,}")
_VOWELS = "aeiouAEIOU"

# Scripts of the documents we read, with the punctuation and symbols that occur in them.
_EXPECTED = re.compile(
    r"[\u0020-\u024f\u02b0-\u02ff\u0370-\u03ff\u0400-\u045f\u1e00-\u1eff\u2000-\u2bff\u2e80-\u30ff\u3105-\u312f"
    r"\u3200-\u4dbf\u4e00-\u9fff\uac00-\ud7af\uf900-\ufaff\ufb00-\ufb06\ufe30-\ufe4f\uff01-\uffee"
    r"\U0001d400-\U0001d7ff\U00020000-\U0003134f]"
)
_HANZI = re.compile(r"[\u3400-\u4dbf\u4e00-\u9fff]")


@dataclass(frozen=True, slots=True)
class Verdict:
    """Whether a page's text layer is used; if not, `code` and `reason` say why.

    `readable` tells whether it is better than nothing where OCR may not be used.
    """

    believed: bool
    readable: bool = True
    code: Code | None = None
    reason: Reason | None = None


@dataclass(frozen=True, slots=True)
class Backdrop:
    """What else is on the page: the share of it that images cover, and the number of drawn shapes."""

    images: float = 0.0
    largest_image: float = 0.0
    text_covered: bool = False
    """A full-page image is drawn over the text."""
    shapes: int = 0


BELIEVED = Verdict(believed=True)


def judge(seen: Sequence[Glyph], hidden: int, backdrop: Backdrop) -> Verdict:
    """Judge a page's text layer.

    Args:
        seen: the characters that a reader of the page sees.
        hidden: number of characters that are invisible (as an OCR layer's are), white on white or off the page.
        backdrop: images and shapes of the page.
    """
    page = Glyphs.of(seen)
    text = "".join(page.text.split())
    if not text and hidden >= _FEWEST and backdrop.largest_image > 0.5:
        return Verdict(False, True, "text_layer_ocr", "earlier_ocr")
    if not text:
        if backdrop.images > 0.02 or backdrop.shapes >= 40:
            return Verdict(False, False, "text_layer_missing", "image_only")
        return BELIEVED
    if backdrop.text_covered and backdrop.largest_image > 0.8:
        return Verdict(False, True, "text_layer_ocr", "under_image")
    trouble = trouble_of(text, int((page.unmapped & ~page.blank).sum()))
    if trouble:
        return Verdict(False, False, "text_layer_unreadable", trouble)
    if backdrop.largest_image > 0.8 and len(text) < 80:
        return Verdict(False, True, "text_layer_sparse", "sparse")
    return BELIEVED


def trouble_of(text: str, unmapped: int = 0) -> Reason | None:
    """Say what shows that a text (without blanks) is not what the page prints, or return None.

    Args:
        text: at least the letters of a page, in any order.
        unmapped: the number of its characters that the font gives no meaning.
    """
    counted = _LEADERS.sub("", _CID.sub("\ufffd", text) if "(cid:" in text else text)
    count = len(counted)
    if count < _FEWEST:
        return None
    chars = Counter(counted)
    odd = {char: count for char, count in chars.items() if not _is_expected(char)}
    bad = sum(count for char, count in odd.items() if _is_bad(char))
    strange = {char: count for char, count in odd.items() if not _is_bad(char)}
    if bad > _MOST_BAD * count:
        return "silent_fonts"
    if sum(strange.values()) + bad > _MOST_BAD * count and not _in_words(strange, counted):
        return "mixed_scripts"
    if unmapped > 0.4 * len(text):
        return "silent_fonts"
    return _wrong_hanzi(chars) or _mojibake(chars, count) or _shifted(chars, count)


@lru_cache(maxsize=20_000)
def _is_expected(char: str) -> bool:
    return not _is_bad(char) and _EXPECTED.match(char) is not None


@lru_cache(maxsize=20_000)
def _is_bad(char: str) -> bool:
    return char == "\ufffd" or unicodedata.category(char) in {"Cc", "Cn", "Co", "Cs"}


def _in_words(strange: Mapping[str, int], text: str) -> bool:
    """Whether the unexpected characters form words of their own scripts, not single ones amid others."""
    scripts = [unicodedata.name(char, "?").split(" ")[0] for char in text]
    beside = sum(
        script in (scripts[i - 1] if i else "", scripts[i + 1] if i + 1 < len(text) else "")
        for i, (char, script) in enumerate(zip(text, scripts, strict=True))
        if char in strange
    )
    return beside > 0.85 * sum(strange.values())


def _wrong_hanzi(chars: Mapping[str, int]) -> Reason | None:
    hanzi = {char: count for char, count in chars.items() if "\u3400" <= char <= "\u9fff" and _HANZI.match(char)}
    total = sum(hanzi.values())
    if total < _FEWEST:
        return None
    simplified = common = traditional = 0
    for char, count in hanzi.items():
        in_simplified, in_common, in_traditional = _sets_of(char)
        simplified += count * in_simplified
        common += count * in_common
        traditional += count * in_traditional
    enough = _LEAST_COMMON * total
    # Lists of chemicals use many characters of the second level; characters drawn at random are mostly of neither.
    plausible = (simplified > 1.1 * enough and common > 0.3 * enough) or traditional > enough
    return None if plausible else "wrong_hanzi"


@lru_cache(maxsize=30_000)
def _sets_of(char: str) -> tuple[bool, bool, bool]:
    """Tell whether a character is in GB 2312, in its first level, and in Big5's."""
    return _is_encoded(char, "gb2312", 0xF7), _is_encoded(char, "gb2312", 0xD7), _is_encoded(char, "big5", 0xC6)


def _is_encoded(char: str, encoding: str, high: int) -> bool:
    """Whether a character's first byte is at most `high`: GB 2312's first level ends with D7, Big5's with C6."""
    try:
        return char.encode(encoding)[0] <= high
    except UnicodeEncodeError:
        return False


def _mojibake(chars: Mapping[str, int], total: int) -> Reason | None:
    letters = sum(count for char, count in chars.items() if ord(char) < 0x250 and char.isalpha())
    accented = sum(count for char, count in chars.items() if 0xA0 <= ord(char) < 0x100)
    return "other_encoding" if letters >= _FEWEST and accented > 0.5 * total else None


def _shifted(chars: Mapping[str, int], total: int) -> Reason | None:
    """Find letters stored under shifted codes: marks amid letters, or words without vowels."""
    plain = {char: count for char, count in chars.items() if "!" <= char <= "~"}
    printed = sum(plain.values())
    if printed < 60 or printed < 0.7 * total:
        return None
    letters = {char: count for char, count in plain.items() if char.isalpha()}
    lettered = sum(letters.values())
    marks = sum(plain.get(char, 0) for char in "!\"#$&'*+;<=>?@[\\]^`{|}~")
    if marks > 0.2 * printed and lettered < 0.6 * printed:
        return "shifted_codes"
    # A table of acronyms has few vowels too, but few letters at all.
    varied = len({char.lower() for char in letters}) >= 15
    if lettered >= 150 and varied and sum(letters.get(char, 0) for char in _VOWELS) < 0.22 * lettered:
        return "shifted_codes"
    return None
