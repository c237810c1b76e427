"""The contract's `search` JSON."""

from __future__ import annotations

import time
from collections.abc import Sequence
from datetime import date
from typing import Any

from assistant.index.builds import Build
from assistant.library.model import Hit
from assistant.retrieval.retriever import Retriever
from assistant.settings import Settings


class Searcher:
    """Answers searches over one build in the contract's shape."""

    def __init__(self, build: Build, settings: Settings | None = None) -> None:
        self._retriever = Retriever(build, settings)

    def report(
        self,
        question: str,
        limit: int = 10,
        as_of: date | None = None,
        editions: Sequence[str] = (),
        explain: bool = False,
        asked_id: str | None = None,
    ) -> dict[str, Any]:
        """Search and return the JSON object; with `explain`, each result says what spoke for it."""
        began = time.perf_counter()
        hits = self._retriever.search(question, limit, as_of, editions)
        elapsed = round((time.perf_counter() - began) * 1000, 1)
        head: dict[str, Any] = {"id": asked_id} if asked_id is not None else {}
        return head | {
            "build": self._retriever.build.id,
            "results": [_result(hit, explain) for hit in hits],
            "elapsed_ms": elapsed,
        }


def _result(hit: Hit, explain: bool) -> dict[str, Any]:
    clause = hit.clause.model_dump(
        mode="json", include={"key", "path", "label", "title", "text", "page", "boxes"}, exclude_none=True
    )
    head = {"rank": hit.rank, "score": hit.score, "edition": hit.edition.edition}
    return head | clause | {"status": hit.status} | ({"why": hit.why} if explain else {})
