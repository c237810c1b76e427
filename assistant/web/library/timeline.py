"""The timeline of a document, drawn by the template, and its limits through the editions (`/limits`)."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse

from assistant.answering.claims.limits import Direction
from assistant.jobs.timeline import LimitLine, timeline
from assistant.library.families import begins, ends, family
from assistant.library.model import EditionRecord, Status
from assistant.library.status import first_day, status_of, today
from assistant.web.pages import page
from assistant.web.paths import library_url, source_url
from assistant.web.runtime import Runtime

WIDTH, LEFT, ROW, TOP = 760.0, 10.0, 46.0, 26.0
_MOST_LINES = 200


@dataclass(frozen=True, slots=True)
class Bar:
    """An edition on the time axis, in units of the drawing; `marks` are its amendments as (x, number, address)."""

    x: float
    y: float
    width: float
    name: str
    dates: str
    status: Status
    url: str
    current: bool
    marks: tuple[tuple[float, str, str], ...]


@dataclass(frozen=True, slots=True)
class Cell:
    """A limit in one edition with its address and the way it moved; empty where the edition has none."""

    text: str
    url: str
    move: Direction | None


@dataclass(frozen=True, slots=True)
class TimelineView:
    """What the template draws: bars, years as (x, year), today's place, the height; whether limits can be followed."""

    bars: tuple[Bar, ...]
    years: tuple[tuple[float, int], ...]
    now: float
    height: float
    followed: bool


def timeline_router(runtime: Runtime) -> APIRouter:
    """Return the route of the limits of a document through its editions."""
    router = APIRouter(include_in_schema=False)

    @router.get("/library/{edition}/limits")
    def limits(request: Request, edition: str) -> HTMLResponse:
        """Show each limit of a document in each of its editions, those that moved first."""
        record = runtime.edition(edition)
        made = timeline(runtime.build(), edition)
        return page(
            runtime, request, "library/limits.html", record=record, here_url=library_url(edition),
            drawn=timeline_view(runtime, edition),
            editions=[(one.number or one.edition, library_url(one.edition)) for one in made.editions],
            lines=[(line.indicator, _case(line), _cells(line)) for line in made.lines[:_MOST_LINES]],
            more=max(0, len(made.lines) - _MOST_LINES),
            fictional=any(one.fictional for one in made.editions),
        )  # fmt: skip

    return router


def timeline_view(runtime: Runtime, edition: str) -> TimelineView | None:
    """Return a document's timeline, or None where it has one edition and no amendment, or no dates to place it by."""
    members = family(runtime.build().editions, edition)
    editions = [one for one in members if not one.amends]
    amendments = [one for one in members if one.amends and begins(one)]
    dated = [one for one in editions if begins(one)]
    if len(members) < 2 or not dated:
        return None
    day = today()
    starts = [first_day(begins(one) or "") for one in (*dated, *amendments)]
    first, last = min(starts).year, max(*starts, day).year + 1
    span = (date(last, 1, 1) - date(first, 1, 1)).days

    def place(one: date) -> float:
        return round(LEFT + (WIDTH - 2 * LEFT) * (one - date(first, 1, 1)).days / span, 1)

    step = max(1, (last - first) // 8)
    return TimelineView(
        bars=tuple(_bar(one, TOP + ROW * at, amendments, place, day, edition) for at, one in enumerate(dated)),
        years=tuple((place(date(year, 1, 1)), year) for year in range(first, last, step)),
        now=place(day),
        height=TOP + ROW * len(dated) + 10,
        followed=len(editions) > 1,
    )


def _bar(
    one: EditionRecord,
    y: float,
    amendments: Sequence[EditionRecord],
    place: Callable[[date], float],
    day: date,
    current: str,
) -> Bar:
    x = place(first_day(begins(one) or ""))
    end = ends(one)
    stop = place(first_day(end)) if end else WIDTH - LEFT
    marks = tuple(
        (place(first_day(begins(each) or "")), each.number or each.edition, library_url(each.edition))
        for each in amendments
        if each.amends == one.edition
    )
    return Bar(
        x=x,
        y=y,
        width=max(4.0, round(stop - x, 1)),
        name=one.number or one.edition,
        dates=f"{begins(one)} – {end or ''}",
        status=status_of(one, day),
        url=library_url(one.edition),
        current=one.edition == current,
        marks=marks,
    )


def _case(line: LimitLine) -> str:
    """Return what a limit holds for, as its last edition prints it: it tells limits of one name apart."""
    last = next(one for one in reversed(line.values) if one)
    return "; ".join(last.conditions[:2])


def _cells(line: LimitLine) -> tuple[Cell, ...]:
    return tuple(
        Cell(
            f"{row.limit or '?'} {row.unit}".strip() if row else "",
            source_url(row.edition, row.key) if row else "",
            move,
        )
        for row, move in zip(line.values, line.moves, strict=True)
    )
