"""The command line: gathers the commands and turns every error into one sentence on stderr and an exit status."""

from __future__ import annotations

import io
import os
import signal
import sys
from types import FrameType

import click

from assistant.commands import agents, asking, checking, comparing, keeping, matrix, reading, records, saving, users
from assistant.errors import AssistantError


@click.group(context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.version_option(package_name="clause-assistant")
def cli() -> None:
    """Ask standards and policy texts; every answer links to the clause it stands on."""


for command in (
    reading.parse,
    keeping.index,
    keeping.status,
    keeping.show,
    keeping.rollback,
    keeping.serve,
    asking.search,
    asking.ask,
    checking.check,
    comparing.diff,
    records.verify,
    records.impact,
    records.records,
    matrix.matrix,
    agents.mcp,
    users.users,
    saving.backup,
    saving.restore,
):
    cli.add_command(command)


def main() -> None:
    """Run the command line. Exit status: 0 done, 1 some input failed, 2 the call was wrong (CONTRACT.md)."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(encoding="utf-8", errors="replace")
    signal.signal(signal.SIGTERM, _end)
    if sys.argv[1:2] == ["index"]:
        from assistant.jobs.refresh import give_way

        give_way()
    try:
        sys.exit(cli(standalone_mode=False) or 0)
    except AssistantError as error:
        click.echo(error.message, err=True)
        sys.exit(error.exit_status)
    except click.exceptions.NoArgsIsHelpError as error:
        click.echo(error.format_message(), err=True)
        sys.exit(2)
    except click.ClickException as error:
        said = " ".join(error.format_message().split()).rstrip(".")
        click.echo(f"{said}. See 'assistant --help'.", err=True)
        sys.exit(2)
    except BrokenPipeError:
        # Whoever read the output (`| head`) has seen enough; the flush at exit must not complain either.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        sys.exit(1)
    except OSError as error:
        cause = error.strerror or str(error)
        click.echo(f"{error.filename or 'A file'} cannot be used ({cause}): check its name, rights and room.", err=True)
        sys.exit(2 if isinstance(error, NotADirectoryError | FileNotFoundError) else 1)
    except (KeyboardInterrupt, click.Abort):
        click.echo("Stopped; what was in place before is unchanged.", err=True)
        sys.exit(130)


def _end(_signal: int, _frame: FrameType | None) -> None:
    """Be ended in order, so that no reading process and no half-written build stays behind."""
    sys.exit(143)


if __name__ == "__main__":
    main()
