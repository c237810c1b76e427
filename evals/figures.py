"""Print the README's figures: the scorers of the folder that ASSISTANT_SHARED names, run here.

    ASSISTANT_SHARED=… python -m evals.figures [--index DIR] [--real-index DIR]

`--index` holds the shipped corpus, `--real-index` the real documents of that folder (made by
`assistant index $ASSISTANT_SHARED/pdfs --index DIR`).
The questions and gold labels are development data: parts of the product were tuned on them.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from evals.reading_labels import measure as reading_labels

ASSISTANT = f"{sys.executable} -m assistant.cli"


def main() -> int:
    """Run the scorers and print one Markdown table row for each figure."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--index", type=Path, default=Path("indexes"))
    parser.add_argument("--real-index", type=Path)
    given = parser.parse_args()
    if "ASSISTANT_SHARED" not in os.environ:
        parser.error("name the folder of questions, gold labels and scorers by ASSISTANT_SHARED")
    shared = Path(os.environ["ASSISTANT_SHARED"])
    print("| what | on | figure |\n|---|---|---|")
    for what, on, figure in rows(shared, given.index, given.real_index):
        print(f"| {what} | {on} | {figure} |", flush=True)
    return 0


def rows(shared: Path, index: Path, real_index: Path | None) -> Iterator[tuple[str, str, str]]:
    """Yield (what, on which data, figure)."""
    tools = shared / "tools"
    yield from clauses(shared, tools)
    asked = [(shared / "questions" / "dev.jsonl", index, "shipped corpus")]
    if real_index:
        asked.append((shared / "questions" / "real_dev.jsonl", real_index, "real documents"))
    for questions, folder, on in asked:
        yield from searches(questions, folder, tools, on)
        yield from answers(questions, folder, tools, on)


def clauses(shared: Path, tools: Path) -> Iterator[tuple[str, str, str]]:
    """Score the reading of clauses on the gold labels."""
    command = [str(tools / "score_clauses.py"), str(shared / "gold" / "clauses"), "--pdfs", str(shared / "pdfs")]
    report = scored([*command, "--command", f"{ASSISTANT} parse {{file}} --json", "--json"])["all"]
    for family in ("clauses", "items", "tables"):
        yield f"{family} found (F1)", "10 labelled documents", f"{report[family]['f1']:.3f}"
    yield "table cells right", "10 labelled documents", f"{report['cells']:.3f}"
    yield "front-matter facts right", "10 labelled documents", f"{report['meta']:.3f}"
    for score in reading_labels(shared / "pdfs"):
        on = f"{score.labels} labels in {score.documents} documents"
        yield f"{score.what}: precision / recall", on, f"{score.precision:.3f} / {score.recall:.3f}"


def searches(questions: Path, index: Path, tools: Path, on: str) -> Iterator[tuple[str, str, str]]:
    """Score `assistant search --batch`."""
    with outputs("search", questions, index) as found:
        report = scored([str(tools / "score_search.py"), str(questions), found, "--json"])["overall"]
    for k in (1, 3):
        yield (
            f"a right clause among the first {k}",
            f"{on}, {report['questions']} questions",
            f"{report[f'top{k}']:.2f}",
        )


def answers(questions: Path, index: Path, tools: Path, on: str) -> Iterator[tuple[str, str, str]]:
    """Score `assistant ask --batch`."""
    with outputs("ask", questions, index) as given:
        report = scored([str(tools / "score_answers.py"), str(questions), given, "--json"])["overall"]
    on = f"{on}, {report['questions']} questions"
    yield "answered, declined or asked back rightly", on, f"{report['outcome_right']:.2f}"
    yield "required facts given", on, f"{report['fact_recall']:.2f}"
    yield "first citation right", on, f"{report['citation_top1']:.2f}"
    yield "fully right", on, f"{report['fully_right']:.2f}"
    yield "statements without a needed citation", on, str(report["uncited_statements"])
    yield "time for an answer, p50 / p95", on, f"{report['p50_ms']:.0f} / {report['p95_ms']:.0f} ms"


@contextmanager
def outputs(command: str, questions: Path, index: Path) -> Iterator[str]:
    """Run a batch command and give its output as a temporary file."""
    with tempfile.NamedTemporaryFile("w+", suffix=".jsonl") as out:
        words = [*ASSISTANT.split(), command, "--batch", str(questions), "--index", str(index)]
        subprocess.run(words, stdout=out, check=True)
        yield out.name


def scored(command: list[str]) -> Any:
    """Run a scorer and return its JSON; its exit status 1 says that some input failed, which counts as wrong."""
    done = subprocess.run([sys.executable, *command], capture_output=True, text=True, check=False)
    if done.returncode not in (0, 1):
        raise SystemExit(done.stderr)
    return json.loads(done.stdout)


if __name__ == "__main__":
    raise SystemExit(main())
