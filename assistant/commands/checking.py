"""`assistant check`: the sentences of a text judged against the library."""

from __future__ import annotations

import sys
import textwrap
from pathlib import Path
from typing import TYPE_CHECKING

import click

from assistant.commands.options import as_json, as_of_option, index_option, opened, parse_day, settings_for, write_json
from assistant.errors import UsageError

if TYPE_CHECKING:
    from assistant.answering.claims.shapes import CheckedSentence, CheckedText

_SHOWN = {
    "supported": ("✓ supported", "green"),
    "contradicted": ("✗ contradicted", "red"),
    "outdated": ("! outdated", "yellow"),
    "not_found": ("? not found", "cyan"),
}
_WIDTH = 16


@click.command()
@click.argument("file", type=click.Path(path_type=Path, allow_dash=True))
@as_of_option
@index_option
@as_json
def check(file: Path, as_of: str | None, index_folder: Path | None, json_out: bool) -> None:
    """Judge each sentence of a text FILE, or of standard input where FILE is '-'.

    An answer, a supplier's claim or a draft letter: each sentence is supported, contradicted (with what differs),
    outdated (true of an edition that no longer holds) or not found, with the clause it was judged by.
    """
    from assistant.answering.claims.checker import Checker

    settings, day, text = settings_for(index_folder), parse_day(as_of), read_text(file)
    with opened(settings) as build:
        checked = Checker(build, settings).check(text, day)
    write_json(checked.to_json()) if json_out else print_checked(checked)


def read_text(file: Path) -> str:
    """Read a text file in UTF-8 or GB 18030, or standard input for '-'; UsageError where it holds no text."""
    if str(file) == "-":
        data, name = sys.stdin.buffer.read(), "The standard input"
    else:
        if file.is_dir():
            raise UsageError(f"{file} is a folder: name a text file, or '-' for the standard input.")
        if not file.exists():
            raise UsageError(f"{file} does not exist: name a text file, or '-' for the standard input.")
        data, name = file.read_bytes(), str(file)
    if b"\0" in data[:4096] or data.startswith(b"%PDF"):
        raise UsageError(f"{name} is no text: copy the words into a text file in UTF-8 and check that.")
    for encoding in ("utf-8-sig", "gb18030"):
        try:
            text = data.decode(encoding)
        except UnicodeDecodeError:
            continue
        if not text.strip():
            raise UsageError(f"{name} is empty: give it some sentences to check.")
        return text
    raise UsageError(f"{name} is neither UTF-8 nor GB 18030: save it as UTF-8.")


def print_checked(checked: CheckedText) -> None:
    """Print a line for each sentence with its verdict, then what differs and the clauses, then a count."""
    for sentence in checked.sentences:
        _print_sentence(sentence)
    counts = [sum(s.verdict == verdict for s in checked.sentences) for verdict in _SHOWN]
    told = ", ".join(f"{n} {v.replace('_', ' ')}" for n, v in zip(counts, _SHOWN, strict=True) if n)
    click.echo(f"As of {checked.as_of}: {told or 'no sentence found'}.")


def _print_sentence(sentence: CheckedSentence) -> None:
    mark, colour = _SHOWN[sentence.verdict]
    lines = textwrap.wrap(sentence.text, 90) or [""]
    click.echo(click.style(mark.ljust(_WIDTH), fg=colour, bold=True) + lines[0])
    indent = " " * _WIDTH
    for line in lines[1:]:
        click.echo(indent + line)
    for one in sentence.differs or ():
        said, there = click.style(one.said, fg="red"), click.style(one.clause_says, fg="green")
        # A condition that the sentence leaves out has no words in it.
        click.echo(indent + (f"said {said}, the clause says {there}" if one.said else f"the clause adds {there}"))
    for cited in sentence.citations:
        quote = textwrap.shorten(cited.quote, 120, placeholder=" …")
        place = f"{cited.edition} {cited.label}, p.{cited.page}, {cited.status}"
        click.echo(indent + click.style(f"[{cited.n}] {place}: ", dim=True) + quote)
