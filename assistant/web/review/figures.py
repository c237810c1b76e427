"""`/review/figures`: how often answers are right, and how far reviewers agree."""

from typing import Annotated, Any

from fastapi import APIRouter, Depends, Request
from fastapi.responses import HTMLResponse

from assistant.records.accounts import Account
from assistant.records.figures import By, agreements, overall, shares
from assistant.web.accounts.sessions import signed_in
from assistant.web.pages import page
from assistant.web.review import plots
from assistant.web.review.desk import Desk

_SHOWN: tuple[By, ...] = ("kind", "document", "outcome", "channel")
_MOST_WEEKS = 52


def figures_router(desk: Desk) -> APIRouter:
    """Return the route of the figures."""
    router = APIRouter(include_in_schema=False)

    @router.get("/review/figures")
    def figures(
        request: Request,
        _: Annotated[Account, Depends(signed_in(desk.runtime, "reviewer"))],
        sample: bool = False,
    ) -> HTMLResponse:
        """Show the shares of right answers, of all that were judged or of the random sample alone."""
        with desk.index() as index:
            tables: dict[str, Any] = {by: shares(index, by, sample) for by in _SHOWN}
            weeks = shares(index, "week", sample)[-_MOST_WEEKS:]
            whole, sampled = overall(index, sample), overall(index, sample_only=True)
            together, pairs = agreements(index)
        drawn = {by: (bars := plots.bars(found), plots.bars_height(len(bars))) for by, found in tables.items()}
        return page(
            desk.runtime, request, "review/figures.html", here="/review", tab="figures", tables=tables, drawn=drawn,
            weeks=weeks, points=plots.points(weeks), grid=plots.gridlines(), width=plots.WIDTH, height=plots.HEIGHT,
            whole=whole, sampled=sampled, sample=sample, together=together, pairs=pairs, left=plots.NAME,
        )  # fmt: skip

    return router
