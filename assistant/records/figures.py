"""How often answers are right, by what they are, and how far reviewers agree who judged without seeing each other."""

from __future__ import annotations

import math
import sqlite3
from collections import Counter, defaultdict
from itertools import combinations
from typing import Literal

from assistant.library.model import Model

By = Literal["kind", "document", "week", "outcome", "channel"]
_Z = 1.959964
"""Of a 95 % interval."""


class Share(Model):
    """Of `n` answers judged, `right` were; `low` and `high` are Wilson's 95 % interval of the share."""

    name: str
    right: int
    n: int
    low: float
    high: float

    @property
    def share(self) -> float:
        """Share of the answers that were right, 0 to 1."""
        return self.right / self.n


class Agreement(Model):
    """How often two reviewers who had not seen each other's verdict judged `n` answers alike.

    `kappa` is Cohen's; None where chance alone would have them agree always.
    """

    names: tuple[str, ...]
    n: int
    agreed: int
    kappa: float | None

    @property
    def share(self) -> float:
        """Share of the answers that they judged alike, 0 to 1."""
        return self.agreed / self.n


def shares(index: sqlite3.Connection, by: By, sample_only: bool = False) -> list[Share]:
    """Return the share of right answers by one trait, the last verdict on each answer counting.

    `sample_only` leaves out what was reviewed for a reason: only the random sample speaks for all answers. An answer
    that cites two documents counts for both.
    """
    sample = " AND sampled" if sample_only else ""
    if by == "document":
        query = (
            "SELECT document, sum(overall = 'right'), count(*) FROM (SELECT DISTINCT number, overall, document FROM "
            f"answers JOIN cited ON answer = number JOIN places ON place = id WHERE last > 0{sample}) GROUP BY document"
        )
    else:
        query = f"SELECT {by}, sum(overall = 'right'), count(*) FROM answers WHERE last > 0{sample} GROUP BY {by}"
    found = [_share(*row) for row in index.execute(query)]
    return sorted(found, key=lambda one: one.name if by == "week" else (-one.n, one.name))


def overall(index: sqlite3.Connection, sample_only: bool = False) -> Share | None:
    """Return the share of right answers among all that were judged, None where none was."""
    sample = " AND sampled" if sample_only else ""
    right, n = index.execute(
        f"SELECT coalesce(sum(overall = 'right'), 0), count(*) FROM answers WHERE last > 0{sample}"
    ).fetchone()
    return _share("", right, n) if n else None


def _share(name: str, right: int, n: int) -> Share:
    low, high = wilson(right, n)
    return Share(name=name, right=right, n=n, low=low, high=high)


def wilson(right: int, n: int) -> tuple[float, float]:
    """Return Wilson's 95 % interval of a share, which holds for few answers, too."""
    share, z = right / n, _Z * _Z
    middle, half = share + z / (2 * n), _Z * math.sqrt(share * (1 - share) / n + z / (4 * n * n))
    return max(0.0, (middle - half) / (1 + z / n)), min(1.0, (middle + half) / (1 + z / n))


def agreements(index: sqlite3.Connection) -> tuple[Agreement | None, list[Agreement]]:
    """Return the agreement of all pairs of reviewers together, and of each pair that judged an answer both.

    Of each reviewer his first verdict on an answer counts, if he gave it without having seen the others'.
    """
    first: defaultdict[int, dict[str, str]] = defaultdict(dict)
    rows = index.execute(
        "SELECT answer, by, unseen FROM verdicts WHERE entry IN (SELECT min(entry) FROM verdicts GROUP BY answer, by) "
        "AND unseen IS NOT NULL ORDER BY entry"
    )
    for answer, by, unseen in rows:
        first[answer][by] = unseen
    pairs: defaultdict[tuple[str, str], list[tuple[str, str]]] = defaultdict(list)
    for judged in first.values():
        for one, other in combinations(sorted(judged), 2):
            pairs[one, other].append((judged[one], judged[other]))
    each = [agreement(names, judged) for names, judged in sorted(pairs.items())]
    if len(each) < 2:
        return (each[0].model_copy(update={"names": ()}) if each else None), each
    return agreement((), [pair for judged in pairs.values() for pair in judged]), each


def agreement(names: tuple[str, ...], judged: list[tuple[str, str]]) -> Agreement:
    """Return how far pairs of judgements agree: their share, and Cohen's kappa, which takes chance out of it.

    Where the pairs are of several reviewers, who is the first of a pair means nothing: they are counted both ways.
    """
    n, agreed = len(judged), sum(one == other for one, other in judged)
    counted = judged if names else [*judged, *((other, one) for one, other in judged)]
    ones, others = Counter(one for one, _ in counted), Counter(other for _, other in counted)
    chance = sum(ones[what] * others[what] for what in ones) / len(counted) ** 2
    kappa = None if math.isclose(chance, 1) else (agreed / n - chance) / (1 - chance)
    return Agreement(names=names, n=n, agreed=agreed, kappa=kappa)
