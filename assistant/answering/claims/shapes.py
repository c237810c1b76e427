"""What checking a text gives (CONTRACT.md, `assistant check`)."""

from __future__ import annotations

from datetime import date
from typing import Literal

from assistant.library.model import Citation, Model

Verdict = Literal["supported", "contradicted", "outdated", "not_found"]


class Differs(Model):
    """A token of the sentence, and what the clause has in its place.

    `said` is empty where the clause makes a condition or an exception that the sentence leaves out.
    """

    said: str
    clause_says: str


class CheckedSentence(Model):
    """One sentence of a text with its verdict and the clauses it was judged by."""

    text: str
    verdict: Verdict
    differs: tuple[Differs, ...] | None = None
    citations: tuple[Citation, ...] = ()


class CheckedText(Model):
    """A text judged sentence by sentence as of a day."""

    as_of: date
    build: str
    sentences: tuple[CheckedSentence, ...] = ()
    elapsed_ms: float = 0.0
