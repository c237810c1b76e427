"""A clause's text cut into pieces that lead somewhere and pieces that do not, and what refers to the clause."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from itertools import pairwise
from typing import TYPE_CHECKING

from assistant.library.model import Change, Clause, EditionRecord, ResolvedReference, Span
from assistant.revision.words import Piece, word_diff
from assistant.web.paths import library_url, source_url
from assistant.web.texts import Lang, t
from assistant.web.views import Link, clause_link

if TYPE_CHECKING:
    from assistant.index.builds import Build

MOST_CITING = 50
"""Clauses shown that refer to one; a definition may be referred to by hundreds."""


@dataclass(frozen=True, slots=True)
class TextPart:
    """A piece of a text: `url` where it leads, `hint` what stands there, `quoted` whether it is marked."""

    text: str
    url: str = ""
    hint: str = ""
    quoted: bool = False


@dataclass(frozen=True, slots=True)
class ChangeRow:
    """An entry of an edition's list of changes: its kind in a word, its words, its places, and where it stands."""

    kind: str
    word: str
    text: str
    old: str
    new: tuple[Link, ...]
    url: str


@dataclass(frozen=True, slots=True)
class AmendedPart:
    """What an amendment does to a clause: where it says so, its own words, or the pieces of the text as amended."""

    link: Link
    said: str
    pieces: Sequence[Piece]


def text_parts(
    text: str,
    references: Sequence[ResolvedReference],
    build: Build,
    as_of: date | None,
    lang: Lang,
    quoted: Span | None,
) -> list[TextPart]:
    """Cut a text at its references and at the ends of a quote.

    Args:
        text: The clause's text.
        references: Its references in order, with what they lead to on the day.
        build: The build that holds what they lead to.
        as_of: The day of the page, which its links keep; None for today's.
        lang: Language of the hints.
        quoted: Range to mark.
    """
    cuts = {0, len(text), *(quoted or ())}
    spans: list[ResolvedReference] = []
    for one in references:
        if not spans or one.span[0] >= spans[-1].span[1]:
            spans.append(one)
            cuts.update(one.span)
    parts: list[TextPart] = []
    for start, end in pairwise(sorted(cuts)):
        marked = quoted is not None and quoted[0] <= start and end <= quoted[1]
        linked = next((one for one in spans if one.span[0] <= start and end <= one.span[1]), None)
        url, hint = _target(linked, build, as_of, lang) if linked else ("", "")
        parts.append(TextPart(text[start:end], url, hint, marked))
    return parts


def reference_links(
    clause: Clause, references: Sequence[ResolvedReference], build: Build, as_of: date | None, lang: Lang
) -> list[TextPart]:
    """Return what a clause refers to, each once: for one whose text is shown as a table."""
    shown: dict[str, TextPart] = {}
    for one in references:
        words = " ".join(clause.text[slice(*one.span)].split())
        shown.setdefault(words, TextPart(words, *_target(one, build, as_of, lang)))
    return list(shown.values())


def _target(one: ResolvedReference, build: Build, as_of: date | None, lang: Lang) -> tuple[str, str]:
    """The address a reference leads to, empty where nowhere, and what stands there."""
    if one.edition is None or one.status is None:
        return "", t(lang, "not_in_library")
    record = build.edition(one.edition)
    name = f"{record.number or record.title} · {t(lang, one.status)}"
    if one.found == "no_such_clause":
        return library_url(one.edition), f"{name} · {t(lang, 'no_such_clause')}"
    return source_url(one.edition, one.key, as_of) if one.key else library_url(one.edition), name


def amended_parts(build: Build, edition: str, clause: Clause, day: date, as_of: date | None) -> list[AmendedPart]:
    """Return what the amendments in force on a day do to a clause: where they say it, and what it makes of the text."""
    parts: list[AmendedPart] = []
    text = clause.text
    for one in build.links.overlays(edition, clause, day):
        record, link = build.edition(one.edition), clause_link(one.edition, one.clause, as_of)
        link = Link(link.url, f"{record.number or record.title} {link.label}", link.text)
        pieces = [] if one.text is None else word_diff(text, one.text)
        text = text if one.text is None else one.text
        parts.append(AmendedPart(link, "" if pieces else one.clause.text, pieces))
    return parts


def citing_links(build: Build, edition: str, clause: Clause, day: date, as_of: date | None) -> list[Link]:
    """Return links to the clauses that refer to one on a day; those of other editions name theirs."""
    links: list[Link] = []
    for name, one in build.links.citing(edition, clause, day)[:MOST_CITING]:
        link = clause_link(name, one, as_of)
        if name != edition:
            record = build.edition(name)
            link = Link(link.url, f"{record.number or record.title} {link.label}", link.text)
        links.append(link)
    return links


def change_rows(build: Build, record: EditionRecord, lang: Lang) -> list[ChangeRow]:
    """Return the entries of an edition's list of changes, their new places as links."""
    texts = {key: build.clause(record.edition, key).text for key in {one.key for one in record.changes or ()}}
    return [_change_row(build, record, change, texts[change.key], lang) for change in record.changes or ()]


def _change_row(build: Build, record: EditionRecord, change: Change, text: str, lang: Lang) -> ChangeRow:
    new = []
    for path in change.new:
        key = build.links.key_of(record.edition, path)
        url = source_url(record.edition, key) if key else ""
        new.append(Link(url, build.clause(record.edition, key).label if key else ".".join(path), ""))
    return ChangeRow(
        kind=change.kind,
        word=t(lang, f"change_{change.kind}"),
        text=" ".join(text[slice(*change.span)].split()),
        old=", ".join(".".join(path) for path in change.old),
        new=tuple(new),
        url=source_url(record.edition, change.key),
    )
