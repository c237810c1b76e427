"""Writing an answer to the ledger with the digests of the clauses it cites, so that later changes of them are seen."""

from __future__ import annotations

from assistant.index.builds import Build
from assistant.library.model import Answer
from assistant.library.volume import clause_digest
from assistant.records.ledger import Ledger
from assistant.settings import Settings


def record(settings: Settings, build: Build, answer: Answer, channel: str) -> int:
    """Record an answer made from a build and return its number; LedgerError where it cannot be written."""
    digests = {}
    for cited in answer.citations:
        clause = build.clause(cited.edition, cited.key)
        digests[cited.n] = clause_digest(clause.title, clause.text)
    return Ledger(settings.data).add(answer, channel, digests)
