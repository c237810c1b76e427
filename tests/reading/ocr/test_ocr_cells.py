"""Cells of scanned tables: characters go to the cell they are printed in, specks are no characters."""

from __future__ import annotations

import pytest

from assistant.reading.ocr.cells import cells_of, tidied


def places(text: str, gap_at: int, gap: float = 2.0) -> list[float]:
    """Left edges of figures set 5 points wide, with room before one of them."""
    xs = [5.0 * i + (gap if i >= gap_at else 0.0) for i in range(len(text))]
    return [*xs, xs[-1] + 5.0]


@pytest.mark.parametrize("off", [-1, 0, 1])
def test_a_power_of_ten_keeps_its_exponent(off):
    text, cut = "1.8×10−32.8×10−3", 8
    answers = [1 if i < cut + off else 2 for i in range(len(text))]
    assert cells_of(text, places(text, cut), answers) == [1] * 8 + [2] * 8


def test_a_cut_moves_to_the_gap_between_the_cells():
    text = "500个/L1000个/L"
    xs = places(text, 6, 6.0)
    assert cells_of(text, xs, [1] * 7 + [2] * 6) == [1] * 6 + [2] * 7


def test_an_even_line_is_cut_where_the_wall_stands():
    text = "监控点执行规定"
    xs = [10.0 * i for i in range(8)]
    assert cells_of(text, xs, [1, 1, 1, 2, 2, 2, 2]) == [1, 1, 1, 2, 2, 2, 2]


def test_short_figures_that_a_gap_parts_are_two_cells():
    assert cells_of("510", places("510", 1, 4.0), [1, 2, 2]) == [1, 2, 2]
    assert cells_of("510", places("510", 1, 0.0), [1, 2, 2]) == [2, 2, 2]


@pytest.mark.parametrize(
    ("read", "printed"),
    [
        (".0.5", "0.5"),
        (":13", "13"),
        ("|5 000", "5 000"),
        ("6~9、", "6~9"),
        (".真丝绸", "真丝绸"),
        ("mg'm³", "mg/m³"),
        ("mgm³", "mg/m³"),
        ("1.8×10−3", "1.8×10⁻³"),
        # Not certain: a figure may be lost, or another unit meant.
        (".5", ".5"),
        ("kgm", "kgm"),
        ("1.8×105", "1.8×105"),
        ("A.1", "A.1"),
    ],
)
def test_specks_and_walls_are_no_characters(read, printed):
    assert tidied({1: "项目", 2: read}, [[1, 2]])[2] == printed


def test_a_lone_stroke_is_a_dash_unless_the_table_counts_in_chinese():
    assert tidied({1: "铅", 2: "一"}, [[1, 2]])[2] == "—"
    assert tidied({1: "一", 2: "甲", 3: "二", 4: "乙"}, [[1, 2], [3, 4]])[1] == "一"


def test_stops_after_all_numbers_of_a_column_are_printed():
    cells = {1: "1.", 2: "铅", 3: "2.", 4: "7.", 5: "3.", 6: "8", 7: "9", 8: "10"}
    assert tidied(cells, [[1, 2], [3, 4], [5, 6]])[1] == "1."
    assert tidied(cells, [[1, 4], [3, 6], [5, 7], [5, 8]])[4] == "7"


def test_a_serial_number_follows_from_its_neighbours():
    rows = [[0, 10], [1, 11], [2, 12], [3, 13], [4, 14], [5, 15]]
    texts = {0: "序号", 1: "i", 2: "2", 3: "门", 4: "4", 5: "5"}
    assert [tidied(texts, rows)[n] for n in range(6)] == ["序号", "1", "2", "3", "4", "5"]
    assert tidied({**texts, 3: "", 4: "x"}, rows)[4] == "x"
