"""How search grows with size: builds of 14,000 to 1,000,000 clauses made from an index, each asked in its own process.

    python -m evals.scale --index DIR --into FOLDER [--sizes N …] [--questions FILE …] [--no-exact]

Builds are made as `evals.scale_build` says and kept in FOLDER for the next run. Printed are, for each size: seconds to
open the build, milliseconds a question by the clock and of processor time (embedding included, in one warm process,
each question asked once), resident memory with mapped pages, and the share of the first ten clauses that the same
pipeline gives where it scores every clause and compares vectors in 32 bits with all. FOLDER/scale.json keeps them.

Question files are JSON lines with `turns` (the last is asked) or `text`; without any, beginnings of clauses are asked.
"""

from __future__ import annotations

import argparse
import json
import random
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from assistant.index.builds import open_current
from assistant.index.current import current_id

SIZES = (14_000, 100_000, 300_000, 1_000_000)
TARGETS = {
    14_000: "p50 <= 12 ms, p95 <= 25 ms, opening <= 1 s",
    1_000_000: "p50 <= 60 ms, <= 3072 MiB, >= 0.98",
}


def questions_of(files: Sequence[Path]) -> list[str]:
    """Return the questions of files, in a seeded order, each once."""
    found: dict[str, None] = {}
    for file in files:
        for line in filter(str.strip, file.read_text("utf-8").splitlines()):
            record = json.loads(line)
            found[record["turns"][-1] if "turns" in record else record["text"]] = None
    drawn = list(found)
    random.Random(1).shuffle(drawn)
    return drawn


def questions_from(index: Path, count: int = 150) -> list[str]:
    """Return beginnings of clauses of an index as questions, seeded."""
    with open_current(index) as build:
        texts = [
            clause.text for edition in build.editions for clause in build.clauses(edition) if len(clause.text) > 60
        ]
    return [text[:60].replace("\n", " ") for text in random.Random(1).sample(texts, min(count, len(texts)))]


def run(index: Path, into: Path, sizes: Sequence[int], questions: Sequence[str], exact: bool) -> list[dict[str, Any]]:
    """Make what builds are missing, measure each; return a row of figures for each size."""
    into.mkdir(parents=True, exist_ok=True)
    asked = into / "questions.jsonl"
    asked.write_text("".join(json.dumps(one, ensure_ascii=False) + "\n" for one in questions), "utf-8")
    rows = []
    for size in sizes:
        folder = into / str(size)
        if current_id(folder) is None:
            _child("evals.scale_build", str(index), str(folder), str(size))
        row = json.loads(_child("evals.scale_measure", str(folder), str(asked)))
        found = row.pop("found")
        if exact:
            right = json.loads(_child("evals.scale_measure", str(folder), str(asked), "--exact"))
            row["same_top10"] = round(same(found, right["found"]), 4)
            row["exact_p50_ms"] = right["p50_ms"]
        rows.append(row)
        print(line_of(row), flush=True)
        (into / "scale.json").write_text(json.dumps(rows, indent=1), "utf-8")
    return rows


def same(found: Sequence[Sequence[Any]], right: Sequence[Sequence[Any]]) -> float:
    """Return the mean share of the right results that were found."""
    shares = [
        sum(one in ours for one in theirs) / len(theirs) for ours, theirs in zip(found, right, strict=True) if theirs
    ]
    return sum(shares) / max(len(shares), 1)


def line_of(row: dict[str, Any]) -> str:
    """Return a row as a line of text, with the targets of its size."""
    line = (
        f"{row['clauses']:>9,} clauses  open {row['opening_seconds']:6.3f} s  p50 {row['p50_ms']:6.1f} ms  "
        f"p95 {row['p95_ms']:6.1f} ms  (processor {row['cpu_p50_ms']:.1f}, {row['cpu_p95_ms']:.1f})  "
        f"{row['resident_mib']:>5} MiB"
    )
    if "same_top10" in row:
        line += f"  first ten {row['same_top10']:.3f} (exact: p50 {row['exact_p50_ms']:.1f} ms)"
    target = TARGETS.get(row["clauses"])
    return f"{line}  [{target}]" if target else line


def _child(module: str, *arguments: str) -> str:
    return subprocess.run(
        [sys.executable, "-m", module, *arguments], check=True, stdout=subprocess.PIPE, text=True
    ).stdout


def main() -> None:
    """Measure from the command line."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n", 1)[0])
    parser.add_argument("--index", type=Path, required=True, help="index folder whose current build is varied")
    parser.add_argument("--into", type=Path, required=True, help="folder of the builds; a million clauses take 7 GB")
    parser.add_argument("--sizes", type=int, nargs="+", default=SIZES)
    parser.add_argument("--questions", type=Path, nargs="*", default=[], help='JSONL with "turns" or "text"')
    parser.add_argument("--no-exact", action="store_true", help="leave out the comparison with exact search")
    asked = parser.parse_args()
    questions = questions_of(asked.questions) if asked.questions else questions_from(asked.index)
    run(asked.index, asked.into, asked.sizes, questions, not asked.no_exact)


if __name__ == "__main__":
    main()
