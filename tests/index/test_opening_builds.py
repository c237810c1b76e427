import threading
from pathlib import Path

import pytest

from assistant.errors import BuildError, NotFoundError
from assistant.index.builds import CurrentBuild, open_current, rollback
from assistant.index.current import build_ids, current_id, make_current, remove_old
from assistant.index.manifest import FILE_NAME
from tests.retrieval.benches import DOCUMENTS, index_documents


@pytest.fixture(scope="module")
def index(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("index")
    index_documents(folder, {"park-law": DOCUMENTS["park-law"]}, "b1")
    index_documents(folder, DOCUMENTS, "b2")
    return folder


def test_clauses_are_found_by_key_label_and_place(index: Path) -> None:
    with open_current(index) as build:
        assert build.id == "b2"
        assert build.clause("park-law", "8").label == "第八条"
        assert build.find_clause("park-law", "第8条").key == "8"
        assert [c.key for c in build.children("bench-2024", "Table 1")] == ["Table 1/1", "Table 1/2", "Table 1/3"]
        parent = build.parent("bench-2024", "4/2")
        assert parent is not None
        assert parent.key == "4"
        before, after = build.neighbours("bench-2024", "4/1")
        assert ([c.key for c in before], [c.key for c in after]) == (["4"], ["4/2"])
        assert [c.key for c in build.clauses("playground-act")] == ["front", "5/1", "5/2"]
        for edition, key in (("park-law", "第九条"), ("no-such", "8")):
            with pytest.raises(NotFoundError):
                build.find_clause(edition, key)


def test_many_threads_read_one_build(index: Path) -> None:
    with open_current(index) as build:
        seen: list[str] = []
        threads = [threading.Thread(target=lambda: seen.append(build.clause("park-law", "8").text)) for _ in range(8)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
    assert len(seen) == 8


def test_readers_notice_a_new_pointer_between_questions(index: Path) -> None:
    make_current(index, "b1")
    holder = CurrentBuild(index)
    old = holder.current()
    assert set(old.editions) == {"park-law"}
    make_current(index, "b2")
    assert len(holder.current().editions) == 4
    assert old.clause("park-law", "8")
    assert holder.current() is holder.current()


def test_rollback_goes_to_the_build_before(index: Path) -> None:
    make_current(index, "b2")
    assert rollback(index) == "b1"
    assert current_id(index) == "b1"
    assert rollback(index, "b2") == "b2"
    with pytest.raises(NotFoundError, match="b9"):
        rollback(index, "b9")


def test_no_index_and_a_damaged_build_are_said_plainly(tmp_path: Path) -> None:
    with pytest.raises(BuildError, match="assistant index"):
        open_current(tmp_path)
    index_documents(tmp_path, {"park-law": DOCUMENTS["park-law"]}, "b1")
    (tmp_path / "builds" / "b1" / FILE_NAME).write_text("{", "utf-8")
    with pytest.raises(BuildError, match="rollback"):
        open_current(tmp_path)


def test_old_builds_go_but_never_the_current(tmp_path: Path) -> None:
    for name in ("b1", "b2", "b3"):
        index_documents(tmp_path, {"park-law": DOCUMENTS["park-law"]}, name)
    make_current(tmp_path, "b1")
    remove_old(tmp_path, 2)
    assert build_ids(tmp_path) == ["b1", "b3"]


def test_a_run_killed_while_it_removes_an_old_build_leaves_no_half_of_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for build in ("b1", "b2"):
        (tmp_path / "builds" / build).mkdir(parents=True)
        (tmp_path / "builds" / build / FILE_NAME).write_text("{}")
    make_current(tmp_path, "b2")
    monkeypatch.setattr("assistant.index.current.shutil.rmtree", lambda *_, **__: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        remove_old(tmp_path, 1)
    assert not (tmp_path / "builds" / "b1").exists()
    monkeypatch.undo()
    remove_old(tmp_path, 1)
    assert [path.name for path in (tmp_path / "builds").iterdir()] == ["b2"]
