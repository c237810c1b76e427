"""How sure it is that what was found answers the question: signs of it, weighed into one probability.

A logistic regression fitted by `python -m evals.answerable --fit` on questions that the library answers and on the same
questions with the clauses of their evidence taken away. Scores alone do not tell these apart; what helps is how the
first clause stands out from the others, and whether it gives the sort of thing asked.
"""

from __future__ import annotations

import math
import re
from collections.abc import Mapping, Sequence

from assistant.answering.evidence import own_text
from assistant.answering.figures import FigureOption
from assistant.answering.findings import Findings, Piece
from assistant.answering.needles import Needles
from assistant.answering.understanding import Understood
from assistant.library.folding import fold_text
from assistant.library.model import Hit

WEIGHTS: dict[str, float] = {
    # How good the first clause is for itself, and against the others.
    "worth": 3.0,
    "words": 4.836,
    "behind": 0.387,
    "stands_out": 1.047,
    "above": 3.346,
    "edition": -0.571,
    # Whether it speaks of what is asked.
    "rarest": -0.568,
    "every_term": 0.49,
    "undefined": -4.341,
    "foreword": -0.838,
    # What cannot be compared: the other language shares no words, a long question is never covered.
    "foreign": 0.903,
    "things": 0.081,
}
BIAS = -9.49
LEAST = 0.12
"""Below this probability a question is declined; chosen on questions that the weights were not fitted on, of which a
higher one declines far more of the answerable than it declines of the others."""
_NOT_FOUND = -1.5
_TWENTIETH = 19
_FAR = 4.0
"""Beyond this a label or number named outright puts a clause ahead, which says nothing of what it gives."""
_BEFORE = {(), ("Foreword",), ("Introduction",)}
"""Places that tell of a document, not what it rules."""
_IS = r"是|为|指|:|\b(?:means|is|are|refers)\b"


def signs_of(question: Understood, findings: Findings, needles: Needles, hits: Sequence[Hit]) -> dict[str, float]:
    """Return the signs: what speaks for and against that these findings answer the question."""
    if not findings.pieces or not hits:
        return {}
    first, top = findings.pieces[0], hits[0]
    own = frozenset().union(*(piece.own for piece in findings.pieces))
    rarest = max(range(len(needles.all)), key=lambda i: needles.all[i].weight, default=-1)
    place = (first.table.clause if isinstance(first, FigureOption) else first.clause).path
    return {
        "worth": first.score,
        "words": float(top.why.get("wide_bm25", 0.0)),
        "behind": next((hit.score - top.score for hit in hits if _is_of(hit, first)), _NOT_FOUND),
        "stands_out": min(_FAR, top.score - hits[min(_TWENTIETH, len(hits) - 1)].score),
        "above": float(top.why.get("parent_cosine", 0.0)),
        "edition": first.features.get("edition", 0.0) + first.features.get("table_edition", 0.0),
        "rarest": float(rarest in own),
        "every_term": float(set(needles.phrases()) <= own),
        "undefined": float(question.asks("definition") and not _defines(first, needles)),
        "foreword": float(place[:1] in _BEFORE and not question.asks("compare", "status")),
        "foreign": float(first.foreign),
        "things": float(len(needles.all)),
    }


def probability(signs: Mapping[str, float]) -> float:
    """Return how probable it is, from 0 to 1, that the findings with these signs answer the question; 0 without any."""
    if not signs:
        return 0.0
    return 1 / (1 + math.exp(-BIAS - sum(WEIGHTS[name] * value for name, value in signs.items())))


def _is_of(hit: Hit, piece: Piece) -> bool:
    if hit.edition.edition != piece.edition.record.edition:
        return False
    if isinstance(piece, FigureOption):
        return hit.clause.key in {piece.table.clause.key, *(row.clause.key for row in piece.rows)}
    path = piece.clause.path
    # A list is found by its items.
    return hit.clause.key == piece.clause.key or (hit.clause.kind == "item" and hit.clause.path[: len(path)] == path)


def _defines(piece: Piece, needles: Needles) -> bool:
    """Tell whether a piece says what something asked is: its title names it, or a sentence goes on from it so."""
    if piece.features.get("defines_it"):
        return True
    title = (piece.table.clause if isinstance(piece, FigureOption) else piece.clause).title or ""
    asked = [v for n in needles.all if not n.generic for v in (n.variants or (n.word,)) if len(v) > 1]
    said = fold_text(_said(piece))
    return any(
        name in fold_text(title) or re.search(rf"{re.escape(name)}[\"')]?\s?[^，,。;]{{0,10}}?(?:{_IS})", said)
        for name in asked
    )


def _said(piece: Piece) -> str:
    if isinstance(piece, FigureOption):
        table = piece.table.clause
        return " ".join([table.title or "", *piece.table.header, *(row.clause.text for row in piece.rows)])
    return own_text(piece.edition, piece.clause)
