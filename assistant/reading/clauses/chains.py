"""Which of many possible clause numbers really open clauses: those that follow one another.

Years, quantities, table figures and references at the start of a line look like clause numbers, but 2015 follows
nothing. The chain of numbers with the best total (weight of each, less the cost of each step) wins.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from assistant.reading.clauses.numbering import Mark

_WINDOW = 400
"""How many earlier candidates a number may follow; beyond it lie only false ones."""

_GAP, _FIRST, _DEEPER, _REPEAT, _RESTART, _NEW_PART = 0.8, 0.7, 0.8, 1.1, 5.0, 0.3

Step = Callable[["Candidate | None", "Candidate"], float | None]


@dataclass(frozen=True, slots=True)
class Candidate:
    """A line that may open a clause. `value` is its number, `weight` how much its looks speak for it."""

    line: int
    value: tuple[int, ...]
    weight: float
    letter: str = ""
    mark: Mark | None = None
    """Its reading, where the line itself does not print the number and a bookmark supplies it."""
    heads_part: bool = False
    """Whether the heading of a chapter or section stands above it, after which counts may begin anew."""


def best_chain(candidates: Sequence[Candidate], step: Step) -> tuple[list[Candidate], float]:
    """Return the chain of candidates with the highest total, and that total.

    `step(previous, current)` gives the cost of `current` following `previous` (None: opening the chain), or None where
    it cannot.
    """
    nodes = [candidate for candidate in candidates if candidate.weight > 0]
    best: list[float] = []
    back: list[int] = []
    for i, node in enumerate(nodes):
        cost = step(None, node)
        top, chosen = (node.weight - cost, -1) if cost is not None else (float("-inf"), -1)
        for j in range(max(0, i - _WINDOW), i):
            cost = step(nodes[j], node)
            if cost is not None and best[j] + node.weight - cost > top:
                top, chosen = best[j] + node.weight - cost, j
        best.append(top)
        back.append(chosen)
    if not nodes:
        return [], 0.0
    at = max(range(len(nodes)), key=best.__getitem__)
    total = best[at]
    if total <= 0:
        return [], 0.0
    chain = []
    while at >= 0:
        chain.append(nodes[at])
        at = back[at]
    return chain[::-1], total


def decimal_step(previous: Candidate | None, current: Candidate) -> float | None:
    """The cost of a decimal number after another: none for the next on any level or the first below."""
    value = current.value
    if previous is None:
        opening = 0.0 if value[0] <= 1 else 1.5 + 0.3 * min(value[0], 10)
        return opening + 0.4 * (len(value) - 1)
    before = previous.value
    letter = 1.0 if previous.letter != current.letter else 0.0
    if value == before:
        return _REPEAT + letter
    common = 0
    while common < min(len(value), len(before)) and value[common] == before[common]:
        common += 1
    tail = value[common:]
    if common == len(before):
        cost = _below(tail)
    elif common == len(value):
        return None
    elif value[common] < before[common]:
        return _RESTART if value == (1,) else None
    else:
        jump = value[common] - before[common] - 1
        cost = (_FIRST + _GAP * min(jump, 8) if jump else 0.0) + _below(tail[1:])
    return cost + letter


def _below(tail: tuple[int, ...]) -> float:
    """The cost of stepping down to these levels: none for one level that begins at 1."""
    if not tail:
        return 0.0
    skipped = _DEEPER * (len(tail) - 1)
    return skipped + sum(_FIRST + _GAP * min(part - 1, 5) for part in tail if part != 1)


def article_step(previous: Candidate | None, current: Candidate) -> float | None:
    """The cost of one article after another: little even for a gap, since excerpts leave articles out."""
    cost = counting_step(previous, current)
    backwards = previous is not None and previous.value >= current.value
    return cost if cost is None or backwards else min(cost, 0.5)


def counting_step(previous: Candidate | None, current: Candidate) -> float | None:
    """The cost of one count after another (第八条, 一、): none for the next; 第八条之一 may follow 第八条."""
    value = current.value
    if previous is None:
        return 0.0 if value[0] == 1 else 1.0 + 0.2 * min(value[0], 20)
    before = previous.value
    if current.heads_part and value == (1,):
        return _NEW_PART
    if value == before:
        return _REPEAT
    if value < before:
        return _RESTART if value == (1,) else None
    if value[0] == before[0]:
        return 0.0 if len(value) > 1 and value[1] - (before[1] if len(before) > 1 else 0) == 1 else _FIRST
    jump = value[0] - before[0] - 1
    return _FIRST + 0.3 * min(jump, 10) if jump else 0.0
