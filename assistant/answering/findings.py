"""What was found for a question: clauses and table rows to write, and how much of the question they cover."""

from __future__ import annotations

from dataclasses import dataclass, field

from assistant.answering.evidence import Candidate
from assistant.answering.figures import FigureOption
from assistant.answering.needles import Needles
from assistant.library.model import Hit

Piece = Candidate | FigureOption


@dataclass
class Findings:
    """What was found for a question: the pieces to write, in order, and the share of the question they cover."""

    pieces: list[Piece] = field(default_factory=list)
    covered: frozenset[int] = frozenset()
    share: float = 0.0
    tables: int = 0
    needles: Needles | None = None
    near: tuple[Hit, ...] = ()
    """Clauses found next, for a writer that words what was found."""
    parts: int = 1
    """How many of several things asked at once it carries."""
