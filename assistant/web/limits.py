"""How much one address may ask of the server: a bucket of tokens for each, refilled evenly, kept in memory only."""

from __future__ import annotations

import math
import threading
import time
from collections import OrderedDict
from collections.abc import Callable

from assistant.errors import AssistantError

_MOST_ADDRESSES = 10_000


class TooManyError(AssistantError):
    """An address asks too much; `wait` is in how many seconds it may ask again."""

    code = "too_many"

    def __init__(self, wait: float) -> None:
        self.wait = max(1, math.ceil(wait))
        super().__init__(f"There were too many requests from your address: wait {self.wait} seconds and try again.")


class Limit:
    """Lets each address through `per_minute` times a minute, as many at once; 0 lets everything through."""

    def __init__(self, per_minute: int, now: Callable[[], float] = time.monotonic) -> None:
        self._most = per_minute
        self._now = now
        self._left: OrderedDict[str, tuple[float, float]] = OrderedDict()
        self._lock = threading.Lock()

    def take(self, address: str | None) -> None:
        """Take a token of an address; TooManyError where it has none left."""
        if not self._most:
            return
        name, now, each = address or "", self._now(), 60.0 / self._most
        with self._lock:
            left, since = self._left.pop(name, (float(self._most), now))
            left = min(float(self._most), left + (now - since) / each)
            self._left[name] = (left - 1 if left >= 1 else left, now)
            # The addresses that have not asked for longest are full again, or nearly.
            while len(self._left) > _MOST_ADDRESSES:
                self._left.popitem(last=False)
        if left < 1:
            raise TooManyError((1 - left) * each)
