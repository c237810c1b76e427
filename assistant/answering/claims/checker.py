"""A text judged sentence by sentence against the clauses of an open build."""

from __future__ import annotations

import re
import time
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache

from assistant.answering.answer import Quote, Sheet
from assistant.answering.claims.across import across
from assistant.answering.claims.compare import (
    Comparison,
    Difference,
    compare,
    coverage,
    frame_of,
    rough_words,
    same,
    word_set,
    words_in,
)
from assistant.answering.claims.conditions import dropped_condition
from assistant.answering.claims.marks import Mark, marks_of
from assistant.answering.claims.sayings import Saying, sayings_of, tells_change
from assistant.answering.claims.shapes import CheckedSentence, CheckedText, Differs, Verdict
from assistant.answering.claims.sources import Source, source_of
from assistant.answering.claims.standing import Standing, judge_standing
from assistant.answering.claims.subjects import Subjects
from assistant.answering.gloss import is_chinese
from assistant.answering.sentences import sentences
from assistant.answering.shelf import Shelf
from assistant.errors import UsageError
from assistant.index.builds import Build
from assistant.library.model import Clause, Hit, Status
from assistant.library.status import status_of, today
from assistant.retrieval.retriever import Retriever
from assistant.settings import Settings

MOST_CHARACTERS = 200_000
"""The longest text taken."""
_DEPTH = 30
_COMPARED = 40
"""Sayings laid beside a statement word by word: those that hold most of its words."""
_READ_CLOSELY = 70
"""Sayings whose marks are read: those that hold most of a statement's words at a first look."""
_MOST_ROWS = 80
_QUERY = 700
_OLD: frozenset[Status] = frozenset({"superseded", "repealed"})
_SUPPORTS = (0.8, 0.5)
"""Shares of a statement's words that a saying with its surroundings, and the saying alone, must have to support it."""
_CONTRADICTS = (0.8, 0.6)
_SAME_AMOUNTS = 0.3
"""How much of a statement's words it is worth that a saying gives its amounts: among like rows the right one comes."""
_NAMED = 0.5
"""Share of the words of a cell of a row's name that a statement must say to be about that row."""
_OVERRULES = 0.85
"""Share of a statement's words that a clause in the other language must say for one in its own not to contradict it."""
_MOST_DIFFERENCES = 2
_TELLS = 1.2
"""What a statement's words must add up to, in words that one clause alone has: less is said in too many places."""


@dataclass(frozen=True, slots=True)
class Judged:
    """A saying laid beside the statement. `supports` and `differs` exclude each other; neither means another matter."""

    saying: Saying
    status: Status
    result: Comparison
    differs: tuple[Difference, ...]
    supports: bool
    contradicts: bool
    rank: int
    dropped: str = ""
    """The condition that keeps it from supporting a statement that does not make it."""


class Checker:
    """Judges texts by the clauses of one open build; safe to use from many threads."""

    def __init__(self, build: Build, settings: Settings, retriever: Retriever | None = None) -> None:
        self.build = build
        self.shelf = Shelf(build)
        self.retriever = retriever or Retriever(build, settings)
        self._rarity = lru_cache(maxsize=50_000)(build.words("own").idf)
        self._subjects = Subjects(build.editions)
        self._sayings = lru_cache(maxsize=5_000)(self._sayings_of)

    def check(self, text: str, as_of: date | None = None) -> CheckedText:
        """Judge each sentence of a text as of a day, today in Shanghai unless given.

        Raises:
            UsageError: the text is empty or too long.
        """
        started = time.perf_counter()
        if not text.strip():
            raise UsageError("The text is empty: give some sentences to check. 文本为空，请提供要核对的句子。")
        if len(text) > MOST_CHARACTERS:
            raise UsageError(
                f"The text has {len(text)} characters, more than the {MOST_CHARACTERS} taken at once: cut it in parts."
            )
        day = as_of or today()
        return CheckedText(
            as_of=day,
            build=self.build.id,
            sentences=tuple(self._sentences(text, day)),
            elapsed_ms=round(1000 * (time.perf_counter() - started), 2),
        )

    def _sentences(self, text: str, day: date) -> Iterator[CheckedSentence]:
        earlier: tuple[str, ...] = ()
        for sentence in sentences(text):
            named = self.retriever.analyse(sentence).named
            standing = judge_standing(sentence, named, self.shelf, day, earlier)
            earlier = named.exact or named.all or earlier
            yield self._stated(sentence, standing, day) if standing else self._sentence(sentence, day)

    def _stated(self, text: str, standing: Standing, day: date) -> CheckedSentence:
        sheet = Sheet(self.shelf, day)
        for quote in standing.quotes:
            sheet.cite(quote)
        said = tuple(Differs(said=d.said, clause_says=d.clause_says) for d in standing.differs)
        return CheckedSentence(
            text=text, verdict=standing.verdict if sheet.citations else "not_found", differs=said or None,
            citations=tuple(sheet.citations),
        )  # fmt: skip

    def _sentence(self, text: str, day: date) -> CheckedSentence:
        source = source_of(text, self.retriever.analyse(text).named, self.build.editions, day)
        candidates = self._candidates(text, source, day)
        judged = self._judge(text, source, candidates)
        verdict, differs, shown = self._verdict(source, judged)
        if verdict in {"not_found", "contradicted"}:
            across_languages = self._judge_across(text, source, candidates, day)
            supporting = [j for j in across_languages if j.supports and j.result.whole >= _OVERRULES]
            if not shown or any(not source.editions or j.saying.edition in source.editions for j in supporting):
                verdict, differs, shown = self._verdict(source, across_languages)
        if verdict in {"supported", "outdated"} and shown and shown[0].status in _OLD and not source.tells_past:
            now = self._today_says(text, shown[0], day)
            if now is not None and now.supports and not source.outdated:
                verdict, differs, shown = "supported", (), [now]
            elif now is not None:
                verdict = "outdated"
                differs, shown = (*differs, *(d for d in now.differs if d not in differs)), [shown[0], now]
            else:
                verdict = "outdated"
        sheet = Sheet(self.shelf, day)
        for one in shown:
            sheet.cite(Quote(one.saying.edition, one.saying.clause.key, one.saying.quote))
        said = tuple(Differs(said=d.said, clause_says=d.clause_says) for d in differs)
        return CheckedSentence(
            text=text, verdict=verdict if sheet.citations else "not_found", differs=said or None,
            citations=tuple(sheet.citations),
        )  # fmt: skip

    def _candidates(self, text: str, source: Source, day: date) -> list[tuple[Saying, Status, int]]:
        """Return what the clauses say that a statement may be about, with their status and rank."""
        query = text[:_QUERY]
        hits = list(self.retriever.search(query, k=_DEPTH, as_of=day, include_superseded=True))
        named = set(self.retriever.analyse(query).named.all) | set(source.editions)
        others = [name for name in self.build.editions if name not in named]
        for editions in (source.editions, others if named else ()):
            if editions:
                hits += self.retriever.search(query, k=_DEPTH // 2, as_of=day, editions=editions)
        return self._said_at(text, hits)

    def _said_at(self, text: str, hits: Iterable[Hit]) -> list[tuple[Saying, Status, int]]:
        """Return what the clauses found say, with what stands beside them."""
        found: dict[tuple[str, str], tuple[Clause, Status, int]] = {}
        for hit in hits:
            for clause in self._with_neighbours(hit.edition.edition, hit.clause):
                found.setdefault((hit.edition.edition, clause.key), (clause, hit.status, hit.rank))
        return [
            (saying, status, rank)
            for (edition, key), (_, status, rank) in found.items()
            for saying in self._sayings(edition, key)
            if tells_change(text) or not tells_change(saying.text)
        ]

    def _with_neighbours(self, edition: str, clause: Clause) -> list[Clause]:
        """Return a clause with what may say the same of another case: its table's rows, what it is part of."""
        opened = self.shelf.edition(edition)
        table = opened.table_of(clause) if clause.kind in {"row", "table", "note"} else None
        if table and len(table.rows) <= _MOST_ROWS:
            return [clause, *(row.clause for row in table.rows)]
        above = opened.ancestors(clause)[:1] if clause.kind in {"item", "note"} else []
        items = [c for c in opened.children.get(clause.key, ()) if c.kind in {"item", "clause", "note"}][:20]
        return [clause, *above, *items]

    def _sayings_of(self, edition: str, key: str) -> list[Saying]:
        opened = self.shelf.edition(edition)
        return sayings_of(opened, opened.by_key[key])

    def _judge(self, text: str, source: Source, candidates: Iterable[tuple[Saying, Status, int]]) -> list[Judged]:
        """Lay the nearest sayings beside a statement, the best first."""
        words = words_in(marks_of(text), [*frame_of(text), *source.spans])
        if sum(map(self._rarity, dict.fromkeys(words))) < _TELLS * self._rarity("\0") and not source.editions:
            return []
        amounts = [m for m in marks_of(text) if m.kind == "measure"]
        candidates = self._roughly_near(words, frozenset(re.findall(r"\d+(?:\.\d+)?", text)), candidates)
        near = [
            (
                coverage(words, word_set(saying.text) | word_set(saying.beside), self._rarity)
                + coverage(words, word_set(saying.text), self._rarity)
                + _SAME_AMOUNTS * _said_too(amounts, saying.text),
                saying,
                status,
                rank,
            )
            for saying, status, rank in candidates
        ]
        near = sorted((n for n in near if n[0] > 0.9), key=lambda n: -n[0])[:_COMPARED]
        judged = [self._laid_beside(text, source, saying, status, rank) for _, saying, status, rank in near]
        return sorted(judged, key=_goodness, reverse=True)

    def _roughly_near(
        self, words: Sequence[str], figures: frozenset[str], candidates: Iterable[tuple[Saying, Status, int]]
    ) -> list[tuple[Saying, Status, int]]:
        """Return those candidates that hold most of a statement's words and figures: few need to be read closely."""
        scored = []
        for one in candidates:
            own = rough_words(one[0].text)
            points = coverage(words, own | rough_words(one[0].beside), self._rarity) + coverage(
                words, own, self._rarity
            )
            if points > 0.9:
                told = sum(figure in one[0].text for figure in figures) / max(1, len(figures))
                scored.append((points + _SAME_AMOUNTS * told, one))
        return [one for _, one in sorted(scored, key=lambda s: -s[0])[:_READ_CLOSELY]]

    def _judge_across(
        self, text: str, source: Source, candidates: Iterable[tuple[Saying, Status, int]], day: date
    ) -> list[Judged]:
        """Lay what clauses say in the other language beside a statement, the best first."""
        chinese = is_chinese(text)
        others = [n for n, r in self.build.editions.items() if (r.language == "zh") != chinese]
        more = self.retriever.search(text[:_QUERY], k=_DEPTH, as_of=day, editions=others) if others else []
        found = {id(one[0]): one for one in (*candidates, *self._said_at(text, more))}
        judged = []
        for saying, status, rank in found.values():
            if is_chinese(saying.text) == chinese:
                continue
            one = across(text, saying, source.spans)
            elsewhere, edition, settled = source.fits(saying, one.result)
            differs = (*(d for d in one.result.differs if d.said not in settled), *edition)
            if not one.speaks or elsewhere or any(m not in settled for m in one.result.missing):
                continue
            contradicts = len(differs) == 1 and one.firm
            judged.append(Judged(saying, status, one.result, differs, not differs and one.enough, contradicts, rank))
        return sorted(judged, key=_goodness, reverse=True)

    def _laid_beside(self, text: str, source: Source, saying: Saying, status: Status, rank: int) -> Judged:
        frame = [*frame_of(text), *source.spans]
        result = compare(text, saying.text, saying.beside, self._rarity, frame)
        elsewhere, edition, settled = source.fits(saying, result)
        missing = [m for m in result.missing if m not in settled]
        differs = (*(d for d in result.differs if d.said not in settled), *edition)
        said = word_set(text)
        cells = [words for name in saying.names if (words := words_in(marks_of(name)))]
        named = not cells or any(coverage(words, said, self._rarity) >= _NAMED for words in cells)
        named = named and not any(self._says_of_rival(head, saying, said) for head in saying.rivals)
        # What says one value of a row is judged by the column it speaks of, not by all of them.
        apart = not saying.several or sum(m.kind == "measure" for m in marks_of(text)) > 1
        alien = self._subjects.of_another(words_in(marks_of(text), frame), saying) if cells else False
        clear = named and apart and not alien and not result.swapped and not missing and not elsewhere
        supports = clear and not differs and result.whole >= _SUPPORTS[0] and result.own >= _SUPPORTS[1]
        contradicts = (
            clear and 0 < len(differs) <= _MOST_DIFFERENCES
            and result.whole >= _CONTRADICTS[0] and result.own >= _CONTRADICTS[1]
        )  # fmt: skip
        dropped = dropped_condition(text, saying.text) if supports and not saying.names else ""
        return Judged(saying, status, result, differs, supports and not dropped, contradicts, rank, dropped)

    def _says_of_rival(self, head: str, saying: Saying, said: frozenset[str]) -> bool:
        """Tell whether a statement says what tells another column of a row from the one that a saying is about."""
        apart = [word for word in words_in(marks_of(head)) if word not in word_set(saying.text)]
        return bool(apart) and all(word in said for word in apart)

    def _verdict(
        self, source: Source, judged: Sequence[Judged]
    ) -> tuple[Verdict, tuple[Difference, ...], list[Judged]]:
        against = [j for j in judged if j.contradicts]
        supporting = [j for j in judged if j.supports and not any(_closer(other, j) for other in against)]
        if supporting:
            best = min(supporting, key=lambda j: (j.status in _OLD, -j.result.fit))
            if source.outdated and not source.tells_past:
                return "outdated", source.outdated, [best]
            amended = self.build.editions[best.saying.edition].amended_by
            change = next((j for j in against if j.saying.edition in amended and j.status == "in_force"), None)
            if change and not source.tells_past:
                return "outdated", change.differs, [best, change]
            return "supported", (), [best]
        conditional = max((j for j in judged if j.dropped), key=lambda j: j.result.fit, default=None)
        if conditional and all(j.result.fit <= conditional.result.fit for j in against):
            return "not_found", (Difference("", conditional.dropped),), [conditional]
        if not against:
            return "not_found", (), []
        best = max(against, key=lambda j: (-len(j.differs), j.status not in _OLD, j.result.fit))
        return "contradicted", best.differs, [best]

    def _today_says(self, text: str, old: Judged, day: date) -> Judged | None:
        """Return what the edition now in force says in the place of an old one; None where it says nothing like it."""
        record = self.build.editions[old.saying.edition]
        current = [
            name for name, other in self.build.editions.items()
            if (other.document == record.document or name in record.replaced_by) and name != record.edition
            and status_of(other, day) in {"in_force", "unknown"}
        ]  # fmt: skip
        if not current:
            return None
        source = Source(editions=tuple(current))
        judged = self._judge(text, source, self._candidates(text, source, day))
        mine = [j for j in judged if j.saying.edition in current]
        return next((j for j in mine if j.supports), next((j for j in mine if j.contradicts), None))


def _said_too(amounts: Sequence[Mark], text: str) -> float:
    """Return the share of amounts that a text gives too; 0 for none."""
    there = [m for m in marks_of(text) if m.kind == "measure"]
    return sum(any(same(one, other) for other in there) for one in amounts) / max(1, len(amounts))


def _goodness(judged: Judged) -> tuple[bool, bool, float]:
    return judged.supports, judged.contradicts, judged.result.fit


def _closer(against: Judged, supporting: Judged) -> bool:
    """Tell whether what contradicts says so much more of the statement that what supports speaks of something else.

    Of one clause the piece that fits better decides.
    """
    one, other = against.saying, supporting.saying
    if (one.edition, one.clause.key) != (other.edition, other.clause.key):
        return against.result.fit > supporting.result.fit + 0.25
    margin = 0.25 if one.several and not other.several else 0.0
    return against.result.fit > supporting.result.fit + margin
