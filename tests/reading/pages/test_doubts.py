"""A character that its font does not name, or names against its look, is read by its image or told to be in doubt."""

from __future__ import annotations

from pathlib import Path

import pytest

from assistant.library.model import OcrMode, ReadingWarning
from assistant.reading.pages.page import Page
from assistant.reading.pdf import load_pages
from tests.reading.printing import Face, Print, print_pdf

PROSE = "本文件规定了绿色产品评价的术语和定义"
PLAIN = Face("".join(dict.fromkeys(PROSE + "甲醛释放量不大于 0123456789./mgLol³%")), name="AAAAAA+Song")


def limit(folder: Path, *pieces: tuple[str, Face], ocr: OcrMode = "auto") -> tuple[Page, str, list[ReadingWarning]]:
    """Print a line of prose and one of pieces of text after each other; return the page, the line and the warnings."""
    x, prints = 40.0, [Print(PROSE, PLAIN, y=180, size=11)]
    for text, face in pieces:
        prints.append(Print(text, face, x=x))
        x += 12 * face.length(text)
    pages, facts = load_pages(print_pdf(folder / "a.pdf", prints), ocr, folder)
    return pages[0], pages[0].lines[-1].text, list(facts.warnings)


SIGNS = "≤μ"
LYING = {
    "not named": Face(SIGNS, {"≤": "", "μ": ""}, name="BBBBBB+T3"),
    "no map": Face(SIGNS, mapped=False, name="BBBBBB+T3"),
    "private codes": Face(SIGNS, {"≤": "\ue123", "μ": "\ue124"}, name="BBBBBB+T3"),
    "controls": Face(SIGNS, {"≤": "\x05", "μ": "\ufffd"}, name="BBBBBB+T3"),
    "letters of Symbol": Face(SIGNS, codes={"≤": "\xa3", "μ": "m"}, name="BBBBBB+T3"),
    "named against its look": Face(SIGNS, {"≤": "\ue123", "μ": "m"}, name="BBBBBB+Song"),
}


@pytest.mark.parametrize("face", LYING.values(), ids=LYING)
def test_a_sign_its_font_does_not_name_is_read_from_the_image_without_giving_up_the_page(
    tmp_path: Path, face: Face
) -> None:
    page, text, warnings = limit(tmp_path, ("甲醛", PLAIN), ("≤", face), ("0.5 ", PLAIN), ("μ", face), ("g/m³", PLAIN))
    assert (page.source, text) == ("digital", "甲醛≤0.5 μg/m³")
    assert [(warning.code, warning.page) for warning in warnings] == [("character_by_look", 1)]
    assert "→ ≤" in warnings[0].message
    assert "→ μ" in warnings[0].message


@pytest.mark.parametrize("sign", "≥±×℃Ω%")
def test_signs_of_limits_are_told_apart(tmp_path: Path, sign: str) -> None:
    face = Face(sign, {sign: "\ue200"}, name="BBBBBB+T3")
    _, text, _ = limit(tmp_path, ("甲醛10", PLAIN), (sign, face), ("20", PLAIN))
    assert text == f"甲醛10{sign}20"


def test_a_private_decimal_point_is_no_lost_point(tmp_path: Path) -> None:
    """Dropped, it turns 4.1.1 into 411 and 0.5 into 05; its ink says what it is, without OCR."""
    face = Face("0.514", {".": "\ue00f"}, name="BBBBBB+T3")
    _, text, warnings = limit(tmp_path, ("4.1.1", face), (" 甲醛", PLAIN), ("0.5", face), ("mg", PLAIN), ocr="never")
    assert text == "4.1.1 甲醛0.5mg"
    assert not warnings


@pytest.mark.parametrize("name", ["private codes", "no map", "controls"])
def test_without_ocr_what_no_font_names_is_told_with_page_and_character(tmp_path: Path, name: str) -> None:
    _, text, warnings = limit(tmp_path, ("甲醛", PLAIN), ("≤", LYING[name]), ("0.5", PLAIN), ocr="never")
    assert "0.5" in text
    assert "甲醛0.5" not in text
    [warning] = warnings
    assert (warning.code, warning.page) == ("character_in_doubt", 1)
    assert "U+" in (warning.reason or "")


def test_without_ocr_letters_that_look_like_symbols_are_symbols(tmp_path: Path) -> None:
    face = LYING["letters of Symbol"]
    _, text, warnings = limit(
        tmp_path, ("甲醛", PLAIN), ("≤", face), ("5", PLAIN), ("μ", face), ("mol", PLAIN), ocr="never"
    )
    assert text == "甲醛≤5μmol"
    assert [warning.code for warning in warnings] == ["character_by_look"]


def test_a_font_with_a_strange_name_may_print_letters(tmp_path: Path) -> None:
    face = Face("mW", name="BBBBBB+T3")
    _, text, warnings = limit(tmp_path, ("甲醛 5 ", PLAIN), ("m", face), ("g", PLAIN))
    assert text == "甲醛 5 mg"
    assert not warnings


def test_one_bad_font_of_figures_does_not_send_the_page_to_ocr(tmp_path: Path) -> None:
    face = Face("0123456789", {str(i): chr(0xE300 + i) for i in range(10)}, name="BBBBBB+T3")
    page, text, warnings = limit(tmp_path, ("甲醛释放量不大于", PLAIN), ("275", face), ("mg/L", PLAIN))
    assert (page.source, text) == ("digital", "甲醛释放量不大于275mg/L")
    assert [warning.code for warning in warnings] == ["character_by_look"]
