"""What all pages of the desk share: its navigation, and what was just done."""

from __future__ import annotations

from typing import Any

from fastapi import Request
from fastapi.responses import HTMLResponse

from assistant.web.pages import page
from assistant.web.runtime import Runtime

_DONE = (
    "accepted", "discarded", "edited", "nothing_changed", "published", "build_discarded", "rolled_back", "closed",
)  # fmt: skip
"""What an address may say was done; it is told in the words of the page."""


def desk_page(runtime: Runtime, request: Request, name: str, here: str, **values: Any) -> HTMLResponse:
    """Render a page of the desk; `here` names its entry of the navigation, or none."""
    done = request.query_params.get("done", "")
    shown = done if done in _DONE else ""
    return page(runtime, request, f"maintenance/{name}", here_desk=here, done=shown, **values)


def size_text(size: float) -> str:
    """Return a number of bytes as people read it."""
    for unit in ("B", "KB", "MB"):
        if size < 1024:
            return f"{size:.0f} {unit}"
        size /= 1024
    return f"{size:.1f} GB"
