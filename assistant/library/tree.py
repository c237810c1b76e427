"""The tree of an edition's clauses: parents by path, and the headings above a clause."""

from __future__ import annotations

from collections.abc import Sequence

from assistant.library.model import Clause

_HEADINGS = frozenset({"clause", "annex", "article", "chapter", "item"})
_OUTSIDE = frozenset({"table", "figure", "row", "note"})


def parents(clauses: Sequence[Clause]) -> list[int | None]:
    """Return, for each clause of one edition in document order, the position of its parent, or None at the top.

    The parent is the last clause before it whose path is the longest beginning of its own: paths may skip a level
    and may be repeated.
    """
    last: dict[tuple[str, ...], int] = {}
    found: list[int | None] = []
    for position, clause in enumerate(clauses):
        above = (last.get(clause.path[:size]) for size in range(len(clause.path) - 1, 0, -1))
        found.append(next((one for one in above if one is not None), None))
        last[clause.path] = position
    return found


def heading_chains(clauses: Sequence[Clause], parent: Sequence[int | None]) -> list[tuple[str, ...]]:
    """Return the titles above each clause, outermost first.

    Tables, figures and articles stand beside the numbered tree: they take the clause or the chapter they are printed
    in as the heading above them.
    """
    chains: list[tuple[str, ...]] = []
    chapter: tuple[str, ...] = ()
    section: tuple[str, ...] = ()
    for position, clause in enumerate(clauses):
        above = parent[position]
        if above is not None:
            over = clauses[above]
            lead = over.title or (first_words(over.text) if over.kind in _HEADINGS else "")
            chain = chains[above] + ((lead,) if lead else ())
        elif clause.kind in _OUTSIDE:
            chain = section
        else:
            chain = chapter if clause.kind in ("article", "item") else ()
        chains.append(chain)
        if clause.kind == "chapter":
            chapter = (clause.title,) if clause.title else ()
        if clause.kind in ("clause", "annex", "article") and clause.title:
            section = (*chain, clause.title)
    return chains


def first_words(text: str, longest: int = 60) -> str:
    """Return the first line of a text, cut at a blank or a stop where it is long."""
    line = text.strip().split("\n", 1)[0]
    if len(line) <= longest:
        return line
    cut = max(line.rfind(mark, 0, longest) for mark in " ,;，；。：:")
    return line[: cut if cut > longest // 2 else longest]
