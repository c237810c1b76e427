"""Texts cut into sentences: clauses, whose parts end at semicolons and marks of lists, and texts that people write."""

from __future__ import annotations

import re
from collections.abc import Iterator

_CLOSED = r"[”’」』）)\"]*"
_ENDS = rf"[。！？!?]+{_CLOSED}|\.(?=[\"'”’)]*\s+[\"'“‘(—•]?[A-Z\d\u3400-\u9fff])[\"'”’)]*"
_IN_CLAUSE = re.compile(
    rf"{_ENDS}|；|;(?=\s+[A-Z(“\"—•\d])|(?<=[\u3400-\u9fff]);(?=\s|$)|\n(?=\s*(?:[—－•①-⑳]|[(（]?[a-z0-9]{{1,3}}[).]|[（(][一二三四五六七八九十]))"
)
_IN_TEXT = re.compile(rf"{_ENDS}|\n+")
_ABBREVIATED = re.compile(
    r"(?:\b(?:e\.g|i\.e|cf|etc|No|Nos|Art|Arts|Fig|Figs|Tab|Rev|Vol|vs|approx|max|min|Dr|Mr|Mrs|Ms|St|Ltd|Inc|Co|p|pp|par|para"
    r"|Sec|Cl)|(?:^|\s)[A-Z])$"
)
_LABEL = re.compile(r"^\s*(?:[-*•·]|\(?\d{1,2}[.)、]|[a-z]\)|[（(][一二三四五六七八九十\d]{1,3}[）)])\s+")
_SAYS = re.compile(r"[A-Za-z\u3400-\u9fff]{1}.*[A-Za-z\d\u3400-\u9fff]", re.S)


def sentence_spans(text: str) -> list[tuple[int, int]]:
    """Return the ranges of a clause's sentences, their stops included, blanks between them left out.

    What a semicolon ends counts, and so does what stands before an item of a list; other line breaks are of the page.
    """
    spans = []
    for start, end in _pieces(text, _IN_CLAUSE):
        while start < end and text[start].isspace():
            start += 1
        if text[start:end].strip():
            spans.append((start, end))
    return spans or [(0, len(text))]


def sentences(text: str) -> list[str]:
    """Return the sentences of a Chinese or English text as written, ends stripped; pieces without words are left out.

    A line break ends a sentence too, unless a line of running English is only wrapped there.
    """
    whole = re.sub(r"(?<=[a-z,;])[ \t]*\r?\n[ \t]*(?=[a-z(])", " ", text)
    pieces = (_LABEL.sub("", whole[a:b]).strip() for a, b in _pieces(whole, _IN_TEXT))
    return [piece for piece in pieces if _SAYS.search(piece)]


def _pieces(text: str, ends: re.Pattern[str]) -> Iterator[tuple[int, int]]:
    start = 0
    for end in ends.finditer(text):
        if end[0].startswith(".") and _ABBREVIATED.search(text[start : end.start()]):
            continue
        yield start, end.end()
        start = end.end()
    yield start, len(text)
