"""Compare what reading finds with labels made by hand: references, changes since the previous edition, modal force.

    ASSISTANT_SHARED=… python -m evals.reading_labels [--cache DIR] [--misses] [--json]

`evals/labels/*.jsonl` holds one label a line: file, page, path of the clause, kind, and the place or document meant.
Lines with `pages` say which pages of a file were labelled whole: what is found there beyond the labels is wrong.
A reference or a change is right where the clause, the kind and all places agree; force where the strongest word agrees.
"""

from __future__ import annotations

import argparse
import json
import os
from collections import Counter
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any, NamedTuple

from assistant.library.model import Document
from assistant.library.numbers import find_numbers
from assistant.reading.read import read_pdf

LABELS = Path(__file__).parent / "labels"
Label = dict[str, Any]
Facts = Counter[tuple[str, ...]]


class Score(NamedTuple):
    """How found facts agree with labelled ones."""

    what: str
    labels: int
    right: int
    found: int
    documents: int

    @property
    def precision(self) -> float:
        """Share of what was found that is right."""
        return self.right / self.found if self.found else 0.0

    @property
    def recall(self) -> float:
        """Share of the labels that were found."""
        return self.right / self.labels if self.labels else 0.0


def main() -> int:
    """Print precision and recall of each kind of label."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--cache", type=Path, help="Folder that keeps OCR results.")
    parser.add_argument(
        "--misses", action="store_true", help="Print each fact that is missed or found beyond the labels."
    )
    parser.add_argument("--json", action="store_true", dest="as_json")
    given = parser.parse_args()
    if "ASSISTANT_SHARED" not in os.environ:
        parser.error("name the folder that holds the documents by ASSISTANT_SHARED")
    scores = measure(Path(os.environ["ASSISTANT_SHARED"]) / "pdfs", given.cache, print if given.misses else None)
    for score in scores:
        if given.as_json:
            print(json.dumps(score._asdict() | {"precision": score.precision, "recall": score.recall}))
        else:
            counts = f"{score.labels} labels in {score.documents} documents"
            print(f"{score.what:<11} precision {score.precision:.3f}  recall {score.recall:.3f}  ({counts})")
    return 0


def measure(pdfs: Path, cache: Path | None = None, tell: Callable[[str], None] | None = None) -> list[Score]:
    """Score each kind of label on the documents in a folder; `tell` is given each disagreement."""
    labels = {what: read_labels(LABELS / f"{what}.jsonl") for what in EXTRACTORS}
    files = dict.fromkeys(label["file"] for each in labels.values() for label in each)
    documents = {file: read_pdf(pdfs / file, cache=cache) for file in files}
    return [score_of(what, labels[what], documents, tell) for what in EXTRACTORS]


def read_labels(path: Path) -> list[Label]:
    """Return the labels of a file."""
    return [json.loads(line) for line in path.read_text("utf-8").splitlines()]


def score_of(
    what: str, labels: list[Label], documents: dict[str, Document], tell: Callable[[str], None] | None = None
) -> Score:
    """Compare the labels of one kind with what was read."""
    wanted, found = EXTRACTORS[what]
    right = total = beyond = 0
    for file in (files := dict.fromkeys(label["file"] for label in labels)):
        of_file = [label for label in labels if label["file"] == file]
        want, got = wanted(of_file), found(documents[file], of_file)
        right, total, beyond = right + (want & got).total(), total + want.total(), beyond + got.total()
        for word, facts in (("missed", want - got), ("beyond", got - want)):
            for fact in facts.elements():
                if tell:
                    tell(f"{what}: {word} in {file}: {' · '.join(fact)}")
    return Score(what, total, right, beyond, len(files))


def _wanted_references(labels: Iterable[Label]) -> Facts:
    return Counter(
        (str(one["page"]), one["path"], one["kind"], _document(one.get("document")), one.get("to", ""))
        for one in labels
        if "kind" in one
    )


def _found_references(document: Document, labels: Iterable[Label]) -> Facts:
    first, last = next(one["pages"] for one in labels if "pages" in one)
    return Counter(
        (str(clause.page), clause.key, one.kind, _document(one.document), "/".join(one.path))
        for clause in document.clauses
        if first <= clause.page <= last
        for one in clause.references or ()
    )


def _document(name: str | None) -> str:
    """A document's number or title, however it is typed."""
    numbers = find_numbers(name or "")
    return numbers[0].exact if numbers else "".join((name or "").split()).strip("《》")


def _wanted_changes(labels: Iterable[Label]) -> Facts:
    return Counter(
        (one["path"], one["kind"], ", ".join(one.get("new", ())), ", ".join(one.get("old", ()))) for one in labels
    )


def _found_changes(document: Document, labels: Iterable[Label]) -> Facts:
    return Counter(
        (one.key, one.kind, ", ".join(map("/".join, one.new)), ", ".join(map("/".join, one.old)))
        for one in document.changes or ()
    )


def _wanted_force(labels: Iterable[Label]) -> Facts:
    return Counter((one["path"], one["kind"]) for one in labels if one["kind"] != "none")


def _found_force(document: Document, labels: Iterable[Label]) -> Facts:
    labelled = {one["path"] for one in labels}
    return Counter(
        (clause.key, clause.force)
        for clause in document.clauses
        if clause.key in labelled and clause.force and clause.force != "none"
    )


EXTRACTORS: dict[str, tuple[Callable[[Iterable[Label]], Facts], Callable[[Document, Iterable[Label]], Facts]]] = {
    "references": (_wanted_references, _found_references),
    "changes": (_wanted_changes, _found_changes),
    "force": (_wanted_force, _found_force),
}

if __name__ == "__main__":
    raise SystemExit(main())
