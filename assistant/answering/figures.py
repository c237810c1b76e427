"""The figure shape: the rows and columns of a table that a question fits, each value with its heading and unit."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from assistant.answering.answer import Draft, Quote
from assistant.answering.evidence import Needles, view
from assistant.answering.gloss import is_chinese, terms
from assistant.answering.phrases import place_of, say
from assistant.answering.shelf import Edition, Row, Shelf, Table, is_value
from assistant.answering.understanding import Understood
from assistant.answering.units import convert, plain, printed_unit, quantities
from assistant.answering.words import STOP_EN, class_marks
from assistant.library.folding import fold_text, locate

_UNIT_HEAD = re.compile(r"^(?:计量)?单位(?:a-z)?$|^units?$", re.I)
_SIGN = re.compile(r"[≤≥<>]|不大于|不小于|不超过|不低于|(?:不得)?高于|at most|at least|max\.?|min\.?", re.I)
_IN_BRACKETS = re.compile(r"[(（\[]\s*([^()（）\[\]]{1,40})\s*[)）\]]")
_UNIT_WORD = re.compile(
    r"[μmkn]?g(?:[-\w]*)?/(?:m[23³²]|[LlＬ]|kg|h|t|件)|%|％|mm|cm|km/h|级|倍|无量纲|个/L|MPN/L|kgce|m[3³]/t|m[3³]|dB ?\(?A?\)?|kg/h|℃",
    re.I,
)
_MARK = re.compile(r"(?<=[\d\u3400-\u9fff)）])\s*[(（](\d)[)）]|(?<=\d)\s*([a-e])(?![a-z])")


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


def label_variants(cell: str) -> set[str]:
    """Return the names in a label: without brackets, units and marks, and each name given in brackets."""
    folded = fold_text(cell)
    out = {re.sub(r"[\s,;:≤≥/]+$", "", _IN_BRACKETS.sub("", folded)).strip()}
    out.update(m.strip() for m in _IN_BRACKETS.findall(folded))
    # 铅、汞总量 is neither lead nor mercury.
    if not re.search(r"总量|总和|之和|合计|\btotal\b|\bsum\b", folded):
        out.update(part.strip() for part in re.split(r"[、,/]|\bor\b", next(iter(out))) if len(out) < 8)
    kept = set()
    for name in out:
        name = re.sub(
            r"^(?:以|as)\s?.{0,6}?(?:计)?$", "", re.sub(r"\s+(?=[\u3400-\u9fff])|(?<=[\u3400-\u9fff])\s+", "", name)
        )
        if (re.search(r"[\u3400-\u9fff]", name) or re.search(r"[a-z]{2}", name)) and not _UNIT_WORD.fullmatch(name):
            kept.add(name)
    return kept


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


def _heads(table: Table) -> list[str]:
    width = max([len(table.header), *(len(r.cells) for r in table.rows)], default=0)
    return [table.header[i] if i < len(table.header) else "" for i in range(width)]


def _unit_column(table: Table) -> int | None:
    return next((i for i, h in enumerate(table.header) if _UNIT_HEAD.match(fold_text(h).replace(" ", ""))), None)


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


_EACH = re.compile(r"分别|各|respectively|\beach\b|\bboth\b")


def _with_shorter(matched: frozenset[int], needles: Needles) -> frozenset[int]:
    """Add the phrases that stand within matched ones: what is named 燃气锅炉 is a 锅炉, too."""
    names = [v for j in matched for v in needles.all[j].variants]
    more = {i for i, n in enumerate(needles.all) if not n.word and any(v in name for v in n.variants for name in names)}
    return matched | frozenset(more)


def option(
    question: Understood, needles: Needles, shelf: Shelf, edition: Edition, table: Table, lean: float
) -> FigureOption | None:
    """Find the rows and columns of a table that the question fits, or None where it fits none."""
    if not table.rows:
        return None
    heads = _heads(table)
    values = set(table.values)
    unit = _unit_column(table)
    head_matches = [needles.matched(view(h)) for h in heads]
    value_heads = [head_matches[i] for i in values if i < len(heads)]
    common = frozenset.intersection(*value_heads) if value_heads else frozenset()
    phrases = {i for i, n in enumerate(needles.all) if not n.generic}
    exactly: dict[int, set[int]] = {}
    row_marks: list[tuple[frozenset[int], int]] = []
    for at, row in enumerate(table.rows):
        label = " ; ".join(row.cells[i] for i in row.labels if i != unit)
        found = needles.matched(view(label)) | needles.by_terms(edition, shelf, label)
        matched = frozenset(i for i in found if i in phrases)
        called = {v for i in row.labels for v in label_variants(row.cells[i])}
        exact = {i for i in matched if not needles.all[i].word and called & {*needles.all[i].variants}}
        # A short name that only stands inside another label names another thing: 苯 in 苯乙烯.
        matched = frozenset(i for i in matched if needles.all[i].word or i in exact or len(needles.all[i].name) > 2)
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
    if _EACH.search(question.folded):
        columns = [(frozenset(i for i in m if not needles.all[i].word), c) for m, c in columns]
    if question.part:
        columns = [(frozenset(i for i in m if needles.all[i].fresh), c) for m, c in columns]
    by_class = [
        i
        for i in sorted(values)
        if i < len(heads) and question.classes and class_marks(heads[i] + " ") & question.classes
    ]
    if not by_class and question.classes:
        by_class = [i for i in sorted(values) if i < len(heads) and fold_text(heads[i]).strip() in question.classes]
    chosen_columns = by_class or _undominated(columns, 0.3, needles)
    class_rows = [
        at
        for at, row in enumerate(table.rows)
        if question.classes
        and any(
            class_marks(row.cells[i]) & question.classes or fold_text(row.cells[i]) in question.classes
            for i in row.labels
        )
    ]
    first = min(values, default=99)
    primary = [
        frozenset(
            i
            for i in m
            if needles.all[i].found_in(
                view(" ; ".join(table.rows[at].cells[c] for c in table.rows[at].labels if c < first and c != unit))
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
    by_column = False
    caption = needles.matched(view(f"{table.clause.title or ''} {table.clause.label}"))
    if not chosen_rows:
        about = (caption | common) & phrases
        small = len(table.rows) <= 4 and any(not needles.all[i].word for i in about)
        if (not chosen_columns and not small) or len(table.rows) > 8:
            return None
        chosen_rows, by_column = list(range(len(table.rows))), True
    if len(chosen_rows) > (4 if by_column else 6):
        return None
    rows = tuple(table.rows[at] for at in chosen_rows)
    picked = tuple(chosen_columns) if chosen_columns else tuple(sorted(values))
    matched_rows = frozenset().union(*(m for m, at in row_marks if at in chosen_rows)) if not by_column else frozenset()
    matched_cols = frozenset().union(*(head_matches[i] for i in picked if i < len(heads))) if heads else frozenset()
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
    if not named and not class_rows and not by_class and not by_column:
        return None
    other = is_chinese(table.clause.text) != (question.lang == "zh")
    score = needles.weight(own, foreign=other) + 0.6 * needles.weight(around, foreign=other) + 0.25 * lean + 0.05
    if not any(is_value(row.cells[i]) for row in rows for i in picked if i < len(row.cells)):
        return None
    return FigureOption(edition, table, rows, picked, own, named, around, score, by_column, other)


def unit_of(table: Table, row: Row, column: int) -> str:
    """Return the unit of a value as printed: from the row's unit cell, its heading, its label, or the caption."""
    unit = _unit_column(table)
    if unit is not None and unit < len(row.cells) and unit != column:
        cell = row.cells[unit].strip()
        return "" if re.fullmatch(r"[-—–/]*|无量纲", cell) else cell
    head = table.header[column] if column < len(table.header) else ""
    caption = f"{table.clause.title or ''} {table.clause.text[:160]}"
    bare = [m[0] for m in _UNIT_WORD.finditer(head) if not re.match(r"[\w/]", head[m.start() - 1 : m.start()] or " ")]
    if bare:
        return bare[-1]
    for source in (head, *(row.cells[i] for i in row.labels)):
        for inner in _IN_BRACKETS.findall(source):
            m = _UNIT_WORD.search(inner)
            if m:
                return m[0]
        m = re.search(r"[,，/]\s*(" + _UNIT_WORD.pattern + r")\s*$", source)
        if m:
            return m[1]
    m = re.search(r"(?:单位(?:为|[:：])|units?(?: in|:)?)\s*([^\s,，。;；)）]{1,16})", caption, re.I)
    return m[1] if m else ""


def _sign(table: Table, row: Row, column: int) -> str:
    head = table.header[column] if column < len(table.header) else ""
    for source in (head, *(row.cells[i] for i in row.labels)):
        m = re.search(r"[≤≥]", source)
        if m:
            return m[0]
    return ""


def value_of(table: Table, row: Row, column: int) -> str:
    """Return a cell's value as printed, with the sign and the unit that its heading or row gives."""
    cell = re.sub(r"\s*\n\s*", " / ", row.cells[column].strip())
    if not re.search(r"\d", cell):
        return cell or "—"
    sign = "" if _SIGN.search(cell) or re.search(r"\d\s*[-~–—]\s*\d", cell) else _sign(table, row, column)
    unit = unit_of(table, row, column)
    if unit and fold_text(unit) not in fold_text(cell):
        cell = f"{cell} {unit}"
    return f"{sign}{cell}"


def _clean(head: str) -> str:
    bare = re.sub(r"\s+", " ", head).strip()
    bare = re.sub(rf"\s+(?:{_UNIT_WORD.pattern})$", "", bare, flags=re.I)
    return re.sub(r"[(（][^()（）]*(?:/m|/L|/kg|mg|%)[^()（）]*[)）]", "", bare).strip(" ≤≥:：")


def describe(table: Table, row: Row, columns: Sequence[int], lang: str) -> str:
    """Say a row: its name, then each chosen value under its heading, then what qualifies it."""
    shown = terms().shown
    unit = _unit_column(table)
    heads = _heads(table)
    first = min(columns)
    names = [i for i in row.labels if i != unit and i < first] or [i for i in row.labels if i != unit][:1]
    seen: list[str] = []
    for i in names:
        text = shown(re.sub(r"\s*\n\s*", " ", row.cells[i].strip()), lang)
        if text not in seen:
            seen.append(text)
    groups: dict[str, list[str]] = {}
    for i in columns:
        if i < len(row.cells) and (row.cells[i].strip() or len(columns) == 1):
            groups.setdefault(value_of(table, row, i), []).append(
                shown(_clean(heads[i]), lang) if i < len(heads) else ""
            )
    colon, stop = ("：", "；") if lang == "zh" else (": ", "; ")
    comma = "、" if lang == "zh" else ", "
    values = stop.join(
        f"{comma.join(h for h in dict.fromkeys(hs) if h)} {value}".strip() for value, hs in groups.items()
    )
    rest = [i for i in row.labels if i not in names and i != unit and i not in columns and len(row.cells[i]) <= 40]
    extra = stop.join(
        f"{shown(_clean(heads[i]), lang)}{colon}{shown(row.cells[i].strip(), lang)}" for i in rest if i < len(heads)
    )
    tail = (f"（{extra}）" if lang == "zh" else f" ({extra})") if extra else ""
    name = (" " if lang == "zh" else ", ").join(seen)
    return f"{name}{colon}{values}{tail}" if name else f"{values}{tail}"


def row_quote(edition: Edition, row: Row) -> Quote:
    """Quote a row whole; a row that only the table's text prints is quoted from there."""
    return Quote(edition.record.edition, row.clause.key, row.clause.text)


def notes_for(table: Table, rows: Sequence[Row], columns: Sequence[int]) -> list[tuple[str, str]]:
    """Return (key, text) of the table's notes whose mark a chosen label or value carries."""
    marks: set[str] = set()
    for row in rows:
        for i in {*row.labels, *columns}:
            if i < len(row.cells):
                marks.update(a or b for a, b in _MARK.findall(fold_text(row.cells[i])))
                marks.update(re.findall(r"(?<![\d(])(\d)\)", fold_text(row.cells[i])))
                marks.update(fold_text(m) for m in re.findall(r"[ᵃᵇᶜᵈᵉ¹²³]", row.cells[i]))
    found = []
    for note in table.notes:
        last = note.path[-1].lower().removeprefix("note").strip()
        if last in marks and note.text:
            found.append((note.key, note.text))
    return found[:2]


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
        for quantity in quantities(printed):
            new = convert(quantity.value, quantity.unit, unit) if quantity.unit != fold_text(unit) else None
            if new is not None:
                shown = f"{plain(new)} {printed_unit(unit)}"
                text = say("conversion", lang, old=printed.strip("≤≥<> "), new=shown)
                drafts.append(Draft(text, (row_quote(choice.edition, row),), shown=(shown,), beside=beside))
    return drafts
