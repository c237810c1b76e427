"""Who has to do something, as sentences of rules and laws name them (`roles.tsv`)."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from assistant.answering.claims.marks import marks_of
from assistant.errors import UsageError
from assistant.library.folding import fold_text


@dataclass(frozen=True)
class Role:
    """A role with its names in both languages and the pattern that finds it in folded text."""

    id: str
    zh: str
    en: str
    pattern: re.Pattern[str]


@cache
def roles() -> dict[str, Role]:
    """Return the roles by id, in the order in which they are offered."""
    rows = (line.split("\t") for line in Path(__file__).with_name("roles.tsv").read_text("utf-8").splitlines()[1:])
    return {
        name: Role(name, zh, en, re.compile(rf"(?:{names_zh})|\b(?:{names_en.casefold()})\b", re.I))
        for name, zh, en, names_zh, names_en in rows
    }


def role_named(text: str) -> Role:
    """Return the role of an id or a name; UsageError where there is none."""
    folded = fold_text(text)
    for role in roles().values():
        if folded in (role.id, fold_text(role.zh), role.en) or role.pattern.fullmatch(folded):
            return role
    known = ", ".join(roles())
    raise UsageError(f"'{text[:40]}' is no role that is known: choose one of {known}.")


def responsible(sentence: str) -> tuple[str, ...]:
    """Return the ids of the roles that a sentence makes do something, in the order of the roles.

    They stand before its first modal verb, not as owners of something (认证机构的资质应当…), or behind 由 or `by`.
    """
    folded = fold_text(sentence)
    force = next((mark.start for mark in marks_of(folded) if mark.kind == "force"), None)
    found = []
    for role in roles().values():
        for named in role.pattern.finditer(folded):
            before, after = folded[: named.start()], folded[named.end() :]
            doer = re.search(r"由[^，。；,;]{0,12}$|\bby (?:the |an? )?(?:[a-z]+ )?$", before)
            subject = force is not None and named.end() <= force and not re.match(r"的|'s|等?的", after)
            if doer or (subject and not re.search(r"(?:向|对|与|经|给|to|for|with|from)\s*(?:the |an? )?$", before)):
                found.append(role.id)
                break
    return tuple(found)


def concerned(item: str) -> tuple[str, ...]:
    """Return the ids of the roles that an item of a list names as its case, as in 进口商申请的."""
    case = re.match(r"[^，,；;]{2,30}的[，,]", fold_text(item))
    return tuple(role.id for role in roles().values() if case and role.pattern.search(case[0]))
