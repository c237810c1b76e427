"""Whether a sentence of a model says what its quotes say, beyond what every statement is checked for.

`check.supported` compares numbers and force as words. A model also swaps units, rows, columns, editions and classes,
drops a "not", or answers in the wrong language: those are judged here, by the marks of both sentences.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import product

from assistant.answering.claims.compare import Rarity, compare, frame_of, same
from assistant.answering.claims.marks import Mark, marks_of
from assistant.answering.evidence import surroundings
from assistant.answering.figure_text import heads_of, label_variants, unit_column, value_of
from assistant.answering.gloss import is_chinese, terms
from assistant.answering.phrases import label_of, place_of
from assistant.answering.sentences import sentence_spans, sentences
from assistant.answering.shelf import Edition, Row, Table
from assistant.library.folding import fold_text, locate
from assistant.library.model import Clause

_LEAST_WORDS = 0.6
"""Least share of a sentence's words, by rarity, that its clause or what stands around it must have."""
_LEAST_QUOTE = 2
_LONGEST_SENTENCE = 500
_MOST_READINGS = 24
_BINDING = {"shall", "shall_not", "should", "should_not", "may", "may_not"}
_NOTE_MARK = re.compile(r"[(（⁽][\d¹²³⁴-⁹]{1,2}[)）⁾]")
_DENYING = {"shall_not", "should_not", "may_not"}


@dataclass(frozen=True, slots=True)
class Cited:
    """A clause cited, and the words quoted as the clause prints them: whole sentences, or the whole row."""

    edition: Edition
    clause: Clause
    quote: str


@dataclass(frozen=True, slots=True)
class _Source:
    """One reading of a cited clause: what it says and what stands around it.

    `others` are names that would mean another row or column; of each of `needed` a statement must have a name.
    """

    text: str
    around: str
    others: frozenset[str] = frozenset()
    needed: tuple[frozenset[str], ...] = ()


def cited(edition: Edition, clause: Clause, quote: str) -> Cited | None:
    """Find a quote in a clause and widen it to the sentences it stands in; None where the clause does not print it.

    Part of a sentence can be quoted so that its "not" or its condition is lost; the whole sentence cannot.
    """
    span = locate(quote, clause.text)
    if span is None or len(re.findall(r"\w", quote)) < _LEAST_QUOTE:
        return None
    start, end = span
    if clause.kind == "row":
        return Cited(edition, clause, clause.text)
    for first, last in sentence_spans(clause.text):
        if last - first <= _LONGEST_SENTENCE:
            start = first if first < start < last else start
            end = last if first < end < last else end
    return Cited(edition, clause, clause.text[start:end].strip())


def places_in(statement: str, quotes: Sequence[Cited], lang: str) -> tuple[str, ...]:
    """Return the parts of a statement that only name what it cites: its edition by number or title, its clause."""
    names = []
    for one in quotes:
        record = one.edition.record
        names += [record.number or "", record.title, record.title_en or "", place_of(record, one.clause, lang)]
        names += [label_of(one.clause, lang), one.clause.label]
    spans = [locate(name, statement) for name in names if len(name) > 1]
    found = [statement[a:b] for a, b in filter(None, spans)]
    around = marks_of(" ; ".join(one.edition.record.number or "" for one in quotes))
    found += [
        statement[m.start : m.end]
        for m in marks_of(statement)
        if m.kind == "document" and any(same(m, other) for other in around if other.kind == "document")
    ]
    return tuple(dict.fromkeys(found))


def agrees(statement: str, quotes: Sequence[Cited], lang: str, rarity: Rarity) -> bool:
    """Tell whether a statement in `lang` says what its quotes say and nothing else that can be told apart."""
    if is_chinese(statement) != (lang == "zh") or not quotes:
        return False
    bare = statement
    for place in sorted(places_in(statement, quotes, lang), key=len, reverse=True):
        bare = bare.replace(place, " ")
    readings = product(*(list(_readings(one)) for one in quotes))
    parts = sentences(bare) or [bare]
    for _, sources in zip(range(_MOST_READINGS), readings, strict=False):
        whole = _Source(
            " ".join(s.text for s in sources),
            " ; ".join(s.around for s in sources),
            frozenset().union(*(s.others for s in sources)),
            tuple(names for s in sources for names in s.needed),
        )
        # Each sentence for itself: a second one may say anything in the shadow of the first.
        if all(_says(part, whole, rarity) for part in parts):
            return True
    return False


def _says(statement: str, source: _Source, rarity: Rarity) -> bool:
    folded, there = fold_text(statement), fold_text(f"{source.text} ; {source.around}")
    own = fold_text(source.text)
    if any(_names(other, folded) and not _names(other, own) for other in source.others):
        return False
    if not all(any(_names(name, folded) for name in names) for names in source.needed):
        return False
    if not _marks_agree(marks_of(statement), marks_of(source.text), marks_of(source.around), there):
        return False
    if is_chinese(statement) != is_chinese(source.text):
        return _terms_agree(statement, there)
    result = compare(statement, source.text, source.around, rarity, frame_of(statement))
    return not result.differs and not result.swapped and result.whole >= _LEAST_WORDS


def _marks_agree(said: Sequence[Mark], there: Sequence[Mark], around: Sequence[Mark], text: str) -> bool:
    """Tell whether numbers with units, dates, classes, documents, force and "not" of a statement are its source's."""
    for mark in said:
        if mark.kind == "measure" and mark.measure:
            unit = mark.measure.unit
            alike = [o.measure for o in there if o.measure and o.measure.same(mark.measure)]
            # A number without unit fits any: the unit must be printed with it, or with another of the same sentence.
            printed = (
                {o.measure.unit for o in (*there, *around) if o.measure} if any(not m.unit for m in alike) else set()
            )
            if not alike or (unit and unit not in {m.unit for m in alike} | printed):
                return False
        elif mark.kind in {"date", "class", "document"}:
            known = [*there, *around] if mark.kind != "date" else there
            if not any(o.kind == mark.kind and same(mark, o) for o in known):
                return False
        elif mark.kind == "place" and re.sub(r"\s", "", mark.value) not in re.sub(r"\s", "", text):
            return False
    force, binding = _forces(said), _forces(there)
    # Counted, for a clause may say "shall" of one thing and "should" of the next.
    if force - binding or (binding.keys() & _BINDING and not force.keys() & binding.keys()):
        return False
    denied = any(m.kind == "negation" for m in said) or bool(force.keys() & _DENYING)
    denying = any(m.kind == "negation" for m in there) or bool(binding.keys() & _DENYING)
    return denied == denying


def _forces(marks: Sequence[Mark]) -> Counter[str]:
    return Counter(m.value for m in marks if m.kind == "force")


def _terms_agree(statement: str, there: str) -> bool:
    """Tell whether at least half of a statement's terms stand in a source in the other language, one at the least."""
    known = terms()
    found = {t for t in known.found_in(statement) if known.of_the_field(t)}
    held = [t for t in found if any(_names(v, there) for v in known.variants.get(t, {t}))]
    return bool(held) and 2 * len(held) >= len(found)


def _names(name: str, folded: str) -> bool:
    """Tell whether a folded text has a name, a Latin one as whole words."""
    if not name.isascii():
        # A heading of several levels is printed with blanks between them, or none.
        return "".join(name.split()) in "".join(folded.split())
    return bool(re.search(rf"(?<![a-z0-9]){re.escape(name)}(?:s|es)?(?![a-z0-9])", folded))


def _readings(one: Cited) -> Iterator[_Source]:
    """Yield what a clause may be read to say: a row each of its values apart, then the row as it is printed."""
    around = f"{one.clause.title or ''} ; {surroundings(one.edition, one.clause)} ; {one.clause.label}"
    table = one.edition.table_of(one.clause) if one.clause.kind == "row" else None
    row = next((r for r in table.rows if r.clause.key == one.clause.key), None) if table else None
    if table is None or row is None:
        yield _Source(one.quote, around)
        return
    # The mark of a note in a heading is no value of the row.
    heads, unit = [_NOTE_MARK.sub(" ", head) for head in heads_of(table)], unit_column(table)
    values = [i for i in table.values if i < len(row.cells) and row.cells[i].strip() and i not in row.labels]
    name = " ".join(f"{heads[i]} {row.cells[i]}" for i in row.labels if i != unit)
    own = frozenset(v for i in row.labels if i != unit for v in _variants(row.cells[i]))
    rows = _other_rows(table, row) - own
    if not values:
        yield _Source(one.quote, around, rows, (own,) if rows else ())
    for i in values:
        columns = frozenset(v for j in values if j != i for v in _variants(heads[j])) - _variants(heads[i])
        needed = [own] if rows else []
        needed += [_variants(heads[i])] if columns else []
        yield _Source(f"{name} {heads[i]} {value_of(table, row, i)}", around, rows | columns, tuple(needed))


def _other_rows(table: Table, row: Row) -> frozenset[str]:
    """Return the names of a table's other rows: a statement that has one of them is about that row."""
    unit = unit_column(table)
    return frozenset(
        v for r in table.rows if r is not row for i in r.labels if i != unit for v in _variants(r.cells[i])
    )


def _variants(label: str) -> frozenset[str]:
    """Return the names in a heading or label, with their renderings in the other language."""
    known = terms()
    own = {v for v in label_variants(label) if len(v) > 1 or not v.isascii()}
    rendered = {fold_text(r) for v in own for lang in ("zh", "en") if (r := known.render(v, lang))}
    return frozenset(own | rendered | {w for v in own for w in known.variants.get(v, ())})
