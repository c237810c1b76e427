"""A marked copy holds the pages asked for, each box highlighted where a reader sees it, however the page is turned."""

from __future__ import annotations

import io
from pathlib import Path

import pypdf
import pypdfium2
import pytest
import typst

from assistant.errors import ReadingError
from assistant.reading.drawing import Drawer

SHEET = r"""
#set page(width: 300pt, height: 200pt, margin: 20pt)
#set text(size: 12pt)
first page
#pagebreak()
#place(top + left, dx: 30pt, dy: 40pt, rect(width: 60pt, height: 20pt, stroke: none, fill: luma(200)))
#pagebreak()
third page
"""
BOX = (2, 50.0, 60.0, 110.0, 80.0)


@pytest.fixture
def pdf(tmp_path: Path) -> Path:
    path = tmp_path / "sheet.pdf"
    path.write_bytes(typst.compile(SHEET.encode()))
    return path


def yellow(data: bytes) -> tuple[int, int, int, int]:
    """Return the extent of what is yellow on the first page, in points as displayed."""
    with pypdfium2.PdfDocument(data) as document:
        image = document[0].render(scale=1).to_pil().convert("RGB")
    extent = image.point(lambda value: value).split()[2].point(lambda blue: 255 if blue < 120 else 0).getbbox()
    assert extent
    return extent


@pytest.mark.parametrize("turned", [0, 90, 180, 270])
def test_a_box_is_marked_where_it_is_seen(pdf: Path, tmp_path: Path, turned: int) -> None:
    writer = pypdf.PdfWriter(clone_from=pdf)
    writer.pages[1].rotate(turned)
    writer.pages[1].cropbox = pypdf.generic.RectangleObject((5, 5, 295, 195))
    path = tmp_path / "turned.pdf"
    writer.write(path)
    with Drawer() as drawer:
        made = drawer.marked(path, [BOX])
        width, height = drawer.size(path, 2)
    assert (width, height) == ((290, 190) if turned % 180 == 0 else (190, 290))
    assert yellow(made) == pytest.approx(BOX[1:], abs=2)


def test_only_the_pages_of_the_boxes_are_copied(pdf: Path) -> None:
    with Drawer() as drawer:
        made = drawer.marked(pdf, [(3, 20, 20, 60, 40), BOX, (2, 1, 1, 9, 9)])
    reader = pypdf.PdfReader(io.BytesIO(made))
    marks = [[note.get_object() for note in page.get("/Annots", ())] for page in reader.pages]
    assert [[note["/Subtype"] for note in page] for page in marks] == [["/Highlight"] * 2, ["/Highlight"]]
    assert "third page" in reader.pages[1].extract_text()


def test_a_page_that_is_not_there_is_an_error(pdf: Path) -> None:
    with Drawer() as drawer, pytest.raises(ReadingError):
        drawer.marked(pdf, [(9, 0, 0, 1, 1)])
