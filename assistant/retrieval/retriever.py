"""Ranked clauses for a question, as of a date."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from functools import lru_cache
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from pydantic import SecretStr

from assistant.errors import UsageError
from assistant.index.builds import Build
from assistant.index.embedding import ClauseEmbeddings, refuse_other_model
from assistant.library.model import Hit, Status
from assistant.library.status import today
from assistant.retrieval.candidates import Floats, Searchable, gather
from assistant.retrieval.guess import shipped_guess, weighed
from assistant.retrieval.layout import Layout
from assistant.retrieval.naming import EditionNames
from assistant.retrieval.question import Question, analyse
from assistant.retrieval.ranking import TRAINED_WEIGHTS, WEIGHTS, contributions, order
from assistant.retrieval.signals import ClauseSignals
from assistant.retrieval.trained import shipped_ranker
from assistant.settings import Settings

_CURRENT: frozenset[Status] = frozenset({"in_force", "upcoming", "unknown"})


def shared_embeddings(settings: Settings) -> ClauseEmbeddings:
    """Return the embedding model that is set, loaded once in a process."""
    return loaded_embeddings(settings.embedder, settings.embedder_url, settings.embedder_key, settings.models)


@lru_cache(maxsize=2)
def loaded_embeddings(name: str, url: str, key: SecretStr, models: Path) -> ClauseEmbeddings:
    """Return an embedding model, the same one each time."""
    settings = Settings(embedder=name, embedder_url=url, embedder_key=key, models=models)
    return ClauseEmbeddings(name, settings=settings)


class Retriever:
    """Searches one build; safe to use from many threads."""

    def __init__(self, build: Build, settings: Settings | None = None) -> None:
        """Open the retriever; BuildError where the build was made with another embedding model."""
        settings = settings or Settings()
        self.build = build
        self._embeddings = shared_embeddings(settings)
        refuse_other_model(build.manifest, self._embeddings)
        self._names = EditionNames(build.editions)
        self._ranker = shipped_ranker() if settings.ranker == "trained" else None
        self._positions = {name: i for i, name in enumerate(build.editions)}
        self._signals = ClauseSignals(build, self._names, reads_chinese=not self._embeddings.shipped)

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
        statuses = self.build.statuses(day)
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
        vector, layout, guess = self._vector(asked), None, None
        if self._ranker is not None:
            layout = Layout(rows.edition, rows.parent)
            known = vector if self._embeddings.shipped else None
            guess = shipped_guess().of(weighed(asked.words, indexes.own.idf), known)
        found = gather(
            indexes, asked.wordings, vector, allowed[rows.edition], always=always, layout=layout, guess=guess,
            renderings=asked.renderings,
        )  # fmt: skip
        signals = found.signals | self._signals.of(asked, found, labelled, statuses)
        weights = WEIGHTS
        if self._ranker is not None:
            signals, weights = signals | {"trained": self._ranker.speak(found)}, TRAINED_WEIGHTS
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
        return self._embeddings.encode_question(asked.about)

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
