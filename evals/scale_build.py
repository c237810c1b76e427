"""Builds of any size for measuring: seeded variations of the clauses of an index, their vectors seeded neighbours.

The first clauses are the real ones, edition by edition in a drawn order. Then come copies of the editions under numbers
and titles of their own, in whose texts about one word in eight is another word of the collection (two characters for
two, an English word for another, a number for a number). Their words are indexed by the product's own code. A copy's
vector is the real one turned by a random direction to a cosine of about 0.9.
"""

from __future__ import annotations

import argparse
import random
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from assistant.index.build import lay_words_together
from assistant.index.builds import Build, open_current
from assistant.index.current import builds_folder, make_current
from assistant.index.edition import write_edition
from assistant.index.manifest import FILE_NAME, LIBRARY, Manifest
from assistant.index.vectors import VectorIndex
from assistant.library.model import Clause, EditionRecord
from assistant.library.store import VOLUMES, volume_path

EXACT = "exact.npy"
"""The vectors in 32 bits, for comparison; the product does not read them."""
_CHANGED = 0.12
_TURN = 0.48
"""Length of the random direction added to a unit vector: their sum is at a cosine of about 0.9 to it."""
_WORD = re.compile(r"[\u3400-\u9fff]{2}|[A-Za-z]{4,}|\d+(?:\.\d+)?")

Floats = NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Copy:
    """One edition of the build to make: which real one, the how-many-eth copy (0 is real), how many of its clauses."""

    edition: str
    number: int
    clauses: int

    @property
    def name(self) -> str:
        """The id of the edition made."""
        return f"{self.edition} v{self.number}" if self.number else self.edition


class Wording:
    """Puts other words of a collection into its texts: two characters for two, a number for a number."""

    def __init__(self, texts: Iterable[str]) -> None:
        self._pools: dict[int, list[str]] = {0: [], 1: [], 2: []}
        for text in texts:
            for word in _WORD.findall(text):
                self._pools[_sort(word)].append(word)

    def varied(self, text: str, draw: random.Random, share: float = _CHANGED) -> str:
        """Return a text with some of its words replaced by other words of the collection."""

        def other(match: re.Match[str]) -> str:
            if draw.random() >= share:
                return match[0]
            pool = self._pools[_sort(match[0])]
            return pool[int(draw.random() * len(pool))]

        return _WORD.sub(other, text)


class Variations(Mapping[str, Sequence[Clause]]):
    """The clauses of each edition made, varied when asked for: memory holds the real ones only."""

    def __init__(self, source: Build, copies: Sequence[Copy], seed: int) -> None:
        self._copies = {copy.name: copy for copy in copies}
        self._real = {name: source.clauses(name) for name in source.editions}
        self._seed = seed
        self._wording = Wording(clause.text for clauses in self._real.values() for clause in clauses)
        self.records = {copy.name: self._record(source.editions[copy.edition], copy) for copy in copies}

    def __getitem__(self, name: str) -> Sequence[Clause]:
        copy = self._copies[name]
        clauses = self._real[copy.edition][: copy.clauses]
        if not copy.number:
            return clauses
        draw = random.Random(f"{self._seed} {name}")
        return [
            clause.model_copy(
                update={
                    "text": self._wording.varied(clause.text, draw),
                    "title": clause.title and self._wording.varied(clause.title, draw),
                }
            )
            for clause in clauses
        ]

    def __iter__(self) -> Iterator[str]:
        return iter(self._copies)

    def __len__(self) -> int:
        return len(self._copies)

    def _record(self, record: EditionRecord, copy: Copy) -> EditionRecord:
        if not copy.number:
            return record.model_copy(update={"clauses": copy.clauses})
        draw = random.Random(f"{self._seed} {copy.name} record")
        number = record.number and re.sub(
            r"\d{3,}", lambda m: str(draw.randrange(10 ** len(m[0]))), record.number, count=1
        )
        return record.model_copy(
            update={
                "edition": copy.name,
                "file": f"v{copy.number}/{record.file}",
                "number": number,
                "title": self._wording.varied(record.title, draw, 0.3),
                "clauses": copy.clauses,
                "aliases": (),
                "replaces": (),
                "replaced_by": (),
                "amended_by": (),
                "amends": None,
            }
        )


def _sort(word: str) -> int:
    return 0 if word > "\u3400" else 1 if word[0].isdigit() else 2


def planned(source: Build, clauses: int, seed: int) -> list[Copy]:
    """Return which editions make up a build of so many clauses, in the order of their names."""
    sizes = {name: len(source.library.labels(name)) for name in source.editions}
    drawn = sorted(sizes)
    random.Random(seed).shuffle(drawn)
    copies, number = list[Copy](), 0
    while clauses > 0:
        for name in drawn:
            taken = min(clauses, sizes[name])
            if taken:
                copies.append(Copy(name, number, taken))
                clauses -= taken
        number += 1
    return sorted(copies, key=lambda copy: copy.name)


def vectors_of(source: Build, copies: Sequence[Copy], seed: int) -> tuple[Floats, NDArray[np.int32]]:
    """Return the vectors of the editions made and which clause each belongs to."""
    matrix, links = source.vectors.vectors(), source.vectors.links
    first = dict(zip(source.editions, np.cumsum([0, *map(len, map(source.clauses, source.editions))]), strict=False))
    found, owners, before, row = list[Floats](), list[NDArray[np.int32]](), 0, 0
    for copy in copies:
        low, high = np.searchsorted(links[1], [first[copy.edition], first[copy.edition] + copy.clauses])
        numbers, inverse = np.unique(links[0, low:high], return_inverse=True)
        vectors = matrix[numbers]
        if copy.number:
            draw = np.random.default_rng([seed, abs(hash_of(copy.name))])
            noise = draw.standard_normal(vectors.shape, np.float32)
            vectors = vectors + _TURN * noise / np.linalg.norm(noise, axis=1, keepdims=True)
            vectors /= np.linalg.norm(vectors, axis=1, keepdims=True)
        found.append(vectors)
        owners.append(np.stack([inverse + before, links[1, low:high] - first[copy.edition] + row]).astype(np.int32))
        before, row = before + len(numbers), row + copy.clauses
    return np.concatenate(found), np.concatenate(owners, axis=1)


def hash_of(name: str) -> int:
    """Return a number that stands for a name in every process."""
    return int.from_bytes(name.encode(), "little") % (2**31 - 1)


def make(source: Build, index: Path, clauses: int, seed: int = 1) -> None:
    """Make an index folder with one build of so many clauses, and `exact.npy` beside it."""
    copies = planned(source, clauses, seed)
    variations = Variations(source, copies, seed)
    folder = builds_folder(index) / f"{clauses:07d}"
    (folder / VOLUMES).mkdir(parents=True)
    volumes = {name: f"{place:06d}" for place, name in enumerate(sorted(variations))}
    for name, volume in volumes.items():
        write_edition(volume_path(folder / LIBRARY, volume), variations.records[name], variations[name], None)
    count = lay_words_together(folder, variations.records, volumes)
    vectors, links = vectors_of(source, copies, seed)
    np.save(index / EXACT, vectors)
    built = VectorIndex.build(vectors, links, count)
    built.save(folder)
    manifest = Manifest(
        id=folder.name, reader="", indexer="", embedder=source.manifest.embedder, dimension=built.dimension,
        corpus=".", catalogue="", editions=len(copies), clauses=count, vectors=len(built),
    )  # fmt: skip
    (folder / FILE_NAME).write_text(manifest.model_dump_json(indent=1), "utf-8")
    make_current(index, folder.name)


def main() -> None:
    """Make one build from the command line."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n", 1)[0])
    parser.add_argument("index", type=Path, help="index folder whose current build is varied")
    parser.add_argument("into", type=Path, help="index folder to make")
    parser.add_argument("clauses", type=int)
    asked = parser.parse_args()
    with open_current(asked.index) as source:
        make(source, asked.into, asked.clauses)


if __name__ == "__main__":
    main()
