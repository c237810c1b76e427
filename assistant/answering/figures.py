"""The figure shape: the rows and columns of a table that a question fits, each value with its heading and unit."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from assistant.answering.answer import Draft, Quote
from assistant.answering.claims.marks import measures_in
from assistant.answering.figure_text import (
    describe,
    heads_of,
    label_variants,
    notes_for,
    row_quote,
    unit_column,
    value_of,
)
from assistant.answering.gloss import is_chinese
from assistant.answering.needles import Needles, view
from assistant.answering.phrases import place_of, say
from assistant.answering.shelf import Edition, Row, Shelf, Table, is_value
from assistant.answering.spans import amounts_in, rows_for
from assistant.answering.understanding import EACH, Understood
from assistant.answering.units import convert, plain, printed_unit
from assistant.answering.words import STOP_EN, class_marks, same_class
from assistant.answering.worth import SHAPE_EVIDENCE, table_features, worth
from assistant.library.folding import fold_text, locate

_SUM = re.compile(r"总量|总和|之和|合计|\btotal\b|\bsum\b")
MOST_LINES = 4
"""Lines of one row that are said one by one; a row of which more are asked is said whole."""


@dataclass(frozen=True)
class FigureOption:
    """One table with the rows and columns that fit, and how much of the question that covers."""

    edition: Edition
    table: Table
    rows: tuple[Row, ...]
    columns: tuple[int, ...]
    own: frozenset[int]
    named: frozenset[int]
    """Needles that name the rows or columns themselves."""
    around: frozenset[int]
    score: float
    chosen_by_column: bool
    foreign: bool = False
    features: Mapping[str, float] = field(default_factory=dict)


def label_phrases(tables: Iterable[Table]) -> set[str]:
    """Return every name by which a row or a column of these tables may be asked for."""
    out: set[str] = set()
    for table in tables:
        for row in table.rows:
            for i in row.labels:
                if len(row.cells[i]) <= 40:
                    out |= label_variants(row.cells[i])
        for head in table.header:
            for part in head.split():
                out |= {v for v in label_variants(part) if len(v) >= 2}
    return {v for v in out if v not in STOP_EN and (len(v) >= 2 or re.search(r"[\u3400-\u9fff]", v))}


def _undominated(scored: Sequence[tuple[frozenset[int], int]], least: float, needles: Needles) -> list[int]:
    """Keep positions whose matched needles are no proper part of another's and weigh enough against the best.

    What a follow-up asks anew goes before what it carries over.
    """
    fresh = {i for i, n in enumerate(needles.all) if n.fresh}
    if any(matched & fresh for matched, _ in scored):
        scored = [(matched & fresh, at) for matched, at in scored]
    if any(not needles.all[i].word for matched, _ in scored for i in matched):
        scored = [(m, at) for m, at in scored if any(not needles.all[i].word for i in m)]
    best = max((needles.weight(m) for m, _ in scored), default=0.0)
    return [
        at
        for matched, at in scored
        if matched and needles.weight(matched) >= least * best and not any(matched < other for other, _ in scored)
    ]


def _with_shorter(matched: frozenset[int], needles: Needles) -> frozenset[int]:
    """Add the phrases that stand within matched ones: what is named 燃气锅炉 is a 锅炉, too."""
    names = [v for j in matched for v in needles.all[j].variants]
    more = {i for i, n in enumerate(needles.all) if not n.word and any(v in name for v in n.variants for name in names)}
    return matched | frozenset(more)


def option(
    question: Understood, needles: Needles, shelf: Shelf, edition: Edition, table: Table, lean: float, rank: int
) -> FigureOption | None:
    """Find the rows and columns of a table that the question fits, or None where it fits none."""
    if not table.rows:
        return None
    lines = table.lines
    heads = heads_of(table)
    values = set(table.values)
    unit = unit_column(table)
    head_matches = [needles.matched(view(h)) for h in heads]
    value_heads = [head_matches[i] for i in values if i < len(heads)]
    common = frozenset.intersection(*value_heads) if value_heads else frozenset()
    phrases = {i for i, n in enumerate(needles.all) if not n.generic}
    exactly: dict[int, set[int]] = {}
    row_marks: list[tuple[frozenset[int], int]] = []
    for at, row in enumerate(lines):
        label = " ; ".join(row.cells[i] for i in row.labels if i != unit)
        found = needles.matched(view(label)) | needles.by_terms(edition, shelf, label)
        matched = frozenset(i for i in found if i in phrases)
        called = {v for i in row.labels for v in label_variants(row.cells[i])}
        exact = {i for i in matched if not needles.all[i].word and called & {*needles.all[i].variants}}
        # A short name that only stands inside another label names another thing: 苯 in 苯乙烯.
        # So does a name that is only one of several summed up.
        least = 2 if not _SUM.search(fold_text(label)) else 99
        matched = frozenset(i for i in matched if needles.all[i].word or i in exact or len(needles.all[i].name) > least)
        for i in exact:
            exactly.setdefault(i, set()).add(at)
        row_marks.append((matched, at))
    # 人造板 asks for the row of that name, not for the row 人造板制品 that only contains it.
    row_marks = [(frozenset(i for i in m if i not in exactly or at in exactly[i]), at) for m, at in row_marks]
    # What names a row does not choose a column: 排放 of 排放负荷 is not the column 排放标准.
    in_rows = frozenset().union(*(m for m, _ in row_marks)) if row_marks else frozenset()
    columns = [
        (
            _with_shorter(
                frozenset(
                    i for i in (head_matches[c] - common) & phrases if not (needles.all[i].word and i in in_rows)
                ),
                needles,
            ),
            c,
        )
        for c in sorted(values)
        if c < len(heads)
    ]
    if EACH.search(question.folded):
        columns = [(frozenset(i for i in m if not needles.all[i].word), c) for m, c in columns]
    if question.part:
        columns = [(frozenset(i for i in m if needles.all[i].fresh), c) for m, c in columns]
    by_class = [
        i for i in sorted(values) if i < len(heads) and same_class(class_marks(heads[i] + " "), question.classes)
    ]
    bare = {mark.rstrip("类级期") for mark in question.classes}
    if not by_class and bare:
        by_class = [i for i in sorted(values) if i < len(heads) and fold_text(heads[i]).strip() in bare]
    chosen_columns = by_class or _undominated(columns, 0.3, needles)
    class_rows = [
        at
        for at, row in enumerate(lines)
        if question.classes
        and any(
            same_class(class_marks(row.cells[i]), question.classes) or fold_text(row.cells[i]) in bare
            for i in row.labels
        )
    ]
    first = min(values, default=99)
    primary = [
        frozenset(
            i
            for i in m
            if needles.all[i].found_in(
                view(" ; ".join(lines[at].cells[c] for c in lines[at].labels if c < first and c != unit))
            )
        )
        for m, at in row_marks
    ]
    if any(not needles.all[i].word for m in primary for i in m):
        # A row named in its first column goes before one that only mentions the name under what it applies to.
        row_marks = [
            (m if any(not needles.all[i].word for i in p) else frozenset(), at)
            for (m, at), p in zip(row_marks, primary, strict=True)
        ]
    chosen_rows = _undominated([(_with_shorter(m, needles), at) for m, at in row_marks], 0.34, needles)
    if class_rows and not by_class:
        both = [at for at in chosen_rows if at in class_rows]
        chosen_rows = both or class_rows
    amounts = amounts_in(question.names_removed)
    held = rows_for(amounts, table.header, [row.cells for row in lines], range(len(heads))) if amounts else []
    if held:
        chosen_rows = [at for at in chosen_rows if at in held] or held
    by_column = False
    caption = needles.matched(view(f"{table.clause.title or ''} {table.clause.label}"))
    if not chosen_rows:
        about = (caption | common) & phrases
        small = len(table.rows) <= 4 and any(not needles.all[i].word for i in about)
        if (not chosen_columns and not small) or len(table.rows) > 8:
            return None
        chosen_rows, by_column = list(range(len(lines))), True
    if len({lines[at].clause.key for at in chosen_rows}) > (4 if by_column else 6):
        return None
    rows = _whole_again(table, [lines[at] for at in chosen_rows])
    picked = tuple(chosen_columns) if chosen_columns else tuple(sorted(values))
    matched_rows = frozenset().union(*(m for m, at in row_marks if at in chosen_rows)) if not by_column else frozenset()
    matched_cols = frozenset().union(*(head_matches[i] for i in picked if i < len(heads))) if heads else frozenset()
    if class_rows:
        named_by = [c for at in chosen_rows for c in lines[at].labels if c < len(heads)]
        matched_cols = matched_cols.union(*(head_matches[c] for c in named_by))
    section = (
        needles.matched(view(" ; ".join([table.section.text, table.section.title or ""])))
        if table.section
        else frozenset()
    )
    record = edition.record
    names = needles.matched(view(" ; ".join([record.title, record.title_en or "", *record.aliases])))
    own = matched_rows | matched_cols | caption
    around = (names | section) - own
    named = frozenset(
        i for i in matched_rows | frozenset().union(*(m for m, i in columns if i in picked)) if i in phrases
    )
    if not named and not class_rows and not held and not by_class and not by_column:
        return None
    # Rows chosen by their class or their range do not speak of a thing that the table nowhere names.
    unnamed = phrases - own - around - frozenset().union(*head_matches) - frozenset(i for m, _ in row_marks for i in m)
    by_name = any(not needles.all[i].word for m, at in row_marks if at in chosen_rows for i in m & phrases)
    if not by_name and any(not needles.all[i].word for i in unnamed):
        return None
    other = is_chinese(table.clause.text) != (question.lang == "zh")
    features = {
        "table_own": needles.weight(own, foreign=other),
        "table_around": needles.weight(around, foreign=other),
        "table_edition": lean,
        "table_complete": float(len(phrases) > 1 and phrases <= own | around),
        "table_rank": 1 / (1 + 0.2 * (rank - 1)),
    } | table_features(question, by_column=by_column)
    if question.asks("time") and not question.asks("figure"):
        said = " ".join([*table.header, table.clause.title or "", *(row.clause.text for row in rows)])
        features["no_time"] = float(not SHAPE_EVIDENCE["time"].search(said))
    if not any(is_value(row.cells[i]) for row in rows for i in picked if i < len(row.cells)):
        return None
    return FigureOption(edition, table, rows, picked, own, named, around, worth(features), by_column, other, features)


def _whole_again(table: Table, lines: Sequence[Row]) -> tuple[Row, ...]:
    """Give a row whole where many of its lines are chosen."""
    counts = Counter(line.clause.key for line in lines)
    whole = {row.clause.key: row for row in table.rows if counts[row.clause.key] > MOST_LINES}
    chosen: list[Row] = []
    for line in lines:
        row = whole.get(line.clause.key, line)
        if row not in chosen:
            chosen.append(row)
    return tuple(chosen)


def write(question: Understood, choice: FigureOption) -> list[Draft]:
    """Write a figure option: one statement a row, its notes, and the conversion that was asked for."""
    lang, record = question.lang, choice.edition.record
    drafts: list[Draft] = []
    for row in choice.rows:
        place = place_of(record, row.clause, lang)
        text = say("figure", lang, figure=describe(choice.table, row, choice.columns, lang), place=place)
        beside = " ".join(
            [*choice.table.header, choice.table.clause.title or "", choice.table.clause.text[:200], *row.cells]
        )
        text += "。" if lang == "zh" else "."
        drafts.append(Draft(text, (row_quote(choice.edition, row),), (place,), beside=beside))
        if question.unit:
            drafts += _conversions(question.unit, lang, choice, row, beside)
    for key, text in notes_for(choice.table, choice.rows, choice.columns):
        place = place_of(record, choice.table.clause, lang)
        span = locate(text, text)
        if span:
            drafts.append(
                Draft(say("note_of", lang, place=place, quote=text), (Quote(record.edition, key, text),), (place,))
            )
    return drafts


def _conversions(unit: str, lang: str, choice: FigureOption, row: Row, beside: str) -> list[Draft]:
    drafts = []
    for column in choice.columns:
        printed = value_of(choice.table, row, column)
        for found in measures_in(printed):
            alone = found.low == found.high and found.unit != fold_text(unit)
            new = convert(found.low, found.unit, unit) if alone else None
            if new is not None:
                shown = f"{plain(new)} {printed_unit(unit)}"
                text = say("conversion", lang, old=printed.strip("≤≥<> "), new=shown)
                drafts.append(Draft(text, (row_quote(choice.edition, row),), shown=(shown,), beside=beside))
    return drafts
