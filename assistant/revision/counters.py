"""Numbers that only count on through a document, such as footnote marks: one more before them shifts them all."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Sequence

from assistant.library.folding import fold_text
from assistant.revision.shapes import ClauseChange

_BARE = re.compile(r"(?<![\d.\w-])\d{1,3}(?![\d%‰℃]|\.\d|\s*[a-zμ]{1,3}\b)")
_ENOUGH = 3
"""Clauses that must shift by the same amount before their numbers count as marks."""


def without_counters(changes: Sequence[ClauseChange]) -> list[ClauseChange]:
    """Return the changes without those clauses in which nothing differs but marks that all shifted by one amount."""
    shifts = [_shift(one) for one in changes]
    numbers: dict[int, list[int]] = defaultdict(list)
    for shift in shifts:
        for was, now in shift or ():
            numbers[now - was].append(was)
    # A counter never repeats a number; values that happen to rise by one amount do, or are few.
    counting = {by for by, seen in numbers.items() if len(seen) >= _ENOUGH and seen == sorted(set(seen))}
    return [
        one
        for one, shift in zip(changes, shifts, strict=True)
        if not shift or any(now - was not in counting for was, now in shift)
    ]


def _shift(change: ClauseChange) -> list[tuple[int, int]] | None:
    """The bare numbers that differ, where nothing else differs; None else."""
    if change.op != "changed" or change.kind in {"row", "table"}:
        return None
    old, new = fold_text(change.old_text or ""), fold_text(change.new_text or "")
    if re.sub(r"[\W_]", "", _BARE.sub("", old)) != re.sub(r"[\W_]", "", _BARE.sub("", new)):
        return None
    one, other = ([int(n) for n in _BARE.findall(text)] for text in (old, new))
    if len(one) != len(other):
        return None
    return [(was, now) for was, now in zip(one, other, strict=True) if was != now]
