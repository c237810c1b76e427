"""`/source`: the page of one clause, the original PDFs, and page images. Addresses here are pasted into letters."""

from __future__ import annotations

from typing import Any
from urllib.parse import quote, urlsplit

from fastapi import APIRouter, Query, Request
from fastapi.responses import FileResponse, RedirectResponse, Response

from assistant.errors import NotFoundError
from assistant.library.folding import locate
from assistant.library.model import Clause
from assistant.library.status import today
from assistant.web.errors import no_such_page
from assistant.web.highlight import quote_boxes
from assistant.web.library.document import letter_form
from assistant.web.library.linked import amended_parts, citing_links, reference_links, text_parts
from assistant.web.pages import language_of, page
from assistant.web.paths import library_url, source_url
from assistant.web.runtime import Runtime, parse_as_of
from assistant.web.texts import Lang, t
from assistant.web.views import ancestors, badge, clause_link, page_images

YEAR = 365 * 86400


def source_router(runtime: Runtime) -> APIRouter:
    """Return the routes of clause pages, originals and page images."""
    router = APIRouter(include_in_schema=False)

    @router.api_route("/source/{edition}.pdf", methods=["GET", "HEAD"])
    def original(edition: str) -> FileResponse:
        """Send an edition's PDF to be shown in the browser."""
        path = runtime.pdf(edition)
        headers = {"Content-Disposition": f"inline; filename*=UTF-8''{quote(path.name)}"}
        return FileResponse(path, media_type="application/pdf", headers=headers)

    @router.api_route("/source/{edition}/{key:path}.pdf", methods=["GET", "HEAD"])
    def marked_copy(edition: str, key: str, q: str | None = None) -> Response:
        """Send the pages of a clause as a PDF, the clause marked on them, or a quote from it."""
        record, clause = runtime.edition(edition), runtime.build().find_clause(edition, key)
        boxes = (quote_boxes(clause, q) if q and q.strip() else clause.boxes) or ()
        if not boxes:
            raise NotFoundError(f"Nothing to mark in {clause.label} of '{edition}': open the PDF itself.")
        made = runtime.images.marked(runtime.pdf(edition), record.sha256, boxes)
        name = quote(f"{edition} {clause.label}.pdf".replace("/", "-"))
        headers = {"Content-Disposition": f"attachment; filename*=UTF-8''{name}"}
        return Response(made, media_type="application/pdf", headers=headers)

    @router.api_route("/source/{edition}", methods=["GET", "HEAD"])
    @router.api_route("/source/{edition}/", methods=["GET", "HEAD"])
    def whole(edition: str) -> Response:
        """Lead from an edition named without a clause to its page."""
        return RedirectResponse(library_url(runtime.edition(edition).edition), status_code=303)

    @router.api_route("/source/{edition}/{key:path}", methods=["GET", "HEAD"])
    def clause_page(
        request: Request, edition: str, key: str, as_of: str | None = None, q: str | None = None
    ) -> Response:
        """Show a clause with its text, its place on the page, its status and its neighbours.

        A clause named by its label ("第八条") leads on to the address of its key.
        """
        runtime.edition(edition)
        found = runtime.build().find_clause(edition, key)
        if found.key != key:
            return RedirectResponse(source_url(edition, found.key, parse_as_of(as_of), q), status_code=303)
        return page(runtime, request, "library/source.html", **source_values(runtime, request, edition, key, as_of, q))

    @router.get("/page-image/{edition}/{number}.png")
    def page_image(edition: str, number: int, scale: float = Query(2.0, gt=0, le=4), v: str | None = None) -> Response:
        """Send a page's image; one that names the file's hash never changes and may be kept."""
        record = runtime.edition(edition)
        if not 1 <= number <= record.pages:
            raise no_such_page(record, str(number))
        png = runtime.images.png(runtime.pdf(edition), record.sha256, number, scale)
        fixed = bool(v) and record.sha256.startswith(v or "")
        caching = f"public, max-age={YEAR}, immutable" if fixed else "no-cache"
        return Response(png, media_type="image/png", headers={"Cache-Control": caching})

    return router


def source_values(
    runtime: Runtime, request: Request, edition: str, key: str, as_of: str | None, quoted: str | None
) -> dict[str, Any]:
    """Return what the template of a clause's page shows."""
    lang, day = language_of(request), parse_as_of(as_of)
    build, record = runtime.build(), runtime.edition(edition)
    clause = build.clause(edition, key)
    before, after = build.neighbours(edition, clause.key)
    above = ancestors(build, edition, clause)
    shown = _quoted(clause, quoted, lang)
    parent = above[-1] if above else None
    table = clause if clause.rows else parent if clause.cells and parent and parent.rows else None
    resolved = build.links.resolved(edition, clause, day or today())
    return {
        "parts": text_parts(clause.text, resolved, build, day, lang, shown.pop("quoted")),
        "references": reference_links(clause, resolved, build, day, lang) if table else [],
        "amended": amended_parts(build, edition, clause, day or today(), day),
        "citing": citing_links(build, edition, clause, day or today(), day),
        "record": record,
        "clause": clause,
        "table": table,
        "badge": badge(record, day or today(), lang, build),
        "as_of": day or today(),
        "digest": runtime.is_digest(edition),
        "official_url": record.official_url
        if urlsplit(record.official_url or "").scheme in ("http", "https")
        else None,
        "contents_url": library_url(edition),
        "letter": letter_form(record, clause, day or today(), lang, runtime.is_digest(edition)),
        "feed_url": f"/feeds/{quote(edition, safe='')}/{quote(clause.key)}.atom",
        "dates_url": f"/feeds/{quote(edition, safe='')}.ics",
        "ancestors": [clause_link(edition, one, day) for one in above],
        "children": [
            clause_link(edition, one, day)
            for one in build.children(edition, clause.key)
            if one.kind != "row" or not table
        ],
        "previous": clause_link(edition, before[-1], day) if before else None,
        "next": clause_link(edition, after[0], day) if after else None,
        "stable_url": str(request.base_url).rstrip("/") + source_url(edition, clause.key, day),
        "pages": page_images(runtime, record, shown.pop("boxes"), clause.page, lang),
        **shown,
    }


def _quoted(clause: Clause, quoted: str | None, lang: Lang) -> dict[str, Any]:
    """Find a quote in a clause's text and pick the boxes to mark: the quote's, else the clause's."""
    if not quoted or not quoted.strip():
        return {"quoted": None, "boxes": clause.boxes, "quote_problem": ""}
    boxes, found = quote_boxes(clause, quoted), locate(quoted, clause.text)
    if boxes is None or found is None:
        return {"quoted": None, "boxes": (), "quote_problem": t(lang, "quote_not_found")}
    return {"quoted": found, "boxes": boxes, "quote_problem": ""}
