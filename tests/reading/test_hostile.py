"""What attacks or breaks readers of PDFs ends in a verdict or a whole document, in time, and leaves nothing behind."""

from __future__ import annotations

import os
import sys
import time
from pathlib import Path
from typing import get_args

import pytest

from assistant.errors import NotFoundError, ReadingCode, ReadingError, UsageError
from assistant.library.model import Document
from assistant.reading.read import read_pdf
from assistant.reading.worker import Patience, read_in_worker, read_many
from tests.reading.hostile import KINDS, SLOW_KINDS, many_pages, one_page, pdf, printed

linux = pytest.mark.skipif(not sys.platform.startswith("linux"), reason="pipes and links")
LIMIT = 3.0


def is_sound(outcome: Document | ReadingError, path: Path) -> bool:
    """Tell whether an outcome is a whole document or a verdict of one sentence that names the file."""
    if isinstance(outcome, Document):
        return outcome.pages > 0 and bool(outcome.clauses)
    told = outcome.message
    return outcome.code in get_args(ReadingCode) and told.startswith(path.name) and "\n" not in told


def test_hostile_files_end_in_a_verdict(tmp_path: Path) -> None:
    paths = {}
    for kind, make in KINDS.items():
        path = paths[kind] = tmp_path / f"{kind}.pdf"
        path.write_bytes(make())
    outcomes = dict(read_many(list(paths.values()), ocr="never"))
    unsound = {kind: outcomes[path] for kind, path in paths.items() if not is_sound(outcomes[path], path)}
    assert not unsound
    codes = {kind: outcomes[path].code for kind, path in paths.items() if isinstance(outcomes[path], ReadingError)}
    assert not set(codes.values()) & {"crashed", "timeout"}
    for kind in ("bookmarks in a loop", "cross-references in a loop", "page tree that lies", "font of rubbish"):
        assert isinstance(outcomes[paths[kind]], Document), kind
    assert codes["page tree without kids"] == "damaged"


@pytest.mark.parametrize("kind", SLOW_KINDS)
def test_what_takes_all_time_or_memory_is_stopped(kind: str, tmp_path: Path) -> None:
    path = tmp_path / f"{kind}.pdf"
    path.write_bytes(SLOW_KINDS[kind]())
    began = time.monotonic()
    with pytest.raises(ReadingError) as caught:
        read_in_worker(path, ocr="never", seconds=LIMIT)
    assert caught.value.code in ("timeout", "memory")
    assert is_sound(caught.value, path)
    assert time.monotonic() - began < LIMIT + 5


@pytest.mark.parametrize("change", ["cut", "gone", "replaced"])
def test_a_file_that_changes_while_it_is_read_is_not_half_read(change: str, tmp_path: Path) -> None:
    path, whole = tmp_path / "moving.pdf", many_pages(40, printed("1 Scope"))
    path.write_bytes(whole)

    def meddle(done: int, _count: int) -> None:
        if done != 1:
            return
        if change == "gone":
            path.unlink()
        else:
            path.write_bytes(whole[:900] if change == "cut" else whole + b"%")

    # Read here, not in a process of its own, so that the change falls between two pages.
    with pytest.raises(ReadingError) as caught:
        read_pdf(path, "never", progress=meddle)
    assert caught.value.code == "damaged"
    assert "changed" in caught.value.message


@linux
def test_what_is_no_file_on_disk_is_refused_at_once(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe.pdf")
    (tmp_path / "zero.pdf").symlink_to("/dev/zero")
    (tmp_path / "self.pdf").symlink_to(tmp_path / "self.pdf")
    for name in ("pipe", "zero"):
        with pytest.raises(UsageError, match=name):
            read_in_worker(tmp_path / f"{name}.pdf")
    with pytest.raises(NotFoundError, match="self"):
        read_in_worker(tmp_path / "self.pdf")


@linux
@pytest.mark.parametrize("name", ["line\nbreak", "-dash", "标准 ①", "empty#hash%20", "\udcff\udcfe", "x" * 240])
def test_odd_names_and_links_are_read(name: str, tmp_path: Path) -> None:
    path = tmp_path / f"{name}.pdf"
    path.write_bytes(pdf(one_page(printed("1 Scope"))))
    (tmp_path / "link.pdf").symlink_to(path)
    assert read_in_worker(path, ocr="never").clauses
    assert read_in_worker(tmp_path / "link.pdf", ocr="never").clauses


def test_a_message_is_one_line_whatever_the_name(tmp_path: Path) -> None:
    path = tmp_path / "line\nbreak.pdf"
    path.write_bytes(b"%PDF-1.7\nnothing")
    with pytest.raises(ReadingError) as caught:
        read_in_worker(path, ocr="never")
    assert caught.value.message.startswith("line break.pdf ")
    assert "\n" not in str(caught.value)


def test_time_is_given_by_pages_and_pace() -> None:
    never, auto = Patience.by("never", None), Patience.by("auto", None)
    assert never.allowed(0, 300) == never.allowed(40, 40) < 20
    assert never.allowed(300, 300) == 75
    assert 20 < auto.allowed(0, 1) < 26
    assert 19 + 600 > auto.allowed(1, 100) > 600
    assert Patience.by("never", 3.0).allowed(300, 300) == 3
