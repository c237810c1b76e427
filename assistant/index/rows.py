"""What ranking needs to know of each clause, in arrays on disk: opening a million of them reads almost nothing."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any, get_args

import numpy as np
from numpy.typing import NDArray

from assistant.errors import BuildError
from assistant.index.traits import traits_stated
from assistant.library.labels import fold_key
from assistant.library.model import Clause, ClauseKind
from assistant.library.tree import parents

_KINDS: tuple[str, ...] = get_args(ClauseKind)
_SHORT_HEADING = 14
"""A clause without text whose title is shorter, in characters, says nothing by itself."""
_COLUMNS = np.dtype(
    [
        ("edition", np.int32),
        ("parent", np.int32),
        ("items", np.int32),
        ("kind", np.uint8),
        ("empty", np.bool_),
        ("traits", np.uint8),
    ]
)
_FINDER = np.dtype([("place", np.uint64), ("row", np.int32)])

Columns = dict[str, NDArray[Any]]
"""What one edition adds: `parent`, `items`, `kind`, `empty`, `traits`, `keys` (hashes of folded keys) by clause, and
`titles` and `title_lengths`, the titles in one run of UTF-8; parents are numbered within the edition."""


def columns_of(clauses: Sequence[Clause]) -> Columns:
    """Return the columns of one edition."""
    above = np.array([-1 if parent is None else parent for parent in parents(clauses)], np.int32)
    kind = np.array([_KINDS.index(clause.kind) for clause in clauses], np.uint8)
    listed = above[(kind == _KINDS.index("item")) & (above >= 0)]
    empty = [not clause.text and len(clause.title or "") < _SHORT_HEADING for clause in clauses]
    titles = [(clause.title or "").encode() for clause in clauses]
    return {
        "parent": above,
        "items": np.bincount(listed, minlength=len(clauses)).astype(np.int32),
        "kind": kind,
        "empty": np.array(empty, np.bool_),
        "traits": np.array([int(traits_stated(clause.text)) for clause in clauses], np.uint8),
        "keys": np.array([_hash(fold_key(clause.key)) for clause in clauses], np.uint64),
        "titles": np.frombuffer(b"".join(titles), np.uint8),
        "title_lengths": np.array([len(title) for title in titles], np.int32),
    }


class Rows:
    """Columns over all clauses of a build, by clause number.

    `edition` is the position in `editions`; `parent` is -1 at the top; `empty` tells that a clause is a mere
    heading; `items` counts the list items directly under a clause; `traits` are the sorts of fact it states (bits of
    `Trait`); `folded` finds clauses by edition and folded key.
    """

    def __init__(
        self, editions: Sequence[str], kinds: Kinds, columns: NDArray[np.void], titles: Texts, folded: Finder
    ) -> None:
        self.editions = list(editions)
        self.edition: NDArray[np.int32] = np.ascontiguousarray(columns["edition"])
        self.parent: NDArray[np.int32] = np.ascontiguousarray(columns["parent"])
        self.items, self.empty, self.traits = columns["items"], columns["empty"], columns["traits"]
        self.kinds, self.titles, self.folded = kinds, titles, folded
        self._columns = columns

    @classmethod
    def of(cls, parts: Iterable[tuple[str, Columns]]) -> Rows:
        """Lay the columns of editions together, each with its name, in their order."""
        editions, columns, places, first = list[str](), list[NDArray[np.void]](), list[NDArray[np.void]](), 0
        titles, lengths = [np.zeros(0, np.uint8)], [np.zeros(1, np.int64)]
        for position, (name, part) in enumerate(parts):
            size = len(part["kind"])
            of_edition, finder = np.zeros(size, _COLUMNS), np.zeros(size, _FINDER)
            of_edition["edition"] = position
            of_edition["parent"] = np.where(part["parent"] < 0, -1, part["parent"] + first)
            for column in ("items", "kind", "empty", "traits"):
                of_edition[column] = part[column]
            finder["place"] = part["keys"] ^ np.uint64(_hash(name))
            finder["row"] = np.arange(first, first + size)
            editions.append(name)
            columns.append(of_edition)
            places.append(finder)
            titles.append(part["titles"])
            lengths.append(part["title_lengths"])
            first += size
        every = np.concatenate(columns) if columns else np.zeros(0, _COLUMNS)
        table = np.concatenate(places) if places else np.zeros(0, _FINDER)
        starts = np.cumsum(np.concatenate(lengths), dtype=np.int64)
        finder = table[np.argsort(table["place"], kind="stable")]
        return cls(
            editions,
            Kinds(_KINDS, every["kind"]),
            every,
            Texts(np.concatenate(titles), starts),
            Finder(finder, editions),
        )

    def save(self, folder: Path) -> None:
        """Write `rows.*.npy`."""
        parts = {
            "columns": self._columns,
            "kinds": np.array(self.kinds.names),
            "titles": self.titles.letters,
            "title_starts": self.titles.starts,
            "keys": self.folded.table,
        }
        for name, array in parts.items():
            np.save(folder / f"rows.{name}.npy", array, allow_pickle=False)

    @classmethod
    def load(cls, folder: Path, editions: Sequence[str]) -> Rows:
        """Open what `save` wrote; BuildError where an earlier version wrote something else."""
        try:
            columns, kinds, titles, starts, keys = (
                np.asarray(np.load(folder / f"rows.{name}.npy", mmap_mode="r", allow_pickle=False))
                for name in ("columns", "kinds", "titles", "title_starts", "keys")
            )
            if columns.dtype != _COLUMNS:
                raise ValueError("other columns")
        except (FileNotFoundError, ValueError) as error:
            raise BuildError(
                f"The build {folder.name} was made by an earlier version: run 'assistant index' again."
            ) from error
        names = tuple(map(str, kinds.tolist()))
        return cls(editions, Kinds(names, columns["kind"]), columns, Texts(titles, starts), Finder(keys, editions))


class Kinds:
    """The kind of each clause by its number."""

    def __init__(self, names: tuple[str, ...], codes: NDArray[np.uint8]) -> None:
        self.names = names
        self._codes = codes

    def __getitem__(self, row: int) -> str:
        return self.names[int(self._codes[row])]


class Texts:
    """Short texts by number, in one run of UTF-8; a text that is not there is None."""

    def __init__(self, letters: NDArray[np.uint8], starts: NDArray[np.int64]) -> None:
        self.letters = letters
        self.starts = starts

    def __getitem__(self, row: int) -> str | None:
        first, last = self.starts[row], self.starts[row + 1]
        return bytes(self.letters[first:last]).decode() if last > first else None


class Finder:
    """Clauses by (position of the edition, folded key), in document order; equal hashes are taken for equal keys."""

    def __init__(self, table: NDArray[np.void], editions: Sequence[str]) -> None:
        self.table = table
        self._editions = editions
        # Builds of an earlier version hashed the position and the key together.
        self._earlier = "hash" in (table.dtype.names or ())
        self._hashes: NDArray[np.uint64] = np.ascontiguousarray(table["hash" if self._earlier else "place"])

    def get(self, place: tuple[int, str], otherwise: list[int]) -> list[int]:
        """Return the numbers of the clauses with this key, or `otherwise`."""
        position, key = place
        wanted = np.uint64(
            _hash(f"{position}\0{key}") if self._earlier else _hash(key) ^ _hash(self._editions[position])
        )
        first, last = (int(np.searchsorted(self._hashes, wanted, side=side)) for side in ("left", "right"))
        return [int(row) for row in self.table["row"][first:last]] or otherwise


def _hash(text: str) -> int:
    # Eight bytes: among a million keys two share them once in some 30 million builds.
    return int.from_bytes(hashlib.blake2b(text.encode(), digest_size=8).digest(), "little")
