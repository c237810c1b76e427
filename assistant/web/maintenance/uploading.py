"""`/maintain/upload`: PDFs are sent, previewed, and accepted into the corpus or discarded."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Any
from urllib.parse import quote

from fastapi import APIRouter, Depends, Query, Request
from fastapi.responses import HTMLResponse, JSONResponse, RedirectResponse, Response

from assistant.errors import AssistantError, BuildError, NotFoundError, UsageError
from assistant.jobs.accepting import accept, file_of
from assistant.jobs.read_corpus import cache_of
from assistant.jobs.uploads import RefusedUploadError, Upload
from assistant.library.catalogue import Catalogue
from assistant.library.editions import edition_id
from assistant.library.findings import tell_failed, tell_finding, tell_warning
from assistant.library.model import Document
from assistant.records.accounts import Account
from assistant.records.entries import Act
from assistant.web.accounts.sessions import signed_in
from assistant.web.errors import http_status
from assistant.web.maintenance.acts import note
from assistant.web.maintenance.form import fields_of, problem_of, values_of
from assistant.web.maintenance.frame import desk_page, size_text
from assistant.web.pages import fragment, language_of
from assistant.web.runtime import Runtime
from assistant.web.texts import Lang, t

_MOST_FINDINGS = 12
_SCALE = 1.5
"""Pixels a point of the previewed pages."""


class OtherEntryError(UsageError):
    """The form was filled in without the catalogue's entry for the edition that it names."""

    code = "other_entry"


def uploading_router(runtime: Runtime) -> APIRouter:
    """Return the routes of uploads."""
    acting = Depends(signed_in(runtime, "maintainer"))
    router = APIRouter(dependencies=[acting])

    @router.get("/maintain/upload")
    def desk(request: Request) -> HTMLResponse:
        """Show where files are dropped, and those that wait."""
        rows = _rows(runtime, language_of(request))
        limit = runtime.settings.upload_mb
        return desk_page(runtime, request, "upload.html", "upload", uploads=rows, limit=limit)

    @router.get("/maintain/upload/list")
    def listed(request: Request) -> HTMLResponse:
        """Return the list alone, for the script that keeps it up to date."""
        lang = language_of(request)
        return HTMLResponse(fragment("maintenance/upload_list.html", lang, uploads=_rows(runtime, lang)))

    @router.post("/maintain/upload")
    async def receive(
        request: Request, name: Annotated[str, Query(max_length=500)], account: Account = acting
    ) -> Response:
        """Take one PDF, sent as the body; nothing is read of it before it is known who sends it."""
        told = request.headers.get("content-length", "0")
        if not told.isdecimal() or int(told[:20]) > runtime.settings.upload_mb * 2**20:
            return _refused(runtime, request, RefusedUploadError("", code="too_large"))
        try:
            upload = await runtime.uploads.receive(name, account.name, request.stream())
        except RefusedUploadError as error:
            return _refused(runtime, request, error)
        note(runtime, account, Act(what="uploaded", detail=f"{upload.name} ({upload.id[:12]})"))
        return JSONResponse({"id": upload.id, "name": upload.name}, status_code=201)

    @router.get("/maintain/uploads/{upload}")
    def preview(request: Request, upload: str) -> HTMLResponse:
        """Show what was read of an upload, and the form that accepts it."""
        found = runtime.uploads.get(upload)
        return _preview(runtime, request, found, edition_id(found.name))

    @router.get("/maintain/uploads/{upload}/{number}.png")
    def image(upload: str, number: int) -> Response:
        """Send a page's image, drawn in a process that may die of it."""
        found = runtime.uploads.get(upload)
        if not 1 <= number <= (found.document.pages if found.document else 1):
            raise NotFoundError("The upload has no such page: check the number.", code="no_such_page")
        png = runtime.images.png(runtime.uploads.path(found), found.id, number, _SCALE)
        return Response(png, media_type="image/png", headers={"Cache-Control": "private, max-age=3600"})

    @router.post("/maintain/uploads/{upload}/accept")
    async def take(request: Request, upload: str, account: Account = acting) -> Response:
        """Take an upload into the corpus with what the form says of it."""
        given = {name: str(value) for name, value in (await request.form()).items()}
        return _accept(runtime, request, account, runtime.uploads.get(upload), given)

    @router.post("/maintain/uploads/{upload}/discard")
    def discard(upload: str, account: Account = acting) -> Response:
        """Remove an upload."""
        gone = runtime.uploads.discard(upload)
        note(runtime, account, Act(what="discarded", detail=f"{gone.name} ({gone.id[:12]})"))
        return RedirectResponse("/maintain/upload?done=discarded", status_code=303)

    return router


def _refused(runtime: Runtime, request: Request, error: RefusedUploadError) -> JSONResponse:
    """Say why an upload was not taken, in the language of the page; the rest of it is not waited for."""
    said = t(language_of(request), f"refused_{error.code}", limit=runtime.settings.upload_mb)
    told = {"error": {"code": error.code, "message": said}}
    return JSONResponse(told, status_code=http_status(error), headers={"Connection": "close"})


def _accept(runtime: Runtime, request: Request, account: Account, upload: Upload, given: Mapping[str, str]) -> Response:
    edition = given.get("edition", "").strip()
    replace = given.get("replace") == "yes"
    try:
        catalogue = Catalogue.load(runtime.settings.corpus)
        if edition in catalogue.entries and given.get("shown_for") != edition:
            # What the catalogue says of this edition was not shown: the form's blanks must not wipe it out.
            raise OtherEntryError(f"The catalogue has an entry for '{edition}': look at it below, and accept again.")
        entry = catalogue.entry(edition)
        values = values_of(given, entry, upload.document)
        changed = accept(runtime.settings, runtime.uploads, upload, edition, values, replace)
    except OtherEntryError as error:
        return _preview(runtime, request, upload, edition, None, error)
    except UsageError as error:
        return _preview(runtime, request, upload, edition, given, error)
    what = f"{edition} ← {upload.name} ({upload.id[:12]})"
    note(runtime, account, Act(what="accepted", detail=f"{what}: {', '.join(changed)}" if changed else what))
    return RedirectResponse("/maintain/upload?done=accepted", status_code=303)


def _preview(
    runtime: Runtime,
    request: Request,
    upload: Upload,
    edition: str,
    given: Mapping[str, str] | None = None,
    error: AssistantError | None = None,
) -> HTMLResponse:
    lang, document, corpus = language_of(request), upload.document, runtime.settings.corpus
    quality = document.quality if document else None
    count = document.pages if document else 1
    asked = request.query_params.get("page", "1")
    number = min(max(1, int(asked)), count) if asked.isdecimal() and len(asked) < 7 else 1
    holder = file_of(corpus, edition)
    shown_for = given.get("shown_for", "") if given else edition
    return desk_page(
        runtime, request, "preview.html", "upload", status=400 if error else 200, upload=upload, document=document,
        row=_row(runtime, upload, lang), edition=edition, problem=problem_of(error, lang), number=number,
        pages=count, image=f"/maintain/uploads/{upload.id}/{number}.png",
        verdict=(quality.verdict if quality else None) or "none",
        findings=[(one, tell_finding(lang, one)) for one in (quality.findings[:_MOST_FINDINGS] if quality else ())],
        warnings=[tell_warning(lang, one) for one in (document.warnings[:_MOST_FINDINGS] if document else ())],
        fields=fields_of(Catalogue.load(corpus).entry(edition), document, lang, given),
        holder=holder.name if holder else "", shown_for=shown_for, namesakes=_namesakes(runtime, document, edition),
        **_overlay(runtime, upload, number),
    )  # fmt: skip


def _namesakes(runtime: Runtime, document: Document | None, edition: str) -> list[str]:
    """Return the other editions of the library whose number the PDF bears: it may be a new file of one of them."""
    if document is None or not document.number:
        return []
    try:
        held = runtime.build().editions
    except BuildError:
        return []  # Nothing is indexed yet.
    return sorted(one for one, record in held.items() if record.number == document.number and one != edition)


def _overlay(runtime: Runtime, upload: Upload, number: int) -> dict[str, Any]:
    """Return a page's size, if it can be drawn, and the clauses that were read on it."""
    from assistant.reading.overlay import COLOURS, marks_by_page

    read = cache_of(runtime.settings.index).get(upload.id, upload.name) if upload.document else None
    return {
        "size": runtime.images.size(runtime.uploads.path(upload), upload.id, number) if upload.document else None,
        "marks": marks_by_page(read.clauses()).get(number, []) if read else [],
        "colours": COLOURS,
    }


def _rows(runtime: Runtime, lang: Lang) -> list[dict[str, Any]]:
    return [_row(runtime, upload, lang) for upload in runtime.uploads.listed()]


def _row(runtime: Runtime, upload: Upload, lang: Lang) -> dict[str, Any]:
    """Return what the list says of an upload."""
    pages, document = runtime.uploads.pages(upload.id), upload.document
    state = t(lang, f"upload_{upload.state}")
    if pages:
        state = t(lang, "upload_page", page=pages[0], count=pages[1])
    return {
        "url": f"/maintain/uploads/{quote(upload.id)}",
        "name": upload.name,
        "size": size_text(upload.size),
        "by": upload.by,
        "state": upload.state,
        "told": tell_failed(lang, upload.failed) if upload.failed else state,
        "what": " ".join(part for part in (document.number, document.title) if part) if document else "",
        "verdict": (document.quality.verdict or "none") if document else "",
    }
