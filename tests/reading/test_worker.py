"""Every file costs at most a verdict: one plain sentence, in bounded time, and nothing stays behind."""

from __future__ import annotations

import contextlib
import io
import json
import os
import signal
import sys
import time
import types
from pathlib import Path

import pytest
import typst
from pypdf import PdfReader, PdfWriter

from assistant.errors import NotFoundError, ReadingError, UsageError
from assistant.library.model import Document
from assistant.reading import worker, worker_main
from assistant.reading.worker import read_in_worker, read_many
from tests.reading.hostile import locked_by_aes

TEXT = "= 1 Scope\nThis standard applies to green products.\n= 2 Limits\nThe value shall not exceed 0.05 mg.\n"
linux = pytest.mark.skipif(not sys.platform.startswith("linux"), reason="looks into /proc")


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a folder with one readable PDF and what goes wrong with others."""
    path = tmp_path_factory.mktemp("files")
    whole = typst.compile(TEXT.encode())
    (path / "good.pdf").write_bytes(whole)
    (path / "truncated.pdf").write_bytes(whole[: len(whole) // 3])
    (path / "nothing.pdf").write_bytes(b"")
    (path / "text.pdf").write_bytes(b"Dear reader, this is a letter.\n" * 200)
    (path / "rubbish-first.pdf").write_bytes(b"HTTP/1.1 200 OK\r\n\r\n" + whole)
    (path / "locked-aes.pdf").write_bytes(locked_by_aes())
    _write(path / "no-pages.pdf", PdfWriter())
    for name, password in (("locked", "secret"), ("owner-only", "")):
        writer = PdfWriter(clone_from=PdfReader(path / "good.pdf"))
        writer.encrypt(password, "owner", algorithm="RC4-128")
        _write(path / f"{name}.pdf", writer)
    return path


@pytest.fixture(scope="module")
def endless(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a PDF whose reading takes many times longer than any limit used here."""
    path = tmp_path_factory.mktemp("endless") / "endless.pdf"
    sheet = "#set page(width: 100pt, height: 100pt, margin: 1pt)\n#set text(4pt)\n#lorem(20000)"
    writer = PdfWriter()
    source = PdfReader(_compiled(path, sheet))
    for _ in range(8):
        writer.append(source)
    _write(path, writer)
    return path


def _compiled(path: Path, source: str) -> Path:
    path.write_bytes(typst.compile(source.encode()))
    return path


def _write(path: Path, writer: PdfWriter) -> None:
    with path.open("wb") as file:
        writer.write(file)


def children() -> set[int]:
    found: set[int] = set()
    for task in Path("/proc/self/task").iterdir():
        with contextlib.suppress(OSError):  # the thread has just ended
            found |= {int(pid) for pid in (task / "children").read_text(encoding="ascii").split()}
    return found


def gone(pids: set[int]) -> bool:
    """Wait until processes have ended."""
    for _ in range(100):
        if not pids & children():
            return True
        time.sleep(0.05)
    return False


@pytest.mark.parametrize(
    ("name", "code"),
    [
        ("truncated", "damaged"),
        ("nothing", "empty"),
        ("no-pages", "empty"),
        ("text", "not_a_pdf"),
        ("locked", "encrypted"),
        ("locked-aes", "encrypted"),
    ],
)
def test_what_cannot_be_read_gets_a_verdict_in_one_sentence(folder: Path, name: str, code: str) -> None:
    with pytest.raises(ReadingError) as caught:
        read_in_worker(folder / f"{name}.pdf", ocr="never")
    assert caught.value.code == code
    assert caught.value.file == str(folder / f"{name}.pdf")
    message = str(caught.value)
    assert message.startswith(f"{name}.pdf ")
    assert ": " in message
    assert message.endswith(".")
    assert "\n" not in message


@pytest.mark.parametrize("name", ["good", "owner-only", "rubbish-first"])
def test_what_opens_without_a_password_is_read(folder: Path, name: str) -> None:
    seen: list[tuple[int, int]] = []
    document = read_in_worker(folder / f"{name}.pdf", ocr="never", progress=lambda *pages: seen.append(pages))
    assert "0.05 mg" in " ".join(clause.text for clause in document.clauses)
    assert seen == [(1, 1)]


def test_a_wrong_call_is_told_apart_from_a_bad_file(folder: Path) -> None:
    with pytest.raises(NotFoundError, match="missing"):
        read_in_worker(folder / "missing.pdf")
    with pytest.raises(UsageError, match="folder"):
        read_in_worker(folder)


def test_many_files_come_each_with_its_own_outcome(folder: Path) -> None:
    paths = sorted(folder.glob("*.pdf"))
    seen: set[Path] = set()
    outcomes = dict(read_many(paths, ocr="never", progress=lambda path, _done, _count: seen.add(path)))
    assert sorted(outcomes) == paths
    read = {path.stem for path, outcome in outcomes.items() if isinstance(outcome, Document)}
    assert read == {"good", "owner-only", "rubbish-first"}
    assert {path.stem for path in seen} == read


@linux
def test_the_time_limit_ends_a_reading(endless: Path) -> None:
    before, began = children(), time.monotonic()
    with pytest.raises(ReadingError) as caught:
        read_in_worker(endless, ocr="never", seconds=1.5)
    assert caught.value.code == "timeout"
    assert time.monotonic() - began < 6
    assert gone(children() - before)


@linux
def test_a_reader_that_dies_costs_one_file(folder: Path, endless: Path) -> None:
    before = children()

    def kill(path: Path, _done: int, _count: int) -> None:
        if path == endless:
            for pid in children() - before:
                os.kill(pid, signal.SIGKILL)

    others = [folder / f"{name}.pdf" for name in ("good", "owner-only", "rubbish-first")]
    outcomes = dict(read_many([endless, *others], ocr="never", progress=kill))
    verdict = outcomes[endless]
    assert isinstance(verdict, ReadingError)
    assert verdict.code == "crashed"
    assert isinstance(outcomes[others[-1]], Document)


@linux
def test_who_stops_listening_leaves_no_process_behind(folder: Path, endless: Path) -> None:
    before = children()
    readings = read_many([folder / "good.pdf", endless], ocr="never")
    next(readings)
    started = children() - before
    readings.close()
    assert started
    assert gone(started)


def test_waiting_for_a_processor_is_excused_with_ocr_only() -> None:
    waiting = types.SimpleNamespace(waited=lambda: 100.0)
    task = worker._Task(Path("a.pdf"), allowed=24.0, began=0.0, moved=0.0, waited=70.0)
    auto, never = (worker._Pool(ocr, None, worker.Patience.by(ocr, None), 1, 1) for ocr in ("auto", "never"))
    assert auto._is_excused(waiting, task, 47.0)
    assert not auto._is_excused(waiting, task, 49.0)
    assert not never._is_excused(waiting, task, 25.0)


def test_a_document_larger_than_may_be_held_is_refused(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(worker_main, "MOST_ANSWER", 100)
    answers = io.BytesIO()
    worker_main._answer({"path": str(folder / "good.pdf"), "ocr": "never", "cache": None}, answers)
    said = json.loads(answers.getvalue().splitlines()[-1])
    assert said["code"] == "memory"
    assert said["message"].startswith("good.pdf ")
