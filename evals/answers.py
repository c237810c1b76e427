"""Score answers beside two baselines, by type and language: `python -m evals.answers INDEX QUESTIONS [...]`.

The scorer is `tools/score_answers.py` of the folder that ASSISTANT_SHARED names. The baselines answer with the first
clause found, as it stands, and with the first chunk that LangChain's plain retrieval finds (pypdf's text in chunks of
1000 characters, the same model's vectors, nothing else); the second needs the packages of the extra `bench` and is run
with `--recipe`. The page of `--html FILE` lists every question that was not answered wholly right, with the answer,
its quotes and the clauses that carry the answer, for a person to learn from.
"""

from __future__ import annotations

import argparse
import json
import os
import sys
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import date
from importlib.util import module_from_spec, spec_from_file_location
from pathlib import Path
from types import ModuleType
from typing import Any

from assistant.answering.ask import Asker
from assistant.index.builds import Build, open_current
from assistant.index.embedding import ClauseEmbeddings
from assistant.library.model import Turn
from assistant.retrieval.retriever import Retriever
from assistant.settings import Settings
from evals.failed_page import failed_page

Record = dict[str, Any]
Answerer = Callable[[Mapping[str, Any]], Record]


def scorer() -> ModuleType:
    """Load the scorer; SystemExit where ASSISTANT_SHARED does not name its folder."""
    path = Path(os.environ.get("ASSISTANT_SHARED", "")) / "tools" / "score_answers.py"
    spec = spec_from_file_location("score_answers", path) if path.is_file() else None
    if spec is None or spec.loader is None:
        raise SystemExit("Name the folder of questions and scorers by ASSISTANT_SHARED.")
    module = module_from_spec(spec)
    sys.modules[spec.name] = module
    spec.loader.exec_module(module)
    return module


def by_quotes(build: Build) -> Answerer:
    """Answer as the product does, without a model."""
    asker = Asker(build, Settings())

    def answer(question: Mapping[str, Any]) -> Record:
        day, history = _day(question), list[Turn]()
        for turn in question["turns"][:-1]:
            history.append(Turn(question=turn, answer=asker.ask(turn, day, history).text))
        found: Record = json.loads(asker.ask(question["turns"][-1], day, history).model_dump_json())
        return found

    return answer


def by_first_clause(build: Build) -> Answerer:
    """Answer with the first clause found, as it stands."""
    retriever = Retriever(build, Settings())

    def answer(question: Mapping[str, Any]) -> Record:
        started = time.perf_counter()
        hits = retriever.search(" ".join(question["turns"]), 1, _day(question))
        cited = [(hit.edition.edition, list(hit.clause.path), hit.clause.text) for hit in hits]
        return _verbatim(cited, started)

    return answer


def by_recipe(build: Build) -> Answerer:
    """Answer with the first chunk that LangChain's plain retrieval finds."""
    from langchain_community.document_loaders import PyPDFLoader
    from langchain_core.vectorstores import InMemoryVectorStore
    from langchain_text_splitters import RecursiveCharacterTextSplitter

    splitter = RecursiveCharacterTextSplitter(chunk_size=1000, chunk_overlap=200)
    store = InMemoryVectorStore(ClauseEmbeddings(Settings().embedder))
    for edition in build.editions:
        pages = PyPDFLoader(str(build.corpus_path(edition))).load()
        for page in pages:
            page.metadata = {"edition": edition}
        store.add_documents(splitter.split_documents(pages))

    def answer(question: Mapping[str, Any]) -> Record:
        started = time.perf_counter()
        chunks = store.similarity_search(" ".join(question["turns"]), 1)
        return _verbatim([(chunk.metadata["edition"], [], chunk.page_content) for chunk in chunks], started)

    return answer


def _day(question: Mapping[str, Any]) -> date | None:
    return date.fromisoformat(question["as_of"]) if "as_of" in question else None


def _verbatim(cited: Sequence[tuple[str, list[str], str]], started: float) -> Record:
    citations = [{"n": n, "edition": e, "path": path, "quote": text} for n, (e, path, text) in enumerate(cited, 1)]
    statements = [{"text": text, "citations": [n]} for n, (_, _, text) in enumerate(cited, 1)]
    return {
        "outcome": "answered" if cited else "declined",
        "text": "\n".join(text for _, _, text in cited),
        "statements": statements,
        "citations": citations,
        "elapsed_ms": 1000 * (time.perf_counter() - started),
    }


def answered(
    answerers: Mapping[str, Callable[[Build], Answerer]], pairs: Sequence[tuple[Path, Path]], judge: ModuleType
) -> Iterator[tuple[str, list[tuple[Record, Record, Any]]]]:
    """Yield for each answerer its name and (question, answer, score) of all questions."""
    opened = [(open_current(index), judge.read_lines(questions, judge.NEEDED)[0]) for index, questions in pairs]
    for name, make in answerers.items():
        judged = []
        for build, questions in opened:
            answer = make(build)
            for question in questions:
                given = answer(question)
                judged.append((question, given, judge.score(question, given)))
        yield name, judged


def main() -> int:
    """Answer, score, print; write the page where asked."""
    parser = argparse.ArgumentParser(prog="python -m evals.answers", description=__doc__)
    parser.add_argument("pairs", type=Path, nargs="+", help="INDEX QUESTIONS, pair after pair")
    parser.add_argument("--recipe", action="store_true", help="LangChain's plain retrieval, too")
    parser.add_argument("--html", type=Path, help="write the page of failed questions")
    args = parser.parse_args()
    if len(args.pairs) % 2:
        parser.error("give an index and a question file, pair after pair")
    pairs = list(zip(args.pairs[::2], args.pairs[1::2], strict=True))
    judge = scorer()
    answerers = {"answers": by_quotes, "first clause verbatim": by_first_clause}
    if args.recipe:
        answerers["LangChain's plain retrieval"] = by_recipe
    for name, judged in answered(answerers, pairs, judge):
        print(f"\n{name}\n{judge.table(judge.report([score for _, _, score in judged]))}", flush=True)
        if args.html and name == "answers":
            failed = [one for one in judged if not one[2].fully_right]
            args.html.write_text(failed_page(failed, len(judged)), "utf-8")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
