"""The status shape: in force, upcoming, superseded or repealed, since when, by what; from front pages and registers."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from datetime import date

from assistant.answering.answer import Draft, Quote
from assistant.answering.claims.marks import marks_of
from assistant.answering.phrases import full_name, name_of, say
from assistant.answering.rows import row_statement
from assistant.answering.sentences import sentence_spans
from assistant.answering.shelf import Edition, Shelf
from assistant.answering.understanding import Understood, split_number
from assistant.library.folding import fold_text
from assistant.library.model import Clause, EditionRecord
from assistant.library.status import status_of

_ENDS = re.compile(r"废止|代替|替代|同时失效|repeal|supersed|replac|abolish|withdraw", re.I)
SINCE = re.compile(
    r"从(?:什么时候|何时|哪天|哪年)|自何时|什么时候(?:开始|起)|\bsince when\b|\bfrom (?:when|what date)\b"
)
"""Asks since when what is answered holds."""
_ISSUED = re.compile(r"发布|印发|何时|什么时候|issued|published|\bwhen\b")
_BEGINS = re.compile(r"起(?:施行|实施|生效|执行)|实施|施行|enter(?:s)? into force|appl(?:y|ies) from|effective", re.I)


def front_quote(edition: Edition, *wanted: str | None) -> Quote | None:
    """Quote the line of the title page or the sentence of the foreword that prints the first of these dates it finds.

    Where none prints a date, the title page is quoted, a long one by its first line; without one, the first clause.
    """
    opening = [c for c in edition.clauses if c.kind in {"front", "preamble"} or c.key == "Foreword"]
    for day in filter(None, wanted):
        for clause in opening:
            for line in re.finditer(r"[^\n。]+。?", clause.text):
                if any(mark.kind == "date" and mark.value == day for mark in marks_of(line[0])):
                    return Quote(edition.record.edition, clause.key, line[0].strip()[:300])
    first = next((c for c in (*opening, *edition.clauses) if c.text.strip()), None)
    if first is None:
        return None
    text = first.text.strip()
    return Quote(edition.record.edition, first.key, text if len(text) <= 200 else text.split("\n", 1)[0][:200])


def stating_clause(edition: Edition, *, ends: bool, other: str = "") -> tuple[Clause, str] | None:
    """Find the clause that says when an edition begins, or what it ends, and its sentence."""
    pattern = _ENDS if ends else _BEGINS
    base = split_number(other)[0] if other else ""
    best: tuple[int, Clause, str] | None = None
    for clause in edition.clauses:
        if (
            clause.kind in {"table", "row", "front", "figure", "note"}
            or not clause.text
            or not pattern.search(clause.text)
        ):
            continue
        for a, b in sentence_spans(clause.text):
            sentence = clause.text[a:b].strip()
            if not pattern.search(sentence) or len(sentence) > 400:
                continue
            digits = re.sub(r"[^a-z0-9]", "", fold_text(sentence))
            points = (
                2 * bool(base and base in digits) + bool(_BEGINS.search(sentence)) + bool(re.search(r"\d{4}", sentence))
            )
            points += bool(re.search(r"废止|repeal", sentence)) + (clause.kind in {"preamble", "article"})
            if points >= 2 and (best is None or points > best[0]):
                best = (points, clause, sentence)
    return (best[1], best[2]) if best else None


def _name(shelf: Shelf, edition: str, lang: str) -> str:
    record = shelf.build.editions.get(edition)
    return name_of(record, lang) if record else edition


def _sheet(record: EditionRecord, *more: EditionRecord) -> str:
    parts = []
    for r in (record, *more):
        parts += [r.issued or "", r.effective or "", r.repealed or "", r.superseded_on or ""]
    return " ".join(parts)


def describe(question: Understood, shelf: Shelf, edition_id: str, as_of: date) -> list[Draft]:
    """State an edition's standing on a day, citing its title page and the clause that ends or begins it."""
    lang = question.lang
    edition = shelf.edition(edition_id)
    record = edition.record
    name, status = full_name(record, lang), status_of(record, as_of)
    successors = [e for e in record.replaced_by if e in shelf.build.editions]
    newer = shelf.edition(successors[-1]) if successors else None
    beside = _sheet(record, *([newer.record] if newer else []))
    front = front_quote(edition, record.effective, record.issued)
    quotes = [front] if front else []
    linked = [_name(shelf, e, lang) for e in (*record.replaced_by, *record.replaces, *record.amended_by)]
    names = (name, record.number or "", name_of(record, lang), *linked)
    if newer is not None and status in {"repealed", "superseded"}:
        said = stating_clause(newer, ends=True, other=record.number or "")
        ending = (
            Quote(newer.record.edition, said[0].key, said[1]) if said else front_quote(newer, newer.record.effective)
        )
        quotes = [q for q in (ending, *quotes) if q]
    if not quotes:
        return []
    others = _joined((_name(shelf, e, lang) for e in record.replaced_by), lang)
    frame, day = _standing_frame(record, status, others)
    drafts = [Draft(say(frame, lang, name=name, other=others, date=day), tuple(quotes), names, beside=beside)]
    current = status in {"in_force", "upcoming", "unknown"}
    if current and record.issued and record.effective and _ISSUED.search(question.folded):
        text = say("issued_effective", lang, name=names[2], issued=record.issued, effective=record.effective)
        drafts.append(Draft(text, tuple(quotes), names, beside=beside))
    if current and record.replaces:
        drafts.append(_replacing(shelf, edition, lang, status == "in_force", quotes, names, beside))
    for amendment in record.amended_by:
        change = shelf.edition(amendment) if amendment in shelf.build.editions else None
        cite = front_quote(change, change.record.effective) if change else None
        if change and cite:
            frame = "amended" if change.record.effective else "amended_undated"
            text = say(
                frame, lang, name=names[2], other=_name(shelf, amendment, lang), date=change.record.effective or ""
            )
            drafts.append(Draft(text, (cite,), names, beside=_sheet(change.record)))
    return drafts


def _joined(names: Iterable[str], lang: str) -> str:
    return ("、" if lang == "zh" else ", ").join(names)


def _standing_frame(record: EditionRecord, status: str, others: str) -> tuple[str, str]:
    """Return the sentence frame for a status and the day it names."""
    ended = record.repealed or record.superseded_on
    if status == "repealed":
        return ("repealed_by" if others else "repealed_on") if ended else "repealed", ended or ""
    if status == "superseded":
        return "superseded_on" if ended else "superseded", ended or ""
    begins = record.effective or record.issued
    if status == "upcoming":
        return "upcoming", begins or ""
    return "in_force" if begins else "in_force_undated", begins or ""


def _replacing(
    shelf: Shelf, edition: Edition, lang: str, held: bool, front: Sequence[Quote], names: tuple[str, ...], beside: str
) -> Draft:
    record = edition.record
    said = stating_clause(edition, ends=True, other=record.replaces[0])
    cited = [Quote(record.edition, said[0].key, said[1])] if said else list(front)
    joined = _joined((_name(shelf, e, lang) for e in record.replaces), lang)
    frame = "replaces" if held and record.effective else "replaces_undated"
    text = say(frame, lang, name=name_of(record, lang), other=joined, date=record.effective or "")
    return Draft(text, tuple(cited), (*names, joined), beside=beside)


def unheld(question: Understood, shelf: Shelf, number: str, as_of: date) -> list[Draft]:
    """State what the library knows of an edition it does not hold: what replaced it, by title pages and registers."""
    base, year = split_number(number)
    lang = question.lang
    drafts: list[Draft] = []
    for edition_id, record in shelf.build.editions.items():
        named = [r for r in record.replaces if split_number(r) == (base, year)]
        if not named:
            continue
        edition = shelf.edition(edition_id)
        said = stating_clause(edition, ends=True, other=named[0])
        front = front_quote(edition, record.effective)
        quotes = [Quote(edition_id, said[0].key, said[1])] if said else []
        quotes += [front] if front else []
        if quotes:
            frame = "replaces" if record.effective and status_of(record, as_of) == "in_force" else "replaces_undated"
            text = say(frame, lang, name=name_of(record, lang), other=named[0], date=record.effective or "")
            places = (named[0], record.number or "", name_of(record, lang))
            drafts.append(Draft(text, tuple(quotes), places, beside=_sheet(record)))
    return drafts + register_rows(question, shelf, number)


def register_rows(question: Understood, shelf: Shelf, asked: str) -> list[Draft]:
    """Quote the rows of registers whose number cells name a standard of this base number."""
    drafts: list[Draft] = []
    base, year = split_number(asked)
    for edition_id, record in shelf.build.editions.items():
        if record.kind == "standard":
            continue
        edition = shelf.edition(edition_id)
        for table in edition.tables.values():
            for row in table.rows:
                named = next((cell.strip() for cell in row.cells[:3] if split_number(cell)[0] == base), None)
                if named is None:
                    continue
                if year and split_number(named)[1] not in {"", year}:
                    text = say("register_newer", question.lang, old=asked.upper(), new=named)
                    quote = Quote(edition_id, row.clause.key, row.clause.text)
                    drafts.append(Draft(text, (quote,), (asked.upper(), named)))
                drafts.append(row_statement(question, edition, row.clause))
    return drafts[:2]


def announced(question: Understood, shelf: Shelf) -> list[Draft]:
    """Quote the rows of registers that list an announcement asked for by year and number."""
    asked = announcements(question.folded)
    drafts = []
    for edition_id, record in shelf.build.editions.items():
        if asked and record.kind != "standard":
            edition = shelf.edition(edition_id)
            for table in edition.tables.values():
                drafts += [
                    row_statement(question, edition, r.clause)
                    for r in table.rows
                    if asked & announcements(" ".join(r.cells[:3]))
                ]
    return drafts[:2]


def announcements(text: str) -> set[tuple[str, str]]:
    """Return the (year, number) of the announcements a text names."""
    folded = fold_text(text)
    found = {
        (m[1], m[2])
        for m in re.finditer(r"((?:19|20)\d{2})\s?年?,?\s?(?:公告)?\s?(?:第|no\.?)\s?(\d{1,3})(?:\s?号)?", folded)
    }
    return found | {(m[2], m[1]) for m in re.finditer(r"no\.?\s?(\d{1,3})\s?(?:of|,|\()\s?((?:19|20)\d{2})", folded)}


def standing(records: Sequence[EditionRecord], as_of: date) -> list[EditionRecord]:
    """Order editions of one family: in force first, then upcoming, then older ones, newest first."""
    rank = {"in_force": 0, "unknown": 1, "upcoming": 2, "superseded": 3, "repealed": 4}
    return sorted(
        records,
        key=lambda r: (rank[status_of(r, as_of)], -int(re.sub(r"\D", "", r.effective or r.issued or "0")[:4] or 0)),
    )
