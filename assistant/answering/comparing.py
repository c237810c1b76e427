"""What is set side by side: two terms of one edition, one clause in two editions, the changes a foreword lists."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date

from assistant.answering.evidence import Candidate
from assistant.answering.gloss import is_chinese
from assistant.answering.needles import Needles
from assistant.answering.shelf import Edition
from assistant.answering.understanding import Understood
from assistant.library.alignment import Side, align
from assistant.library.folding import fold_text
from assistant.library.model import Clause, Hit
from assistant.library.status import status_of

_CHANGE = re.compile(
    r"变化|区别|不同|差异|差别|修订|修改|更改|更新|新旧|版本|主要|技术|compar\w*|differ\w*|edition|version|new|old|main"
)
"""Words that ask for changes and name no subject."""


def only_changes(needles: Needles) -> bool:
    """Tell whether a question asks for the changes of a document as a whole."""
    return all(n.generic or n.word.isdigit() or _CHANGE.fullmatch(n.name) for n in needles.all)


def _as_candidate(edition: Edition, clause: Clause, day: date, like: Candidate | None = None) -> Candidate:
    record = edition.record
    hit = Hit(rank=1, score=0.0, clause=clause, edition=record, status=status_of(record, day))
    if like is None:
        return Candidate(hit, edition, frozenset(), frozenset(), 1.0)
    return Candidate(hit, edition, like.own, like.around, like.score, like.foreign)


def changes_listed(edition: Edition, day: date) -> Candidate | None:
    """Return the clause of an edition's foreword that lists what it changed, or None where it has none."""
    for clause in edition.clauses:
        if clause.path == ("Foreword",) and edition.children.get(clause.key):
            return _as_candidate(edition, clause, day)
    return None


def twin_of(others: Sequence[Candidate], edition: Edition, day: date) -> Candidate | None:
    """Return the clause of an edition that one answering in another edition has become, or was."""
    for piece in others:
        clause = piece.clause
        if clause.kind in {"row", "table"} or clause.path[:1] in {(), ("Foreword",)} or len(clause.text) < 12:
            continue
        twin = _paired(piece.edition, edition).get(clause.key)
        if twin is not None:
            return _as_candidate(edition, edition.by_key[twin], day, piece)
    return None


def _paired(edition: Edition, other: Edition) -> dict[str, str]:
    """Return the keys of two editions' clauses that are one another's; made once while the build is open."""
    name = other.record.edition
    if name not in edition.paired:
        here, there = Side(list(edition.clauses)), Side(list(other.clauses))
        edition.paired[name] = {here.clauses[a].key: there.clauses[b].key for a, b in align(here, there).items()}
    return edition.paired[name]


def _bare_term(title: str) -> set[str]:
    """Return a term's name without what stands in brackets or in the other language behind it."""
    return {fold_text(title), fold_text(re.split(r"[\s(（]", title)[0] if is_chinese(title) else title)}


def terms_apart(question: Understood, needles: Needles, judged: Sequence[Candidate]) -> list[Candidate]:
    """Return the definitions of two or three terms of one edition that are to be told apart, in its order."""
    if not question.asks("compare"):
        return []
    asked = {v for n in needles.all if not n.word for v in n.variants}
    found = [c for c in judged if c.clause.kind == "term" and _bare_term(c.clause.title or "") & asked]
    found = [c for c in found if c.edition is found[0].edition]
    return sorted(found, key=lambda c: c.edition.order[c.clause.key]) if 2 <= len(found) <= 3 else []
