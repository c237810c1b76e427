"""The characters of a page: where each stands, how large, in what font, and whether it is seen."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any, NamedTuple, overload

import numpy as np

Numbers = np.ndarray[Any, np.dtype[np.float64]]
Whole = np.ndarray[Any, np.dtype[np.int64]]
Flags = np.ndarray[Any, np.dtype[np.bool_]]


@dataclass(frozen=True, slots=True)
class Style:
    """What all characters of one text object share. `angle` is 0, 90, 180 or 270 clockwise, or -1 if slanted."""

    font: str
    bold: bool
    size: float
    angle: int
    colour: tuple[int, int, int, int]
    invisible: bool

    @property
    def symbols(self) -> bool:
        """Whether the font is Adobe's Symbol, whose letters are Greek."""
        return self.font[:6].lower() == "symbol"


class Glyph(NamedTuple):
    """One character, in points from the top left of the page as shown.

    `x0`, `x1` and `base` are along and across the direction of reading (the page's own axes for upright text);
    `box` is the ink's rectangle on the page.
    """

    char: str
    x0: float
    x1: float
    base: float
    box: tuple[float, float, float, float]
    style: Style
    unmapped: bool = False


class Glyphs(Sequence[Glyph]):
    """Characters kept as columns, so that what is done with each of them is done with all at once.

    `codes` has the code of each; the rows of `places` are x0, x1, base and the box's four sides; `owners` are indexes
    into `styles`.
    """

    def __init__(self, codes: Whole, places: Numbers, owners: Whole, styles: Sequence[Style], unmapped: Flags) -> None:
        self.codes = codes
        self.places = places
        self.owners = owners
        self.styles = styles
        self.unmapped = unmapped

    @classmethod
    def of(cls, glyphs: Sequence[Glyph]) -> Glyphs:
        """Return single characters as columns."""
        if isinstance(glyphs, Glyphs):
            return glyphs
        known: dict[int, int] = {}
        styles: list[Style] = []
        for glyph in glyphs:
            if id(glyph.style) not in known:
                known[id(glyph.style)] = len(styles)
                styles.append(glyph.style)
        return cls(
            codes_of("".join(glyph.char for glyph in glyphs)),
            np.array([(*glyph[1:4], *glyph.box) for glyph in glyphs], dtype=np.float64).reshape(-1, 7).T,
            np.array([known[id(glyph.style)] for glyph in glyphs], dtype=np.int64),
            styles,
            np.array([glyph.unmapped for glyph in glyphs], dtype=np.bool_),
        )

    def __len__(self) -> int:
        return len(self.codes)

    @overload
    def __getitem__(self, at: int) -> Glyph: ...
    @overload
    def __getitem__(self, at: slice) -> list[Glyph]: ...
    def __getitem__(self, at: int | slice) -> Glyph | list[Glyph]:
        if isinstance(at, slice):
            return list(self.take(np.arange(len(self))[at]))
        x0, x1, base, *box = self.places[:, at].tolist()
        style = self.styles[self.owners[at]]
        return Glyph(self.text[at], x0, x1, base, (box[0], box[1], box[2], box[3]), style, bool(self.unmapped[at]))

    def __iter__(self) -> Iterator[Glyph]:
        x0, x1, base, *box = self.places.tolist()
        styles = [self.styles[owner] for owner in self.owners.tolist()]
        fields = zip(self.text, x0, x1, base, zip(*box, strict=True), styles, self.unmapped.tolist(), strict=True)
        return map(Glyph._make, fields)

    def take(self, which: Whole | Flags | Sequence[int]) -> Glyphs:
        """Return some of the characters, by index or by flag."""
        index = np.asarray(which)
        if index.dtype == np.bool_:
            if index.all():
                return self
            index = np.nonzero(index)[0]
        return Glyphs(
            self.codes.take(index),
            self.places.take(index, axis=1),
            self.owners.take(index),
            self.styles,
            self.unmapped.take(index),
        )

    def placed(self, places: Numbers) -> Glyphs:
        """Return the same characters in other places."""
        return Glyphs(self.codes, places, self.owners, self.styles, self.unmapped)

    def written(self, text: str, unmapped: Flags | None = None) -> Glyphs:
        """Return other characters, one for each, in the same places."""
        unmapped = self.unmapped if unmapped is None else unmapped
        return Glyphs(codes_of(text), self.places, self.owners, self.styles, unmapped)

    def styled(self, styles: Sequence[Style]) -> Glyphs:
        """Return the same characters in other styles, one for each."""
        return Glyphs(self.codes, self.places, self.owners, styles, self.unmapped)

    @cached_property
    def text(self) -> str:
        """The characters."""
        return text_of(self.codes)

    @cached_property
    def blank(self) -> Flags:
        """Which are blanks of any kind."""
        return is_blank(self.codes)

    @cached_property
    def sizes(self) -> Numbers:
        """Each one's size in points."""
        return self.of_styles([style.size for style in self.styles])

    @cached_property
    def angles(self) -> Numbers:
        """Each one's angle."""
        return self.of_styles([style.angle for style in self.styles])

    def of_styles(self, values: Iterable[float]) -> Numbers:
        """Spread a number of each style over the characters."""
        return np.array([*values, 0.0])[self.owners]


def codes_of(text: str) -> Whole:
    """Return the code of each character of a text."""
    return np.frombuffer(text.encode("utf-32-le", "surrogatepass"), np.uint32).astype(np.int64)


def text_of(codes: Whole) -> str:
    """Return the text of codes."""
    return codes.astype("<u4").tobytes().decode("utf-32-le", "surrogatepass")


def is_blank(codes: Whole) -> Flags:
    """Tell which codes are blanks."""
    return are_among(codes, _BLANKS)


def table_of(chars: str) -> Flags:
    """Return a table that `are_among` looks codes up in."""
    table = np.zeros(max(map(ord, chars)) + 2, dtype=np.bool_)
    table[codes_of(chars)] = True
    return table


def are_among(codes: Whole, table: Flags) -> Flags:
    """Tell which codes are those of the characters that a table was made of."""
    # Codes beyond the table are given its last place, which is of none.
    flags: Flags = table.take(codes, mode="clip")
    return flags


_BLANKS = table_of("".join(char for char in map(chr, range(0x3001)) if char.isspace()))
