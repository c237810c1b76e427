"""Print that OCR left out of a scanned page is found again by its ink; what stays unclear is named."""

from __future__ import annotations

import pytest
from PIL import Image, ImageDraw

from assistant.reading.ocr.rulings import scanned_rulings
from assistant.reading.ocr.second_look import Second, second_look, spread
from assistant.reading.pages.page import Line, Rect

SCALE = 2.0
XS, YS = (60, 160, 300, 400), (100, 130, 160, 190)


def sheet() -> Image.Image:
    image = Image.new("L", (1190, 1684), 255)
    draw = ImageDraw.Draw(image)
    for y in YS:
        draw.line([XS[0] * SCALE, y * SCALE, XS[-1] * SCALE, y * SCALE], fill=0, width=2)
    for x in XS:
        draw.line([x * SCALE, YS[0] * SCALE, x * SCALE, YS[-1] * SCALE], fill=0, width=2)
    return image


def mark(image: Image.Image, x: float, y: float, width: float, height: float) -> None:
    ImageDraw.Draw(image).rectangle([x * SCALE, y * SCALE, (x + width) * SCALE, (y + height) * SCALE], fill=0)


def word(text: str, x: float, y: float, width: float | None = None) -> Line:
    return spread(text, Rect(x, y, x + (width or 6.0 * len(text)), y + 12), 12.0, 0.99)


CELLS = [word("项目", 80, 110), word("甲", 200, 110), word("乙", 340, 110), word("铅", 80, 140), word("汞", 80, 170)]


def look(image: Image.Image, lines: list[Line], answer: tuple[str, float] = ("", 0.0)) -> Second:
    return second_look(image, SCALE, lines, scanned_rulings(image, SCALE), lambda pixels: answer)


def test_a_flat_bar_in_an_empty_cell_is_a_dash():
    image = sheet()
    mark(image, 220, 144, 9, 1)
    second = look(image, [*CELLS, word("50", 340, 140)])
    (dash,) = [line for line in second.lines if line.text == "—"]
    assert dash.box.x0 == pytest.approx(220, abs=1)
    assert dash.box.y0 < 144 < dash.box.y1
    assert second.doubts == ()


def test_a_lone_figure_that_detection_missed_is_read():
    image = sheet()
    mark(image, 225, 140, 2, 8)
    second = look(image, [*CELLS, word("50", 340, 140)], ("1", 0.93))
    assert [line.text for line in second.lines if 160 < line.box.x0 < 300 and line.box.y0 > 130] == ["1"]


def test_print_in_a_cell_that_cannot_be_read_is_in_doubt():
    image = sheet()
    mark(image, 225, 140, 4, 8)
    second = look(image, [*CELLS, word("50", 340, 140)], ("B", 0.4))
    ((text, place),) = second.doubts
    assert text == ""
    assert place.x0 == pytest.approx(225, abs=1)
    assert len(second.lines) == len(CELLS) + 1


def test_specks_borders_and_full_cells_are_left_alone():
    image = sheet()
    mark(image, 225, 140, 1, 1)
    mark(image, 161, 158, 12, 1)
    lines = [*CELLS, word("50", 340, 140)]
    assert look(image, lines, ("9", 0.99)) == Second(tuple(lines))


def test_figures_wider_than_they_are_set_have_lost_a_mark():
    figures = [
        word(text, 340, 200 + 20 * i) for i, text in enumerate(("0.5", "10", "25", "100", "0.05", "30", "7.5", "20"))
    ]
    wide = word("69", 200, 300, 26)
    found = look(sheet(), [*figures, wide], ("6~9", 0.9))
    assert found.lines[-1].text == "6~9"
    assert found.doubts == (("69", wide.box),)
    kept = look(sheet(), [*figures, wide], ("8.9", 0.99))
    assert kept.lines[-1] == wide
    assert kept.doubts == (("69", wide.box),)
    assert look(sheet(), [*figures, word("69", 200, 300)]).doubts == ()
