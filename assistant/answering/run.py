"""One question on its way to an answer: searched, written, declined, or asked back."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING

from assistant.answering import decline, figures, status
from assistant.answering.absent import clauses_of, editions_beside, lacking, unnamed
from assistant.answering.answer import Draft, Sheet
from assistant.answering.clarify import choices_for
from assistant.answering.confidence import probability, signs_of
from assistant.answering.conversation import parts_of
from assistant.answering.evidence import Candidate, own_text, surroundings_of
from assistant.answering.findings import Findings, Piece
from assistant.answering.needles import view
from assistant.answering.notes import notes_of
from assistant.answering.phrases import cut_short, full_name, name_of, say
from assistant.answering.quotes import ENOUGH, merged
from assistant.answering.shelf import Edition
from assistant.answering.understanding import Understood
from assistant.answering.worth import HAS_NUMBER, of_table_asked, without_numbers
from assistant.library.model import Clause, Hit, Note
from assistant.library.status import status_of

if TYPE_CHECKING:
    from assistant.answering.ask import Asker

SUBJECT = 0.45
"""Least share, in weight, of the field's terms asked that the clauses and their places must speak of."""
MOST = 0.5
"""Share of the question that a clause speaks of which makes up for a term that it puts in other words."""
DEPTH = 30
"""Ranked clauses looked at."""


def _same(one: Piece, other: Piece) -> bool:
    if isinstance(one, Candidate) and isinstance(other, Candidate):
        return one.edition is other.edition and one.clause.key == other.clause.key
    return one is other


class Run:
    """One question on its way to an answer."""

    def __init__(self, asker: Asker, question: Understood, day: date, sheet: Sheet, within: Sequence[str] = ()) -> None:
        """Begin; where `within` names editions, the answer comes from these alone."""
        self.asker = asker
        self.within = tuple(within)
        self.question = question
        self.day = day
        self.sheet = sheet
        self.outcome: str = "answered"
        self.notes: list[Note] = []
        self.choices: list[str] = []
        self.signs: dict[str, float] = {}
        """What speaks for and against that the findings answer the question; empty until they are judged."""

    def compose(self) -> Iterator[None]:
        """Write the answer to the sheet, yielding whenever a statement is ready."""
        question, lang = self.question, self.question.lang
        refused = decline.guard(question)
        if refused:
            self._decline(Draft(say(refused, lang)))
            return
        if question.asks("status") and self._standing():
            self._finish()
            return
        asked = self._asked()
        scope = asked or list(self.within)
        lean = self.asker.writer.lean(question)
        hits = self._search(scope, lean)
        findings = self._find(hits, lean, scope)
        needles = findings.needles or self.asker.writer.needles(question)
        asked_back = choices_for(question, findings, needles, self.asker.shelf, hits, asked, self.day)
        if asked_back:
            self.outcome, self.choices = "clarify", asked_back[1]
            self.sheet.add(Draft(asked_back[0]))
            return
        findings = self._in_tables(findings)
        self.signs = signs_of(question, findings, findings.needles or needles, hits)
        sure = findings.parts > 1 or probability(self.signs) >= self.asker.least
        if not sure or not self._carries(findings) or unnamed(findings, self._lacking()):
            self._lacks(hits)
            return
        if decline.asks_whether_met(question):
            self.sheet.add(Draft(say("not_met", lang)))
        self._assumptions()
        findings = self._amended(findings)
        for _ in self.asker.writer.write(question, findings, needles, self.sheet):
            yield
        if not any(s.citations for s in self.sheet.statements):
            self.sheet.statements.clear()
            self._lacks(hits)
            return
        self._finish()

    def _in_tables(self, findings: Findings) -> Findings:
        """Keep to the table a question names."""
        if not self.question.tables:
            return findings
        pieces = [
            p
            for p in findings.pieces
            if of_table_asked(self.question, p.table.clause if isinstance(p, figures.FigureOption) else p.clause)
        ]
        return replace(findings, pieces=pieces)

    def _find(self, hits: Sequence[Hit], lean: dict[str, float], scope: Sequence[str]) -> Findings:
        """Find what carries the question; where it asks several things, what carries each, too."""
        question, writer = self.question, self.asker.writer
        whole = writer.find(question, hits, self.day, lean, scope)
        parts = [] if question.fresh or (question.asks("compare") and scope) else parts_of(question.text)
        carried, parted = Findings(), 0
        for query, part in parts:
            asked = self.asker.names.understand(question.text, part)
            asked = replace(asked, part=True, shapes=self.asker.names.understand(query).shapes or question.shapes)
            more = [*self.asker.retriever.search(query, k=12, as_of=self.day, editions=list(scope)), *hits]
            found = writer.find(asked, more, self.day, lean, scope)
            if found.share >= ENOUGH:
                carried, parted = merged(carried, found), parted + 1
        return replace(carried, parts=parted) if parted > 1 else whole

    def _search(self, scope: Sequence[str], lean: dict[str, float]) -> list[Hit]:
        question = self.question
        old = bool(scope) or question.older or question.asks("compare")
        retriever = self.asker.retriever
        if len(scope) > 1 and len(scope) <= 4:
            hits = [
                h
                for e in scope
                for h in retriever.search(question.text, k=12, as_of=self.day, editions=[e], include_superseded=True)
            ]
            return [h.model_copy(update={"rank": i}) for i, h in enumerate(sorted(hits, key=lambda h: h.rank), 1)]
        hits = list(
            retriever.search(question.text, k=DEPTH, as_of=self.day, editions=list(scope), include_superseded=old)
        )
        if question.fresh:
            known = {(h.edition.edition, h.clause.key) for h in hits}
            alone = retriever.search(question.fresh, k=12, as_of=self.day, editions=list(scope), include_superseded=old)
            hits += [h for h in alone if (h.edition.edition, h.clause.key) not in known]
        near = [e for e, a in sorted(lean.items(), key=lambda p: -p[1])[:1] if a >= 0.99]
        if not scope and near and sum(h.edition.edition == near[0] for h in hits[:10]) < 4:
            seen = {(h.edition.edition, h.clause.key) for h in hits}
            more = retriever.search(question.text, k=8, as_of=self.day, editions=near, include_superseded=old)
            hits += [
                h.model_copy(update={"rank": h.rank + 4}) for h in more if (h.edition.edition, h.clause.key) not in seen
            ]
        return hits

    def _asked(self) -> list[str]:
        """Return the editions that the question names, of those it may be answered from."""
        named = self._named()
        return [e for e in named if e in self.within] if self.within else named

    def _named(self) -> list[str]:
        """Return the editions an answer must come from: those named, and the one in force of a family named."""
        question, editions = self.question, self.asker.build.editions
        named = {editions[e].document for e in question.named}
        records = [r for e in question.families if (r := editions[e]).document not in named]
        chosen = list(question.named)
        for document in dict.fromkeys(r.document for r in records):
            family = [r for r in records if r.document == document]
            if question.older or (question.asks("compare") and len(named) + len({r.document for r in records}) == 1):
                chosen += [r.edition for r in family]
                continue
            held = [r.edition for r in family if status_of(r, self.day) in {"in_force", "unknown"}]
            chosen += held or [r.edition for r in status.standing(family, self.day)][:1]
        return list(dict.fromkeys([*chosen, *(a for e in chosen for a in editions[e].amended_by if a in editions)]))[:6]

    def _standing(self) -> bool:
        """Answer a question of status; False where the editions asked about are not known."""
        question, shelf = self.question, self.asker.shelf
        drafts: list[Draft] = []
        for number in question.unheld:
            drafts += status.unheld(question, shelf, number, self.day)
        if not drafts:
            records = [shelf.build.editions[e] for e in (*question.named, *question.families)]
            records = [r for r in status.standing(records, self.day) if not r.amends or r.edition in question.named]
            if question.named:
                records = [r for r in records if r.edition in question.named]
            if self.within:
                records = [r for r in records if r.edition in self.within]
            for record in records[:2]:
                drafts += status.describe(question, shelf, record.edition, self.day)
        for draft in [*drafts, *status.announced(question, shelf)]:
            self.sheet.add(draft)
        return any(s.citations for s in self.sheet.statements)

    def _carries(self, findings: Findings) -> bool:
        """Tell whether the chosen pieces speak of at least one thing of substance that is asked."""
        question = self.question
        if not findings.pieces:
            return False
        needles = findings.needles or self.asker.writer.needles(question)
        phrases = needles.phrases()
        own = frozenset().union(*(p.own for p in findings.pieces))
        if any(asked.search(question.text) and not self._says(findings, clause) for asked, clause in decline.PROOF):
            return False
        if question.asks("figure") and not self._gives_figure(findings, set(phrases)):
            return False
        if findings.pieces[0].features.get("cites_asked"):
            return True  # What is asked is the article it cites, whatever that rules.
        spoken = own.union(*(p.around for p in findings.pieces)) if findings.parts == 1 else frozenset(phrases)
        if needles.weight(spoken & set(phrases)) < SUBJECT * needles.weight(phrases):
            return False
        asked = set(phrases) - needles.matched(view(surroundings_of(findings.pieces[0].edition)))
        return not asked or bool(own & asked) or needles.weight(own) >= MOST

    def _gives_figure(self, findings: Findings, phrases: set[int]) -> bool:
        """Tell whether a piece gives a number for a thing asked, not for the document's subject alone."""
        for piece in findings.pieces:
            names = findings.needles.matched(view(surroundings_of(piece.edition))) if findings.needles else frozenset()
            asked = phrases - names or phrases
            if isinstance(piece, figures.FigureOption):
                if not asked or piece.own & asked or piece.named:
                    return True
            elif piece.clause.kind != "front" and HAS_NUMBER.search(
                without_numbers(own_text(piece.edition, piece.clause))
            ):
                said = piece.own
                if findings.needles and piece.clause.kind == "row":
                    # The caption is that of all rows: it does not tell this row from its neighbour.
                    said = findings.needles.matched(view(piece.clause.text))
                if not asked or said & asked or (findings.needles and findings.needles.weight(said) >= MOST):
                    return True
        return False

    def _lacking(self) -> list[str]:
        return lacking(self.question, self.asker.names, self.day)

    def _says(self, findings: Findings, pattern: re.Pattern[str]) -> bool:
        said = clauses_of(findings)
        return any(pattern.search(" ".join([clause.text, *(clause.header or ())])) for clause in said)

    def _amended(self, findings: Findings) -> Findings:
        """Put an amendment's clause before the clause it changes, from its effective day on, and cite both."""
        pieces: list[Piece] = []
        for piece in findings.pieces:
            record = piece.edition.record
            if self._amends(record.edition) and isinstance(piece, Candidate):
                base = self.asker.shelf.edition(record.amends or "")
                keys = self.asker.build.links.patched(record.edition, piece.clause)
                changed = [base.by_key[key] for key in keys if key in base.by_key]
                pieces += [piece, *(self._beside(piece, base, c) for c in changed[:1])]
                continue
            if isinstance(piece, Candidate):
                for overlay in self.asker.build.links.overlays(record.edition, piece.clause, self.day)[:1]:
                    pieces.append(self._beside(piece, self.asker.shelf.edition(overlay.edition), overlay.clause))
            pieces.append(piece)
        unique = [p for i, p in enumerate(pieces) if not any(_same(p, q) for q in pieces[:i])]
        return replace(findings, pieces=unique)

    def _beside(self, piece: Piece, edition: Edition, clause: Clause) -> Candidate:
        record = edition.record
        hit = Hit(rank=1, score=0.0, clause=clause, edition=record, status=status_of(record, self.day))
        return Candidate(hit, edition, piece.own, piece.around, piece.score, piece.foreign)

    def _amends(self, edition: str) -> bool:
        record = self.asker.build.editions[edition]
        return bool(record.amends) and status_of(record, self.day) == "in_force"

    def _assumptions(self) -> None:
        question, lang = self.question, self.question.lang
        for asked, edition in question.assumed.items():
            name = full_name(self.asker.build.editions[edition], lang)
            self.notes.append(Note(code="not_in_corpus", message=say("note_assumed", lang, asked=asked, name=name)))
        for number in question.unheld:
            self.notes.append(Note(code="not_in_corpus", message=say("note_not_in_corpus", lang, what=number.upper())))

    def _finish(self) -> None:
        cited = self.sheet.citations
        if status.SINCE.search(self.question.folded) and cited and not any(c.path == () for c in cited):
            for draft in status.describe(self.question, self.asker.shelf, cited[0].edition, self.day)[:1]:
                self.sheet.add(draft)
        self.notes += notes_of(self.question, self.sheet, self.asker.shelf, self.day)

    def _decline(self, draft: Draft) -> None:
        self.outcome = "declined"
        self.sheet.add(draft)

    def _lacks(self, hits: Sequence[Hit]) -> None:
        question, lang, editions = self.question, self.question.lang, self.asker.build.editions
        missing = self._lacking()
        if missing:
            printed = ", ".join(number.upper() for number in missing)
            kin = tuple(full_name(editions[e], lang) for e in editions_beside(missing, self.asker.names))
            joined = ("、" if lang == "zh" else "; ").join(kin)
            text = say("not_held_but" if kin else "not_held", lang, what=printed, names=joined)
            self._decline(Draft(text, place=(printed, *kin)))
            return
        scope = self._asked()
        near = editions[scope[0]] if scope else (hits[0].edition if hits else None)
        what = "“" + cut_short(re.sub(r"[?？。.!！]+\s*$", "", question.text.strip())) + "”"
        if self.within:
            self._decline(Draft(say("lacks_within", lang, what=what)))
        elif near is None:
            self._decline(Draft(say("lacks", lang, what=what)))
        else:
            nearest = full_name(near, lang)
            self._decline(
                Draft(
                    say("lacks_nearest", lang, what=what, nearest=nearest), place=(nearest, name_of(near, lang), what)
                )
            )
