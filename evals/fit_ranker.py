"""Fit the shipped ranker: `python -m evals.fit_ranker PASSAGES QUESTIONS [PASSAGES QUESTIONS ...]`.

Each pair is a collection whose questions have known right passages, in the JSONL of `evals.passages`; the licences of
the collections must let their fitted weights be shipped. Writes ranker.txt and ranker.json beside the ranking code.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import sys
import tempfile
from collections import Counter
from pathlib import Path
from typing import Any

import lightgbm
import numpy as np

from assistant.errors import AssistantError
from assistant.index.embedding import ClauseEmbeddings
from assistant.retrieval.features import NAMES
from assistant.retrieval.guess import SHIPPED as GUESS
from assistant.retrieval.trained import SHIPPED
from assistant.settings import Settings
from evals.passages import PassageSearch, answerable, read_lines
from evals.ranker_training import PARAMETERS, ROUNDS, SEED, Put, learn


def collection_of(passages: Path, questions: Path, cache: Path, most: int) -> tuple[PassageSearch, list[Put]]:
    """Return a collection of at most so many passages, and the questions that can be answered from them."""
    records = drawn(read_lines(passages), most)
    held = {str(record["id"]) for record in records}
    search = PassageSearch(records, ClauseEmbeddings(Settings().embedder), cache)
    return search, [search.put(*one) for one in answerable(read_lines(questions)) if one[1] <= held]


def drawn(records: list[dict[str, Any]], most: int) -> list[dict[str, Any]]:
    """Draw whole documents by the seed until they have `most` passages; their order stays."""
    groups = list(dict.fromkeys(str(record.get("group") or "") for record in records))
    sizes = Counter(str(record.get("group") or "") for record in records)
    kept: set[str] = set()
    for place in np.random.default_rng(SEED).permutation(len(groups)).tolist():
        if sum(sizes[name] for name in kept) >= most:
            break
        kept.add(groups[place])
    return [record for record in records if str(record.get("group") or "") in kept]


def main() -> int:
    """Parse the call, fit, write; exit status 2 where a file is wrong."""
    parser = argparse.ArgumentParser(prog="python -m evals.fit_ranker", description=__doc__)
    parser.add_argument("collections", type=Path, nargs="+", help="PASSAGES QUESTIONS, pair after pair")
    parser.add_argument("--names", nargs="+", required=True, help="a name for each pair, for the record")
    parser.add_argument(
        "--most", type=int, default=100_000, help="draw documents of a collection until they have so many passages"
    )
    parser.add_argument("--cache", type=Path, help="file that keeps the passages' vectors between runs")
    args = parser.parse_args()
    pairs = list(zip(args.collections[::2], args.collections[1::2], strict=False))
    if len(args.collections) != 2 * len(args.names):
        parser.error("give two files and one name for each collection")
    cache = args.cache or Path(tempfile.gettempdir()) / "passages.sqlite"
    collections: list[tuple[PassageSearch, list[Put]]] = []
    sources: list[dict[str, Any]] = []
    try:
        for name, (passages, asked) in zip(args.names, pairs, strict=True):
            collections.append(collection_of(passages, asked, cache, args.most))
            digest = {file.name: hashlib.sha256(file.read_bytes()).hexdigest() for file in (passages, asked)}
            sources.append({"name": name, "questions": len(collections[-1][1]), "sha256": digest})
    except AssistantError as error:
        print(error.message, file=sys.stderr)
        return error.exit_status
    taught = learn(collections)
    if taught is None:
        parser.error("no question of these collections can be answered from their passages")
    taught.ranker.save(SHIPPED)
    taught.guess.save(GUESS)
    record = {
        "fitted_on": ", ".join(args.names),
        "by": "python -m evals.fit_ranker",
        "seed": SEED,
        "rounds": ROUNDS,
        "most_passages": args.most,
        "parameters": PARAMETERS,
        "lightgbm": lightgbm.__version__,
        "features": list(NAMES),
        "sources": sources,
    }
    SHIPPED.with_suffix(".json").write_text(json.dumps(record, indent=1, ensure_ascii=False) + "\n", "utf-8")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
