"""What a reviewer is shown of an answer: each citation beside its clause as it was then, as it is now, and its page."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING

from assistant.errors import NotFoundError
from assistant.index.current import build_ids, builds_folder
from assistant.index.manifest import LIBRARY
from assistant.library.folding import locate
from assistant.library.model import Citation, Clause, Statement, Status
from assistant.library.status import today
from assistant.library.store import Library
from assistant.library.volume import clause_digest
from assistant.records.became import Became, Standing
from assistant.records.entries import Answered
from assistant.revision.words import Piece, word_diff
from assistant.web.paths import source_url
from assistant.web.review.desk import page_strips
from assistant.web.runtime import Runtime
from assistant.web.texts import Lang
from assistant.web.views import Badge, PageImage, badge, page_images

if TYPE_CHECKING:
    from assistant.index.builds import Build


@dataclass(frozen=True, slots=True)
class CitedThen:
    """A citation of a recorded answer, as it was and as its clause is now.

    `parts` are the words of the clause today, each with whether it is quoted; `changes` the wording then against that
    of today where they differ and the build of then is still kept.
    """

    citation: Citation
    name: str
    then: Status
    now: Badge | None
    became: Became | None
    parts: tuple[tuple[str, bool], ...]
    changes: tuple[Piece, ...]
    pages: tuple[PageImage, ...]
    url: str


@dataclass(frozen=True, slots=True)
class Said:
    """A statement with the citations it stands on; `cited` are those that no statement before it has shown."""

    statement: Statement
    cited: tuple[CitedThen, ...]


def statements_of(runtime: Runtime, entry: Answered, lang: Lang) -> list[Said]:
    """Return the statements of a recorded answer, each citation shown once; the last holds what no statement cites."""
    build = runtime.build()
    standing = Standing(build.library, today())
    with _library_then(runtime, entry.answer.build) as then:
        cited = {one.n: _cited(runtime, build, standing, then, entry, one, lang) for one in entry.answer.citations}
    shown: list[Said] = []
    for statement in entry.answer.statements:
        shown.append(Said(statement, tuple(cited.pop(n) for n in statement.citations if n in cited)))
    if cited:
        shown.append(Said(Statement(text="", citations=tuple(cited)), tuple(cited.values())))
    return shown


def standing_of(build: Build, entry: Answered) -> tuple[dict[int, str], tuple[int, ...]]:
    """Return the digests of the cited clauses today, and the citations whose edition is no longer in force."""
    standing = Standing(build.library, today())
    cited = entry.answer.citations
    digests = {one.n: standing.digest(one.edition, one.key) for one in cited}
    return digests, tuple(one.n for one in cited if standing.is_old(one.edition))


@contextmanager
def _library_then(runtime: Runtime, build: str) -> Iterator[Library | None]:
    """Open what the library held when an answer was given, if that build is still kept."""
    index = runtime.settings.index
    if build == runtime.build().id or build not in build_ids(index):
        yield None
        return
    library = Library(builds_folder(index) / build / LIBRARY)
    try:
        yield library
    finally:
        library.close()


def _cited(
    runtime: Runtime,
    build: Build,
    standing: Standing,
    then: Library | None,
    entry: Answered,
    cited: Citation,
    lang: Lang,
) -> CitedThen:
    record = build.editions.get(cited.edition)
    digest = entry.digests.get(cited.n)
    became = standing.became(cited.edition, cited.key, digest, cited.status in ("superseded", "repealed"))
    clause = _clause(build.library, cited) if record else None
    old = _clause(then, cited) if then and clause and became == "changed" else None
    pages: tuple[PageImage, ...] = ()
    if record:
        boxes = cited.boxes if clause and became != "changed" else clause.boxes if clause else ()
        page = clause.page if clause else min(cited.page, record.pages)
        pages = page_images(runtime, record, boxes, page, lang)
    return CitedThen(
        citation=cited,
        name=(record.number or record.title) if record else cited.edition,
        then=cited.status,
        now=badge(record, today(), lang, build) if record else None,
        became=became,
        parts=_parts(clause, cited.quote) if clause else (),
        changes=tuple(word_diff(old.text, clause.text)) if old and clause and _is(old, digest) else (),
        pages=page_strips(pages),
        url=source_url(cited.edition, cited.key, None, cited.quote if cited.path else None) if clause else "",
    )


def _is(clause: Clause, digest: str | None) -> bool:
    return digest is None or clause_digest(clause.title, clause.text) == digest


def _clause(library: Library, cited: Citation) -> Clause | None:
    try:
        return library.clause(cited.edition, cited.key)
    except NotFoundError:
        return None


def _parts(clause: Clause, quote: str) -> tuple[tuple[str, bool], ...]:
    """Cut a clause's text at the quote; whole where it does not stand there."""
    found = locate(quote, clause.text) if quote.strip() else None
    if found is None:
        return ((clause.text, False),)
    start, end = found
    cut = ((clause.text[:start], False), (clause.text[start:end], True), (clause.text[end:], False))
    return tuple(part for part in cut if part[0])
