"""Pages that need OCR are read at once on as many cores as there are, and come in their order."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from PIL import Image

from assistant.reading import cores, worker
from assistant.reading.ocr import reader as ocr
from assistant.reading.pages.page import Line, Rect
from assistant.reading.pdf import load_pages
from assistant.reading.worker_process import WorkerProcess

PAGES = 5


@pytest.fixture
def scan(tmp_path: Path) -> Path:
    sheets = [Image.new("L", (300, 400), 200 + 5 * i) for i in range(PAGES)]
    for sheet in sheets:
        sheet.paste(0, (60, 60, 240, 80))
    sheets[0].save(tmp_path / "scan.pdf", save_all=True, append_images=sheets[1:])
    return tmp_path / "scan.pdf"


@pytest.fixture(autouse=True)
def _both_cores() -> Iterator[None]:
    yield
    cores.allow_cores(cores.MOST)


class Engine:
    """Stands in for OCR: says how light the page's ground is, and counts how many pages are read at once."""

    def __init__(self, together: int) -> None:
        self.meeting = threading.Barrier(together)
        self.now = self.most = 0

    def __call__(self, image: Image.Image, width: float, height: float, _cache: Path | None) -> tuple[Line, ...]:
        self.now += 1
        self.most = max(self.most, self.now)
        # Whoever reads alone where two should waits here in vain.
        self.meeting.wait(20)
        ground = image.getpixel((0, 0))
        self.now -= 1
        box = Rect(10, 20, 200, 40)
        return (Line(f"ground {ground}", box, tuple(range(12)), 12.0, score=0.9),)


def test_two_pages_are_read_at_once_and_stay_in_order(scan: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    engine = Engine(2)
    only = scan.with_name("four.pdf")
    sheets = [Image.new("L", (300, 400), 200 + 5 * i) for i in range(4)]
    sheets[0].save(only, save_all=True, append_images=sheets[1:])
    monkeypatch.setattr(ocr, "ocr_image", engine)
    seen: list[tuple[int, int]] = []
    pages, _facts = load_pages(only, "auto", None, lambda *told: seen.append(told))
    grounds = [page.lines[0].text for page in pages]
    assert engine.most == 2
    assert [page.number for page in pages] == [1, 2, 3, 4]
    assert grounds == sorted(grounds)
    assert len(set(grounds)) == 4
    assert seen == sorted(set(seen))
    assert seen[-1] == (4, 4)


def test_one_core_reads_one_page_after_another(scan: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    engine = Engine(1)
    monkeypatch.setattr(ocr, "ocr_image", engine)
    cores.allow_cores(1)
    seen: list[tuple[int, int]] = []
    load_pages(scan, "auto", None, lambda *told: seen.append(told))
    assert engine.most == 1
    assert seen == [(number, PAGES) for number in range(1, PAGES + 1)]


def test_a_page_that_fails_is_named_and_the_others_are_read(scan: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    engine = Engine(1)

    def failing(image: Image.Image, width: float, height: float, cache: Path | None) -> tuple[Line, ...]:
        if 204 <= image.getpixel((0, 0))[0] <= 206:  # type: ignore[index]
            raise ValueError
        return engine(image, width, height, cache)

    monkeypatch.setattr(ocr, "ocr_image", failing)
    pages, facts = load_pages(scan, "auto")
    assert [page.number for page in pages if not page.lines] == [2]
    assert [warning.page for warning in facts.warnings if warning.code == "ocr_failed"] == [2]


def test_the_last_document_gets_both_cores(scan: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    told: list[int] = []
    allow = WorkerProcess.allow

    def listening(process: WorkerProcess, count: int) -> None:
        told.append(count)
        allow(process, count)

    monkeypatch.setattr(WorkerProcess, "allow", listening)
    monkeypatch.setattr(worker, "_cores", lambda: 2)
    copies = [scan.with_name(f"{name}.pdf") for name in "abc"]
    for copy in copies:
        copy.write_bytes(scan.read_bytes())
    outcomes = dict(worker.read_many(copies, ocr="never"))
    assert sorted(outcomes) == copies
    assert set(told) == {2}
