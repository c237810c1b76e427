"""A row of a register or of a table of words, its cells under their headings."""

from __future__ import annotations

from assistant.answering.answer import Draft, Quote
from assistant.answering.gloss import terms
from assistant.answering.phrases import place_of
from assistant.answering.shelf import Edition
from assistant.answering.understanding import Understood
from assistant.library.folding import fold_text
from assistant.library.model import Clause


def row_statement(question: Understood, edition: Edition, row: Clause) -> Draft:
    """State a register row: its cells under their headings."""
    lang = question.lang
    header = row.header or ()
    shown = terms().shown
    place = place_of(edition.record, row, lang)
    cells = row.cells or ()
    colon, stop = ("：", "；") if lang == "zh" else (": ", "; ")
    parts = [
        f"{shown(head, lang)}{colon}{shown(' '.join(cell.split()), lang)}"
        for head, cell in zip(header, cells, strict=False)
        if cell.strip() and fold_text(head) not in {"序号", "no.", "no", "行", "row"}
    ]
    text = f"{stop.join(parts)}（{place}）。" if lang == "zh" else f"{stop.join(parts)} ({place})."
    return Draft(
        text, (Quote(edition.record.edition, row.key, row.text),), (place,), beside=" ".join([*header, *cells])
    )
