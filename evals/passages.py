"""Rank given passages with the product's own retrieval: `python -m evals.passages --passages F --questions F --json`.

Tokenising, embedding, candidates, features and ranking are those of `assistant search`; a passage has no edition, so
the signals of editions, labels and kinds are absent. With `--folds K` the ranker is fitted anew for each fold.
"""

from __future__ import annotations

import argparse
import json
import os
import sys
import tempfile
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from assistant.errors import AssistantError, UsageError
from assistant.index.build import index_vectors
from assistant.index.embedding import ClauseEmbeddings
from assistant.index.lexical import LexicalIndex
from assistant.index.texts import passage_texts
from assistant.index.vector_cache import VectorCache
from assistant.retrieval.candidates import Candidates, Searchable, gather
from assistant.retrieval.guess import Guess, Known, shipped_guess, weighed
from assistant.retrieval.layout import Layout
from assistant.retrieval.naming import EditionNames
from assistant.retrieval.question import analyse
from assistant.retrieval.ranking import TRAINED_WEIGHTS, WEIGHTS, order
from assistant.retrieval.trained import SHIPPED, shipped_ranker
from assistant.settings import Settings
from evals.ranker_training import Judged, Put, Taught, folds_of, learn

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
            index = index_vectors([text.embedded for text in texts], vectors)
        finally:
            vectors.close()
        self._embeddings = embeddings
        self._rows = {name: row for row, name in enumerate(self._ids)}
        self._vectors = index
        own = LexicalIndex.build((text.own for text in texts), in_order=True)
        self._indexes = Searchable(own, LexicalIndex.build(text.wide for text in texts), index)
        self._names = EditionNames({})
        self._allowed = np.ones(len(texts), bool)
        self._layout = _layout(passages)

    def put(self, question: str, relevant: frozenset[str] = frozenset()) -> Put:
        """Return a question as it is put to the passages."""
        asked = analyse(question, self._names, self._indexes.own)
        vector = self._embeddings.encode_question(asked.about)
        known = weighed(asked.words, self._indexes.own.idf)
        return Put(asked.wordings, known, vector, relevant, asked.renderings)

    def candidates(self, asked: Put, guess: Guess | None = None) -> Candidates:
        """Return the passages worth ranking; where their answer is guessed, with their features."""
        layout = None if guess is None else self._layout
        return gather(
            self._indexes, asked.wordings, asked.vector, self._allowed, layout=layout, guess=guess,
            renderings=asked.renderings,
        )  # fmt: skip

    def rank(self, asked: Put, taught: Taught | None = None, limit: int = 100) -> tuple[str, ...]:
        """Return the ids of the passages that answer a question best, best first."""
        guess = None if taught is None else taught.guess.of(asked.weighed, asked.vector)
        found = self.candidates(asked, guess)
        signals, weights = found.signals, WEIGHTS
        if taught is not None:
            signals, weights = signals | {"trained": taught.ranker.speak(found)}, TRAINED_WEIGHTS
        best = order(signals, weights)[0][:limit]
        return tuple(self._ids[row] for row in found.rows[best].tolist())

    def known(self, asked: Sequence[Put]) -> list[Known]:
        """Return questions with the words and vectors of their right passages, those of several as their mean."""
        rows = np.array(
            sorted({self._rows[one] for put in asked for one in put.relevant if one in self._rows}), np.int64
        )
        texts = dict(zip(rows.tolist(), self._indexes.own.words_of(rows), strict=True))
        return [self._known(put, texts) for put in asked]

    def _known(self, put: Put, texts: Mapping[int, Mapping[str, float]]) -> Known:
        rows = [self._rows[one] for one in put.relevant if one in self._rows]
        words: dict[str, float] = {}
        for row in rows:
            for word, weight in texts[row].items():
                words[word] = words.get(word, 0.0) + weight / len(rows)
        found = [self._first(row) for row in rows]
        vectors = [vector for vector in found if vector is not None]
        return Known(put.weighed, put.vector, words, np.mean(vectors, axis=0) if vectors else put.vector)

    def _first(self, row: int) -> NDArray[np.float32] | None:
        """Return the vector of a passage's first part."""
        vectors = self._vectors
        first, last = np.searchsorted(vectors.links[1], [row, row + 1])
        return vectors.vectors(vectors.links[0][first : first + 1])[0] if last > first else None

    def judged(self, asked: Put, guess: Guess) -> Judged:
        """Return the candidates of a question that the ranker looks at, and which are right."""
        found = self.candidates(asked, guess)
        if found.features is None or found.best is None:
            raise ValueError("The candidates were gathered without their layout.")
        right = np.array([self._ids[row] in asked.relevant for row in found.rows[found.best].tolist()], bool)
        return Judged(found.features, right, order(found.signals, WEIGHTS)[1][found.best])


def _layout(passages: Sequence[dict[str, Any]]) -> Layout:
    """Return where passages stand: one lies under another of its group whose title its own title goes on from."""
    names: dict[str, int] = {}
    group = [names.setdefault(str(passage.get("group") or ""), len(names)) for passage in passages]
    titles = [str(passage.get("title") or "") for passage in passages]
    parent, above = [-1] * len(passages), list[int]()
    for place, title in enumerate(titles):
        while above and not (
            group[above[-1]] == group[place]
            and titles[above[-1]] != title
            and titles[above[-1]]
            and title.startswith(titles[above[-1]].rstrip("."))
        ):
            above.pop()
        parent[place] = above[-1] if above else -1
        above.append(place)
    return Layout(np.array(group, np.int32), np.array(parent, np.int32))


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


def evaluate(passages: Path, questions: Path, cache: Path, settings: Settings, folds: int | None) -> dict[str, Any]:
    """Index the passages, rank them for each question that has a right one, and return the contract's figures."""
    began = time.perf_counter()
    records = read_lines(passages)
    search = PassageSearch(records, ClauseEmbeddings(settings.embedder), cache)
    index_seconds = time.perf_counter() - began
    asked = answerable(read_lines(questions))
    trained, folded = settings.ranker == "trained", bool(folds and len(asked) >= folds > 1)
    if folds and folded:
        ranked, trained_on = rank_in_folds(search, asked, folds), f"the other folds of {folds}"
    else:
        ranked = rank_all(search, asked, Taught(shipped_guess(), shipped_ranker()) if trained else None)
        trained_on = (
            str(json.loads(SHIPPED.with_suffix(".json").read_text("utf-8"))["fitted_on"]) if trained else "nothing"
        )
    times = [one.milliseconds for one in ranked] or [0.0]
    return {
        "passages": len(records),
        "questions": len(ranked),
        **figures(ranked),
        "index_seconds": round(index_seconds, 1),
        "p50_ms": round(float(np.percentile(times, 50)), 1),
        "p95_ms": round(float(np.percentile(times, 95)), 1),
        "ranker": "trained" if folded else settings.ranker,
        "ranker_trained_on": trained_on,
    }


def answerable(questions: Sequence[dict[str, Any]]) -> list[tuple[str, frozenset[str]]]:
    """Return the questions that have right passages, each with their ids."""
    asked = [(str(one["text"]), frozenset(map(str, one.get("relevant", ())))) for one in questions]
    return [(text, relevant) for text, relevant in asked if relevant]


def rank_all(search: PassageSearch, asked: Sequence[tuple[str, frozenset[str]]], taught: Taught | None) -> list[Ranked]:
    """Rank the passages for each question by what was learnt, or by the weights alone."""
    ranked = []
    for text, relevant in asked:
        started = time.perf_counter()
        found = search.rank(search.put(text), taught)
        ranked.append(Ranked(found, relevant, (time.perf_counter() - started) * 1000))
    return ranked


def rank_in_folds(search: PassageSearch, asked: Sequence[tuple[str, frozenset[str]]], folds: int) -> list[Ranked]:
    """Rank the passages for each question by what was learnt from the other folds, and from nothing else."""
    fold = folds_of(len(asked), folds)
    put = [search.put(*one) for one in asked]
    ranked: dict[int, Ranked] = {}
    for held in range(folds):
        taught = learn([(search, [one for one, its in zip(put, fold, strict=True) if its != held])])
        places = np.flatnonzero(fold == held).tolist()
        ranked |= zip(places, rank_all(search, [asked[place] for place in places], taught), strict=True)
    return [ranked[place] for place in range(len(asked))]


def main() -> int:
    """Parse the call, print the figures; exit status 2 where the call was wrong."""
    parser = argparse.ArgumentParser(prog="python -m evals.passages", description=__doc__)
    parser.add_argument(
        "--passages", type=Path, required=True, help='JSONL {"id", "text", "title"?, "group"?}, in order'
    )
    parser.add_argument("--questions", type=Path, required=True, help='JSONL {"id", "text", "relevant": [id, ...]}')
    parser.add_argument("--folds", type=int, help="fit the ranker for each fold on the others")
    parser.add_argument("--cache", type=Path, help="file that keeps the passages' vectors between runs")
    parser.add_argument("--json", action="store_true", help="print one JSON object and nothing else")
    args = parser.parse_args()
    cache = args.cache or Path(tempfile.gettempdir()) / f"clause-assistant-{os.getuid()}" / "passages.sqlite"
    try:
        report = evaluate(args.passages, args.questions, cache, Settings(), args.folds)
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
