"""Characters take the room they are printed in, whatever their font claims."""

from __future__ import annotations

from assistant.reading.glyph_measures import with_true_widths
from assistant.reading.glyphs import Glyph, Glyphs, Style
from assistant.reading.lines import set_lines

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
