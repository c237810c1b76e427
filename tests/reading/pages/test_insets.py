"""Numbers of clauses that a page of text sets as little pictures."""

from __future__ import annotations

from pathlib import Path

import pytest
import typst
from PIL import Image

from assistant.reading.pages.insets import Insets, with_insets
from assistant.reading.pages.page import Line, Rect
from assistant.reading.pdf import load_pages
from tests.reading.printing import drawn

FONT = '#set text(font: "Noto Serif CJK SC", size: 12pt)\n'


def text(words: str, x: float, y: float) -> Line:
    xs = tuple(x + 10.0 * i for i in range(len(words) + 1))
    return Line(words, Rect(x, y, xs[-1], y + 10), xs, 10.0)


LINES = (text("产品应符合本章的规定", 60, 100), text("生产企业应保存记录", 80, 120), text("附则", 50, 140))
NUMBER = Rect(50, 120, 72, 131)


def read(images: list[Rect], answer: tuple[str, float] | None = ("4.1", 0.97)) -> Insets:
    page = Image.new("RGB", (600, 600), "white")
    return with_insets(LINES, images, lambda scale: page, (lambda picture: answer) if answer else None)


def test_a_picture_at_a_line_start_is_the_number_before_it():
    found = read([NUMBER])
    assert [line for line in found.lines if line in LINES] == list(LINES)
    assert found.read == ("4.1",)
    (number,) = [line for line in found.lines if line.text == "4.1"]
    assert (number.box, number.size, len(number.xs)) == (NUMBER, 10.0, 4)


@pytest.mark.parametrize(
    "image",
    [
        pytest.param(Rect(110, 120, 132, 131), id="within the line"),
        pytest.param(Rect(50, 120, 60, 131), id="bullet"),
        pytest.param(Rect(50, 110, 72, 150), id="drawing"),
        pytest.param(Rect(50, 120, 200, 131), id="rule"),
    ],
)
def test_other_pictures_are_no_numbers(image):
    assert read([image]) == Insets(LINES)


@pytest.mark.parametrize("answer", [("4.1", 0.5), ("ρ=2", 0.99), ("2019", 0.99), ("0.5", 0.99), ("", 0.0)])
def test_what_is_no_clear_number_is_left_out(answer):
    assert read([NUMBER], answer) == Insets(LINES, (), 1)


def test_without_ocr_the_pictures_are_counted():
    assert read([NUMBER], None) == Insets(LINES, (), 1)


def test_numbers_set_as_pictures_are_read_and_told(tmp_path: Path, corpus: Path) -> None:
    fonts = [str(corpus / "sources" / "fonts")]
    for number in ("4.1", "4.2", "4.3"):
        label = tmp_path / f"{number}.pdf"
        sheet = f"#set page(width: auto, height: auto, margin: 1pt)\n{FONT}{number}"
        label.write_bytes(typst.compile(sheet.encode(), font_paths=fonts))
        drawn(label, 1, 4).save(tmp_path / f"{number}.png")
    source = tmp_path / "sheet.typ"
    rows = "\n".join(
        f'#box(image("4.{i}.png", height: 12pt)) 产品应符合本章第{i}部分的规定，并保存记录。\n' for i in (1, 2, 3)
    )
    source.write_text(f"#set page(width: 420pt, height: 200pt, margin: 40pt)\n{FONT}{rows}", encoding="utf-8")
    path = tmp_path / "sheet.pdf"
    path.write_bytes(typst.compile(str(source), font_paths=fonts))
    pages, facts = load_pages(path, "auto", tmp_path)
    assert [line.text for line in pages[0].lines if line.text[0] == "4"] == ["4.1", "4.2", "4.3"]
    assert pages[0].source == "digital"
    assert [(warning.code, warning.reason) for warning in facts.warnings] == [("inset_numbers", "4.1; 4.2; 4.3")]
    assert [warning.code for warning in load_pages(path, "never")[1].warnings] == ["inset_unread"]
