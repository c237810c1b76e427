"""Rank given passages with the product's own retrieval: `python -m evals.passages --passages F --questions F --json`.

Tokenising, embedding, candidates and fusion are those of `assistant search`; a passage has no edition, so the signals
of editions, labels and kinds are absent.
"""

from __future__ import annotations

import argparse
import json
import os
import sys
import tempfile
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from assistant.errors import AssistantError, UsageError
from assistant.index.build import index_vectors
from assistant.index.embedding import ClauseEmbeddings
from assistant.index.lexical import LexicalIndex
from assistant.index.texts import passage_texts
from assistant.index.vectors import VectorCache
from assistant.retrieval.candidates import Searchable, gather
from assistant.retrieval.naming import EditionNames
from assistant.retrieval.question import analyse
from assistant.retrieval.ranking import RANKER, order
from assistant.settings import Settings

_CUTS = (1, 5, 10, 100)


@dataclass(frozen=True, slots=True)
class Ranked:
    """The passages found for one question, best first, and those that are right."""

    found: tuple[str, ...]
    relevant: frozenset[str]
    milliseconds: float


def read_lines(path: Path) -> list[dict[str, Any]]:
    """Read a JSONL file; UsageError names the file and line that is wrong."""
    records = []
    try:
        lines = path.read_text("utf-8").splitlines()
    except OSError as error:
        raise UsageError(f"{path} cannot be read ({error.strerror}): name a JSONL file.") from error
    for number, line in enumerate(lines, 1):
        if line.strip():
            try:
                record = json.loads(line)
                records.append({"id": str(record["id"]), "text": str(record["text"])} | record)
            except (ValueError, KeyError, TypeError) as error:
                raise UsageError(f'{path}, line {number} is not {{"id", "text", ...}} in JSON: correct it.') from error
    if not records:
        raise UsageError(f"{path} holds nothing: name a file with one JSON object a line.")
    return records


class PassageSearch:
    """An index of loose passages in memory; vectors are kept in a cache folder between runs."""

    def __init__(self, passages: Sequence[dict[str, Any]], embeddings: ClauseEmbeddings, cache: Path) -> None:
        self._ids = [str(passage["id"]) for passage in passages]
        texts = list(
            passage_texts(
                [passage["text"] for passage in passages],
                [str(passage.get("title") or "") for passage in passages],
                [str(passage.get("group") or "") for passage in passages],
            )
        )
        vectors = VectorCache(cache, embeddings)
        try:
            index, _ = index_vectors(texts, vectors)
        finally:
            vectors.close()
        self._embeddings = embeddings
        self._indexes = Searchable(
            LexicalIndex.build(text.own for text in texts), LexicalIndex.build(text.wide for text in texts), index
        )
        self._names = EditionNames({})
        self._allowed = np.ones(len(texts), bool)

    def rank(self, question: str, limit: int = 100) -> tuple[str, ...]:
        """Return the ids of the passages that answer a question best, best first."""
        asked = analyse(question, self._names, self._indexes.own)
        vector = self._embeddings.encode([asked.about])[0]
        found = gather(self._indexes, asked.wordings, vector, self._allowed)
        best, _ = order(found.signals)
        return tuple(self._ids[row] for row in found.rows[best[:limit]].tolist())


def figures(ranked: Sequence[Ranked]) -> dict[str, float]:
    """Return recall at 1, 5, 10, 100, mean average precision at 10 and mean reciprocal rank at 10.

    Average precision is divided by min(number relevant, 10), as CONTRACT.md says.
    """
    out = {f"recall@{cut}": _mean([recall(one.found[:cut], one.relevant) for one in ranked]) for cut in _CUTS}
    out["map@10"] = _mean([average_precision(one.found[:10], one.relevant) for one in ranked])
    out["mrr@10"] = _mean([reciprocal_rank(one.found[:10], one.relevant) for one in ranked])
    return {name: round(value, 4) for name, value in out.items()}


def recall(found: Sequence[str], relevant: frozenset[str]) -> float:
    """Return the share of the right passages that were found."""
    return len(relevant & set(found)) / len(relevant)


def average_precision(found: Sequence[str], relevant: frozenset[str]) -> float:
    """Return the average precision of the passages found, over min(number relevant, 10)."""
    right, total = 0, 0.0
    for place, passage in enumerate(found, 1):
        if passage in relevant:
            right += 1
            total += right / place
    return total / min(len(relevant), 10)


def reciprocal_rank(found: Sequence[str], relevant: frozenset[str]) -> float:
    """Return one over the place of the first right passage, 0 where there is none."""
    return next((1 / place for place, passage in enumerate(found, 1) if passage in relevant), 0.0)


def _mean(values: Sequence[float]) -> float:
    return float(np.mean(values)) if values else 0.0


def evaluate(passages: Path, questions: Path, cache: Path, embedder: str) -> dict[str, Any]:
    """Index the passages, rank them for each question that has a right one, and return the contract's figures."""
    began = time.perf_counter()
    records = read_lines(passages)
    search = PassageSearch(records, ClauseEmbeddings(embedder), cache)
    index_seconds = time.perf_counter() - began
    ranked = []
    for question in read_lines(questions):
        relevant = frozenset(map(str, question.get("relevant", ())))
        if relevant:
            started = time.perf_counter()
            found = search.rank(question["text"])
            ranked.append(Ranked(found, relevant, (time.perf_counter() - started) * 1000))
    times = [one.milliseconds for one in ranked] or [0.0]
    return {
        "passages": len(records),
        "questions": len(ranked),
        **figures(ranked),
        "index_seconds": round(index_seconds, 1),
        "p50_ms": round(float(np.percentile(times, 50)), 1),
        "p95_ms": round(float(np.percentile(times, 95)), 1),
        "ranker": RANKER,
        "ranker_trained_on": "nothing",
    }


def main() -> int:
    """Parse the call, print the figures; exit status 2 where the call was wrong."""
    parser = argparse.ArgumentParser(prog="python -m evals.passages", description=__doc__)
    parser.add_argument(
        "--passages", type=Path, required=True, help='JSONL {"id", "text", "title"?, "group"?}, in order'
    )
    parser.add_argument("--questions", type=Path, required=True, help='JSONL {"id", "text", "relevant": [id, ...]}')
    parser.add_argument("--folds", type=int, help="retrain the ranker on the other folds; nothing to do without one")
    parser.add_argument("--cache", type=Path, help="file that keeps the passages' vectors between runs")
    parser.add_argument("--json", action="store_true", help="print one JSON object and nothing else")
    args = parser.parse_args()
    cache = args.cache or Path(tempfile.gettempdir()) / f"clause-assistant-{os.getuid()}" / "passages.sqlite"
    try:
        report = evaluate(args.passages, args.questions, cache, Settings().embedder)
    except AssistantError as error:
        print(error.message, file=sys.stderr)
        return error.exit_status
    if args.json:
        print(json.dumps(report))
    else:
        for name, value in report.items():
            print(f"{name:<18} {value}")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
