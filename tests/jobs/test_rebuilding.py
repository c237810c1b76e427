"""What is made again although no document changed is said with its reason; what was damaged is never used."""

import json
import shutil
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest
from click.testing import CliRunner

from assistant.cli import cli
from assistant.index.builds import open_current
from assistant.index.current import build_ids, builds_folder, current_id
from assistant.jobs import refresh as jobs
from assistant.jobs.readings import ReadingCache
from assistant.jobs.refresh import RefreshReport, refresh
from assistant.jobs.verify import verify
from assistant.library.sealed import sealed
from assistant.settings import Settings
from tests.index.embedders import random_model
from tests.jobs.test_edits import typeset


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    root = tmp_path_factory.mktemp("rebuilding")
    for name in ("one", "two"):
        typeset(root / "docs" / f"{name}.pdf", name, 90)
    refresh(root / "docs", root / "index")
    return root


@pytest.fixture
def settings(made: Path, tmp_path: Path) -> Settings:
    shutil.copytree(made, tmp_path / "all")
    return Settings(corpus=tmp_path / "all/docs", index=tmp_path / "all/index", data=tmp_path / "data")


def again(settings: Settings, *, anew: bool = False) -> RefreshReport:
    return refresh(settings.corpus, settings.index, settings=settings, anew=anew)


def said(settings: Settings) -> str:
    return "\n".join(f"{one.what} {one.where}" for one in verify(settings).problems)


def flip(path: Path, place: int) -> None:
    whole = bytearray(path.read_bytes())
    whole[place] ^= 1
    path.write_bytes(whole)


def readings(settings: Settings) -> list[Path]:
    return sorted((settings.index / "cache" / "readings").glob("*/*.json"))


def test_other_reading_code_reads_every_file_again_and_says_so(
    settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = current_id(settings.index)
    for module in ("assistant.jobs.readings", "assistant.jobs.refresh"):
        monkeypatch.setattr(f"{module}.reader_version", lambda: "another")
    report = again(settings)
    assert report.rebuilt == (f"2 files are read again: the reader has changed since build {before}.",)
    assert report.clauses["embedded"] == 0
    assert again(settings).rebuilt == ()


def test_other_indexing_code_makes_the_index_again_and_says_so(
    settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = current_id(settings.index)
    monkeypatch.setattr(jobs, "indexer_version", lambda: "another")
    report = again(settings)
    assert report.rebuilt == (f"The index of all 2 editions is made again: its code has changed since build {before}.",)
    assert report.clauses["embedded"] == 0


def test_another_embedder_embeds_all_and_says_so_before_it_does(settings: Settings, tmp_path: Path) -> None:
    model = random_model(tmp_path / "model")
    told = CliRunner().invoke(
        cli, ["index", str(settings.corpus), "--index", str(settings.index), "--json"],
        env={"ASSISTANT_EMBEDDER": str(model)},
    )  # fmt: skip
    report = json.loads(told.stdout)
    [why] = report["rebuilt"]
    assert why == f"All clauses are embedded again: the embedder is now {model}, not all-MiniLM-L6-v2."
    assert why in told.stderr
    assert report["clauses"]["embedded"] >= 7  # of 8, one says what another says


def test_a_changed_catalogue_is_said_and_embeds_nothing(settings: Settings) -> None:
    (settings.corpus / "catalogue.toml").write_text('[[edition]]\nid = "one"\ntitle = "Deck chairs"\n', "utf-8")
    report = again(settings)
    assert [one.split(":")[0] for one in report.rebuilt] == [
        "The records of the editions are made again, no text is embedded"
    ]
    assert report.clauses["embedded"] == 0
    with open_current(settings.index) as build:
        assert build.edition("one").title == "Deck chairs"


def test_a_current_build_that_cannot_be_read_is_said(settings: Settings) -> None:
    build = str(current_id(settings.index))
    (builds_folder(settings.index) / build / "manifest.json").write_text("{", "utf-8")
    assert again(settings).rebuilt == (f"The whole index is made again: the build {build} cannot be read.",)


@pytest.mark.parametrize("place", [0, 70, 150, -1])
def test_a_flipped_byte_of_a_kept_reading_is_found_and_the_file_is_read_again(settings: Settings, place: int) -> None:
    kept = readings(settings)[0]
    whole = kept.read_bytes()
    flip(kept, place)
    assert f"not as it was written: run 'assistant index --anew', which makes it again. {kept}" in said(settings)
    report = again(settings, anew=True)
    assert [one.split(" ", 1)[1] for one in report.rebuilt] == ["is read again: what was kept of it is damaged."]
    assert said(settings) == ""
    cut = [line for number, line in enumerate(kept.read_bytes().split(b"\n")) if number != 2]
    # The document's facts hold the seconds that its reading took; all else is the same.
    assert cut[-1] == whole.split(b"\n")[-1]


def test_a_damaged_reading_of_a_pdf_that_is_gone_does_not_stay(settings: Settings) -> None:
    (settings.corpus / "two.pdf").unlink()
    again(settings)
    for kept in readings(settings):
        flip(kept, -1)
    assert len(said(settings).splitlines()) == 2
    again(settings, anew=True)
    assert said(settings) == ""
    assert len(readings(settings)) == 1


def test_a_flipped_byte_of_a_kept_scan_is_found_and_does_not_stay(settings: Settings) -> None:
    scans = settings.index / "cache" / "ocr"
    scans.mkdir(exist_ok=True)
    (scans / "earlier.json").write_bytes(b"[]")
    kept = scans / "one.json"
    kept.write_bytes(sealed(b"[]"))
    assert said(settings) == ""
    flip(kept, -1)
    assert str(kept) in said(settings)
    again(settings, anew=True)
    assert said(settings) == ""
    assert [path.name for path in scans.iterdir()] == ["earlier.json"]


def test_a_flipped_byte_of_a_kept_vector_is_found_and_the_text_embedded_again(settings: Settings) -> None:
    kept = settings.index / "cache" / "vectors.sqlite"
    with closing(sqlite3.connect(kept)) as connection, connection:
        vector = bytearray(connection.execute("SELECT vector FROM vectors").fetchone()[0])
    place = kept.read_bytes().index(bytes(vector)[:40]) + 20
    flip(kept, place)
    assert "1 of the kept vectors are not as they were written" in said(settings)
    report = again(settings, anew=True)
    # The builds hold it whole: nothing is embedded until something needs the text again.
    assert report.clauses["embedded"] == 0
    assert said(settings) == ""
    for volume in volumes(settings):
        flip(volume, -1)
    report = again(settings, anew=True)
    assert report.clauses["embedded"] in (1, 2)  # as many as say this text
    assert [one for one in report.rebuilt if "of one was made again: its file in an earlier build is damaged" in one]


def test_a_damaged_vector_that_is_met_by_chance_is_said(settings: Settings) -> None:
    kept = settings.index / "cache" / "vectors.sqlite"
    with closing(sqlite3.connect(kept)) as connection, connection:
        connection.execute("UPDATE vectors SET sum = sum + 1")
    (settings.corpus / "catalogue.toml").write_text('[[edition]]\nid = "one"\ntitle = "Deck chairs"\n', "utf-8")
    report = again(settings)
    assert report.clauses["embedded"] > 0
    assert report.rebuilt[-1] == (
        f"Kept vectors were damaged: {report.clauses['embedded']} clauses were embedded again."
    )


def test_kept_vectors_that_cannot_be_read_at_all_are_made_again(settings: Settings) -> None:
    kept, build = settings.index / "cache" / "vectors.sqlite", str(current_id(settings.index))
    for place in (0, 100, 4096):
        flip(kept, place)
    kept.write_bytes(b"no database" + kept.read_bytes()[11:])
    assert "The kept vectors cannot be read" in said(settings)
    for volume in volumes(settings):
        flip(volume, -1)
    report = again(settings, anew=True)
    assert report.clauses["embedded"] >= 7
    shutil.rmtree(builds_folder(settings.index) / build)
    assert said(settings) == ""


def test_vectors_kept_without_checksums_are_taken_over(settings: Settings) -> None:
    kept = settings.index / "cache" / "vectors.sqlite"
    with closing(sqlite3.connect(kept)) as connection, connection:
        connection.execute("ALTER TABLE vectors DROP COLUMN sum")
    assert again(settings, anew=True).clauses["embedded"] == 0
    assert said(settings) == ""


def test_a_file_that_could_not_be_read_is_tried_again_at_every_run_and_always_reported(
    settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    (settings.corpus / "bad.pdf").write_bytes(b"no PDF")
    for _ in range(2):
        report = again(settings)
        assert [(one.file, one.code) for one in report.failed] == [("bad.pdf", "not_a_pdf")]
    assert len(build_ids(settings.index)) == 2
    # What kept it from being read may pass: a full memory, a busy machine.
    from assistant.jobs import read_corpus

    def readable(corpus: Path, index: Path, hashes: dict[str, str], *_: object) -> tuple[dict, dict]:
        kept = ReadingCache(index / "cache" / "readings")
        document = next(iter(kept.files()))
        found = kept.get(document.stem, "one.pdf")
        whole = found.document.model_copy(update={"sha256": hashes["bad.pdf"], "clauses": found.clauses()})
        return {"bad.pdf": kept.put(whole)}, {}

    for module in (jobs, read_corpus):
        monkeypatch.setattr(module, "read_files", lambda c, i, h, p: readable(c, i, h, p) if h else ({}, {}))
    report = again(settings)
    assert (report.failed, report.documents["added"]) == ((), 1)


def volumes(settings: Settings) -> list[Path]:
    return sorted((builds_folder(settings.index) / str(current_id(settings.index)) / "editions").iterdir())
