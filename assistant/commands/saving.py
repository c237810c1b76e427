"""`backup` and `restore`: everything that is not rebuilt, in one file."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from assistant.commands.options import as_json, settings_for, write_json
from assistant.errors import NotFoundError

if TYPE_CHECKING:
    from assistant.jobs.backup import BackupManifest


@click.command()
@click.argument("file", type=click.Path(dir_okay=False, path_type=Path))
@click.option("--with-corpus", is_flag=True, help="The PDFs of the corpus, too.")
@click.option("--force", is_flag=True, help="Replace FILE where it is there already.")
@as_json
def backup(file: Path, with_corpus: bool, force: bool, json_out: bool) -> None:
    """Write the ledger, the accounts and the catalogue to FILE (a zip); the server may go on meanwhile.

    The index is not saved: 'assistant index' makes it again from the PDFs.
    """
    from assistant.jobs.backup import backup as write

    settings = settings_for()
    made = write(settings, file, with_corpus=with_corpus, force=force)
    size = file.stat().st_size
    if json_out:
        write_json({"file": str(file), "bytes": size, **made.to_json()})
    else:
        _tell(file, made, size, settings.corpus)
    for problem in made.problems:
        click.echo(problem, err=True)
    if made.problems:
        sys.exit(1)


def _tell(file: Path, made: BackupManifest, size: int, corpus: Path) -> None:
    for saved in made.files:
        click.echo(f"{saved.size:>12,}  {saved.name}")
    pdfs = "with the PDFs" if made.with_corpus else f"without the PDFs of {corpus} (--with-corpus)"
    click.echo(f"Saved {len(made.files)} files to {file}, {size:,} bytes, {pdfs}.")


@click.command()
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--force", is_flag=True, help="Replace what is there; it is kept beside the data.")
@as_json
def restore(file: Path, force: bool, json_out: bool) -> None:
    """Put a backup back, once every file of it was checked; stop the server before.

    Nothing that is there and differs is replaced without --force.
    """
    from assistant.jobs.restore import restore as put_back

    if not file.is_file():
        raise NotFoundError(f"There is no file {file}: name a backup.")
    done = put_back(settings_for(), file, force=force)
    if json_out:
        kept = str(done.kept) if done.kept else None
        write_json({"written": done.written, "unchanged": done.unchanged, "kept": kept})
        return
    for name in done.written:
        click.echo(f"put back  {name}")
    kept = f"; what was there before is in {done.kept}" if done.kept else ""
    click.echo(f"Put back {len(done.written)} files, {len(done.unchanged)} were there already{kept}.")
    if any(name.startswith("corpus/") for name in done.written):
        click.echo("Run 'assistant index' to bring the index up to date with the corpus.")
