"""Writing the postings of a lexical index: each edition's share is made once, then the shares are laid together.

Source: S. Robertson and H. Zaragoza, The Probabilistic Relevance Framework: BM25 and Beyond (2009), with the inverse
document frequency of Lucene, which is never negative.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from hashlib import blake2b
from itertools import islice
from typing import Any

import numpy as np
from numpy.typing import NDArray

K1 = 1.2
B = 0.6
_CHUNK = 5_000
"""Texts in a share, where they are not parted otherwise."""

Floats = NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Share:
    """The words of some texts in order, numbered as they are met first.

    `letters` are the words in UTF-8, each ended by a line's end, `ends` where each ends and `names` a hash of each: so
    that shares are laid together without a look at single words. `found[w]` texts hold word `w`; `rows` are their
    numbers, word after word, and `counts` how often each holds it. `lengths` are the words of each text; `runs`, where
    kept, are the words of all as they follow each other.
    """

    letters: NDArray[np.uint8]
    ends: NDArray[np.integer[Any]]
    names: NDArray[np.uint64]
    found: NDArray[np.integer[Any]]
    rows: NDArray[np.integer[Any]]
    counts: NDArray[np.integer[Any]]
    lengths: NDArray[np.integer[Any]]
    runs: NDArray[np.integer[Any]] | None = None


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


def share_of(texts: Iterable[Iterable[str]], *, in_order: bool = False) -> Share:
    """Return the share of some texts, each word as often as it occurs; `in_order` keeps their order too."""
    vocabulary: defaultdict[str, int] = defaultdict()
    # A word met for the first time takes the next number.
    vocabulary.default_factory = vocabulary.__len__
    number = vocabulary.__getitem__
    words, counts, runs = list[NDArray[np.int32]](), list[NDArray[np.int32]](), list[NDArray[np.int32]]()
    lengths = list[int]()
    for text in texts:
        if in_order:
            text = list(text)
            runs.append(np.fromiter(map(number, text), np.int32, len(text)))
        counted = Counter(text)
        words.append(np.fromiter(map(number, counted), np.int32, len(counted)))
        counts.append(np.fromiter(counted.values(), np.int32, len(counted)))
        lengths.append(counted.total())
    columns = _joined(words)
    order = np.argsort(columns, kind="stable")
    rows = np.repeat(np.arange(len(words), dtype=np.int32), [len(one) for one in words])
    coded = [f"{word}\n".encode() for word in vocabulary]
    return Share(
        np.frombuffer(b"".join(coded), np.uint8),
        narrow(np.cumsum([len(word) for word in coded], dtype=np.int64)),
        np.frombuffer(b"".join(blake2b(word, digest_size=8).digest() for word in coded), np.uint64),
        narrow(np.bincount(columns, minlength=len(vocabulary))),
        narrow(rows[order]),
        narrow(_joined(counts)[order]),
        narrow(np.array(lengths, np.int32)),
        narrow(_joined(runs)) if in_order else None,
    )


def shares_of(texts: Iterable[Iterable[str]], *, in_order: bool = False) -> list[Share]:
    """Return the shares of texts that are not parted into editions."""
    rest, shares = iter(texts), list[Share]()
    while some := list(islice(rest, _CHUNK)):
        shares.append(share_of(some, in_order=in_order))
    return shares


def _joined(parts: Sequence[NDArray[np.int32]]) -> NDArray[np.int32]:
    return np.concatenate(parts) if parts else np.zeros(0, np.int32)


def narrow(values: NDArray[Any]) -> NDArray[Any]:
    """Return numbers from 0 in the fewest bytes that hold them."""
    return values.astype(np.min_scalar_type(int(values.max())) if len(values) else np.uint8)


def laid_together(shares: Sequence[Share]) -> Postings:
    """Return the postings of all texts: those of the first share, then those of the next, and so on."""
    vocabulary, numbers = _numbered(shares)
    words, firsts = len(vocabulary), np.cumsum([0, *(len(share.lengths) for share in shares)])
    length = np.concatenate([np.zeros(0, np.float32), *(share.lengths.astype(np.float32) for share in shares)])
    norm = K1 * (1 - B + B * length / max(float(length.mean()) if len(length) else 1.0, 1e-9))
    found = np.zeros(words, np.int64)
    for of_share, share in zip(numbers, shares, strict=True):
        found[of_share] += share.found
    starts = np.concatenate([[0], np.cumsum(found)]).astype(np.int64)
    idf = inverse_frequency(found, len(length))
    rows, weights = np.empty(starts[-1], np.int32), np.empty(starts[-1], np.float32)
    narrower = np.int32 if starts[-1] < 2**31 else np.int64
    free: NDArray[Any] = starts[:-1].astype(narrower)
    for of_share, share, first in zip(numbers, shares, firsts, strict=False):
        here: NDArray[Any] = share.found.astype(narrower)
        before = np.cumsum(here, dtype=narrower) - here
        places = np.repeat(free[of_share] - before, here) + np.arange(len(share.rows), dtype=narrower)
        held, frequency = share.rows.astype(np.int32) + np.int32(first), share.counts.astype(np.float32)
        rows[places] = held
        weights[places] = np.repeat(idf[of_share], here) * frequency * (K1 + 1) / (frequency + norm[held])
        free[of_share] += here
    postings = (vocabulary, starts, rows, weights, len(length))
    if any(share.runs is None for share in shares) or not shares:
        return Postings(*postings)
    runs = [of_share.astype(np.int32)[share.runs] for of_share, share in zip(numbers, shares, strict=True)]
    run_starts = np.concatenate([[0], np.cumsum(length, dtype=np.int64)])
    return Postings(*postings, np.concatenate(runs), run_starts)


def _numbered(shares: Sequence[Share]) -> tuple[dict[str, int], list[NDArray[np.int64]]]:
    """Return the words of all shares, numbered as they are met first, and the numbers of each share's words.

    Words are known by eight bytes of hash: among a million two are taken for one in some 40 million libraries.
    """
    counts = [len(share.names) for share in shares]
    names = np.concatenate([np.zeros(0, np.uint64), *(share.names for share in shares)])
    _, first, which = np.unique(names, return_index=True, return_inverse=True)
    order = np.argsort(first)
    rank = np.empty(len(first), np.int64)
    rank[order] = np.arange(len(first))
    is_first = np.zeros(len(names), bool)
    is_first[first] = True
    letters = list[NDArray[np.uint8]]()
    for share, fresh in zip(shares, _parted(is_first, counts), strict=True):
        lengths = np.diff(np.concatenate([[0], share.ends.astype(np.int64)]))
        letters.append(share.letters[np.repeat(fresh, lengths)])
    words = b"".join(one.tobytes() for one in letters).decode().split("\n")[:-1]
    return {word: number for number, word in enumerate(words)}, _parted(rank[which], counts)


def _parted(values: NDArray[Any], counts: Sequence[int]) -> list[NDArray[Any]]:
    return np.split(values, np.cumsum(counts[:-1])) if counts else []


def inverse_frequency(found: NDArray[np.int64], size: int) -> Floats:
    """Return Lucene's BM25 inverse document frequency of words found in so many of `size` clauses."""
    return np.log1p((size - found + 0.5) / (found + 0.5)).astype(np.float32)
