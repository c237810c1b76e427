"""Ruled lines of page images, and tables read from them with lines as OCR gives them."""

from __future__ import annotations

import numpy as np
import pytest
from PIL import Image, ImageDraw

from assistant.reading.ocr.rulings import scanned_rulings
from assistant.reading.pages.page import Line, Page, Rect
from assistant.reading.tables.grids import find_grids
from assistant.reading.tables.tables import find_tables

SCALE = 2.0
XS, YS = (60, 160, 300, 400), (100, 130, 160, 190)


def sheet(*, turn: float = 0.0, faint: bool = False, noise: bool = False) -> Image.Image:
    """Draw a table of three by three cells on an A4 sheet, as a scanner would see it."""
    image = Image.new("L", (1190, 1684), 255)
    draw = ImageDraw.Draw(image)
    for y in YS:
        draw.line([XS[0] * SCALE, y * SCALE, XS[-1] * SCALE, y * SCALE], fill=0, width=2)
    for x in XS:
        draw.line([x * SCALE, YS[0] * SCALE, x * SCALE, YS[-1] * SCALE], fill=0, width=2)
    if faint:
        for y in range(int(YS[2] * SCALE) + 6, int(YS[3] * SCALE) - 4, 14):
            draw.rectangle([XS[1] * SCALE - 3, y, XS[1] * SCALE + 3, y + 6], fill=255)
    if noise:
        rng = np.random.default_rng(1)
        pixels = np.array(image)
        pixels[rng.random(pixels.shape) < 0.002] = 0
        image = Image.fromarray(pixels)
    return image.rotate(turn, fillcolor=255, resample=Image.Resampling.BICUBIC)


def ocr_line(text: str, x: float, y: float, score: float = 0.98) -> Line:
    """Return a line with its characters spread evenly, 10 points high."""
    step = 10.0
    xs = tuple(x + step * i for i in range(len(text) + 1))
    return Line(text, Rect(x, y, xs[-1], y + 10), xs, 10.0, score=score)


@pytest.mark.parametrize("flaws", [{}, {"turn": 0.4}, {"turn": -0.4}, {"faint": True}, {"noise": True}])
def test_grid_of_a_scan(flaws):
    (grid,) = find_grids(scanned_rulings(sheet(**flaws), SCALE))
    assert grid.size == (3, 3)
    assert len({number for row in grid.cells for number in row}) == 9
    assert grid.xs == pytest.approx(XS, abs=4)
    assert grid.ys == pytest.approx(YS, abs=4)


def test_a_stamp_that_goes_on_with_a_wall_is_no_part_of_the_table():
    image = sheet()
    draw = ImageDraw.Draw(image)
    draw.line([XS[1] * SCALE, 40 * SCALE, XS[1] * SCALE, YS[0] * SCALE], fill=0, width=2)
    draw.line([80 * SCALE, 50 * SCALE, 180 * SCALE, 50 * SCALE], fill=0, width=2)
    (grid,) = find_grids(scanned_rulings(image, SCALE))
    assert grid.ys == pytest.approx(YS, abs=4)


def test_walls_that_all_end_open_are_left_as_they_are():
    image = sheet()
    draw = ImageDraw.Draw(image)
    for x in XS:
        draw.line([x * SCALE, YS[-1] * SCALE, x * SCALE, 260 * SCALE], fill=0, width=2)
    (grid,) = find_grids(scanned_rulings(image, SCALE))
    assert grid.ys == pytest.approx((*YS, 260), abs=4)


def test_strokes_of_characters_are_no_lines():
    image = Image.new("L", (1190, 1684), 255)
    draw = ImageDraw.Draw(image)
    for y in range(100, 1500, 40):
        for x in range(100, 1000, 26):
            draw.line([x, y, x + 20, y], fill=0, width=3)
    assert scanned_rulings(image, SCALE) == []


def page(*lines: Line, size: float = 1.0) -> Page:
    rulings = tuple(scanned_rulings(sheet(), SCALE))
    return Page(1, 595 * size, 842 * size, lines, rulings, "ocr")


def test_line_over_several_cells_is_cut_at_their_borders():
    (table,) = find_tables(
        [
            page(
                ocr_line("表1限量", 200, 80),
                ocr_line("序号", 70, 110),
                ocr_line("项目", 180, 110),
                ocr_line("限量", 320, 110),
                ocr_line("1", 100, 140),
                Line("铅50", Rect(180, 140, 340, 150), (180, 320, 330, 340), 10.0, score=0.9),
                ocr_line("2", 100, 170),
                ocr_line("汞", 180, 170),
                ocr_line("10", 320, 170),
            )
        ]
    )
    assert table.number == "1"
    assert table.rows == (("1", "铅", "50"), ("2", "汞", "10"))


def test_unit_beside_a_title_of_two_lines_is_the_unit():
    (table,) = find_tables(
        [
            page(
                ocr_line("表1限量", 200, 66),
                ocr_line("(新建企业)", 200, 82),
                ocr_line("mg/L", 360, 82),
                ocr_line("序号", 70, 110),
                ocr_line("项目", 180, 110),
                ocr_line("限量", 320, 110),
                ocr_line("1", 100, 140),
                ocr_line("铅", 180, 140),
                ocr_line("50", 320, 140),
            )
        ]
    )
    assert (table.number, table.title, table.unit) == ("1", "限量(新建企业)", "mg/L")


def test_text_at_an_even_pitch_through_a_wall_shows_that_the_wall_is_a_smudge():
    (table,) = find_tables(
        [
            page(
                ocr_line("表1限量", 200, 80),
                ocr_line("不相容危险废物", 125, 110),
                ocr_line("危险", 320, 110),
                ocr_line("甲", 100, 140),
                ocr_line("乙", 180, 140),
                ocr_line("酸", 100, 170),
                ocr_line("碱", 180, 170),
                ocr_line("热", 320, 170),
            )
        ]
    )
    assert table.header[:2] == ("不相容危险废物 甲", "不相容危险废物 乙")
    assert table.rows == (("酸", "碱", "热"),)


def test_the_pitch_is_that_of_chinese_characters_where_narrow_letters_follow():
    xs = [155.0 + 10 * i for i in range(6)] + [215.0 + 5 * i for i in range(6)]
    xs[0] -= 3  # the box of a line's first character is a little wide
    head = Line("最高允许速率mg/kg", Rect(xs[0], 110, xs[-1], 120), tuple(xs), 10.0, score=0.98)
    cells = [("甲", 100), ("乙", 180), ("火", 320)]
    below = [ocr_line(text, x, y) for y in (140, 170) for text, x in cells]
    (table,) = find_tables([page(ocr_line("表1限量", 200, 80), head, *below)])
    assert table.header[:2] == ("最高允许速率mg/kg", "最高允许速率mg/kg")


def test_page_sized_in_pixels_gives_boxes_in_its_own_measure():
    def grown(line: Line) -> Line:
        return Line(line.text, Rect(*(v * 4 for v in line.box)), tuple(x * 4 for x in line.xs), 40.0, score=0.9)

    small = [
        ocr_line(text, x, y)
        for text, x, y in [
            ("表2", 200, 80),
            ("项", 70, 110),
            ("甲", 180, 110),
            ("乙", 320, 110),
            ("铅", 70, 140),
            ("1", 180, 140),
            ("2", 320, 140),
            ("汞", 70, 170),
            ("3", 180, 170),
            ("4", 320, 170),
        ]
    ]
    large = Page(1, 2380, 3368, tuple(map(grown, small)), tuple(scanned_rulings(sheet(), 0.5)), "ocr")
    (table,) = find_tables([large])
    assert table.rows == (("铅", "1", "2"), ("汞", "3", "4"))
    assert table.boxes[0][1:] == pytest.approx((240, 400, 1600, 760), abs=16)
