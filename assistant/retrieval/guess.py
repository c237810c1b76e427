"""What the answer to a question is likely to say, learnt from questions whose answers are known.

Ridge regression from a question's words and vector to the words and vectors of its answers, in its dual form: a guess
is a weighted sum of the known answers. People ask in other words than the law is written in; nothing else here learns
which words go with which. With K the likeness of the known questions and l the damping, (K + l)^-1 weighs them.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float32]

SHIPPED = Path(__file__).with_name("guess.npz")
"""Fitted by `python -m evals.fit_ranker`; ranker.json beside it says on what."""
DAMPING = 0.2
WORDS_GUESSED = 200
"""How many words of the likely answer are looked for, the weightiest first."""


@dataclass(frozen=True, slots=True)
class Guess:
    """The likely answer: words with weights, and what to add to the question's vector to come nearer to it."""

    words: dict[str, float]
    shift: Floats


@dataclass(frozen=True, slots=True)
class Known:
    """A question with its answers: its weighed words and unit vector, its answers' words (unit length) and vector."""

    words: Mapping[str, float]
    vector: Floats
    answer: Mapping[str, float]
    answer_vector: Floats


class _Words:
    """Weighted words of some texts: those of text `t` stand at `starts[t]:starts[t + 1]`."""

    def __init__(
        self, names: Sequence[str], starts: NDArray[np.int64], words: NDArray[np.int32], weights: Floats
    ) -> None:
        self.names, self.starts, self.words, self.weights = list(names), starts, words, weights
        self.numbers = {name: i for i, name in enumerate(self.names)}
        self.texts = np.repeat(np.arange(len(starts) - 1, dtype=np.int64), np.diff(starts))

    @classmethod
    def of(cls, texts: Sequence[Mapping[str, float]]) -> _Words:
        numbers: dict[str, int] = {}
        words = [numbers.setdefault(word, len(numbers)) for text in texts for word in text]
        weights = [weight for text in texts for weight in text.values()]
        starts = np.cumsum([0, *map(len, texts)], dtype=np.int64)
        return cls(list(numbers), starts, np.array(words, np.int32), np.array(weights, np.float32))

    def alike(self, text: Mapping[str, float]) -> Floats:
        """Return the scalar product of a text with each."""
        asked = np.zeros(len(self.names), np.float32)
        for word, weight in text.items():
            number = self.numbers.get(word)
            if number is not None:
                asked[number] = weight
        products = asked[self.words] * self.weights
        return np.bincount(self.texts, weights=products, minlength=len(self.starts) - 1).astype(np.float32)

    def mixed(self, shares: Floats, most: int) -> dict[str, float]:
        """Return the weightiest words of the texts added up by shares."""
        total = np.bincount(self.words, weights=self.weights * shares[self.texts], minlength=len(self.names))
        best = np.argpartition(-total, most)[:most] if len(total) > most else np.arange(len(total))
        return {self.names[i]: float(total[i]) for i in best.tolist() if total[i] > 0}


class AnswerGuess:
    """Guesses answers from those known; safe to use from many threads."""

    def __init__(self, asked: _Words, vectors: Floats, solved: Floats, told: _Words, shifts: Floats) -> None:
        self._asked, self._vectors, self._solved = asked, vectors, solved
        self._told, self._shifts = told, shifts

    @classmethod
    def fit(cls, known: Sequence[Known], damping: float = DAMPING) -> AnswerGuess:
        """Learn from questions with their answers."""
        asked, told = _Words.of([unit(one.words) for one in known]), _Words.of([one.answer for one in known])
        vectors = np.stack([one.vector for one in known]).astype(np.float32)
        dense = np.zeros((len(known), len(asked.names)), np.float32)
        dense[asked.texts, asked.words] = asked.weights
        alike = (dense @ dense.T + vectors @ vectors.T) / 2
        solved = np.linalg.inv(alike.astype(np.float64) + damping * np.eye(len(known))).astype(np.float32)
        shifts = np.stack([one.answer_vector for one in known]).astype(np.float32) - vectors
        return cls(asked, vectors, solved, told, shifts)

    def of(self, words: Mapping[str, float], vector: Floats | None) -> Guess:
        """Guess the answer to a question from its words, weighed by how rare they are, and its unit vector."""
        alike: Floats = self._asked.alike(unit(words))
        if vector is not None:
            alike = (alike + self._vectors @ vector).astype(np.float32)
        return self._told_by(np.asarray(self._solved @ alike / 2, np.float32))

    def left_out(self, number: int) -> Guess:
        """Guess the answer to one of the known questions as if it had not been known."""
        row = self._solved[number]
        shares = -row / row[number]
        shares[number] = 0.0
        return self._told_by(shares)

    def _told_by(self, shares: Floats) -> Guess:
        return Guess(self._told.mixed(shares, WORDS_GUESSED), (shares @ self._shifts).astype(np.float32))

    def save(self, path: Path) -> None:
        """Write an .npz without pickles; matrices in half precision."""
        half = {"vectors": self._vectors, "solved": self._solved, "shifts": self._shifts}
        arrays: dict[str, NDArray[Any]] = {name: value.astype(np.float16) for name, value in half.items()}
        for name, words in (("asked", self._asked), ("told", self._told)):
            arrays |= {
                f"{name}_names": np.frombuffer("\n".join(words.names).encode(), np.uint8),
                f"{name}_starts": words.starts,
                f"{name}_words": words.words,
                f"{name}_weights": words.weights.astype(np.float16),
            }
        np.savez_compressed(path, allow_pickle=False, **arrays)

    @classmethod
    def load(cls, path: Path) -> AnswerGuess:
        """Open what `save` wrote."""
        with np.load(path, allow_pickle=False) as held:
            asked, told = (
                _Words(
                    held[f"{name}_names"].tobytes().decode().split("\n"),
                    held[f"{name}_starts"],
                    held[f"{name}_words"],
                    held[f"{name}_weights"].astype(np.float32),
                )
                for name in ("asked", "told")
            )
            vectors, solved, shifts = (held[name].astype(np.float32) for name in ("vectors", "solved", "shifts"))
        return cls(asked, vectors, solved, told, shifts)


def unit(words: Mapping[str, float]) -> dict[str, float]:
    """Return weighted words scaled to unit length."""
    length = sum(weight * weight for weight in words.values()) ** 0.5
    return {word: weight / length for word, weight in words.items()} if length else {}


def weighed(words: Mapping[str, float], idf: Callable[[str], float]) -> dict[str, float]:
    """Return words weighed by how rare they are too."""
    return {word: weight * idf(word) for word, weight in words.items()}


@lru_cache(maxsize=1)
def shipped_guess() -> AnswerGuess:
    """Return the guess that comes with the package, loaded once in a process."""
    return AnswerGuess.load(SHIPPED)
