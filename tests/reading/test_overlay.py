"""The overlay is one file that shows each page with what was read on it."""

from __future__ import annotations

import io
import re
from pathlib import Path

import pytest
import typst
from click.testing import CliRunner
from PIL import Image

from assistant.commands.reading import parse
from assistant.errors import AssistantError, ReadingError
from assistant.library.model import Clause, Document, ReadingWarning
from assistant.reading.drawing import Drawer
from assistant.reading.overlay import write_overlay
from tests.reading.hostile import slow_to_draw

SHEET = "#set page(width: 300pt, height: 200pt)\n4.1 The value\n#pagebreak()\nEnd"


@pytest.fixture
def pdf(tmp_path: Path) -> Path:
    path = tmp_path / "sheet.pdf"
    path.write_bytes(typst.compile(SHEET.encode()))
    return path


def document(pdf: Path) -> Document:
    clause = Clause(
        key="4/1", path=("4", "1"), label="4.1", kind="clause", title="<b>Limits</b>", page=1, end_page=2,
        boxes=((1, 70, 70, 130, 82), (2, 70, 70, 100, 82)),
    )  # fmt: skip
    warning = ReadingWarning(code="page_damaged", message="Page 2 is damaged & was left out.", page=2)
    return Document(
        file=str(pdf), sha256="0", pages=2, language="en", kind="standard", clauses=(clause,), warnings=(warning,)
    )


def test_pages_boxes_labels_and_warnings_are_in_one_file(pdf: Path, tmp_path: Path) -> None:
    out = tmp_path / "out.html"
    write_overlay(pdf, document(pdf), out)
    html = out.read_text(encoding="utf-8")
    assert len(re.findall(r'src="data:image/', html)) == 2
    assert not re.search(r"""(?:src|href)=["'](?:https?:)?//""", html)
    assert html.count("<rect ") == 2
    assert 'x="70' in html
    assert "Page 2 is damaged &amp; was left out." in html
    assert "&lt;b&gt;Limits&lt;/b&gt;" in html
    assert "<b>Limits" not in html


def test_a_page_that_cannot_be_drawn_is_named_in_its_place(tmp_path: Path) -> None:
    path, out = tmp_path / "slow.pdf", tmp_path / "out.html"
    path.write_bytes(slow_to_draw())
    done = CliRunner().invoke(parse, [str(path), "--ocr", "never", "--html", str(out), "--json"])
    assert done.exit_code == 0, done.output
    html = out.read_text(encoding="utf-8")
    assert "This page could not be drawn: open the PDF itself." in html
    assert "data:image/" not in html


def test_pages_are_drawn_as_before_after_one_that_was_not(pdf: Path, tmp_path: Path) -> None:
    slow = tmp_path / "slow.pdf"
    slow.write_bytes(slow_to_draw())
    with Drawer(workers=1, seconds=1.5) as drawer:
        assert drawer.size(pdf, 1) == (300, 200)
        with pytest.raises(ReadingError, match=r"Page 1 of slow\.pdf could not be drawn in time") as caught:
            drawer.draw(slow, 1, 2, "PNG")
        assert caught.value.code == "timeout"
        image = Image.open(io.BytesIO(drawer.draw(pdf, 2, 2, "PNG")))
        assert image.size == (600, 400)
        with pytest.raises(ReadingError, match="Page 3"):
            drawer.draw(pdf, 3, 2, "PNG")


def test_a_folder_that_does_not_exist_is_named(pdf: Path, tmp_path: Path) -> None:
    with pytest.raises(AssistantError, match="nowhere"):
        write_overlay(pdf, document(pdf), tmp_path / "nowhere" / "out.html")
