"""What an answer sheet says, in the reader's language, before it is set as text, Word or PDF."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from assistant.library.model import Citation, EditionRecord
from assistant.library.status import today
from assistant.records.became import OLD, Standing
from assistant.records.entries import Answered
from assistant.web.paths import answer_url, source_url
from assistant.web.texts import Lang, t
from assistant.web.views import badge, names_of

if TYPE_CHECKING:
    from assistant.index.builds import Build
    from assistant.web.runtime import Runtime

_BUILT = re.compile(r"(\d{8}-\d{6})")
_HERE = ZoneInfo("Asia/Shanghai")


@dataclass(frozen=True, slots=True)
class Quoted:
    """A citation as the sheet shows it; `warnings` stand out, `changed` says what became of it since."""

    n: int
    name: str
    title: str
    label: str
    page: str
    status: str
    dates: tuple[str, ...]
    quote: str
    url: str
    warnings: tuple[str, ...]
    changed: str = ""


@dataclass(frozen=True, slots=True)
class AnswerSheet:
    """An answer sheet. `facts` are pairs of a word and what it stands for; addresses are whole."""

    lang: Lang
    heading: str
    question: str
    outcome: str
    statements: tuple[str, ...]
    choices: tuple[str, ...]
    notes: tuple[str, ...]
    quoted: tuple[Quoted, ...]
    editions: tuple[Quoted, ...]
    """One of each edition cited, for what it says of the edition."""
    facts: tuple[tuple[str, str], ...]
    warnings: tuple[str, ...]
    """What must be seen first: that something is fictional, or has changed since."""


def answer_sheet(runtime: Runtime, entry: Answered, token: str, lang: Lang, base: str) -> AnswerSheet:
    """Return the sheet of a recorded answer; `base` is the server's address, `token` that of the answer."""
    answer, build = entry.answer, runtime.build()
    standing = Standing(build.library, today())
    quoted = tuple(_quoted(runtime, build, entry, one, standing, lang, base) for one in answer.citations)
    by_edition = {cited.edition: shown for cited, shown in zip(answer.citations, quoted, strict=True)}
    warnings = [t(lang, "sheet_fictional")] if any(one.fictional for one in answer.citations) else []
    warnings += [t(lang, "sheet_changed")] if any(one.changed for one in quoted) else []
    facts = [
        (t(lang, "sheet_as_of"), answer.as_of.isoformat()),
        (t(lang, "sheet_given"), _day_of(entry.at).isoformat()),
        (t(lang, "sheet_library"), _library_words(answer.build, lang)),
        (t(lang, "sheet_address"), base.rstrip("/") + answer_url(token)),
    ]
    if answer.understood_as and answer.understood_as != answer.question:
        facts.insert(0, (t(lang, "understood_as"), answer.understood_as))
    return AnswerSheet(
        lang=lang,
        heading=t(lang, "sheet_heading"),
        question=answer.question,
        outcome="" if answer.outcome == "answered" else t(lang, f"sheet_{answer.outcome}"),
        statements=tuple(_with_marks(one.text, one.citations) for one in answer.statements),
        choices=answer.choices or (),
        notes=tuple(note.message for note in answer.notes),
        quoted=quoted,
        editions=tuple(by_edition.values()),
        facts=tuple(facts),
        warnings=tuple(warnings),
    )


def changed_words(build: Build, entry: Answered, cited: Citation, standing: Standing, lang: Lang) -> str:
    """Say what became of a cited clause since the answer was given; empty where it stands as it did."""
    became = standing.became(cited.edition, cited.key, entry.digests.get(cited.n), cited.status in OLD)
    if became is None:
        return ""
    record = build.editions.get(cited.edition)
    names = names_of(record.replaced_by, build) if record and became == "superseded" else ""
    return t(lang, f"became_{became}") + (f" {t(lang, 'replaced_by', names=names)}" if names else "")


def _quoted(
    runtime: Runtime, build: Build, entry: Answered, cited: Citation, standing: Standing, lang: Lang, base: str
) -> Quoted:
    record, as_of = build.editions.get(cited.edition), entry.answer.as_of
    dates = badge(record, as_of, lang, build).details if record else ()
    return Quoted(
        n=cited.n,
        name=(record.number or record.title) if record else cited.document,
        title=cited.title,
        label=cited.label,
        page=t(lang, "page_n", page=cited.page),
        status=t(lang, cited.status),
        dates=dates,
        quote=cited.quote,
        url=base.rstrip("/") + source_url(cited.edition, cited.key, as_of),
        warnings=tuple(_warnings(runtime, cited, record, lang)),
        changed=changed_words(build, entry, cited, standing, lang),
    )


def _warnings(runtime: Runtime, cited: Citation, record: EditionRecord | None, lang: Lang) -> list[str]:
    """What must stand beside a quote: that it is of no official text, of a scan, or made up."""
    said: list[str] = []
    if cited.fictional:
        said.append(t(lang, "sheet_fictional"))
    if record and runtime.is_digest(cited.edition):
        publisher, address = record.official_publisher, record.official_url
        official = t(lang, "official_text") + publisher if publisher else ""
        said.append(" ".join(filter(None, (t(lang, "digest_banner"), official, address))))
    if cited.text_source == "ocr":
        said.append(t(lang, "ocr"))
    return said


def _with_marks(text: str, citations: tuple[int, ...]) -> str:
    """A statement with the numbers of its citations, those it does not show itself at its end."""
    missing = [f"[{n}]" for n in citations if f"[{n}]" not in text]
    return f"{text} {''.join(missing)}".strip()


def _day_of(at: str) -> date:
    return datetime.fromisoformat(at).astimezone(_HERE).date()


def _library_words(build: str, lang: Lang) -> str:
    """Name a build with the day on which it was made, which its name tells in UTC."""
    found = _BUILT.match(build)
    if not found:
        return build
    made = datetime.strptime(found[1], "%Y%m%d-%H%M%S").replace(tzinfo=UTC).astimezone(_HERE).date()
    return t(lang, "sheet_build", build=build, day=made)
