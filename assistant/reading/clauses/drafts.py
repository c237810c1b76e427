"""Clauses in the making: the printed pieces that belong to one, and how they join into its text, boxes and spans."""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass, field

from assistant.library.model import Box, ClauseKind, Span
from assistant.reading.clauses.flow import FlowLine

_WORD = re.compile(r"[A-Za-zÀ-ɏ]+")
_HYPHENS = "-‐­"
_NO_BLANK_AFTER = "—–-‐/([“‘≤≥<>~"
_NO_BLANK_BEFORE = ")]%,.;:”’!?°"


@dataclass(frozen=True, slots=True)
class Piece:
    """The characters `start` to `end` of a line; `opens` where they begin a paragraph."""

    line: FlowLine
    start: int
    end: int
    opens: bool = False

    @property
    def text(self) -> str:
        """The printed characters."""
        return self.line.text[self.start : self.end]


@dataclass(slots=True)
class Draft:
    """A clause in the making. `heading` holds the pieces of its number and title, `pieces` those of its text."""

    path: tuple[str, ...]
    kind: ClauseKind
    page: int
    heading: list[Piece] = field(default_factory=list)
    title: str | None = None
    pieces: list[Piece] = field(default_factory=list)
    label: str | None = None
    title_en: str | None = None
    """The English name printed under a Chinese term."""
    lettered: bool = False
    """Whether its number is printed with an annex letter (A.1) rather than under a named annex."""
    base: Draft | None = None
    """For an item, the clause that holds its list; for a paragraph, its article."""
    parent: Draft | None = None
    """For an item, what holds its list: an outer item or the clause."""
    scheme: str = "none"
    """The numbering of the part it stands in."""
    paragraph: int = 1
    """For an item, the paragraph of its clause after which its list stands."""

    @property
    def end_page(self) -> int:
        """The page on which it ends."""
        return max([self.page, *(piece.line.page for piece in (*self.heading, *self.pieces))])


def piece_box(piece: Piece) -> Box:
    """Return the piece's rectangle on its page."""
    line = piece.line.line
    x0, x1 = line.box.x0, line.box.x1
    if len(line.xs) == len(line.text) + 1:
        x0, x1 = line.xs[piece.start], max(line.xs[piece.start + 1 : piece.end + 1] or line.xs[-1:])
    return (piece.line.page, round(x0, 2), round(line.box.y0, 2), round(x1, 2), round(line.box.y1, 2))


def trimmed(piece: Piece) -> Piece | None:
    """Return the piece without blanks at its ends, or None where nothing is left."""
    text = piece.text
    left, right = len(text) - len(text.lstrip()), len(text) - len(text.rstrip())
    if left == len(text):
        return None
    return Piece(piece.line, piece.start + left, piece.end - right, piece.opens)


def join(pieces: Sequence[Piece], vocabulary: Collection[str] = ()) -> tuple[str, list[Box], list[Span]]:
    """Join the pieces into a text; return it with one box and one span for each printed line.

    Paragraphs are parted by a line break. Wrapped lines join without a blank where Chinese meets, with one between
    Latin words. A hyphen at a line's end is dropped only where `vocabulary` knows the word without it.
    """
    text = ""
    boxes: list[Box] = []
    spans: list[Span] = []
    for piece in filter(None, map(trimmed, pieces)):
        if text:
            text, seam = _seam(text, piece, vocabulary)
            spans[-1] = (spans[-1][0], min(spans[-1][1], len(text)))
            text += seam
        boxes.append(piece_box(piece))
        spans.append((len(text), len(text) + len(piece.text)))
        text += piece.text
    return text, boxes, spans


def _seam(text: str, piece: Piece, vocabulary: Collection[str]) -> tuple[str, str]:
    """The text so far, less a hyphen that only wraps a word, and what stands between it and the piece."""
    if piece.opens:
        return text, "\n"
    last, first = text[-1], piece.text[0]
    if last in _HYPHENS and first.islower() and len(text) > 1 and text[-2].isalpha():
        before, after = _WORD.findall(text[:-1]), _WORD.match(piece.text)
        whole = (before[-1] + after.group()).casefold() if before and after else ""
        return (text[:-1], "") if last == "­" or whole in vocabulary else (text, "")
    if not _latin(last) or not _latin(first) or last in _NO_BLANK_AFTER or first in _NO_BLANK_BEFORE:
        return text, ""
    return text, " "


def _latin(char: str) -> bool:
    """Whether blanks stand around such characters when a line wraps: Latin letters, digits and their punctuation."""
    return ord(char) < 0x2E80 and not char.isspace()


def words_of(lines: Sequence[FlowLine]) -> set[str]:
    """Return the Latin words that stand whole in the middle of a line, in lower case."""
    return {word.casefold() for line in lines for word in _WORD.findall(line.text)[:-1]}
