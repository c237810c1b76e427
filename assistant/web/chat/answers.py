"""`/answers/{token}`: an answer as it was given, what has changed since, its sheet, and what readers say of it."""

from __future__ import annotations

from typing import Annotated, Any, Literal
from urllib.parse import quote

from fastapi import APIRouter, Depends, Request
from fastapi.responses import JSONResponse, Response
from pydantic import BaseModel, StringConstraints

from assistant.errors import NotFoundError, UsageError, check_text
from assistant.records.entries import Answered, Feedback
from assistant.records.ledger import Ledger
from assistant.web.chat.sheet.content import AnswerSheet, answer_sheet
from assistant.web.chat.sheet.plain import as_text
from assistant.web.chat.sheet.typeset import as_pdf
from assistant.web.chat.sheet.word import as_word
from assistant.web.chat.view import REASONS, Exchange, shown_turn
from assistant.web.pages import language_of, page
from assistant.web.runtime import Runtime

LONGEST_COMMENT = 2000
"""Characters."""
_WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
_PRIVATE = {"Cache-Control": "private, no-cache", "X-Robots-Tag": "noindex"}
"""An address is known to those it was given to: no search engine and no shared cache keeps what is there."""


class Said(BaseModel):
    """What a reader says of an answer."""

    said: Literal["up", "down", "ask_bureau"]
    reason: str = ""
    comment: Annotated[str, StringConstraints(strip_whitespace=True, max_length=LONGEST_COMMENT)] = ""


def answers_router(runtime: Runtime) -> APIRouter:
    """Return the routes of recorded answers."""

    def limited(request: Request) -> None:
        runtime.asking.take(request.client.host if request.client else None)

    router = APIRouter(include_in_schema=False)

    @router.get("/answers/{token}.{form}", dependencies=[Depends(limited)])
    def sheet(request: Request, token: str, form: str) -> Response:
        """Send the sheet of an answer: `pdf`, `docx` or `txt`."""
        entry = runtime.addresses.answer(token)
        made, kind = _made(answer_sheet(runtime, entry, token, language_of(request), str(request.base_url)), form)
        name = f"{entry.answer.as_of}-{token[:6]}.{form}"
        disposition = "inline" if form == "txt" else f"attachment; filename*=UTF-8''{quote(name)}"
        return Response(made, media_type=kind, headers=_PRIVATE | {"Content-Disposition": disposition})

    @router.get("/answers/{token}")
    def answer(request: Request, token: str) -> Response:
        """Show an answer as it was given, with what has changed since."""
        shown = page(runtime, request, "chat/answer.html", **_values(runtime, request, token))
        shown.headers.update(_PRIVATE)
        return shown

    @router.post("/answers/{token}/feedback", dependencies=[Depends(limited)])
    def feedback(token: str, said: Said) -> JSONResponse:
        """Keep what a reader says of an answer; nothing is asked or kept of who says it."""
        entry = runtime.addresses.answer(token)
        if said.said == "down" and said.reason not in REASONS:
            raise UsageError(f"The reason must be one of {', '.join(REASONS)}.")
        check_text(said.comment)
        reason = said.reason if said.said == "down" else ""
        event = Feedback(answer=entry.number, said=said.said, reason=reason, comment=said.comment)
        Ledger(runtime.settings.data).write(event, "chat")
        return JSONResponse({"ok": True})

    return router


def _made(sheet: AnswerSheet, form: str) -> tuple[bytes, str]:
    """Return the sheet in a form, and its media type; NotFoundError where there is no such form."""
    if form == "pdf":
        return as_pdf(sheet), "application/pdf"
    if form == "docx":
        return as_word(sheet), _WORD
    if form == "txt":
        return as_text(sheet).encode(), "text/plain; charset=utf-8"
    raise NotFoundError(f"There is no answer sheet as '{form}': ask for pdf, docx or txt.")


def _values(runtime: Runtime, request: Request, token: str) -> dict[str, Any]:
    """Return what the template of an answer's page shows."""
    entry: Answered = runtime.addresses.answer(token)
    lang = language_of(request)
    exchange = Exchange(number=1, question=entry.answer.question, answer=entry.answer, token=token)
    sheet = answer_sheet(runtime, entry, token, lang, str(request.base_url))
    turn = shown_turn(runtime, exchange, lang)
    held = {one.citation.n for one in turn.sources}
    return {
        "turn": turn,
        "sheet": sheet,
        "lost": [one for one in sheet.quoted if one.n not in held],
        "changed": {one.n: one.changed for one in sheet.quoted if one.changed},
        "reasons": REASONS,
    }
