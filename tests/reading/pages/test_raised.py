"""Exponents and indices keep their places: 10⁵ is not 105, m³ not m3, and a footnote's mark no figure of a value."""

from __future__ import annotations

from pathlib import Path

import pytest
import typst

from assistant.reading.clauses.numbering import read_marks
from assistant.reading.pdf import load_pages
from assistant.reading.tables.tables import find_tables
from tests.reading.printing import Face, Print, print_pdf

FACE = Face("0123456789+-−=()nm³gLBODHSCPMFAlo℃甲醛浓度见表吨米限值为.,/ ×·h）－…[]")


def line_of(folder: Path, *pieces: tuple[str, float, float]) -> str:
    """Return how a line is read whose pieces are (text, rise, size), one after the other."""
    x, prints = 40.0, []
    for text, rise, size in pieces:
        prints.append(Print(text, FACE, x=x, y=150 + rise, size=size))
        x += sum(size * FACE.width(char) for char in text)
    pages, _ = load_pages(print_pdf(folder / "a.pdf", prints), "never")
    return " ".join(line.text for line in pages[0].lines)


@pytest.mark.parametrize(
    ("pieces", "read"),
    [
        ([("1.0×10", 0, 12), ("5", 5, 7), ("m", 0, 12)], "1.0×10⁵m"),
        ([("2.8×10", 0, 12), ("−6", 5, 7)], "2.8×10⁻⁶"),
        ([("2.8×10", 0, 12), ("-6", 5, 7)], "2.8×10⁻⁶"),
        ([("10", 0, 12), ("n", 5, 7)], "10ⁿ"),
        ([("mg/m", 0, 12), ("3", 4, 7.5)], "mg/m³"),
        ([("米", 0, 12), ("3", 4, 6), ("/吨", 0, 12)], "米³/吨"),
        ([("BOD", 0, 12), ("5", -2, 8)], "BOD₅"),
        ([("PM", 0, 12), ("2.5", -2, 8)], "PM₂.₅"),
        ([("F", 0, 12), ("-", 5, 7)], "F⁻"),
        ([("限值为0.1", 0, 12), ("1)", 5, 7)], "限值为0.1¹⁾"),
        ([("限值0.1", 0, 12), ("1）,2）", 5, 7)], "限值0.1¹⁾,²⁾"),
        ([("×10", 0, 12), (" －", 5, 7), (" 6", 5, 7)], "×10⁻⁶"),
        ([("限值.", 0, 12), ("4", 5, 7), (" 5", 5, 7)], "限值.⁴ ⁵"),
        ([("见表", 0, 12), ("[5]", 5, 7)], "见表[5]"),
        ([("CO", 0, 12), ("2-", -2, 8), ("mg", 0, 12)], "CO₂-mg"),
        ([("限值…………·", 0, 12), ("4", -2, 8)], "限值…………·4"),
        ([("限值", 0, 12), ("       4", -2, 8)], "限值 4"),
        ([("20", 0, 12), ("0", 5, 7), ("C", 0, 12)], "20°C"),
        ([("20", 0, 12), ("o", 5, 7), ("C", 0, 12)], "20°C"),
        ([("浓度0.5", 0, 12), ("mg/L", 0, 9)], "浓度0.5mg/L"),
        ([("甲醛", 0, 12), ("2010 2020 2030", 3, 7)], "甲醛2010 2020 2030"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_small_figures_off_the_line_are_written_as_such(
    tmp_path: Path, pieces: list[tuple[str, float, float]], read: str
) -> None:
    assert line_of(tmp_path, *pieces) == read


def test_an_index_under_an_exponent_comes_first(tmp_path: Path) -> None:
    prints = [Print("SO", FACE), Print("4", FACE, x=40 + 12 * FACE.width("S") + 12 * FACE.width("O"), y=148, size=7)]
    x = prints[1].x
    prints += [Print("2", FACE, x=x, y=155, size=7), Print("-", FACE, x=x + 7 * FACE.width("2"), y=155, size=7)]
    pages, _ = load_pages(print_pdf(tmp_path / "a.pdf", prints), "never")
    assert pages[0].lines[0].text == "SO₄²⁻"


def test_an_exponent_stays_with_what_it_touches(tmp_path: Path) -> None:
    """A line of the next column may happen to stand at the exponent's height."""
    pieces = [Print("40L/(m", FACE), Print("2", FACE, x=40 + 12 * FACE.length("40L/(m"), y=155, size=7)]
    pieces.append(Print("·h)", FACE, x=pieces[1].x + 7 * FACE.width("2")))
    pieces.append(Print("甲醛限值", FACE, x=200, y=155))
    pages, _ = load_pages(print_pdf(tmp_path / "a.pdf", pieces), "never")
    assert sorted(line.text for line in pages[0].lines) == ["40L/(m²·h)", "甲醛限值"]


HEAD = """
#set page(width: 400pt, height: 400pt, margin: 40pt)
#set text(font: ("Libertinus Serif", "Noto Serif CJK SC"), size: 10.5pt)
"""


def test_cells_keep_exponents_and_footnote_letters_apart(tmp_path: Path, corpus: Path) -> None:
    source = """
    #align(center)[表1　限量]
    #table(columns: 3, [项目], [单位], [限量],
      [大肠菌群#super[a]], [个/m#super[3]], [1.0×10#super[5]],
      [BOD#sub[5]], [mg/L], [≤20#super[b]])
    #super[a] 每月测定。\\
    #super[b] 每日测定。
    """
    path = tmp_path / "t.pdf"
    path.write_bytes(typst.compile((HEAD + source).encode(), font_paths=[str(corpus / "sources" / "fonts")]))
    [table] = find_tables(load_pages(path, "never")[0])
    assert table.rows == (("大肠菌群 ᵃ", "个/m³", "1.0×10⁵"), ("BOD₅", "mg/L", "≤20 ᵇ"))
    assert [note.mark for note in table.notes] == ["a", "b"]


def test_a_raised_figure_at_a_line_start_is_a_footnote_and_no_clause() -> None:
    [mark] = read_marks("¹² See the register.")
    assert (mark.style, mark.ordinal, mark.end) == ("footnote", ("12",), 3)
