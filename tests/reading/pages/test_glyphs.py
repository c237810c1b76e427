"""Characters take the room they are printed in, whatever their font claims."""

from __future__ import annotations

from PIL import Image

from assistant.reading.pages.frame import Frame
from assistant.reading.pages.glyph_measures import split_ligatures, with_true_widths
from assistant.reading.pages.glyphs import Glyph, Glyphs, Style
from assistant.reading.pages.lines import set_lines
from assistant.reading.pages.visible import part

STYLE = Style("ABCDEE+Heiti", False, 10.0, 0, (0, 0, 0, 255), False)
INK = {"1": (1.8, 3.4), ".": (0.8, 2.0)}
"""Left and right ink of the slim signs; all others are printed from 0.6 to 4.6 of the 5 points each takes."""


def claimed_full_width(text: str) -> Glyphs:
    """The glyphs of a font whose figures and letters, printed half as wide, claim to be as wide as high."""
    glyphs = []
    for i, char in enumerate(text):
        left, right = INK.get(char, (0.6, 4.6))
        x = 50 + 5.0 * i
        if not char.isspace():
            glyphs.append(Glyph(char, x, x + 10.0, 100.0, (x + left, 93.0, x + right, 100.0), STYLE))
    return Glyphs.of(glyphs)


def test_slim_figures_of_a_font_that_claims_full_width_stand_together() -> None:
    [line] = set_lines(with_true_widths(claimed_full_width("7.11 Order 23 111 paragraph")), ())
    assert line.text == "7.11 Order 23 111 paragraph"


def seen(glyphs: Glyphs) -> list[str]:
    """The lines that a reader sees of glyphs on a page of 500 by 700 points."""
    shown = part(glyphs, Frame(0, 0, 500, 700, 0), lambda: Image.new("L", (500, 700))).seen
    return [line.text for line in set_lines(shown, ())]


def drawn(*groups: str, width: float = 5.0) -> Glyphs:
    """The glyphs of groups of letters, each group at one place as a ligature or a letter drawn twice is."""
    glyphs = []
    for i, group in enumerate(groups):
        x = 50 + width * i
        glyphs += [Glyph(char, x, x + width, 100.0, (x, 93.0, x + width, 100.0), STYLE) for char in group]
    return Glyphs.of(glyphs)


def test_a_ligature_keeps_a_letter_that_it_holds_twice() -> None:
    glyphs = split_ligatures(drawn("o", "ffi", "c", "e", "ff", "e", "c", "t", width=6.0))
    assert seen(glyphs) == ["officeffect"]
    assert list(glyphs.places[0]) == sorted(glyphs.places[0])


def test_letters_drawn_twice_one_by_one_are_read_once() -> None:
    glyphs = split_ligatures(drawn("oo", "ff", "ff", "ee", "rr", "ss"))
    assert seen(glyphs) == ["offers"]


def with_leaning_f(text: str) -> Glyphs:
    """The glyphs of a text without blanks of its own, whose f takes 0.33 em and whose hook ends 0.1 em behind that."""
    glyphs, x = [], 50.0
    for char in text:
        width = 3.3 if char == "f" else 2.5 if char == " " else 5.0
        right = x + (4.4 if char == "f" else width - 0.4)
        if char != " ":
            end = max(x + width, right)
            glyphs.append(Glyph(char, x, end, 100.0, (x + 0.3, 93.0, right, 100.0), STYLE))
        x += width
    return Glyphs.of(glyphs)


def test_the_gap_after_an_f_whose_hook_leans_over_it_is_a_blank() -> None:
    [line] = set_lines(with_leaning_f("limits of air for safe offices of"), ())
    assert line.text == "limits of air for safe offices of"


def test_an_f_as_wide_as_the_other_letters_makes_no_blank_though_it_leans() -> None:
    glyphs = [Glyph(c, 50 + 6.0 * i, 56 + 6.0 * i, 100.0, (50.5 + 6 * i, 93, 56.0 + 6 * i, 100), STYLE)
              for i, c in enumerate("offer")]  # fmt: skip
    [line] = set_lines(Glyphs.of(glyphs), ())
    assert line.text == "offer"
