"""Commands that keep the library: index, status, show, rollback, serve."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from assistant.commands.listing import print_clause, print_edition
from assistant.commands.options import as_json, as_of_option, index_option, opened, parse_day, settings_for, write_json
from assistant.library.status import today


@click.command()
@click.argument("corpus", required=False, type=click.Path(exists=True, file_okay=False, path_type=Path))
@click.option("--anew", is_flag=True, help="Make a new build even where nothing has changed: the current is damaged.")
@index_option
@as_json
def index(corpus: Path | None, anew: bool, index_folder: Path | None, json_out: bool) -> None:
    """Bring the index up to date with a folder of PDFs; unchanged documents cost nothing.

    CORPUS is read recursively; ASSISTANT_CORPUS or corpus/ unless given.
    """
    from assistant.commands.progress import terminal_progress
    from assistant.jobs.refresh import refresh

    settings = settings_for(index_folder, corpus)
    with terminal_progress() as progress:
        report = refresh(settings.corpus, settings.index, settings=settings, progress=progress, anew=anew)
    if json_out:
        write_json(report.to_json())
    else:
        counts = ", ".join(f"{count} {what}" for what, count in report.documents.items())
        click.echo(f"Build {report.build}: {counts}; {report.clauses['total']} clauses; {report.seconds:.1f} s")
    for warning in report.warnings:
        click.echo(warning, err=True)
    for failed in report.failed:
        click.echo(f"not indexed ({failed.code}): {failed.message}", err=True)
    if report.failed:
        sys.exit(1)


@click.command()
@as_of_option
@index_option
@as_json
def status(as_of: str | None, index_folder: Path | None, json_out: bool) -> None:
    """List the editions of the library: which of them are in force, and how well each was read."""
    from assistant.library.findings import worst_first
    from assistant.library.status import status_report
    from assistant.library.twins import twin_messages

    with opened(settings_for(index_folder)) as build:
        report = status_report(build.id, build.editions, build.failed, build.warnings, parse_day(as_of))
    if json_out:
        write_json(report)
        return
    for row in report["editions"]:
        verdict = row["quality"].get("verdict", "")
        click.echo(
            f"{row['status']:<11} {verdict:<6} {row['edition']:<34} {row.get('number') or '':<18} {row['title']}"
        )
    for record in worst_first(record for record in build.editions.values() if record.quality.verdict != "good"):
        click.echo(f"\n{record.edition}: {record.quality.verdict or 'not judged, index it again'}")
        for finding in record.quality.findings:
            click.echo(f"  {finding.grade:<6} {finding.message}")
    for message in twin_messages(build.editions.values()):
        click.echo(f"\n{message}")
    for failed in report["failed"]:
        click.echo(f"not indexed ({failed['code']}): {failed['message']}", err=True)


@click.command()
@click.argument("edition")
@click.argument("key", required=False)
@as_of_option
@index_option
@as_json
def show(edition: str, key: str | None, as_of: str | None, index_folder: Path | None, json_out: bool) -> None:
    """Show an edition with its list of clauses, or one clause by its key or label.

    A clause's references lead to the editions in force on the day.
    """
    day = parse_day(as_of) or today()
    with opened(settings_for(index_folder)) as build:
        if key:
            clause = build.find_clause(edition, key)
            if json_out:
                write_json(build.links.with_links(edition, clause, day))
            else:
                print_clause(edition, clause, build.links, day)
            return
        record, clauses = build.edition(edition), build.clauses(edition)
        if json_out:
            told = [build.links.with_links(edition, clause, day) for clause in clauses]
            write_json(record.to_json() | {"clauses": told})
            return
    print_edition(record, clauses)


@click.command()
@click.argument("build", required=False)
@index_option
def rollback(build: str | None, index_folder: Path | None) -> None:
    """Make an earlier build current again: the one named, or the one before the current."""
    from assistant.index.builds import rollback as make_current

    click.echo(f"Current build: {make_current(settings_for(index_folder).index, build)}")


@click.command()
@click.option("--host", help="Address to listen on; ASSISTANT_HOST or 127.0.0.1 unless given.")
@click.option("--port", type=click.IntRange(1, 65535), help="Port; ASSISTANT_PORT or 7860 unless given.")
@index_option
def serve(host: str | None, port: int | None, index_folder: Path | None) -> None:
    """Serve the chat, the source pages and the API."""
    from assistant.web.serve import serve as run

    settings = settings_for(index_folder)
    run(settings, host or settings.host, port or settings.port)
