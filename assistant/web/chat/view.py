"""A conversation as the chat shows it: statements cut at their citation numbers, sources beside them."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from pydantic import BaseModel, Field, ValidationError
from pydantic_core import PydanticSerializationError

from assistant.errors import AssistantError, NotFoundError, check_text
from assistant.library.model import Answer, Citation, Note, Statement, Turn
from assistant.library.status import today
from assistant.web.chat.examples import Group
from assistant.web.pages import fragment
from assistant.web.runtime import Runtime
from assistant.web.texts import Lang, t
from assistant.web.views import CitedSource, badge, cited_source

REASONS = ("wrong_figure", "wrong_edition", "wrong_clause", "incomplete", "unclear", "other")
"""What may be wrong with an answer."""
MOST_KEPT = 30
"""Exchanges that a browser keeps of a conversation."""
_NUMBER = re.compile(r"\s*\[(\d{1,3})\]")


@dataclass(frozen=True, slots=True)
class Part:
    """A piece of a statement: plain text, a citation to click, or a number whose source is still to come."""

    text: str = ""
    n: int = 0
    url: str = ""
    title: str = ""
    pending: int = 0


@dataclass
class Exchange:
    """One question of a conversation with what is known of its answer so far."""

    number: int
    question: str
    statements: list[Statement] = field(default_factory=list)
    answer: Answer | None = None
    error: str = ""
    token: str | None = None
    """Of the answer's permanent address."""

    def to_browser(self) -> dict[str, Any]:
        """Return what the browser keeps of it."""
        answer = self.answer.to_json() if self.answer else None
        return {"question": self.question, "answer": answer, "token": self.token}

    def turn(self) -> Turn:
        """Return the exchange as the asker takes earlier turns."""
        return Turn(question=self.question, answer=self.answer.text if self.answer else "")


def restored(kept: object) -> list[Exchange]:
    """Return the answered exchanges that a browser kept, the last ones; what is none of ours is left out."""
    exchanges: list[Exchange] = []
    for one in (kept if isinstance(kept, list) else [])[-MOST_KEPT:]:
        try:
            back = _Kept.model_validate(one)
            check_text(back.model_dump_json())
        except (ValidationError, PydanticSerializationError, AssistantError):
            continue
        number = len(exchanges) + 1
        exchanges.append(Exchange(number, back.question, answer=back.answer, token=back.token))
    return exchanges


class _Kept(BaseModel):
    """What a browser sends back of an exchange."""

    question: str = Field(max_length=100_000)
    answer: Answer
    token: str | None = Field(None, pattern=r"^[\w-]{24}$")


@dataclass(frozen=True)
class ShownTurn:
    """What the templates show of an exchange."""

    number: int
    question: str
    statements: list[list[Part]]
    running: bool
    error: str
    outcome: str
    understood_as: str | None
    notes: tuple[Note, ...]
    choices: tuple[str, ...]
    speaks_for: str
    token: str | None
    sources: list[CitedSource]


def conversation_html(
    runtime: Runtime, exchanges: Sequence[Exchange], lang: Lang, examples: Sequence[Group] = ()
) -> str:
    """Render the conversation, or the welcome with its example questions."""
    turns = [shown_turn(runtime, one, lang) for one in exchanges]
    return fragment("chat/conversation.html", lang, turns=turns, examples=examples)


def documents_html(runtime: Runtime, chosen: Sequence[str], lang: Lang) -> str:
    """Render the choice of the documents to answer from, each with its status today."""
    try:
        build = runtime.build()
    except AssistantError:
        return ""
    rows = [
        {
            "edition": record.edition,
            "name": record.number or record.title,
            "title": record.title if record.number else "",
            "badge": badge(record, today(), lang, build),
            "chosen": record.edition in chosen,
        }
        for record in sorted(build.editions.values(), key=lambda record: (record.document, record.edition))
    ]
    return fragment("chat/documents.html", lang, rows=rows)


def sources_html(runtime: Runtime, exchanges: Sequence[Exchange], lang: Lang) -> str:
    """Render the source panel: the sources of every turn, those of the last one shown."""
    turns = [shown_turn(runtime, one, lang) for one in exchanges]
    return fragment("chat/sources.html", lang, turns=turns)


def dialogs_html(lang: Lang) -> str:
    """Render the dialogs by which readers say what is wrong, and the line that tells what was done."""
    return fragment("chat/dialogs.html", lang, reasons=REASONS)


def shown_turn(runtime: Runtime, exchange: Exchange, lang: Lang) -> ShownTurn:
    """Return what the templates show of an exchange."""
    answer = exchange.answer
    sources = _sources(runtime, answer, lang) if answer else []
    by_number = {source.citation.n: source for source in sources}
    statements = list(answer.statements) if answer else exchange.statements
    return ShownTurn(
        number=exchange.number,
        question=exchange.question,
        statements=[_parts(one, by_number, lang) for one in statements],
        running=answer is None and not exchange.error,
        error=exchange.error,
        outcome=answer.outcome if answer else "",
        understood_as=answer.understood_as if answer and answer.understood_as != exchange.question else None,
        notes=answer.notes if answer else (),
        choices=(answer.choices or ()) if answer else (),
        speaks_for=t(lang, "speaks_for", as_of=answer.as_of, build=answer.build) if answer else "",
        token=exchange.token,
        sources=sources,
    )


def _sources(runtime: Runtime, answer: Answer, lang: Lang) -> list[CitedSource]:
    shown: list[CitedSource] = []
    for citation in answer.citations:
        try:
            shown.append(cited_source(runtime, citation, answer.as_of, lang))
        except NotFoundError:
            # The library was rebuilt without this edition since the answer was given: its number stays unlinked.
            continue
    return shown


def _parts(statement: Statement, sources: dict[int, CitedSource], lang: Lang) -> list[Part]:
    """Cut a statement at the numbers of its own citations; numbers that its text does not show come at its end."""
    parts: list[Part] = []
    shown: set[int] = set()
    at = 0
    for match in _NUMBER.finditer(statement.text):
        number = int(match.group(1))
        if number not in statement.citations:
            continue
        parts += [Part(text=statement.text[at : match.start()]), _cited(number, sources, lang)]
        shown.add(number)
        at = match.end()
    parts.append(Part(text=statement.text[at:]))
    parts += [_cited(number, sources, lang) for number in statement.citations if number not in shown]
    return [part for part in parts if part.text or part.n or part.pending]


def _cited(number: int, sources: dict[int, CitedSource], lang: Lang) -> Part:
    if number not in sources:
        return Part(pending=number)
    source = sources[number]
    citation: Citation = source.citation
    title = t(lang, "cite_title", n=number, title=citation.title, label=citation.label)
    return Part(n=number, url=source.url, title=title)
