"""Who a request comes from, what they may do, and that its form is ours: `signed_in` guards routes of the desks."""

from __future__ import annotations

import hashlib
import hmac
import secrets
from collections.abc import Awaitable, Callable, Mapping
from typing import TYPE_CHECKING

from fastapi import Request
from fastapi.concurrency import run_in_threadpool
from fastapi.responses import Response

from assistant.errors import AssistantError
from assistant.records.accounts import Account, Role
from assistant.web.limits import MOST_BODY

if TYPE_CHECKING:
    from assistant.web.runtime import Runtime

SESSION_COOKIE = "assistant_session"
FORM_COOKIE = "assistant_form"
"""Ties the sign-in form to the browser that was shown it, as the session does all others."""
CSRF_FIELD, CSRF_HEADER = "csrf", "X-CSRF-Token"
_READING = ("GET", "HEAD", "OPTIONS")


class SignInNeededError(AssistantError):
    """Nobody is signed in, or no longer."""

    code = "sign_in"


class NotAllowedError(AssistantError):
    """Whoever is signed in lacks the role."""

    code = "not_allowed"


class ForgedError(AssistantError):
    """A form that our pages did not make, or made for another session."""

    code = "forged"


def signed_in(runtime: Runtime, role: Role | None = None) -> Callable[[Request], Awaitable[Account]]:
    """Return the dependency of a route: who is signed in, and that they have the role (any where it is None).

    What changes anything (every method but GET) is let through only with the token of our own forms, in the field
    `csrf` or the header `X-CSRF-Token`. A route that takes large bodies reads them itself, after this.

    Raises, when the route is called:
        SignInNeededError: answered with the sign-in page.
        NotAllowedError: they lack the role.
        ForgedError: the form's token is missing or another session's.
    """

    async def check(request: Request) -> Account:
        account = await run_in_threadpool(account_of, runtime, request.cookies)
        if account is None:
            raise SignInNeededError("You are signed out: sign in and try again.")
        if role is not None and role not in account.roles:
            raise NotAllowedError(f"This needs the role '{role}', which your account lacks: ask a maintainer.")
        await check_form(request)
        return account

    return check


def account_of(runtime: Runtime, cookies: Mapping[str, str]) -> Account | None:
    """Return who is signed in by a request's cookies, or None."""
    return runtime.accounts.who(cookies.get(SESSION_COOKIE, ""))


def csrf_token(cookies: Mapping[str, str]) -> str:
    """Return what a form must bring back: made from the session, or the form's own cookie; empty without either."""
    secret = cookies.get(SESSION_COOKIE) or cookies.get(FORM_COOKIE)
    return hmac.new(secret.encode(), b"csrf", hashlib.sha256).hexdigest() if secret else ""


async def check_form(request: Request) -> None:
    """Raise ForgedError where a request that changes something does not come from a form of ours."""
    if request.method in _READING:
        return
    expected, given = csrf_token(request.cookies), request.headers.get(CSRF_HEADER)
    if given is None:
        # A body that no form of ours has is not taken in to look for a token.
        size = request.headers.get("content-length", "")
        small = size.isdecimal() and int(size[:20]) <= MOST_BODY
        given = str((await request.form()).get(CSRF_FIELD, "")) if small else ""
    if not expected or not hmac.compare_digest(given.encode(), expected.encode()):
        raise ForgedError("The form was not made by this session: open the page again and send it anew.")


def set_cookie(request: Request, response: Response, name: str, value: str, seconds: float | None = None) -> None:
    """Set a cookie that scripts cannot read and other sites cannot send along with forms."""
    response.set_cookie(
        name, value, max_age=None if seconds is None else int(seconds), path="/", httponly=True, samesite="lax",
        secure=_is_https(request),
    )  # fmt: skip


def form_cookie(request: Request) -> str:
    """Return the value of the sign-in form's cookie, a new one where the browser has none."""
    return request.cookies.get(FORM_COOKIE) or secrets.token_urlsafe(24)


def _is_https(request: Request) -> bool:
    """Tell whether the reader's browser speaks HTTPS, to us or to a proxy before us."""
    told = request.headers.get("x-forwarded-proto", "")
    return request.url.scheme == "https" or told.split(",")[0].strip().lower() == "https"
