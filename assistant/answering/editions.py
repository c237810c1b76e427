"""The comparison shape: what one row says in two editions, old → new, stricter or looser."""

from __future__ import annotations

import re
from collections.abc import Sequence
from difflib import SequenceMatcher

from assistant.answering.answer import Draft
from assistant.answering.figure_text import label_variants, row_quote, value_of
from assistant.answering.figures import FigureOption
from assistant.answering.gloss import terms
from assistant.answering.phrases import name_of, say
from assistant.answering.shelf import Edition, Row
from assistant.answering.understanding import Understood
from assistant.answering.units import quantities
from assistant.library.folding import fold_text
from assistant.library.model import Clause

_WITHOUT_NUMBERS = re.compile(r"[\d.\s]+")
_CEILING = re.compile(r"≤|<|不大于|不超过|at most|max", re.I)
_FLOOR = re.compile(r"≥|>|不小于|不低于|at least|min", re.I)


def _same_row(row: Row, others: Sequence[Row]) -> Row | None:
    names = {v for i in row.labels for v in label_variants(row.cells[i])}
    for other in others:
        if names & {v for i in other.labels for v in label_variants(other.cells[i])}:
            return other
    return None


def same_clause(clause: Clause, edition: Edition) -> Clause | None:
    """Return an edition's clause of the same words, numbers apart; None where none is alike."""
    wanted = _WITHOUT_NUMBERS.sub("", fold_text(clause.text))
    best: tuple[float, Clause] | None = None
    for other in edition.clauses:
        if other.kind != clause.kind or not other.text or other.path[:1] == ("Foreword",):
            continue
        here = _WITHOUT_NUMBERS.sub("", fold_text(other.text))
        if not 0.5 <= len(here) / max(1, len(wanted)) <= 2:
            continue
        alike = SequenceMatcher(None, wanted, here, autojunk=False).ratio() + 0.05 * (other.key == clause.key)
        if alike >= 0.72 and (best is None or alike > best[0]):
            best = (alike, other)
    return best[1] if best else None


def direction(old: str, new: str) -> str:
    """Tell whether a limit became `stricter` or `looser`; empty where signs or units leave it open."""
    before, after = quantities(old), quantities(new)
    if len(before) != 1 or len(after) != 1 or before[0].unit != after[0].unit or before[0].value == after[0].value:
        return ""
    lower = after[0].value < before[0].value
    if _CEILING.search(old) and _CEILING.search(new):
        return "stricter" if lower else "looser"
    if _FLOOR.search(old) and _FLOOR.search(new):
        return "looser" if lower else "stricter"
    return ""


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
            moved = direction(before, after)
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
                direction=say(moved, lang) if moved else "",
            )
            beside = " ".join([*old.table.header, *new.table.header, *match.cells, *row.cells])
            quotes = (row_quote(old.edition, match), row_quote(new.edition, row))
            drafts.append(Draft(text, quotes, places, beside=beside))
    return drafts
