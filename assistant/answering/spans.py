"""Rows that hold for a range of a quantity, such as V≥9500 or 4~<10: which of them holds for an amount asked with."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from assistant.answering.claims.marks import measures_in
from assistant.answering.claims.measures import Measure, canonical_unit
from assistant.library.folding import fold_text

_NUMBER = r"\d+(?:[.,]\d+)*"
_VARIABLE = r"(?:[a-zα-ω\u3400-\u9fff][a-z\d\u3400-\u9fff]{0,7})"
_BOTH = re.compile(rf"({_NUMBER})\D{{0,8}}?([<>≤≥]){_VARIABLE}([<>≤≥])({_NUMBER})")
_ONE = re.compile(rf"{_VARIABLE}?([<>≤≥])({_NUMBER})")
_RANGE = re.compile(rf"({_NUMBER})\D{{0,8}}?[~-](<?)({_NUMBER})")
_MORE = re.compile(rf"({_NUMBER})\D{{0,8}}?[及或]?以(上|下)")
_CONDITION = re.compile(
    r"高度|容积|容量|功率|规模|产量|出力|面积|风速|厚度|直径|总吨|\bheight|\bvolume|\bcapacity|\bpower|\barea"
    r"|\bthickness|\bdiameter|\bsize"
)
"""Headings of what a row's values depend on."""
_SHARE = 0.6


@dataclass(frozen=True, slots=True)
class Span:
    """A range of a quantity; `open_low` and `open_high` tell whether the bounds themselves are outside."""

    low: Decimal | None
    high: Decimal | None
    open_low: bool = False
    open_high: bool = False

    def holds(self, value: Decimal) -> bool:
        """Tell whether a value lies in the range."""
        if self.low is not None and (value < self.low or (self.open_low and value == self.low)):
            return False
        return not (self.high is not None and (value > self.high or (self.open_high and value == self.high)))


def _decimal(text: str) -> Decimal:
    return Decimal(text.replace(",", "")) if text.count(".") < 2 else Decimal(0)


def span_of(cell: str) -> Span | None:
    """Return the range that a cell gives, or None where it gives none."""
    folded = re.sub(r"\s", "", fold_text(cell))
    if m := _BOTH.match(folded):
        a, b = _decimal(m[1]), _decimal(m[4])
        if m[2] in "<≤":
            return Span(a, b, m[2] == "<", m[3] == "<")
        return Span(b, a, m[3] == ">", m[2] == ">")
    if m := _ONE.match(folded):
        value = _decimal(m[2])
        return Span(None, value, open_high=m[1] == "<") if m[1] in "<≤" else Span(value, None, open_low=m[1] == ">")
    if m := _RANGE.match(folded):
        return Span(_decimal(m[1]), _decimal(m[3]), open_high=bool(m[2]))
    if m := _MORE.match(folded):
        return Span(_decimal(m[1]), None) if m[2] == "上" else Span(None, _decimal(m[1]))
    return None


def amounts_in(question: str) -> list[Measure]:
    """Return the amounts with units that a question gives."""
    return [m for m in measures_in(question) if m.unit and m.low == m.high]


def rows_for(
    amounts: Sequence[Measure], header: Sequence[str], rows: Sequence[Sequence[str]], columns: Sequence[int]
) -> list[int]:
    """Return the rows whose range, in one of these columns, holds an amount asked with; none where no column tells.

    A column of plain numbers counts where its heading names what the values depend on, such as 排气筒高度.
    """
    for column in columns:
        head = fold_text(header[column]) if column < len(header) else ""
        cells = [row[column] if column < len(row) else "" for row in rows]
        for amount in amounts:
            if not _fits_unit(amount.unit, head, cells):
                continue
            spans = [span_of(cell) for cell in cells]
            if sum(s is not None for s in spans) >= max(2, _SHARE * len(cells)):
                found = [i for i, s in enumerate(spans) if s is not None and s.holds(amount.low)]
            elif _CONDITION.search(head):
                found = [i for i, cell in enumerate(cells) if _is_amount(cell, amount.low)]
            else:
                continue
            if found and len(found) < len(cells):
                return found
    return []


def _is_amount(cell: str, value: Decimal) -> bool:
    bare = re.sub(r"\s", "", fold_text(cell))
    return bool(re.fullmatch(r"\d+(?:\.\d+)?", bare)) and Decimal(bare) == value


def _fits_unit(unit: str, head: str, cells: Sequence[str]) -> bool:
    """Tell whether heading or cells give the unit of an amount."""
    given = [head, *(fold_text(cell) for cell in cells)]
    names = {canonical_unit(m) for text in given for m in re.findall(r"[a-zμ℃%/]+\d?|[\u3400-\u9fff]+", text)}
    return unit in names
