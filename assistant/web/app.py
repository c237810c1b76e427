"""The web application: pages, API and chat in one process."""

from __future__ import annotations

import os
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from importlib.metadata import version
from typing import Any
from urllib.parse import urlencode

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse, RedirectResponse, Response
from starlette.exceptions import HTTPException
from starlette.routing import Match, Mount
from starlette.staticfiles import StaticFiles

from assistant.errors import AssistantError, UsageError
from assistant.settings import Settings
from assistant.web.accounts.sign_in import sign_in_router
from assistant.web.api import add_docs_page, api_router
from assistant.web.chat.answers import answers_router
from assistant.web.errors import http_status, sentence
from assistant.web.library.applies import applies_router
from assistant.web.library.document import document_router
from assistant.web.library.feeds import feeds_router
from assistant.web.library.library import library_router
from assistant.web.library.matrix import matrix_router
from assistant.web.library.source import source_router
from assistant.web.library.timeline import timeline_router
from assistant.web.limits import BodyLimit, TooManyError
from assistant.web.logs import RequestLog
from assistant.web.maintenance.desk import maintenance_router
from assistant.web.pages import ASSETS, language_of, page
from assistant.web.review.routes import review_router
from assistant.web.runtime import Runtime
from assistant.web.security import SecurityHeaders
from assistant.web.texts import t

OWN_PATHS = (
    "/source/", "/library", "/review", "/maintain", "/docs", "/page-image/", "/api/", "/web/", "/healthz", "/login",
    "/logout", "/matrix", "/answers/", "/applies", "/checklist", "/feeds/",
)  # fmt: skip

READ_BY_THE_ROUTE = ("/maintain/upload",)
"""Addresses that take large bodies and count them themselves, once they know who sends."""


def create_app(settings: Settings) -> FastAPI:
    """Return the application. Models are loaded in the background; `/healthz` says when it is ready."""
    # Gradio and the model hub read these when they are imported: nothing is reported to anybody.
    os.environ["GRADIO_ANALYTICS_ENABLED"] = "False"
    os.environ["HF_HUB_DISABLE_TELEMETRY"] = "1"
    from assistant.web.chat.desk import mount_chat
    from assistant.web.chat.examples import Examples

    runtime, examples = Runtime(settings), Examples()

    @asynccontextmanager
    async def lifespan(_: FastAPI) -> AsyncIterator[None]:
        runtime.start_warming(examples.prepare)
        yield
        runtime.close()

    app = FastAPI(
        title="Clause assistant", version=version("clause-assistant"), lifespan=lifespan, docs_url=None, redoc_url=None,
        description="Answers questions on standards and policy texts, every sentence linked to its clause.",
    )  # fmt: skip
    app.include_router(sign_in_router(runtime))
    app.include_router(source_router(runtime))
    app.include_router(matrix_router(runtime))
    app.include_router(applies_router(runtime))
    app.include_router(document_router(runtime))
    app.include_router(feeds_router(runtime))
    app.include_router(timeline_router(runtime))
    app.include_router(library_router(runtime))
    app.include_router(review_router(runtime))
    app.include_router(maintenance_router(runtime))
    app.include_router(answers_router(runtime))
    app.include_router(api_router(runtime))
    add_docs_page(app, runtime)
    app.mount("/web", StaticFiles(directory=ASSETS))
    _add_health(app, runtime)
    _add_error_pages(app, runtime, app)
    chat = mount_chat(app, runtime, examples)
    _add_error_pages(chat, runtime, app)
    app.add_middleware(BodyLimit, unlimited=READ_BY_THE_ROUTE)
    app.add_middleware(SecurityHeaders, own_paths=OWN_PATHS)
    app.add_middleware(RequestLog)
    return app


def _add_health(app: FastAPI, runtime: Runtime) -> None:
    @app.get("/healthz", tags=["state"])
    def healthz() -> JSONResponse:
        """Say which build is served, and whether the models are loaded."""
        try:
            build = runtime.build()
        except AssistantError as error:
            return JSONResponse({"ok": False, "ready": False, "error": _json_error(error)}, status_code=503)
        return JSONResponse({"ok": True, "ready": runtime.warm, "build": build.id, "editions": len(build.editions)})


def _add_error_pages(app: FastAPI, runtime: Runtime, pages: FastAPI) -> None:
    @app.exception_handler(AssistantError)
    def known(request: Request, error: AssistantError) -> Response:
        if error.code == "sign_in" and request.method == "GET" and not _wants_json(request):
            wanted = request.url.path + (f"?{request.url.query}" if request.url.query else "")
            return RedirectResponse(f"/login?{urlencode({'next': wanted})}", status_code=303)
        answer = _error(runtime, request, http_status(error), error)
        if isinstance(error, TooManyError):
            answer.headers["Retry-After"] = str(error.wait)
        return answer

    @app.exception_handler(RequestValidationError)
    def malformed(request: Request, error: RequestValidationError) -> Response:
        return _error(runtime, request, 400, UsageError(_what_is_wrong(error.errors()[0])))

    @app.exception_handler(HTTPException)
    def no_such_page(request: Request, error: HTTPException) -> Response:
        if request.url.path.startswith("/gradio_api/"):
            return JSONResponse({"detail": error.detail}, status_code=error.status_code)
        if error.status_code == 404 and (methods := _other_methods(pages, request)):
            said = f"{request.method} is not answered here: use {methods}."
            answer = _error(runtime, request, 405, UsageError(said), "usage")
            answer.headers["Allow"] = methods
            return answer
        code = "not_found" if error.status_code == 404 else "usage"
        return _error(runtime, request, error.status_code, AssistantError(f"{error.detail}.", code=code), "no_page")

    @app.exception_handler(Exception)
    def failed(request: Request, _: Exception) -> Response:
        message = t("en", "server_error")
        return _error(runtime, request, 500, AssistantError(message, code="server"), "server_error")


def _what_is_wrong(problem: dict[str, Any]) -> str:
    """Say what one problem of a request's fields is, and where."""
    if problem["type"] == "json_invalid":
        return "The body is not JSON: send one JSON object."
    where = " ".join(str(part) for part in problem["loc"][1:]) or "the request"
    return f"{where}: {problem['msg']}."


def _other_methods(pages: FastAPI, request: Request) -> str:
    """Return the methods an address does answer; the chat, mounted at `/`, hides from Starlette that there are any."""
    routes = [route for route in pages.routes if not isinstance(route, Mount)]
    return ", ".join(
        method
        for method in ("GET", "HEAD", "POST")
        if any(route.matches({**request.scope, "method": method})[0] is Match.FULL for route in routes)
    )


def _json_error(error: AssistantError) -> dict[str, Any]:
    return {"code": error.code, "message": error.message}


def _wants_json(request: Request) -> bool:
    """Tell whether a program or a script of ours asks: below `/api`, or by what it accepts."""
    return request.url.path.startswith("/api/") or request.headers.get("accept", "").startswith("application/json")


def _error(runtime: Runtime, request: Request, status: int, error: AssistantError, text: str | None = None) -> Response:
    """Answer a program with JSON, a reader with a page."""
    lang = language_of(request)
    if request.url.path.startswith("/api/"):
        return JSONResponse({"error": _json_error(error)}, status_code=status)
    if _wants_json(request):
        return JSONResponse({"error": _json_error(error) | {"message": sentence(error, lang)}}, status_code=status)
    heading = t(lang, "error_title" if status == 404 else "failed_title")
    message = t(lang, text) if text else sentence(error, lang)
    return page(runtime, request, "error.html", status=status, heading=heading, message=message)
