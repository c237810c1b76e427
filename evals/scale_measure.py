"""One warm process against one build of `evals.scale`: how long questions take, what is resident, what is found.

    python -m evals.scale_measure INDEX QUESTIONS [--exact]

Prints one JSON object. With `--exact` the same pipeline scores every clause and compares 32-bit vectors with all.
"""

from __future__ import annotations

import argparse
import json
import time
from pathlib import Path
from typing import Any

import numpy as np

from assistant.index.builds import Build, open_current
from assistant.index.vectors import VectorIndex
from assistant.retrieval import candidates
from assistant.retrieval.retriever import Retriever
from assistant.settings import Settings
from evals.scale_build import EXACT

_WARM = 24
"""Questions asked before any is timed; they are not timed themselves."""


def measure(index: Path, questions: list[str], exact: bool) -> dict[str, Any]:
    """Open the build, ask the questions one by one, and return times (ms), memory (MiB) and what was found."""
    settings = Settings(index=index)
    began = time.perf_counter()
    build = open_current(index)
    retriever = Retriever(build, settings)
    for part in (build.rows, build.words("own"), build.words("wide"), build.vectors):
        assert part is not None
    opening = time.perf_counter() - began
    opened = resident()
    if exact:
        make_exact(build, index)
    for question in questions[:_WARM]:
        retriever.search(question)
    wall, busy, found = list[float](), list[float](), list[list[list[str]]]()
    for question in questions[_WARM:]:
        started, spent = time.perf_counter(), time.process_time()
        hits = retriever.search(question)
        wall.append((time.perf_counter() - started) * 1000)
        busy.append((time.process_time() - spent) * 1000)
        found.append([[hit.edition.edition, hit.clause.key] for hit in hits])
    return {
        "clauses": build.manifest.clauses,
        "editions": build.manifest.editions,
        "opening_seconds": round(opening, 3),
        "opened_mib": opened,
        "resident_mib": resident(),
        "questions": len(wall),
        **{f"{name}_ms": round(float(np.percentile(wall, q)), 1) for name, q in (("p50", 50), ("p95", 95))},
        **{f"cpu_{name}_ms": round(float(np.percentile(busy, q)), 1) for name, q in (("p50", 50), ("p95", 95))},
        "found": found,
    }


def make_exact(build: Build, index: Path) -> None:
    """Let a build be searched without any short cut."""
    kept = build.vectors
    vectors = np.load(index / EXACT, mmap_mode="r")
    build.__dict__["vectors"] = VectorIndex.build(vectors, kept.links, kept.size, exact=True)
    candidates.NARROW_ABOVE = build.manifest.clauses


def resident() -> int:
    """Return what this process holds in memory, mapped pages included, in MiB."""
    for line in Path("/proc/self/smaps_rollup").read_text("ascii").splitlines():
        if line.startswith("Rss:"):
            return int(line.split()[1]) // 1024
    return 0


def main() -> None:
    """Measure one build from the command line."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n", 1)[0])
    parser.add_argument("index", type=Path)
    parser.add_argument("questions", type=Path, help="one JSON string a line")
    parser.add_argument("--exact", action="store_true")
    asked = parser.parse_args()
    questions = [json.loads(line) for line in asked.questions.read_text("utf-8").splitlines()]
    print(json.dumps(measure(asked.index, questions, asked.exact), ensure_ascii=False))


if __name__ == "__main__":
    main()
