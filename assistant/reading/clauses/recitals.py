"""Recitals of English acts: the numbered reasons between "Whereas" and the first article."""

from __future__ import annotations

import re
from collections.abc import Sequence

from assistant.reading.clauses.chains import Candidate, best_chain
from assistant.reading.clauses.drafts import Draft, Piece
from assistant.reading.clauses.setting import Setting

_OPENING = re.compile(r"^\s*(?:Having regard to|Whereas\b)|\bHaving regard to\b.*,|\bWhereas:", re.IGNORECASE)
_ENACTING = re.compile(r"^(?:HAS|HAVE) (?:ADOPTED|DECIDED)")
_GAP, _MOST = 0.2, 0.8
"""What it costs that a recital is missing: text layers lose some numbers, excerpts leave recitals out."""


def take_recitals(drafts: Sequence[Draft], setting: Setting) -> list[Draft]:
    """Return the drafts with the recitals of the front page as clauses of their own (English acts only)."""
    front = next((draft for draft in drafts if draft.kind == "front"), None)
    if front is None or setting.chinese or not any(_OPENING.search(piece.text) for piece in front.pieces):
        return list(drafts)
    end = next((i for i, piece in enumerate(front.pieces) if _ENACTING.match(piece.text)), len(front.pieces))
    opening = {node.line: node.value[0] for node in _numbered(front.pieces[:end])}
    kept: list[Piece] = []
    found: list[Draft] = []
    for i, piece in enumerate(front.pieces):
        mark = piece.line.mark("num_paren") if i in opening else None
        if mark:
            recital = Draft((f"Recital {opening[i]}",), "recital", piece.line.page, [Piece(piece.line, 0, mark.end)])
            recital.pieces.append(Piece(piece.line, mark.end, len(piece.line.text), opens=True))
            found.append(recital)
        elif found and i < end:
            found[-1].pieces.append(piece)
        else:
            kept.append(piece)
    front.pieces = kept
    return [*drafts, *found]


def _numbered(pieces: Sequence[Piece]) -> list[Candidate]:
    """The pieces that open recitals: those whose numbers follow one another, less a few that are missing."""
    marks = [(i, piece.line.mark("num_paren")) for i, piece in enumerate(pieces) if piece.start == 0]
    return best_chain([Candidate(i, (mark.value,), 1.0) for i, mark in marks if mark], _step)[0]


def _step(previous: Candidate | None, current: Candidate) -> float | None:
    missing = current.value[0] - (previous.value[0] if previous else 0) - 1
    return None if missing < 0 else min(_GAP * missing, _MOST)
