"""`/maintain/index`: what waits, the re-index with its progress, and what it would change before it is published."""

from __future__ import annotations

from collections import Counter
from functools import lru_cache
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Form, Request
from fastapi.responses import HTMLResponse, JSONResponse, RedirectResponse, Response

from assistant.errors import NotFoundError
from assistant.jobs.impact import ClauseChange, EditionChange, Impact, impact
from assistant.jobs.proposals import Proposal, discard, is_stale, proposed, publish
from assistant.jobs.waiting import waiting
from assistant.library.findings import tell_failed
from assistant.library.model import EditionRecord
from assistant.records.accounts import Account
from assistant.records.entries import Act
from assistant.records.ledger import Ledger
from assistant.settings import Settings
from assistant.web.accounts.sessions import signed_in
from assistant.web.maintenance.acts import note
from assistant.web.maintenance.comparing import comparable, compared
from assistant.web.maintenance.frame import desk_page
from assistant.web.pages import language_of
from assistant.web.runtime import Runtime
from assistant.web.texts import Lang, t

_MOST_CLAUSES, _MOST_ANSWERS = 60, 100
"""How many the report shows of each edition, and in all."""
_WHY = {
    " is no longer in the library": "why_gone",
    " is no longer there": "why_removed",
    " has changed": "why_changed",
    " is superseded": "why_superseded",
    " is repealed": "why_repealed",
}
"""How the report on a build ends its reasons, and the words of the interface for it."""


def publishing_router(runtime: Runtime) -> APIRouter:
    """Return the routes of re-indexing and publishing."""
    acting = Depends(signed_in(runtime, "maintainer"))
    router = APIRouter(dependencies=[acting])
    settings = runtime.settings

    @router.get("/maintain/index")
    def desk(request: Request) -> HTMLResponse:
        """Show what waits for a re-index, how far one is, and what it would change."""
        lang, proposal = language_of(request), proposed(settings.index)
        return desk_page(
            runtime, request, "index.html", "index", waiting=waiting(settings), job=_job(runtime, lang),
            proposal=proposal, **(_told(runtime, proposal, lang) if proposal else {}),
        )  # fmt: skip

    @router.get("/maintain/index/job")
    def job(request: Request) -> JSONResponse:
        """Say how far the re-index is, in the words of the page."""
        return JSONResponse(_job(runtime, language_of(request)), headers={"Cache-Control": "no-store"})

    @router.post("/maintain/index/start")
    def start(account: Account = acting) -> Response:
        """Begin a re-index."""
        runtime.reindexing.start(account.name)
        return RedirectResponse("/maintain/index", status_code=303)

    @router.post("/maintain/index/stop")
    def stop() -> Response:
        """End the re-index that runs."""
        runtime.reindexing.stop()
        return RedirectResponse("/maintain/index", status_code=303)

    @router.post("/maintain/index/publish")
    def release(build: Annotated[str, Form()], account: Account = acting) -> Response:
        """Make the proposed build the one that readers get."""
        publish(settings.index, build, settings.keep_builds)
        note(runtime, account, Act(what="published", detail=build, build=build))
        return RedirectResponse("/maintain/index?done=published", status_code=303)

    @router.post("/maintain/index/discard")
    def drop(build: Annotated[str, Form()], account: Account = acting) -> Response:
        """Remove the proposed build."""
        discard(settings.index, build)
        note(runtime, account, Act(what="discarded", detail=build, build=build))
        return RedirectResponse("/maintain/index?done=build_discarded", status_code=303)

    @router.get("/maintain/index/diff/{edition}")
    def diff(request: Request, edition: str) -> HTMLResponse:
        """Show both wordings of an edition that the proposal changes, or of the one that it replaces."""
        proposal = proposed(settings.index)
        if proposal is None:
            raise NotFoundError("Nothing is proposed any more: index again.", code="done_with")
        return desk_page(
            runtime, request, "diff.html", "index", edition=edition,
            **compared(runtime, proposal, edition, language_of(request)),
        )  # fmt: skip

    return router


def _job(runtime: Runtime, lang: Lang) -> dict[str, Any]:
    """Return how far the re-index is, in words."""
    state = runtime.reindexing.state()
    share = state["done"] / state["total"] if state["total"] else 0.0
    error, report = state["error"], state["report"]
    unchanged = report is not None and proposed(runtime.settings.index) is None
    return {
        "running": state["running"],
        "stage": t(lang, f"stage_{state['stage'] or 'preparing'}"),
        "percent": round(100 * share, 1),
        "label": state["label"],
        "passed": t(lang, "seconds_passed", time=_clock(state["seconds"])),
        "left": t(lang, "seconds_left", time=_clock(state["left"])) if state["left"] is not None else "",
        "by": t(lang, "job_by", name=state["by"]) if state["by"] else "",
        "said": state["said"],
        "error": _sentence(error, lang) if error else "",
        "told": t(lang, "job_unchanged") if unchanged and not state["running"] else "",
    }


def _sentence(error: dict[str, str], lang: Lang) -> str:
    """Return what went wrong in the language of the page; the job's own sentence where there is no other."""
    if error["code"] in ("stopped", "crashed"):
        return t(lang, f"job_{error['code']}")
    if error["code"] == "busy":
        return t(lang, "busy")
    return error["message"] if lang == "en" else t(lang, "job_failed", message=error["message"])


def _clock(seconds: float) -> str:
    return f"{int(seconds) // 60}:{int(seconds) % 60:02d}"


def _told(runtime: Runtime, proposal: Proposal, lang: Lang) -> dict[str, Any]:
    """Return the report on a proposal: its editions with what changed in each, and the answers that stand on it."""
    made = _impact(runtime.settings, proposal.build, Ledger(runtime.settings.data).head())
    with comparable(runtime, proposal) as (_, records):
        rows = [_edition_row(runtime, one, made, records.get(one.edition), lang) for one in made.editions]
    return {
        "stale": is_stale(runtime.settings.index, proposal),
        "counts": proposal.report.documents,
        "clauses": proposal.report.clauses,
        "editions": rows,
        "answers": made.answers[:_MOST_ANSWERS],
        "why": {one.number: [_why(told, lang) for told in one.why] for one in made.answers[:_MOST_ANSWERS]},
        "answers_total": len(made.answers),
        "failed": [(one.file, one.code, tell_failed(lang, one)) for one in proposal.report.failed],
        "warned": proposal.report.warnings,
    }


@lru_cache(maxsize=2)
def _impact(settings: Settings, build: str, _head: tuple[int, str]) -> Impact:
    """Return what a build changes; made once for each state of the ledger, whose answers are all looked at."""
    return impact(settings, build)


def _edition_row(
    runtime: Runtime, change: EditionChange, made: Impact, record: EditionRecord | None, lang: Lang
) -> dict[str, Any]:
    own = [one for one in made.clauses if one.edition == change.edition] if change.op != "status" else []
    with_values = sorted((one for one in own if one.op != "added" or change.op == "changed"), key=_values_first)
    held = runtime.build().editions
    replaced = [one for one in (record.replaces if record else ()) if one in held]
    known = record or held.get(change.old or change.edition)
    return {
        "edition": change.edition,
        "op": change.op,
        "old": t(lang, change.old) if change.op == "status" and change.old else change.old,
        "new": t(lang, change.new) if change.op == "status" and change.new else change.new,
        "name": " ".join(part for part in (known.number, known.title) if part) if known else change.edition,
        "counts": Counter(one.op for one in own),
        "clauses": with_values[:_MOST_CLAUSES] if change.op == "changed" else [],
        "more": max(0, len(with_values) - _MOST_CLAUSES) if change.op == "changed" else 0,
        "diff": change.op == "changed" or (change.op == "added" and bool(replaced)),
    }


def _why(told: str, lang: Lang) -> str:
    """Return why an answer is touched, in the language of the page."""
    ending = next((one for one in _WHY if told.endswith(one)), None)
    return t(lang, _WHY[ending], what=told.removesuffix(ending)) if ending and lang == "zh" else told


def _values_first(change: ClauseChange) -> bool:
    return not change.values
