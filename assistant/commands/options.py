"""Options and small helpers that several commands share."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click
from pydantic import ValidationError

from assistant.errors import UsageError, check_text
from assistant.settings import Settings

if TYPE_CHECKING:
    from assistant.index.builds import Build

as_json = click.option("--json", "json_out", is_flag=True, help="Print one JSON object and nothing else.")
index_option = click.option(
    "--index", "index_folder", type=click.Path(path_type=Path), help="Folder of the index; ASSISTANT_INDEX or indexes/."
)
as_of_option = click.option(
    "--as-of", metavar="DATE", help="The day to speak for, as YYYY-MM-DD; today (Asia/Shanghai) unless given."
)
batch_option = click.option(
    "--batch",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help='File with one {"id", "turns": [...], "as_of"?} a line; prints one JSON object a line.',
)


def settings_for(index: Path | None = None, corpus: Path | None = None) -> Settings:
    """Return the settings of the environment, with the folders that the call names put over them.

    Raises UsageError where the environment sets something to what it cannot be.
    """
    given = {name: folder for name, folder in (("index", index), ("corpus", corpus)) if folder is not None}
    try:
        return Settings().model_copy(update=given)
    except ValidationError as error:
        # What was set stays unsaid: some settings are keys.
        wrong = "; ".join(f"ASSISTANT_{str(one['loc'][0]).upper()} ({one['msg']})" for one in error.errors())
        raise UsageError(f"The environment sets what cannot be used: {wrong}. Set it anew or unset it.") from error


def parse_day(text: str | None) -> date | None:
    """Read an ISO date; UsageError where it is none."""
    try:
        return date.fromisoformat(text) if text else None
    except ValueError as error:
        raise UsageError(f"'{text}' is not a date: write it as YYYY-MM-DD, such as 2026-06-01.") from error


def required(question: str | None) -> str:
    """Return the question; UsageError where none was given, or one that is no text."""
    if question is None:
        raise UsageError("No question was given: write it in quotes after the command, or name a file with --batch.")
    check_text(question)
    return question


def write_json(value: Any) -> None:
    """Print one JSON object on a line of its own, Chinese as it is."""
    click.echo(json.dumps(value, ensure_ascii=False))


@contextmanager
def opened(settings: Settings) -> Iterator[Build]:
    """Open the current build of the index and close it after use."""
    from assistant.index.builds import open_current

    build = open_current(settings.index)
    try:
        yield build
    finally:
        build.close()
