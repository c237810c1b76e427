"""Ranked clauses for a question, as of a date."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from assistant.errors import BuildError, UsageError
from assistant.index.builds import Build
from assistant.index.embedding import ClauseEmbeddings
from assistant.library.model import Hit, Status
from assistant.library.status import status_of, today
from assistant.retrieval.candidates import Candidates, Floats, Searchable, gather
from assistant.retrieval.features import Layout
from assistant.retrieval.naming import EditionNames
from assistant.retrieval.question import Question, analyse
from assistant.retrieval.ranking import TRAINED_WEIGHTS, WEIGHTS, contributions, order
from assistant.retrieval.trained import shipped_ranker
from assistant.settings import Settings

_CURRENT: frozenset[Status] = frozenset({"in_force", "upcoming", "unknown"})
_FORMAL = re.compile(r"规范性引用文件|参考文献|目次|normative references?|bibliography|^references$", re.I)
_SCOPE = re.compile(r"范围|适用|scope|applica", re.I)


@lru_cache(maxsize=2)
def shared_embeddings(name: str) -> ClauseEmbeddings:
    """Return the embedding model of that name, loaded once in a process."""
    return ClauseEmbeddings(name)


class Retriever:
    """Searches one build; safe to use from many threads."""

    def __init__(self, build: Build, settings: Settings | None = None) -> None:
        """Open the retriever; BuildError where the build was made with another embedding model."""
        settings = settings or Settings()
        embedder = settings.embedder
        if build.manifest.embedder != embedder:
            raise BuildError(
                f"The index was made with the embedding model '{build.manifest.embedder}', but '{embedder}' is set: "
                "run 'assistant index' or set ASSISTANT_EMBEDDER back."
            )
        self.build = build
        self._embeddings = shared_embeddings(embedder)
        self._names = EditionNames(build.editions)
        self._ranker = shipped_ranker() if settings.ranker == "trained" else None
        self._positions = {name: i for i, name in enumerate(build.editions)}

    def analyse(self, question: str) -> Question:
        """Say what a question asks after: editions and clauses it names, its words, the kind of clause."""
        return analyse(question, self._names, self.build.words("own"))

    def search(
        self,
        question: str,
        k: int = 10,
        as_of: date | None = None,
        editions: Sequence[str] = (),
        include_superseded: bool | None = None,
    ) -> list[Hit]:
        """Rank the clauses that answer a question.

        Args:
            question: in Chinese or English.
            k: how many clauses.
            as_of: the day whose law is asked for; today unless given.
            editions: search these editions only, whatever their status.
            include_superseded: whether superseded and repealed editions are searched too; unless given, where the
                question names them or asks after earlier editions.

        Raises:
            UsageError: the question is empty.
            NotFoundError: an edition is unknown.
        """
        if not question.strip():
            raise UsageError("The question is empty: write what you want to know.")
        day = as_of or today()
        asked = self.analyse(question)
        statuses = [status_of(record, day) for record in self.build.editions.values()]
        for allowed in self._filters(asked, statuses, editions, include_superseded):
            hits = self._ranked(asked, statuses, allowed, k)
            if hits:
                return hits
        return []

    def _filters(
        self, asked: Question, statuses: list[Status], editions: Sequence[str], superseded: bool | None
    ) -> list[NDArray[np.bool_]]:
        """Return which editions may be found: first those asked for, then, were nothing found in them, the others."""
        if editions:
            wanted = {self.build.edition(name).edition for name in editions}
            return [np.array([name in wanted for name in self._positions], bool)]
        everything = np.ones(len(statuses), bool)
        current = np.array([status in _CURRENT for status in statuses], bool)
        if superseded or (superseded is None and asked.old):
            return [everything]
        if superseded is False:
            return [current]
        current[[self._positions[name] for name in asked.named.exact]] = True
        return [current, everything]

    def _ranked(self, asked: Question, statuses: list[Status], allowed: NDArray[np.bool_], k: int) -> list[Hit]:
        rows = self.build.rows
        if not len(rows.edition):
            return []
        labelled = self._labelled(asked, allowed)
        always = np.array(sorted(labelled), np.int64) if labelled else None
        indexes = Searchable(self.build.words("own"), self.build.words("wide"), self.build.vectors)
        layout = Layout(rows.edition, rows.parent) if self._ranker is not None else None
        found = gather(
            indexes, asked.wordings, self._vector(asked), allowed[rows.edition], always=always, layout=layout
        )
        signals = found.signals | self._more_signals(asked, found, labelled, statuses)
        weights = WEIGHTS
        if self._ranker is not None and found.features is not None:
            signals, weights = signals | {"trained": self._ranker.score(found.features)}, TRAINED_WEIGHTS
        best, scores = order(signals, weights)
        best = best[:k]
        parts = contributions(signals, weights)
        clauses = self.build.library.at(found.rows[best].tolist())
        hits = []
        for rank, (place, clause) in enumerate(zip(best.tolist(), clauses, strict=True), 1):
            edition = int(rows.edition[found.rows[place]])
            why: dict[str, float | str] = {
                name: round(float(values[place]), 4) for name, values in parts.items() if values[place]
            }
            hits.append(
                Hit(
                    rank=rank,
                    score=round(float(scores[place]), 6),
                    clause=clause,
                    edition=self.build.editions[rows.editions[edition]],
                    status=statuses[edition],
                    why=why,
                )
            )
        return hits

    def _vector(self, asked: Question) -> Floats:
        vector: Floats = self._embeddings.encode([asked.about])[0]
        return vector

    def _labelled(self, asked: Question, allowed: NDArray[np.bool_]) -> dict[int, float]:
        """Return the clauses that the question names by label, each with how exactly (1 is exact)."""
        rows, found = self.build.rows, dict[int, float]()
        named = [self._positions[name] for name in asked.named.all if allowed[self._positions[name]]]
        for label in asked.labels:
            for edition in named or np.flatnonzero(allowed).tolist():
                for off, key in enumerate(label.keys):
                    at = rows.folded.get((edition, key), [])
                    if at:
                        found.update({row: max(found.get(row, 0.0), 1.0 / (1 + off)) for row in at[:1]})
                        break
        if not asked.labels and not asked.words:
            # Nothing but the name of a document was asked: its front page says what it is.
            found = {row: 0.5 for edition in named for row in rows.folded.get((edition, "front"), [])[:1]}
        # Without an edition named, a label alone says little.
        return found if named else {row: value * 0.1 for row, value in found.items()}

    def _more_signals(
        self, asked: Question, found: Candidates, labelled: dict[int, float], statuses: list[Status]
    ) -> dict[str, Floats]:
        rows = self.build.rows
        edition = rows.edition[found.rows]
        per_edition = {
            "edition": np.maximum(*(self._names.affinity(words) for words in (asked.words, asked.translated))),
            "named": self._per_edition(self._named(asked)),
            "year": self._per_edition({name: 1.0 for name in self._positions if self._year(name) in asked.years}),
            "status": np.array([_status_signal(status, asked.old) for status in statuses], np.float32),
        }
        signals = {name: values[edition] for name, values in per_edition.items()}
        signals["cosine"] = found.signals["cosine"] * self._trust(asked)[edition]
        signals["label"] = np.array([labelled.get(row, 0.0) for row in found.rows.tolist()], np.float32)
        kinds = [self._kind_signal(asked, row) for row in found.rows.tolist()]
        signals["kind"] = np.array(kinds, np.float32)
        signals["cells"] = self._cells_signal(found)
        return signals

    def _trust(self, asked: Question) -> Floats:
        """Return how far the model's cosines are to be trusted for each edition: it may read one language only."""
        if not self._embeddings.shipped:
            return np.ones(len(self._positions), np.float32)
        # Of Chinese the model sees the known terms only, which many clauses share.
        trust = {("en", True): 1.0, ("en", False): 0.7, ("zh", False): 0.7, ("zh", True): 0.6}
        languages = [record.language == "zh" for record in self.build.editions.values()]
        return np.array(
            [trust[asked.language, chinese == (asked.language == "zh")] for chinese in languages], np.float32
        )

    def _cells_signal(self, found: Candidates) -> Floats:
        """Return -1 for a row that says no more of what is asked than its table's other rows: the table is meant."""
        rows, signal = self.build.rows, np.zeros(len(found.rows), np.float32)
        coverage = found.signals["coverage"]
        tables: dict[int, list[int]] = {}
        for place, row in enumerate(found.rows.tolist()):
            if rows.kinds[row] == "row":
                tables.setdefault(int(rows.parent[row]), []).append(place)
        for places in tables.values():
            if len(places) >= 3:
                own = coverage[places]
                signal[places] = np.where(own > own.min() + 0.02, 0.0, -1.0)
        return signal

    def _named(self, asked: Question) -> dict[str, float]:
        """Return how plainly each edition is named; what amends an edition is named with it."""
        named = dict.fromkeys(asked.named.family, 0.8) | dict.fromkeys(asked.named.exact, 1.0)
        for name, value in list(named.items()):
            for amendment in self.build.editions[name].amended_by:
                named[amendment] = max(value, named.get(amendment, 0.0))
        return named

    def _per_edition(self, values: dict[str, float]) -> Floats:
        return np.array([values.get(name, 0.0) for name in self._positions], np.float32)

    def _year(self, edition: str) -> str:
        record = self.build.editions[edition]
        match = re.search(r"(?:19|20)\d{2}(?!\d)", (record.number or record.edition)[-14:])
        return match[0] if match else (record.issued or "")[:4]

    def _kind_signal(self, asked: Question, row: int) -> float:
        """Return how well the kind of clause suits what is asked, about -0.5 to 0.5."""
        rows = self.build.rows
        kind, title, empty = rows.kinds[row], rows.titles[row] or "", rows.empty[row]
        signal = -0.25 if empty else 0.0
        if kind == "row":
            signal += 0.2 if "limit" in asked.kinds else 0.05
        elif kind == "term":
            signal += 0.35 if "definition" in asked.kinds else 0.0
        elif kind in ("front", "preamble"):
            signal += 0.3 if "status" in asked.kinds and asked.named.all and kind == "front" else -0.3
        elif kind in ("chapter", "figure", "recital"):
            signal -= 0.25
        if "scope" in asked.kinds and _SCOPE.search(title):
            signal += 0.25
        if kind == "note":
            signal -= 0.15
        if "list" in asked.kinds and rows.items[row] >= 3:
            signal += 0.15
        if _FORMAL.search(title):
            signal -= 0.4
        return signal


def _status_signal(status: Status, old: bool) -> float:
    if status in ("superseded", "repealed"):
        return 0.1 if old else -0.3
    return -0.35 if status == "upcoming" else 0.0
