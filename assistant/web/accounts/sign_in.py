"""`/login` and `/logout`."""

from __future__ import annotations

import re
from typing import Annotated

from fastapi import APIRouter, Depends, Form, Query, Request
from fastapi.responses import RedirectResponse, Response

from assistant.errors import AssistantError
from assistant.records.accounts import Account, LockedOutError, WrongPasswordError
from assistant.web.accounts.sessions import (
    FORM_COOKIE,
    SESSION_COOKIE,
    account_of,
    check_form,
    csrf_token,
    form_cookie,
    set_cookie,
)
from assistant.web.errors import http_status, sentence
from assistant.web.limits import TooManyError
from assistant.web.pages import language_of, page
from assistant.web.runtime import Runtime

_OURS = re.compile(r"/(?![/\\])[^\\\x00-\x1f]*")
"""An address on this server; `//host` and `/\\host` lead elsewhere."""


def sign_in_router(runtime: Runtime) -> APIRouter:
    """Return the routes of signing in and out."""
    router = APIRouter(include_in_schema=False)

    @router.get("/login")
    def form(request: Request, onward: Annotated[str, Query(alias="next")] = "") -> Response:
        """Show the form; until the first account exists, how it is made."""
        account = account_of(runtime, request.cookies)
        return RedirectResponse(_onward(onward, account), status_code=303) if account else _form(request, onward)

    @router.post("/login", dependencies=[Depends(check_form)])
    def sign_in(
        request: Request,
        name: Annotated[str, Form()] = "",
        password: Annotated[str, Form()] = "",
        onward: Annotated[str, Form(alias="next")] = "",
    ) -> Response:
        """Begin a session and go on to where the reader wanted to."""
        try:
            runtime.signing_in.take(request.client.host if request.client else None)
            token = runtime.accounts.sign_in(name, password)
        except (WrongPasswordError, LockedOutError, TooManyError) as error:
            return _form(request, onward, name, error)
        account = runtime.accounts.who(token)
        response = RedirectResponse(_onward(onward, account), status_code=303)
        set_cookie(request, response, SESSION_COOKIE, token, runtime.settings.session_hours * 3600)
        return response

    @router.post("/logout", dependencies=[Depends(check_form)])
    def sign_out(request: Request) -> Response:
        """End the session."""
        runtime.accounts.sign_out(request.cookies.get(SESSION_COOKIE, ""))
        response = RedirectResponse("/login", status_code=303)
        response.delete_cookie(SESSION_COOKIE, path="/", httponly=True, samesite="lax")
        return response

    def _form(request: Request, onward: str, name: str = "", error: AssistantError | None = None) -> Response:
        cookie = form_cookie(request)
        problem = sentence(error, language_of(request)) if error else ""
        response = page(
            runtime, request, "accounts/login.html", status=http_status(error) if error else 200, onward=onward,
            typed=name[:80], problem=problem, first=not runtime.accounts.any(), csrf=csrf_token({FORM_COOKIE: cookie}),
        )  # fmt: skip
        if isinstance(error, LockedOutError | TooManyError):
            response.headers["Retry-After"] = str(error.wait)
        response.headers["Cache-Control"] = "no-store"
        # Left over from a session that has ended, it would take the form's place.
        response.delete_cookie(SESSION_COOKIE, path="/", httponly=True, samesite="lax")
        set_cookie(request, response, FORM_COOKIE, cookie)
        return response

    return router


def _onward(wanted: str, account: Account | None) -> str:
    """Return where to go after signing in: where the reader was, if that is on this server, else their desk."""
    if _OURS.fullmatch(wanted) and not wanted.startswith(("/login", "/logout")):
        return wanted
    return "/maintain" if account and "maintainer" in account.roles else "/review"
