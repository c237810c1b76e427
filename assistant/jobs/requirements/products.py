"""Which editions deal with a product, as their titles, scopes and rows say; which products the library knows."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from typing import Literal

from assistant.answering.gloss import terms
from assistant.library.folding import fold_text
from assistant.library.model import Clause, EditionRecord

Where = Literal["title", "scope"]
_SCOPE_TITLE = re.compile(
    r"^(?:适用)?范围$|^(?:主题内容与|总则及?)?适用范围|^scope\b|^subject matter|^目的和?依?据?$"
    r"|^(?:scope|application)",
    re.I,
)
_SCOPE_SAYS = re.compile(
    r"适用于|适用本|适用范围|本(?:标准|文件|规则|细则|办法|意见|条例|规定)(?:规定"
    r"|所称)|\b(?:applies to|applicable to|specifies|covers)\b",
    re.I,
)
_FIRST = 12
"""Clauses in which an act without a clause of that title says what it applies to."""


def names_of_product(product: str) -> tuple[str, ...]:
    """Return a product's name and what else it is called in either language, folded."""
    folded = fold_text(product)
    return tuple(sorted({folded, *terms().variants.get(folded, set())}, key=len, reverse=True))


def scope_of(clauses: Sequence[Clause]) -> tuple[Clause, ...]:
    """Return the clauses that say what a document applies to: those titled so, else the first that say it."""
    titled = [one for one in clauses if one.title and _SCOPE_TITLE.search(fold_text(one.title))]
    if titled:
        first = titled[0].path
        return tuple(one for one in clauses if one.path[: len(first)] == first and one.text)
    bodied = [one for one in clauses if one.kind in {"clause", "article", "item"}][:_FIRST]
    return tuple(one for one in bodied if _SCOPE_SAYS.search(fold_text(one.text)))


def named_in(names: Iterable[str], text: str) -> bool:
    """Tell whether a text names one of them; an English name as a whole word."""
    folded = fold_text(text)
    return any(
        re.search(rf"\b{re.escape(name)}(?:e?s)?\b", folded) if name.isascii() else name in folded for name in names
    )


def deals_with(record: EditionRecord, scope: str, names: Sequence[str]) -> Where | None:
    """Tell where an edition says that it deals with a product: in its title or its scope; None where it does not."""
    if named_in(names, " ".join((record.title, record.title_en or "", *record.aliases))):
        return "title"
    return "scope" if named_in(names, scope) else None
