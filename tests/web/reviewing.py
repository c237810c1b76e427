"""What the tests of the review desk share: answers put into the ledger, and two reviewers."""

from __future__ import annotations

import re

import httpx

from assistant.answering.ask import Asker
from assistant.index.builds import open_current
from assistant.jobs.recording import record
from assistant.library.model import Answer, Citation, Outcome, Statement
from assistant.library.status import today
from assistant.records.accounts import Accounts
from assistant.records.ledger import Ledger
from assistant.settings import Settings
from tests.web.conftest import PASSWORD

SECOND = "second"


def add_reviewer(settings: Settings) -> None:
    """Make the account of a second reviewer where there is none yet."""
    accounts = Accounts(settings.data)
    if SECOND not in [one.name for one in accounts.listed()]:
        accounts.add(SECOND, PASSWORD, ["reviewer"])


def answered(settings: Settings, question: str, *keys: str, outcome: Outcome = "answered", edition: str = "") -> int:
    """Record an answer that quotes whole clauses of an edition; return its number."""
    with open_current(settings.index) as build:
        citations = []
        for n, key in enumerate(keys, 1):
            clause, held = build.clause(edition, key), build.edition(edition)
            citations.append(
                Citation(
                    n=n, edition=edition, document=held.document, title=held.title, key=key, path=clause.path,
                    label=clause.label, quote=clause.text, page=clause.page, boxes=clause.boxes,
                    text_source=clause.text_source, status="in_force", url=f"/source/{edition}/{key}",
                )
            )  # fmt: skip
        statements = tuple(Statement(text=f"{one.label}: {one.quote}", citations=(one.n,)) for one in citations)
        answer = Answer(
            question=question, language="zh", as_of=today(), build=build.id, outcome=outcome, kind="figure",
            text="\n".join(one.text for one in statements), statements=statements, citations=tuple(citations),
        )  # fmt: skip
        return record(settings, build, answer, "chat")


def asked(settings: Settings, question: str) -> int:
    """Have a question answered and recorded; return its number."""
    with open_current(settings.index) as build:
        return record(settings, build, Asker(build, settings).ask(question), "command")


def hidden(page: str) -> dict[str, str]:
    """Return the hidden fields of the form by which an answer is judged."""
    form = page[page.index('<form class="judging"') :]
    return dict(re.findall(r'<input type="hidden" name="(seen|alone)" value="(\w+)">', form))


def judge(client: httpx.Client, number: int, **fields: object) -> httpx.Response:
    """Open an answer and send the form that its page shows, filled in."""
    page = client.get(f"/review/answers/{number}").text
    return client.post(f"/review/answers/{number}", data=hidden(page) | fields)


def verdicts(settings: Settings, number: int) -> list[tuple[str, str]]:
    """Return by whom and how an answer was judged, in order."""
    said = [one for one in Ledger(settings.data).events() if one.event.kind == "verdict"]
    return [(one.by, one.event.overall) for one in said if one.event.answer == number]
