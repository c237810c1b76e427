"""`/matrix`: what a product or a standard has to meet, limit by limit, each with its clause; `.xlsx` to fill in."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from urllib.parse import quote, urlencode

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse, Response

from assistant.errors import NotFoundError
from assistant.jobs.matrix import matrix, products
from assistant.jobs.requirements.shapes import Matrix, MatrixEdition, Requirement
from assistant.library.folding import fold_text
from assistant.library.status import today
from assistant.web.library.crops import row_picture
from assistant.web.library.library import sorted_editions
from assistant.web.pages import language_of, page
from assistant.web.paths import library_url, source_url
from assistant.web.runtime import Runtime, parse_as_of
from assistant.web.texts import Lang, t
from assistant.web.views import Badge, PageImage, badge, page_images

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
_PAGES_SHOWN = 40
"""Doubtful rows whose place on the page is shown at once; further ones are behind their links."""


@dataclass(frozen=True, slots=True)
class MatrixRow:
    """A limit with the address of its clause, why it is blank, and its place on the page where it is."""

    requirement: Requirement
    url: str
    doubts: tuple[str, ...]
    pages: tuple[PageImage, ...]


@dataclass(frozen=True, slots=True)
class MatrixPart:
    """The limits of one edition under its name and status."""

    edition: MatrixEdition
    name: str
    url: str
    badge: Badge
    rows: tuple[MatrixRow, ...]
    blank: int


def matrix_router(runtime: Runtime) -> APIRouter:
    """Return the routes of the matrix: a page of choices, a page of limits, the same as Excel."""
    router = APIRouter(include_in_schema=False)

    @router.get("/matrix")
    def choose(request: Request, product: str = "", as_of: str | None = None, q: str = "") -> HTMLResponse:
        """Show the matrix of a product or a document's number, or what there is to choose."""
        return _page(runtime, request, product, as_of, q)

    @router.get("/library/{edition}/matrix")
    def of_edition(request: Request, edition: str, as_of: str | None = None, q: str = "") -> HTMLResponse:
        """Show the matrix of an edition."""
        runtime.edition(edition)
        return _page(runtime, request, edition, as_of, q)

    @router.get("/matrix.xlsx")
    def excel(request: Request, product: str, as_of: str | None = None) -> Response:
        """Send the matrix as an Excel file."""
        from assistant.jobs.spreadsheet import write_matrix

        build = runtime.build()
        made = matrix(build, product, parse_as_of(as_of))
        name = quote(f"{made.asked}-{made.as_of}.xlsx")
        headers = {"Content-Disposition": f"attachment; filename*=UTF-8''{name}"}
        base, day = str(request.base_url).rstrip("/"), parse_as_of(as_of)
        sheet = write_matrix(
            made,
            build,
            language_of(request),
            address=lambda row: base + source_url(row.edition, row.key, day),
            picture=lambda row: row_picture(runtime.images, build, row),
        )
        return Response(sheet, media_type=XLSX, headers=headers)

    return router


def _page(runtime: Runtime, request: Request, asked: str, as_of: str | None, q: str) -> HTMLResponse:
    lang, day, build = language_of(request), parse_as_of(as_of), runtime.build()
    made, missing = None, ""
    if asked.strip():
        try:
            made = matrix(build, asked, day)
        except NotFoundError as error:
            missing = t(lang, "matrix_none", asked=asked[:60]) if lang == "zh" else error.message
    held = [record for record in sorted_editions(runtime) if record.kind == "standard" and not record.amends]
    chosen = urlencode({"product": asked, **({"as_of": as_of} if as_of else {})})
    return page(
        runtime, request, "library/matrix.html", asked=asked, q=q, typed=_typed(runtime, asked, day), made=made,
        as_of=as_of or "", missing=missing, parts=_parts(runtime, made, day, lang, q) if made else [],
        excel=f"/matrix.xlsx?{chosen}", title=_title(runtime, asked),
        product_names=[pair[lang != "zh"] for pair in products(build, day)],
        standards=[(f"{library_url(one.edition)}/matrix", one.number or one.edition, one.title) for one in held],
        digest=made is not None and any(runtime.is_digest(one.edition) for one in made.editions),
    )  # fmt: skip


def _title(runtime: Runtime, asked: str) -> str:
    record = runtime.build().editions.get(asked)
    return (record.number or record.title) if record else asked


def _typed(runtime: Runtime, asked: str, day: date | None) -> str:
    """Return what the form shows of what was asked: an edition's number where that leads to it, too."""
    title = _title(runtime, asked)
    return title if runtime.build().links.edition_of(title, day or today()) == asked else asked


def _parts(runtime: Runtime, made: Matrix, day: date | None, lang: Lang, q: str) -> list[MatrixPart]:
    parts: list[MatrixPart] = []
    shown: set[tuple[str, str]] = set()
    for edition in made.editions:
        record = runtime.edition(edition.edition)
        rows = [row for row in made.rows if row.edition == edition.edition and _matches(row, q)]
        parts.append(
            MatrixPart(
                edition=edition,
                name=edition.number or edition.title,
                url=library_url(edition.edition),
                badge=badge(record, day or today(), lang, runtime.build()),
                rows=tuple(_row(runtime, row, day, lang, shown) for row in rows),
                blank=sum(row.limit is None for row in rows),
            )
        )
    return parts


def _matches(row: Requirement, q: str) -> bool:
    wanted = fold_text(q)
    return not wanted or wanted in fold_text(" ".join((row.indicator, row.subject, row.label, *row.conditions)))


def _row(runtime: Runtime, row: Requirement, day: date | None, lang: Lang, shown: set[tuple[str, str]]) -> MatrixRow:
    """Return a limit to show; the place of a doubtful row is shown with its first blank cell."""
    place = (row.edition, row.key)
    pages: Sequence[PageImage] = ()
    if row.limit is None and place not in shown and len(shown) < _PAGES_SHOWN:
        shown.add(place)
        pages = page_images(runtime, runtime.edition(row.edition), row.boxes, row.page, lang)
    quoted: Any = row.quote if "Table" not in row.key else None
    return MatrixRow(
        requirement=row,
        url=source_url(row.edition, row.key, day, quoted),
        doubts=tuple(t(lang, f"doubt_{doubt}") for doubt in row.doubts),
        pages=tuple(pages),
    )
