"""How many processor cores this process may use: said when it starts, and again when other work has ended."""

from __future__ import annotations

import os

VARIABLE = "ASSISTANT_READING_CORES"
MOST = 2
_allowed = MOST


def cores() -> int:
    """Return the number of cores that may be used now."""
    return _allowed


def allow_cores(count: int) -> None:
    """Use up to so many cores from now on."""
    global _allowed
    _allowed = max(1, min(count, MOST))


allow_cores(int(os.environ.get(VARIABLE, MOST)))
