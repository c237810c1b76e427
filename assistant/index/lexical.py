"""BM25 over postings in plain arrays: every clause scored at once, so that filters come before ranking."""

from __future__ import annotations

import json
import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from assistant.errors import BuildError
from assistant.index.postings import K1, Postings, inverse_frequency, laid_together, shares_of

Floats = NDArray[np.float32]
Numbers = NDArray[np.int64]
Runs = tuple[NDArray[np.int32], NDArray[np.int64]]
"""The words of all clauses as they follow each other, and where each clause's start."""


@dataclass(frozen=True, slots=True)
class Matches:
    """What a question's words find: one value for each clause.

    `score` is BM25 as a share (0 to 1) of the most that a clause could score; `coverage` is the share (0 to 1, weighted
    by inverse document frequency) of the question's words that the clause holds; `matched` is that weight itself.
    """

    score: Floats
    coverage: Floats
    matched: Floats


class LexicalIndex:
    """Postings of a list of clauses: `rows[starts[w]:starts[w + 1]]` hold word `w`, `weights` what it adds to BM25."""

    def __init__(
        self,
        vocabulary: dict[str, int],
        starts: NDArray[np.int64],
        rows: NDArray[np.int32],
        weights: Floats,
        size: int,
        runs: Runs | None = None,
    ) -> None:
        self.vocabulary = vocabulary
        self._starts = starts
        self._rows = rows
        self._weights = weights
        self._runs = runs
        self.size = size

    @classmethod
    def build(cls, texts: Iterable[Iterable[str]], *, in_order: bool = False) -> LexicalIndex:
        """Index the words of each clause, each as often as it occurs; `in_order` keeps their order too."""
        return cls.of(laid_together(shares_of(texts, in_order=in_order)))

    @classmethod
    def of(cls, written: Postings) -> LexicalIndex:
        """Search postings just written."""
        runs = None if written.runs is None or written.run_starts is None else (written.runs, written.run_starts)
        return cls(written.vocabulary, written.starts, written.rows, written.weights, written.size, runs)

    def idf(self, word: str) -> float:
        """Return the inverse document frequency of a word; that of a word found once where it is unknown."""
        column = self.vocabulary.get(word)
        found = 1 if column is None else int(self._starts[column + 1] - self._starts[column])
        return float(np.float32(math.log1p((self.size - found + 0.5) / (found + 0.5))))

    def postings(self, word: str) -> tuple[NDArray[np.int32], Floats]:
        """Return the numbers of the clauses that hold a word, in order, and what it adds to the BM25 of each."""
        column = self.vocabulary.get(word)
        if column is None:
            return self._rows[:0], self._weights[:0]
        places = slice(self._starts[column], self._starts[column + 1])
        return self._rows[places], self._weights[places]

    def match(self, words: Mapping[str, float]) -> Matches:
        """Score every clause for weighted words; unknown words weigh in the coverage's whole."""
        score = np.zeros(self.size, np.float32)
        covered = np.zeros(self.size, np.float32)
        whole = 0.0
        for word, weight in words.items():
            gain = weight * self.idf(word)
            whole += gain
            rows, weights = self.postings(word)
            score[rows] += weight * weights
            covered[rows] += gain
        return Matches(score / max(whole * (K1 + 1), 1e-9), covered / max(whole, 1e-9), covered)

    def held(self, words: Sequence[str], rows: Numbers) -> Floats:
        """Return what each word adds to the BM25 of each of these clauses (all different), shape (words, clauses)."""
        out = np.zeros((len(words), len(rows)), np.float32)
        place = np.full(self.size, -1, np.int32)
        place[rows] = np.arange(len(rows), dtype=np.int32)
        for number, word in enumerate(words):
            holding, weights = self.postings(word)
            at = place[holding]
            out[number, at[at >= 0]] = weights[at >= 0]
        return out

    def likeness(self, words: Mapping[str, float]) -> Floats:
        """Return the cosine of weighted words to each clause's words, weighed as BM25 does, times the words' length."""
        score = np.zeros(self.size, np.float32)
        for word, weight in words.items():
            rows, weights = self.postings(word)
            score[rows] += np.float32(weight) * weights
        return (score / np.maximum(self.norm, np.float32(1e-6))).astype(np.float32)

    def sequences(self, rows: Numbers, words: Sequence[str]) -> tuple[Numbers, NDArray[np.int32]]:
        """Return the words of these clauses as they follow each other.

        Returns:
            Where each clause's words start, and one more, shape (clauses + 1,); and for each word its place in `words`
            or -1.

        Raises:
            BuildError: the index was made without the order of its words.
        """
        if self._runs is None:
            raise BuildError("The index was made by an earlier version: run 'assistant index' again.")
        runs, starts = self._runs
        counts = starts[rows + 1] - starts[rows]
        ends = np.concatenate([[0], np.cumsum(counts)])
        places = np.repeat(starts[rows] - ends[:-1], counts) + np.arange(ends[-1])
        place = np.full(len(self.vocabulary) + 1, -1, np.int32)
        for number, word in enumerate(words):
            place[self.vocabulary.get(word, -1)] = number
        place[-1] = -1
        return ends, place[runs[places]]

    def words_of(self, rows: Numbers) -> list[dict[str, float]]:
        """Return the words of these clauses with their BM25 weights as unit vectors; reads all postings once."""
        wanted = np.flatnonzero(np.isin(self._rows, rows.astype(np.int32)))
        column = np.searchsorted(self._starts, wanted, side="right") - 1
        names, out = list(self.vocabulary), dict[int, dict[str, float]]()
        for row, word, weight in zip(
            self._rows[wanted].tolist(), column.tolist(), self._weights[wanted].tolist(), strict=True
        ):
            out.setdefault(row, {})[names[word]] = weight / float(self.norm[row])
        return [out.get(row, {}) for row in rows.tolist()]

    def words_at(self, rows: Sequence[int]) -> list[list[str]]:
        """Return the words of each of these clauses; reads all postings once, for checks."""
        wanted = np.flatnonzero(np.isin(self._rows, np.array(rows, np.int32)))
        columns = np.searchsorted(self._starts, wanted, side="right") - 1
        names, found = list(self.vocabulary), {row: list[str]() for row in rows}
        for row, column in zip(self._rows[wanted].tolist(), columns.tolist(), strict=True):
            found[row].append(names[column])
        return [found[row] for row in rows]

    @cached_property
    def mass(self) -> tuple[Floats, Floats]:
        """How much each clause says (the inverse document frequencies of its words added up), and in how many words."""
        found = np.diff(self._starts)
        each = np.repeat(inverse_frequency(found, self.size), found)
        return (
            np.bincount(self._rows, weights=each, minlength=self.size).astype(np.float32),
            np.bincount(self._rows, minlength=self.size).astype(np.float32),
        )

    @cached_property
    def norm(self) -> Floats:
        """The length of each clause's BM25 weights as a vector."""
        square = np.bincount(self._rows, weights=self._weights * self._weights, minlength=self.size)
        return np.sqrt(square).astype(np.float32)

    def save(self, folder: Path, name: str) -> None:
        """Write `name.words.json`, `name.{starts,rows,weights}.npy`; for the order `name.{runs,run_starts}.npy`."""
        (folder / f"{name}.words.json").write_text(json.dumps(list(self.vocabulary), ensure_ascii=False), "utf-8")
        arrays: dict[str, NDArray[Any]] = {"starts": self._starts, "rows": self._rows, "weights": self._weights}
        if self._runs is not None:
            arrays |= dict(zip(("runs", "run_starts"), self._runs, strict=True))
        for part, array in arrays.items():
            np.save(folder / f"{name}.{part}.npy", array, allow_pickle=False)

    @classmethod
    def load(cls, folder: Path, name: str, size: int) -> LexicalIndex:
        """Open what `save` wrote; the arrays stay on disk until they are read."""
        vocabulary = json.loads((folder / f"{name}.words.json").read_text("utf-8"))

        def part(kind: str) -> NDArray[Any]:
            return np.asarray(np.load(folder / f"{name}.{kind}.npy", mmap_mode="r", allow_pickle=False))

        runs = (part("runs"), part("run_starts")) if (folder / f"{name}.runs.npy").is_file() else None
        numbered = {word: i for i, word in enumerate(vocabulary)}
        return cls(numbered, part("starts"), part("rows"), part("weights"), size, runs)
