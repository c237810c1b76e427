"""Which editions are this project's own digests, and are told so to readers."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from assistant.jobs.refresh import refresh
from assistant.settings import Settings
from assistant.web.runtime import Runtime


def test_what_maintainers_add_beside_the_digests_is_none(
    corpus: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("assistant.web.runtime.ROOT", tmp_path)
    (tmp_path / "corpus" / "sources").mkdir(parents=True)
    shutil.copy(corpus / "gb-18580-2017.pdf", tmp_path / "corpus")
    shutil.copy(corpus / "gb-18580-2025.pdf", tmp_path / "corpus" / "ours.pdf")
    shutil.copy(corpus / "sources" / "gb-18580-2017.typ", tmp_path / "corpus" / "sources")
    settings = Settings(corpus=tmp_path / "corpus", index=tmp_path / "index", data=tmp_path / "data")
    refresh(settings.corpus, settings.index, settings=settings)
    runtime = Runtime(settings)
    assert runtime.is_digest("gb-18580-2017")
    assert not runtime.is_digest("ours")
    assert not runtime.is_digest("none")
