"""Text and tables set sideways: pages turned, as a whole or in part, with and without /Rotate, and notes in margins."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pypdfium2 as pdfium
import pytest
import typst

from assistant.library.model import Clause, Document
from assistant.reading.read import read_pdf
from tests.reading.printing import drawn

FONTS = Path(__file__).parents[2] / "corpus" / "sources" / "fonts"
SHEET = '#set page(width: 420pt, height: 595pt, margin: 40pt)\n#set text(font: "Noto Serif CJK SC", size: 10pt)\n'
TABLE = """
  #align(center)[表1 水污染物排放限值]
  #table(columns: (40pt, 120pt, 100pt, 100pt), [序号], [污染物项目], [一级限值], [二级限值],
    [1], [总铅], [0.15], [0.25], [2], [悬浮物], [50], [100], [3], [化学需氧量], [60], [120])
"""
TEXT = "\n\n1 要求\n\n1.1 排放限值\n\n排放单位应执行表1规定的限值，监测位置为车间或生产设施废水排放口。\n\n"
ROWS = (("1", "总铅", "0.15", "0.25"), ("2", "悬浮物", "50", "100"), ("3", "化学需氧量", "60", "120"))


def sheet(folder: Path, body: str) -> Path:
    path = folder / "sheet.pdf"
    path.write_bytes(typst.compile((SHEET + body).encode(), font_paths=[str(FONTS)]))
    return path


def sideways(angle: int) -> str:
    return f"#rotate({angle}deg, reflow: true)[#block(width: 480pt)[{TEXT}{TABLE}]]"


def table_of(document: Document) -> Clause:
    [table] = [clause for clause in document.clauses if clause.kind == "table"]
    return table


def codes(document: Document) -> list[str]:
    return [warning.code for warning in document.warnings]


@pytest.mark.parametrize("angle", [-90, 90, 180])
def test_a_page_set_sideways_is_read_as_if_it_were_turned(tmp_path: Path, angle: int) -> None:
    path = sheet(tmp_path, sideways(angle))
    document = read_pdf(path, "never")
    table = table_of(document)
    assert (table.key, table.title, table.rows) == ("Table 1", "水污染物排放限值", ROWS)
    [clause] = [clause for clause in document.clauses if clause.key == "1/1"]
    assert clause.title == "排放限值"
    assert clause.text == "排放单位应执行表1规定的限值，监测位置为车间或生产设施废水排放口。"
    assert codes(document) == []
    assert_on_ink(path, clause)
    assert_on_ink(path, next(clause for clause in document.clauses if clause.key == "Table 1/2"))


def assert_on_ink(path: Path, clause: Clause) -> None:
    """Each box of a clause has print inside and lies on the page as it is shown."""
    dark = np.asarray(drawn(path, 1, 2.0).convert("L")) < 128
    height, width = dark.shape
    for _, x0, y0, x1, y1 in clause.boxes:
        assert 0 <= x0 < x1 <= width / 2
        assert 0 <= y0 < y1 <= height / 2
        assert dark[round(2 * y0) : round(2 * y1), round(2 * x0) : round(2 * x1)].mean() > 0.02
    assert clause.boxes


def test_a_page_turned_by_rotate_is_read_as_it_is_shown(tmp_path: Path) -> None:
    turned = tmp_path / "turned.pdf"
    with pdfium.PdfDocument(sheet(tmp_path, sideways(-90))) as pdf:
        pdf[0].set_rotation(90)
        pdf.save(turned)
    document = read_pdf(turned, "never")
    assert table_of(document).rows == ROWS
    assert codes(document) == []
    assert_on_ink(turned, table_of(document))


def test_a_table_set_sideways_among_upright_text_is_warned_of(tmp_path: Path) -> None:
    body = TEXT + "排放单位应当按照规定设置排放口，并安装监测设备，保存记录不少于五年。" * 4
    document = read_pdf(
        sheet(tmp_path, body + f"#rotate(-90deg, reflow: true)[#block(width: 380pt)[{TABLE}]]"), "never"
    )
    assert codes(document) == ["sideways_text"]
    [finding] = [one for one in document.quality.findings if one.code == "sideways_text"]
    assert (finding.grade, [place.page for place in finding.places]) == ("check", [1])
    assert document.quality.pages_in_doubt == (1,)


def test_a_note_that_runs_up_the_margin_is_neither_text_nor_warned_of(tmp_path: Path) -> None:
    note = (
        "#place(left + horizon, dx: -30pt, rotate(-90deg, reflow: true)["
        + "本出版物可在网站免费获取，请勿翻印。" * 2
        + "])"
    )
    document = read_pdf(sheet(tmp_path, note + TEXT + TABLE), "never")
    assert not any("免费获取" in clause.text for clause in document.clauses)
    assert table_of(document).rows == ROWS
    assert codes(document) == []


@pytest.mark.parametrize("angle", [-90, 90])
def test_a_scan_set_sideways_is_turned_before_it_is_read(tmp_path: Path, angle: int) -> None:
    image = drawn(sheet(tmp_path, sideways(angle)), 1, 200 / 72)
    scan = tmp_path / "scan.pdf"
    image.save(scan, resolution=200)
    document = read_pdf(scan, "auto")
    assert table_of(document).rows == ROWS
    assert "1/1" in {clause.key for clause in document.clauses}
    assert "sideways_text" not in codes(document)
    assert_on_ink(scan, table_of(document))
