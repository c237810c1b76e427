"""Calls of pdfium that are made once for each character or object: lean, and whole columns of them at a time.

pypdfium2's own functions check and convert every argument; at some ten thousand calls a page that is most of the time
a page takes. Here a handle is an address, and a call is made for a whole list of indexes without leaving the
interpreter's C code.
"""

from __future__ import annotations

import ctypes
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import cached_property
from itertools import repeat
from typing import Any

import numpy as np
import pypdfium2.raw as raw

Call = Callable[..., Any]

AT_ONCE = 1024
"""Things that are asked about in one go."""


class Handle(ctypes.c_void_p):
    """The address of something that pdfium holds; false where there is none."""


def lean(function: Any, result: type[Any] = ctypes.c_int) -> Call:
    """Return a pdfium function that takes handles, outputs as `byref`, and whole numbers as they are."""
    address = ctypes.cast(function, ctypes.c_void_p).value
    assert address
    # The interpreter stays locked meanwhile: these calls take less time than letting go of it.
    call: Call = ctypes.PYFUNCTYPE(result)(address)
    return call


class Slots:
    """Room for pdfium to write to: `width` numbers of one C type for each of `count` things.

    pdfium bears one thread at a time, and so do these.
    """

    def __init__(self, kind: type[Any], width: int, count: int = AT_ONCE) -> None:
        self.numbers = np.zeros((count, width), kind)
        self._first = (kind * self.numbers.size).from_buffer(self.numbers.data)
        self._size = ctypes.sizeof(kind)

    @cached_property
    def firsts(self) -> list[Any]:
        """Where the first number of each thing lies, for what pdfium writes as a whole."""
        return self._places(0)

    @cached_property
    def columns(self) -> list[list[Any]]:
        """Where the numbers of each field lie."""
        return [self._places(field) for field in range(self.numbers.shape[1])]

    def _places(self, field: int) -> list[Any]:
        count, width = self.numbers.shape
        return [ctypes.byref(self._first, self._size * (width * i + field)) for i in range(count)]


def called(call: Call, *columns: Iterable[Any]) -> None:
    """Make a call for each row of some columns; what it answers is not asked for."""
    deque(map(call, *columns), maxlen=0)


def chunks(count: int) -> Iterator[slice]:
    """Yield parts of a range, each as long as may be asked about at once."""
    return (slice(start, min(start + AT_ONCE, count)) for start in range(0, count, AT_ONCE))


_unicode = lean(raw.FPDFText_GetUnicode, ctypes.c_uint)
_text = lean(raw.FPDFText_GetText)
_generated = lean(raw.FPDFText_IsGenerated)
_no_meaning = lean(raw.FPDFText_HasUnicodeMapError)
_text_object = lean(raw.FPDFText_GetTextObject, ctypes.c_size_t)
_char_box = lean(raw.FPDFText_GetCharBox)
_origin = lean(raw.FPDFText_GetCharOrigin)
_loose_box = lean(raw.FPDFText_GetLooseCharBox)

_doubles = Slots(ctypes.c_double, 4)
_floats = Slots(ctypes.c_float, 4)

Numbers = np.ndarray[Any, np.dtype[np.float64]]
Whole = np.ndarray[Any, np.dtype[np.int64]]
Flags = np.ndarray[Any, np.dtype[np.bool_]]


def codes_of(page: Handle, count: int) -> Whole:
    """Return the code of each character of a text page; a hyphen at a line's end has 2 or 0xFFFE."""
    units = np.zeros(count + 1, np.uint16)
    written = _text(page, 0, count, ctypes.byref(ctypes.c_char.from_buffer(units.data)))
    codes = units[:count].astype(np.int64)
    if written == count + 1 and not ((codes >= 0xD800) & (codes < 0xE000)).any():
        return codes
    # The text leaves out characters without meaning, so that its places are not theirs.
    return np.array(list(map(_unicode, repeat(page), range(count))), dtype=np.int64)


def made_up(page: Handle, indexes: Sequence[int]) -> Flags:
    """Tell of each character whether pdfium made it up."""
    return _said_yes(_generated, page, indexes)


def without_meaning(page: Handle, indexes: Sequence[int]) -> Flags:
    """Tell of each character whether its font gives it no meaning."""
    return _said_yes(_no_meaning, page, indexes)


def _said_yes(call: Call, page: Handle, indexes: Sequence[int]) -> Flags:
    flags: Flags = np.fromiter(map(call, repeat(page), indexes), np.int64, len(indexes)) == 1
    return flags


def text_objects(page: Handle, indexes: Sequence[int]) -> Whole:
    """Return the address of each character's text object, or 0."""
    return np.fromiter(map(_text_object, repeat(page), indexes), np.uint64, len(indexes)).astype(np.int64)


def origins_of(page: Handle, indexes: Sequence[int]) -> Numbers:
    """Return the x and y of each character's origin, as two columns."""
    origins = np.zeros((2, len(indexes)))
    x, y, *_ = _doubles.columns
    for part in chunks(len(indexes)):
        _doubles.numbers[:] = 0
        called(_origin, repeat(page), indexes[part], x, y)
        origins[:, part] = _doubles.numbers[: part.stop - part.start, :2].T
    return origins


def boxes_of(page: Handle, indexes: Sequence[int]) -> Numbers:
    """Return eight numbers of each character, as columns: left, bottom, right, top of its ink, then of its body."""
    boxes = np.zeros((8, len(indexes)))
    left, bottom, right, top = _doubles.columns
    for part in chunks(len(indexes)):
        some, count = indexes[part], part.stop - part.start
        _doubles.numbers[:count], _floats.numbers[:count] = 0, 0
        called(_char_box, repeat(page), some, left, right, bottom, top)
        called(_loose_box, repeat(page), some, _floats.firsts)
        boxes[0:4, part] = _doubles.numbers[:count].T
        # FS_RECTF is left, top, right, bottom.
        boxes[4:8, part] = _floats.numbers[:count, [0, 3, 2, 1]].T
    return boxes
