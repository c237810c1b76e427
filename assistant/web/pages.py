"""Rendering of the HTML pages: language, header, and everything escaped."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

from fastapi import Request
from fastapi.responses import HTMLResponse
from jinja2 import Environment, FileSystemLoader, StrictUndefined

from assistant.errors import AssistantError
from assistant.web.accounts.sessions import account_of, csrf_token
from assistant.web.runtime import Runtime
from assistant.web.texts import LANGUAGES, Lang, pick_language, t

HERE = Path(__file__).parent
ASSETS = HERE / "assets"
LANGUAGE_COOKIE = "lang"
_DESKS = ("/review", "/maintain")
"""Where the header offers to sign in."""


@cache
def templates() -> Environment:
    """Return the templates' environment: escaping on, a missing name an error."""
    loader = FileSystemLoader(HERE / "templates")
    return Environment(loader=loader, autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True)


@cache
def assets_version() -> str:
    """Return a short hash of the style sheet and scripts, so that browsers fetch them anew when they change."""
    content = b"".join(path.read_bytes() for path in sorted(ASSETS.iterdir()))
    return hashlib.sha256(content).hexdigest()[:10]


def language_of(request: Request) -> Lang:
    """Return the interface language of a request: `?lang=`, else the cookie, else what the browser likes."""
    chosen = request.query_params.get("lang") or request.cookies.get(LANGUAGE_COOKIE)
    return pick_language(request.headers.get("accept-language"), chosen)


def fragment(name: str, lang: Lang, **values: Any) -> str:
    """Render a template that is part of a page."""

    def say(key: str, **filled: object) -> str:
        return t(lang, key, **filled)

    return templates().get_template(name).render(t=say, lang=lang, **values)


def header_values(
    runtime: Runtime, lang: Lang, here: str, language_urls: dict[Lang, str], cookies: Mapping[str, str]
) -> dict[str, Any]:
    """Return what the header shows: where we are, the library's size and date, and who is signed in.

    `csrf` goes into every form of the desks (`csrf_field` in `parts.html`).
    """
    values: dict[str, Any] = {"here": here, "language_urls": language_urls, "library_state": "", "demonstration": False}
    values["account"] = account_of(runtime, cookies)
    values["csrf"] = csrf_token(cookies)
    values["login_url"] = f"/login?{urlencode({'next': here})}" if here.startswith(_DESKS) else ""
    try:
        build = runtime.build()
    except AssistantError:
        return values
    values["library_state"] = t(lang, "library_state", editions=len(build.editions), built=runtime.built_on())
    values["demonstration"] = any(runtime.is_digest(edition) for edition in build.editions)
    return values


def page(runtime: Runtime, request: Request, name: str, *, status: int = 200, **values: Any) -> HTMLResponse:
    """Render a whole page in the request's language."""
    lang = language_of(request)
    urls = {code: str(request.url.include_query_params(lang=code)) for code in LANGUAGES}
    relative = {code: url[url.index("/", 8) :] for code, url in urls.items()}
    shared = header_values(runtime, lang, request.url.path, relative, request.cookies)
    html = fragment(name, lang, assets_version=assets_version(), **(shared | values))
    response = HTMLResponse(html, status_code=status)
    if request.query_params.get("lang") in LANGUAGES:
        response.set_cookie(LANGUAGE_COOKIE, lang, max_age=365 * 86400, samesite="lax")
    response.headers["Vary"] = "Accept-Language, Cookie"
    if shared["account"]:
        response.headers["Cache-Control"] = "private, no-store"
    return response
