"""What an agent may call: the commands of the same names, with their JSON, and nothing that writes.

The docstrings and the descriptions of the arguments are what an agent reads when it chooses a tool.
"""

from __future__ import annotations

from typing import Annotated, Any

from pydantic import Field

from assistant.errors import check_text
from assistant.library.model import Turn
from assistant.library.status import status_report, today
from assistant.web.runtime import Runtime, parse_as_of

Day = Annotated[
    str | None, Field(description="The day to speak for, as YYYY-MM-DD; today in Asia/Shanghai unless given.")
]
EditionId = Annotated[str, Field(description="Id of an edition as `status` lists it, such as gb-18580-2025.")]

_OUTLINE = {"key", "path", "label", "kind", "title", "page"}


class Tools:
    """The tools over the current build of an index; each returns the JSON of the command of its name."""

    def __init__(self, runtime: Runtime) -> None:
        self._runtime = runtime

    def search(
        self,
        question: Annotated[str, Field(description="A question or key words, in Chinese or English.")],
        k: Annotated[int, Field(ge=1, le=100, description="How many clauses.")] = 10,
        as_of: Day = None,
        editions: Annotated[tuple[str, ...], Field(description="Search these editions only.")] = (),
        explain: Annotated[bool, Field(description="Add what spoke for each clause.")] = False,
    ) -> dict[str, Any]:
        """Find the clauses of standards, laws and rules that fit a question, best first, without answering it.

        Each result has its edition, key, label ("4.2.1", "第八条"), text, page and status on the day. Use `ask` for an
        answer with checked quotes; use this to read around a subject or to find a clause to `show`.
        """
        from assistant.retrieval.report import Searcher

        self._runtime.check_question(question)
        check_text(*editions)
        searcher = Searcher(self._runtime.build(), self._runtime.settings)
        return searcher.report(question, k, parse_as_of(as_of), editions, explain)

    def ask(
        self,
        question: Annotated[str, Field(description="One complete question, in Chinese or English.")],
        as_of: Day = None,
        history: Annotated[tuple[Turn, ...], Field(max_length=50, description="Earlier turns, oldest first.")] = (),
        editions: Annotated[tuple[str, ...], Field(description="Answer from these editions only, by id.")] = (),
    ) -> dict[str, Any]:
        """Answer a question from the clauses of the library: every statement carries the citations it stands on.

        `outcome` is `answered`, `declined` (the library does not hold it: say so, do not fill in) or `clarify` (choose
        one of `choices` and ask that). Quotes are verbatim; `notes` say what is superseded, upcoming or fictional. No
        compliance verdict is given.
        """
        self._runtime.check_question(question)
        check_text(*(turn.question + turn.answer for turn in history), *editions)
        asker = self._runtime.asker()
        return asker.ask(question, as_of=parse_as_of(as_of), history=history, editions=editions).to_json()

    def check(
        self,
        text: Annotated[str, Field(description="The text to judge: an answer, a claim, a draft letter.")],
        as_of: Day = None,
    ) -> dict[str, Any]:
        """Judge each sentence of a text against the library.

        Each is `supported`, `contradicted` (with what it said and what the clause says), `outdated` (true of an edition
        that no longer holds) or `not_found`, with the clauses it was judged by. Use it on your own draft before you
        send it.
        """
        check_text(text)
        return self._runtime.checker().check(text, parse_as_of(as_of)).to_json()

    def show(
        self,
        edition: EditionId,
        clause: Annotated[
            str | None, Field(description="Key or label of one clause, such as 4/2/1, 4.2.1, 第八条 or Table 1.")
        ] = None,
        as_of: Day = None,
        outline: Annotated[bool, Field(description="Of an edition, only its contents: no texts, no boxes.")] = False,
    ) -> dict[str, Any]:
        """Show one clause whole, or an edition's record with its list of clauses.

        A clause comes with its text, page, boxes, table cells and references with what they lead to on the day. An
        edition may be long: ask for its `outline` first.
        """
        self._runtime.edition(edition)
        build, day = self._runtime.build(), parse_as_of(as_of) or today()
        if clause:
            return build.links.with_links(edition, build.find_clause(edition, clause), day)
        clauses = build.clauses(edition)
        if outline:
            told = [one.model_dump(mode="json", include=_OUTLINE, exclude_none=True) for one in clauses]
        else:
            told = [build.links.with_links(edition, one, day) for one in clauses]
        return build.edition(edition).to_json() | {"clauses": told}

    def status(self, as_of: Day = None) -> dict[str, Any]:
        """List the editions of the library: number, title, status on a day, dates, what each replaces, how well read.

        Call this first to learn which documents there are and what their ids are.
        """
        build = self._runtime.build()
        return status_report(build.id, build.editions, build.failed, build.warnings, parse_as_of(as_of))

    def diff(self, old: EditionId, new: EditionId) -> dict[str, Any]:
        """Compare two editions clause by clause: added, removed, changed, moved, split, merged.

        Changed values come as old and new with unit and direction: `stricter`, `looser` or `other`.
        """
        from assistant.revision.compare import compare

        one, other, build = self._runtime.edition(old), self._runtime.edition(new), self._runtime.build()
        return compare(one, build.clauses(old), other, build.clauses(new), (old, new)).to_json()

    def matrix(
        self,
        asked: Annotated[str, Field(description="An edition's id, a document's number, or a product, such as 人造板.")],
        as_of: Day = None,
    ) -> dict[str, Any]:
        """List limits that a standard or the documents on a product set: indicator, value, unit, condition, clause.

        A limit read with doubt is absent, with the reason in `doubts`: look at its page, do not fill it in.
        This judges no compliance.
        """
        from assistant.jobs.matrix import matrix

        return matrix(self._runtime.build(), asked, parse_as_of(as_of)).to_json()

    def applies(
        self,
        product: Annotated[str, Field(description="A product, such as 家具 or furniture; may be left out.")] = "",
        role: Annotated[
            str,
            Field(
                description="maker, seller, importer, applicant, holder, body (certification body), laboratory,"
                " discharger or authority; may be left out."
            ),
        ] = "",
        as_of: Day = None,
    ) -> dict[str, Any]:
        """List the documents that apply to a product and a role, what binds first, with what they ask of the role.

        Every line is quoted from its clause. An empty list means that the library does not say.
        """
        from assistant.jobs.applying.applies import applies

        return applies(self._runtime.build(), product, role, parse_as_of(as_of)).to_json()

    def checklist(
        self,
        product: Annotated[str, Field(description="A product, or the id of a rule or law.")],
        as_of: Day = None,
    ) -> dict[str, Any]:
        """List conditions, steps, documents and time limits of an application, each quoted from its clause.

        `silent` names the parts on which the library says nothing: add nothing to them.
        """
        from assistant.jobs.applying.checklist import checklist

        return checklist(self._runtime.build(), product, parse_as_of(as_of)).to_json()

    def impact(
        self, build: Annotated[str | None, Field(description="Id of a build; the current one unless given.")] = None
    ) -> dict[str, Any]:
        """Say what the last re-index changed: editions, clauses, values, and the recorded answers they touch."""
        from assistant.jobs.impact import impact

        return impact(self._runtime.settings, build).to_json()
