from pathlib import Path

import numpy as np
import pytest

from assistant.index.builds import Build, open_current
from assistant.retrieval.retriever import Retriever
from assistant.settings import Settings
from evals.scale import line_of, questions_from, questions_of, same
from evals.scale_build import EXACT, make
from evals.scale_measure import measure
from tests.retrieval.benches import DOCUMENTS, index_documents

CLAUSES = 100


@pytest.fixture(scope="module")
def source(tmp_path_factory: pytest.TempPathFactory) -> Build:
    settings = index_documents(tmp_path_factory.mktemp("source"), DOCUMENTS)
    return open_current(settings.index)


@pytest.fixture(scope="module")
def made(source: Build, tmp_path_factory: pytest.TempPathFactory) -> Path:
    index = tmp_path_factory.mktemp("made") / "big"
    make(source, index, CLAUSES)
    return index


def test_a_build_holds_the_real_clauses_and_variations_up_to_the_size_asked_for(source: Build, made: Path) -> None:
    with open_current(made) as build:
        assert build.manifest.clauses == len(build.library) == CLAUSES
        assert build.clauses("park-law") == source.clauses("park-law")
        copied = build.clauses("park-law v1")
        assert [clause.key for clause in copied] == [clause.key for clause in source.clauses("park-law")]
        texts = [clause.text for name in source.editions for clause in source.clauses(name)]
        varied = [c.text for name in build.editions if name.endswith("v1") for c in build.clauses(name)]
        assert any(text not in texts for text in varied)
        numbers = [record.number for record in build.editions.values() if record.number]
        assert len(numbers) == len(set(numbers))


def test_vectors_of_variations_are_neighbours_of_the_real_ones(source: Build, made: Path) -> None:
    with open_current(made) as build:
        vectors = np.load(made / EXACT)
        assert np.allclose(np.linalg.norm(vectors, axis=1), 1, atol=1e-5)
        real = build.library.row("park-law", "8")
        copy = build.library.row("park-law v1", "8")
        own = [vectors[build.vectors.links[0][build.vectors.links[1] == row][0]] for row in (real, copy)]
        assert 0.8 < float(own[0] @ own[1]) < 0.97


def test_a_build_made_again_is_the_same(source: Build, made: Path, tmp_path: Path) -> None:
    make(source, tmp_path / "again", CLAUSES)
    assert np.array_equal(np.load(tmp_path / "again" / EXACT), np.load(made / EXACT))
    with open_current(made) as first, open_current(tmp_path / "again") as second:
        assert first.clauses("bench-2024 v2") == second.clauses("bench-2024 v2")


def test_a_build_is_searched_and_measured_as_any_other(made: Path) -> None:
    with open_current(made) as build:
        hits = Retriever(build, Settings(index=made)).search("损坏座椅处多少罚款")
    assert any(hit.clause.key == "59" for hit in hits[:3])
    questions = ["座椅的罚款"] * 30
    quick, exact = (measure(made, questions, exact=exact) for exact in (False, True))
    assert quick["questions"] == 6
    assert quick["resident_mib"] > 50
    assert same(quick["found"], exact["found"]) == 1
    assert f"{CLAUSES}" in line_of(quick)


def test_the_share_found_counts_each_question_alike() -> None:
    assert same([["a", "b"], ["x"]], [["a", "c"], ["x"]]) == 0.75
    assert same([[]], [[]]) == 0


def test_questions_come_from_files_or_from_clauses(source: Build, tmp_path: Path) -> None:
    file = tmp_path / "q.jsonl"
    file.write_text('{"turns": ["first", "last"]}\n{"text": "plain"}\n\n{"text": "plain"}\n', "utf-8")
    assert sorted(questions_of([file])) == ["last", "plain"]
    found = questions_from(source.index, 3)
    assert found == questions_from(source.index, 3)
    assert all(len(text) <= 60 for text in found)
