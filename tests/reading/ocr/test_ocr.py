"""A page image is read into lines whose characters have their places, once."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
import typst

from assistant.library.sealed import sealed, unsealed
from assistant.reading.ocr.classes import doubtful_classes, restore_classes
from assistant.reading.ocr.reader import ocr_scale
from assistant.reading.ocr.rows import Box, set_rows
from assistant.reading.pages.page import Line, Rect
from assistant.reading.pdf import load_pages

WIDTH, HEIGHT = 300.0, 200.0
SHEET = """
#set page(width: 300pt, height: 200pt, margin: 20pt)
#set text(font: "Noto Serif CJK SC", size: 12pt)
#place(dx: 0pt, dy: 0pt)[4.1 甲醛释放量应不大于 0.05 mg]
#place(dx: 0pt, dy: 40pt)[甲醛]
#place(dx: 200pt, dy: 40pt)[0.05]
#place(dx: 0pt, dy: 80pt)[Green product]
"""


@pytest.fixture(scope="module")
def sheet(tmp_path_factory: pytest.TempPathFactory, corpus: Path) -> Path:
    path = tmp_path_factory.mktemp("ocr") / "sheet.pdf"
    path.write_bytes(typst.compile(SHEET.encode(), font_paths=[str(corpus / "sources" / "fonts")]))
    return path


@pytest.fixture(scope="module")
def kept(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("cache")


@pytest.fixture(scope="module")
def lines(sheet: Path, kept: Path) -> tuple[Line, ...]:
    return read(sheet, kept)


def read(sheet: Path, kept: Path) -> tuple[Line, ...]:
    [page], _ = load_pages(sheet, "always", kept)
    return page.lines


def test_print_is_read_in_order_and_cells_stay_apart(lines: tuple[Line, ...]) -> None:
    assert [line.text.replace(" ", "") for line in lines] == [
        "4.1甲醛释放量应不大于0.05mg",
        "甲醛",
        "0.05",
        "Greenproduct",
    ]
    assert all(0.5 < line.score <= 1 for line in lines)


def test_places_are_points_of_the_page(lines: tuple[Line, ...]) -> None:
    cell = lines[2]
    assert cell.box.x0 == pytest.approx(220, abs=4)
    assert cell.box.y0 == pytest.approx(60, abs=6)
    for line in lines:
        assert len(line.xs) == len(line.text) + 1
        assert list(line.xs) == sorted(line.xs)
        assert line.xs[0] == pytest.approx(line.box.x0)
        assert line.xs[-1] == pytest.approx(line.box.x1)
    # 4.1 and a blank come before 甲, of 12 points each; the print sets a quarter em between scripts.
    first = lines[0]
    assert first.xs[first.text.index("甲")] == pytest.approx(20 + 18 + 3, abs=6)
    assert first.xs[first.text.index("不")] == pytest.approx(20 + 21 + 6 * 12, abs=6)


def test_a_page_is_recognised_once(sheet: Path, kept: Path, lines: tuple[Line, ...]) -> None:
    [(file, stored)] = [
        (file, boxes) for file in (kept / "ocr").iterdir() if len(boxes := json.loads(unsealed(file) or b"[]")) > 1
    ]
    whole = file.read_bytes()
    changed = json.dumps([[text.replace("Green", "Brown"), *rest] for text, *rest in stored]).encode()
    for content in (sealed(changed), changed):  # as it is kept now, and as earlier versions kept it
        file.write_bytes(content)
        assert read(sheet, kept)[-1].text.startswith("Brown")
    for damaged in (b"{ cut off", whole.replace(b"Green", b"Greem"), b"0" + whole[1:]):
        file.write_bytes(damaged)
        assert read(sheet, kept) == lines
        assert file.read_bytes() == whole


def test_a_page_sized_in_pixels_is_not_drawn_larger_still() -> None:
    assert 3500 * ocr_scale(2480, 3500) <= 2400
    assert ocr_scale(595, 842) == pytest.approx(200 / 72)
    assert ocr_scale(842, 1191) == pytest.approx(200 / 72)


def box(text: str, x0: float, x1: float, y0: float = 100.0, centres: tuple[float, ...] = ()) -> Box:
    return Box(text, 0.9, Rect(x0, y0, x1, y0 + 10), centres)


def test_neighbours_join_and_columns_do_not() -> None:
    lines = set_rows(
        [box("0.05", 300, 320), box("的限量", 92, 122), box("甲醛", 70, 90, y0=101), box("苯", 70, 80, 120)]
    )
    assert [line.text for line in lines] == ["甲醛的限量", "0.05", "苯"]


def test_two_cells_read_as_one_box_are_cut() -> None:
    lines = set_rows([box("0.1(湖、库0.2", 100, 200, centres=(103, 107, 111, 153, 160, 170, 180, 187, 192, 197))])
    assert [line.text for line in lines] == ["0.1", "(湖、库0.2"]
    assert lines[0].box.x1 < 120
    assert lines[1].box.x0 > 140


def test_a_gap_after_a_number_is_a_blank() -> None:
    centres = (2.5, 7.5, 12.5, 30.0, 40.0, 50.0)
    (line,) = set_rows([box("4.5禁止混", 0, 55, centres=centres)])
    assert line.text == "4.5 禁止混"
    assert line.xs[4] == pytest.approx(25, abs=2)


def test_a_gap_between_a_number_and_a_year_is_a_blank() -> None:
    steps = (3.5, 3.5, 8.0, 3.5, 3.5, 3.5, 6.0, 6.0, 6.0)
    centres = [2.0]
    for step in steps:
        centres.append(centres[-1] + step)
    (line,) = set_rows([box("6.11997年前设", 0, 53, centres=tuple(centres))])
    assert line.text == "6.1 1997年前设"


@pytest.mark.parametrize("text", ["0.0003", "6.1199", "12.55.5"])
def test_figures_at_an_even_pitch_stay_one_number(text: str) -> None:
    """Places are exact to an eighth of the height only: a step and a half is no gap."""
    centres = tuple(2.0 + 3.5 * i + (1.5 if i > 3 else 0.0) for i in range(len(text)))
    (line,) = set_rows([box(text, 0, centres[-1] + 2, centres=centres)])
    assert line.text == text


def test_markup_of_subscripts_is_not_print() -> None:
    (line,) = set_rows([box("BOD_{5和NH_3-N", 0, 80)])
    assert line.text == "BOD5和NH3-N"
    assert len(line.xs) == len(line.text) + 1


def test_numerals_of_a_run_of_classes_are_restored() -> None:
    row = [box(text, 100 * i, 100 * i + 20) for i, text in enumerate(("1类", "【类", "1类", "N类", "V类"))]
    assert [one.text for one in restore_classes(row)] == ["Ⅰ类", "Ⅱ类", "Ⅲ类", "Ⅳ类", "Ⅴ类"]
    texts = ("Ⅰ类 用于甲", "类 用于乙", "类 用于丙", "Ⅳ类 用于丁")
    column = [box(text, 100, 160, 100 + 20 * i) for i, text in enumerate(texts)]
    assert [one.text[:2] for one in restore_classes(column)] == ["Ⅰ类", "Ⅱ类", "Ⅲ类", "Ⅳ类"]


def test_classes_in_other_figures_are_left_as_read() -> None:
    row = [box(text, 100 * i, 100 * i + 20) for i, text in enumerate(("1类", "2类", "3类", "4类"))]
    assert restore_classes(row) == row


@pytest.mark.parametrize(
    ("text", "doubts"),
    [
        ("排入附录中Ⅱ类水域的污水", ["Ⅱ类"]),
        ("附录中I、【类水域和类水域中", ["【类", "类"]),
        ("执行二类标准，分类标明", []),
        ("Ⅱ类 用于甲", []),
    ],
)
def test_classes_in_running_text_are_in_doubt(text: str, doubts: list[str]) -> None:
    lines = set_rows([box(text, 50, 250)])
    assert [name for name, _ in doubtful_classes(lines)] == doubts


def test_classes_counted_in_arabic_figures_are_not_in_doubt() -> None:
    lines = set_rows([box("排入1类水域的污水", 50, 250), box("排入2类水域的污水", 50, 250, 120)])
    assert doubtful_classes(lines) == []
