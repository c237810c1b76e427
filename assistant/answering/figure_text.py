"""A table row in words: its name, its values under their headings with sign and unit, its notes."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache

from assistant.answering.answer import Quote
from assistant.answering.gloss import is_chinese, terms
from assistant.answering.shelf import Edition, Row, Table
from assistant.library.folding import fold_text

_UNIT_HEAD = re.compile(r"^(?:计量)?单位(?:a-z)?$|^units?$", re.I)


_SIGN = re.compile(r"[≤≥<>]|不大于|不小于|不超过|不低于|(?:不得)?高于|at most|at least|max\.?|min\.?", re.I)


_IN_BRACKETS = re.compile(r"[(（\[]\s*([^()（）\[\]]{1,40})\s*[)）\]]")


_UNIT_WORD = re.compile(
    r"[μmkn]?g(?:[-\w]*)?/(?:m[23³²]|[LlＬ]|kg|h|t|件)|%|％|mm|cm|km/h|级|倍|无量纲|个/L|MPN/L|kgce|m[3³]/t|m[3³]"
    r"|dB ?\(?A?\)?|kg/h|℃",
    re.I,
)

_AFTER_SLASH = re.compile(r"/\s*(?:\(([^()]{1,12})\)|\[([^\[\]]{1,24})\])\s*[≤≥<>]?\s*$")
"""A quantity and its unit as standards set them: 浓度/(mg/L)."""
_MARK = re.compile(r"(?<=[\d\u3400-\u9fff)）])\s*[(（](\d)[)）]|(?<=\d)\s*([a-e])(?![a-z])")


_HALF_WIDTH = {code: code - 0xFEE0 for code in (*range(0xFF10, 0xFF5B), 0xFF0F, 0xFF0E, 0xFF08, 0xFF09, 0xFF3B, 0xFF3D)}


def _half_width(text: str) -> str:
    """Return a text with letters, digits, strokes and brackets of half width; exponents stay raised."""
    return text.translate(_HALF_WIDTH)


@lru_cache(maxsize=20_000)
def label_variants(cell: str) -> frozenset[str]:
    """Return the names in a label: without brackets, units and marks, and each name given in brackets."""
    # A raised letter points to a note: pH值 ᵃ is called pH值.
    folded = fold_text(re.sub(r"\s*[ᵃᵇᶜᵈᵉᶠᵍʰ]+|\s+[⁽⁾⁰¹²³⁴-⁹]+$", "", cell))
    out = {re.sub(r"[\s,;:≤≥/]+$", "", _IN_BRACKETS.sub("", folded)).strip()}
    out.update(m.strip() for m in _IN_BRACKETS.findall(folded))
    # 铅、汞总量 is neither lead nor mercury.
    if not re.search(r"总量|总和|之和|合计|\btotal\b|\bsum\b", folded):
        out.update(part.strip() for part in re.split(r"[、,/]|\bor\b", next(iter(out))) if len(out) < 8)
    listed = folded.split()
    if len(listed) > 1 and all(re.fullmatch(r"[\u3400-\u9fff]{3,}", name) for name in listed):
        out.update(listed)
    kept = set()
    for name in out:
        name = re.sub(
            r"^(?:以|as)\s?.{0,6}?(?:计)?$", "", re.sub(r"\s+(?=[\u3400-\u9fff])|(?<=[\u3400-\u9fff])\s+", "", name)
        )
        if (re.search(r"[\u3400-\u9fff]", name) or re.search(r"[a-z]{2}", name)) and not _UNIT_WORD.fullmatch(name):
            kept.add(name)
    return frozenset(kept)


def heads_of(table: Table) -> list[str]:
    """Return a heading for each column, empty where the table prints none."""
    width = max([len(table.header), *(len(r.cells) for r in table.rows)], default=0)
    return [table.header[i] if i < len(table.header) else "" for i in range(width)]


def unit_column(table: Table) -> int | None:
    """Return the column that holds units, or None."""
    return next((i for i, h in enumerate(table.header) if _UNIT_HEAD.match(fold_text(h).replace(" ", ""))), None)


def unit_of(table: Table, row: Row, column: int) -> str:
    """Return the unit of a value as printed: from the row's unit cell, its heading, its label, or the caption."""
    unit = unit_column(table)
    if unit is not None and unit < len(row.cells) and unit != column:
        cell = row.cells[unit].strip()
        return "" if re.fullmatch(r"[-—–/]*|无量纲", cell) else cell
    head = _half_width(table.header[column]) if column < len(table.header) else ""
    caption = f"{table.clause.title or ''} {table.clause.text[:160]}"
    bare = [m[0] for m in _UNIT_WORD.finditer(head) if not re.match(r"[\w/]", head[m.start() - 1 : m.start()] or " ")]
    if bare:
        return bare[-1]
    for source in (head, *(_half_width(row.cells[i]) for i in row.labels)):
        if m := _AFTER_SLASH.search(source):
            return re.sub(r"\s", "", m[1] or m[2])
        for inner in _IN_BRACKETS.findall(source):
            m = _UNIT_WORD.search(inner)
            if m:
                return m[0]
        m = re.search(r"[,，/]\s*(" + _UNIT_WORD.pattern + r")\s*$", source)
        if m:
            return m[1]
    m = re.search(
        r"(?:单位(?:为|[:：])|units?(?: in|:)?)\s*([^\s,，。;；()（）]{1,16}(?:[(（][A-Za-z][)）])?)", caption, re.I
    )
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
    cell = re.sub(r"[０-９．]+", lambda m: _half_width(m[0]), cell)
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
    unit = unit_column(table)
    heads = heads_of(table)
    first = min(columns)
    names = [i for i in row.labels if i != unit and i < first] or [i for i in row.labels if i != unit][:1]
    seen: list[str] = []
    for i in names:
        text = shown(re.sub(r"\s*\n\s*", " ", row.cells[i].strip()), lang)
        if len(text) <= 2 and not is_chinese(text) and i < len(heads):
            # The number of a class says little by itself.
            text = f"{shown(_clean(heads[i]), lang)} {text}".strip()
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
