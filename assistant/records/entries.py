"""What the ledger holds: answers, what readers said of them, reviewers' verdicts, what maintainers did."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from assistant.library.model import Answer, Model

Judgement = Literal["right", "wrong_clause", "wrong_edition", "quote_does_not_support", "missing_condition"]
Overall = Literal["right", "wrong", "incomplete", "should_decline"]


class Place(Model):
    """A clause, by edition and key, with its path as it was."""

    edition: str
    key: str
    path: tuple[str, ...]


class Answered(Model):
    """A recorded answer. `digests` are those of the cited clauses when it was given, by number of the citation."""

    number: int
    at: str
    """Time of writing, ISO, UTC."""
    channel: str
    """`chat`, `api`, `command`, `mcp`."""
    answer: Answer
    digests: dict[int, str]
    hash: str


class Feedback(Model):
    """What a reader of the chat said of an answer: thumbs with a reason, or that the bureau be asked."""

    kind: Literal["feedback"] = "feedback"
    answer: int
    said: Literal["up", "down", "ask_bureau"]
    reason: str = ""
    comment: str = ""


class Verdict(Model):
    """A reviewer's judgement of an answer; the last one of each reviewer counts."""

    kind: Literal["verdict"] = "verdict"
    answer: int
    overall: Overall
    citations: dict[int, Judgement] = Field(default_factory=dict)
    """By number of the citation."""
    comment: str = ""
    corrected: str = ""
    """The answer as it should have been."""
    seen: int = 0
    """Entry of the last verdict on this answer that its writer had seen; a later one by then is never talked over."""
    alone: Overall | None = None
    """What its writer had judged before the others' verdicts were shown to him, where there were any."""
    clauses: tuple[Place, ...] = ()
    """The clauses that answer the question, where the answer cites others."""
    digests: dict[int, str] = Field(default_factory=dict)
    """Those of the cited clauses when it was given, by number of the citation; empty where a clause was gone."""
    withdrawn: tuple[int, ...] = ()
    """The citations whose edition was no longer in force when it was given."""


class Example(Model):
    """A verdict made a question for evaluations, or, where not `kept`, no longer one."""

    kind: Literal["example"] = "example"
    answer: int
    verdict: int
    """Its entry."""
    kept: bool = True


class Act(Model):
    """What somebody did to the library or the accounts: `what` in a word, `detail` for people to read."""

    kind: Literal["act"] = "act"
    what: Literal["uploaded", "accepted", "discarded", "edited", "published", "rolled_back", "account", "closed"]
    detail: str
    build: str | None = None
    answers: tuple[int, ...] = ()
    """The recorded answers whose questions were `closed`."""


Event = Annotated[Feedback | Verdict | Example | Act, Field(discriminator="kind")]


class Recorded(Model):
    """An entry that is no answer. `by` is the account, or `chat` for readers, who have none."""

    number: int
    at: str
    by: str
    event: Event
    hash: str
