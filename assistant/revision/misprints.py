"""Single characters that one edition prints wrongly: what was typed from a scan says 注朋 once, 注册 elsewhere."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence

from rapidfuzz.distance import Levenshtein

from assistant.library.likeness import comparable
from assistant.revision.shapes import ClauseChange

_MOST = 4
"""Characters that may differ in one clause."""
_ONCE, _OFTEN = 2, 3
"""How often an edition may print a misprint with its neighbours, and must print them with the right character."""
_WEIGHTY = frozenset("不无非未应宜可须能得必禁或及且零一二三四五六七八九十百千万大小高低上下≤≥<>±=%")
"""Characters of which one for another is a change of meaning, however odd it looks."""
_ALIKE = ({"o", "0"}, {"l", "1"}, {"i", "1"}, {"l", "i"})


class Spellings:
    """How often an edition prints two characters side by side."""

    def __init__(self, texts: Iterable[str]) -> None:
        self._pairs = Counter(text[k : k + 2] for text in texts for k in range(len(text) - 1))

    def mostly(self, right: str, wrong: str, before: str, after: str) -> bool:
        """Whether these neighbours stand around `right` often, and around `wrong` hardly elsewhere."""
        seldom = all(self._pairs[pair] <= _ONCE for pair in (before + wrong, wrong + after) if len(pair) == 2)
        return seldom and any(self._pairs[pair] >= _OFTEN for pair in (before + right, right + after) if len(pair) == 2)


def without_misprints(
    changes: Sequence[ClauseChange], old: Spellings, new: Spellings
) -> tuple[list[ClauseChange], list[ClauseChange]]:
    """Part the changes from those in which nothing differs but characters that one edition misprints."""
    kept: list[ClauseChange] = []
    misprints: list[ClauseChange] = []
    for one in changes:
        (misprints if one.op == "changed" and _is_misprint(one, old, new) else kept).append(one)
    return kept, misprints


def _is_misprint(change: ClauseChange, old: Spellings, new: Spellings) -> bool:
    texts = [(change.old_text or "", change.new_text or "")]
    if change.cells:
        texts = [(cell.old, cell.new) for cell in change.cells]
    slips = [_slips(comparable(was), comparable(now), old, new) for was, now in texts]
    return all(slip is not None for slip in slips) and sum(slip or 0 for slip in slips) <= _MOST


def _slips(was: str, now: str, old: Spellings, new: Spellings) -> int | None:
    """The number of misprinted characters between two wordings, None where they differ otherwise."""
    count = 0
    for code in Levenshtein.opcodes(was, now):
        if code.tag == "equal":
            continue
        if code.tag != "replace":
            return None
        for k in range(code.src_end - code.src_start):
            i, j = code.src_start + k, code.dest_start + k
            one, other = was[i], now[j]
            here, there = (was[i - 1 : i], was[i + 1 : i + 2]), (now[j - 1 : j], now[j + 1 : j + 2])
            if not _may_be_mistaken(one, other):
                return None
            if not (old.mostly(other, one, *here) or new.mostly(one, other, *there)):
                return None
            count += 1
    return count


def _may_be_mistaken(one: str, other: str) -> bool:
    if {one, other} in _ALIKE:
        return True
    both_han = all(char >= "\u2e80" for char in (one, other))
    return both_han and not {one, other} & _WEIGHTY


def spellings(texts: Iterable[str]) -> Spellings:
    """Return the spellings of an edition's clauses, as comparable words print them."""
    return Spellings(comparable(text) for text in texts)
