"""The language-model writer: a model words what was found, and only sentences that agree with their quotes are shown.

Whether a question is answered, declined or asked back was decided before. What fails the checks, and what a model that
fails leaves out, is said by the quotes writer.
"""

from __future__ import annotations

import logging
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date

from assistant.answering.answer import Draft, Quote, Sheet
from assistant.answering.findings import Findings
from assistant.answering.language.agreement import Cited, agrees, cited, places_in
from assistant.answering.language.bounded import reply
from assistant.answering.language.material import Numbered, Owed, numbered
from assistant.answering.language.prompt import VERSION, configuration_hash, prompt_for
from assistant.answering.language.reading import Claim, ClaimReader
from assistant.answering.language.speaking import ChatModel, ModelError
from assistant.answering.needles import Needles
from assistant.answering.phrases import say
from assistant.answering.quotes import QuotesWriter
from assistant.answering.shelf import Shelf
from assistant.answering.understanding import Names, Understood
from assistant.index.builds import Build
from assistant.library.model import Hit, Note, WriterRecord
from assistant.settings import Settings

log = logging.getLogger(__name__)

_NEAR = 8
_LONGEST = 600
"""Characters of the longest sentence taken from a model."""


class LanguageModelWriter(QuotesWriter):
    """Has a model word the answer from the clauses that the quotes writer found; safe to use from many threads."""

    def __init__(self, shelf: Shelf, names: Names, build: Build, model: ChatModel, settings: Settings) -> None:
        super().__init__(shelf, names)
        self._model = model
        self._seconds = settings.writer_seconds
        self._rarity = build.words("own").idf
        self.record = WriterRecord(
            model=model.name, prompt=VERSION, configuration=configuration_hash(model.name, settings)
        )

    def find(
        self, question: Understood, hits: Sequence[Hit], as_of: date, lean: dict[str, float], scope: Sequence[str]
    ) -> Findings:
        """Find what the quotes writer finds, and keep the clauses found next beside it."""
        return replace(super().find(question, hits, as_of, lean, scope), near=tuple(hits[:_NEAR]))

    def write(self, question: Understood, findings: Findings, needles: Needles, sheet: Sheet) -> Iterator[None]:
        """Write what the model says of the findings as far as it agrees with them; quotes for the rest."""
        if question.asks("compare"):
            # Old beside new is laid out by the product: a model would calculate.
            yield from super().write(question, findings, needles, sheet)
            return
        drafts = [self.drafts(question, piece, needles) for piece in findings.pieces]
        clauses = {one.id: one for one in numbered(drafts, findings.near, needles, sheet)}
        owed = Owed(findings.pieces, drafts)
        failed, worded, lang = 0, 0, question.lang
        try:
            for claim in self._claims(question, list(clauses.values()), sheet.as_of):
                if self._written(claim, clauses, owed, sheet, lang):
                    worded += 1
                    sheet.writer = self._model.name
                    yield
                    continue
                failed += 1
                places = [clauses[c.id].place for c in claim.cites if c.id in clauses]
                yield from self._quoted(owed.instead(places), sheet)
            if not worded and not failed:
                raise ModelError("empty")
            yield from self._quoted(owed.rest() if worded else owed.all(), sheet)
        except ModelError as error:
            log.warning("The writer %s gave no whole reply: %s (%s)", self._model.name, error.reason, error.detail)
            yield from self._quoted(owed.all(), sheet)
            message = say("note_writer_failed", lang, why=say(f"writer_{error.reason}", lang))
            sheet.notes.append(Note(code="writer_failed", message=message))
        if failed:
            message = say("note_writer_replaced", lang, count=str(failed))
            sheet.notes.append(Note(code="writer_replaced", message=message))
        if worded:
            message = say("note_worded", lang, model=self._model.name)
            sheet.notes.append(Note(code="worded_by_model", message=message))

    def _claims(self, question: Understood, clauses: Sequence[Numbered], as_of: date) -> Iterator[Claim]:
        """Yield the sentences of the model's reply, each once it is whole."""
        self._model.prepare()
        reader = ClaimReader()
        for piece in reply(self._model, prompt_for(question, clauses, as_of), self._seconds):
            yield from reader.take(piece)
        yield from reader.rest()

    def _written(self, claim: Claim, clauses: dict[str, Numbered], owed: Owed, sheet: Sheet, lang: str) -> bool:
        """Write a sentence down if every cite is a clause given and prints the quote, and the sentence agrees."""
        quotes: list[Cited] = []
        for cite in claim.cites:
            one = clauses.get(cite.id)
            found = cited(one.edition, one.clause, cite.quote) if one else None
            if found is None:
                return False
            quotes.append(found)
        if len(claim.text) > _LONGEST or not agrees(claim.text, quotes, lang, self._rarity):
            return False
        draft = Draft(
            claim.text,
            tuple(Quote(q.edition.record.edition, q.clause.key, q.quote) for q in quotes),
            places_in(claim.text, quotes, lang),
        )
        if sheet.add(draft) is None:
            return False
        owed.said([(q.edition.record.edition, q.clause.key) for q in quotes])
        return True

    @staticmethod
    def _quoted(drafts: Iterator[Draft], sheet: Sheet) -> Iterator[None]:
        for draft in drafts:
            if sheet.add(draft) is not None:
                yield
