"""An answer sheet as a Word document."""

from __future__ import annotations

import io
import re
from typing import TYPE_CHECKING

from assistant.web.chat.sheet.content import AnswerSheet
from assistant.web.chat.sheet.plain import colon_of, edition_words, place_words
from assistant.web.texts import t

if TYPE_CHECKING:
    from docx.document import Document

LATIN, CHINESE = "Calibri", "Microsoft YaHei"
_NOT_XML = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
"""Characters that no XML may hold."""


def as_word(sheet: AnswerSheet) -> bytes:
    """Return the sheet as the bytes of a .docx file."""
    import docx

    document = docx.Document()
    _set_fonts(document)
    document.core_properties.title = _clean(f"{sheet.heading}: {sheet.question}")[:250]
    document.core_properties.author = t(sheet.lang, "title")
    document.add_heading(sheet.heading, 0)
    for warning in sheet.warnings:
        _paragraph(document, warning, bold=True)
    _section(document, t(sheet.lang, "sheet_question"), [sheet.question])
    _section(document, t(sheet.lang, "answer"), [*([sheet.outcome] if sheet.outcome else []), *sheet.statements])
    _list(document, sheet.choices)
    if sheet.notes:
        document.add_heading(t(sheet.lang, "notes"), 1)
        _list(document, sheet.notes)
    if sheet.quoted:
        document.add_heading(t(sheet.lang, "sheet_quoted"), 1)
        for one in sheet.quoted:
            _paragraph(document, f"[{one.n}] {place_words(one, sheet.lang)}", bold=True)
            _paragraph(document, one.quote, style="Quote")
            if one.changed:
                _paragraph(document, one.changed, bold=True)
            _paragraph(document, one.url)
        document.add_heading(t(sheet.lang, "sheet_editions"), 1)
        for one in sheet.editions:
            _paragraph(document, edition_words(one, sheet.lang), style="List Bullet")
            for warning in one.warnings:
                _paragraph(document, warning)
    document.add_heading(t(sheet.lang, "sheet_about"), 1)
    for word, what in sheet.facts:
        _paragraph(document, f"{word}{colon_of(sheet.lang)}{what}")
    data = io.BytesIO()
    document.save(data)
    return data.getvalue()


def _set_fonts(document: Document) -> None:
    from docx.oxml.ns import qn
    from docx.styles.style import ParagraphStyle

    for style in document.styles:
        if not isinstance(style, ParagraphStyle):
            continue
        style.font.name = LATIN
        fonts = style.element.get_or_add_rPr().get_or_add_rFonts()
        for kind in ("w:asciiTheme", "w:hAnsiTheme", "w:eastAsiaTheme", "w:cstheme"):
            # A theme's font would go before the one that is named.
            fonts.attrib.pop(qn(kind), None)
        fonts.set(qn("w:eastAsia"), CHINESE)


def _section(document: Document, heading: str, paragraphs: list[str]) -> None:
    document.add_heading(heading, 1)
    for text in paragraphs:
        _paragraph(document, text)


def _list(document: Document, items: tuple[str, ...]) -> None:
    for text in items:
        _paragraph(document, text, style="List Bullet")


def _paragraph(document: Document, text: str, style: str | None = None, bold: bool = False) -> None:
    document.add_paragraph(style=style).add_run(_clean(text)).bold = bold or None


def _clean(text: str) -> str:
    return _NOT_XML.sub("\ufffd", text)
