"""Where an English text points within a document: Article 5(1)(a), points (a) and (b) of Article 6(1), Section 3.2."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator

from assistant.library.model import ReferenceKind
from assistant.reading.clauses.numbering import roman_number
from assistant.reading.facts.places import Place

_NUMBER = (
    r"(?:\d{1,3}(?:[.-]\d{1,3})*(?:[a-z](?![a-z]))?(?: ?\((?:\d{1,2}|[a-z]{1,4})\))*"
    r"|[A-Z](?:[.-]\d{1,3})+|[IVXL]+(?![A-Za-z])|[A-Z](?![A-Za-z.]\w)(?![A-Za-z]))"
)
_BRACKET = r"\((?:\d{1,2}|[a-z]{1,4})\)(?:\((?:\d{1,2}|[a-z]{1,4})\))*"
_SEP = r"(?:, ?(?:and |or )?| and | or | to | through | & | ?- ?)"
_SEPARATOR = re.compile(_SEP)
_WORDS: dict[str, ReferenceKind] = {
    "article": "article", "art": "article", "section": "clause", "sec": "clause", "§": "clause", "clause": "clause",
    "subclause": "clause", "annex": "annex", "appendix": "annex", "appendice": "annex", "annexe": "annex",
    "table": "table", "figure": "figure", "fig": "figure", "chapter": "chapter", "recital": "recital",
    "paragraph": "clause",
}  # fmt: skip
_HEAD = re.compile(
    r"(?P<points>\b[Pp]oints? (?P<point>\([a-z]{1,4}\)(?:(?:, ?(?:and |or )?| and | or | to )\([a-z]{1,4}\))*) of )?"
    r"(?P<word>\b(?:[Aa]rticle|Art\.|[Ss]ection|SECTION|Sec\.|[Ss]ub-?clause|[Cc]lause|[Aa]nnex|ANNEX|[Aa]ppendi(?:x|ce)"
    r"|[Tt]able|[Ff]igure|Fig\.|[Cc]hapter|[Rr]ecital|[Pp]aragraph)(?P<plural>e?s)?|§§?) ?(?=[(\dA-Z])"
    rf"(?P<list>\(?{_NUMBER}\)?(?:{_SEP}(?:{_BRACKET}|{_NUMBER}))*)"
    r"(?P<of> of (?:this|that) (?:Article|Section|Annex)|,? paragraph (?P<par>\d{1,2})(?!\d))?"
    r"(?P<tail>(?:,? (?:first |second )?(?:sub)?points? (?P<last>\([a-z]{1,4}\))))?"
)
# A caption that fell into the text of a clause points nowhere.
_CAPTION = re.compile(r"(?m)^\w+ [A-Z]?[.-]?[\d.-]+ (?:\([a-z]+\) )?- ")
_ITEM = re.compile(rf"{_BRACKET}|{_NUMBER}")
_POINT = re.compile(r"\(([a-z]{1,4})\)")
_PARTS = re.compile(r"[A-Za-z0-9.-]+")


def english_places(text: str, keys: Collection[str], here: tuple[str, ...]) -> Iterator[Place]:
    """Yield the places that a narrowed text names by an English word and number.

    Args:
        text: The text.
        keys: Keys of the document's own clauses.
        here: Path of the clause whose text it is; "paragraph 2" alone is one of its article.
    """
    for m in _HEAD.finditer(text):
        kind = _WORDS[re.sub(r"[^a-z§]", "", m["word"].removesuffix("s").casefold())]
        if kind == "clause" and m["word"][0] in "Pp":
            yield from _paragraphs(m, here)
        elif kind not in ("table", "figure") or not _CAPTION.match(text, m.start()):
            yield from _listed(m, kind, keys)


def _listed(m: re.Match[str], kind: ReferenceKind, keys: Collection[str]) -> Iterator[Place]:
    start = m.start()
    path: tuple[str, ...] = ()
    tail = [m[name].strip("()") for name in ("par", "last") if m[name]]
    for i, one in enumerate(_ITEM.finditer(text := m.string, m.start("list"), m.end("list"))):
        end, continued = one.end(), one.group().startswith("(") and i > 0
        if i and not (continued or m["plural"] or _alike(one.group(), m["list"])):
            return
        if continued:
            path = (*path[: max(1, len(path) - 1)], *_PARTS.findall(one.group()))
        else:
            path = _path(one.group(), kind, m["word"], keys)
        if end == m.end("list") and tail:
            path, end = (*path, *tail), m.end()
        points = _POINT.findall(m["point"] or "")
        for point in points if not i else []:
            at = text.index(f"({point})", start)
            yield Place(start, at + len(point) + 2 if point != points[-1] else end, kind, (*path, point))
            start = at + len(point) + 2
        if not points or i:
            yield Place(start, end, kind, path)
        start = _past_separator(text, end)


def _past_separator(text: str, at: int) -> int:
    """Return where a list goes on after the comma or the word that stands at a place, or the place itself."""
    separator = _SEPARATOR.match(text, at)
    return separator.end() if separator else at


def _alike(number: str, listed: str) -> bool:
    """Whether a number after a singular word ("Section 4.1 and 4.2") is of the form of the first."""
    first = re.match(r"[A-Za-z0-9]+([.-])", listed)
    return first is not None and first[1] in number


def _path(number: str, kind: ReferenceKind, word: str, keys: Collection[str]) -> tuple[str, ...]:
    first, *rest = _PARTS.findall(number)
    if kind in ("table", "figure", "recital"):
        return (f"{kind.capitalize()} {first}",)
    if kind == "chapter":
        value = first if first.isdigit() else roman_number(first)
        return (f"Chapter {value}",)
    if kind == "annex":
        roman = roman_number(first) is not None and (len(first) > 1 or f"Annex {first}" in keys)
        return (f"Annex {first}" if roman else first.split(".")[0], *first.split(".")[1:], *rest)
    return (*first.split("."), *rest) if kind == "clause" else (first, *rest)


def _paragraphs(m: re.Match[str], here: tuple[str, ...]) -> Iterator[Place]:
    """Paragraph 1, paragraphs 4, 5 and 6, point (c) of paragraph 2: of the article in which they stand."""
    if not here or not here[0].rstrip("abcdefgh").isdigit():
        return
    start = m.start()
    for i, one in enumerate(_ITEM.finditer(m.string, m.start("list"), m.end("list"))):
        numbers = _PARTS.findall(one.group())
        if not numbers[0].isdigit() or (i and not m["plural"]):
            return
        points = _POINT.findall(m["point"] or "") if not i else []
        for point in points or [""]:
            path = (here[0], *numbers, *filter(None, [point]))
            yield Place(start, one.end(), "clause", path, own=True)
        start = _past_separator(m.string, one.end())
