"""`assistant search` and `assistant ask`: ranked clauses, and answers made of them."""

from __future__ import annotations

import json
import sys
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from assistant.commands.batch import Asked, run_batch
from assistant.commands.options import (
    as_json,
    as_of_option,
    batch_option,
    index_option,
    opened,
    parse_day,
    required,
    settings_for,
    write_json,
)
from assistant.errors import UsageError, check_text
from assistant.library.model import Answer, Turn

if TYPE_CHECKING:
    from assistant.answering.ask import Asker


@click.command()
@click.argument("question", required=False)
@click.option("-k", "limit", type=click.IntRange(1, 1000), default=10, show_default=True, help="How many clauses.")
@as_of_option
@click.option("--edition", "editions", multiple=True, help="Search this edition only; may be given again.")
@click.option("--explain", is_flag=True, help="Show what spoke for each clause.")
@batch_option
@index_option
@as_json
def search(
    question: str | None,
    limit: int,
    as_of: str | None,
    editions: tuple[str, ...],
    explain: bool,
    batch: Path | None,
    index_folder: Path | None,
    json_out: bool,
) -> None:
    """Rank clauses for a question, without answering it."""
    from assistant.retrieval.explaining import lines
    from assistant.retrieval.report import Searcher

    settings, day = settings_for(index_folder), parse_day(as_of)
    check_asked(question, batch)
    with opened(settings) as build:
        searcher = Searcher(build, settings)

        def run(asked: Asked) -> dict[str, Any]:
            return searcher.report(asked.turns[-1], limit, asked.as_of or day, editions, explain, asked.id)

        if batch:
            sys.exit(0 if run_batch(batch, run) else 1)
        report = searcher.report(required(question), limit, day, editions, explain)
    if json_out:
        write_json(report)
        return
    if "understood_as" in report:
        click.echo(f"Read as: {report['understood_as']}")
    for result in report["results"]:
        click.echo(
            f"{result['rank']:>3}  {result['edition']}  {result['label']}  p.{result['page']}  {result['status']}"
        )
        click.echo(f"     {result['text'][:160]}")
        for line in lines(result.get("reasons", [])):
            click.echo(f"       {line}")


@click.command()
@click.argument("question", required=False)
@as_of_option
@click.option(
    "--history",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help='Earlier turns: a JSON list of {"question", "answer"}.',
)
@click.option("--edition", "editions", multiple=True, help="Answer from this edition only; may be given again.")
@click.option("--record", "recorded", is_flag=True, help="Write the answers to the ledger (ASSISTANT_DATA or data/).")
@batch_option
@index_option
@as_json
def ask(
    question: str | None,
    as_of: str | None,
    history: Path | None,
    editions: tuple[str, ...],
    recorded: bool,
    batch: Path | None,
    index_folder: Path | None,
    json_out: bool,
) -> None:
    """Answer a question from the clauses of the library, each sentence with its citation."""
    from assistant.answering.ask import Asker
    from assistant.jobs.recording import record

    settings, day, earlier = settings_for(index_folder), parse_day(as_of), read_history(history)
    check_asked(question, batch, history)
    with opened(settings) as build:
        asker = Asker(build, settings)

        def kept(answer: Answer) -> Answer:
            if recorded:
                record(settings, build, answer, "command")
            return answer

        if batch:
            sys.exit(
                0 if run_batch(batch, lambda asked: kept(answer_last(asker, asked, day, editions)).to_json()) else 1
            )
        answer = asker.ask(required(question), as_of=day, history=earlier, editions=editions)
        write_json(answer.to_json()) if json_out else print_answer(answer)
        kept(answer)


def check_asked(question: str | None, batch: Path | None, history: Path | None = None) -> None:
    """Raise UsageError where a call names a file of questions and, beside it, what that file would hide."""
    if batch and (question is not None or history):
        raise UsageError("A file of questions holds its own turns: leave out the question and --history with --batch.")


def answer_last(asker: Asker, asked: Asked, day: date | None = None, editions: tuple[str, ...] = ()) -> Answer:
    """Answer the turns one after the other, each with those before as its history; return the last answer.

    `day` is what the answers speak for where the line names no day of its own.
    """
    history: list[Turn] = []
    as_of = asked.as_of or day
    for turn in asked.turns[:-1]:
        answer = asker.ask(turn, as_of=as_of, history=history, editions=editions)
        history.append(Turn(question=turn, answer=answer.text))
    return asker.ask(asked.turns[-1], as_of=as_of, history=history, id=asked.id, editions=editions)


def read_history(path: Path | None) -> tuple[Turn, ...]:
    """Read earlier turns from a JSON list of {"question", "answer"}."""
    if path is None:
        return ()
    try:
        turns = json.loads(path.read_text("utf-8-sig"))
        if not isinstance(turns, list):
            raise TypeError(f"a list is wanted, not {type(turns).__name__}")
        history = tuple(Turn.model_validate(turn) for turn in turns)
        check_text(*(turn.question + turn.answer for turn in history))
        return history
    except (ValueError, TypeError, RecursionError) as error:
        raise UsageError(f'{path} is no history: write a JSON list of {{"question", "answer"}}.') from error


def print_answer(answer: Answer) -> None:
    """Print an answer for a person: text, choices, sources, notes."""
    click.echo(answer.text)
    for choice in answer.choices or ():
        click.echo(f"  ? {choice}")
    for cited in answer.citations:
        place = f"{cited.title} {cited.label} (p.{cited.page}, {cited.status})"
        click.echo(f"  [{cited.n}] {place}: {cited.quote}")
    for note in answer.notes:
        click.echo(f"  * {note.message}")
