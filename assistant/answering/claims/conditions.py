"""Conditions and exceptions of a clause that a statement may leave out, and then says more than the clause does."""

from __future__ import annotations

import re

from assistant.answering.claims.compare import rough_words

_CONDITION = re.compile(
    r"(?:仅[当在限]|只有)[^，。；,;]+?(?=才|方可|方能|可以|应当?|不得|[，。；,;]|$)|(?:但|但是)?[^，。；,;]{2,60}(?:的)?除外|除[^，。；,;]{2,60}(?:以?外|之外)"
    r"|除非[^，。；,;]*|经[^，。；,;]{2,30}(?:批准|同意|许可)(?:的|后)"
    r"|\b(?:only (?:if|when|where|with|after|until)|if and only if|unless|except(?: for| where| when| that| in)?"
    r"|provided that|with the exception of|excluding)\b[^,.;]*",
    re.I,
)
_TRIVIAL = re.compile(r"另有|otherwise", re.I)
_SAID = 0.4
"""Share of the words of a condition that a statement must say to have said it in its own words."""


def dropped_condition(statement: str, saying: str) -> str:
    """Return the first condition or exception that a saying makes and a statement does not; empty for none."""
    said = rough_words(statement)
    for match in _CONDITION.finditer(saying):
        condition = match[0].strip()
        words = {word for word in rough_words(condition) if len(word) > 1}
        if words and not _TRIVIAL.search(condition) and len(words & said) < _SAID * len(words):
            return condition
    return ""
