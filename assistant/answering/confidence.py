"""How sure it is that what was found answers the question: signs of it, weighed into one probability.

A logistic regression fitted by `python -m evals.answerable --fit` on questions that the library answers and on the same
questions with the clauses of their evidence taken away. Scores alone do not tell these apart; what helps is how the
first clause stands out from the others, and whether it gives the sort of thing asked.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence

from assistant.answering.evidence import own_text
from assistant.answering.figures import FigureOption
from assistant.answering.findings import Findings, Piece
from assistant.answering.needles import Needles
from assistant.answering.understanding import Understood
from assistant.answering.worth import SHAPE_EVIDENCE
from assistant.library.model import Hit

WEIGHTS: dict[str, float] = {
    "worth": 2.494,
    "words": 5.627,
    "behind": 0.728,
    "stands_out": 0.898,
    "sort": 0.577,
    "figure": -0.731,
    "scoped": -0.393,
    "things": 0.091,
}
BIAS = -8.987
LEAST = 0.22
"""Below this probability a question is declined."""
_NOT_FOUND = -1.5
_TWENTIETH = 19


def signs_of(
    question: Understood, findings: Findings, needles: Needles, hits: Sequence[Hit], scope: Sequence[str]
) -> dict[str, float]:
    """Return the signs: what speaks for and against that these findings answer the question."""
    if not findings.pieces or not hits:
        return {}
    first, top = findings.pieces[0], hits[0]
    return {
        "worth": first.score,
        "words": float(top.why.get("wide_bm25", 0.0)),
        "behind": next((hit.score - top.score for hit in hits if _is_of(hit, first)), _NOT_FOUND),
        "stands_out": top.score - hits[min(_TWENTIETH, len(hits) - 1)].score,
        "sort": float(_gives_sort(question, findings)),
        "figure": float(question.asks("figure")),
        "scoped": float(bool(scope)),
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
    return hit.clause.key == piece.clause.key


def _gives_sort(question: Understood, findings: Findings) -> bool:
    """Tell whether the clauses found give a period, a penalty, a scope or somebody where the question asks for one."""
    prose = [own_text(p.edition, p.clause) for p in findings.pieces if not isinstance(p, FigureOption)]
    said = " ".join(prose)
    return not said or all(pattern.search(said) for shape, pattern in SHAPE_EVIDENCE.items() if question.asks(shape))
