"""Statements of an index's clauses put into the other language by templates: a row's value, a sentence with a limit."""

from __future__ import annotations

import random
import re
from collections.abc import Iterator

from assistant.answering.claims.marks import Mark, marks_of
from assistant.answering.gloss import is_chinese, terms
from assistant.index.builds import Build
from assistant.library.folding import fold_text
from assistant.library.model import Clause, EditionRecord
from assistant.library.status import status_of, today
from evals.statements import Made, alter, sentences_of

_KINDS = ("number", "sign", "unit", "force")
_UNITS = {"年": "years", "个月": "months", "日": "days", "个工作日": "working days", "小时": "hours", "元": "yuan"}
_ROW_ZH = re.compile(r"^(.+?)的(.+?)为([≤≥<>]?\s?\d[\d.,]*)。$")
_ROW_EN = re.compile(r"^The (.+) of (.+) is ([≤≥<>]?\s?\d[\d.,]*)\.$")
_SIGNS = {"≤": ("shall not exceed", "应不大于"), "≥": ("shall be at least", "应不小于")}
_NAMED = {"en": "Under {name}, {text}", "zh": "根据{name}，{text}"}
_LONGEST = 40


def rendered(text: str, clause: Clause) -> str | None:
    """Say a clause's sentence in the other language; None where a word of it has no name there."""
    return _of_row(text) if clause.kind == "row" else _of_limit(text)


def _of_row(text: str) -> str | None:
    to = "en" if is_chinese(text) else "zh"
    match = _ROW_ZH.match(text) or _ROW_EN.match(text)
    if not match:
        return None
    name, head = (match[1], match[2]) if to == "en" else (match[2], match[1])
    said = [terms().render(re.sub(r"[(（].*?[)）]", "", part).strip(), to) for part in (name, head)]
    if not all(said) or is_chinese(" ".join(map(str, said))) != (to == "zh"):
        return None
    return f"The {said[1]} of {said[0]} is {match[3]}." if to == "en" else f"{said[0]}的{said[1]}为{match[3]}。"


def _of_limit(text: str) -> str | None:
    """Say of the terms of a sentence with one limit that they have it."""
    chinese = is_chinese(text)
    marks = [m for m in marks_of(text) if m.kind == "measure"]
    others = [m for m in marks_of(text) if m.kind in {"negation", "place", "document", "date", "class"}]
    if len(marks) != 1 or others or len(text) > 3 * _LONGEST:
        return None
    amount = _amount(text, marks[0], chinese)
    said = [other for term, other in terms().pairs(text[: marks[0].start]) if len(term) > 2]
    if amount is None or not said:
        return None
    if chinese:
        subject = " and ".join(dict.fromkeys(reversed(said[:2])))
        return f"The {subject} {_SIGNS[amount[0]][0]} {amount[1]}."
    return f"{'和'.join(dict.fromkeys(reversed(said[:2])))}{_SIGNS[amount[0]][1]}{amount[1]}。"


def _amount(text: str, mark: Mark, chinese: bool) -> tuple[str, str] | None:
    """Return the sign and the number with its unit as the other language writes them."""
    measure = mark.measure
    if measure is None or measure.sign not in _SIGNS or measure.low != measure.high:
        return None
    number = re.search(r"\d[\d.,]*\d|\d", text[mark.start : mark.end])
    if not number:
        return None
    unit = re.sub(r"^\s+", "", text[mark.start : mark.end].split(number[0], 1)[1])
    if re.search(r"[\u3400-\u9fff]", unit):
        bare = re.sub(r"(?:及|或)?以[上下内]|之内", "", unit)
        return (measure.sign, f"{number[0]} {_UNITS[bare]}") if chinese and bare in _UNITS else None
    if not chinese and re.search(r"[a-z]{4}", unit):
        return None
    return measure.sign, f"{number[0]} {unit}".strip()


def _all(build: Build) -> Iterator[tuple[str, EditionRecord, Clause, str]]:
    for name, record in build.editions.items():
        if status_of(record, today()) in {"in_force", "unknown"}:
            for clause in build.clauses(name):
                for text in sentences_of(clause) if clause.text_source == "digital" else ():
                    yield name, record, clause, text


def make_across(build: Build, seed: int, count: int = 100) -> list[Made]:
    """Make statements in the language that their clause is not in: every second altered, every other one named.

    Those altered into what another clause of the same document says in those words are left out.
    """
    rng = random.Random(seed)
    pool = [(n, r, c, said) for n, r, c, text in _all(build) if (said := rendered(text, c))]
    rng.shuffle(pool)
    known = {fold_text(said) for *_, said in pool}
    out: list[Made] = []
    for name, record, clause, said in pool:
        if len(out) >= count:
            break
        language = "zh" if is_chinese(said) else "en"
        style = "named" if len(out) % 4 < 2 else "reworded"
        kind, was, now = "", "", ""
        if len(out) % 2:
            kind = _KINDS[len(out) // 2 % 4]
            kind, changed = next(((k, made) for k in (kind, *_KINDS) if (made := alter(said, k, rng))), (kind, None))
            if changed is None or fold_text(changed[0]) in known:
                continue
            said, was, now = changed
        if style == "named":
            said = _NAMED[language].format(name=record.number or f"《{record.title}》", text=said)
        out.append(Made(said, name, clause.key, language, style, kind, was, now))
    return out
