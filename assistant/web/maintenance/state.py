"""`/maintain`: builds, files that failed, how well each file was read, worst first; and a report for each edition."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import Any

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse

from assistant.errors import NotFoundError
from assistant.library.findings import tell_failed, tell_finding, tell_place, tell_warning, worst_first
from assistant.library.model import EditionRecord, Finding, Quality
from assistant.web.errors import no_such_page
from assistant.web.maintenance.frame import desk_page
from assistant.web.pages import language_of
from assistant.web.paths import image_url, library_url, maintain_url, pdf_url, source_url
from assistant.web.runtime import Runtime
from assistant.web.texts import Lang, t
from assistant.web.views import IMAGE_SCALE

_REASONS = 3
"""How many reasons the list of editions shows for each."""


@dataclass(frozen=True, slots=True)
class Link:
    """A place of a finding: what to call it and where it leads."""

    text: str
    url: str | None


def state_router(runtime: Runtime) -> APIRouter:
    """Return the routes that show how the library was read."""
    router = APIRouter(include_in_schema=False)

    @router.get("/maintain")
    def state(request: Request) -> HTMLResponse:
        """Show builds, failed files and how well each file was read."""
        from assistant.index.current import build_ids

        build, lang = runtime.build(), language_of(request)
        records = worst_first(build.editions.values())
        verdicts = Counter(record.quality.verdict or "none" for record in records)
        return desk_page(
            runtime, request, "state.html", "state", rows=[_row(record, lang) for record in records],
            verdicts={grade: verdicts[grade] for grade in ("bad", "check", "good")},
            failed=[(one.file, one.code, tell_failed(lang, one)) for one in build.failed],
            builds=build_ids(runtime.settings.index), current=build.id,
        )  # fmt: skip

    @router.get("/maintain/{edition}")
    def report(request: Request, edition: str) -> HTMLResponse:
        """Show how an edition was read, and one of its pages with what was read of it."""
        lang, record = language_of(request), runtime.edition(edition)
        number = _page_to_show(record, request.query_params.get("page", ""))
        return desk_page(
            runtime, request, "report.html", "state", record=record, verdict=record.quality.verdict or "none",
            figures=_figures(record.quality, lang), contents_url=library_url(edition), pdf=pdf_url(edition, number),
            findings=[(one, _sentence(one, lang), _places(one, edition, lang)) for one in record.quality.findings],
            warnings=[(maintain_url(edition, one.page), tell_warning(lang, one)) for one in record.warnings],
            number=number, page_url=lambda other: maintain_url(edition, other),
            **_overlay(runtime, record, number),
        )  # fmt: skip

    return router


def _row(record: EditionRecord, lang: Lang) -> dict[str, Any]:
    wrong = [one for one in record.quality.findings if one.grade != "good"]
    return {
        "record": record,
        "verdict": record.quality.verdict or "none",
        "url": maintain_url(record.edition),
        "reasons": [tell_finding(lang, one, 4) for one in wrong[:_REASONS]],
        "figures": _figures(record.quality, lang),
    }


def _figures(quality: Quality, lang: Lang) -> list[tuple[str, str]]:
    """Return the figures of a reading that have something to say, each with its name."""
    pairs = [
        ("col_contents", quality.contents_found, quality.contents_entries),
        ("col_bookmarks", quality.bookmarks_found, quality.bookmark_entries),
        ("col_tables", quality.captions_found, quality.captions),
    ]
    out = [
        (t(lang, "digital"), str(quality.pages_digital)) if quality.pages_digital else None,
        (t(lang, "ocr_short"), str(quality.pages_ocr)) if quality.pages_ocr else None,
        (t(lang, "col_clauses"), str(quality.clauses)),
        *((t(lang, name), t(lang, "found_of", found=found, of=of)) if of else None for name, found, of in pairs),
        (t(lang, "col_orphans"), str(quality.orphans)),
        (t(lang, "col_loose"), f"{quality.loose:.1%}"),
        (t(lang, "col_unreadable"), f"{quality.unreadable:.2%}"),
        (t(lang, "ocr_confidence"), f"{quality.ocr_confidence:.0%}") if quality.ocr_confidence is not None else None,
        (t(lang, "col_doubt"), str(len(quality.pages_in_doubt))),
    ]
    return [pair for pair in out if pair]


def _sentence(finding: Finding, lang: Lang) -> str:
    """Return a finding's sentence up to its places, which are shown as links."""
    told = tell_finding(lang, finding)
    return told if not finding.places else told[: max(told.find(":"), told.find("：")) + 1]


def _places(finding: Finding, edition: str, lang: Lang) -> list[Link]:
    """Return every place kept of a finding, a clause's to its page in the library, others to the page read."""
    links = [
        Link(tell_place(lang, finding, place), maintain_url(edition, place.page) if place.page else None)
        if not place.key
        else Link(tell_place(lang, finding, place), source_url(edition, place.key))
        for place in finding.places
    ]
    if finding.count > len(links) and links:
        links.append(Link(t(lang, "more_places", count=finding.count - len(links)), None))
    return links


def _page_to_show(record: EditionRecord, asked: str) -> int:
    """Return the page asked for, else the first one in doubt, else that of the worst finding, else the first.

    Raises:
        NotFoundError: the edition has no such page.
    """
    if not asked:
        named = [place.page for one in record.quality.findings for place in one.places if place.page]
        return next(iter([*record.quality.pages_in_doubt, *named]), 1)
    if not asked.isdecimal() or len(asked) > 6 or not 1 <= int(asked) <= record.pages:
        raise no_such_page(record, asked[:20])
    return int(asked)


def _overlay(runtime: Runtime, record: EditionRecord, number: int) -> dict[str, Any]:
    """Return what shows a page with the clauses read on it; no image where the PDF is gone."""
    from assistant.reading.overlay import COLOURS, marks_by_page

    marks = marks_by_page(runtime.build().clauses(record.edition)).get(number, [])
    present = {mark.clause.kind for mark in marks}
    shown: dict[str, Any] = {
        "marks": [(mark, source_url(record.edition, mark.clause.key)) for mark in marks],
        "colours": COLOURS,
        "kinds": [kind for kind in COLOURS if kind in present],
        "image": None,
        "size": (0.0, 0.0),
        "not_drawn": False,
    }
    try:
        path = runtime.pdf(record.edition)
    except NotFoundError:
        return shown
    size = runtime.images.size(path, record.sha256, number)
    if size is None:
        return shown | {"not_drawn": True}
    return shown | {"size": size, "image": image_url(record.edition, number, IMAGE_SCALE, record.sha256)}
