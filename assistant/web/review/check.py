"""`/review/check`: a text pasted, each sentence judged by the clauses, with the clause and its page beside it."""

from __future__ import annotations

import threading
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import date
from typing import Annotated

from fastapi import APIRouter, Form, Request
from fastapi.responses import HTMLResponse

from assistant.answering.claims.shapes import CheckedSentence, CheckedText, Verdict
from assistant.errors import check_text
from assistant.library.status import today
from assistant.web.limits import TooManyError
from assistant.web.pages import language_of, page
from assistant.web.review.desk import Desk, page_strips
from assistant.web.runtime import parse_as_of
from assistant.web.texts import Lang, t
from assistant.web.views import CitedSource, cited_source

MOST_CHARACTERS = 8_000
"""Of a text checked here: a letter of some five pages, which takes a slow machine half a minute."""
_AT_ONCE = 2
_LONGEST_WAIT = 20.0
VERDICTS: tuple[Verdict, ...] = ("contradicted", "outdated", "not_found", "supported")


@dataclass(frozen=True, slots=True)
class Judged:
    """A sentence with its verdict and the clauses it was judged by, as the page shows them."""

    sentence: CheckedSentence
    sources: tuple[CitedSource, ...]


def check_router(desk: Desk) -> APIRouter:
    """Return the routes of the checker's page; nobody need sign in, for nothing is kept."""
    router = APIRouter(include_in_schema=False)
    running = threading.BoundedSemaphore(_AT_ONCE)

    @router.get("/review/check")
    def form(request: Request) -> HTMLResponse:
        """Show the empty form."""
        return _page(desk, request, "", None)

    @router.post("/review/check")
    def check(request: Request, text: Annotated[str, Form()] = "", as_of: Annotated[str, Form()] = "") -> HTMLResponse:
        """Judge a text."""
        lang, day = language_of(request), parse_as_of(as_of)
        text = text.replace("\r\n", "\n")
        check_text(text)
        if not text.strip() or len(text) > MOST_CHARACTERS:
            told = t(lang, "rv_check_empty") if not text.strip() else ""
            told = told or t(lang, "rv_check_long", count=len(text), limit=MOST_CHARACTERS)
            return _page(desk, request, text[: 2 * MOST_CHARACTERS], day, problem=told, status=400)
        desk.runtime.asking.take(request.client.host if request.client else None)
        with _in_turn(running):
            checked = desk.runtime.checker().check(text, day)
        return _page(desk, request, text, day, checked)

    return router


@contextmanager
def _in_turn(running: threading.BoundedSemaphore) -> Iterator[None]:
    """Let a few texts be checked at a time: one takes a core for as long as it lasts."""
    if not running.acquire(timeout=_LONGEST_WAIT):
        raise TooManyError(_LONGEST_WAIT)
    try:
        yield
    finally:
        running.release()


def _page(
    desk: Desk, request: Request, text: str, day: date | None, checked: CheckedText | None = None, *,
    problem: str = "", status: int = 200,
) -> HTMLResponse:  # fmt: skip
    lang = language_of(request)
    judged = [_judged(desk, one, checked.as_of, lang) for one in checked.sentences] if checked else []
    counts = Counter(one.sentence.verdict for one in judged)
    return page(
        desk.runtime, request, "review/check.html", status=status, here="/review", tab="check", text=text,
        checked=checked, as_of=day or today(), judged=judged, problem=problem,
        counts=[(name, counts[name]) for name in VERDICTS],
        limit=MOST_CHARACTERS,
    )  # fmt: skip


def _judged(desk: Desk, sentence: CheckedSentence, day: date, lang: Lang) -> Judged:
    sources = [cited_source(desk.runtime, one, day, lang) for one in sentence.citations]
    return Judged(sentence, tuple(replace(one, pages=page_strips(one.pages)) for one in sources))
