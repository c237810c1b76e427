import json
import shutil
from pathlib import Path

import pytest
from click.testing import CliRunner

from assistant.cli import cli
from assistant.index.builds import open_current
from assistant.index.current import builds_folder, current_id
from assistant.jobs.recording import record
from assistant.jobs.refresh import refresh
from assistant.jobs.verify import VerifyReport, verify
from assistant.settings import Settings

OLD = "gb-18580-2017.pdf"


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory, corpus: Path) -> Path:
    root = tmp_path_factory.mktemp("verify")
    (root / "docs").mkdir()
    shutil.copy(corpus / OLD, root / "docs")
    refresh(root / "docs", root / "index")
    return root


@pytest.fixture
def settings(made: Path, tmp_path: Path) -> Settings:
    shutil.copytree(made, tmp_path / "all")
    return Settings(corpus=tmp_path / "all/docs", index=tmp_path / "all/index", data=tmp_path / "data")


def said(settings: Settings) -> str:
    report: VerifyReport = verify(settings)
    assert report.ok is not bool(report.problems)
    return "\n".join(f"{one.what} {one.where}" for one in report.problems)


def test_a_whole_index_passes(settings: Settings) -> None:
    report = verify(settings)
    assert report.problems == ()
    assert report.checked["files"] > 10
    assert report.checked["clauses"] > 10


def test_a_byte_flipped_in_any_file_of_a_build_is_found_and_a_new_build_cures_it(settings: Settings) -> None:
    folder = builds_folder(settings.index) / str(current_id(settings.index))
    for path in sorted(path for path in folder.rglob("*") if path.is_file()):
        whole = path.read_bytes()
        for place in {0, len(whole) // 2, len(whole) - 1}:
            flipped = bytearray(whole)
            flipped[place] ^= 1
            path.write_bytes(flipped)
            assert str(folder) in said(settings), (path.name, place)
        path.write_bytes(whole)
    assert not said(settings)
    (folder / "links.npy").write_bytes(b"")
    shutil.copy(folder / "own.rows.npy", folder / "extra.npy")
    told = said(settings)
    assert "links.npy" in told
    assert "extra.npy is no part of the build" in told
    (folder / "extra.npy").unlink()
    refresh(settings.corpus, settings.index, settings=settings, anew=True)
    shutil.rmtree(folder)
    assert not said(settings)


def test_a_missing_file_and_a_missing_seal_are_found(settings: Settings) -> None:
    folder = builds_folder(settings.index) / str(current_id(settings.index))
    (folder / "vectors.faiss").unlink()
    (folder / "manifest.sha256").unlink()
    told = said(settings)
    assert "vectors.faiss of the build" in told
    assert "Nothing says whether the manifest" in told


def test_a_pdf_that_was_exchanged_or_removed_is_found(settings: Settings, corpus: Path) -> None:
    shutil.copy(corpus / "gb-18401-2010.pdf", settings.corpus / OLD)
    assert "has changed since it was indexed" in said(settings)
    (settings.corpus / OLD).unlink()
    assert "is no longer in the corpus" in said(settings)


def test_answers_recorded_by_the_command_are_verified_and_exported(
    settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("index", "data", "corpus"):
        monkeypatch.setenv(f"ASSISTANT_{name.upper()}", str(getattr(settings, name)))
    run = CliRunner().invoke
    asked = run(cli, ["ask", "GB 18580-2017 甲醛释放限量是多少？", "--record", "--json"])
    answer = json.loads(asked.stdout)
    assert answer["citations"]
    kept = json.loads(run(cli, ["records", "export", "--format", "jsonl"]).stdout)
    assert kept["answer"] == answer
    assert set(kept["digests"]) == {str(one["n"]) for one in answer["citations"]}
    assert run(cli, ["records", "export"]).stdout.startswith("number,at,channel,question")
    report = json.loads(run(cli, ["verify", "--json"]).stdout)
    assert report["ok"]
    assert report["checked"]["quotes"] == len(answer["citations"])


def test_a_recorded_quote_that_its_clause_does_not_hold_is_found(settings: Settings) -> None:
    from assistant.answering.ask import Asker

    with open_current(settings.index) as build:
        answer = Asker(build, settings).ask("GB 18580-2017 甲醛释放限量是多少？")
        wrong = answer.citations[0].model_copy(update={"quote": "从未印过的话"})
        record(settings, build, answer.model_copy(update={"citations": (wrong,)}), "command")
    assert "Quote 1 of the recorded answer 1 is not in gb-18580-2017" in said(settings)
