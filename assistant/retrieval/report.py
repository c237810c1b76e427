"""The contract's `search` JSON, for the command line and the API alike."""

from __future__ import annotations

import time
from collections.abc import Sequence
from datetime import date
from typing import Any

from assistant.index.builds import Build
from assistant.library.model import Hit
from assistant.retrieval.explaining import reasons
from assistant.retrieval.retriever import Retriever
from assistant.settings import Settings

_SHOWN = {"key", "path", "label", "title", "text", "page", "boxes"}


class Searcher:
    """Searches one build and reports what it finds."""

    def __init__(self, build: Build, settings: Settings) -> None:
        self._build = build
        self._retriever = Retriever(build, settings)

    def report(
        self,
        question: str,
        k: int = 10,
        as_of: date | None = None,
        editions: Sequence[str] = (),
        explain: bool = False,
        id: str | None = None,
    ) -> dict[str, Any]:
        """Rank clauses for a question. `explain` adds to each what spoke for it, and how slips were read."""
        started = time.perf_counter()
        hits = self._retriever.search(question, k=k, as_of=as_of, editions=editions)
        elapsed = (time.perf_counter() - started) * 1000
        results = [result_of(hit, explain) for hit in hits]
        report: dict[str, Any] = {"build": self._build.id, "results": results, "elapsed_ms": round(elapsed, 2)}
        if explain and (asked := self._retriever.analyse(question)).mended:
            report |= {"understood_as": asked.text, "mended": asked.mended}
        return ({"id": id} if id is not None else {}) | report


def result_of(hit: Hit, explain: bool = False) -> dict[str, Any]:
    """Return one result of the `search` JSON."""
    result = {"rank": hit.rank, "score": round(hit.score, 4), "edition": hit.edition.edition, "status": hit.status}
    result |= hit.clause.model_dump(mode="json", include=_SHOWN, exclude_none=True)
    return result | {"why": dict(hit.why), "reasons": reasons(hit.why)} if explain else result
