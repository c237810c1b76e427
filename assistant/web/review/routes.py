"""The routes of the review desk in one router."""

from __future__ import annotations

from fastapi import APIRouter

from assistant.web.review.answer import answer_router
from assistant.web.review.check import check_router
from assistant.web.review.desk import Desk
from assistant.web.review.exports import exports_router
from assistant.web.review.figures import figures_router
from assistant.web.review.impact import impact_router
from assistant.web.review.look_up import look_up_router
from assistant.web.review.queue import queue_router
from assistant.web.runtime import Runtime


def review_router(runtime: Runtime) -> APIRouter:
    """Return the routes of the bureau staff's pages."""
    desk, router = Desk(runtime), APIRouter(include_in_schema=False)
    for made in (
        look_up_router, queue_router, answer_router, figures_router, exports_router, check_router, impact_router
    ):  # fmt: skip
        router.include_router(made(desk))
    return router
