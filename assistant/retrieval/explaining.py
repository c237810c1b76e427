"""What spoke for a clause, in plain words: each signal's part in its score, largest first."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

SAYS: dict[str, str] = {
    "label": "the clause is named",
    "named": "the document is named",
    "year": "the edition is named by its year",
    "edition": "the document's title says what is asked",
    "standing": "the document has the standing asked for",
    "status": "the edition is in force, or not",
    "bm25": "the clause uses the question's words",
    "coverage": "how much of the question the clause says",
    "wide_bm25": "words of clause, headings and document",
    "wide_coverage": "how much they say together",
    "wide_share": "how much they say of all that is asked",
    "other": "the clause is in the other language",
    "cosine": "the meaning is near",
    "facts": "it states the sort of fact asked for",
    "kind": "its kind suits the question",
    "cells": "the row says more than its neighbours",
    "parent_cosine": "the clause above is near in meaning",
    "parent_coverage": "the clause above says it as well",
    "trained": "the trained ranker",
}
"""What each signal means to a reader."""

_SHOWN_FROM = 0.005
_BAR = 20


def reasons(why: Mapping[str, float | str]) -> list[dict[str, Any]]:
    """Return what each signal added to a score, the largest in either direction first."""
    parts = [(name, value) for name, value in why.items() if isinstance(value, float)]
    parts.sort(key=lambda part: -abs(part[1]))
    return [{"signal": name, "says": SAYS.get(name, name), "adds": value} for name, value in parts]


def lines(found: list[dict[str, Any]]) -> Iterator[str]:
    """Draw reasons as bars for a terminal, a line each: what added, how much, `+` for it and `-` against it."""
    most = max((abs(one["adds"]) for one in found), default=1.0) or 1.0
    for one in found:
        if abs(one["adds"]) >= _SHOWN_FROM:
            bar = ("+" if one["adds"] > 0 else "-") * max(1, round(_BAR * abs(one["adds"]) / most))
            yield f"{one['says']:<42} {one['adds']:>+6.2f}  {bar}"
