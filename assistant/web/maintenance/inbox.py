"""`/maintain/inbox`: the questions that were not answered or were sent to the bureau, grouped by what is missing."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import APIRouter, Depends, Form, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response

from assistant.jobs.open_questions import Group, open_questions
from assistant.records.accounts import Account
from assistant.records.entries import Act
from assistant.web.accounts.sessions import signed_in
from assistant.web.maintenance.acts import note
from assistant.web.maintenance.frame import desk_page
from assistant.web.pages import language_of
from assistant.web.runtime import Runtime
from assistant.web.texts import Lang, t


def inbox_router(runtime: Runtime) -> APIRouter:
    """Return the routes of the inbox."""
    acting = Depends(signed_in(runtime, "maintainer"))
    router = APIRouter(dependencies=[acting])

    @router.get("/maintain/inbox")
    def inbox(request: Request) -> HTMLResponse:
        """Show the open questions."""
        lang = language_of(request)
        groups = open_questions(runtime.settings, runtime.build())
        return desk_page(
            runtime, request, "inbox.html", "inbox", groups=[(_heading(one, lang), one) for one in groups],
            total=sum(len(one.questions) for one in groups)
        )  # fmt: skip

    @router.post("/maintain/inbox/close")
    def close(answers: Annotated[list[int], Form()], account: Account = acting) -> Response:
        """Take questions out of the inbox: what they missed was added, or will not be."""
        numbers = tuple(sorted(set(answers)))
        note(
            runtime,
            account,
            Act(what="closed", detail=", ".join(f"#{number}" for number in numbers[:50]), answers=numbers),
        )
        return RedirectResponse("/maintain/inbox?done=closed", status_code=303)

    return router


def _heading(group: Group, lang: Lang) -> dict[str, Any]:
    return {"why": t(lang, f"missing_{group.why}", what=group.what), "hint": t(lang, f"missing_{group.why}_hint")}
