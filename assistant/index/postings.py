"""Writing the postings of a lexical index: texts come one by one, and memory holds eight bytes for each posting twice.

Source: S. Robertson and H. Zaragoza, The Probabilistic Relevance Framework: BM25 and Beyond (2009), with the inverse
document frequency of Lucene, which is never negative.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

K1 = 1.2
B = 0.6
_CHUNK = 50_000
"""Texts sorted into the postings at a time."""

Floats = NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Postings:
    """`rows[starts[w]:starts[w + 1]]` are the texts that hold word `w`, `weights` what it adds to their BM25."""

    vocabulary: dict[str, int]
    starts: NDArray[np.int64]
    rows: NDArray[np.int32]
    weights: Floats
    size: int
    runs: NDArray[np.int32] | None = None
    """The words of all texts as they follow each other; text `t` is `runs[run_starts[t]:run_starts[t + 1]]`."""
    run_starts: NDArray[np.int64] | None = None


class PostingsWriter:
    """Takes the words of texts in order; `finish` gives their postings."""

    def __init__(self, *, in_order: bool = False) -> None:
        """Start with nothing; `in_order` keeps the words of each text as they follow each other, too."""
        self._runs: list[NDArray[np.int32]] | None = [] if in_order else None
        self._vocabulary: defaultdict[str, int] = defaultdict()
        # A word met for the first time takes the next number.
        self._vocabulary.default_factory = self._vocabulary.__len__
        self._words: list[NDArray[np.int32]] = []
        self._counts: list[Floats] = []
        self._lengths: list[int] = []

    def add(self, text: Iterable[str]) -> None:
        """Take the words of the next text; they occur as often as in it."""
        number = self._vocabulary.__getitem__
        if self._runs is not None:
            text = list(text)
            self._runs.append(np.fromiter(map(number, text), np.int32, len(text)))
        counted = Counter(text)
        self._words.append(np.fromiter(map(number, counted), np.int32, len(counted)))
        self._counts.append(np.fromiter(counted.values(), np.float32, len(counted)))
        self._lengths.append(counted.total())

    def finish(self) -> Postings:
        """Return the postings of all texts taken; the writer is spent."""
        size, words = len(self._lengths), len(self._vocabulary)
        length = np.array(self._lengths, np.float32)
        norm = K1 * (1 - B + B * length / max(float(length.mean()) if size else 1.0, 1e-9))
        found = np.zeros(words, np.int64)
        for columns, _, _ in self._chunks():
            found += np.bincount(columns, minlength=words)
        starts = np.concatenate([[0], np.cumsum(found)]).astype(np.int64)
        idf = inverse_frequency(found, size)
        rows, weights = np.empty(starts[-1], np.int32), np.empty(starts[-1], np.float32)
        free = starts[:-1].copy()
        for columns, numbers, frequency in self._chunks():
            order = np.argsort(columns, kind="stable")
            columns, numbers, frequency = columns[order], numbers[order], frequency[order]
            here = np.bincount(columns, minlength=words)
            first = np.cumsum(here) - here
            places = free[columns] + np.arange(len(columns)) - first[columns]
            rows[places] = numbers
            weights[places] = idf[columns] * frequency * (K1 + 1) / (frequency + norm[numbers])
            free += here
        written = Postings(dict(self._vocabulary), starts, rows, weights, size)
        if self._runs is None:
            return written
        run_starts = np.concatenate([[0], np.cumsum([len(run) for run in self._runs], dtype=np.int64)])
        runs = np.concatenate(self._runs) if self._runs else np.zeros(0, np.int32)
        return replace(written, runs=runs, run_starts=run_starts.astype(np.int64))

    def _chunks(self) -> Iterator[tuple[NDArray[np.int32], NDArray[np.int32], Floats]]:
        """Yield words, numbers of texts and frequencies of some texts at a time."""
        for start in range(0, len(self._words), _CHUNK):
            words = self._words[start : start + _CHUNK]
            numbers = np.arange(start, start + len(words), dtype=np.int32)
            yield (
                np.concatenate(words),
                np.repeat(numbers, [len(one) for one in words]),
                np.concatenate(self._counts[start : start + _CHUNK]),
            )


def inverse_frequency(found: NDArray[np.int64], size: int) -> Floats:
    """Return Lucene's BM25 inverse document frequency of words found in so many of `size` clauses."""
    return np.log1p((size - found + 0.5) / (found + 0.5)).astype(np.float32)
