"""Commands over what is kept: `verify` checks it, `impact` says what changed, `records export` gives the ledger."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from assistant.commands.options import as_json, index_option, settings_for, write_json

if TYPE_CHECKING:
    from assistant.records.export import Form


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
        values = "; ".join(f"{one.old} → {one.new}" for one in clause.values)
        click.echo(f"  {clause.op:<8} {clause.edition} {clause.label}  {values}".rstrip())
    for touched in made.answers:
        click.echo(f"review answer {touched.number} ({touched.question}): {'; '.join(touched.why)}")
    for asked in made.questions:
        click.echo(f"evidence moved: question {asked}")


@click.group()
def records() -> None:
    """The ledger: answers recorded by `serve` and by `ask --record`, what was said of them, what was done."""


@records.command()
@click.option(
    "--format", "form", type=click.Choice(["csv", "jsonl", "questions"]), default="csv", show_default=True,
    help="csv: the answers with verdicts; jsonl: each entry; questions: the verdicts made evaluation questions.",
)  # fmt: skip
def export(form: Form) -> None:
    """Write the ledger to the standard output, oldest first."""
    from assistant.records.export import lines
    from assistant.records.ledger import Ledger

    for line in lines(Ledger(settings_for().data), form):
        click.echo(line, nl=False)
