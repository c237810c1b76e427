"""Sentences of clauses with who is responsible, and the time limits they print."""

from __future__ import annotations

import re
from collections.abc import Iterator

from assistant.answering.sentences import sentence_spans
from assistant.answering.shelf import Edition
from assistant.jobs.applying.roles import concerned, responsible
from assistant.jobs.applying.shapes import Cited, Duty
from assistant.library.folding import locate
from assistant.library.model import Box, Clause
from assistant.reading.facts.force import force_of

_BINDS = {"shall", "should", "may"}
_READ = {"clause", "article", "item", "annex"}
_NUMBER = r"(?:\d+(?:\.\d+)?|[一二三四五六七八九十百]+)"
_SPAN = rf"{_NUMBER}\s*个?(?:工作日|日历日|日|天|周|月|年|小时)"
_LIMITS = re.compile(
    rf"(?:不超过|不得超过|至少|最长|最多|届满前|到期前|每)?\s*{_SPAN}(?:以?[内前后]"
    rf"|之[内前]|届满)?|每年(?:进行)?[一二两\d]+次"
    rf"|\b(?:within|at least|not more than|no later than|up to|for)\s+(?:\d+|one|two"
    rf"|three|six|twelve|twenty-one)\s+(?:working |calendar )?"
    r"(?:days?|weeks?|months?|years?|hours?)\b(?:\s+(?:before|after|of))?",
    re.I,
)
_DATE = re.compile(r"\d{2,4}\s*年(?:\s*\d{1,2}\s*月(?:\s*\d{1,2}\s*日)?)?|\d{1,2}\s*月\s*\d{1,2}\s*日")
_BOUND = re.compile(
    r"内|前|后|超过|至少|最长|最多|届满|每|有效期|期限|时限|within|at least|not more|no later|up to|before|after|valid",
    re.I,
)


def cited(edition: Edition, clause: Clause, quote: str = "") -> Cited:
    """Cite a clause, or the sentence of it that is quoted, with the boxes of its lines."""
    quoted = " ".join((quote or clause.text or clause.title or "").split())
    return Cited(
        edition=edition.record.edition,
        document=edition.record.number or edition.record.title,
        key=clause.key,
        label=clause.label,
        page=clause.page,
        boxes=_boxes(clause, quoted),
        quote=quoted,
    )


def _boxes(clause: Clause, quote: str) -> tuple[Box, ...]:
    found = locate(quote, clause.text) if clause.spans else None
    if found is None:
        return clause.boxes
    pairs = zip(clause.boxes, clause.spans, strict=False)
    return tuple(box for box, span in pairs if span[0] < found[1] and found[0] < span[1])


def said(edition: Edition) -> Iterator[tuple[Clause, str]]:
    """Yield each sentence of the clauses that bind, with its clause; a paragraph stands for itself, not its article."""
    for clause in edition.clauses:
        below = edition.children.get(clause.key, [])
        parted = clause.kind == "article" and any(one.kind == "clause" for one in below)
        if clause.kind not in _READ or not clause.text or parted:
            continue
        for start, end in sentence_spans(clause.text):
            # The opening of a list ends at its colon, whatever footnote the page prints below it.
            for text in re.split(r"(?<=[:：])\s*\n", clause.text[start:end]):
                if text.strip():
                    yield clause, text.strip()


def duties(edition: Edition, role: str = "") -> list[Duty]:
    """Return what an edition makes a role do, or anybody where none is given, in document order."""
    found = []
    for clause, text in said(edition):
        force = force_of(text)
        who = responsible(text) if force in _BINDS or "由" in text else ()
        if not who and clause.kind == "item" and (over := edition.ancestors(clause)[:1]) and over[0].force in _BINDS:
            # An item for some only: 进口商、经销商申请的，提交与生产者签订的合同.
            who, force = concerned(text), over[0].force or force
        if who and (not role or role in who):
            found.append(
                Duty(
                    cited=cited(edition, clause, text),
                    who=who,
                    force=force,
                    time_limits=time_limits(text),
                    items=items(edition, clause, text),
                )
            )
    return found


def items(edition: Edition, clause: Clause, lead: str = "") -> tuple[Cited, ...]:
    """Return the items of the list that a clause opens; none where the sentence given is not its opening."""
    if lead and not re.search(r"[:：]\s*$|下列|如下|以下|following", lead):
        return ()
    below = edition.children.get(clause.key, [])
    return tuple(cited(edition, one) for one in below if one.kind == "item" and (one.text or one.title))


def time_limits(sentence: str) -> tuple[str, ...]:
    """Return the periods that a sentence prints, such as 3个工作日内; dates are none, nor a bare 5年 of the past."""
    hidden = _DATE.sub(lambda date: "\0" * len(date[0]), sentence)
    if not _BOUND.search(hidden):
        return ()
    return tuple(
        dict.fromkeys(" ".join(sentence[found.start() : found.end()].split()) for found in _LIMITS.finditer(hidden))
    )
