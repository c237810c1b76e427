"""Asking back: when product, edition or class decides the answer and the question leaves it open."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date

from assistant.answering.findings import Findings
from assistant.answering.gloss import terms
from assistant.answering.needles import Needles, view
from assistant.answering.phrases import name_of, say
from assistant.answering.shelf import Shelf
from assistant.answering.understanding import Understood
from assistant.answering.words import content_words
from assistant.answering.worth import SHAPE_EVIDENCE
from assistant.library.model import Hit


def choices_for(
    question: Understood,
    findings: Findings,
    needles: Needles,
    shelf: Shelf,
    hits: Sequence[Hit],
    scope: Sequence[str],
    as_of: date,
) -> tuple[str, list[str]] | None:
    """Return the sentence that asks back and complete questions to choose from, or None where the question is not open.

    A question is open when it names no document and nothing of substance beyond one property (or nothing at all), while
    clauses of several documents answer it.
    """
    del as_of, findings
    if scope or question.tables:
        return None
    substance = [n for n in needles.all if not n.generic and not (n.word and n.weight < 1.2)]
    families: dict[str, Hit] = {}
    for hit in hits[:20]:
        families.setdefault(hit.edition.document, hit)
    wide = question.asks("figure", "time", "penalty")
    if not wide or len(families) < 2:
        return None
    words = content_words(question.names_removed, question=True)
    if not substance and question.asks("figure") and len(words) <= 6:
        rows = _rows(question, hits, shelf)
        if len(rows) >= 2:
            return say("which_subject", question.lang), rows
    if not substance and len(words) <= 6:
        return _ask(question, list(families.values())[:4], "")
    named = [n for n in substance if not n.word]
    if len(named) <= 1 and len(substance) == len(named) and question.asks("figure", "time"):
        giving = list(_givers(question, hits, named[0].variants if named else ()).values())
        if len(giving) >= 2:
            return _ask(question, giving[:4], named[0].name if named else "")
    return None


def _rows(question: Understood, hits: Sequence[Hit], shelf: Shelf) -> list[str]:
    """Return a complete question for one named row of each document."""
    out: dict[str, str] = {}
    for hit in hits:
        edition = shelf.edition(hit.edition.edition)
        table = edition.table_of(hit.clause)
        row = next((r for r in table.rows if r.labels and table.values), None) if table else None
        if row is None or hit.edition.kind != "standard" or hit.edition.document in out:
            continue
        label = re.sub(r"\s+", " ", row.cells[row.labels[0]]).strip()
        if len(label) <= 30:
            name = name_of(hit.edition, question.lang, longest=500)
            shown = terms().render(label, question.lang)
            if shown:
                out[hit.edition.document] = say("row_question", question.lang, label=shown, name=name)
    return list(out.values())[:4]


def _givers(question: Understood, hits: Sequence[Hit], variants: tuple[str, ...]) -> dict[str, Hit]:
    """Return one clause of each document that gives a figure or a period for what is asked."""
    pattern = SHAPE_EVIDENCE["time"] if question.asks("time") else re.compile(r"\d")
    out: dict[str, Hit] = {}
    for hit in hits:
        here = view(f"{hit.clause.title or ''} {hit.clause.text}")
        if pattern.search(hit.clause.text) and (not variants or any(here.has(v) for v in variants)):
            out.setdefault(hit.edition.document, hit)
    return out


def _ask(question: Understood, hits: Sequence[Hit], subject: str) -> tuple[str, list[str]]:
    lang = question.lang
    text = re.sub(r"[?？。.]+\s*$", "", question.text.strip())
    choices = []
    for hit in hits:
        name = name_of(hit.edition, lang, longest=500)
        choices.append(f"按{name}，{text}？" if lang == "zh" else f"Under {name}: {text[:1].lower()}{text[1:]}?")
    del subject
    return say("which", lang), choices
