"""Scoring what was read against labels: on a document of our own, and on the labelled ones."""

import pytest

from assistant.library.model import Change, Clause, Document, Reference
from evals.reading_labels import EXTRACTORS, measure, score_of


@pytest.fixture
def document():
    here = Clause(
        key="4/2", path=("4", "2"), label="4.2", kind="clause", text="应按GB/T 17657和附录A。", page=5, end_page=5,
        force="shall", references=(
            Reference(kind="document", span=(2, 12), document="GB/T 17657"),
            Reference(kind="annex", span=(13, 16), path=("A",)),
        ),
    )  # fmt: skip
    beyond = here.model_copy(update={"key": "9", "page": 9})
    change = Change(kind="changed", new=(("4", "2"),), old=(("4", "1"),), key="Foreword", span=(0, 3))
    return Document(
        file="a.pdf", sha256="0", pages=9, language="zh", kind="standard", clauses=(here, beyond), changes=(change,)
    )


def test_references_are_scored_on_the_labelled_pages(document):
    labels = [
        {"file": "a.pdf", "pages": [4, 6]},
        {"file": "a.pdf", "page": 5, "path": "4/2", "kind": "document", "document": "ＧＢ/T17657"},
        {"file": "a.pdf", "page": 5, "path": "4/2", "kind": "table", "to": "Table 1"},
    ]
    said = []
    score = score_of("references", labels, {"a.pdf": document}, said.append)
    assert (score.labels, score.found, score.right) == (2, 2, 1)
    assert (score.precision, score.recall) == (0.5, 0.5)
    assert [one.split(" in ")[0] for one in said] == ["references: missed", "references: beyond"]


def test_changes_and_force_are_scored(document):
    change = {"file": "a.pdf", "page": 3, "path": "Foreword", "kind": "changed", "new": ["4/2"], "old": ["4/1"]}
    assert score_of("changes", [change], {"a.pdf": document}).recall == 1
    assert score_of("changes", [change | {"old": []}], {"a.pdf": document}).recall == 0
    force = {"file": "a.pdf", "page": 5, "path": "4/2", "kind": "shall"}
    assert score_of("force", [force], {"a.pdf": document}).precision == 1
    assert score_of("force", [force | {"kind": "none"}], {"a.pdf": document}).found == 1


@pytest.mark.shared
@pytest.mark.timeout(900)
def test_labelled_documents_are_read_as_labelled(shared, tmp_path):
    scores = measure(shared / "pdfs", tmp_path)
    assert [score.what for score in scores] == list(EXTRACTORS)
    for score in scores:
        assert score.labels >= 100
        assert score.precision >= 0.95, score
        assert score.recall >= 0.95, score
