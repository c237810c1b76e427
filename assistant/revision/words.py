"""Two wordings word by word: what is kept, what went and what came."""

from __future__ import annotations

import re
from typing import Literal

from rapidfuzz.distance import Indel

_TOKEN = re.compile(r"\s+|\d{1,3}(?: \d{3})+(?!\d)|\d+(?:[.,]\d+)*|[A-Za-zÀ-ɏ]+|.", re.DOTALL)
_SHORT = 2
"""Kept tokens between two changes that are shown as changed, so that a sentence does not fall into crumbs."""

Piece = tuple[Literal["same", "del", "ins"], str]


def word_diff(old: str, new: str) -> list[Piece]:
    """Return pieces in order: `same` and `del` joined are the old text up to white space, `same` and `ins` the new.

    Where lines break is no difference: what is kept is broken as the new text is.
    """
    before, after = _TOKEN.findall(old), _TOKEN.findall(new)
    pieces: list[Piece] = []
    gone, come = "", ""
    codes = list(Indel.opcodes([_unbroken(t) for t in before], [_unbroken(t) for t in after]))
    for at, code in enumerate(codes):
        was = before[code.src_start : code.src_end]
        now = "".join(after[code.dest_start : code.dest_end])
        inner = 0 < at < len(codes) - 1
        if code.tag == "equal" and not (inner and len(was) < _SHORT):
            pieces += _flushed(gone, come)
            gone = come = ""
            pieces.append(("same", now))
        else:
            gone += "".join(was)
            come += now
    return pieces + _flushed(gone, come)


def _unbroken(token: str) -> str:
    return " " if token.isspace() else token


def _flushed(gone: str, come: str) -> list[Piece]:
    found: list[Piece] = []
    if gone:
        found.append(("del", gone))
    if come:
        found.append(("ins", come))
    return found
