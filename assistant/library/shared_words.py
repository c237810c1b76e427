"""How much of their words two clauses share, the words that few clauses have counting most."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from math import log

_HAN = "\u2e80"
_PIECE, _LATIN_PIECE = 2, 5
"""Characters of a piece of comparable words, which have no blanks: two of Chinese, five of Latin letters."""


def pieces(words: str) -> frozenset[str]:
    """Return the pieces that comparable words (`likeness.comparable`) consist of, each once."""
    return frozenset(
        words[k : k + size]
        for k, char in enumerate(words)
        if k + (size := _PIECE if char >= _HAN else _LATIN_PIECE) <= len(words)
    )


def weights(texts: Sequence[frozenset[str]]) -> dict[str, float]:
    """Return the weight of each piece: 0 for one that nearly all texts have, growing the rarer it is."""
    seen = Counter(piece for text in texts for piece in text)
    return {piece: max(log((len(texts) + 1) / (count + 0.5)), 0.0) for piece, count in seen.items()}


def alike(
    old: Mapping[int, frozenset[str]], new: Mapping[int, frozenset[str]], weight: Mapping[str, float]
) -> dict[tuple[int, int], float]:
    """Return for each pair of positions that share a piece how alike their texts are, 0 to 1."""
    where: dict[str, list[int]] = defaultdict(list)
    for j, text in new.items():
        for piece in text:
            where[piece].append(j)
    heavy = {j: sum(weight[piece] for piece in text) for j, text in new.items()}
    found: dict[tuple[int, int], float] = {}
    for i, text in old.items():
        shared: dict[int, float] = defaultdict(float)
        for piece in text & where.keys():
            for j in where[piece]:
                shared[j] += weight[piece]
        mine = sum(weight[piece] for piece in text)
        found.update({(i, j): 2 * both / (mine + heavy[j]) for j, both in shared.items() if mine + heavy[j]})
    return found
