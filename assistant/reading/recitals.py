"""Recitals of English acts: the numbered reasons between "Whereas" and the first article."""

from __future__ import annotations

import re
from collections.abc import Sequence

from assistant.reading.drafts import Draft, Piece
from assistant.reading.setting import Setting

_OPENING = re.compile(r"^\s*(?:Having regard to|Whereas\b)", re.IGNORECASE)
_ENACTING = re.compile(r"^(?:HAS|HAVE) (?:ADOPTED|DECIDED)")


def take_recitals(drafts: Sequence[Draft], setting: Setting) -> list[Draft]:
    """Return the drafts with the recitals of the front page as clauses of their own (English acts only)."""
    front = next((draft for draft in drafts if draft.kind == "front"), None)
    if front is None or setting.chinese or not any(_OPENING.search(piece.text) for piece in front.pieces):
        return list(drafts)
    kept: list[Piece] = []
    found: list[Draft] = []
    for piece in front.pieces:
        mark = piece.line.mark("num_paren")
        if mark and piece.start == 0 and mark.value == len(found) + 1 and piece.line.text[mark.end :].strip():
            recital = Draft((f"Recital {mark.value}",), "recital", piece.line.page, [Piece(piece.line, 0, mark.end)])
            recital.pieces.append(Piece(piece.line, mark.end, len(piece.line.text), opens=True))
            found.append(recital)
        elif found and not _ENACTING.match(piece.text):
            found[-1].pieces.append(piece)
        else:
            kept.append(piece)
    front.pieces = kept
    return [*drafts, *found]
