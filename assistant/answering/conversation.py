"""Follow-up questions: what they leave out is carried over from the question before."""

from __future__ import annotations

import re
from collections.abc import Sequence

from assistant.answering.gloss import is_chinese
from assistant.answering.understanding import Names, split_number
from assistant.answering.words import content_words
from assistant.library.folding import fold_text
from assistant.library.model import Turn

_FOLLOWS = re.compile(
    r"^(?:那么?|那|哪里规定|哪条规定|第几条|依据|出处|然后|还有|以前呢|之前呢|它|这|其)|呢[?？]?\s*$|(?:它|这期间"
    r"|该(?:证书|标准|产品))|"
    r"^(?:and|what about|how about|but|then|so|or)\b|\b(?:it|its|they|them|that one|those|one|this)\b|^(?:which"
    r"|where|why|since when)\b.{0,25}$",
    re.I,
)
_CLASS = re.compile(r"[A-FＡ-Ｆ一二三四五六ⅠⅡⅢⅣⅤ\d]\s*[类级]|(?:class|grade|category|type|tier)\s+[A-Za-z\d]+", re.I)
_WHERE = re.compile(
    r"哪里规定|哪条规定|第几条|出处|依据(?:是)?(?:什么|哪)|which (?:clause|article)|where (?:is|does|do)", re.I
)
_ASKS_ZH = re.compile(r"多少|几|多久|哪|什么|何时|吗|谁|最[高低多少大小]|至少|不超过|不能超过")
_EDITION_YEAR = re.compile(r"(?<!\d)((?:19|20)\d{2})\s*(?:年版|版|edition|version|one)?(?!\d)", re.I)
_LEAD = re.compile(r"^(?:那么?|那|然后|还有|and|what about|how about|but|then|so|or)[\s,，]*(?:for\s+|if\s+)?", re.I)


def follows(question: str, names: Names) -> bool:
    """Tell whether a question leans on the one before: short or pointing back, and naming no document itself."""
    read = names.understand(question)
    if read.named or read.families:
        return False
    words = content_words(question, question=True)
    return bool(_FOLLOWS.search(question.strip())) and len(words) <= (16 if is_chinese(question) else 12)


def resolve(question: str, history: Sequence[Turn], names: Names) -> tuple[str, str] | None:
    """Return the question made complete from the turn before, and what of it is new; None where it stands by itself."""
    if not history or not follows(question, names):
        return None
    earlier = [t.question for t in history]
    before = earlier[-1]
    if len(earlier) > 1 and follows(before, names):
        found = resolve(before, history[:-1], names)
        before = found[0] if found else before
    before = before.strip().rstrip("?？。. ")
    bare = question.strip().rstrip("?？。. ")
    short = len(content_words(bare, question=True)) <= 4
    mine, theirs = _CLASS.search(bare), _CLASS.search(before)
    if mine and theirs and short:
        return before[: theirs.start()] + mine[0] + before[theirs.end() :] + _mark(question), mine[0]
    if _WHERE.search(bare) and short:
        return before + _mark(question), ""
    core = re.sub(_LEAD, "", bare)
    core = re.sub(r"呢$", "", core)
    dated = _dated(core, history[-1].answer, names)
    if dated != core:
        # The edition asked for now takes the place of the one named before.
        before = before.replace(next((n for n in _siblings(dated, names) if n in before), "\0"), "").strip()
    core = dated
    joint = "——" if is_chinese(question) else " — "
    return f"{before}{joint}{core}{_mark(question)}", core


def _dated(core: str, answer: str, names: Names) -> str:
    """Put the edition's number for a bare year: "2017 版" after an answer from GB 18580-2025 is GB 18580-2017."""
    year = _EDITION_YEAR.search(core)
    if year is None:
        return core
    folded = fold_text(answer)
    answered = {r.document for r in names.editions.values() if r.number and fold_text(r.number) in folded}
    meant = [
        r.number
        for r in names.editions.values()
        if r.document in answered and not r.amends and r.number and split_number(r.number)[1] == year[1]
    ]
    return core[: year.start()] + meant[0] + core[year.end() :] if len(meant) == 1 else core


def _siblings(text: str, names: Names) -> list[str]:
    """Return the numbers of the other editions of the documents whose editions a text names."""
    records = [r for r in names.editions.values() if r.number]
    named = {r.document for r in records if r.number and r.number in text}
    return [r.number for r in records if r.number and r.document in named and r.number not in text]


def _mark(question: str) -> str:
    return "？" if is_chinese(question) else "?"


_ENUMERATED = re.compile(
    r"^(?:.*?[，,:：])?([^，,:：？?]{2,40}?(?:、[^，,？?]{2,20}?)+)(?:(?:的|分别|各)[^？?]*(?:分别|各)|[，,](?:各自|分别|各))"
)
_FURTHER_EN = re.compile(r"[,;]? and (?=(?:what|which|how|when|who|where|into|from|for how)\b)|[?]\s+(?=[A-Z])", re.I)


def parts_of(question: str) -> list[tuple[str, str]]:
    """Split a question that asks several things: for each, the words to search for and what is asked anew.

    Further sentences and clauses that ask, and enumerated subjects ("A、B的有效期分别多久").
    """
    if is_chinese(question):
        found = _ENUMERATED.search(question)
        if found:
            names = [p for p in re.split(r"、|和|与|及", found[1]) if p][:5]
            return [(name + question[found.end(1) :], name) for name in names]
        asking = [c.strip() for c in re.split(r"[？?；;，,、]", question) if len(c.strip()) >= 4 and _ASKS_ZH.search(c)]
        return [(c, c) for c in asking[:4]] if len(asking) > 1 else []
    pieces = [p.strip() for p in _FURTHER_EN.split(question) if len(p.split()) >= 3]
    return [(p, p) for p in pieces[:4]] if len(pieces) > 1 else []
