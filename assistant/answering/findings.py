"""What was found for a question: clauses and table rows to write, and how much of the question they cover."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from assistant.answering.evidence import Candidate
from assistant.answering.figures import FigureOption
from assistant.answering.needles import Needles

HAS_NUMBER = re.compile(
    r"\d|[一二三四五六七八九十百两]+(?:年|个?月|日|天|倍|万|个|次|类|项|张|家|人|名|%)|百分之|\b(?:one|two|three"
    r"|four|five|six|ten|twelve)\b"
)

Piece = Candidate | FigureOption


@dataclass
class Findings:
    """What was found for a question: the pieces to write, in order, and the share of the question they cover."""

    pieces: list[Piece] = field(default_factory=list)
    covered: frozenset[int] = frozenset()
    share: float = 0.0
    tables: int = 0
    needles: Needles | None = None
