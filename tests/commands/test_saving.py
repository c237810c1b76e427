"""`backup` and `restore` as a person or a program calls them."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from datetime import date
from pathlib import Path

from assistant.library.model import Answer
from assistant.records.ledger import Ledger

COMMAND = [sys.executable, "-m", "assistant.cli"]


def call(folder: Path, *words: str) -> subprocess.CompletedProcess[str]:
    places = {"ASSISTANT_DATA": str(folder / "data"), "ASSISTANT_CORPUS": str(folder / "corpus")}
    return subprocess.run([*COMMAND, *words], capture_output=True, text=True, env=os.environ | places, check=False)


def test_a_backup_is_written_and_put_back(tmp_path: Path) -> None:
    old, new, file = tmp_path / "old", tmp_path / "new", str(tmp_path / "kept" / "b.zip")
    (old / "corpus").mkdir(parents=True)
    (old / "corpus" / "catalogue.toml").write_text('[[edition]]\nid = "a"\n', "utf-8")
    answer = Answer(question="q", language="en", as_of=date(2026, 1, 1), build="b", outcome="declined", text="No.")
    Ledger(old / "data").add(answer, "chat", {})
    saved = call(old, "backup", file)
    assert saved.returncode == 0, saved.stderr
    assert "Saved 2 files" in saved.stdout
    told = json.loads(call(old, "backup", file, "--force", "--json").stdout)
    assert [one["name"] for one in told["files"]] == ["corpus/catalogue.toml", "data/ledger.sqlite"]
    assert call(old, "backup", file).returncode == 2
    done = json.loads(call(new, "restore", file, "--json").stdout)
    assert done == {"written": ["corpus/catalogue.toml", "data/ledger.sqlite"], "unchanged": [], "kept": None}
    assert len(list(Ledger(new / "data").answers())) == 1
    (new / "corpus" / "catalogue.toml").write_text("", "utf-8")
    refused = call(new, "restore", file)
    assert (refused.returncode, refused.stderr.count("\n")) == (2, 1)
    forced = call(new, "restore", file, "--force")
    assert "what was there before is in" in forced.stdout
    assert call(new, "restore", str(tmp_path / "none.zip")).returncode == 2
    (tmp_path / "text.zip").write_text("no zip", "utf-8")
    broken = call(new, "restore", str(tmp_path / "text.zip"))
    assert (broken.returncode, broken.stderr.count("\n")) == (1, 1)
