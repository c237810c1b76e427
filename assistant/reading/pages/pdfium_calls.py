"""Calls of pdfium that are made once for each character or object: lean, and whole columns of them at a time.

pypdfium2's own functions check and convert every argument; at some ten thousand calls a page that is most of the time
a page takes. Here a handle is an address, and a call is made for a whole list of indexes without leaving the
interpreter's C code.
"""

from __future__ import annotations

import ctypes
from collections import deque
from collections.abc import Callable, Sequence
from itertools import repeat
from typing import Any

import numpy as np
import pypdfium2.raw as raw

Call = Callable[..., int]
Handle = ctypes.c_void_p

_AT_ONCE = 2048
"""Characters whose places are asked for in one go."""


def lean(function: Any, result: type[Any] = ctypes.c_int) -> Call:
    """Return a pdfium function that takes handles as `c_void_p`, outputs as `byref`, and whole numbers as they are."""
    address = ctypes.cast(function, ctypes.c_void_p).value
    assert address
    # The interpreter stays locked meanwhile: these calls take less time than letting go of it.
    call: Call = ctypes.PYFUNCTYPE(result)(address)
    return call


_unicode = lean(raw.FPDFText_GetUnicode, ctypes.c_uint)
_text = lean(raw.FPDFText_GetText)
_generated = lean(raw.FPDFText_IsGenerated)
_text_object = lean(raw.FPDFText_GetTextObject, ctypes.c_size_t)
_char_box = lean(raw.FPDFText_GetCharBox)
_origin = lean(raw.FPDFText_GetCharOrigin)
_loose_box = lean(raw.FPDFText_GetLooseCharBox)

# pdfium bears one thread at a time, and so do these: six doubles and four floats for each of some characters.
_doubles = np.zeros((_AT_ONCE, 6))
_floats = np.zeros((_AT_ONCE, 4), np.float32)
_first_double = (ctypes.c_double * _doubles.size).from_buffer(_doubles.data)
_first_float = (ctypes.c_float * _floats.size).from_buffer(_floats.data)
_double_at = [[ctypes.byref(_first_double, 8 * (6 * i + field)) for i in range(_AT_ONCE)] for field in range(6)]
_rect_at = [ctypes.byref(_first_float, 16 * i) for i in range(_AT_ONCE)]


def codes_of(page: Handle, count: int) -> np.ndarray[Any, np.dtype[np.int64]]:
    """Return the code of each character of a text page; a hyphen at a line's end has 2 or 0xFFFE."""
    units = np.zeros(count + 1, np.uint16)
    written = _text(page, 0, count, ctypes.byref(ctypes.c_char.from_buffer(units.data)))
    codes = units[:count].astype(np.int64)
    if written == count + 1 and not ((codes >= 0xD800) & (codes < 0xE000)).any():
        return codes
    # The text leaves out characters without meaning, so that its places are not theirs.
    return np.array(list(map(_unicode, repeat(page), range(count))), dtype=np.int64)


def made_up(page: Handle, indexes: Sequence[int]) -> np.ndarray[Any, np.dtype[np.bool_]]:
    """Tell of each character whether pdfium made it up."""
    answers = np.array(list(map(_generated, repeat(page), indexes)), dtype=np.int64)
    flags: np.ndarray[Any, np.dtype[np.bool_]] = answers == 1
    return flags


def text_objects(page: Handle, indexes: Sequence[int]) -> list[int]:
    """Return the address of each character's text object, or 0."""
    return list(map(_text_object, repeat(page), indexes))


def places_of(page: Handle, indexes: Sequence[int]) -> np.ndarray[Any, np.dtype[np.float64]]:
    """Return ten numbers of each character in the PDF's coordinates, as ten columns.

    They are the origin's x and y; left, bottom, right, top of its ink; left, bottom, right, top of its body.
    """
    places = np.zeros((10, len(indexes)))
    for start in range(0, len(indexes), _AT_ONCE):
        some = indexes[start : start + _AT_ONCE]
        _doubles[:], _floats[:] = 0, 0
        left, bottom, right, top, x, y = _double_at
        deque(map(_origin, repeat(page), some, x, y), maxlen=0)
        deque(map(_char_box, repeat(page), some, left, right, bottom, top), maxlen=0)
        deque(map(_loose_box, repeat(page), some, _rect_at), maxlen=0)
        end = start + len(some)
        numbers, body = _doubles[: len(some)].T, _floats[: len(some)].T
        places[0:2, start:end] = numbers[4:6]
        places[2:6, start:end] = numbers[0:4]
        # FS_RECTF is left, top, right, bottom.
        places[6:10, start:end] = body[[0, 3, 2, 1]]
    return places
