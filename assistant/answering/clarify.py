"""Asking back: when product, edition or class decides the answer and the question leaves it open."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date

from assistant.answering.evidence import Needles
from assistant.answering.figures import FigureOption
from assistant.answering.phrases import name_of, say
from assistant.answering.quotes import Findings
from assistant.answering.shelf import Shelf
from assistant.answering.understanding import Understood
from assistant.answering.words import content_words
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
    if not substance and len(words) <= 6:
        return _ask(question, list(families.values())[:4], "")
    named = [n for n in substance if not n.word]
    if len(named) == 1 and len(substance) == 1 and question.asks("figure"):
        giving = [h for f, h in _givers(families, hits, needles, named[0].variants).items()]
        if len(giving) >= 2:
            return _ask(question, giving[:4], named[0].name)
    return None


def _givers(
    families: dict[str, Hit], hits: Sequence[Hit], needles: Needles, variants: tuple[str, ...]
) -> dict[str, Hit]:
    from assistant.answering.evidence import TextView

    del families, needles
    out: dict[str, Hit] = {}
    for hit in hits:
        view = TextView(f"{hit.clause.title or ''} {hit.clause.text}")
        if re.search(r"\d", hit.clause.text) and any(view.has(v) for v in variants):
            out.setdefault(hit.edition.document, hit)
    return out


def _ask(question: Understood, hits: Sequence[Hit], subject: str) -> tuple[str, list[str]]:
    lang = question.lang
    text = re.sub(r"[?？。.]+\s*$", "", question.text.strip())
    choices = []
    for hit in hits:
        name = name_of(hit.edition, lang)
        choices.append(f"按{name}，{text}？" if lang == "zh" else f"Under {name}: {text[:1].lower()}{text[1:]}?")
    del subject
    return say("which", lang), choices


__all__ = ["FigureOption", "choices_for"]
