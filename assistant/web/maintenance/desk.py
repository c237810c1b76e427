"""`/maintain`: what everybody may see of the library's state, and what maintainers do to it."""

from __future__ import annotations

from fastapi import APIRouter

from assistant.web.maintenance.builds import builds_router
from assistant.web.maintenance.editing import editing_router
from assistant.web.maintenance.inbox import inbox_router
from assistant.web.maintenance.publishing import publishing_router
from assistant.web.maintenance.state import state_router
from assistant.web.maintenance.uploading import uploading_router
from assistant.web.runtime import Runtime


def maintenance_router(runtime: Runtime) -> APIRouter:
    """Return the routes of the desk; those of editions come last, for an edition may have any name."""
    router = APIRouter(include_in_schema=False)
    for part in (
        uploading_router, publishing_router, builds_router, inbox_router, editing_router, state_router,
    ):  # fmt: skip
        router.include_router(part(runtime))
    return router
