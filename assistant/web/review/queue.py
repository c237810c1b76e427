"""`/review/queue`: the answers to review, why, and filters."""

from typing import Annotated, Any

from fastapi import APIRouter, Depends, Query, Request
from fastapi.responses import HTMLResponse

from assistant.records.accounts import Account
from assistant.records.queue import JUDGED, PAGE, REASONS, Filter, choices, queue_of
from assistant.web.accounts.sessions import signed_in
from assistant.web.pages import page
from assistant.web.review.desk import Desk, answer_url, filter_of, query_of

OUTCOMES = ("answered", "declined", "clarify")
OVERALL = ("right", "wrong", "incomplete", "should_decline")


def queue_router(desk: Desk) -> APIRouter:
    """Return the route of the queue."""
    router = APIRouter(include_in_schema=False)

    @router.get("/review/queue")
    def queue(
        request: Request,
        account: Annotated[Account, Depends(signed_in(desk.runtime, "reviewer"))],
        number: Annotated[int, Query(alias="page", ge=1, le=1_000_000)] = 1,
        done: int = 0,
    ) -> HTMLResponse:
        """List the answers that a filter wants, the most urgent first."""
        wanted = filter_of(request)
        with desk.index() as index:
            found = queue_of(index, wanted, account.name, number)
            offered = choices(index)
        last = max(1, -(-found.total // PAGE))
        rows = [{"row": row, "url": answer_url(row.number, wanted)} for row in found.rows]
        return page(
            desk.runtime, request, "review/queue.html", here="/review", tab="queue", rows=rows, queue=found,
            wanted=wanted, offered=offered | {"outcome": list(OUTCOMES), "overall": list(OVERALL)},
            reasons=_reasons(wanted), judged=JUDGED, number=number, last=last, done=done,
            before=_url(wanted, number - 1) if number > 1 else "",
            after=_url(wanted, number + 1) if number < last else "",
            filtered=wanted != Filter(reason=wanted.reason, judged=wanted.judged),
        )  # fmt: skip

    return router


def _url(wanted: Filter, number: int) -> str:
    return f"/review/queue{query_of(wanted, page=number if number > 1 else 0)}"


def _reasons(wanted: Filter) -> list[dict[str, Any]]:
    """Return the reasons to choose from, with what each leads to; the other filters stay."""
    return [
        {"name": name, "url": _url(wanted.model_copy(update={"reason": name}), 1), "chosen": wanted.reason == name}
        for name in ("", *REASONS, "all")
    ]
