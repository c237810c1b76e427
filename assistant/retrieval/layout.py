"""Where clauses stand: in which document, beside which others and under which."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray


@dataclass(frozen=True, slots=True)
class Layout:
    """Where clauses stand: the document of each and the clause above each, -1 at the top; both of shape (clauses,)."""

    group: NDArray[np.int32]
    parent: NDArray[np.int32]

    def beside(self, rows: NDArray[np.int64], step: int) -> NDArray[np.int64]:
        """Return the clause so many places on in the same document, -1 where there is none."""
        place = rows + step
        inside = (place >= 0) & (place < len(self.group))
        place = np.where(inside, place, 0)
        return np.where(inside & (self.group[place] == self.group[rows]), place, -1)

    def among(self, pool: NDArray[np.int64]) -> Layout:
        """Return where these clauses (sorted) stand, by their places among them; what is not among them is nowhere."""
        return _Narrowed(
            self.group[pool], _placed(pool, self.parent[pool].astype(np.int64)).astype(np.int32), self, pool
        )


@dataclass(frozen=True, slots=True)
class _Narrowed(Layout):
    whole: Layout
    pool: NDArray[np.int64]

    def beside(self, rows: NDArray[np.int64], step: int) -> NDArray[np.int64]:
        return _placed(self.pool, self.whole.beside(self.pool[rows], step))


def _placed(pool: NDArray[np.int64], numbers: NDArray[np.int64]) -> NDArray[np.int64]:
    at = np.minimum(np.searchsorted(pool, numbers), len(pool) - 1)
    return np.where(pool[at] == numbers, at, -1)
