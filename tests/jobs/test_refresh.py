import errno
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from filelock import FileLock

from assistant.errors import BuildError, UsageError
from assistant.index.builds import open_current
from assistant.index.current import build_ids, current_id, read_manifest, rollback
from assistant.jobs import corpus_files
from assistant.jobs.refresh import RefreshReport, refresh
from assistant.settings import Settings
from tests.index.embedders import random_model

OLD, NEW = "gb-18580-2017.pdf", "gb-18580-2025.pdf"


class Watched:
    def __init__(self) -> None:
        self.stages: list[tuple[str, int, int]] = []
        self.said: list[str] = []

    def update(self, stage: str, done: int, total: int, label: str = "") -> None:
        self.stages.append((stage, done, total))

    def say(self, sentence: str) -> None:
        self.said.append(sentence)


@pytest.fixture(scope="module")
def first(tmp_path_factory: pytest.TempPathFactory, corpus: Path) -> tuple[Path, Path, RefreshReport, Watched]:
    root = tmp_path_factory.mktemp("refresh")
    (root / "docs" / "deep").mkdir(parents=True)
    shutil.copy(corpus / OLD, root / "docs" / "deep" / OLD)
    (root / "docs" / "broken.pdf").write_bytes(b"no PDF at all")
    watched = Watched()
    return root / "docs", root / "index", refresh(root / "docs", root / "index", progress=watched), watched


@pytest.fixture
def library(first: tuple[Path, Path, RefreshReport, Watched], tmp_path: Path) -> tuple[Path, Path]:
    docs, index, _, _ = first
    shutil.copytree(docs, tmp_path / "docs")
    shutil.copytree(index, tmp_path / "index")
    return tmp_path / "docs", tmp_path / "index"


def test_a_first_run_indexes_what_can_be_read_and_names_the_rest(
    first: tuple[Path, Path, RefreshReport, Watched],
) -> None:
    docs, index, report, watched = first
    assert report.documents == {"added": 1, "changed": 0, "removed": 0, "unchanged": 0}
    assert report.clauses["total"] == report.clauses["embedded"] + report.clauses["reused"] > 10
    assert [(one.file, one.code) for one in report.failed] == [("broken.pdf", "not_a_pdf")]
    assert ("reading", 2, 2) in watched.stages
    assert any(stage == "embedding" for stage, _, _ in watched.stages)
    with open_current(index) as build:
        assert build.corpus_path("gb-18580-2017") == docs / "deep" / OLD
        assert [one.file for one in build.failed] == ["broken.pdf"]
        assert len(build.clauses("gb-18580-2017")) == report.clauses["total"]


def test_nothing_new_costs_nothing_and_makes_no_build(library: tuple[Path, Path]) -> None:
    docs, index = library
    before = build_ids(index)
    report = refresh(docs, index)
    assert build_ids(index) == before
    assert report.documents["unchanged"] == 1
    assert report.clauses["embedded"] == 0
    assert report.seconds < 2
    assert [one.file for one in report.failed] == ["broken.pdf"]


def test_an_unchanged_run_does_not_load_the_model(library: tuple[Path, Path]) -> None:
    code = (
        "import sys; from pathlib import Path; from assistant.jobs.refresh import refresh;"
        f"refresh(Path({str(library[0])!r}), Path({str(library[1])!r}));"
        "sys.exit('torch' in sys.modules or 'faiss' in sys.modules)"
    )
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0


def test_a_new_edition_supersedes_and_a_removed_one_goes(library: tuple[Path, Path], corpus: Path) -> None:
    docs, index = library
    shutil.copy(corpus / NEW, docs / NEW)
    report = refresh(docs, index)
    assert report.documents == {"added": 1, "changed": 0, "removed": 0, "unchanged": 1}
    with open_current(index) as build:
        assert build.edition("gb-18580-2017").replaced_by == ("gb-18580-2025",)
        assert build.edition("gb-18580-2017").superseded_on == build.edition("gb-18580-2025").effective
    (docs / NEW).unlink()
    report = refresh(docs, index)
    assert report.documents["removed"] == 1
    assert report.clauses["embedded"] == 0


def test_a_changed_date_in_the_catalogue_embeds_nothing(library: tuple[Path, Path]) -> None:
    docs, index = library
    (docs / "catalogue.toml").write_text('[[edition]]\nid = "gb-18580-2017"\nrepealed = "2020-01-01"\n', "utf-8")
    report = refresh(docs, index)
    assert report.clauses["embedded"] == 0
    with open_current(index) as build:
        assert build.edition("gb-18580-2017").repealed == "2020-01-01"


def test_the_same_bytes_under_another_name_are_an_edition_of_their_own(library: tuple[Path, Path]) -> None:
    docs, index = library
    shutil.copy(docs / "deep" / OLD, docs / "a copy 副本.pdf")
    report = refresh(docs, index)
    assert report.clauses["embedded"] == 0
    with open_current(index) as build:
        assert set(build.editions) == {"gb-18580-2017", "a copy 副本"}


def test_two_files_with_one_name_are_not_mixed_up(library: tuple[Path, Path]) -> None:
    docs, index = library
    shutil.copy(docs / "deep" / OLD, docs / OLD)
    report = refresh(docs, index)
    assert ("duplicate", OLD) in [(one.code, one.file) for one in report.failed]
    again = refresh(docs, index)
    assert again.build == report.build


def test_a_broken_file_is_tried_again_when_it_changes(library: tuple[Path, Path], corpus: Path) -> None:
    docs, index = library
    shutil.copy(corpus / NEW, docs / "broken.pdf")
    report = refresh(docs, index)
    assert report.failed == ()
    assert report.documents["added"] == 1


def test_a_run_that_dies_leaves_the_last_build(library: tuple[Path, Path], corpus: Path) -> None:
    docs, index = library
    before = current_id(index)
    shutil.copy(corpus / NEW, docs / NEW)
    code = (
        "import os; from pathlib import Path; from assistant.jobs.refresh import refresh\n"
        "class Killer:\n"
        "    def update(self, stage, done, total, label=''):\n"
        "        if stage == 'embedding': os._exit(9)\n"
        "    def say(self, sentence): pass\n"
        f"refresh(Path({str(docs)!r}), Path({str(index)!r}), progress=Killer())"
    )
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 9
    assert current_id(index) == before
    with open_current(index) as build:
        assert build.clauses("gb-18580-2017")
    assert refresh(docs, index).documents["added"] == 1
    assert not list((index / "builds").glob(".new-*"))


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write anywhere")
def test_a_folder_that_cannot_be_written_is_said_in_one_sentence(library: tuple[Path, Path]) -> None:
    docs, index = library
    (docs / "catalogue.toml").write_text("", "utf-8")
    (index / "builds").chmod(0o500)
    with pytest.raises(BuildError):
        refresh(docs, index)


def test_one_writer_at_a_time(library: tuple[Path, Path]) -> None:
    docs, index = library
    with FileLock(index / ".lock"):
        for write in (lambda: refresh(docs, index), lambda: rollback(index)):
            with pytest.raises(BuildError, match="Another process"):
                write()


def test_a_folder_without_documents_is_refused_and_nothing_lost(library: tuple[Path, Path], tmp_path: Path) -> None:
    _, index = library
    before = current_id(index)
    (tmp_path / "nothing").mkdir()
    for folder in (tmp_path / "nothing", tmp_path / "missing"):
        with pytest.raises(UsageError, match=folder.name):
            refresh(folder, index)
    assert current_id(index) == before


def test_another_embedder_makes_the_index_anew(library: tuple[Path, Path]) -> None:
    docs, index = library
    with pytest.raises(BuildError, match="no-such-model"):
        refresh(docs, index, settings=Settings(embedder="/no-such-model"))
    assert read_manifest(index, current_id(index) or "").embedder == "all-MiniLM-L6-v2"


def test_a_model_exchanged_in_its_folder_makes_the_index_anew(library: tuple[Path, Path], tmp_path: Path) -> None:
    docs, index = library
    folder = random_model(tmp_path / "model")
    settings = Settings(embedder=str(folder))
    made = refresh(docs, index, settings=settings)
    assert refresh(docs, index, settings=settings).build == made.build
    folder.rename(tmp_path / "gone")
    random_model(tmp_path / "second", seed=2).rename(folder)
    again = refresh(docs, index, settings=settings)
    assert again.build != made.build
    assert again.clauses["embedded"] > 10


def test_a_name_that_is_not_utf8_is_reported_and_the_rest_is_indexed(library: tuple[Path, Path], corpus: Path) -> None:
    docs, index = library
    shutil.copy(corpus / NEW, os.fsencode(docs) + b"/\xb1\xea\xd7\xbc.pdf")
    shutil.copy(corpus / NEW, docs)
    report = refresh(docs, index)
    assert report.documents["added"] == 1
    assert [one.code for one in report.failed if one.file != "broken.pdf"] == ["unreadable_name"]


def test_a_file_that_changes_while_it_is_indexed_is_not_kept_under_its_old_hash(
    library: tuple[Path, Path], corpus: Path
) -> None:
    docs, index = library

    class Meddling(Watched):
        def update(self, stage: str, done: int, total: int, label: str = "") -> None:
            if (stage, done) == ("reading", 0):
                shutil.copy(corpus / "gb-18401-2010.pdf", docs / NEW)

    shutil.copy(corpus / NEW, docs / NEW)
    report = refresh(docs, index, progress=Meddling())
    assert [(one.file, one.code) for one in report.failed] == [("broken.pdf", "not_a_pdf"), (NEW, "damaged")]
    assert "changed" in report.failed[1].message
    assert refresh(docs, index).documents["added"] == 1


def test_a_file_that_cannot_be_opened_costs_no_other_and_no_build_when_nothing_is_new(
    library: tuple[Path, Path], corpus: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    docs, index = library
    shutil.copy(corpus / NEW, docs / "secret.pdf")
    shutil.copy(corpus / NEW, docs)
    hashed = corpus_files.file_sha256

    def refuse(path: Path) -> str:
        if path.name == "secret.pdf":
            raise PermissionError(errno.EACCES, "Permission denied")
        return hashed(path)

    monkeypatch.setattr(corpus_files, "file_sha256", refuse)
    report = refresh(docs, index)
    assert report.documents["added"] == 1
    assert [(one.code, one.message) for one in report.failed if one.file == "secret.pdf"] == [
        ("closed", "secret.pdf cannot be opened (permission denied): check that it may be read.")
    ]
    assert refresh(docs, index).build == report.build


def test_a_link_that_leads_nowhere_is_named(library: tuple[Path, Path]) -> None:
    docs, index = library
    (docs / "moved.pdf").symlink_to(docs / "gone.pdf")
    assert [(one.code, one.message) for one in refresh(docs, index).failed if one.file == "moved.pdf"] == [
        ("closed", "moved.pdf cannot be opened (no such file or directory): check that it may be read.")
    ]


def test_what_a_killed_run_left_in_the_cache_goes(library: tuple[Path, Path]) -> None:
    docs, index = library
    (index / "cache" / "ocr").mkdir(parents=True, exist_ok=True)
    old, young = index / "cache" / "ocr" / "tmp1.part", index / "cache" / "ocr" / "tmp2.part"
    for left in (old, young):
        left.write_text("half")
    os.utime(old, (0, 0))
    shutil.copy(docs / "deep" / OLD, docs / "another-name.pdf")
    refresh(docs, index)
    assert (old.exists(), young.exists()) == (False, True)


def test_a_second_file_with_the_same_number_is_told_by_both_names(library: tuple[Path, Path]) -> None:
    docs, index = library
    shutil.copy(docs / "deep" / OLD, docs / "copy.pdf")
    report = refresh(docs, index)
    [warning] = report.warnings
    assert f"copy.pdf, deep/{OLD}" in warning
    with open_current(index) as build:
        assert {one["edition"] for one in build.warnings if one["code"] == "same_number"} == {"copy", "gb-18580-2017"}


def test_an_indexer_lets_those_who_answer_go_first(library: tuple[Path, Path]) -> None:
    code = (
        "import os, sys; from assistant import cli\n"
        "import assistant.jobs.refresh as jobs\n"
        "before = os.nice(0)\n"
        "jobs.refresh = lambda *a, **k: sys.exit(os.nice(0) - before)\n"
        "cli.main()"
    )
    docs, index = library
    run = [sys.executable, "-c", code, "index", str(docs), "--index", str(index)]
    assert subprocess.run(["nice", "-n", "-5", *run] if os.geteuid() == 0 else run, check=False).returncode > 0
