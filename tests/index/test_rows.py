from pathlib import Path

import pytest

from assistant.index.builds import open_current
from assistant.index.rows import Rows
from assistant.library.labels import fold_key
from tests.retrieval.benches import DOCUMENTS, index_documents


@pytest.fixture(scope="module")
def index(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("index")
    index_documents(folder, DOCUMENTS)
    return folder


def test_columns_say_what_the_clauses_say(index: Path) -> None:
    with open_current(index) as build:
        rows, number = build.rows, 0
        for place, edition in enumerate(build.editions):
            for clause in build.clauses(edition):
                above = build.parent(edition, clause.key)
                assert rows.edition[number] == place
                assert rows.kinds[number] == clause.kind
                assert rows.titles[number] == clause.title
                assert rows.empty[number] == (not clause.text and len(clause.title or "") < 14)
                assert rows.parent[number] == (-1 if above is None else build.library.row(edition, above.key))
                assert number in rows.folded.get((place, fold_key(clause.key)), [])
                number += 1
        assert rows.items[build.library.row("park-law", "59")] == 1
        assert rows.folded.get((0, "no such key"), []) == []


def test_a_build_of_an_earlier_version_opens_and_says_the_same(index: Path) -> None:
    with open_current(index) as build:
        gathered, kept = Rows.of(build.library), build.rows
        count = len(kept.edition)
        assert [gathered.titles[i] for i in range(count)] == [kept.titles[i] for i in range(count)]
        assert gathered.parent.tolist() == kept.parent.tolist()
        for file in build.folder.glob("rows.*"):
            file.unlink()
    with open_current(index) as build:
        assert [build.rows.kinds[i] for i in range(count)] == [kept.kinds[i] for i in range(count)]
