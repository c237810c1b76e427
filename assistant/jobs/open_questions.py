"""The questions that the library left open, grouped by what it lacks: a document, a subject, or a person's answer."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable
from functools import cache
from typing import Literal

from assistant.answering.phrases import PHRASES
from assistant.index.builds import Build
from assistant.library.folding import fold_text
from assistant.library.model import Answer, Model
from assistant.library.numbers import find_numbers
from assistant.records.ledger import Ledger
from assistant.records.queue import Filter, queue_of
from assistant.records.review_index import ReviewIndex
from assistant.settings import Settings

Why = Literal["document", "subject", "bureau", "other", "never"]
_ORDER: tuple[Why, ...] = ("document", "bureau", "subject", "other", "never")
_MOST = 500
"""How many open questions are looked at, the newest first."""
_NEVER = tuple(name for name in PHRASES if name.startswith("no_"))
_LACKS = ("lacks_nearest", "lacks")


class OpenQuestion(Model):
    """A question that was not answered; `bureau` where its asker wants the bureau to answer it."""

    number: int
    day: str
    question: str
    bureau: bool = False


class Group(Model):
    """Questions that miss the same: `what` is a number, a subject, or empty."""

    why: Why
    what: str
    questions: tuple[OpenQuestion, ...]


def open_questions(settings: Settings, build: Build) -> list[Group]:
    """Return the questions that nobody has closed: declined, or sent to the bureau; the largest groups first.

    Raises:
        LedgerError: the ledger cannot be read.
    """
    ledger = Ledger(settings.data)
    closed = {number for _, act in ledger.acts() for number in act.answers}
    held = _held(build)
    groups: dict[tuple[Why, str], list[OpenQuestion]] = defaultdict(list)
    names: dict[str, str] = {}
    for asked in _asked(settings, build, closed):
        entry = ledger.entry(asked.number)
        answer = getattr(entry, "answer", None)
        if isinstance(answer, Answer):
            why, key, what = _missing(answer, held)
            groups[why, key].append(asked)
            names[key] = what
    made = [Group(why=why, what=names[key], questions=tuple(asked)) for (why, key), asked in groups.items()]
    return sorted(made, key=lambda one: (_ORDER.index(one.why), -len(one.questions), one.what))


def _asked(settings: Settings, build: Build, closed: set[int]) -> Iterable[OpenQuestion]:
    found: dict[int, OpenQuestion] = {}
    with ReviewIndex(settings.data).opened(build.library, build.id) as index:
        for wanted in (Filter(reason="bureau", judged="any"), Filter(outcome="declined", reason="all", judged="any")):
            for page in range(1, _MOST):
                rows = queue_of(index, wanted, "", page).rows
                for row in rows:
                    bureau = "bureau" in row.reasons
                    asked = OpenQuestion(number=row.number, day=row.day, question=row.question, bureau=bureau)
                    found.setdefault(row.number, asked)
                if not rows or len(found) >= _MOST:
                    break
    return [found[number] for number in sorted(found, reverse=True) if number not in closed]


def _missing(answer: Answer, held: set[str]) -> tuple[Why, str, str]:
    """Return what an answer shows to be missing: how, the same for all typings, and as it was typed."""
    for number in find_numbers(answer.question):
        printed = answer.question[number.start : number.end].upper()
        if number.exact not in held and number.family not in held:
            return "document", number.exact, " ".join(printed.split())
    if answer.outcome != "declined":
        return "bureau", "", ""
    if any(answer.text.startswith(PHRASES[name][lang]) for name in _NEVER for lang in ("zh", "en")):
        return "never", "", ""
    for frame in _frames():
        if found := frame.match(answer.text):
            return "subject", fold_text(found["what"]), found["what"].strip(" “”\"'")
    return "other", "", ""


def _held(build: Build) -> set[str]:
    """Return the numbers of the library's editions, and of their families."""
    numbers = [number for record in build.editions.values() for number in find_numbers(record.number or record.edition)]
    return {name for number in numbers for name in (number.exact, number.family)}


@cache
def _frames() -> tuple[re.Pattern[str], ...]:
    """Return what recognises the sentences that say which subject the library holds no clause on."""
    return tuple(
        re.compile(re.escape(PHRASES[name][lang]).replace(r"\{what\}", "(?P<what>.+?)").replace(r"\{nearest\}", ".+?"))
        for name in _LACKS
        for lang in ("zh", "en")
    )
