"""The comparison shape: what one row says in two editions, old → new, stricter or looser."""

from __future__ import annotations

from collections.abc import Sequence

from assistant.answering.answer import Draft
from assistant.answering.claims.limits import Direction, direction
from assistant.answering.claims.marks import marks_of
from assistant.answering.figure_text import label_variants, row_quote, value_of
from assistant.answering.figures import FigureOption
from assistant.answering.gloss import terms
from assistant.answering.phrases import name_of, say
from assistant.answering.shelf import Row
from assistant.answering.understanding import Understood
from assistant.library.folding import fold_text


def _same_row(row: Row, others: Sequence[Row]) -> Row | None:
    names = {v for i in row.labels for v in label_variants(row.cells[i])}
    for other in others:
        if names & {v for i in other.labels for v in label_variants(other.cells[i])}:
            return other
    return None


def moved(old: str, new: str) -> Direction:
    """Tell which way a printed limit moved; `other` where it is not one value with its sign on both sides."""
    before, after = ([mark.measure for mark in marks_of(text) if mark.measure] for text in (old, new))
    return direction(before[0], after[0]) if len(before) == len(after) == 1 else "other"


def changes(question: Understood, old: FigureOption, new: FigureOption) -> list[Draft]:
    """Write one line for each value that stands in the same row and column of both editions."""
    drafts = []
    lang = question.lang
    for row in new.rows:
        match = _same_row(row, old.table.rows)
        if match is None:
            continue
        for column in new.columns:
            head = new.table.header[column] if column < len(new.table.header) else ""
            pair = next((i for i, h in enumerate(old.table.header) if fold_text(h) == fold_text(head)), None)
            if pair is None and len(old.table.values) == 1:
                pair = old.table.values[0]
            if pair is None or pair >= len(match.cells) or column >= len(row.cells):
                continue
            before, after = value_of(old.table, match, pair), value_of(new.table, row, column)
            way = moved(before, after)
            subject = terms().shown(row.cells[row.labels[0]].strip() if row.labels else "", lang)
            places = (name_of(old.edition.record, lang), name_of(new.edition.record, lang))
            text = say(
                "then",
                lang,
                subject=subject,
                column=terms().shown(head, lang) if head else "",
                old=places[0],
                old_value=before,
                new=places[1],
                new_value=after,
                direction=say(way, lang) if way != "other" else "",
            )
            beside = " ".join([*old.table.header, *new.table.header, *match.cells, *row.cells])
            quotes = (row_quote(old.edition, match), row_quote(new.edition, row))
            drafts.append(Draft(text, quotes, places, beside=beside))
    return drafts
