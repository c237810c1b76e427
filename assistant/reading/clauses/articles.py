"""Paragraphs (款) of articles: unnumbered in print, counted where an article has several."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import groupby

from assistant.reading.clauses.drafts import Draft, Piece


def paragraphs_of(draft: Draft) -> list[list[Piece]]:
    """Return the pieces of a draft's text, paragraph by paragraph."""
    out: list[list[Piece]] = []
    for piece in draft.pieces:
        if piece.opens or not out:
            out.append([])
        out[-1].append(piece)
    return out


def number_paragraphs(drafts: Sequence[Draft]) -> list[Draft]:
    """Return the drafts with a clause for each paragraph of the articles that have several.

    Items then stand under their paragraph: 第六条第一款第（二）项 is `6/1/2`. The article keeps its whole text.
    """
    out: list[Draft] = []
    several = {id(draft) for draft in drafts if draft.kind == "article" and len(paragraphs_of(draft)) > 1}
    for draft in drafts:
        if draft.base is not None and id(draft.base) in several:
            size = len(draft.base.path)
            draft.path = (*draft.base.path, str(draft.paragraph), *draft.path[size:])
    for draft in drafts:
        out.append(draft)
        if id(draft) in several:
            out.extend(_paragraph(draft, i, pieces) for i, pieces in enumerate(paragraphs_of(draft), start=1))
    return in_reading_order(out)


def _paragraph(article: Draft, number: int, pieces: list[Piece]) -> Draft:
    path = (*article.path, str(number))
    return Draft(path, "clause", pieces[0].line.page, pieces=list(pieces), base=article, scheme="article")


def in_reading_order(drafts: Sequence[Draft]) -> list[Draft]:
    """Return the drafts by where they begin; an article stays before its first paragraph."""
    keyed = sorted(enumerate(drafts), key=lambda pair: (_start(pair[1]), len(pair[1].path), pair[0]))
    return [draft for _, group in groupby(keyed, key=lambda pair: pair[0]) for _, draft in group]


def _start(draft: Draft) -> tuple[int, int, int]:
    first = [*draft.heading, *draft.pieces]
    if not first or draft.kind == "front":
        return (0, 0, 0) if draft.kind == "front" else (draft.page, 0, 0)
    # The pieces of an article and of its first paragraph share a line; the number stands before the text.
    return (first[0].line.page, first[0].line.index, first[0].start)
