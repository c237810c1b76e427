"""Files of questions with their evidence, and where the first right clause stands in what a search finds."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path
from typing import Any

from assistant.index.builds import open_current
from assistant.library.labels import fold_key
from assistant.retrieval.retriever import Retriever
from assistant.settings import Settings

_DEPTH = 10


def load_questions(path: Path) -> list[dict[str, Any]]:
    """Return the questions of one turn that have evidence: `id`, `turns`, `evidence`, `cross_lingual`, `as_of`."""
    questions = [json.loads(line) for line in path.read_text("utf-8").splitlines() if line.strip()]
    return [question for question in questions if question["evidence"] and len(question["turns"]) == 1]


def retriever_of(index: Path) -> Retriever:
    """Open the current build of an index for searching."""
    return Retriever(open_current(index), Settings(index=index))


def evidence_rank(retriever: Retriever, question: dict[str, Any], asked: str | None = None) -> int | None:
    """Return the rank, from 1 to 10, of the first clause that is evidence; None where none of them is.

    A clause counts where it is the one named, lies in it or holds it directly; `asked` is put in place of the
    question's own words.
    """
    day = date.fromisoformat(question["as_of"]) if question.get("as_of") else None
    hits = retriever.search(asked or question["turns"][0], k=_DEPTH, as_of=day)
    for hit in hits:
        for evidence in question["evidence"]:
            if hit.edition.edition == evidence["edition"] and same_place(evidence["path"], hit.clause.path):
                return hit.rank
    return None


def same_place(wanted: list[str], found: tuple[str, ...] | list[str]) -> bool:
    """Tell whether a clause is the one wanted, lies anywhere in it, or holds it directly."""
    one, other = [[fold_key(part) for part in path] for path in (wanted, found)]
    shorter = min(len(one), len(other))
    return not one or (bool(other) and one[:shorter] == other[:shorter] and len(one) - len(other) <= 1)
