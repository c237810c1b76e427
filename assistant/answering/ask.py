"""From a question to its answer: understood, searched, written by quotes, checked, or declined, or asked back."""

from __future__ import annotations

import logging
import time
from collections.abc import Iterator, Sequence
from copy import copy
from datetime import date

from assistant.answering.answer import Sheet
from assistant.answering.confidence import LEAST
from assistant.answering.conversation import resolve
from assistant.answering.gloss import is_chinese
from assistant.answering.language.choosing import chosen_model
from assistant.answering.language.speaking import ModelError
from assistant.answering.language_model import LanguageModelWriter
from assistant.answering.notes import restricted
from assistant.answering.quotes import QuotesWriter
from assistant.answering.run import Run
from assistant.answering.shelf import OpenBuild, Shelf
from assistant.answering.understanding import Names
from assistant.errors import UsageError
from assistant.index.builds import Build
from assistant.library.model import Answer, Statement, Turn
from assistant.library.status import today
from assistant.retrieval.retriever import Retriever
from assistant.retrieval.spelling import Spelling
from assistant.settings import Settings

log = logging.getLogger(__name__)


class Asker:
    """Answers questions from one open build."""

    def __init__(self, build: Build, settings: Settings, least: float = LEAST) -> None:
        """Open it; below the probability `least` that what was found answers a question, it is declined."""
        self.build = build
        self.settings = settings
        self.least = least
        self.retriever = Retriever(build, settings)
        view: OpenBuild = build
        self.shelf = Shelf(view)
        words = build.words("own")
        self.names = Names(build.editions, mentioned=lambda number: bool(len(words.postings(f"#{number}")[0])))
        self.spelling = Spelling(words)
        self.model = chosen_model(settings)
        self.writer: QuotesWriter = (
            LanguageModelWriter(self.shelf, self.names, build, self.model, settings)
            if self.model
            else QuotesWriter(self.shelf, self.names)
        )

    def warm_up(self) -> None:
        """Load what the first question would wait for; a language model is loaded, but asked nothing."""
        if self.model:
            try:
                self.model.prepare()
            except ModelError as error:
                log.warning("The writer %s cannot be loaded: %s", self.model.name, error)
        self.without_model().ask("绿色产品 green product")

    def without_model(self) -> Asker:
        """Return an asker of the same build that answers by quotes alone."""
        quiet = copy(self)
        quiet.writer = QuotesWriter(self.shelf, self.names)
        return quiet

    def ask(
        self,
        question: str,
        as_of: date | None = None,
        history: Sequence[Turn] = (),
        id: str | None = None,
        editions: Sequence[str] = (),
    ) -> Answer:
        """Answer a question as of a day, today in Shanghai unless given; from the editions given alone, if any are.

        Raises:
            UsageError: the question is empty or longer than `settings.question_limit` characters.
            NotFoundError: an edition is unknown.
        """
        *_, last = self.stream(question, as_of, history, id, editions)
        assert isinstance(last, Answer)
        return last

    def stream(
        self,
        question: str,
        as_of: date | None = None,
        history: Sequence[Turn] = (),
        id: str | None = None,
        editions: Sequence[str] = (),
    ) -> Iterator[Statement | Answer]:
        """Yield each statement as soon as it is checked, and the whole answer last."""
        started = time.perf_counter()
        run, shown_as = self.begin(question, as_of, history, editions)
        sheet = run.sheet
        shown = 0
        for _ in run.compose():
            yield from sheet.statements[shown:]
            shown = len(sheet.statements)
        yield from sheet.statements[shown:]
        yield Answer(
            id=id,
            question=question,
            understood_as=shown_as,
            language=run.question.lang,
            as_of=run.day,
            build=self.build.id,
            outcome=run.outcome,
            kind=run.question.kind,
            text=sheet.text(run.question.lang),
            statements=tuple(sheet.statements),
            citations=tuple(sheet.citations),
            notes=(
                *([restricted(run.question, self.shelf, run.within)] if run.within else []),
                *run.notes,
                *sheet.notes,
            ),
            choices=tuple(run.choices) or None,
            writer=sheet.writer,
            written_by=self.writer.record if isinstance(self.writer, LanguageModelWriter) else None,
            elapsed_ms=round(1000 * (time.perf_counter() - started), 2),
        )

    def begin(
        self, question: str, as_of: date | None = None, history: Sequence[Turn] = (), editions: Sequence[str] = ()
    ) -> tuple[Run, str | None]:
        """Read a question; return its run, not yet composed, and how the question was understood where that differs."""
        self._check(question)
        day = as_of or today()
        resolved = resolve(question, history, self.names)
        resolved = (self.spelling.mend(resolved[0])[0], self.spelling.mend(resolved[1])[0]) if resolved else None
        spelt, _ = self.spelling.mend(question)
        read = self.names.understand(*(resolved or (spelt,)))
        shown_as = resolved[0] if resolved else spelt if spelt != question else None
        within = [self.build.edition(one).edition for one in dict.fromkeys(editions)]
        return Run(self, read, day, Sheet(self.shelf, day), within), shown_as

    def _check(self, question: str) -> None:
        chinese = is_chinese(question)
        if not question.strip():
            raise UsageError("The question is empty: type a question. 问题为空，请输入问题。")
        limit = self.settings.question_limit
        if len(question) > limit:
            raise UsageError(
                f"问题共 {len(question)} 个字符，超过上限 {limit}，请缩短。"
                if chinese
                else f"The question has {len(question)} characters, more than the {limit} allowed: shorten it."
            )
