"""Checks before a statement is shown: its numbers stand in its quotes, and its modal words are the clause's."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from assistant.answering.units import chinese_number
from assistant.library.folding import fold_text

_NUMBER = re.compile(r"\d{1,3}(?:[, ]\d{3})+(?:\.\d+)?|\d+(?:\.\d+)?")
_QUOTED = re.compile(r"“[^”]*”")
_DATE = re.compile(r"(?:19|20)\d{2}-\d{2}(?:-\d{2})?")
_FORCE = {
    "shall": re.compile(r"(?<![相对供适响反效感回])应(?![用急对付答邀变聘])|必须|不得|\bshall\b|\bmust\b", re.I),
    "should": re.compile(r"(?<![便适])宜(?!居)|\bshould\b", re.I),
    "may": re.compile(r"可以|不必|\bmay\b", re.I),
}


def numbers(text: str) -> set[str]:
    """Return the numbers of a text without thousands marks and trailing zeros, Chinese numerals of ten and more too."""
    folded = fold_text(text)
    found = {_bare(m) for m in _NUMBER.findall(folded)}
    # A space may part thousands or two numbers of a table row: both readings count as present.
    found |= {_bare(m) for m in re.findall(r"\d+(?:[.,]\d+)?", folded)}
    return found


def _bare(number: str) -> str:
    text = re.sub(r"[ ]", "", number)
    text = text.replace(",", "") if re.fullmatch(r"\d{1,3}(?:,\d{3})+(?:\.\d+)?", text) else text.replace(",", ".")
    return re.sub(r"\.0*$", "", text.rstrip("0")) if "." in text else text.lstrip("0") or "0"


def _dates_in_words(text: str) -> set[str]:
    """Return the numbers of printed dates: 2021年7月1日 also says 2021, 07 and 01; 二〇二五年 says 2025."""
    found = set()
    for m in re.findall(r"[〇零一二三四五六七八九十百千两]+", text):
        value = chinese_number(m)
        if value is not None:
            found.add(str(value))
    months = [
        "january",
        "february",
        "march",
        "april",
        "may",
        "june",
        "july",
        "august",
        "september",
        "october",
        "november",
        "december",
    ]
    found.update(str(i) for i, month in enumerate(months, 1) if month in text.lower())
    return found


def supported(
    statement: str, quotes: Sequence[str], *, place: Iterable[str] = (), shown: Iterable[str] = (), beside: str = ""
) -> bool:
    """Tell whether a statement says no number and no obligation that its quotes do not say.

    Args:
        statement: The sentence; words between “ ” are quotes and were located before.
        quotes: The quoted words of the clauses cited.
        place: Parts that only cite (numbers of documents and clauses), not judged.
        shown: Results of conversions that the sentence shows, not judged.
        beside: Headings, captions and units of the table the quotes come from.
    """
    bare = _QUOTED.sub(" ", statement)
    for part in sorted({*place, *shown}, key=len, reverse=True):
        bare = bare.replace(part, " ") if part else bare
    if not quotes:
        return not _FORCE["shall"].search(bare)
    source = " ".join([*quotes, beside])
    allowed = numbers(source) | _dates_in_words(source)
    dates = {p for d in _DATE.findall(bare) for p in d.split("-")}
    wanted = numbers(_DATE.sub(" ", bare)) | {p.lstrip("0") for p in dates}
    if wanted - allowed:
        return False
    return all(not pattern.search(bare) or pattern.search(source) for pattern in _FORCE.values())
