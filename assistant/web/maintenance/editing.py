"""`/maintain/edit/{edition}`: what the catalogue says of an edition."""

from __future__ import annotations

from collections.abc import Mapping
from urllib.parse import quote

from fastapi import APIRouter, Depends, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response

from assistant.errors import AssistantError, UsageError
from assistant.index.manifest import file_sha256
from assistant.jobs.accepting import corrections
from assistant.jobs.cataloguing import edit_catalogue
from assistant.jobs.read_corpus import cache_of
from assistant.library.catalogue import FILE_NAME, Catalogue
from assistant.library.model import Document
from assistant.records.accounts import Account
from assistant.records.entries import Act
from assistant.web.accounts.sessions import signed_in
from assistant.web.maintenance.acts import note
from assistant.web.maintenance.form import fields_of, problem_of, values_of
from assistant.web.maintenance.frame import desk_page
from assistant.web.pages import language_of
from assistant.web.paths import maintain_url
from assistant.web.runtime import Runtime


def editing_router(runtime: Runtime) -> APIRouter:
    """Return the routes of the catalogue's form."""
    acting = Depends(signed_in(runtime, "maintainer"))
    router = APIRouter(dependencies=[acting])

    @router.get("/maintain/edit/{edition}")
    def form(request: Request, edition: str) -> HTMLResponse:
        """Show what the PDF prints and the catalogue says of an edition."""
        return _form(runtime, request, edition)

    @router.post("/maintain/edit/{edition}")
    async def save(request: Request, edition: str, account: Account = acting) -> Response:
        """Write what the form says into the catalogue; the next re-index takes it into the library."""
        given = {name: str(value) for name, value in (await request.form()).items()}
        return _save(runtime, request, account, edition, given)

    return router


def _save(runtime: Runtime, request: Request, account: Account, edition: str, given: Mapping[str, str]) -> Response:
    corpus = runtime.settings.corpus
    runtime.edition(edition)
    try:
        catalogue, document = Catalogue.load(corpus), _document(runtime, edition)
        values = values_of(given, catalogue.entry(edition), document)
        if document:
            values = corrections(document, catalogue, edition, values)
        changed = edit_catalogue(corpus, edition, values, given.get("seen", ""))
    except UsageError as error:
        return _form(runtime, request, edition, given, error)
    except OSError as error:
        said = f"{corpus / FILE_NAME} cannot be written ({error.strerror}): make room or check the rights."
        raise AssistantError(said, code="corpus") from error
    if changed:
        note(runtime, account, Act(what="edited", detail=f"{edition}: {', '.join(changed)}"))
    done = "edited" if changed else "nothing_changed"
    return RedirectResponse(f"/maintain/edit/{quote(edition, safe='')}?done={done}", status_code=303)


def _form(
    runtime: Runtime,
    request: Request,
    edition: str,
    given: Mapping[str, str] | None = None,
    error: AssistantError | None = None,
) -> HTMLResponse:
    corpus, record = runtime.settings.corpus, runtime.edition(edition)
    entry = Catalogue.load(corpus).entry(edition)
    return desk_page(
        runtime, request, "edit.html", "", status=400 if error else 200, record=record,
        fields=fields_of(entry, _document(runtime, edition), language_of(request), given),
        problem=problem_of(error, language_of(request)), seen=file_sha256(corpus / FILE_NAME),
        report_url=maintain_url(edition),
    )  # fmt: skip


def _document(runtime: Runtime, edition: str) -> Document | None:
    """Return what was read of an edition's PDF; None where its reading is no longer kept."""
    record = runtime.edition(edition)
    kept = cache_of(runtime.settings.index).get(record.sha256, record.file)
    return kept.document if kept else None
