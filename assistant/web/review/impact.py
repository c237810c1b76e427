"""`/review/impact`: what a re-index changed, what stands on it, and each edition's changes word by word."""

from collections import defaultdict
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Annotated, Any
from urllib.parse import quote

from fastapi import APIRouter, Depends, Request
from fastapi.responses import HTMLResponse

from assistant.errors import BuildError, NotFoundError
from assistant.index.current import build_ids, builds_folder, current_id
from assistant.index.manifest import LIBRARY
from assistant.jobs.impact import ClauseChange, EditionChange, Impact, kept_impact, moved
from assistant.library.store import Library
from assistant.records.accounts import Account
from assistant.records.export import questions_of
from assistant.records.queue import Filter, examples, queue_of
from assistant.web.accounts.sessions import signed_in
from assistant.web.pages import page
from assistant.web.paths import library_url, source_url
from assistant.web.review.desk import Desk

MOST_CLAUSES = 200
"""Changes of clauses shown of one edition."""


@dataclass(frozen=True, slots=True)
class ChangedEdition:
    """An edition with its changed clauses, the first of them shown; addresses are empty where they lead nowhere."""

    name: str
    ops: tuple[EditionChange, ...]
    clauses: tuple[tuple[ClauseChange, str], ...]
    counts: dict[str, int]
    url: str
    compare_url: str


def impact_router(desk: Desk) -> APIRouter:
    """Return the routes of the impact report."""
    router = APIRouter(include_in_schema=False)
    allowed = Annotated[Account, Depends(signed_in(desk.runtime, "reviewer"))]
    index = desk.runtime.settings.index

    @router.get("/review/impact")
    @router.get("/review/impact/{build}")
    def impact(request: Request, account: allowed, build: str | None = None) -> HTMLResponse:
        """Show what a build changed; the current one unless another is named."""
        ids, current = build_ids(index), current_id(index)
        if build is not None and build not in ids:
            raise NotFoundError(f"There is no build '{build}'.")
        problem, kept = "", Impact(build=build or current or "")
        try:
            kept = kept_impact(index, build)
        except BuildError as error:
            problem = error.message
        with desk.index() as reviews:
            touched = queue_of(reviews, Filter(reason="touched"), account.name)
            asked = questions_of(desk.ledger, examples(reviews))
        values: dict[str, Any] = {
            "impact": kept, "problem": problem, "builds": ids[::-1], "current": current, "most": MOST_CLAUSES,
            "editions": _editions(desk, kept), "moved": list(moved(asked, kept)), "touched": touched,
        }  # fmt: skip
        return page(desk.runtime, request, "review/impact.html", here="/review", tab="impact", **values)

    @router.get("/review/impact/{build}/{edition}")
    def changes(request: Request, _: allowed, build: str, edition: str) -> HTMLResponse:
        """Show an edition's changes word by word: against the build before, else against the edition it replaces."""
        from assistant.revision.compare import compare
        from assistant.revision.words import word_diff

        if build not in build_ids(index):
            raise NotFoundError(f"There is no build '{build}'.")
        kept = kept_impact(index, build)
        with _library(desk, build) as new, _library(desk, kept.before or "") as old:
            record = new.edition(edition) if new else None
            former = next((one.old for one in kept.editions if one.edition == edition and one.op == "renamed"), edition)
            earlier, held = (old.editions.get(str(former)) if old else None), old
            if record and earlier is None and new:
                held = new
                earlier = next((new.editions[one] for one in record.replaces if one in new.editions), None)
            if record is None or new is None or earlier is None or held is None:
                raise NotFoundError(f"What '{edition}' was compared with is no longer kept.")
            pair = (earlier.edition, record.edition)
            found = compare(earlier, held.clauses(earlier.edition), record, new.clauses(edition), pair)
        rows = [(one, word_diff(one.old_text or "", one.new_text or "")) for one in found.changes]
        return page(
            desk.runtime, request, "review/changes.html", here="/review", tab="impact", build=build, before=kept.before,
            record=record, earlier=earlier, rows=rows, same=earlier.edition == record.edition,
        )  # fmt: skip

    return router


@contextmanager
def _library(desk: Desk, build: str) -> Iterator[Library | None]:
    """Open what a build holds; None where the build is no longer kept."""
    index = desk.runtime.settings.index
    if build not in build_ids(index):
        yield None
        return
    library = Library(builds_folder(index) / build / LIBRARY)
    try:
        yield library
    finally:
        library.close()


def _editions(desk: Desk, kept: Impact) -> list[ChangedEdition]:
    held = desk.runtime.build().editions if kept.build == desk.runtime.build().id else {}
    ids = build_ids(desk.runtime.settings.index)
    clauses: defaultdict[str, list[ClauseChange]] = defaultdict(list)
    ops: defaultdict[str, list[EditionChange]] = defaultdict(list)
    for change in kept.editions:
        ops[change.edition].append(change)
    for one in kept.clauses:
        clauses[one.edition].append(one)
    shown = []
    for name in sorted({*ops, *clauses}):
        counts: defaultdict[str, int] = defaultdict(int)
        for one in clauses[name]:
            counts[one.op] += 1
        kinds = {one.op for one in ops[name]}
        record = held.get(name)
        compared = kinds & {"changed", "renamed"} and kept.before in ids
        succeeds = "added" in kinds and record is not None and any(one in held for one in record.replaces)
        shown.append(
            ChangedEdition(
                name=name,
                ops=tuple(ops[name]),
                # What is said otherwise, and above all its limits, comes before what is merely new or gone.
                clauses=tuple(
                    (one, source_url(name, one.key) if record and one.op != "removed" else "")
                    for one in sorted(clauses[name], key=lambda one: (not one.values, one.op != "changed"))[
                        :MOST_CLAUSES
                    ]
                ),
                counts=dict(counts),
                url=library_url(name) if record else "",
                compare_url=f"/review/impact/{quote(kept.build, safe='')}/{quote(name, safe='')}"
                if compared or succeeds
                else "",
            )
        )
    return shown
