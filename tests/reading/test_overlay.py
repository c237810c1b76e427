"""The overlay is one file that shows each page with what was read on it."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
import typst

from assistant.errors import AssistantError
from assistant.library.model import Clause, Document, ReadingWarning
from assistant.reading.overlay import write_overlay

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


def test_a_folder_that_does_not_exist_is_named(pdf: Path, tmp_path: Path) -> None:
    with pytest.raises(AssistantError, match="nowhere"):
        write_overlay(pdf, document(pdf), tmp_path / "nowhere" / "out.html")
