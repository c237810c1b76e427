"""`/maintain`: builds, files that failed, warnings, how well each file was read."""

from __future__ import annotations

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse

from assistant.library.findings import tell_failed, tell_warning
from assistant.web.library import sorted_editions
from assistant.web.pages import language_of, page
from assistant.web.paths import library_url
from assistant.web.runtime import Runtime


def maintain_router(runtime: Runtime) -> APIRouter:
    """Return the routes of the maintainers' pages."""
    router = APIRouter(include_in_schema=False)

    @router.get("/maintain")
    def state(request: Request) -> HTMLResponse:
        """Show builds, failed files, warnings and how each file was read."""
        from assistant.index.current import build_ids

        build, records, lang = runtime.build(), sorted_editions(runtime), language_of(request)
        warnings = [
            (one.number or one.edition, library_url(one.edition), warning.code, tell_warning(lang, warning))
            for one in records
            for warning in one.warnings
        ]
        failed = [(one.file, one.code, tell_failed(lang, one)) for one in build.failed]
        return page(
            runtime, request, "maintain.html", editions=records, warnings=warnings, failed=failed,
            builds=build_ids(runtime.settings.index), current=build.id,
        )  # fmt: skip

    return router
