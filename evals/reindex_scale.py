"""How re-indexing grows: a 50-page edition replaced in libraries of 1,000 to 300,000 clauses while questions are asked.

    python -m evals.reindex_scale --passages FILE … --questions FILE … --into FOLDER [--sizes N …] [--rounds 5]

The corpus is made as `evals.reindex_corpus` says and kept in FOLDER for the next run. In each round another edition is
replaced by a revision of it (a fifth of its clauses worded otherwise, some left out, some new) and indexed by a process
of its own, while another process asks the questions as the web application does. Printed are, for each size: seconds
of the re-index less those of embedding (by the clock and of processor time), its memory at most beside that of
answering, the 50th and 95th percentile of a question's milliseconds at rest and meanwhile, and the answers that failed.
FOLDER/reindex.json keeps them; `--plot FILE.png` draws them.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
import threading
import time
from collections.abc import Sequence
from pathlib import Path
from statistics import median
from typing import Any

import numpy as np

from assistant.index.current import current_id
from evals.reindex_corpus import CLAUSES, Editions
from evals.scale import questions_of

SIZES = (1_000, 10_000, 100_000, 300_000)
TARGET = 100_000
_REST = 20.0
"""Seconds of questions before anything is replaced."""


class Stream:
    """A process that asks without end; what it tells of each question is gathered."""

    def __init__(self, corpus: Path, index: Path, questions: Path) -> None:
        self._process = subprocess.Popen(
            [sys.executable, "-m", "evals.reindex_run", "ask", str(corpus), str(index), str(questions)],
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True,
        )  # fmt: skip
        assert self._process.stdout is not None
        if self._process.stdout.readline().strip() != "ready":
            raise SystemExit("The process that asks questions did not begin.")
        self.told: list[dict[str, Any]] = []
        self._listener = threading.Thread(target=self._listen)
        self._listener.start()

    def _listen(self) -> None:
        assert self._process.stdout is not None
        for line in self._process.stdout:
            self.told.append(json.loads(line))

    def end(self) -> int:
        """End it; return what it held in memory at most, in MiB."""
        assert self._process.stdin is not None
        self._process.stdin.close()
        self._process.wait()
        self._listener.join()
        return int(self.told.pop()["peak_mib"])

    def between(self, spans: Sequence[tuple[float, float]]) -> list[float]:
        """Return the milliseconds of the questions that ran within any of these spans of time."""
        return [
            one["ms"]
            for one in list(self.told)
            if any(one["at"] < end and one["at"] + one["ms"] / 1000 > begin for begin, end in spans)
        ]


def measure(editions: Editions, folder: Path, clauses: int, questions: Path, rounds: int) -> dict[str, Any]:
    """Make the library where there is none, replace an edition `rounds` times, return the figures."""
    corpus, index = folder / "corpus", folder / "index"
    count = max(1, clauses // CLAUSES)
    made = None
    if current_id(index) is None:
        corpus.mkdir(parents=True, exist_ok=True)
        for number in range(count):
            editions.write(number, 0, corpus, index)
        made = _run(corpus, index, "--stand-in")
    stream = Stream(corpus, index, questions)
    begin = time.time()
    time.sleep(_REST)
    rest = stream.between([(begin, time.time())])
    runs, spans = list[dict[str, Any]](), list[tuple[float, float]]()
    before = _revision(folder)
    for turn in range(rounds):
        editions.write(turn * 7 % count, before + turn + 1, corpus, index)
        began = time.time()
        run = _run(corpus, index)
        run["whole_seconds"] = time.time() - began
        runs.append(run)
        # The first question of the new build opens it: that counts as meanwhile.
        time.sleep(1)
        spans.append((began, time.time()))
    (folder / "revision").write_text(str(before + rounds))
    busy = stream.between(spans)
    serving = stream.end()
    beside = [run["seconds"] for run in runs]
    return {
        "clauses": runs[-1]["clauses"]["total"],
        "made_seconds": made and round(made["seconds"], 1),
        "seconds": round(median(beside), 2),
        "slowest_seconds": round(max(beside), 2),
        "whole_seconds": round(median(run["whole_seconds"] - run["embedding_seconds"] for run in runs), 2),
        "processor_seconds": round(median(run["processor_seconds"] for run in runs), 2),
        "embedding_seconds": round(median(run["embedding_seconds"] for run in runs), 2),
        "embedded": runs[-1]["clauses"]["embedded"],
        "peak_mib": max(run["peak_mib"] for run in runs),
        "serving_mib": serving,
        "asked": len(busy),
        "failed": [one["failed"] for one in stream.told if one["failed"]],
        "builds": len({one["build"] for one in stream.told}),
        "rest_ms": _percentiles(rest),
        "meanwhile_ms": _percentiles(busy),
    }


def _percentiles(values: Sequence[float]) -> dict[str, float]:
    return {f"p{q}": round(float(np.percentile(values, q)), 1) for q in (50, 95, 100)}


def _revision(folder: Path) -> int:
    kept = folder / "revision"
    return int(kept.read_text()) if kept.is_file() else 0


def _run(corpus: Path, index: Path, *more: str) -> dict[str, Any]:
    words = [sys.executable, "-m", "evals.reindex_run", "index", str(corpus), str(index), *more]
    told: dict[str, Any] = json.loads(subprocess.run(words, check=True, stdout=subprocess.PIPE, text=True).stdout)
    return told


def line_of(row: dict[str, Any]) -> str:
    """Return a row as a line of text, with the targets of its size."""
    line = (
        f"{row['clauses']:>8,} clauses  {row['seconds']:5.2f} s besides embedding {row['embedded']} "
        f"(slowest {row['slowest_seconds']:.2f}, processor {row['processor_seconds']:.2f})  "
        f"{row['peak_mib']} MiB, serving {row['serving_mib']} ({row['peak_mib'] / row['serving_mib']:.2f})  "
        f"questions p95 {row['rest_ms']['p95']:.0f} ms at rest, {row['meanwhile_ms']['p95']:.0f} of "
        f"{row['asked']} meanwhile ({row['meanwhile_ms']['p95'] / row['rest_ms']['p95']:.2f}), "
        f"{len(row['failed'])} failed"
    )
    owed = f"{TARGET - CLAUSES:,} to {TARGET + CLAUSES:,}: <= 3 s, memory <= 1.5, p95 <= 2, none failed"
    return f"{line}  [{owed}]" if abs(row["clauses"] - TARGET) <= CLAUSES else line


def plot(rows: Sequence[dict[str, Any]], file: Path) -> None:
    """Draw seconds and memory by size."""
    import matplotlib

    matplotlib.use("Agg")
    from matplotlib import pyplot

    figure, (left, right) = pyplot.subplots(1, 2, figsize=(9, 3.4), layout="constrained")
    sizes = [row["clauses"] for row in rows]
    left.plot(sizes, [row["seconds"] for row in rows], "o-")
    left.set(xscale="log", xlabel="clauses", ylabel="seconds besides embedding", ylim=0)
    right.plot(sizes, [row["peak_mib"] for row in rows], "o-", label="re-indexing")
    right.plot(sizes, [row["serving_mib"] for row in rows], "o-", label="answering")
    right.set(xscale="log", xlabel="clauses", ylabel="MiB at most", ylim=0)
    right.legend()
    figure.savefig(file, dpi=120)


def main() -> None:
    """Measure from the command line."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n", 1)[0])
    parser.add_argument("--passages", type=Path, nargs="+", required=True, help='JSONL with "text"')
    parser.add_argument("--questions", type=Path, nargs="+", required=True, help='JSONL with "turns" or "text"')
    parser.add_argument("--into", type=Path, required=True, help="folder of the libraries; 300,000 clauses take 6 GB")
    parser.add_argument("--sizes", type=int, nargs="+", default=SIZES)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--plot", type=Path)
    asked = parser.parse_args()
    asked.into.mkdir(parents=True, exist_ok=True)
    questions = asked.into / "questions.jsonl"
    drawn = questions_of(asked.questions)[:400]
    questions.write_text("".join(json.dumps(one, ensure_ascii=False) + "\n" for one in drawn), "utf-8")
    editions, rows = Editions(asked.passages), []
    for size in asked.sizes:
        rows.append(measure(editions, asked.into / str(size), size, questions, asked.rounds))
        print(line_of(rows[-1]), flush=True)
        (asked.into / "reindex.json").write_text(json.dumps(rows, indent=1), "utf-8")
    if asked.plot:
        plot(rows, asked.plot)


if __name__ == "__main__":
    main()
