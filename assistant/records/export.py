"""The ledger as tables, as lines of JSON, and its verdicts as questions for evaluations."""

from __future__ import annotations

import csv
import io
import json
from collections import defaultdict
from collections.abc import Iterable, Iterator
from typing import Any, Literal

from assistant.records.entries import Answered, Example, Overall, Recorded, Verdict
from assistant.records.ledger import Ledger

Form = Literal["csv", "jsonl", "questions"]
_COLUMNS = (
    "number", "at", "channel", "question", "as_of", "build", "outcome", "text", "citations", "writer", "hash", "said",
    "verdicts",
)  # fmt: skip
_TYPES = {
    "figure": "LIM", "status": "STA", "list": "ELI", "compare": "CMP", "definition": "DEF", "scope": "SCO",
    "time": "TIM",
}  # fmt: skip
"""The names that evaluation questions have for kinds of answers."""


def lines(ledger: Ledger, form: Form) -> Iterator[str]:
    """Yield the ledger in a form, oldest first, in pieces that end a line."""
    if form == "csv":
        yield from _csv(ledger)
    elif form == "jsonl":
        for entry in ledger.entries():
            yield json.dumps(entry.to_json(), ensure_ascii=False) + "\n"
    else:
        for question in questions(ledger):
            yield json.dumps(question, ensure_ascii=False) + "\n"


def questions(ledger: Ledger) -> list[dict[str, Any]]:
    """Return the evaluation questions that reviewers made of verdicts, in the shape of `evals/reviewed.jsonl`."""
    answers: dict[int, Answered] = {}
    verdicts: dict[int, Verdict] = {}
    kept: dict[int, int] = {}
    for entry in ledger.entries():
        if isinstance(entry, Answered):
            answers[entry.number] = entry
        elif isinstance(entry.event, Verdict):
            verdicts[entry.number] = entry.event
        elif isinstance(entry.event, Example):
            kept.pop(entry.event.answer, None)
            if entry.event.kept:
                kept[entry.event.answer] = entry.event.verdict
    return [
        question_of(answers[number], verdicts[verdict])
        for number, verdict in sorted(kept.items())
        if number in answers and verdict in verdicts
    ]


def questions_of(ledger: Ledger, kept: Iterable[tuple[int, int]]) -> list[dict[str, Any]]:
    """Return the evaluation questions of some answers, given with the entries of their verdicts."""
    found = [(ledger.entry(number), ledger.entry(verdict)) for number, verdict in kept]
    return [
        question_of(answered, judged.event)
        for answered, judged in found
        if isinstance(answered, Answered) and isinstance(judged, Recorded) and isinstance(judged.event, Verdict)
    ]


def question_of(entry: Answered, verdict: Verdict) -> dict[str, Any]:
    """Return an answer and its verdict as a question with the outcome expected and the clauses that carry it.

    No pattern of a fact can be told from a verdict: `must` and `must_not` are for a person to fill in.
    """
    answer = entry.answer
    evidence = [
        {"edition": one.edition, "path": list(one.path)} for one in answer.citations if _carries(one.n, verdict)
    ]
    evidence += [{"edition": one.edition, "path": list(one.path)} for one in verdict.clauses]
    expect = _EXPECTED.get(verdict.overall, answer.outcome)
    unique = [one for i, one in enumerate(evidence) if one not in evidence[:i]] if expect == "answered" else []
    return {
        "id": f"R{entry.number}",
        "lang": answer.language,
        "type": _TYPES.get(answer.kind or "", "OTH") if expect != "declined" else "OOS",
        "cross_lingual": False,
        "as_of": answer.as_of.isoformat(),
        "turns": [answer.understood_as or answer.question],
        "expect": expect,
        "must": [],
        "must_not": [],
        "evidence": unique,
        "evidence_mode": "any",
        "verdict": verdict.overall,
        **({"corrected": verdict.corrected} if verdict.corrected else {}),
        **({"comment": verdict.comment} if verdict.comment else {}),
    }


_EXPECTED: dict[Overall, str] = {"wrong": "answered", "incomplete": "answered", "should_decline": "declined"}


def _carries(n: int, verdict: Verdict) -> bool:
    """Whether a cited clause is one that answers the question: found right, or not found wrong in a right answer."""
    judged = verdict.citations.get(n)
    return judged in ("right", "missing_condition") or (judged is None and verdict.overall == "right")


def _csv(ledger: Ledger) -> Iterator[str]:
    said = _said_of(ledger.events())
    yield _line_of(_COLUMNS)
    for answered in ledger.answers():
        yield _line_of([*_row(answered), *said[answered.number]])


def _line_of(cells: Iterable[object]) -> str:
    line = io.StringIO()
    csv.writer(line, lineterminator="\n").writerow([_cell(value) for value in cells])
    return line.getvalue()


def _said_of(events: Iterable[Recorded]) -> dict[int, tuple[str, str]]:
    """Return what readers and reviewers said, by number of the answer."""
    said: defaultdict[int, tuple[str, str]] = defaultdict(lambda: ("", ""))
    for one in events:
        event = one.event
        if event.kind == "feedback":
            readers, reviewers = said[event.answer]
            said[event.answer] = (_added(readers, event.said, event.reason, event.comment), reviewers)
        elif event.kind == "verdict":
            readers, reviewers = said[event.answer]
            cited = " ".join(f"[{n}] {judged}" for n, judged in sorted(event.citations.items()))
            line = _added(reviewers, f"{one.by}: {event.overall}", cited, event.comment, event.corrected)
            said[event.answer] = (readers, line)
    return said


def _added(before: str, *parts: str) -> str:
    line = "; ".join(part for part in parts if part)
    return f"{before}\n{line}" if before else line


def _row(entry: Answered) -> list[object]:
    answer = entry.answer
    cited = "\n".join(f"[{one.n}] {one.edition} {one.key}: {one.quote}" for one in answer.citations)
    kept = (answer.question, answer.as_of, answer.build, answer.outcome, answer.text, cited, answer.writer)
    return [entry.number, entry.at, entry.channel, *kept, entry.hash]


def _cell(value: object) -> object:
    """Return a cell that a spreadsheet takes for text: what anybody may ask must not be run as a formula."""
    return f"'{value}" if isinstance(value, str) and value.startswith(("=", "+", "-", "@", "\t", "\r")) else value
