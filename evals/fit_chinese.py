"""Fit the shipped vectors of Chinese characters and pairs: assistant/index/chinese_vectors.npz.

    ASSISTANT_SHARED=… python -m evals.fit_chinese [--out FILE]

Fitted on Chinese–English pairs that may be shipped: sentences of Tatoeba (CC BY 2.0 FR), the project's term tables, and
terms and titles read out of standards (facts). Ridge regression (Hoerl and Kennard 1970) by conjugate gradients, all
dimensions at once; nothing is drawn at random. Prints how often the right one of the 1,997 NTREX sentences (test set,
never fitted on) is nearest to its Chinese translation.
"""

from __future__ import annotations

import argparse
import os
from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

import assistant.library
from assistant.index.chinese import DAMPING, TABLE, ChineseVectors, units_of
from assistant.index.shipped_model import ShippedModel
from assistant.settings import Settings

RIDGE = 0.3
ROUNDS = 40
LEAST = 2
"""A pair of characters needs so many sentences to have a vector; every single character has one."""
Floats = NDArray[np.float32]


def pairs(folder: Path) -> Iterator[tuple[str, str]]:
    """Yield (Chinese, English), the Chinese in simplified characters."""
    from opencc import OpenCC

    simplified = OpenCC("t2s").convert
    for line in (folder / "tatoeba_manythings_cmn.txt").read_text("utf-8").splitlines():
        english, chinese = line.split("\t")[:2]
        yield simplified(chinese), english
    tables = Path(assistant.library.__file__).parent
    terms = [tables / "glossary.tsv", tables / "everyday.tsv", folder / "gb_terms_from_pdfs.tsv"]
    for file in terms:
        for line in file.read_text("utf-8").splitlines()[1:]:
            chinese, english = line.split("\t")[:2]
            yield chinese, english
    for line in (folder / "gb_titles_zh_en.tsv").read_text("utf-8").splitlines()[1:]:
        _file, chinese, english = line.split("\t")[:3]
        yield chinese, english


def fit(chinese: Sequence[str], vectors: Floats) -> ChineseVectors:
    """Return the table whose vectors of the Chinese texts come nearest to those given, shape (texts, dimension)."""
    texts = [units_of(text) for text in chinese]
    count = Counter(unit for text in texts for unit in set(text))
    units = sorted(unit for unit, found in count.items() if len(unit) == 1 or found >= LEAST)
    numbers = {unit: i for i, unit in enumerate(units)}
    rows, columns, values = [], [], []
    for row, text in enumerate(texts):
        for unit in text:
            if unit in numbers:
                rows.append(row)
                columns.append(numbers[unit])
                values.append(len(text) ** -DAMPING)
    features = sparse.csr_matrix((values, (rows, columns)), (len(texts), len(units)), np.float32)
    mean = vectors.mean(axis=0)
    return ChineseVectors.of(units, _ridge(features, vectors - mean), mean)


def _ridge(features: sparse.csr_matrix, targets: Floats) -> Floats:
    """Solve (FᵀF + ridge) X = Fᵀ T by conjugate gradients (Hestenes and Stiefel 1952)."""
    left = features.T @ targets
    found, step = np.zeros_like(left), left.copy()
    error = (left * left).sum(axis=0)
    for _round in range(ROUNDS):
        moved = features.T @ (features @ step) + RIDGE * step
        far = error / np.maximum((step * moved).sum(axis=0), 1e-12)
        found += far * step
        left -= far * moved
        now = (left * left).sum(axis=0)
        step = left + (now / np.maximum(error, 1e-12)) * step
        error = now
    return np.asarray(found, np.float32)


def recall(table: ChineseVectors, model: ShippedModel, folder: Path) -> tuple[float, float]:
    """Return how often the right English sentence is the nearest, and among the ten nearest."""
    chinese, english = (
        (folder / f"ntrex_newstest2019.{language}.txt").read_text("utf-8").splitlines()
        for language in ("zho-CN", "eng")
    )
    cosine = table.encode(chinese) @ model.encode(english).T
    before = (cosine > np.diag(cosine)[:, None]).sum(axis=1)
    return float((before == 0).mean()), float((before < 10).mean())


def main() -> None:
    """Fit, save and test."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--out", type=Path, default=TABLE)
    given = parser.parse_args()
    if "ASSISTANT_SHARED" not in os.environ:
        parser.error("name the folder of language pairs by ASSISTANT_SHARED")
    folder = Path(os.environ["ASSISTANT_SHARED"]) / "data" / "bilingual"
    model = ShippedModel(Settings().models, threads=2)
    chinese, english = zip(*pairs(folder), strict=True)
    distinct = list(dict.fromkeys(english))
    where = {text: i for i, text in enumerate(distinct)}
    table = fit(chinese, model.encode(distinct)[[where[text] for text in english]])
    table.save(given.out)
    first, ten = recall(table, model, folder)
    print(f"{len(chinese)} pairs, {len(table.numbers)} units, {given.out.stat().st_size / 1e6:.1f} MB")
    print(f"NTREX, 1,997 sentences: right one nearest {first:.3f}, among ten {ten:.3f}")


if __name__ == "__main__":
    main()
