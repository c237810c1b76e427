"""The library follows the content of the corpus, whatever its files are called and however it came about."""

import os
import random
import shutil
from pathlib import Path

import pytest
import typst

from assistant.index.builds import open_current
from assistant.index.current import current_id, read_manifest
from assistant.jobs.refresh import RefreshReport, refresh
from assistant.settings import Settings

SHEET = r"""
#set document(title: "Garden chairs")
= Garden chairs, part NAME
1 Scope \
This document applies to chairs of part NAME that stand in gardens all year round.

2 Limits \
2.1 Lead in the paint of a garden chair of part NAME shall not exceed LIMIT mg/kg.
"""


def typeset(path: Path, name: str, limit: int) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(typst.compile(SHEET.replace("NAME", name).replace("LIMIT", str(limit)).encode()))


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    made = Settings(corpus=tmp_path / "docs", index=tmp_path / "index", data=tmp_path / "data")
    for name in ("one", "two"):
        typeset(made.corpus / f"{name}.pdf", name, 90)
    refresh(made.corpus, made.index, settings=made)
    return made


def again(settings: Settings) -> RefreshReport:
    return refresh(settings.corpus, settings.index, settings=settings)


def editions(settings: Settings) -> set[str]:
    with open_current(settings.index) as build:
        return set(build.editions)


def test_a_file_that_was_touched_is_unchanged(settings: Settings) -> None:
    before = current_id(settings.index)
    os.utime(settings.corpus / "one.pdf", (0, 0))
    assert again(settings).build == before


def test_a_file_that_was_moved_or_renamed_embeds_nothing(settings: Settings) -> None:
    (settings.corpus / "deep").mkdir()
    (settings.corpus / "one.pdf").rename(settings.corpus / "deep" / "one.pdf")
    report = again(settings)
    assert (report.clauses["embedded"], report.documents["unchanged"]) == (0, 2)
    with open_current(settings.index) as build:
        assert build.corpus_path("one") == settings.corpus / "deep" / "one.pdf"
    (settings.corpus / "deep" / "one.pdf").rename(settings.corpus / "uno.pdf")
    assert again(settings).clauses["embedded"] == 0
    assert editions(settings) == {"uno", "two"}


def test_a_file_replaced_at_its_path_with_its_old_time_and_length_is_read_again(settings: Settings) -> None:
    path = settings.corpus / "one.pdf"
    facts = path.stat()
    typeset(path, "one", 50)
    os.utime(path, ns=(facts.st_atime_ns, facts.st_mtime_ns))
    report = again(settings)
    assert report.documents["changed"] == 1
    # Only what says something else is embedded: one clause of four.
    assert report.clauses["embedded"] == 1
    with open_current(settings.index) as build:
        assert "50 mg/kg" in build.clause("one", "2/1").text


def test_a_file_removed_and_brought_back_embeds_nothing(settings: Settings, tmp_path: Path) -> None:
    shutil.move(settings.corpus / "one.pdf", tmp_path / "kept.pdf")
    assert again(settings).documents["removed"] == 1
    assert editions(settings) == {"two"}
    shutil.move(tmp_path / "kept.pdf", settings.corpus / "one.pdf")
    report = again(settings)
    assert (report.documents["added"], report.clauses["embedded"]) == (1, 0)


def test_twenty_edits_lead_to_the_build_that_is_made_from_nothing(settings: Settings, tmp_path: Path) -> None:
    draw = random.Random(4)
    for number in range(20):
        files = sorted(settings.corpus.glob("*.pdf"))
        edit = draw.choice(["add", "replace", "rename", "remove"] if len(files) > 1 else ["add"])
        if edit == "add":
            typeset(settings.corpus / f"more-{number}.pdf", f"number {number}", draw.randrange(1000))
        elif edit == "replace":
            typeset(draw.choice(files), draw.choice(["one", "two"]), draw.randrange(1000))
        elif edit == "rename":
            draw.choice(files).rename(settings.corpus / f"other-{number}.pdf")
        else:
            draw.choice(files).unlink()
        again(settings)
    refresh(settings.corpus, tmp_path / "fresh", settings=settings)
    # The same bytes rank alike: only what tells how a build came about may differ.
    here, there = (
        read_manifest(index, current_id(index) or "").hashes for index in (settings.index, tmp_path / "fresh")
    )
    assert here | {"impact.json": ""} == there | {"impact.json": ""}
