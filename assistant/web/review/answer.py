"""`/review/answers/{number}`: one answer with its clauses, judged without knowing what others judged."""

from dataclasses import dataclass
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Request
from fastapi.responses import RedirectResponse, Response
from starlette.datastructures import FormData

from assistant.errors import NotFoundError
from assistant.library.status import today
from assistant.records.accounts import Account
from assistant.records.entries import Answered, Example, Feedback, Recorded, Verdict
from assistant.records.ledger import TalkedOverError
from assistant.records.queue import Filter, around, said_of
from assistant.web.accounts.sessions import signed_in
from assistant.web.pages import language_of, page
from assistant.web.review.desk import Desk, answer_url, filter_of, local_time, query_of
from assistant.web.review.judging import JUDGEMENTS, OVERALL, Draft, draft_of, places_of, read_form
from assistant.web.review.shown import standing_of, statements_of
from assistant.web.texts import t


@dataclass(frozen=True)
class Before:
    """What was said of an answer: by readers, by the reviewer who looks at it (his last), by others (their last)."""

    readers: tuple[Recorded, ...]
    mine: Recorded | None
    others: tuple[Recorded, ...]
    last: int
    """Entry of the last verdict, 0 where there is none."""
    example: int
    """Entry of the verdict that was made an evaluation question, 0 where none is."""


def answer_router(desk: Desk) -> APIRouter:
    """Return the routes of an answer's page."""
    router = APIRouter(include_in_schema=False)
    allowed = Annotated[Account, Depends(signed_in(desk.runtime, "reviewer"))]
    filled = Annotated[FormData, Depends(form_of)]

    @router.get("/review/answers/{number}")
    def answer(request: Request, number: int, account: allowed, show: bool = False, done: int = 0) -> Response:
        """Show an answer to be judged; what others judged is shown once it has been, or by `show`."""
        entry = answered(desk, number)
        before = before_of(desk, number, account.name)
        open_to_me = show or before.mine is not None
        verdict = before.mine.event if before.mine and isinstance(before.mine.event, Verdict) else None
        draft = draft_of(verdict, before.last if open_to_me else 0, desk.runtime.build())
        return _page(desk, request, entry, before, draft, account, shown=open_to_me, done=done)

    @router.post("/review/answers/{number}")
    def judge(request: Request, number: int, account: allowed, form: filled) -> Response:
        """Record a verdict and go on to the next answer; show first what others judged, if anything unseen."""
        entry = answered(desk, number)
        return _judge(desk, request, entry, account, read_form(form, entry))

    @router.post("/review/answers/{number}/example")
    def example(request: Request, number: int, account: allowed, form: filled) -> Response:
        """Make the reviewer's verdict an evaluation question, or take that back."""
        answered(desk, number)
        mine = before_of(desk, number, account.name).mine
        if mine is None:
            raise NotFoundError(f"You have given no verdict on answer {number} yet.")
        desk.ledger.write(Example(answer=number, verdict=mine.number, kept=form.get("kept") == "1"), account.name)
        return RedirectResponse(answer_url(number, filter_of(request)), status_code=303)

    return router


async def form_of(request: Request) -> FormData:
    """Return the fields of a form."""
    return await request.form()


def answered(desk: Desk, number: int) -> Answered:
    """Return a recorded answer; NotFoundError where the entry of this number is none."""
    entry = desk.ledger.entry(number)
    if not isinstance(entry, Answered):
        raise NotFoundError(f"Entry {number} of the ledger is no answer.")
    return entry


def before_of(desk: Desk, number: int, me: str) -> Before:
    """Return what was said of an answer so far."""
    with desk.index() as index:
        entries, _ = said_of(index, number)
    said = [entry for entry in map(desk.ledger.entry, entries) if isinstance(entry, Recorded)]
    last = {one.by: one for one in said if isinstance(one.event, Verdict)}
    example = 0
    for one in said:
        if isinstance(one.event, Example):
            example = one.event.verdict if one.event.kept else 0
    return Before(
        readers=tuple(one for one in said if isinstance(one.event, Feedback)),
        mine=last.pop(me, None),
        others=tuple(sorted(last.values(), key=lambda one: one.number)),
        last=max((one.number for one in said if isinstance(one.event, Verdict)), default=0),
        example=example,
    )


def _judge(desk: Desk, request: Request, entry: Answered, account: Account, draft: Draft) -> Response:
    runtime, lang, wanted = desk.runtime, language_of(request), filter_of(request)
    build = runtime.build()
    places, unread = places_of(draft, build, desk.names(), entry.answer.as_of)
    problem = t(lang, "rv_no_such_clause", lines=" / ".join(unread)) if unread else ""
    if draft.overall is None:
        problem = t(lang, "rv_no_overall")
    before = before_of(desk, entry.number, account.name)
    blind = draft.seen == 0 and before.mine is None
    if problem or draft.overall is None:
        return _page(
            desk, request, entry, before, draft, account, shown=not blind, problem=problem, status=400
        )  # fmt: skip
    digests, withdrawn = standing_of(build, entry)
    verdict = Verdict(
        answer=entry.number, overall=draft.overall, citations=draft.citations, comment=draft.comment,
        corrected=draft.corrected, clauses=places, seen=draft.seen, alone=draft.alone, digests=digests,
        withdrawn=withdrawn,
    )  # fmt: skip
    try:
        made = desk.ledger.write(verdict, account.name)
    except TalkedOverError:
        # What he judged unseen is kept with what he decides after having seen the others.
        before = before_of(desk, entry.number, account.name)
        alone = draft.alone or (draft.overall if blind and before.mine is None else None)
        draft = draft.model_copy(update={"seen": before.last, "alone": alone})
        return _page(desk, request, entry, before, draft, account, shown=True, met=True, status=409)
    if draft.example:
        desk.ledger.write(Example(answer=entry.number, verdict=made), account.name)
    with desk.index() as index:
        after = around(index, wanted, account.name, entry.number)[1]
    url = (
        answer_url(after, wanted, done=entry.number) if after else f"/review/queue{query_of(wanted, done=entry.number)}"
    )
    return RedirectResponse(url, status_code=303)


def _page(
    desk: Desk, request: Request, entry: Answered, before: Before, draft: Draft, account: Account, *, shown: bool,
    met: bool = False, problem: str = "", status: int = 200, done: int = 0,
) -> Response:  # fmt: skip
    """Show an answer with a draft of its verdict; `met` where others judged it and the reviewer has to decide."""
    wanted: Filter = filter_of(request)
    with desk.index() as index:
        earlier, later = around(index, wanted, account.name, entry.number)
        _, reasons = said_of(index, entry.number)
    values: dict[str, Any] = {
        "entry": entry, "answer": entry.answer, "before": before, "draft": draft, "others_shown": shown, "met": met,
        "problem": problem, "done": done, "reasons": reasons, "judgements": JUDGEMENTS, "overall": OVERALL,
        "statements": statements_of(desk.runtime, entry, language_of(request)), "today": today(), "me": account.name,
        "earlier": answer_url(earlier, wanted) if earlier else "", "later": answer_url(later, wanted) if later else "",
        "queue_url": f"/review/queue{query_of(wanted)}", "here_url": answer_url(entry.number, wanted),
        "show_url": answer_url(entry.number, wanted, show=1),
        "local_time": local_time,
        "example_url": f"/review/answers/{entry.number}/example{query_of(wanted)}",
    }  # fmt: skip
    return page(desk.runtime, request, "review/answer.html", status=status, here="/review", tab="queue", **values)
