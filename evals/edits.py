"""The same corpus through twenty random edits and from nothing: the same answers, the same ranking, the same files.

    python -m evals.edits [--corpus DIR] [--questions FILE …] [--edits 20] [--seed 1]

A copy of the corpus is indexed, then edited and indexed again, edit by edit: documents are renamed, moved, touched,
replaced at their path, put there twice, taken away and brought back, and the catalogue is changed. Then the corpus as
it is in the end is indexed from nothing, in another folder and another process. Printed are the edits done and how many
questions got another answer or another ranking, scores included; exit status 1 where any did.

Question files are JSON lines with `turns` or `text`; without any, beginnings of clauses are asked.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import shutil
import subprocess
import sys
import tempfile
from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from assistant.answering.ask import Asker
from assistant.index.builds import open_current
from assistant.index.current import current_id, read_manifest
from assistant.jobs.refresh import refresh
from assistant.library.catalogue import FILE_NAME as CATALOGUE
from assistant.settings import ROOT, Settings
from evals.interruptions import held
from evals.scale import questions_from, questions_of


class Edits:
    """Edits a folder of PDFs at random; what is taken away may come back."""

    def __init__(self, corpus: Path, seed: int) -> None:
        self._corpus = corpus
        self._away = corpus.with_name("away")
        self._away.mkdir(exist_ok=True)
        self._draw = random.Random(seed)
        self.done: Counter[str] = Counter()

    def edit(self) -> str:
        """Do one edit and return which."""
        files = sorted(self._corpus.rglob("*.pdf"))
        file, number = self._draw.choice(files), sum(self.done.values())
        ways = ["rename", "move", "touch", "double", "catalogue"]
        ways += ["replace", "remove"] if len(files) > 2 else []
        ways += ["bring back"] * 2 if any(self._away.iterdir()) else []
        what = self._draw.choice(ways)
        self.done[what] += 1
        if what == "rename":
            file.rename(file.with_name(f"renamed-{number}.pdf"))
        elif what == "move":
            (self._corpus / f"folder-{number}").mkdir()
            file.rename(self._corpus / f"folder-{number}" / file.name)
        elif what == "touch":
            os.utime(file, (number, number))
        elif what == "double":
            shutil.copy(file, self._corpus / f"second-{number}.pdf")
        elif what == "replace":
            other = self._draw.choice([one for one in files if one != file])
            shutil.move(file, self._away / f"{number}.pdf")
            shutil.copy(other, file)
        elif what == "remove":
            shutil.move(file, self._away / f"{number}.pdf")
        elif what == "bring back":
            back = self._draw.choice(sorted(self._away.iterdir()))
            shutil.move(back, self._corpus / f"back-{number}.pdf")
        else:
            with (self._corpus / CATALOGUE).open("a", encoding="utf-8") as catalogue:
                names = json.dumps([f"alias {number}"])
                catalogue.write(f'\n[[edition]]\nid = "{file.stem} {number}"\naliases = {names}\n')
        return what


def told(settings: Settings, questions: Sequence[str]) -> list[dict[str, Any]]:
    """Return what the current build answers to each question, and its ranking with scores."""
    found = []
    with open_current(settings.index) as build:
        asker = Asker(build, settings)
        for question in questions:
            answer = asker.ask(question).to_json() | {"build": "", "elapsed_ms": 0}
            ranking = [[hit.edition.edition, hit.clause.key, hit.score] for hit in asker.retriever.search(question)]
            found.append({"answer": answer, "ranking": ranking})
    return found


def compare(edited: Settings, fresh: Settings, questions: Sequence[str]) -> dict[str, Any]:
    """Return how many questions the two indexes answer or rank otherwise, and which files of the builds differ."""
    ours, theirs = told(edited, questions), told(fresh, questions)
    files = [held(one.index) for one in (edited, fresh)]
    return {
        "questions": len(questions),
        "other_answers": sum(a["answer"] != b["answer"] for a, b in zip(ours, theirs, strict=True)),
        "other_rankings": sum(a["ranking"] != b["ranking"] for a, b in zip(ours, theirs, strict=True)),
        "other_files": sorted(name for name, _ in files[0].items() ^ files[1].items()),
        "clauses": read_manifest(fresh.index, current_id(fresh.index) or "").clauses,
    }


def run(root: Path, corpus: Path, files: Sequence[Path], edits: int, seed: int) -> dict[str, Any]:
    """Edit and compare in a folder of its own; return the edits done and what came of them."""
    copy = root / "corpus"
    shutil.copytree(corpus, copy, ignore=shutil.ignore_patterns("sources"))
    edited = Settings(corpus=copy, index=root / "edited", data=root / "data")
    refresh(copy, edited.index, settings=edited)
    editor = Edits(copy, seed)
    for _ in range(edits):
        editor.edit()
        refresh(copy, edited.index, settings=edited)
    fresh = edited.model_copy(update={"index": root / "fresh"})
    words = ["index", str(copy), "--index", str(fresh.index), "--json"]
    subprocess.run([sys.executable, "-m", "assistant.cli", *words], check=True, stdout=subprocess.DEVNULL)
    questions = questions_of(files) if files else questions_from(fresh.index)
    return {"edits": dict(editor.done)} | compare(edited, fresh, questions)


def main() -> None:
    """Edit from the command line."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n", 1)[0])
    parser.add_argument("--corpus", type=Path, default=ROOT / "corpus")
    parser.add_argument("--questions", type=Path, nargs="*", default=[], help='JSONL with "turns" or "text"')
    parser.add_argument("--edits", type=int, default=20)
    parser.add_argument("--seed", type=int, default=1)
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        came = run(Path(folder), asked.corpus, asked.questions, asked.edits, asked.seed)
    print(json.dumps(came, ensure_ascii=False, indent=1))
    sys.exit(bool(came["other_answers"] or came["other_rankings"] or came["other_files"]))


if __name__ == "__main__":
    main()
