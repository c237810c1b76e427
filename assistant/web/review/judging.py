"""The form by which an answer is judged: read, kept as a draft where it cannot be taken yet, turned into a verdict."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, get_args

from pydantic import Field, ValidationError
from starlette.datastructures import FormData

from assistant.errors import UsageError, check_text
from assistant.library.model import Model
from assistant.records.entries import Answered, Judgement, Overall, Place, Verdict
from assistant.retrieval.cited import read_citation

if TYPE_CHECKING:
    from assistant.index.builds import Build
    from assistant.retrieval.naming import EditionNames

JUDGEMENTS: tuple[Judgement, ...] = get_args(Judgement)
OVERALL: tuple[Overall, ...] = get_args(Overall)
MOST_COMMENT, MOST_CORRECTED, MOST_CLAUSES = 4_000, 20_000, 2_000
"""Characters that the fields take."""


class Draft(Model):
    """What a reviewer filled in. `seen` and `alone` are as in Verdict; `clauses` is as typed, a citation a line."""

    overall: Overall | None = None
    citations: dict[int, Judgement] = Field(default_factory=dict)
    comment: str = Field("", max_length=MOST_COMMENT)
    corrected: str = Field("", max_length=MOST_CORRECTED)
    clauses: str = Field("", max_length=MOST_CLAUSES)
    seen: int = 0
    alone: Overall | None = None
    example: bool = False


def read_form(form: FormData, entry: Answered) -> Draft:
    """Read the form of an answer; UsageError where a field holds what our page does not offer."""
    given = {name: str(value).replace("\r\n", "\n").strip() for name, value in form.items() if isinstance(value, str)}
    check_text(*given.values())
    cited = {one.n: given[f"c{one.n}"] for one in entry.answer.citations if given.get(f"c{one.n}")}
    fields = {name: given[name] for name in Draft.model_fields if given.get(name)}
    try:
        return Draft.model_validate(fields | {"citations": cited})
    except ValidationError as error:
        wrong = error.errors()[0]
        raise UsageError(f"{wrong['loc'][0]}: {wrong['msg']}.") from error


def draft_of(verdict: Verdict | None, seen: int, build: Build | None = None) -> Draft:
    """Return the form filled with an earlier verdict of the same reviewer, empty where there is none."""
    if verdict is None:
        return Draft(seen=seen)
    clauses = "\n".join(f"{_named(build, one.edition)} {'.'.join(one.path)}" for one in verdict.clauses)
    return Draft(
        overall=verdict.overall, citations=verdict.citations, comment=verdict.comment, corrected=verdict.corrected,
        clauses=clauses, seen=seen,
    )  # fmt: skip


def places_of(draft: Draft, build: Build, names: EditionNames, day: date) -> tuple[tuple[Place, ...], list[str]]:
    """Return the clauses that the reviewer names, and the lines that name none."""
    places: list[Place] = []
    unread: list[str] = []
    for line in filter(str.strip, draft.clauses.splitlines()):
        found = [(one.record.edition, one.clause) for one in read_citation(line, build, names, day).places]
        places += [Place(edition=name, key=one.key, path=one.path) for name, one in found if one]
        if not any(one for _, one in found):
            unread.append(line.strip())
    return tuple(dict.fromkeys(places)), unread


def _named(build: Build | None, edition: str) -> str:
    record = build.editions.get(edition) if build else None
    return (record.number or record.title) if record else edition
