"""Example questions, grouped by what they are about: only such as the library at hand answers."""

from __future__ import annotations

import re
import threading
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from assistant.library.model import EditionRecord
from assistant.library.status import status_of, today
from assistant.web.texts import LANGUAGES, Lang, t

if TYPE_CHECKING:
    from assistant.answering.ask import Asker

_FILE = Path(__file__).with_name("examples.tsv")
MOST_GROUPS = 8
_EACH = 2
"""Questions shown of each group."""
_FEW = 4
"""With fewer groups of the written examples than this, the library's own documents give the others."""
_LONGEST_NAME, _LONGEST_TERM = 45, 24
"""Characters."""
_TRIED = 16
"""Documents whose questions are tried at most; each question takes as long as any other."""


@dataclass(frozen=True, slots=True)
class Group:
    """Questions about one product or document."""

    title: str
    questions: tuple[str, ...]


class Examples:
    """The examples of a build, found out by asking once and kept."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._kept: dict[tuple[str, Lang], tuple[Group, ...]] = {}

    def prepare(self, asker: Asker) -> None:
        """Find the examples of both languages."""
        for lang in LANGUAGES:
            self.of(asker, lang)

    def of(self, asker: Asker, lang: Lang) -> tuple[Group, ...]:
        """Return the examples in a language, each of which is answered as of today."""
        wanted = (f"{asker.build.id} {today()}", lang)
        with self._lock:
            if wanted not in self._kept:
                self._kept = {key: groups for key, groups in self._kept.items() if key[0] == wanted[0]}
                self._kept[wanted] = tuple(_groups(asker.without_model(), lang))
            return self._kept[wanted]


def _groups(asker: Asker, lang: Lang) -> Iterator[Group]:
    documents = {record.document for record in asker.build.editions.values()}
    groups: dict[str, list[str]] = {}
    covered: set[str] = set()
    for one in _written():
        about, question = one[f"about_{lang}"], one[lang]
        if one["document"] in documents and one["document"] in _answered_from(asker, question):
            groups.setdefault(about, []).append(question)
            covered.add(one["document"])
    yield from (Group(about, tuple(questions[:_EACH])) for about, questions in groups.items())
    left = MOST_GROUPS - len(groups) if len(groups) < _FEW else 0
    for record in _by_turns(asker, covered):
        if not left:
            return
        questions = [one for one in _questions(asker, record, lang) if record.document in _answered_from(asker, one)]
        if questions:
            left -= 1
            yield Group(_title(record, lang), tuple(questions[:_EACH]))


@cache
def _written() -> tuple[dict[str, str], ...]:
    """Return the examples written by hand: a document, what it is about and a question, in both languages."""
    heading, *rows = (line.split("\t") for line in _FILE.read_text("utf-8").splitlines())
    return tuple(dict(zip(heading, row, strict=True)) for row in rows)


def _answered_from(asker: Asker, question: str) -> set[str]:
    """Return the documents that an answer cites; none where the question is not answered."""
    answer = asker.ask(question)
    return {cited.document for cited in answer.citations} if answer.outcome == "answered" else set()


def _by_turns(asker: Asker, covered: set[str]) -> list[EditionRecord]:
    """Return documents in force, or whose dates are not known, one of each kind in turn."""
    held = [
        record
        for record in asker.build.editions.values()
        if record.document not in covered
        and not record.amends
        and status_of(record, today()) in ("in_force", "unknown")
    ]
    kinds = dict.fromkeys(record.kind for record in held)
    columns = [[record for record in held if record.kind == kind] for kind in kinds]
    turns = max(map(len, columns), default=0)
    return [column[at] for at in range(turns) for column in columns if at < len(column)][:_TRIED]


def _questions(asker: Asker, record: EditionRecord, lang: Lang) -> Iterator[str]:
    """Yield what may be asked of any document: what it applies to, what its first term means, whether it holds."""
    from assistant.answering.gloss import is_chinese
    from assistant.answering.phrases import name_of

    name = name_of(record, lang)
    if len(name) > _LONGEST_NAME:
        return
    yield t(lang, "ask_scope", name=name)
    titles = [
        one.title or ""
        for one in asker.shelf.edition(record.edition).clauses
        if one.kind == "term" and len(one.path) > 1
    ]
    terms = [re.split(r"\s*[(（\n]", title)[0].strip() for title in titles]
    known = [term for term in terms if 3 <= len(term) <= _LONGEST_TERM and is_chinese(term) == (lang == "zh")]
    yield from (t(lang, "ask_term", name=name, term=term) for term in known[:1])
    yield t(lang, "ask_status", name=name)


def _title(record: EditionRecord, lang: Lang) -> str:
    title = (record.title_en if lang == "en" else None) or record.title or record.edition
    short = title if len(title) <= 40 else title[:39] + "…"
    return f"{record.number} {short}" if record.number and record.number != title else short
