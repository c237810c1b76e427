"""`/library`: what the library holds."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from urllib.parse import quote

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse

from assistant.library.folding import fold_text, locate
from assistant.library.model import Clause, EditionRecord
from assistant.library.status import today
from assistant.library.tree import parents
from assistant.web.library.linked import change_rows
from assistant.web.library.timeline import timeline_view
from assistant.web.pages import language_of, page
from assistant.web.paths import library_url, maintain_url, pdf_url
from assistant.web.runtime import Runtime
from assistant.web.views import Link, badge, clause_link, names_of


def library_router(runtime: Runtime) -> APIRouter:
    """Return the routes of the pages that show the library itself."""
    router = APIRouter(include_in_schema=False)

    @router.get("/library")
    def editions(request: Request, q: str = "") -> HTMLResponse:
        """List the editions, those that match a filter where one is given."""
        return page(runtime, request, "library/library.html", q=q, rows=_edition_rows(runtime, request, q))

    @router.get("/library/{edition}")
    def contents(request: Request, edition: str, q: str = "") -> HTMLResponse:
        """Show an edition's clauses as a tree to browse."""
        record, build = runtime.edition(edition), runtime.build()
        lang = language_of(request)
        clauses = [one for one in build.clauses(edition) if _matches(one, q)]
        if not q:
            clauses = [one for one in clauses if one.kind != "row"]
        rows = [_contents_row(edition, one) for one in clauses]
        tree = [] if q else _tree(clauses, rows)
        return page(
            runtime, request, "library/edition.html", record=record, rows=rows, tree=tree, q=q, pdf=pdf_url(edition),
            badge=badge(record, today(), lang, build), digest=runtime.is_digest(edition), here_url=library_url(edition),
            changes=change_rows(build, record, lang), timeline=timeline_view(runtime, edition),
            feed_url=f"/feeds/{quote(edition, safe='')}.atom", dates_url=f"/feeds/{quote(edition, safe='')}.ics",
        )  # fmt: skip

    return router


def _contents_row(edition: str, clause: Clause) -> dict[str, Any]:
    link = clause_link(edition, clause, None)
    if link.text == link.label:
        link = Link(link.url, link.label, "")  # 前言 is not to be read twice
    return {"link": link, "depth": min(len(clause.path), 6), "kind": clause.kind, "page": clause.page, "below": []}


def _tree(clauses: Sequence[Clause], rows: Sequence[dict[str, Any]]) -> list[dict[str, Any]]:
    """Put each row below that of the clause above it; articles stand below their chapter."""
    top: list[dict[str, Any]] = []
    chapter: dict[str, Any] | None = None
    for row, above, clause in zip(rows, parents(clauses), clauses, strict=True):
        if clause.kind in {"chapter", "annex", "front", "preamble"}:
            chapter = row if clause.kind == "chapter" else None
        over = rows[above] if above is not None else chapter if row is not chapter else None
        (over["below"] if over else top).append(row)
    return top


def sorted_editions(runtime: Runtime) -> list[EditionRecord]:
    """Return the editions by document, then by name."""
    return sorted(runtime.build().editions.values(), key=lambda record: (record.document, record.edition))


def _matches(clause: Clause, q: str) -> bool:
    return not q.strip() or any(locate(q, text) for text in (clause.label, clause.title or "", clause.text))


def _edition_rows(runtime: Runtime, request: Request, q: str) -> list[dict[str, Any]]:
    lang, build = language_of(request), runtime.build()
    rows: list[dict[str, Any]] = []
    for record in sorted_editions(runtime):
        named = " ".join((record.edition, record.number or "", record.title, record.title_en or "", *record.aliases))
        matching = sum(_matches(one, q) for one in build.clauses(record.edition)) if q.strip() else 0
        if q.strip() and not matching and fold_text(q) not in fold_text(named):
            continue
        rows.append(
            {
                "record": record,
                "badge": badge(record, today(), lang, build),
                "url": library_url(record.edition),
                "verdict": record.quality.verdict or "none",
                "report_url": maintain_url(record.edition),
                "matching": matching,
                "matching_url": str(request.url.replace(path=library_url(record.edition))),
                "replaced_by": names_of(record.replaced_by, build),
            }
        )
    return rows
