"""A text cut into the sentences that are judged one by one."""

from __future__ import annotations

import re
from collections.abc import Iterator

_END = re.compile(r"[。！？!?]+[”’」』）)\"]*|\.(?=[\"'”’)]*\s+[\"'“‘(]?[A-Z\u3400-\u9fff])[\"'”’)]*|\n+")
_ABBREVIATED = re.compile(
    r"(?:\b(?:e\.g|i\.e|cf|etc|No|Nos|Art|Arts|Fig|Figs|Tab|Rev|Vol|vs|approx|max|min|Dr|Mr|Mrs|Ms|St|Ltd|Inc|Co|p|pp|par|para"
    r"|Sec|Cl)|(?:^|\s)[A-Z])$"
)
_LABEL = re.compile(r"^\s*(?:[-*•·]|\(?\d{1,2}[.)、]|[a-z]\)|[（(][一二三四五六七八九十\d]{1,3}[）)])\s+")
_SAYS = re.compile(r"[A-Za-z\u3400-\u9fff]{1}.*[A-Za-z\d\u3400-\u9fff]", re.S)


def sentences(text: str) -> list[str]:
    """Return the sentences of a Chinese or English text as written, ends stripped; pieces without words are left out.

    A line break ends a sentence too, unless a line of running English is only wrapped there.
    """
    whole = re.sub(r"(?<=[a-z,;])[ \t]*\r?\n[ \t]*(?=[a-z(])", " ", text)
    return [piece for piece in (_LABEL.sub("", raw).strip() for raw in _pieces(whole)) if _SAYS.search(piece)]


def _pieces(text: str) -> Iterator[str]:
    start = 0
    for end in _END.finditer(text):
        if end[0].startswith(".") and _ABBREVIATED.search(text[start : end.start()]):
            continue
        yield text[start : end.end()]
        start = end.end()
    yield text[start:]
