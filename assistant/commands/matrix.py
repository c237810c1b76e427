"""`assistant matrix`: what a document or a product has to meet, limit by limit, each with its clause."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from assistant.commands.options import as_json, as_of_option, index_option, opened, parse_day, settings_for, write_json
from assistant.errors import UsageError

if TYPE_CHECKING:
    from assistant.jobs.requirements.shapes import Matrix, Requirement


@click.command()
@click.argument("asked", metavar="EDITION|PRODUCT")
@click.option("--xlsx", type=click.Path(dir_okay=False, path_type=Path), help="Write the matrix as an Excel file.")
@as_of_option
@index_option
@as_json
def matrix(asked: str, xlsx: Path | None, as_of: str | None, index_folder: Path | None, json_out: bool) -> None:
    """List the limits that an edition or the documents on a product set: indicator, limit, unit, condition, clause.

    A value that was read with doubt is left blank; its place on the page is given. No compliance verdict is made.
    """
    from assistant.jobs.matrix import matrix as make

    if xlsx and xlsx.suffix.lower() != ".xlsx":
        raise UsageError(f"{xlsx} is no Excel file by its name: let it end in .xlsx.")
    with opened(settings_for(index_folder)) as build:
        made = make(build, asked, parse_day(as_of))
        if xlsx:
            from assistant.jobs.spreadsheet import write_matrix
            from assistant.web.images import PageImages
            from assistant.web.library.crops import row_picture

            images = PageImages()
            xlsx.write_bytes(write_matrix(made, build, picture=lambda row: row_picture(images, build, row)))
            images.close()
    write_json(made.to_json()) if json_out else _print(made, xlsx)


def _print(made: Matrix, xlsx: Path | None) -> None:
    for edition in made.editions:
        since = f", in force from {edition.effective}" if edition.effective else ""
        fictional = ", FICTIONAL" if edition.fictional else ""
        click.echo(f"{edition.number or edition.title} ({edition.status}, {edition.binding}{since}{fictional})")
        for row in made.rows:
            if row.edition == edition.edition:
                click.echo(f"  {_line(row)}")
    blank = sum(row.limit is None for row in made.rows)
    click.echo(f"{len(made.rows)} limits as of {made.as_of}; {blank} left blank, to be read on their pages.")
    if xlsx:
        click.echo(f"Written to {xlsx}")


def _line(row: Requirement) -> str:
    value = (
        f"{row.limit} {row.unit}".strip() if row.limit is not None else f"? (page {row.page}: {', '.join(row.doubts)})"
    )
    conditions = f" [{'; '.join(row.conditions)}]" if row.conditions else ""
    return f"{row.label:<12} {row.indicator}: {value}{conditions}"
