"""The quotes writer: chooses clauses that cover what is asked and hands each to the shape that says it."""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date

from assistant.answering import editions, figures
from assistant.answering.answer import Draft, Sheet
from assistant.answering.comparing import changes_listed, only_changes, terms_apart, twin_of
from assistant.answering.evidence import Candidate, candidates, own_text
from assistant.answering.figures import FigureOption
from assistant.answering.findings import Findings, Piece
from assistant.answering.gathering import tables_near, with_lists, with_parents, with_penalties
from assistant.answering.gloss import is_chinese, terms
from assistant.answering.needles import Needles
from assistant.answering.prose import write_prose
from assistant.answering.rows import row_statement
from assistant.answering.shelf import Edition, Shelf, Table
from assistant.answering.understanding import EACH, Names, Understood
from assistant.answering.words import content_words
from assistant.answering.worth import SHAPE_EVIDENCE
from assistant.library.folding import fold_text
from assistant.library.model import Hit

ENOUGH = 0.455
"""Least share of the question, in weight, that the chosen clauses must speak of; calibrated on questions."""
MORE = 0.13
"""Least further share that a second or third clause must add."""
PIECES = 3
SIDE = 0.5
"""Least share of what the best of several documents compared covers that another must cover to be set beside it."""


def merged(whole: Findings, part: Findings) -> Findings:
    """Add to the findings of a question what its part found first, unless it is there already."""
    pieces = list(whole.pieces)
    for piece in part.pieces[:1]:
        if isinstance(piece, FigureOption):
            same = next((p for p in pieces if isinstance(p, FigureOption) and p.table is piece.table), None)
            if same is not None:
                rows = [*same.rows, *(r for r in piece.rows if r not in same.rows)]
                rows.sort(key=lambda r: piece.edition.order[r.clause.key])
                columns = tuple(sorted({*same.columns, *piece.columns}))
                pieces[pieces.index(same)] = replace(same, rows=tuple(rows), columns=columns)
                continue
        elif QuotesWriter.repeats(piece, pieces):
            continue
        pieces.append(piece)
    return Findings(
        pieces[:6], whole.covered, max(whole.share, min(part.share, 0.6)), whole.tables, whole.needles or part.needles
    )


class QuotesWriter:
    """Writes answers from ranked clauses, one checked statement after the other."""

    def __init__(self, shelf: Shelf, names: Names) -> None:
        self.shelf = shelf
        self.names = names
        records = shelf.build.editions
        self._name_words = {
            e: frozenset(content_words(" ; ".join([r.title, r.title_en or "", *r.aliases])))
            | self._foreign(r.title, r.aliases)
            for e, r in records.items()
        }
        self._name_counts = Counter(w for words in self._name_words.values() for w in words)

    @staticmethod
    def _foreign(title: str, aliases: Sequence[str]) -> frozenset[str]:
        lexicon = terms()
        names = [
            lexicon.english.get(t) or lexicon.chinese.get(t, "")
            for t in lexicon.found_in(" ; ".join([title, *aliases]))
        ]
        return frozenset(content_words(" ; ".join(names)))

    def lean(self, question: Understood) -> dict[str, float]:
        """Return how far a question's words are those of each edition's names, from 0 to 1."""
        words = set(content_words(question.names_removed, question=True))
        count = len(self._name_words) + 1
        affinity = {
            e: sum(math.log(count / self._name_counts[w]) for w in words & names)
            for e, names in self._name_words.items()
        }
        top = max(affinity.values(), default=0.0)
        return {e: a / max(top, 5.0) for e, a in affinity.items() if a > 0}

    def find(
        self, question: Understood, hits: Sequence[Hit], as_of: date, lean: dict[str, float], scope: Sequence[str]
    ) -> Findings:
        """Choose the clauses and table rows that together cover most of the question."""
        tables = tables_near(self.shelf, question, hits, lean, scope, as_of)
        needles = self.needles(question, tables, hits)
        hits = with_penalties(self.shelf, question, with_parents(self.shelf, hits))
        if question.asks("list"):
            hits = with_lists(self.shelf, question, needles, hits)
        judged = candidates(question, needles, self.shelf, hits, lean)
        ranks: dict[tuple[str, str], int] = {}
        for hit in hits:
            table = self.shelf.edition(hit.edition.edition).table_of(hit.clause)
            if table is not None:
                ranks.setdefault((table.edition, table.clause.key), hit.rank)
        fitting = (
            figures.option(
                question,
                needles,
                self.shelf,
                self.shelf.edition(t.edition),
                t,
                lean.get(t.edition, 0.0),
                ranks.get((t.edition, t.clause.key), 60),
            )
            for t in tables
        )
        options = [option for option in fitting if option]
        options.sort(key=lambda o: -o.score)
        if question.tables:
            options = [
                o for o in options if any(fold_text(o.table.clause.path[0]) == fold_text(t) for t in question.tables)
            ] or []
        groups = self._compared(question, scope)
        if groups:
            found = [
                self._cover(
                    question,
                    needles,
                    [c for c in judged if c.edition.record.edition == edition],
                    [o for o in options if o.table.edition == edition],
                    pieces=2,
                )
                for edition in groups
            ]
            best = max(found, key=lambda f: f.share)
            newest = self.shelf.edition(groups[-1])
            if self.shelf.build.editions[groups[0]].document != newest.record.document:
                return self._side_by_side(found, len(options), needles)
            if only_changes(needles) and (listed := changes_listed(newest, as_of)) is not None:
                return Findings([listed], best.covered, 1.0, len(options), needles)
            found = [self._paired(found, f, self.shelf.edition(e), as_of) for e, f in zip(groups, found, strict=True)]
            return Findings([p for f in found for p in f.pieces], best.covered, best.share, len(options), needles)
        apart = terms_apart(question, needles, judged)
        if apart:
            own = frozenset().union(*(c.own for c in apart))
            return Findings([*apart], own, 1.0, len(options), needles)
        return self._cover(question, needles, judged, options)

    @staticmethod
    def _side_by_side(found: Sequence[Findings], tables: int, needles: Needles) -> Findings:
        """Put what each of several documents says beside another; what says far less than the best is left out."""
        best = max(found, key=lambda f: f.share)
        said = [f for f in found if f.pieces and f.share >= SIDE * best.share]
        return Findings([p for f in said for p in f.pieces], best.covered, best.share, tables, needles)

    @staticmethod
    def _paired(found: Sequence[Findings], own: Findings, edition: Edition, day: date) -> Findings:
        """Put beside the clause that one edition answers with the clause of the same words in the other."""
        if own.pieces and isinstance(own.pieces[0], FigureOption):
            return own
        others = [p for f in found if f is not own for p in f.pieces[:1] if isinstance(p, Candidate)]
        twin = twin_of(others, edition, day)
        return replace(own, pieces=[twin]) if twin else own

    def _compared(self, question: Understood, scope: Sequence[str]) -> list[str]:
        """Return the editions that are to be compared: those of one document, older first, or one of each document."""
        records = [r for e in dict.fromkeys(scope) if not (r := self.shelf.build.editions[e]).amends]
        if not question.asks("compare") and not EACH.search(question.folded):
            return []
        documents = list(dict.fromkeys(r.document for r in records))
        if 1 < len(documents) <= 3:
            return [next(r.edition for r in records if r.document == d) for d in documents]
        if not question.asks("compare") or len(documents) != 1 or len(records) < 2:
            return []
        return [r.edition for r in sorted(records, key=lambda r: r.effective or r.issued or r.edition)][-3:]

    def needles(self, question: Understood, tables: Sequence[Table] = (), hits: Sequence[Hit] = ()) -> Needles:
        """Return what a question asks for, with the labels of these tables and the terms of the editions found."""
        defined = {
            fold_text(re.split(r"[\s(（]", title)[0] if is_chinese(title) else title)
            for edition in {h.edition.edition for h in hits}
            for title, _ in self.shelf.edition(edition).terms
        }
        defined = {t for t in defined if len(t) >= 2 and t in question.names_removed}
        return Needles(question, self.shelf, terms(), frozenset(figures.label_phrases(tables) | defined))

    def _cover(
        self,
        question: Understood,
        needles: Needles,
        judged: list[Candidate],
        options: list[FigureOption],
        pieces: int = PIECES,
    ) -> Findings:
        findings = Findings(tables=len(options), needles=needles)
        pool: list[Piece] = [*options, *judged]
        if question.part:
            # What answers a part of a question says something of that part.
            anew = {i for i, n in enumerate(needles.all) if n.fresh}
            pool = [p for p in pool if p.own & anew] or pool
        covered: frozenset[int] = frozenset()
        used: set[str] = set()
        while pool and len(findings.pieces) < pieces:
            best = max(pool, key=lambda p: self._worth(question, needles, p, covered, used))
            if findings.pieces and self._beside_the_point(question, best, findings.pieces[0]):
                pool = [p for p in pool if p is not best]
                continue
            best = self._as_figure(best, options)
            gain = needles.weight(best.own - covered, foreign=best.foreign)
            if findings.pieces:
                fresh = best.own - covered
                substance = (
                    any(not needles.all[i].word and not needles.all[i].generic for i in fresh) or len(fresh) >= 2
                )
                if gain < MORE or not substance:
                    break
            elif self._worth(question, needles, best, covered, used) <= 0:
                break
            findings.pieces.append(best)
            covered |= best.own | best.around
            used.add(best.edition.record.edition)
            pool = [p for p in pool if p is not best and not self.repeats(p, findings.pieces)]
            if isinstance(best, FigureOption):
                findings.pieces += self._siblings(question, best, options, findings.pieces)
        findings.covered = covered
        own = frozenset().union(*(p.own for p in findings.pieces)) if findings.pieces else frozenset()
        other = bool(findings.pieces) and findings.pieces[0].foreign
        findings.share = needles.weight(own, foreign=other) + 0.6 * needles.weight(covered - own, foreign=other)
        return findings

    @staticmethod
    def _as_figure(piece: Piece, options: Sequence[FigureOption]) -> Piece:
        """Return the figure that a table row gives where it fits the question, not the row with all its cells."""
        if isinstance(piece, FigureOption) or piece.clause.kind != "row":
            return piece
        fitting = (o for o in options if any(row.clause.key == piece.clause.key for row in o.rows))
        return next((o for o in fitting if o.edition is piece.edition and not o.chosen_by_column), piece)

    @staticmethod
    def _beside_the_point(question: Understood, piece: Piece, first: Piece) -> bool:
        """Tell whether a further clause lacks what a question of penalties or periods asks for.

        What breaking another article costs is beside the point where the penalty for the one asked about is found.
        """
        if first.features.get("cites_asked") and not piece.features.get("cites_asked"):
            return True
        if isinstance(piece, FigureOption):
            said = " ".join(row.clause.text for row in piece.rows)
        else:
            said = own_text(piece.edition, piece.clause)
        return any(question.asks(s) and not SHAPE_EVIDENCE[s].search(said) for s in ("penalty", "time"))

    def _worth(
        self,
        question: Understood,
        needles: Needles,
        piece: Piece,
        covered: frozenset[int],
        used: set[str],
    ) -> float:
        other = piece.foreign
        worth = piece.score - needles.weight(piece.own & covered, foreign=other)
        worth -= 0.6 * needles.weight(piece.around & covered, foreign=other)
        if (
            isinstance(piece, Candidate)
            and used
            and piece.edition.record.edition not in used
            and not question.asks("compare")
            and len(question.named) < 2
        ):
            worth -= 0.08
        return worth

    @staticmethod
    def repeats(piece: Piece, taken: Sequence[Piece]) -> bool:
        """Tell whether a piece lies within one already taken, or holds it."""
        if isinstance(piece, FigureOption):
            return any(isinstance(t, FigureOption) and t.table is piece.table for t in taken)
        for t in taken:
            if isinstance(t, FigureOption):
                if (
                    piece.clause.kind in {"row", "table"}
                    and piece.edition is t.edition
                    and piece.clause.path[0] == t.table.clause.path[0]
                ):
                    return True
            elif t.edition is piece.edition:
                a, b = t.clause.path, piece.clause.path
                if a == b or (a and b and (a == b[: len(a)] or b == a[: len(b)])):
                    return True
        return False

    @staticmethod
    def _siblings(
        question: Understood, best: FigureOption, options: Sequence[FigureOption], taken: Sequence[Piece]
    ) -> list[FigureOption]:
        """Return other tables of the edition that give the same rows under other conditions, where asked for."""
        several = question.asks("compare") or re.search(
            r"分别|各|both|each|respectively|普通地区|一般地区", question.folded
        )
        floor = 0.72 if several else 0.97
        return [
            o
            for o in options
            if o is not best
            and o not in taken
            and o.edition is best.edition
            and o.named >= best.named
            and o.score >= floor * best.score
        ][:1]

    def write(self, question: Understood, findings: Findings, needles: Needles, sheet: Sheet) -> Iterator[None]:
        """Write the chosen pieces to the sheet, yielding after each statement that passed the checks."""
        figured = [p for p in findings.pieces if isinstance(p, FigureOption)]
        if question.asks("compare") and len(figured) == 2 and figured[0].edition is not figured[1].edition:
            changed = editions.changes(question, *figured)
            written = [sheet.add(d) is not None for d in changed]
            if written and all(written):
                yield
                return
        # Beside another document's clause only what is asked of a list is set.
        beside = not question.asks("list") and len({p.edition.record.document for p in findings.pieces}) > 1
        beside = beside and question.asks("compare")
        for piece in findings.pieces:
            for draft in self.drafts(question, piece, needles, asked_only=beside):
                if sheet.add(draft) is not None:
                    yield

    def drafts(self, question: Understood, piece: Piece, needles: Needles, *, asked_only: bool = False) -> list[Draft]:
        """Hand a piece to the shape that says it."""
        if isinstance(piece, FigureOption):
            return figures.write(question, piece)
        if piece.clause.kind == "row":
            return [row_statement(question, piece.edition, piece.clause)]
        return write_prose(question, piece, needles, asked_only=asked_only)
