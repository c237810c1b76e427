"""Acts whose text layer runs on without line breaks: articles, paragraphs and points are parted again."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from assistant.reading.flow import FlowLine
from assistant.reading.numbering import read_marks
from assistant.reading.page import Line, Rect

_ARTICLE = re.compile(r"(?<=[a-z.:;)\]] )Article \d{1,3} [A-Z][a-z]")
_MENTION = re.compile(r"\b(?:in|of|to|with|by|and|or|under|from|Articles?|per|see) $")
_BREAKS = re.compile(
    r"(?<=[a-z.:;)\]] )(?=Article \d{1,3} [A-Z][a-z])|(?<=[.:;] )(?=CHAPTER [IVX]+\b|Section \d [A-Z]|HAVE ADOPTED)|"
    r"(?<=[.:;] )(?=\(\d{1,3}\) (?!OJ\b|Position\b)[A-Z])|(?<=[;:] )(?=\(\d{1,2}\) [a-z])|"
    r"(?<=[.;:] )(?=\d{1,2}\. [A-Z])|(?<=[a-z] )(?=1\. [A-Z])|(?<=[;:.,] )(?=\([a-z]{1,2}\) [a-z])|"
    r"(?<=; and )(?=\([a-z]{1,2}\) )|(?<=; or )(?=\([a-z]{1,2}\) )"
)
_OFTEN = 5


def split_runs(flow: Sequence[FlowLine]) -> list[FlowLine]:
    """Return the lines, those of a run-on act cut where an article, paragraph, point or recital begins within them."""
    inside = sum(len(_ARTICLE.findall(line.text)) for line in flow)
    ahead = sum(bool(line.mark("article_en")) for line in flow)
    if inside < _OFTEN or inside < 2 * ahead:
        return list(flow)
    return [part for line in flow for part in _parts(line)]


def _parts(line: FlowLine) -> Iterator[FlowLine]:
    breaks = [found.start() for found in _BREAKS.finditer(line.text) if not _MENTION.search(line.text[: found.start()])]
    starts, ends = [0, *breaks], [*breaks, len(line.text)]
    for start, end in zip(starts, ends, strict=True):
        if start == end:
            continue
        cut = _cut(line.line, start, end)
        yield replace(
            line,
            line=cut,
            short=line.short if end == len(line.text) else 50.0,
            gap=line.gap if start == 0 else 0.0,
            marks=tuple(read_marks(cut.text)),
        )


def _cut(line: Line, start: int, end: int) -> Line:
    whole = len(line.xs) == len(line.text) + 1
    x0, x1 = (line.xs[start], line.xs[end]) if whole else (line.box.x0, line.box.x1)
    xs = line.xs[start : end + 1] if whole else ()
    box = Rect(x0, line.box.y0, x1, line.box.y1)
    return replace(line, text=line.text[start:end], box=box, xs=xs, tops=line.tops[start:end])
