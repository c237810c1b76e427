"""`assistant parse`: what one PDF is understood to say."""

from __future__ import annotations

from pathlib import Path

import click

from assistant.commands.listing import beginning
from assistant.commands.options import as_json, settings_for, write_json
from assistant.commands.progress import terminal_progress
from assistant.errors import ReadingError
from assistant.library.model import OcrMode


@click.command()
@click.argument("file", type=click.Path(path_type=Path))
@click.option(
    "--ocr",
    type=click.Choice(["auto", "never", "always"]),
    default="auto",
    show_default=True,
    help="Which pages to read by OCR; auto: those without a usable text layer.",
)
@click.option(
    "--html", type=click.Path(path_type=Path), help="Write a page that lays the clauses over the page images."
)
@as_json
def parse(file: Path, ocr: OcrMode, html: Path | None, json_out: bool) -> None:
    """Read one PDF into clauses; nothing is indexed."""
    from assistant.reading.worker import read_in_worker

    try:
        with terminal_progress() as bars:
            document = read_in_worker(
                file,
                ocr=ocr,
                cache=settings_for().index / "cache",
                progress=lambda page, count: bars.update("reading", page, count, f"{file.name} · page {page}"),
            )
    except ReadingError as error:
        if json_out:
            write_json({"file": error.file, "error": {"code": error.code, "message": error.message}})
        raise
    if html:
        from assistant.reading.overlay import write_overlay

        write_overlay(file, document, html)
    if json_out:
        write_json(document.to_json())
        return
    title = " ".join(filter(None, (document.number, document.title))) or file.name
    quality = document.quality
    click.echo(f"{title} · {document.pages} pages · {len(document.clauses)} clauses · reading: {quality.verdict}")
    for finding in quality.findings:
        click.echo(f"{finding.grade}: {finding.message}", err=True)
    for clause in document.clauses:
        click.echo(f"p.{clause.page:<4} {clause.kind:<9} {clause.label}  {beginning(clause)}".rstrip())
    for warning in document.warnings:
        click.echo(f"warning, page {warning.page or '-'}: {warning.message}", err=True)
