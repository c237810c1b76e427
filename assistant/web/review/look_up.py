"""`/review`: a citation as a letter prints it leads to its clause, with whether it holds on a day."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from fastapi import APIRouter, Request
from fastapi.responses import RedirectResponse, Response

from assistant.errors import NotFoundError, check_text
from assistant.library.folding import locate
from assistant.library.model import Status
from assistant.library.status import today
from assistant.web.highlight import quote_boxes
from assistant.web.library.library import sorted_editions
from assistant.web.pages import language_of, page
from assistant.web.paths import library_url, source_url
from assistant.web.review.desk import Desk, page_strips
from assistant.web.runtime import parse_as_of
from assistant.web.texts import Lang, t
from assistant.web.views import Badge, PageImage, badge, page_images

MOST_CHARACTERS = 1_000
_MOST_PLACES = 8


@dataclass(frozen=True, slots=True)
class FoundPlace:
    """A clause that a citation means, as the page shows it; `text` is cut at the quote, `warnings` are words."""

    name: str
    title: str
    label: str
    badge: Badge
    fictional: bool
    text: tuple[tuple[str, bool], ...]
    pages: tuple[PageImage, ...]
    url: str
    warnings: tuple[str, ...]

    @property
    def status(self) -> Status:
        """The edition's status on the day asked for."""
        return self.badge.status


def look_up_router(desk: Desk) -> APIRouter:
    """Return the route of the look-up; nobody need sign in."""
    router = APIRouter(include_in_schema=False)

    @router.get("/review")
    def look_up(
        request: Request, cite: str = "", on: str = "", edition: str = "", clause: str = "", q: str = ""
    ) -> Response:
        """Show what a citation means; with an edition and a clause chosen from the form, go to its page."""
        lang, runtime, problem = language_of(request), desk.runtime, ""
        check_text(cite, edition, clause, q)
        day = parse_as_of(on) or today()
        if edition and clause.strip():
            try:
                runtime.edition(edition)
                found = runtime.build().find_clause(edition, clause.strip())
            except NotFoundError:
                problem = t(lang, "not_found")
            else:
                return RedirectResponse(source_url(edition, found.key, parse_as_of(on), q.strip() or None), 303)
        places, told = _read(desk, cite[:MOST_CHARACTERS], day, lang) if cite.strip() else ([], [])
        return page(
            runtime, request, "review/look_up.html", here="/review", tab="look_up", editions=sorted_editions(runtime),
            edition=edition, wanted=clause, q=q, problem=problem, cite=cite, day=day, places=places, told=told,
        )  # fmt: skip

    return router


def _read(desk: Desk, cite: str, day: date, lang: Lang) -> tuple[list[FoundPlace], list[str]]:
    """Return the clauses that a citation means and what is to be said of what was not found."""
    from assistant.retrieval.cited import Place, read_citation

    runtime, build = desk.runtime, desk.runtime.build()
    cited = read_citation(cite, build, desk.names(), day)
    told = [t(lang, "rv_cite_missing", name=name) for name in cited.missing]
    told += [t(lang, "rv_cite_lacking", name=one.number or one.title) for one in cited.lacking]
    told += [t(lang, "rv_cite_assumed", name=one.number or one.title, date=day) for one in cited.assumed]
    if not cited.places and not told:
        told.append(t(lang, "rv_cite_nothing"))

    def shown(place: Place) -> FoundPlace:
        record, clause = place.record, place.clause
        boxes = (quote_boxes(clause, cited.quote) or clause.boxes) if clause else ()
        at = locate(cited.quote, clause.text) if clause and cited.quote else None
        text = clause.text if clause else ""
        warnings = []
        if place.quoted is False:
            warnings.append(t(lang, "rv_cite_not_quoted"))
        if place.on_page is False and clause:
            warnings.append(t(lang, "rv_cite_page", asked=cited.page, page=clause.page))
        elif place.on_page is False:
            warnings.append(t(lang, "rv_cite_pages", asked=cited.page, pages=record.pages))
        if place.nearest:
            warnings.append(t(lang, "rv_cite_nearest"))
        return FoundPlace(
            name=record.number or record.title,
            title=record.title,
            label=clause.label if clause else "",
            badge=badge(record, day, lang, build),
            fictional=record.fictional,
            text=_cut(text, at),
            pages=page_strips(page_images(runtime, record, boxes, clause.page if clause else cited.page or 1, lang))
            if clause or place.on_page is not False else (),
            url=source_url(record.edition, clause.key, day, cited.quote if at else None)
            if clause else library_url(record.edition),
            warnings=tuple(warnings),
        )  # fmt: skip

    return [shown(one) for one in cited.places[:_MOST_PLACES]], told


def _cut(text: str, at: tuple[int, int] | None) -> tuple[tuple[str, bool], ...]:
    """Cut a text at a quote, each piece with whether it is quoted."""
    start, end = at or (0, 0)
    return tuple(part for part in ((text[:start], False), (text[start:end], True), (text[end:], False)) if part[0])
