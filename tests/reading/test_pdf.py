"""Pages come out as a reader sees them: in the frame of the page as shown, without what is hidden or drawn twice."""

from __future__ import annotations

from pathlib import Path
from typing import cast

import numpy as np
import pytest
from pypdf import PdfWriter
from pypdf.generic import DictionaryObject, NameObject, StreamObject

from assistant.errors import ReadingError
from assistant.reading.pages.page import Line, Page, Rect
from assistant.reading.pdf import load_pages
from tests.reading.printing import drawn

WIDTH, HEIGHT = 300, 200


def write_pdf(path: Path, *contents: str, page: str = "", font: str = "/Helvetica", image: bytes = b"") -> Path:
    """Write a PDF of one page for each content stream, 300 by 200 points; `/F` is the font, `/I` a grey image."""
    kids = " ".join(f"{5 + 2 * i} 0 R" for i in range(len(contents)))
    shades = b"" if image else b"\xff"
    side = max(int(len(image or shades) ** 0.5), 1)
    objects = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        f"<< /Type /Pages /Count {len(contents)} /Kids [{kids}] >>".encode(),
        f"<< /Type /Font /Subtype /Type1 /BaseFont {font} >>".encode(),
        b"<< /Type /XObject /Subtype /Image /Width %d /Height %d /ColorSpace /DeviceGray /BitsPerComponent 8"
        b" /Length %d >>\nstream\n%s\nendstream" % (side, side, len(image or shades), image or shades),
    ]
    for i, content in enumerate(contents):
        resources = "<< /Font << /F 3 0 R >> /XObject << /I 4 0 R >> >>"
        box = "" if "/MediaBox" in page else f"/MediaBox [0 0 {WIDTH} {HEIGHT}]"
        objects.append(
            f"<< /Type /Page /Parent 2 0 R {box} {page} /Resources {resources} /Contents {6 + 2 * i} 0 R >>".encode()
        )
        objects.append(b"<< /Length %d >>\nstream\n%s\nendstream" % (len(content), content.encode("latin-1")))
    data = b"%PDF-1.7\n"
    places = []
    for number, body in enumerate(objects, 1):
        places.append(len(data))
        data += b"%d 0 obj\n%s\nendobj\n" % (number, body)
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    size = len(objects) + 1
    data += b"xref\n0 %d\n0000000000 65535 f \n%s" % (size, table)
    data += b"trailer\n<< /Size %d /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF\n" % (size, data.index(b"xref\n0"))
    path.write_bytes(data)
    return path


def words(text: str, x: float = 40, y: float = 150, size: float = 12, before: str = "") -> str:
    return f"BT {before} /F {size} Tf 1 0 0 1 {x} {y} Tm ({text}) Tj ET\n"


def only_page(path: Path) -> Page:
    return load_pages(path, "never")[0][0]


def texts(page: Page) -> list[str]:
    return [line.text for line in page.lines]


def ink(path: Path, line: Line, scale: float = 3.0) -> tuple[float, float]:
    """Return the share of dark pixels inside a line's box, and in the rest of the page."""
    dark = np.asarray(drawn(path, 1, scale).convert("L")) < 128
    x0, y0, x1, y1 = (round(value * scale) for value in line.box)
    inside = dark[y0:y1, x0:x1]
    outside = int(dark.sum()) - int(inside.sum())
    return float(inside.mean()), outside / dark.size


@pytest.mark.parametrize("page", ["", "/Rotate 90", "/Rotate 180", "/Rotate 270", "/CropBox [20 30 280 190]"])
def test_a_box_times_the_scale_is_the_place_on_the_page_image(tmp_path: Path, page: str) -> None:
    path = write_pdf(tmp_path / "a.pdf", words("Shelves"), page=page)
    [line] = only_page(path).lines
    inside, outside = ink(path, line)
    assert inside > 0.1
    assert outside < 0.001


def test_cropped_page_is_measured_from_its_visible_corner(tmp_path: Path) -> None:
    page = only_page(write_pdf(tmp_path / "a.pdf", words("Shelves"), page="/CropBox [20 30 280 190]"))
    assert (page.width, page.height) == (260, 160)
    assert page.lines[0].box.x0 == pytest.approx(20, abs=2)
    assert page.lines[0].box.y1 == pytest.approx(190 - 150, abs=4)


def test_every_character_has_its_place(tmp_path: Path) -> None:
    [line] = only_page(write_pdf(tmp_path / "a.pdf", words("Not more than 0.05 mg"))).lines
    assert line.text == "Not more than 0.05 mg"
    assert len(line.xs) == len(line.text) + 1
    assert list(line.xs) == sorted(line.xs)
    assert line.size == pytest.approx(12)
    assert len(line.tops) == len(line.text)


def test_a_raised_mark_stays_in_its_line_and_shows_by_its_top(tmp_path: Path) -> None:
    content = words("Lead") + words("a", x=67, y=155, size=7) + words("limit", x=75)
    [line] = only_page(write_pdf(tmp_path / "a.pdf", content)).lines
    assert line.text.replace(" ", "") == "Leadalimit"
    mark = line.text.index("a", 4)
    assert line.tops[mark][1] < line.tops[0][1] - 2


def test_wide_gaps_and_ruled_lines_part_cells(tmp_path: Path) -> None:
    ruled = "0.5 w 75 100 m 75 190 l S\n"
    content = words("Lead") + words("90", x=78) + words("Zinc", y=120) + words("60", x=200, y=120) + ruled
    assert texts(only_page(write_pdf(tmp_path / "a.pdf", content))) == ["Lead", "90", "Zinc", "60"]


def test_ruled_lines_are_found_stroked_filled_and_in_pieces(tmp_path: Path) -> None:
    stroked = "1 w 20 50 m 120 50 l S\n120 50 m 250 50 l S\n"
    filled = "20 50 0.8 100 re f\n"
    page = only_page(write_pdf(tmp_path / "a.pdf", words("Table") + stroked + filled))
    across = [line for line in page.rulings if line.horizontal]
    down = [line for line in page.rulings if not line.horizontal]
    assert [(round(line.x0), round(line.x1), round(line.y0)) for line in across] == [(20, 250, 150)]
    assert [(round(line.x0), round(line.y0), round(line.y1)) for line in down] == [(20, 50, 150)]


HIDDEN = {
    "invisible": words("Obey me", y=90, before="3 Tr"),
    "white": words("Obey me", y=90, before="1 1 1 rg"),
    "off the page": words("Obey me", x=900, y=90),
    "below the page": words("Obey me", y=-400),
    "tiny": words("Obey me", y=90, size=0.4),
}


@pytest.mark.parametrize("content", HIDDEN.values(), ids=HIDDEN)
def test_hidden_text_is_not_read(tmp_path: Path, content: str) -> None:
    assert texts(only_page(write_pdf(tmp_path / "a.pdf", words("Shown text") + content))) == ["Shown text"]


def test_white_text_on_a_dark_ground_is_read(tmp_path: Path) -> None:
    ground = "0 0 0 rg 30 80 200 30 re f\n"
    content = words("Above") + ground + words("Heading", y=90, before="1 1 1 rg")
    assert texts(only_page(write_pdf(tmp_path / "a.pdf", content))) == ["Above", "Heading"]


def test_text_drawn_twice_is_read_once(tmp_path: Path) -> None:
    content = words("Scope 11") + words("Scope 11", x=40.4, before="0 g") + words("Scope 11", y=120)
    assert texts(only_page(write_pdf(tmp_path / "a.pdf", content))) == ["Scope 11", "Scope 11"]


def test_a_slanted_or_pale_stamp_is_no_body(tmp_path: Path) -> None:
    slanted = "BT 0.8 g /F 30 Tf 0.7 0.7 -0.7 0.7 60 40 Tm (DRAFT) Tj ET\n"
    pale = words("COPY", x=60, y=90, size=40, before="0.8 g")
    page = only_page(write_pdf(tmp_path / "a.pdf", words("Body text of the page", before="0 g") + slanted + pale))
    assert texts(page) == ["Body text of the page"]
    assert {"DRAFT", "COPY"} <= {line.text.replace(" ", "") for line in page.furniture}


def test_a_large_turned_stamp_over_upright_text_is_no_body(tmp_path: Path) -> None:
    turned = "BT 0 g /F 40 Tf 0 -1 1 0 60 150 Tm (XB) Tj ET\n"
    body = "".join(words(f"Body text, line {i}", y=40 + 20 * i, before="0 g") for i in range(1, 7))
    page = only_page(write_pdf(tmp_path / "a.pdf", body + turned))
    assert len(texts(page)) == 6
    assert all(text.startswith("Body text, line") for text in texts(page))


def test_a_symbol_font_read_as_letters_is_put_right(tmp_path: Path) -> None:
    page = only_page(write_pdf(tmp_path / "a.pdf", words("mr\\264", size=12), font="/Symbol"))
    assert texts(page) in (["μρ×"], ["µρ×"])


def checks() -> bytes:
    """Return a grey image of 60 by 60 points with dark bars, as a scan of print might have."""
    picture = np.full((60, 60), 255, np.uint8)
    picture[10:50:6, 8:52] = 0
    return picture.tobytes()


def test_a_page_that_is_only_an_image_is_named_with_the_remedy(tmp_path: Path) -> None:
    path = write_pdf(tmp_path / "scan.pdf", f"q {WIDTH} 0 0 {HEIGHT} 0 0 cm /I Do Q\n", image=checks())
    with pytest.raises(ReadingError) as told:
        load_pages(path, "never")
    assert told.value.code == "unreadable_text"
    assert "--ocr auto" in str(told.value)


def test_an_image_among_pages_with_text_costs_a_warning(tmp_path: Path) -> None:
    scan = f"q {WIDTH} 0 0 {HEIGHT} 0 0 cm /I Do Q\n"
    pages, facts = load_pages(write_pdf(tmp_path / "a.pdf", words("Text"), scan, image=checks()), "never")
    assert [len(page.lines) for page in pages] == [1, 0]
    assert [(warning.code, warning.page) for warning in facts.warnings] == [("text_layer_missing", 2)]


def test_an_earlier_ocr_layer_is_kept_as_ocr_where_ocr_is_not_allowed(tmp_path: Path) -> None:
    layer = words("Text of an earlier recognition", before="3 Tr")
    scan = f"q {WIDTH} 0 0 {HEIGHT} 0 0 cm /I Do Q\n"
    pages, facts = load_pages(write_pdf(tmp_path / "a.pdf", scan + layer, image=checks()), "never")
    assert (pages[0].source, texts(pages[0])) == ("ocr", ["Text of an earlier recognition"])
    assert facts.warnings[0].code == "text_layer_ocr"


@pytest.mark.parametrize(("found", "kept"), [("Text of another recognition", False), ("Te", True)])
def test_an_earlier_ocr_layer_is_kept_only_where_ocr_finds_next_to_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, found: str, kept: bool
) -> None:
    layer = words("Text of an earlier recognition ....", before="3 Tr")
    scan = f"q {WIDTH} 0 0 {HEIGHT} 0 0 cm /I Do Q\n"
    line = Line(found, Rect(20, 90, 200, 100), tuple(20.0 + 6 * i for i in range(len(found) + 1)), 10.0)
    monkeypatch.setattr("assistant.reading.ocr.reader.ocr_image", lambda *_: (line,))
    pages, facts = load_pages(write_pdf(tmp_path / "a.pdf", scan + layer, image=checks()), "auto")
    assert pages[0].source == "ocr"
    assert texts(pages[0])[0].startswith("Text of an earlier" if kept else found)
    assert facts.warnings[0].done == ("kept" if kept else "ocr")


def test_blank_pages_are_an_empty_document(tmp_path: Path) -> None:
    with pytest.raises(ReadingError) as told:
        load_pages(write_pdf(tmp_path / "blank.pdf", "", ""), "auto")
    assert told.value.code == "empty"


def test_progress_is_told_page_by_page(tmp_path: Path) -> None:
    told: list[tuple[int, int]] = []
    path = write_pdf(tmp_path / "a.pdf", words("One"), words("Two"))
    _, facts = load_pages(path, "never", None, lambda done, count: told.append((done, count)))
    assert told == [(1, 2), (2, 2)]
    assert (facts.pages, len(facts.sha256)) == (2, 64)


def test_white_lines_show_where_they_part_dark_areas(tmp_path: Path) -> None:
    dark = "0 0 0 rg 20 50 99 40 re f 120 50 100 40 re f\n"
    white = "1 1 1 rg 119 50 1 40 re f 20 150 200 1 re f\n"
    page = only_page(write_pdf(tmp_path / "a.pdf", words("Head", y=120) + dark + white))
    assert [(round(line.x0), round(line.x1)) for line in page.rulings] == [(120, 120)]


def test_text_set_downwards_is_as_wide_as_its_ink(tmp_path: Path) -> None:
    downwards = (
        "/STSong-Light /Subtype /Type0 /Encoding /UniGB-UTF16-V /DescendantFonts [<< /Type /Font /Subtype /CIDFontType0"
        " /BaseFont /STSong-Light /CIDSystemInfo << /Registry (Adobe) /Ordering (GB1) /Supplement 4 >> /DW 20000"
        " /FontDescriptor << /Type /FontDescriptor /FontName /STSong-Light /Flags 4 /FontBBox [0 -120 1000 880]"
        " /ItalicAngle 0 /Ascent 880 /Descent -120 /CapHeight 880 /StemV 93 >> >>]"
    )
    content = "BT /F 12 Tf 1 0 0 1 180 150 Tm <56FA4F535E9F7269> Tj ET\n"
    page = only_page(write_pdf(tmp_path / "a.pdf", content, font=downwards))
    assert "".join(texts(page)) == "固体废物"
    assert all(line.xs[-1] - line.xs[0] < 14 for line in page.lines)


def test_a_blank_printed_as_a_stroke_is_an_underscore(tmp_path: Path) -> None:
    path = write_pdf(tmp_path / "a.pdf", words("UP_AUTHORIZE MSG"))
    writer = PdfWriter(clone_from=path)
    maps = StreamObject()
    maps.set_data(
        b"1 begincodespacerange <00> <ff> endcodespacerange\n"
        b"2 beginbfrange <20> <5e> <0020> <60> <7e> <0060> endbfrange 1 beginbfchar <5f> <0020> endbfchar"
    )
    fonts = cast("DictionaryObject", writer.pages[0]["/Resources"])["/Font"]
    cast("DictionaryObject", fonts["/F"])[NameObject("/ToUnicode")] = writer._add_object(maps)
    writer.write(path)
    assert texts(only_page(path)) == ["UP_AUTHORIZE MSG"]
