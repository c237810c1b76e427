"""Headers that keep a page to this server alone, and out of other sites' frames."""

from __future__ import annotations

import re

from starlette.datastructures import Headers, MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

OWN_PAGES = (
    "default-src 'none'; img-src 'self' data:; script-src 'self'; style-src 'self'; style-src-attr 'unsafe-inline'; "
    "connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'self'; object-src 'none'"
)
# Gradio writes its settings into the page as a script, compiles its templates in the browser and makes style sheets.
CHAT = (
    "default-src 'self'; img-src 'self' data: blob:; font-src 'self' data:; style-src 'self' 'unsafe-inline'; "
    "script-src 'self' 'unsafe-inline' 'unsafe-eval'; connect-src 'self'; worker-src 'self' blob:; "
    "form-action 'self'; base-uri 'self'; frame-ancestors 'self'; object-src 'none'"
)
_FOREIGN_META = re.compile(rb"<meta\s[^>]*?(?:og:|twitter:)[^>]*>\s*")


class SecurityHeaders:
    """Adds the security headers to every response; takes Gradio's advertising tags out of the chat page."""

    def __init__(self, app: ASGIApp, own_paths: tuple[str, ...]) -> None:
        self._app = app
        self._own = own_paths

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on and put the headers on what comes back."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        own = scope["path"].startswith(self._own)
        start: Message | None = None
        page = bytearray()

        async def send_on(message: Message) -> None:
            nonlocal start
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                headers["Content-Security-Policy"] = OWN_PAGES if own else CHAT
                headers["X-Content-Type-Options"] = "nosniff"
                headers["Referrer-Policy"] = "same-origin"
                if scope["path"] == "/" and _is_page(Headers(scope=message)):
                    start = message
                    return
            if start is None or message["type"] != "http.response.body":
                await send(message)
                return
            page.extend(message.get("body", b""))
            if not message.get("more_body"):
                body = _FOREIGN_META.sub(b"", bytes(page))
                MutableHeaders(scope=start)["Content-Length"] = str(len(body))
                await send(start)
                await send({"type": "http.response.body", "body": body})

        await self._app(scope, receive, send_on)


def _is_page(headers: Headers) -> bool:
    return headers.get("content-type", "").startswith("text/html") and "content-encoding" not in headers
