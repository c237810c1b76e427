"""What of a clause is searched: its own words, the words around it, and the text its vector is made of."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from assistant.index.embedding import parts_of
from assistant.index.words import words_of
from assistant.library.model import Clause, EditionRecord
from assistant.library.tree import heading_chains, parents

_WIDE_LIMIT = 1200
_SHORT = 400


@dataclass(frozen=True, slots=True)
class SearchText:
    """One clause (or passage) as it is searched.

    `own` are the words of the clause under its headings, `wide` those of its neighbourhood and its document besides;
    `embedded` are the texts of its vectors.
    """

    own: list[str]
    wide: list[str]
    embedded: tuple[str, ...]


def edition_texts(record: EditionRecord, clauses: Sequence[Clause]) -> Iterator[SearchText]:
    """Yield what is searched of each clause of an edition, in document order."""
    above = parents(clauses)
    chains = heading_chains(clauses, above)
    under: dict[int, list[int]] = {}
    for position, parent in enumerate(above):
        if parent is not None:
            under.setdefault(parent, []).append(position)
    document = words_of(" ".join((record.title, record.title_en or "", record.number or "", *record.aliases)))
    bodies = [_body(clause) for clause in clauses]
    for position, clause in enumerate(clauses):
        chain, body = " ".join(chains[position]), bodies[position]
        parent = above[position]
        around = [bodies[child] for child in under.get(position, ())]
        if parent is not None and clause.kind != "row":
            around.append(bodies[parent])
        if clause.kind == "front":
            around.append(" ".join((record.title, record.title_en or "")))
        own = words_of(f"{chain}\n{body}")
        wide = [*own, *document, *words_of("\n".join(around)[:_WIDE_LIMIT])]
        context = " > ".join(chains[position]) if len(body) < _SHORT else (chains[position][-1:] or ("",))[0]
        yield SearchText(own, wide, tuple(parts_of(context, body)) if body or context else ())


def passage_texts(texts: Sequence[str], titles: Sequence[str], groups: Sequence[str]) -> Iterator[SearchText]:
    """Yield what is searched of loose passages in document order: the neighbourhood is the passage before and after."""
    for position, text in enumerate(texts):
        own = words_of(f"{titles[position]}\n{text}")
        beside = (place for place in (position - 1, position + 1) if 0 <= place < len(texts))
        around = "\n".join(texts[place] for place in beside if groups[place] == groups[position])
        yield SearchText(own, [*own, *words_of(around[:_WIDE_LIMIT])], tuple(parts_of(titles[position], text)))


def _body(clause: Clause) -> str:
    """Return the searched text of a clause: a table is found by its caption and header, its cells by its rows."""
    parts = [clause.title or "", clause.title_en or "", clause.text]
    if clause.kind == "table" and clause.header:
        parts.append(" ".join(clause.header))
    if clause.kind == "row" and clause.cells and not clause.text:
        parts.append(" ".join(clause.cells))
    return "\n".join(part for part in dict.fromkeys(parts) if part)
