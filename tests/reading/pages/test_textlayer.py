"""A text layer is believed by what its text looks like; what is not believed is read from the page's image."""

from __future__ import annotations

import io
from pathlib import Path

import pytest
import typst
from pypdf import PdfWriter

from assistant.reading.pages.glyphs import Glyph, Style
from assistant.reading.pages.repair import repaired
from assistant.reading.pages.textlayer import Backdrop, judge, trouble_of
from assistant.reading.pdf import load_pages
from tests.reading.printing import drawn

CHINESE = "本文件规定了绿色产品评价的术语和定义、评价要求、检验方法，适用于家具产品，甲醛释放量应不大于0.05mg。"
BELIEVABLE = {
    "Chinese": CHINESE * 3,
    "traditional Chinese": "本標準規定綠色產品評價的術語與定義，適用於傢俱產品，並應符合環境保護之要求。" * 3,
    "English": "The operator shall keep records of every inspection for at least five years after the date of issue. "
    * 3,
    "chemicals": "氯氟烃、哌啶、吡啶、嘧啶、噻吩、呋喃、噁唑、咪唑、喹啉、酰胺、腈、肼、酮、醛、醌、酚、醚。" * 2,
    "figures": "1 0.05 2 0.10 3 ≤1.5 4 ≥20 5 — 6 6～9 7 10^3 8 ±0.5 9 40 ℃ 10 1×10-6 " * 4,
    "codes": "GHW/GHF 2601011700 GHW 2601012100 GHF GHW/GHF 2605000002 " * 12,
    "leaders": "1 范围" + "." * 300 + "1",
    "several scripts": "English: Hello World Arabic: مرحبا بالعالم Russian: Привет мир Thai: สวัสดีชาวโลก",
    "another script": "Настоящий стандарт устанавливает требования к мебели для жилых помещений. " * 3,
}
LYING = {
    "glyph numbers": "(cid:12)(cid:345)(cid:6)(cid:78)(cid:90)(cid:4)(cid:31)(cid:77)(cid:8)(cid:15)" * 4,
    "no meaning": "�" * 15 + CHINESE,
    "control characters": "\x15\x11\x03\x12\x16\x14" * 8 + "abcdefg" * 5,
    "private codes": "".join(chr(0xE100 + i) for i in range(60)),
    "many scripts": "⬉ᄤㅒゴ⫼᠋ϔ⃵ᗻ䖯㸠䑿ӑ䡈߿Пৢህ㛑ೳ䆓䯂Ͼᥜᴗᑨ⫼ⱘⱏᔩᴎࠊ" * 2,
    "rare characters": "䓬鿃龘靐齉爩鱻麤灪籱龖厵滟虋驫讟钃鸜麷鞻韽顟顠饙馫骉鬰鮝鯗鱀" * 2,
    "another encoding": CHINESE.encode("gb18030").decode("latin-1") * 2,
    "shifted letters": ")45 4 5\"&*(,%*#%.+$)!'(*&%$#4%,%#/--5.)#!4)/. 34!.$!2$):!4)/. 3%#4/2 /& )45" * 3,
    "letters for letters": "Wkh rshudwru vkdoo nhhs uhfrugv ri hyhub lqvshfwlrq iru dw ohdvw ilyh bhduv diwhu wkh gdwh "
    * 3,
}


@pytest.mark.parametrize("text", BELIEVABLE.values(), ids=BELIEVABLE)
def test_real_text_is_believed(text: str) -> None:
    assert trouble_of(text.replace(" ", "")) is None


@pytest.mark.parametrize("text", LYING.values(), ids=LYING)
def test_what_cannot_be_text_is_not_believed(text: str) -> None:
    assert trouble_of(text.replace(" ", "")) is not None


def glyphs(text: str, font: str = "SimSun", unmapped: bool = False) -> list[Glyph]:
    style = Style(font, False, 10.0, 0, (0, 0, 0, 255), False)
    return [
        Glyph(char, 10.0 * i, 10.0 * i + 10, 50.0, (10.0 * i, 41.0, 10.0 * i + 9, 51.0), style, unmapped)
        for i, char in enumerate(text)
    ]


def after_repair(text: str, font: str = "SimSun", unmapped: bool = False) -> str:
    return "".join(glyph.char for glyph in repaired(glyphs(text, font, unmapped)))


@pytest.mark.parametrize(
    ("text", "font", "meant"),
    [
        ("０\ue010０５", "E-BZ-PK748200", "０．０５"),
        ("Ａ\ue011", "E-HZ-PK748312", "Ａ－"),
        ("\uf06dg", "SymbolMT", "μγ"),
        ("\uf0b3", "宋体", "≥"),
        ("\uf0b7", "Wingdings", "•"),
        ("\uf8e7\uf8e7", "SimSun", "——"),
        ("非供零售用\ue837丝", "SimSun", "非供零售用䌷丝"),
        ("⾊漆 ⁃ １２", "SimSun", "⾊漆 ⁃ １２"),
        ("绿\u200b色", "SimSun", "绿色"),
    ],
)
def test_what_a_private_code_certainly_means_is_put_right_and_nothing_else(text: str, font: str, meant: str) -> None:
    assert after_repair(text, font) == meant


def test_a_private_dot_on_the_baseline_is_a_decimal_point() -> None:
    one, dot, two = glyphs("0\ue123" + "5", "Own")
    dot = dot._replace(box=(13.0, 48.9, 14.1, 50.0))
    assert "".join(glyph.char for glyph in repaired([one, dot, two])) == "0.5"


def test_leaders_without_a_meaning_are_leaders() -> None:
    assert after_repair("!!!!!!!!", unmapped=True) == "…" * 8


def test_an_image_without_text_is_told_from_a_blank_page() -> None:
    assert judge([], 0, Backdrop()).believed
    assert judge([], 0, Backdrop(images=0.9, largest_image=0.9)).code == "text_layer_missing"
    assert judge([], 0, Backdrop(shapes=400)).code == "text_layer_missing"
    assert judge([], 300, Backdrop(images=1, largest_image=1)).code == "text_layer_ocr"


def test_a_picture_beside_text_is_no_scan() -> None:
    assert judge(glyphs(CHINESE * 3), 0, Backdrop(images=0.95, largest_image=0.95)).believed
    assert judge(glyphs("图 1"), 0, Backdrop(images=0.95, largest_image=0.95)).code == "text_layer_sparse"


SHEET = """
#set page(width: 300pt, height: 120pt, margin: 20pt)
#set text(font: "Noto Serif CJK SC", size: 13pt)
4.1 甲醛释放量应不大于 0.05 mg
"""


@pytest.fixture(scope="module")
def scan(tmp_path_factory: pytest.TempPathFactory, corpus: Path) -> Path:
    """Print a page, photograph it, and put the photograph into a PDF after a page of text."""
    folder = tmp_path_factory.mktemp("scan")
    printed = folder / "printed.pdf"
    printed.write_bytes(typst.compile(SHEET.encode(), font_paths=[str(corpus / "sources" / "fonts")]))
    image = drawn(printed, 1, 200 / 72)
    photograph = io.BytesIO()
    image.save(photograph, "PDF", resolution=200)
    writer = PdfWriter()
    writer.append(printed)
    writer.append(photograph)
    path = folder / "scan.pdf"
    with path.open("wb") as file:
        writer.write(file)
    return path


def test_only_the_page_without_text_layer_is_read_by_ocr(scan: Path, tmp_path: Path) -> None:
    pages, facts = load_pages(scan, "auto", tmp_path)
    assert [page.source for page in pages] == ["digital", "ocr"]
    printed, read = ("".join(line.text for line in page.lines).replace(" ", "") for page in pages)
    assert printed == read == "4.1甲醛释放量应不大于0.05mg"
    assert pages[1].lines[0].box.x0 == pytest.approx(pages[0].lines[0].box.x0, abs=3)
    assert [warning.page for warning in facts.warnings] == [2]
    assert list((tmp_path / "ocr").glob("*.json"))


@pytest.mark.shared
def test_a_standard_with_private_decimal_points_keeps_its_limits(shared: Path) -> None:
    [path] = (shared / "pdfs").rglob("P8_GB_GB-18466-2005.pdf")
    page = load_pages(path, "never")[0][6]
    assert {"０．５", "０．０５", "１．０"} <= {line.text for line in page.lines}


@pytest.mark.shared
def test_a_layer_without_meaning_is_found_out(shared: Path) -> None:
    [path] = (shared / "pdfs").rglob("GMZ 0001-2013*.pdf")
    _, facts = load_pages(path, "never")
    assert sum(warning.code == "text_layer_unreadable" for warning in facts.warnings) >= 24


def test_a_letter_given_in_two_halves_is_read_as_one(tmp_path):
    path = tmp_path / "letters.pdf"
    path.write_bytes(
        typst.compile(b'#set text(font: "New Computer Modern Math")\n= Density\nThe density $rho$ of the sample.')
    )
    pages, _ = load_pages(path, "never", None, None)
    text = " ".join(line.text for page in pages for line in page.lines)
    assert "density \U0001d70c of the sample" in text
    text.encode()
