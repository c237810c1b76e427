"""Commands over what is kept: `verify` checks it, `impact` says what changed, `records export` gives the ledger."""

from __future__ import annotations

import csv
import sys
from collections import defaultdict
from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING

import click

from assistant.commands.options import as_json, index_option, settings_for, write_json

if TYPE_CHECKING:
    from assistant.records.entries import Answered, Recorded

_COLUMNS = (
    "number", "at", "channel", "question", "as_of", "build", "outcome", "text", "citations", "writer", "hash", "said",
    "verdicts",
)  # fmt: skip


@click.command()
@index_option
@as_json
def verify(index_folder: Path | None, json_out: bool) -> None:
    """Check every stored hash, count and quote: builds, the PDFs they were made of, recorded answers."""
    from assistant.jobs.verify import verify as check

    report = check(settings_for(index_folder))
    if json_out:
        write_json(report.to_json())
    else:
        for problem in report.problems:
            click.echo(f"{problem.what} ({problem.where})")
        looked_at = ", ".join(f"{count} {what}" for what, count in report.checked.items())
        click.echo(f"{'All is well' if report.ok else f'{len(report.problems)} problems'}: {looked_at} checked.")
    if not report.ok:
        sys.exit(1)


@click.command()
@click.argument("build", required=False)
@click.option(
    "--questions",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help='Evaluation questions whose evidence may have moved: {"id", "evidence": [{"edition", "path"}]} a line.',
)
@index_option
@as_json
def impact(build: str | None, questions: Path | None, index_folder: Path | None, json_out: bool) -> None:
    """Say what a re-index changed, and which recorded answers are to be reviewed again.

    BUILD is the current one unless given; it is compared with the build that was current before it.
    """
    from assistant.jobs.impact import impact as report

    made = report(settings_for(index_folder), build, questions)
    if json_out:
        write_json(made.to_json())
        return
    click.echo(f"Build {made.build}, before it {made.before or 'none'}")
    for edition in made.editions:
        moved = f": {edition.old} → {edition.new}" if edition.old else ""
        click.echo(f"{edition.op:<8} {edition.edition}{moved}")
    for clause in made.clauses:
        values = "; ".join(f"{one.old} → {one.new} {one.unit}" for one in clause.values)
        click.echo(f"  {clause.op:<8} {clause.edition} {clause.label}  {values}".rstrip())
    for touched in made.answers:
        click.echo(f"review answer {touched.number} ({touched.question}): {'; '.join(touched.why)}")
    for asked in made.questions:
        click.echo(f"evidence moved: question {asked}")


@click.group()
def records() -> None:
    """The ledger: answers recorded by `serve` and by `ask --record`, what was said of them, what was done."""


@records.command()
@click.option("--format", "form", type=click.Choice(["csv", "jsonl"]), default="csv", show_default=True)
def export(form: str) -> None:
    """Write the ledger to the standard output, oldest first: as JSONL each entry, as CSV the answers with verdicts."""
    from assistant.records.ledger import Ledger

    ledger = Ledger(settings_for().data)
    if form == "jsonl":
        for entry in ledger.entries():
            write_json(entry.to_json())
        return
    said = _said_of(ledger.events())
    writer = csv.writer(sys.stdout, lineterminator="\n")
    writer.writerow(_COLUMNS)
    for answered in ledger.answers():
        writer.writerow([_cell(value) for value in [*_row(answered), *said[answered.number]]])


def _said_of(events: Iterable[Recorded]) -> dict[int, tuple[str, str]]:
    """Return what readers and reviewers said, by number of the answer."""
    said: defaultdict[int, tuple[str, str]] = defaultdict(lambda: ("", ""))
    for one in events:
        event = one.event
        if event.kind == "feedback":
            readers, reviewers = said[event.answer]
            said[event.answer] = (_line(readers, event.said, event.reason, event.comment), reviewers)
        elif event.kind == "verdict":
            readers, reviewers = said[event.answer]
            cited = " ".join(f"[{n}] {judged}" for n, judged in sorted(event.citations.items()))
            line = _line(reviewers, f"{one.by}: {event.overall}", cited, event.comment, event.corrected)
            said[event.answer] = (readers, line)
    return said


def _line(before: str, *parts: str) -> str:
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
