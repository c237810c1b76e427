"""Processes of `evals.reindex_scale`: one that re-indexes and measures itself, one that asks question after question.

    python -m evals.reindex_run index CORPUS INDEX [--stand-in]
    python -m evals.reindex_run ask CORPUS INDEX QUESTIONS

`index` prints one JSON object. With `--stand-in` texts are not embedded by the model but given random vectors, which
takes the place of hours where a large corpus is made. `ask` prints "ready", then a JSON line for each question until
its input ends: when it began, how long it took, by which build, whether it failed; last what it holds in memory.
"""

from __future__ import annotations

import argparse
import json
import resource
import sys
import threading
import time
from collections.abc import Callable
from hashlib import blake2b
from itertools import cycle
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from assistant.errors import AssistantError
from assistant.index.embedding import ClauseEmbeddings
from assistant.jobs.refresh import give_way, refresh
from assistant.settings import Settings

_PAUSE = 0.02
"""Seconds between two questions: people read."""


def index(corpus: Path, folder: Path, stand_in: bool) -> dict[str, Any]:
    """Bring the index up to date; return its seconds, those of embedding apart, and its memory at most (MiB)."""
    give_way()
    spent = [0.0, 0.0]
    real = ClauseEmbeddings.encode

    def timed(
        self: ClauseEmbeddings, texts: list[str], progress: Callable[[int], None] | None = None
    ) -> NDArray[np.float32]:
        began, busy = time.perf_counter(), time.process_time()
        made = stood_in(texts) if stand_in else real(self, texts, progress)
        spent[0] += time.perf_counter() - began
        spent[1] += time.process_time() - busy
        return made

    ClauseEmbeddings.encode = timed  # type: ignore[method-assign]
    began, busy = time.perf_counter(), time.process_time()
    report = refresh(corpus, folder, settings=Settings(corpus=corpus, index=folder))
    return {
        "seconds": time.perf_counter() - began - spent[0],
        "processor_seconds": time.process_time() - busy - spent[1],
        "embedding_seconds": spent[0],
        "peak_mib": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024,
        "clauses": report.clauses,
    }


def stood_in(texts: list[str]) -> NDArray[np.float32]:
    """Return a random unit vector for each text, always the same for the same text."""
    made = np.empty((len(texts), 384), np.float32)
    for place, text in enumerate(texts):
        seed = int.from_bytes(blake2b(text.encode(), digest_size=8).digest(), "little")
        made[place] = np.random.default_rng(seed).standard_normal(384, np.float32)
    unit: NDArray[np.float32] = made / np.linalg.norm(made, axis=1, keepdims=True)
    return unit


def ask(corpus: Path, folder: Path, questions: list[str]) -> None:
    """Ask until standard input ends, as the web application does: by the build that is current at each question."""
    from assistant.web.runtime import Runtime

    runtime = Runtime(Settings(corpus=corpus, index=folder))
    for question in questions[:20]:
        runtime.asker().ask(question)
    print("ready", flush=True)
    over = threading.Event()
    threading.Thread(target=_wait_for_end, args=[over], daemon=True).start()
    for question in cycle(questions):
        if over.is_set():
            break
        began, wall = time.perf_counter(), time.time()
        try:
            answer = runtime.asker().ask(question)
            told: dict[str, Any] = {"build": answer.build, "failed": None}
        except (AssistantError, OSError, ValueError) as error:
            told = {"build": None, "failed": repr(error)}
        took = (time.perf_counter() - began) * 1000
        print(json.dumps({"at": wall, "ms": took, **told}), flush=True)
        time.sleep(_PAUSE)
    print(json.dumps({"peak_mib": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024}), flush=True)


def _wait_for_end(over: threading.Event) -> None:
    sys.stdin.read()
    over.set()


def main() -> None:
    """Do one of both from the command line."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n", 1)[0])
    parser.add_argument("what", choices=("index", "ask"))
    parser.add_argument("corpus", type=Path)
    parser.add_argument("index", type=Path)
    parser.add_argument("questions", type=Path, nargs="?", help="one JSON string a line")
    parser.add_argument("--stand-in", action="store_true")
    asked = parser.parse_args()
    if asked.what == "index":
        print(json.dumps(index(asked.corpus, asked.index, asked.stand_in)))
    else:
        ask(asked.corpus, asked.index, [json.loads(line) for line in asked.questions.read_text("utf-8").splitlines()])


if __name__ == "__main__":
    main()
