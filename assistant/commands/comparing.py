"""`assistant diff`: what changed between two editions, or between two PDF files."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from contextlib import ExitStack
from pathlib import Path
from typing import TYPE_CHECKING

import click

from assistant.commands.options import as_json, index_option, opened, settings_for, write_json
from assistant.commands.progress import terminal_progress

if TYPE_CHECKING:
    from assistant.library.model import Clause, Document, EditionRecord
    from assistant.revision.shapes import ClauseChange, Comparison
    from assistant.settings import Settings

_COLOURS = {"added": "green", "removed": "red", "changed": "yellow", "moved": "cyan", "split": "blue", "merged": "blue"}
_WAYS = {"stricter": "red", "looser": "green", "other": "yellow"}
_SHOWN = 160


@click.command()
@click.argument("old")
@click.argument("new")
@click.option("--html", type=click.Path(path_type=Path), help="Write a page with both wordings side by side.")
@index_option
@as_json
def diff(old: str, new: str, html: Path | None, index_folder: Path | None, json_out: bool) -> None:
    """Compare two editions clause by clause: OLD and NEW are editions of the library, or PDF files.

    White space, dashes, punctuation, renumbered cross-references and what names the edition itself are no changes.
    """
    from assistant.revision.compare import compare

    settings = settings_for(index_folder)
    with ExitStack() as stack:
        one, its_clauses = _read(old, settings, stack)
        other, clauses = _read(new, settings, stack)
    compared = compare(one, its_clauses, other, clauses, (old, new))
    if html:
        from assistant.revision.page import page_of

        html.write_text(page_of(compared), encoding="utf-8")
    write_json(compared.to_json()) if json_out else print_comparison(compared)


def _read(name: str, settings: Settings, stack: ExitStack) -> tuple[Document | EditionRecord, Sequence[Clause]]:
    """Read a PDF file where the name is one's, else take the edition of that name."""
    file = Path(name)
    if file.suffix.lower() == ".pdf":
        from assistant.reading.worker import read_in_worker

        with terminal_progress() as bars:
            document = read_in_worker(
                file,
                ocr="auto",
                cache=settings.index / "cache",
                progress=lambda page, count: bars.update("reading", page, count, f"{file.name} · page {page}"),
            )
        return document, document.clauses
    build = stack.enter_context(opened(settings))
    return build.edition(name), build.clauses(name)


def print_comparison(compared: Comparison) -> None:
    """Print a line for each change with its values, what the foreword says of them, and a count."""
    for change in compared.changes:
        _print_change(change)
    for change in compared.misprints or ():
        click.echo(click.style("misprint ", fg="magenta") + f"{change.old_label} → {change.new_label}")
    for claim in compared.claims or ():
        for value in claim.values or ():
            click.echo(click.style("foreword ", fg="magenta") + f"{value.old} → {value.new} ({value.direction})")
        if claim.verdict in {"differs", "not_found"}:
            click.echo(click.style("foreword ", fg="magenta") + f"{claim.verdict.replace('_', ' ')}: {claim.text}")
    if compared.unclaimed:
        click.echo(f"The foreword does not name {len(compared.unclaimed)} of the changes.")
    counts = Counter(change.op for change in compared.changes)
    told = ", ".join(f"{n} {op}" for op, n in counts.items())
    click.echo(f"{compared.old} → {compared.new}: {told or 'no clause changed'}.")


def _print_change(change: ClauseChange) -> None:
    from assistant.revision.words import word_diff

    labels = " → ".join(dict.fromkeys(filter(None, (change.old_label, change.new_label))))
    parts = []
    for tag, text in word_diff(change.old_text or "", change.new_text or ""):
        words = " ".join(text.split())
        if tag == "same":
            parts.append(words if len(words) <= 30 else f"{words[:14]} … {words[-14:]}")
        else:
            shown = words if len(words) <= _SHOWN else f"{words[:_SHOWN]} …"
            parts.append(click.style(f"[-{shown}-]" if tag == "del" else f"{{+{shown}+}}", fg=_COLOURS_OF[tag]))
    click.echo(click.style(change.op.ljust(8), fg=_COLOURS[change.op], bold=True) + f" {labels}")
    if change.op != "moved":
        click.echo(" " * 9 + " ".join(parts))
    for value in change.values or ():
        way = click.style(value.direction, fg=_WAYS[value.direction])
        head = f"{' '.join(value.column.split())}: " if value.column else ""
        click.echo(f"{'':9}{head}{value.old} → {value.new}  {way}")
    for force in change.force or ():
        click.echo(f"{'':9}{force.old} → {force.new}")


_COLOURS_OF = {"del": "red", "ins": "green"}
