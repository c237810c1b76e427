"""Acts whose text layer runs on without line breaks: articles, paragraphs and points are parted again."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import accumulate

from assistant.reading.clauses.flow import FlowLine
from assistant.reading.clauses.numbering import read_marks
from assistant.reading.pages.page import Line, Rect

_ARTICLE = re.compile(r"(?<=[a-z.:;)\]] )Article \d{1,3} [A-Z][a-z]")
_HEADING = re.compile(r"\s*Article \d{1,3}(?:\s*$| [A-Z][a-z])")
_MENTION = re.compile(r"(?:\b(?:in|of|to|with|by|under|from|Articles?|per|see)|(?<!; )\b(?:and|or)) $")
_FOOTNOTE = re.compile(r"\(\d{1,3}\) (?:OJ\b|Position of\b|(?:(?!\(\d{1,3}\) ).){0,300}\(OJ [A-Z])")
_BREAKS = re.compile(
    r"(?:(?<=[a-z.:;)\]] )|(?<=\n))(?=(?:Article \d{1,3}|Section \d) [A-Z][a-z])|"
    r"(?:(?<=[.:;] )|(?<=\n))(?=CHAPTER [IVX]+\b|HAVE ADOPTED|\(\d{1,3}\) [A-Z]|\d{1,2}\. [A-Z])|"
    r"(?:(?<=[;:] )|(?<=\n))(?=\(\d{1,2}\) [a-z])|(?<=[a-z] )(?=1\. [A-Z])|"
    r"(?:(?<=[;:.,] )|(?<=\n))(?=\([a-z]{1,2}\) (?!of |and |or |to )[a-z])|(?<=; (?:and|nor) )(?=\([a-z]{1,2}\) )|"
    r"(?<=; or )(?=\([a-z]{1,2}\) )"
)
"""A page's first line stands after a line feed."""
_OFTEN = 5
_TWICE, _COPIED = 400, 30
"""What is given twice stands this near and is this long (characters); the second copy follows on the first."""


def split_runs(flow: Sequence[FlowLine]) -> list[FlowLine]:
    """Return the lines, those of a run-on act cut where an article, paragraph, point or recital begins within them."""
    text = "".join(("\n" if i and line.page != flow[i - 1].page else " ") + line.text for i, line in enumerate(flow))[
        1:
    ]
    ahead = sum(bool(_HEADING.match(line.text)) for line in flow)
    inside = len(_ARTICLE.findall(text)) - ahead
    if inside < _OFTEN or inside < 2 * ahead:
        return list(flow)
    starts = [0, *accumulate(len(line.text) + 1 for line in flow)][:-1]
    breaks: dict[int, list[int]] = {}
    for place in _breaks(text):
        at = bisect_right(starts, place) - 1
        breaks.setdefault(at, []).append(place - starts[at])
    return list(_with_whole_numbers([part for i, line in enumerate(flow) for part in _parts(line, breaks.get(i, []))]))


def _breaks(text: str) -> list[int]:
    """The places where a numbered part begins; of two copies of one beginning, the one that is whole."""
    found = [
        place.start()
        for place in _BREAKS.finditer(text)
        if not _MENTION.search(text[max(0, place.start() - 10) : place.start()])
        and not _FOOTNOTE.match(text, place.start())
    ]
    gone: set[int] = set()
    for i, first in enumerate(found):
        for second in found[i + 1 :]:
            if second - first > _TWICE:
                break
            after = _alike(text[first:second], text[second : second + _TWICE])
            before = _alike(text[max(0, first - _TWICE) : first][::-1], text[first:second][::-1])
            if before + after > _COPIED and abs(second - before - first - after) < 4:
                gone.add(second if after > _COPIED else first)
    return [place for place in found if place not in gone]


def _alike(one: str, other: str) -> int:
    """How many characters at the heads of two texts are the same."""
    return next((i for i, (a, b) in enumerate(zip(one, other, strict=False)) if a != b), min(len(one), len(other)))


def _parts(line: FlowLine, breaks: Sequence[int]) -> Iterator[FlowLine]:
    """The line cut at its breaks; what stands before the first continues the line above and has no number."""
    starts, ends = [0, *breaks], [*breaks, len(line.text)]
    for start, end in zip(starts, ends, strict=True):
        if start == end:
            continue
        cut = _cut(line.line, start, end)
        yield replace(
            line,
            line=cut,
            short=0.0 if end == len(line.text) else 50.0,
            gap=0.0,
            marks=tuple(read_marks(cut.text)) if start in breaks else (),
        )


def _with_whole_numbers(parts: Sequence[FlowLine]) -> Iterator[FlowLine]:
    """The parts with a word that a line break parts from its number put before it: `Article`, `13 Information`."""
    held = ""
    for part in parts:
        if re.fullmatch(r"(?:Article|CHAPTER|Section)\s*", part.text):
            held = part.text.strip() + " "
            continue
        if held:
            line = part.line
            whole = replace(
                line,
                text=held + line.text,
                xs=(line.box.x0,) * len(held) + line.xs if line.xs else (),
                tops=(line.tops[0],) * len(held) + line.tops if line.tops else (),
            )
            part, held = replace(part, line=whole, marks=tuple(read_marks(whole.text))), ""
        yield part


def _cut(line: Line, start: int, end: int) -> Line:
    whole = len(line.xs) == len(line.text) + 1
    x0, x1 = (line.xs[start], line.xs[end]) if whole else (line.box.x0, line.box.x1)
    xs = line.xs[start : end + 1] if whole else ()
    box = Rect(x0, line.box.y0, x1, line.box.y1)
    return replace(line, text=line.text[start:end], box=box, xs=xs, tops=line.tops[start:end])
