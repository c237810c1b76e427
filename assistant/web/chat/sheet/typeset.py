"""An answer sheet as a PDF, typeset with a font of its own so that Chinese is shown on every machine."""

from __future__ import annotations

import json
from dataclasses import asdict
from functools import cache
from importlib.util import find_spec
from pathlib import Path

from assistant.web.chat.sheet.content import AnswerSheet
from assistant.web.chat.sheet.plain import edition_words, place_words
from assistant.web.texts import t

_TEMPLATE = Path(__file__).with_name("sheet.typ")
_WORDS = ("sheet_question", "answer", "notes", "sheet_quoted", "sheet_editions", "sheet_about", "title")
_FONTS = "manimgx_fonts_cjk"
"""The package that brings Noto Sans CJK."""


def as_pdf(sheet: AnswerSheet) -> bytes:
    """Return the sheet as the bytes of a PDF. What it says reaches the typesetter as data, never as markup."""
    import typst

    given = asdict(sheet) | {
        "words": {key: t(sheet.lang, key) for key in _WORDS},
        "places": [place_words(one, sheet.lang) for one in sheet.quoted],
        "edition_lines": [edition_words(one, sheet.lang) for one in sheet.editions],
    }
    made: object = typst.compile(
        str(_TEMPLATE),
        sys_inputs={"sheet": json.dumps(given, ensure_ascii=False)},
        font_paths=[_fonts()],
        ignore_system_fonts=True,
    )
    assert isinstance(made, bytes)
    return made


@cache
def _fonts() -> str:
    found = find_spec(_FONTS)
    assert found
    assert found.origin
    return str(Path(found.origin).parent)
