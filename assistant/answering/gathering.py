"""What is looked at besides the clauses found: their tables, the lists beside them, what they stand under."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date

from assistant.answering.evidence import own_text
from assistant.answering.needles import Needles, view
from assistant.answering.shelf import Shelf, Table
from assistant.answering.understanding import Understood, articles_in
from assistant.answering.worth import SHAPE_EVIDENCE, ends_asked, is_leading
from assistant.library.folding import fold_text
from assistant.library.model import Hit
from assistant.library.status import status_of

_NEAR = 4
_NEAR_ENDS = 20
"""First clauses found whose neighbours are looked at for a list."""


def tables_near(
    shelf: Shelf, question: Understood, hits: Sequence[Hit], lean: dict[str, float], scope: Sequence[str], as_of: date
) -> list[Table]:
    """Return the tables of the clauses found, those they refer to, and those of the editions asked about."""
    found: dict[tuple[str, str], Table] = {}
    for hit in hits:
        edition = shelf.edition(hit.edition.edition)
        table = edition.table_of(hit.clause)
        if table is not None:
            found.setdefault((table.edition, table.clause.key), table)
        for printed in re.findall(r"(?:表|Table)\s?([A-Z]?\.?\d{1,2})", hit.clause.text)[:4]:
            named = edition.tables.get(f"Table {printed}")
            if named is not None:
                found.setdefault((named.edition, named.clause.key), named)
    near = [*scope, *question.named, *(e for e, a in sorted(lean.items(), key=lambda p: -p[1])[:2] if a >= 0.8)]
    for edition_id in dict.fromkeys(near):
        for table in list(shelf.edition(edition_id).tables.values())[:40]:
            found.setdefault((table.edition, table.clause.key), table)
    allowed = set(scope)
    if allowed:
        return [t for t in found.values() if t.edition in allowed][:60]
    editions = shelf.build.editions
    free = question.older or question.asks("compare")
    return [t for t in found.values() if free or status_of(editions[t.edition], as_of) in {"in_force", "unknown"}][:60]


def with_lists(shelf: Shelf, question: Understood, needles: Needles, hits: Sequence[Hit]) -> list[Hit]:
    """Add the lists beside and under the first clauses found: a heading is found, its list is meant."""
    found = {(h.edition.edition, h.clause.key): h for h in hits}
    for hit in hits[:_NEAR]:
        edition = shelf.edition(hit.edition.edition)
        owner = edition.by_key.get(edition.parent.get(hit.clause.key, ""))
        near = [*edition.children.get(hit.clause.key, ()), *(edition.children.get(owner.key, ()) if owner else ())]
        for clause in near:
            place = (hit.edition.edition, clause.key)
            known = found.get(place)
            if clause.kind == "clause" and is_leading(edition, clause) and (not known or known.rank > hit.rank + 1):
                found[place] = hit.model_copy(update={"clause": clause, "rank": hit.rank + 1})
    if question_ends := ends_asked(question, needles):
        # A procedure from one step to another is the list that has both, wherever in the documents found it stands.
        for hit in list({h.edition.edition: h for h in reversed(hits[:_NEAR_ENDS])}.values()):
            edition = shelf.edition(hit.edition.edition)
            for clause in edition.clauses:
                place = (hit.edition.edition, clause.key)
                if place not in found and clause.kind in {"clause", "article"} and is_leading(edition, clause):
                    below = needles.matched(view(own_text(edition, clause)))
                    if all(end & below for end in question_ends):
                        found[place] = hit.model_copy(update={"clause": clause, "rank": hit.rank + 1})
    return list(found.values())


def with_penalties(shelf: Shelf, question: Understood, hits: Sequence[Hit]) -> list[Hit]:
    """Add the clauses of the editions found first that threaten a penalty for breaking an article asked about."""
    if not question.articles or not question.asks("penalty"):
        return list(hits)
    out = list(hits)
    for first in {hit.edition.edition: hit for hit in reversed(hits[:_NEAR])}.values():
        edition = shelf.edition(first.edition.edition)
        known = {h.clause.key for h in hits if h.edition.edition == first.edition.edition}
        for clause in edition.clauses:
            if clause.kind in {"article", "clause"} and clause.key not in known:
                said = own_text(edition, clause)
                if SHAPE_EVIDENCE["penalty"].search(said) and {*question.articles} & {*articles_in(fold_text(said))}:
                    out.append(first.model_copy(update={"clause": clause, "rank": first.rank + 1}))
    return out


def with_parents(shelf: Shelf, hits: Sequence[Hit]) -> list[Hit]:
    """Add the clauses that found items and notes stand under: a list is found by its items."""
    seen = {(h.edition.edition, h.clause.key) for h in hits}
    out = list(hits)
    for hit in hits:
        edition = shelf.edition(hit.edition.edition)
        owner = edition.by_key.get(edition.parent.get(hit.clause.key, ""))
        if hit.clause.kind in {"item", "note"} and owner is not None and (hit.edition.edition, owner.key) not in seen:
            seen.add((hit.edition.edition, owner.key))
            out.append(hit.model_copy(update={"clause": owner, "rank": hit.rank + 1}))
    return out
