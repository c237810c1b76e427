"""An edition's consolidated text on a day, and a clause's citation in letter form."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse

from assistant.jobs.consolidated import Amended, ConsolidatedClause, consolidated
from assistant.library.model import Clause, EditionRecord
from assistant.library.status import status_of, today
from assistant.web.pages import language_of, page
from assistant.web.paths import library_url, source_url
from assistant.web.runtime import Runtime, parse_as_of
from assistant.web.texts import Lang, t
from assistant.web.views import badge


@dataclass(frozen=True, slots=True)
class AmendedLine:
    """What an amendment says, with its address, and whether its words are merged into the text."""

    name: str
    text: str
    url: str
    merged: bool


@dataclass(frozen=True, slots=True)
class TextRow:
    """A clause of the consolidated text."""

    clause: Clause
    parts: tuple[tuple[str, str], ...]
    amended: tuple[AmendedLine, ...]
    url: str
    depth: int


def document_router(runtime: Runtime) -> APIRouter:
    """Return the route of the consolidated text."""
    router = APIRouter(include_in_schema=False)

    @router.get("/library/{edition}/text")
    def text(request: Request, edition: str, as_of: str | None = None) -> HTMLResponse:
        """Show an edition's text with the amendments that hold on a day."""
        record, build, lang = runtime.edition(edition), runtime.build(), language_of(request)
        day = parse_as_of(as_of)
        made = consolidated(build, edition, day or today())
        return page(
            runtime, request, "library/text.html", record=record, badge=badge(record, day or today(), lang, build),
            rows=[_row(one, edition, day) for one in made.clauses if _shown(one.clause)],
            loose=[_line(one, day) for one in made.loose], as_of=as_of or "", day=day or today(),
            amendments=[(one.number or one.title, library_url(one.edition)) for one in made.amendments],
            here_url=library_url(edition), digest=runtime.is_digest(edition),
        )  # fmt: skip

    return router


def _shown(clause: Clause) -> bool:
    # Rows are printed by their table, paragraphs that repeat their article by the article.
    return clause.kind not in {"row", "front"} and not (
        clause.kind == "clause" and clause.path[-1:] and _repeats(clause)
    )


def _repeats(clause: Clause) -> bool:
    return clause.label.endswith("款")


def _row(one: ConsolidatedClause, edition: str, day: date | None) -> TextRow:
    amended = tuple(_line(each, day) for each in one.amended)
    return TextRow(
        one.clause, one.parts, amended, source_url(edition, one.clause.key, day), min(len(one.clause.path), 5)
    )


def _line(one: Amended, day: date | None) -> AmendedLine:
    name = f"{one.amendment.number or one.amendment.title} {one.clause.label}"
    return AmendedLine(name, one.clause.text, source_url(one.amendment.edition, one.clause.key, day), one.merged)


def letter_form(record: EditionRecord, clause: Clause, day: date, lang: Lang, digest: bool) -> str:
    """Return a citation to paste into a letter: title, number, clause, page, and the status on the day."""
    status = t(lang, status_of(record, day))
    place = clause.label if clause.path else ""
    notes = [t(lang, "fictional_letter")] if record.fictional else []
    notes += [t(lang, "digest_letter")] if digest and not record.fictional else []
    number = record.number or ""
    if lang == "zh":
        head = f"《{record.title}》" + (f"（{number}）" if number else "")
        tail = f"（第{clause.page}页；截至{day.isoformat()}{status}）"
        return head + place + tail + "".join(f"［{note}］" for note in notes)
    head = ", ".join(filter(None, (number, record.title_en or record.title, place, f"p. {clause.page}")))
    return f"{head} ({status.lower()} as of {day.isoformat()})" + "".join(f" [{note}]" for note in notes)
