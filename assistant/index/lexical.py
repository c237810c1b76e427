"""BM25 over postings in plain arrays: every clause scored at once, so that filters come before ranking."""

from __future__ import annotations

import json
import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from assistant.index.postings import K1, Postings, PostingsWriter, inverse_frequency

Floats = NDArray[np.float32]


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
    ) -> None:
        self.vocabulary = vocabulary
        self._starts = starts
        self._rows = rows
        self._weights = weights
        self.size = size

    @classmethod
    def build(cls, texts: Iterable[Iterable[str]]) -> LexicalIndex:
        """Index the words of each clause; words occur in them as often as in the clause."""
        writer = PostingsWriter()
        for text in texts:
            writer.add(text)
        return cls.of(writer.finish())

    @classmethod
    def of(cls, written: Postings) -> LexicalIndex:
        """Search postings just written."""
        return cls(written.vocabulary, written.starts, written.rows, written.weights, written.size)

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

    def words_at(self, row: int) -> list[str]:
        """Return the words of one clause; slow, for checks."""
        columns = np.searchsorted(self._starts, np.flatnonzero(self._rows == row), side="right") - 1
        words = list(self.vocabulary)
        return [words[column] for column in columns.tolist()]

    @cached_property
    def mass(self) -> tuple[Floats, Floats]:
        """How much each clause says (the inverse document frequencies of its words added up), and in how many words."""
        found = np.diff(self._starts)
        each = np.repeat(inverse_frequency(found, self.size), found)
        return (
            np.bincount(self._rows, weights=each, minlength=self.size).astype(np.float32),
            np.bincount(self._rows, minlength=self.size).astype(np.float32),
        )

    def save(self, folder: Path, name: str) -> None:
        """Write `name.words.json` and `name.{starts,rows,weights}.npy`."""
        (folder / f"{name}.words.json").write_text(json.dumps(list(self.vocabulary), ensure_ascii=False), "utf-8")
        for part, array in (("starts", self._starts), ("rows", self._rows), ("weights", self._weights)):
            np.save(folder / f"{name}.{part}.npy", array, allow_pickle=False)

    @classmethod
    def load(cls, folder: Path, name: str, size: int) -> LexicalIndex:
        """Open what `save` wrote; the arrays stay on disk until they are read."""
        vocabulary = json.loads((folder / f"{name}.words.json").read_text("utf-8"))
        starts, rows, weights = (
            np.asarray(np.load(folder / f"{name}.{part}.npy", mmap_mode="r", allow_pickle=False))
            for part in ("starts", "rows", "weights")
        )
        return cls({word: i for i, word in enumerate(vocabulary)}, starts, rows, weights, size)
