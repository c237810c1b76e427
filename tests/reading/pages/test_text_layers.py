"""Text layers as producers leave them: predefined encodings, headings set wide, points apart, figures as Hanzi."""

from __future__ import annotations

from pathlib import Path

import pytest

from assistant.reading.pdf import load_pages
from tests.reading.printing import Face, Print, print_pdf
from tests.reading.test_pdf import write_pdf

PROSE = "本文件规定了绿色产品评价的术语和定义"
PLAIN = Face("".join(dict.fromkeys(PROSE + "甲醛释放量不大于前言　 0123456789.:mgL/")), name="AAAAAA+Song")


def texts(path: Path, ocr: str = "never") -> list[str]:
    pages, _ = load_pages(path, "auto" if ocr == "auto" else "never")
    return [line.text for line in pages[0].lines]


def test_gbk_without_a_unicode_map_is_decoded_by_its_own_encoding(tmp_path: Path) -> None:
    path = write_pdf(tmp_path / "a.pdf", f"BT /F 12 Tf 40 150 Td <{'绿色产品评价'.encode('gbk').hex()}> Tj ET")
    simple = b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>"
    composite = (
        b"<< /Type /Font /Subtype /Type0 /BaseFont /FZXBSJW /Encoding /GBK-EUC-H /DescendantFonts [<< /Type /Font"
        b" /Subtype /CIDFontType2 /BaseFont /FZXBSJW /DW 1000 /CIDSystemInfo << /Registry (Adobe) /Ordering (GB1)"
        b" /Supplement 2 >> /FontDescriptor << /Type /FontDescriptor /FontName /FZXBSJW /Flags 4 /FontBBox [0 -200"
        b" 1000 900] /ItalicAngle 0 /Ascent 880 /Descent -120 /CapHeight 700 /StemV 80 >> >>] >>"
    )
    # The table of places is off now, as in files mended by hand; readers rebuild it.
    path.write_bytes(path.read_bytes().replace(simple, composite))
    assert texts(path) == ["绿色产品评价"]


def test_a_heading_set_wide_is_one_line(tmp_path: Path) -> None:
    path = print_pdf(
        tmp_path / "a.pdf", [Print("前", PLAIN, x=100), Print("言", PLAIN, x=160), Print(PROSE, PLAIN, y=120)]
    )
    assert [text.replace(" ", "") for text in texts(path)] == ["前言", PROSE]


def test_a_point_drawn_after_its_figures_stands_where_it_is_printed(tmp_path: Path) -> None:
    figures = [Print("0", PLAIN), Print("5mg", PLAIN, x=40 + 12 * PLAIN.length("0."))]
    point = Print(".", PLAIN, x=40 + 12 * PLAIN.width("0"), y=149.4)
    assert texts(print_pdf(tmp_path / "a.pdf", [*figures, Print(PROSE, PLAIN, y=100), point])) == ["0.5mg", PROSE]


def test_figures_whose_font_calls_them_hanzi_are_read_from_the_image(tmp_path: Path) -> None:
    lying = Face("0125.", {"0": "规", "1": "范", "2": "的", "5": "为", ".": "和"}, name="BBBBBB+E-BZ")
    x = 40 + 12 * PLAIN.length("甲醛释放量不大于")
    pieces = [
        Print(PROSE, PLAIN, y=180, size=11),
        Print("甲醛释放量不大于", PLAIN),
        Print("12.50", lying, x=x),
        Print("mg", PLAIN, x=x + 12 * lying.length("12.50")),
    ]
    path = print_pdf(tmp_path / "a.pdf", pieces)
    assert texts(path, "auto")[-1] == "甲醛释放量不大于12.50mg"
    _, facts = load_pages(path, "never")
    assert [warning.code for warning in facts.warnings] == ["character_in_doubt"]


@pytest.mark.parametrize("dropped", [0.0, 1.5, 2.5])
def test_letters_with_descenders_drawn_last_and_lower_stay_in_their_words(tmp_path: Path, dropped: float) -> None:
    words, low = "packing of express goods", "gpyq"
    face, own = Face("".join(dict.fromkeys(words.replace(" ", ""))), name="AAAAAA+Body"), Face(low, name="BBBBBB+Low")
    above, below, x = [], [], 30.0
    for letter in words:
        used = own if letter in low else face
        if letter != " ":
            (below if used is own else above).append(
                Print(letter, used, x=x, y=150 - (dropped if used is own else 0), size=10)
            )
        x += 3 if letter == " " else 10 * used.width(letter)
    assert texts(print_pdf(tmp_path / "a.pdf", [*above, *below])) == [words]
