"""Folding makes printed forms comparable and finds a quote where it is printed."""

import pytest

from assistant.library.folding import fold, fold_text, locate


@pytest.mark.parametrize(
    ("printed", "asked"),
    [
        ("ＧＢ／Ｔ　３５６０７—２０２４", "gb/t 35607-2024"),
        ("⾊牢度", "色牢度"),
        ("50 ㎎", "50 mg"),
        ("苏政办发〔2022〕21号", "苏政办发[2022]21号"),
        ("2024⁃10⁃28", "2024-10-28"),
        ("0.5 µg", "0.5 μg"),
        ("总ß放射性", "总β放射性"),
        ("≤1.0×10⁵ 个/m³", "≤1.0×10^5 个/m3"),
        ("2.8×10⁻⁶", "2.8×10^-6"),
    ],
)
def test_printed_forms_of_one_thing_fold_alike(printed: str, asked: str) -> None:
    assert fold(printed).text == fold(asked).text


@pytest.mark.parametrize(
    "text", ["ＧＢ　T 10⁵ m³", " \u3000a\u00a0 b\n", "㎎ ① ⾊—〔x〕", "plain words", "", "2.8×10⁻⁶⁽¹⁾"]
)
def test_the_short_way_to_the_folded_text_says_what_the_long_one_says(text: str) -> None:
    assert fold_text(text) == fold(text, keep_blanks=True).text.strip()


def test_circled_numbers_stay_circled() -> None:
    assert fold_text("① 原料 1") == "① 原料 1"


def test_an_exponent_or_raised_mark_is_no_figure_of_the_number_before_it() -> None:
    assert fold("10⁵").text != fold("105").text
    assert fold("限值为 0.1¹⁾").text == "限值为0.1^1)"
    assert locate("1.0×10⁵", "≤1.0×10⁵ 个") == (1, 8)


def test_a_quote_is_found_over_line_breaks_and_width_and_given_back_as_printed() -> None:
    text = "限值：甲醛０.124 mg/m³\n以内，自发布之日起。"
    start, end = locate("甲醛0.124mg/m3以内", text) or (0, 0)
    assert text[start:end] == "甲醛０.124 mg/m³\n以内"


def test_a_quote_that_is_not_there_is_not_found() -> None:
    assert locate("0.050", "0.124 mg/m³") is None
    assert locate("  ", "anything") is None
