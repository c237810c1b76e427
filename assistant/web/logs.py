"""The server's log: one JSON object a line on stderr, and nothing in it of who asked or what was asked.

A request is told by the kind of its address (`/source/{edition}/{key}`), never by the address itself; an exception by
its type and the lines of code it passed, never by its message, which may quote a question.
"""

from __future__ import annotations

import json
import logging
import sys
import time
import traceback
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from starlette.types import ASGIApp, Message, Receive, Scope, Send

log = logging.getLogger("assistant.requests")

_UNTOLD = ("/web/", "/page-image/", "/gradio_api/heartbeat", "/healthz")
"""Requests that come by themselves and would drown the others."""


class JsonLines(logging.Formatter):
    """Formats a record as one JSON object: time, level, logger, message, and the fields in `extra={"fields": ...}`."""

    def format(self, record: logging.LogRecord) -> str:
        """Return the line."""
        line: dict[str, Any] = {
            "at": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname.lower(),
            "logger": record.name,
            "message": record.getMessage().strip(),
        }
        line |= getattr(record, "fields", {})
        if record.exc_info and record.exc_info[0]:
            frames = traceback.extract_tb(record.exc_info[2])
            line["exception"] = record.exc_info[0].__name__
            line["passed"] = [f"{Path(one.filename).name}:{one.lineno} {one.name}" for one in frames]
        return json.dumps(line, ensure_ascii=False)


class RequestLog:
    """Logs each request when it has been answered: method, kind of address, status, milliseconds."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on and tell what became of it."""
        if scope["type"] != "http" or scope["path"].startswith(_UNTOLD):
            await self._app(scope, receive, send)
            return
        began, status = time.monotonic(), 500

        async def send_on(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
            await send(message)

        try:
            await self._app(scope, receive, send_on)
        finally:
            took = round(1000 * (time.monotonic() - began), 1)
            fields = {"method": scope["method"], "route": _route(scope), "status": status, "ms": took}
            log.info("request", extra={"fields": fields})


def configure_logs(level: str) -> None:
    """Have this process log in lines of JSON on stderr; other packages only what they warn of."""
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(JsonLines())
    logging.basicConfig(handlers=[handler], level=logging.WARNING, force=True)
    logging.getLogger("assistant").setLevel(level.upper())
    logging.captureWarnings(True)


def _route(scope: Scope) -> str:
    """Return the pattern of the address that answered, or that it was the chat's."""
    return str(getattr(scope.get("route"), "path", "")) or "chat"
