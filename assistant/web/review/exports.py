"""The ledger and the evaluation questions as downloads."""

from typing import Annotated

from fastapi import APIRouter, Depends
from fastapi.responses import StreamingResponse

from assistant.library.status import today
from assistant.records.accounts import Account
from assistant.records.export import Form, lines
from assistant.web.accounts.sessions import signed_in
from assistant.web.review.desk import Desk


def exports_router(desk: Desk) -> APIRouter:
    """Return the routes of the downloads."""
    router = APIRouter(include_in_schema=False)
    allowed = Annotated[Account, Depends(signed_in(desk.runtime, "reviewer"))]

    @router.get("/review/ledger.csv")
    def table(_: allowed) -> StreamingResponse:
        """Send the answers with what was said of them, as a table for spreadsheets."""
        return _sent(desk, "csv", "text/csv; charset=utf-8", f"ledger-{today()}.csv")

    @router.get("/review/ledger.jsonl")
    def entries(_: allowed) -> StreamingResponse:
        """Send each entry of the ledger."""
        return _sent(desk, "jsonl", "application/x-ndjson", f"ledger-{today()}.jsonl")

    @router.get("/review/export.jsonl")
    def questions(_: allowed) -> StreamingResponse:
        """Send the verdicts made evaluation questions, in the shape of `evals/reviewed.jsonl`."""
        return _sent(desk, "questions", "application/x-ndjson", "reviewed.jsonl")

    return router


def _sent(desk: Desk, form: Form, media_type: str, name: str) -> StreamingResponse:
    # Spreadsheets take a table for UTF-8 by its mark only.
    marked = ["\ufeff"] if form == "csv" else []
    pieces = (piece for part in (marked, lines(desk.ledger, form)) for piece in part)
    headers = {"Content-Disposition": f'attachment; filename="{name}"', "Cache-Control": "private, no-store"}
    return StreamingResponse(pieces, media_type=media_type, headers=headers)
