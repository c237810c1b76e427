"""Recitals of English acts: the numbered reasons between "Whereas" and the first article."""

from __future__ import annotations

import re
from collections.abc import Sequence

from assistant.reading.drafts import Draft, Piece
from assistant.reading.setting import Setting

_MISSING = 3
"""A recital may follow the last but two: text layers lose some numbers."""
_OPENING = re.compile(r"^\s*(?:Having regard to|Whereas\b)|\bHaving regard to\b.*,|\bWhereas:", re.IGNORECASE)
_ENACTING = re.compile(r"^(?:HAS|HAVE) (?:ADOPTED|DECIDED)")


def take_recitals(drafts: Sequence[Draft], setting: Setting) -> list[Draft]:
    """Return the drafts with the recitals of the front page as clauses of their own (English acts only)."""
    front = next((draft for draft in drafts if draft.kind == "front"), None)
    if front is None or setting.chinese or not any(_OPENING.search(piece.text) for piece in front.pieces):
        return list(drafts)
    kept: list[Piece] = []
    found: list[Draft] = []
    last, enacted = 0, False
    for piece in front.pieces:
        mark = piece.line.mark("num_paren")
        if (
            mark
            and not enacted
            and piece.start == 0
            and last < mark.value <= last + _MISSING
            and piece.line.text[mark.end :].strip()
        ):
            last = mark.value
            recital = Draft((f"Recital {mark.value}",), "recital", piece.line.page, [Piece(piece.line, 0, mark.end)])
            recital.pieces.append(Piece(piece.line, mark.end, len(piece.line.text), opens=True))
            found.append(recital)
        elif found and not enacted and not _ENACTING.match(piece.text):
            found[-1].pieces.append(piece)
        else:
            enacted = enacted or bool(found)
            kept.append(piece)
    front.pieces = kept
    return [*drafts, *found]
