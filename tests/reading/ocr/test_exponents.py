"""Powers of ten on scans: figures that stand raised are exponents, those on the line are not."""

from __future__ import annotations

from pathlib import Path

import pytest
import typst

from assistant.reading.ocr.exponents import with_exponents
from assistant.reading.ocr.second_look import spread
from assistant.reading.pages.page import Rect
from assistant.reading.pdf import load_pages

SHEET = """
#set page(width: 420pt, height: 200pt, margin: 40pt)
#set text(font: "Noto Serif CJK SC", size: 10.5pt)
渗透系数不大于 1.0×10#super[-7] cm/s，且厚度不小于 1 m。

粪大肠菌群不超过 1×10#super[5] 个，样品尺寸为 50×100 mm。

放射性活度大于 3.0×10#super[12] Bq，浓度 2.5×10#super[3] mg/L，板厚 20×105 mm。
"""


def test_exponents_of_a_scan_are_raised_as_printed(tmp_path: Path, corpus: Path) -> None:
    path = tmp_path / "sheet.pdf"
    path.write_bytes(typst.compile(SHEET.encode(), font_paths=[str(corpus / "sources" / "fonts")]))
    [page], _ = load_pages(path, "always", None)
    text = "".join(line.text for line in page.lines).replace(" ", "")
    for printed in ("1.0×10⁻⁷cm/s", "1×10⁵个", "50×100mm", "3.0×10¹²Bq", "2.5×10³mg/L", "20×105mm"):
        assert printed in text


@pytest.mark.parametrize(("foot", "text", "doubtful"), [(6.0, "1×10⁵", False), (10.0, "1×105", False)])
def test_the_place_of_the_last_figure_decides(foot: float, text: str, doubtful: bool) -> None:
    line = spread("1×105", Rect(0, 0, 50, 10), 10, 0.9)
    marks = [Rect(21, 1, 28, 10), Rect(31, 1, 38, 10), Rect(41, foot - 5, 46, foot)]
    read, unclear = with_exponents(line, lambda _place: marks, 8)
    assert (read.text, unclear) == (text, doubtful)


def test_print_that_does_not_show_the_figures_leaves_the_number_in_doubt() -> None:
    line = spread("1×105", Rect(0, 0, 50, 10), 10, 0.9)
    assert with_exponents(line, lambda _place: [], 8) == (line, True)
    cut = spread("4×10-；", Rect(0, 0, 50, 10), 10, 0.9)
    assert with_exponents(cut, lambda _place: [], 8) == (cut, True)
