"""Backups: whole while in use, checked before they are put back, and replacing nothing unasked."""

from __future__ import annotations

import json
import sqlite3
import stat
import threading
import zipfile
from datetime import date
from pathlib import Path

import pytest

from assistant.errors import AssistantError, UsageError
from assistant.jobs.backup import MANIFEST, BackupError, backup
from assistant.jobs.restore import restore
from assistant.library.model import Answer
from assistant.records.accounts import Accounts
from assistant.records.ledger import Ledger
from assistant.settings import Settings

PASSWORD = "four chairs by the door"
CATALOGUE = '[[edition]]\nid = "chairs"  # the first\n'


def answer(question: str) -> Answer:
    return Answer(question=question, language="en", as_of=date(2026, 1, 1), build="b", outcome="declined", text="No.")


def settings_in(folder: Path) -> Settings:
    return Settings(data=folder / "records", corpus=folder / "papers", index=folder / "index")


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    made = settings_in(tmp_path / "old")
    (made.corpus / "below").mkdir(parents=True)
    (made.corpus / "catalogue.toml").write_text(CATALOGUE, "utf-8")
    (made.corpus / "below" / "椅子 100%.pdf").write_bytes(b"%PDF-1.7 chairs")
    (made.corpus / "notes.txt").write_text("none of it", "utf-8")
    for question in ("one", "two"):
        Ledger(made.data).add(answer(question), "chat", {})
    Accounts(made.data).add("Li", PASSWORD, ["reviewer"])
    (made.data / "addresses.key").write_bytes(b"secret")
    (made.data / "uploads" / "x").mkdir(parents=True)
    (made.data / "uploads" / "x" / "upload.json").write_text("{}", "utf-8")
    (made.data / "review.sqlite").write_bytes(b"derived")
    return made


def test_what_is_not_rebuilt_comes_back_elsewhere(settings: Settings, tmp_path: Path) -> None:
    made = backup(settings, tmp_path / "b.zip", with_corpus=True)
    assert [one.name for one in made.files] == [
        "corpus/below/椅子 100%.pdf", "corpus/catalogue.toml", "data/accounts.sqlite", "data/addresses.key",
        "data/ledger.sqlite",
    ]  # fmt: skip
    assert stat.S_IMODE((tmp_path / "b.zip").stat().st_mode) == 0o600
    other = settings_in(tmp_path / "new")
    done = restore(other, tmp_path / "b.zip")
    assert sorted(done.written) == [one.name for one in made.files]
    assert (other.corpus / "catalogue.toml").read_text("utf-8") == CATALOGUE
    assert (other.corpus / "below" / "椅子 100%.pdf").read_bytes() == b"%PDF-1.7 chairs"
    assert [one.answer.question for one in Ledger(other.data).answers()] == ["one", "two"]
    assert list(Ledger(other.data).problems()) == []
    assert Accounts(other.data).sign_in("Li", PASSWORD)
    assert stat.S_IMODE((other.data / "accounts.sqlite").stat().st_mode) == 0o600
    assert sorted(path.name for path in (tmp_path / "new").iterdir()) == ["papers", "records"]


def test_the_pdfs_stay_out_unless_asked_for(settings: Settings, tmp_path: Path) -> None:
    names = {one.name for one in backup(settings, tmp_path / "b.zip").files}
    assert names == {"corpus/catalogue.toml", "data/accounts.sqlite", "data/addresses.key", "data/ledger.sqlite"}


def test_sessions_end_with_a_backup(settings: Settings, tmp_path: Path) -> None:
    token = Accounts(settings.data).sign_in("Li", PASSWORD)
    backup(settings, tmp_path / "b.zip")
    other = settings_in(tmp_path / "new")
    restore(other, tmp_path / "b.zip")
    assert Accounts(settings.data).who(token)
    assert Accounts(other.data).who(token) is None


def test_a_ledger_that_is_being_written_to_is_saved_whole(settings: Settings, tmp_path: Path) -> None:
    ledger, ended = Ledger(settings.data), threading.Event()

    def write() -> None:
        while not ended.is_set():
            ledger.add(answer("more"), "chat", {})

    writer = threading.Thread(target=write)
    writer.start()
    try:
        for number in range(5):
            backup(settings, tmp_path / f"{number}.zip")
    finally:
        ended.set()
        writer.join()
    for number in range(5):
        other = settings_in(tmp_path / f"new{number}")
        restore(other, tmp_path / f"{number}.zip")
        assert list(Ledger(other.data).problems()) == []


def test_nothing_is_replaced_unasked_and_what_is_replaced_is_kept(settings: Settings, tmp_path: Path) -> None:
    backup(settings, tmp_path / "b.zip")
    restore(settings, tmp_path / "b.zip", force=True)
    assert restore(settings, tmp_path / "b.zip").written == []
    Ledger(settings.data).add(answer("three"), "chat", {})
    with pytest.raises(UsageError, match=r"ledger\.sqlite would be replaced"):
        restore(settings, tmp_path / "b.zip")
    assert len(list(Ledger(settings.data).answers())) == 3
    (settings.data / "ledger.sqlite-journal").write_bytes(b"left by a crash")
    done = restore(settings, tmp_path / "b.zip", force=True)
    assert done.written == ["data/ledger.sqlite"]
    assert len(list(Ledger(settings.data).answers())) == 2
    assert done.kept is not None
    assert not (settings.data / "ledger.sqlite-journal").exists()
    (done.kept / "data" / "ledger.sqlite-journal").unlink()
    assert len(list(Ledger(done.kept / "data").answers())) == 3


def test_a_backup_is_not_written_over_another_unasked(settings: Settings, tmp_path: Path) -> None:
    backup(settings, tmp_path / "b.zip")
    with pytest.raises(UsageError, match="--force"):
        backup(settings, tmp_path / "b.zip")
    backup(settings, tmp_path / "b.zip", force=True)
    with pytest.raises(BackupError, match="could not be written"):
        backup(settings, Path("/proc/none/b.zip"))
    assert sorted(path.name for path in tmp_path.iterdir()) == ["b.zip", "old"]


def altered(source: Path, target: Path, name: str, content: bytes, new_name: str | None = None) -> Path:
    """Copy a backup with one file's content or name changed; its manifest names it as before, or by its new name."""
    with zipfile.ZipFile(source) as old, zipfile.ZipFile(target, "w") as new:
        for entry in old.namelist():
            data = content if entry == name else old.read(entry)
            if entry == MANIFEST and new_name:
                data = data.replace(name.encode(), new_name.encode())
            new.writestr(new_name if entry == name and new_name else entry, data)
    return target


def refused(settings: Settings, source: Path, folder: Path) -> str:
    """Return what is told of a backup that is not put back, and see that nothing was written."""
    other = settings_in(folder)
    with pytest.raises(AssistantError) as told:
        restore(other, source)
    assert not other.data.exists()
    assert not other.corpus.exists()
    assert "\n" not in told.value.message
    return told.value.message


def test_a_damaged_backup_is_not_put_back(settings: Settings, tmp_path: Path) -> None:
    whole = tmp_path / "b.zip"
    backup(settings, whole)
    changed = altered(whole, tmp_path / "changed.zip", "corpus/catalogue.toml", b"# other\n")
    assert "catalogue.toml is not as it was saved" in refused(settings, changed, tmp_path / "n")
    cut = tmp_path / "cut.zip"
    cut.write_bytes(whole.read_bytes()[:-40])
    assert "is no backup, or is damaged" in refused(settings, cut, tmp_path / "n")
    content = bytearray(whole.read_bytes())
    content[200:260] = bytes(60)
    (tmp_path / "bits.zip").write_bytes(content)
    refused(settings, tmp_path / "bits.zip", tmp_path / "n")
    (tmp_path / "text.zip").write_text("no zip", "utf-8")
    refused(settings, tmp_path / "text.zip", tmp_path / "n")
    with zipfile.ZipFile(tmp_path / "empty.zip", "w") as empty:
        empty.writestr("x", b"")
    assert "has no manifest" in refused(settings, tmp_path / "empty.zip", tmp_path / "n")


@pytest.mark.parametrize("name", ["data/../../x", "/data/x", "data/..", "elsewhere/x", "data\\..\\x", "corpus"])
def test_a_backup_that_leads_elsewhere_is_not_put_back(settings: Settings, tmp_path: Path, name: str) -> None:
    backup(settings, tmp_path / "b.zip")
    evil = tmp_path / "evil.zip"
    altered(tmp_path / "b.zip", evil, "corpus/catalogue.toml", CATALOGUE.encode(), json.dumps(name)[1:-1])
    refused(settings, evil, tmp_path / "n")


def test_a_ledger_that_was_tampered_with_is_told_when_saved_and_not_put_back(
    settings: Settings, tmp_path: Path
) -> None:
    with sqlite3.connect(Ledger(settings.data).path) as raw:
        raw.execute("DROP TRIGGER never_changed")
        raw.execute("UPDATE entries SET at = 'never' WHERE number = 1")
    made = backup(settings, tmp_path / "b.zip")
    assert "entry 1 is not as it was written" in made.problems[0]
    assert "cannot be trusted" in refused(settings, tmp_path / "b.zip", tmp_path / "n")
