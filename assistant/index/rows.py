"""What ranking needs to know of each clause, in arrays on disk: opening a million of them reads almost nothing."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from pathlib import Path
from typing import get_args

import numpy as np
from numpy.typing import NDArray

from assistant.index.traits import traits_stated
from assistant.library.labels import fold_key
from assistant.library.model import ClauseKind
from assistant.library.store import Library

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
_FINDER = np.dtype([("hash", np.uint64), ("row", np.int32)])


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
    def of(cls, library: Library) -> Rows:
        """Gather the columns from a library."""
        editions = list(library.editions)
        position = {name: i for i, name in enumerate(editions)}
        columns, hashes, titles = np.zeros(len(library), _COLUMNS), np.zeros(len(library), _FINDER), []
        for number, (edition, key, kind, title, text, parent) in enumerate(library.columns()):
            empty = not text and len(title or "") < _SHORT_HEADING
            above = -1 if parent is None else parent
            columns[number] = (position[edition], above, 0, _KINDS.index(kind), empty, traits_stated(text))
            hashes[number] = (_hash(position[edition], fold_key(key)), number)
            titles.append(title)
        listed = columns["parent"][(columns["kind"] == _KINDS.index("item")) & (columns["parent"] >= 0)]
        columns["items"] = np.bincount(listed, minlength=len(columns))
        return cls(
            editions,
            Kinds(_KINDS, columns["kind"]),
            columns,
            Texts.of(titles),
            Finder(hashes[np.argsort(hashes["hash"], kind="stable")]),
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
    def load(cls, folder: Path, library: Library) -> Rows:
        """Open what `save` wrote; a build of an earlier version has none, and its columns are gathered now."""
        if not (folder / "rows.columns.npy").is_file():
            return cls.of(library)
        columns, kinds, titles, starts, keys = (
            np.asarray(np.load(folder / f"rows.{name}.npy", mmap_mode="r", allow_pickle=False))
            for name in ("columns", "kinds", "titles", "title_starts", "keys")
        )
        if columns.dtype != _COLUMNS:
            return cls.of(library)
        names = tuple(map(str, kinds.tolist()))
        return cls(list(library.editions), Kinds(names, columns["kind"]), columns, Texts(titles, starts), Finder(keys))


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

    @classmethod
    def of(cls, texts: Sequence[str | None]) -> Texts:
        """Lay texts side by side."""
        coded = [(text or "").encode() for text in texts]
        starts = np.cumsum([0, *map(len, coded)], dtype=np.int64)
        return cls(np.frombuffer(b"".join(coded), np.uint8), starts)

    def __getitem__(self, row: int) -> str | None:
        first, last = self.starts[row], self.starts[row + 1]
        return bytes(self.letters[first:last]).decode() if last > first else None


class Finder:
    """Clauses by (position of the edition, folded key), in document order."""

    def __init__(self, table: NDArray[np.void]) -> None:
        self.table = table
        self._hashes: NDArray[np.uint64] = np.ascontiguousarray(table["hash"])

    def get(self, place: tuple[int, str], otherwise: list[int]) -> list[int]:
        """Return the numbers of the clauses with this key, or `otherwise`."""
        wanted = np.uint64(_hash(*place))
        first, last = (int(np.searchsorted(self._hashes, wanted, side=side)) for side in ("left", "right"))
        return [int(row) for row in self.table["row"][first:last]] or otherwise


def _hash(edition: int, key: str) -> int:
    # Eight bytes: among a million keys two share them once in some 30 million builds.
    return int.from_bytes(hashlib.blake2b(f"{edition}\0{key}".encode(), digest_size=8).digest(), "little")
