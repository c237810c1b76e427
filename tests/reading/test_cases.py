"""Cases that break parsers, each a small document of our own, read from the PDF to its clauses."""

from __future__ import annotations

from pathlib import Path

import pypdfium2 as pdfium
import pytest
import typst

from assistant.errors import ReadingError
from assistant.library.model import Clause, Document
from assistant.reading.read import read_pdf
from tests.reading.printing import drawn

FONTS = Path(__file__).parents[2] / "corpus" / "sources" / "fonts"


def printed(folder: Path, source: str, setup: str = "") -> Path:
    """Typeset a document; pages are 420 × 595 points, page breaks are `#pagebreak()`."""
    head = '#set page(width: 420pt, height: 595pt, margin: 50pt)\n#set text(font: "Noto Serif CJK SC", size: 10pt)\n'
    path = folder / "case.pdf"
    path.write_bytes(typst.compile((head + setup + source).encode(), font_paths=[str(FONTS)]))
    return path


def clauses(document: Document) -> dict[str, Clause]:
    return {clause.key: clause for clause in document.clauses}


def filler(number: str, lines: int = 12) -> str:
    return f"{number} 产品应符合本条的规定。\n\n" + "\n\n".join("检验应按规定进行并记录结果。" for _ in range(lines))


def test_a_term_whose_definition_stands_on_the_next_page(tmp_path: Path) -> None:
    source = f"""
3 术语和定义

{"下列术语和定义适用于本文件。"}

3.1

绿色产品 green product

#pagebreak()
对环境影响小并符合评价要求的产品。

3.2

认证 certification

由第三方作出的证明。
"""
    read = clauses(read_pdf(printed(tmp_path, source), "never"))
    assert (read["3/1"].kind, read["3/1"].title, read["3/1"].title_en) == ("term", "绿色产品", "green product")
    assert read["3/1"].text == "对环境影响小并符合评价要求的产品。"
    assert (read["3/1"].page, read["3/1"].end_page) == (1, 2)
    assert read["3/2"].title == "认证"


def test_running_heads_that_alternate_left_and_right_and_printed_page_numbers(tmp_path: Path) -> None:
    setup = """#set page(
  header: context if calc.odd(counter(page).get().first()) [#h(1fr) GB/T 12345—2024] else [GB/T 12345—2024],
  footer: context align(if calc.odd(counter(page).get().first()) { right } else { left })[
    #numbering("1", counter(page).get().first() + 4)],
)
"""
    source = "#pagebreak()\n".join(filler(f"{i} 第{i}项\n\n{i}.1") for i in range(1, 5))
    read = clauses(read_pdf(printed(tmp_path, source, setup), "never"))
    assert [read[f"{i}/1"].page for i in range(1, 5)] == [1, 2, 3, 4]
    assert not any("12345" in clause.text for key, clause in read.items() if key != "front")
    assert not any(clause.text.rstrip().endswith(("5", "6", "7", "8")) for clause in read.values())


def test_a_clause_that_goes_on_over_the_page_has_no_furniture_in_it(tmp_path: Path) -> None:
    setup = '#set page(header: [DB 32/T 9—2024], footer: context align(center)[#counter(page).display("— 1 —")])\n'
    source = "5 要求\n\n5.1 生产企业应建立质量管理体系，\n#pagebreak()\n并保持其有效运行。\n\n5.2 产品应当合格。"
    read = clauses(read_pdf(printed(tmp_path, source, setup), "never"))
    assert read["5/1"].text.replace("\n", "") == "生产企业应建立质量管理体系，并保持其有效运行。"
    assert (read["5/1"].page, read["5/1"].end_page) == (1, 2)


def test_signs_of_a_limit_stay_what_they_are(tmp_path: Path) -> None:
    limits = "温度应为 −5 ℃～40 ℃，误差 ±0.5 ℃，含量 ≤ 3‰，电阻 ≥ 2 Ω，直径 100 μm，比例 1/2。"
    source = f"4 要求\n\n4.1 {limits}\n\n4.2 其他应符合规定。"
    text = clauses(read_pdf(printed(tmp_path, source), "never"))["4/1"].text.replace(" ", "")
    for sign in ("−5℃～40℃", "±0.5℃", "≤3‰", "≥2Ω", "100μm", "1/2"):
        assert sign in text, sign


def test_a_definition_in_both_languages_is_one_term(tmp_path: Path) -> None:
    source = """
3 术语和定义

3.1 挥发性有机化合物 volatile organic compounds; VOCs

参与大气光化学反应的有机化合物。

3.2 涂料 coating

涂于物体表面形成涂膜的材料。
"""
    read = clauses(read_pdf(printed(tmp_path, source), "never"))
    assert read["3/1"].title == "挥发性有机化合物"
    assert (read["3/1"].title_en or "").startswith("volatile organic compounds")
    assert read["3/1"].text == "参与大气光化学反应的有机化合物。"


def test_an_amendment_that_patches_clauses_has_none_of_the_patched_documents(tmp_path: Path) -> None:
    source = """
#align(center)[《绿色产品评价 家具》第1号修改单]

一、将4.2.1修改为：“甲醛释放量应不大于0.05 mg/m³。”

二、删除表1中的第3行。

三、增加5.4：“检验周期应不超过28天。”
"""
    read = clauses(read_pdf(printed(tmp_path, source), "never"))
    assert [key for key in read if key in ("1", "2", "3")] == ["1", "2", "3"]
    assert not {"4/2/1", "5/4", "4"} & set(read)
    assert "0.05" in read["1"].text


def test_a_notice_that_forwards_a_document_keeps_both(tmp_path: Path) -> None:
    source = """
#align(center)[关于印发《绿色产品管理办法》的通知]

各有关单位：

现将《绿色产品管理办法》印发给你们，请遵照执行。

2024年5月6日

#pagebreak()
#align(center)[#text(size: 16pt)[绿色产品管理办法]]

第一条 为规范管理，制定本办法。

第二条 本办法适用于绿色产品。
"""
    read = clauses(read_pdf(printed(tmp_path, source), "never"))
    assert read["1"].text == "为规范管理，制定本办法。"
    assert read["1"].page == 2
    assert read["2"].kind == "article"


@pytest.fixture
def strips(tmp_path: Path) -> Path:
    """A page whose image was cut into strips, as some scanners save it."""
    source = "#set text(size: 14pt)\n4 要求\n\n4.1 产品应符合本章的规定。\n\n4.2 甲醛释放量应不大于 0.05。"
    image = drawn(printed(tmp_path, source), 1, 200 / 72).convert("RGB")
    out = pdfium.PdfDocument.new()
    page = out.new_page(420, 595)
    count, height = 7, image.height // 7 + 1
    for i in range(count):
        part = image.crop((0, i * height, image.width, min((i + 1) * height, image.height)))
        bitmap = pdfium.PdfBitmap.from_pil(part)
        picture = pdfium.PdfImage.new(out)
        picture.set_bitmap(bitmap)
        tall = 595 * part.height / image.height
        bottom = 595 * (1 - (i * height + part.height) / image.height)
        picture.set_matrix(pdfium.PdfMatrix().scale(420, tall).translate(0, bottom))
        page.insert_obj(picture)
    page.gen_content()
    path = tmp_path / "strips.pdf"
    out.save(path)
    return path


def test_a_page_image_cut_into_strips_is_a_scan(strips: Path) -> None:
    document = read_pdf(strips, "auto")
    assert document.text_source == {"digital": 0, "ocr": 1}
    read = clauses(document)
    assert "0.05" in read["4/2"].text
    assert read["4/1"].text_source == "ocr"


def test_without_ocr_a_page_of_strips_is_told_not_read_as_empty(strips: Path) -> None:
    with pytest.raises(ReadingError) as told:
        read_pdf(strips, "never")
    assert told.value.code == "unreadable_text"
