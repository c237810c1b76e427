"""Uploads: named safely, read in the background, and again after a server that ended too soon."""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from assistant.jobs.uploads import MOST_WAITING, RefusedUploadError, Upload, Uploads, safe_name
from assistant.settings import Settings


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return Settings(corpus=tmp_path / "corpus", index=tmp_path / "index", data=tmp_path / "data", upload_mb=1)


def received(uploads: Uploads, name: str, content: bytes) -> Upload:
    async def pieces() -> AsyncIterator[bytes]:
        for start in range(0, len(content), 1000):
            yield content[start : start + 1000]

    return asyncio.run(uploads.receive(name, "Li", pieces()))


def ended(uploads: Uploads, upload: Upload) -> Upload:
    for _ in range(300):
        found = uploads.get(upload.id)
        if found.state in ("read", "failed"):
            return found
        time.sleep(0.1)
    raise AssertionError("it was not read in time")


@pytest.mark.parametrize(
    ("given", "name"),
    [
        ("a.pdf", "a.pdf"),
        ("A.PDF", "A.pdf"),
        ("../../etc/passwd", "passwd.pdf"),
        ("C:\\papers\\GB 1.pdf", "GB 1.pdf"),
        (".hidden.pdf", "hidden.pdf"),
        ("..", "upload.pdf"),
        ("", "upload.pdf"),
        ("a\x00b\n<c>:d?.pdf", "abcd.pdf"),
        ("标准 1.pdf", "标准 1.pdf"),
        ("\ud800.pdf", "upload.pdf"),
        ("字" * 300 + ".pdf", "字" * 66 + ".pdf"),
    ],
)
def test_a_name_is_made_safe_and_stays_readable(given: str, name: str) -> None:
    assert safe_name(given) == name
    assert safe_name(name) == name


def test_a_pdf_is_read_and_what_was_read_serves_the_next_index(settings: Settings, corpus: Path) -> None:
    uploads = Uploads(settings)
    content = (corpus / "gb-18580-2025.pdf").read_bytes()
    found = ended(uploads, received(uploads, "x/gb-18580-2025.pdf", content))
    assert (found.state, found.by, found.size) == ("read", "Li", len(content))
    assert found.document is not None
    assert found.document.number == "GB 18580-2025"
    assert found.document.clauses == ()
    assert found.clauses > 10
    assert any(one.label == "4.2" for one in found.headings)
    assert uploads.path(found).read_bytes() == content
    assert received(uploads, "again.pdf", content).name == "gb-18580-2025.pdf"
    assert len(uploads.listed()) == 1


def test_what_a_server_left_is_read_by_the_next(settings: Settings, corpus: Path) -> None:
    first = Uploads(settings)
    upload = ended(first, received(first, "a.pdf", (corpus / "gb-18580-2025.pdf").read_bytes()))
    kept = first.path(upload).with_name("upload.json")
    left = upload.model_copy(update={"state": "reading", "document": None})
    kept.write_text(left.model_dump_json(exclude_none=True), "utf-8")
    (kept.parent.parent / ".part-1").write_bytes(b"%PDF half")
    second = Uploads(settings)
    second.resume()
    assert ended(second, left).document is not None
    assert not list(kept.parent.parent.glob(".part-*"))


def test_there_are_only_so_many(settings: Settings) -> None:
    uploads = Uploads(settings)
    for n in range(MOST_WAITING):
        folder = settings.data / "uploads" / f"{n:064x}"
        folder.mkdir(parents=True)
        upload = Upload(id=f"{n:064x}", name="a.pdf", size=1, by="Li", at=str(n), state="failed")
        (folder / "upload.json").write_text(upload.model_dump_json(), "utf-8")
    with pytest.raises(RefusedUploadError, match="waiting already"):
        received(uploads, "a.pdf", b"%PDF")
    assert [one.at for one in uploads.listed()][:2] == ["9", "8"]
