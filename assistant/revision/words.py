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
    """Return pieces in reading order; the `same` and `del` ones joined are the old text, `same` and `ins` the new."""
    before, after = _TOKEN.findall(old), _TOKEN.findall(new)
    pieces: list[Piece] = []
    gone, come = "", ""
    codes = list(Indel.opcodes(before, after))
    for at, code in enumerate(codes):
        was = before[code.src_start : code.src_end]
        now = "".join(after[code.dest_start : code.dest_end])
        inner = 0 < at < len(codes) - 1
        if code.tag == "equal" and not (inner and len(was) < _SHORT):
            pieces += _flushed(gone, come)
            gone = come = ""
            pieces.append(("same", "".join(was)))
        else:
            gone += "".join(was)
            come += now
    return pieces + _flushed(gone, come)


def _flushed(gone: str, come: str) -> list[Piece]:
    found: list[Piece] = []
    if gone:
        found.append(("del", gone))
    if come:
        found.append(("ins", come))
    return found
