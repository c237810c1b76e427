"""How much may be asked of the server: by one address in a minute, and in one request's body.

Each address has a bucket of tokens, refilled evenly and kept in memory only.
"""

from __future__ import annotations

import math
import threading
import time
from collections import OrderedDict
from collections.abc import Callable

from starlette.datastructures import Headers
from starlette.responses import JSONResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from assistant.errors import AssistantError

MOST_BODY = 2 * 2**20
"""Bytes of a request's body; a question with fifty earlier turns takes a tenth of it."""
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


class BodyLimit:
    """Refuses requests whose body is larger than any form or question can be, before it is read."""

    def __init__(self, app: ASGIApp, unlimited: tuple[str, ...]) -> None:
        self._app = app
        self._unlimited = unlimited

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on, and no more of its body than it may have."""
        if scope["type"] != "http" or scope["path"] in self._unlimited:
            await self._app(scope, receive, send)
            return
        told = Headers(scope=scope).get("content-length", "0")
        if not told.isdecimal() or int(told[:20]) > MOST_BODY:
            said = f"The request is larger than {MOST_BODY // 2**20} MB: send less at once."
            refused = JSONResponse({"error": {"code": "too_large", "message": said}}, status_code=413)
            await refused(scope, receive, send)
            return
        taken = 0

        async def receive_on() -> Message:
            nonlocal taken
            message = await receive()
            taken += len(message.get("body", b""))
            # Sent in pieces without saying how many: the rest is never read.
            return {"type": "http.disconnect"} if taken > MOST_BODY else message

        await self._app(scope, receive_on, send)
