"""Looking up a citation: the clause that a letter names, on its page."""

from __future__ import annotations

from fastapi import APIRouter, Request
from fastapi.responses import RedirectResponse, Response

from assistant.errors import NotFoundError
from assistant.web.library.library import sorted_editions
from assistant.web.pages import language_of, page
from assistant.web.paths import source_url
from assistant.web.runtime import Runtime
from assistant.web.texts import t


def review_router(runtime: Runtime) -> APIRouter:
    """Return the routes of the bureau staff's pages."""
    router = APIRouter(include_in_schema=False)

    @router.get("/review")
    def look_up(request: Request, edition: str = "", clause: str = "", q: str = "") -> Response:
        """Open the clause that a citation names; say so where there is none."""
        problem = ""
        if edition and clause.strip():
            try:
                runtime.edition(edition)
                found = runtime.build().find_clause(edition, clause.strip())
            except NotFoundError:
                problem = t(language_of(request), "not_found")
            else:
                return RedirectResponse(source_url(edition, found.key, None, q.strip() or None), status_code=303)
        records = sorted_editions(runtime)
        return page(
            runtime,
            request,
            "review/look_up.html",
            editions=records,
            edition=edition,
            wanted=clause,
            q=q,
            problem=problem,
        )

    return router
