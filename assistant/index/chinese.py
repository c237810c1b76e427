"""Vectors of Chinese texts in the space of the shipped English model, from a table of characters and pairs of them.

The table is a ridge regression of the model's vectors of English sentences on the characters and neighbouring pairs of
their Chinese translations; `evals/fit_chinese.py` makes it. A text's vector is the damped sum of its units'
vectors and the mean of all English sentences.
"""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from operator import add
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from assistant.library.folding import fold_text

TABLE = Path(__file__).with_name("chinese_vectors.npz")
_RUN = re.compile(r"[\u3400-\u9fff]+|[a-z]+|\d+(?:\.\d+)*")
DAMPING = 0.3
"""Power of a text's number of units by which their sum is divided."""
Floats = NDArray[np.float32]


def units_of(text: str) -> list[str]:
    """Return a text's Chinese characters and pairs of neighbours, and its Latin words and numbers, folded."""
    units: list[str] = []
    for run in _RUN.findall(fold_text(text)):
        if run[0] < "\u3400":
            units.append(run)
        else:
            units.extend(run)
            units.extend(map(add, run, run[1:]))
    return units


@dataclass(frozen=True)
class ChineseVectors:
    """`matrix[i] * scale[i]` is the vector of unit `i`, shape (dimension,); `mean` is added to every text."""

    numbers: dict[str, int]
    matrix: NDArray[np.int8]
    scale: Floats
    mean: Floats

    @classmethod
    def load(cls, file: Path = TABLE) -> ChineseVectors:
        """Open a table that `save` wrote."""
        with np.load(file, allow_pickle=False) as stored:
            units = json.loads(bytes(stored["units"]).decode())
            return cls({unit: i for i, unit in enumerate(units)}, stored["matrix"], stored["scale"], stored["mean"])

    @classmethod
    def of(cls, units: Sequence[str], vectors: Floats, mean: Floats) -> ChineseVectors:
        """Keep vectors of shape (units, dimension) in 8 bits."""
        scale = np.maximum(np.abs(vectors).max(axis=1), 1e-9).astype(np.float32) / 127
        matrix = np.rint(vectors / scale[:, None]).astype(np.int8)
        return cls({unit: i for i, unit in enumerate(units)}, matrix, scale, mean.astype(np.float32))

    def save(self, file: Path) -> None:
        """Write the table."""
        units = np.frombuffer(json.dumps(list(self.numbers), ensure_ascii=False).encode(), np.uint8)
        np.savez_compressed(file, units=units, matrix=self.matrix, scale=self.scale, mean=self.mean)

    def encode(self, texts: Sequence[str]) -> Floats:
        """Return unit vectors, shape (texts, dimension); of a text without any known unit, the mean's direction."""
        vectors = np.tile(self.mean, (len(texts), 1))
        for i, text in enumerate(texts):
            units = units_of(text)
            known = [number for number in map(self.numbers.get, units) if number is not None]
            if known:
                vectors[i] += self.scale[known] @ self.matrix[known] / np.float32(len(units) ** DAMPING)
        return np.asarray(vectors / np.linalg.norm(vectors, axis=1, keepdims=True), np.float32)


@lru_cache(maxsize=1)
def chinese_vectors() -> ChineseVectors:
    """Return the shipped table."""
    return ChineseVectors.load()
