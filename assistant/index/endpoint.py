"""Embeddings from a server that speaks OpenAI's protocol: `POST {address}/embeddings`."""

from __future__ import annotations

import json
import math
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Mapping
from functools import cached_property
from http.client import HTTPException
from typing import Any

import numpy as np
from numpy.typing import NDArray

from assistant.errors import BuildError

Floats = NDArray[np.float32]

_BATCH = 64
_PATIENCE = 60.0
"""Seconds that one answer may take."""
_TRIES = 4
_LONGEST_WAIT = 20.0
"""Seconds between two tries, whatever the server asks for."""
_MOST_BYTES = 64 << 20


class EndpointModel:
    """A model behind an OpenAI-compatible address; texts leave this machine for it.

    Args:
        name: the model, as the server calls it.
        address: where the protocol begins, such as `http://localhost:8000/v1`.
        key: sent as a bearer token where it is not empty.
        wait: how to wait so many seconds between tries.

    Raises:
        BuildError: the server cannot be reached, refuses, or answers with anything but one vector for each text.
    """

    prompts: Mapping[str, str] = {}

    def __init__(self, name: str, address: str, key: str = "", wait: Callable[[float], None] = time.sleep) -> None:
        if not address.startswith(("http://", "https://")):
            raise BuildError(
                f"'{address}' is no address of a server: set ASSISTANT_EMBEDDER_URL to one such as http://localhost:8000/v1."
            )
        self._name = name
        self._address = f"{address.rstrip('/')}/embeddings"
        self._key = key
        self._wait = wait

    @cached_property
    def dimension(self) -> int:
        """How many numbers a vector has, as the server's first answer shows."""
        return int(self._asked(["dimension"], None).shape[1])

    def encode(self, texts: list[str], progress: Callable[[int], None] | None = None) -> Floats:
        """Return unit vectors, shape `(len(texts), dimension)`; `progress` is told how many are done."""
        vectors = np.zeros((len(texts), self.dimension), np.float32)
        for start in range(0, len(texts), _BATCH):
            some = texts[start : start + _BATCH]
            vectors[start : start + len(some)] = self._asked(some, self.dimension)
            if progress:
                progress(start + len(some))
        return vectors

    def _asked(self, texts: list[str], dimension: int | None) -> Floats:
        # A server may refuse an empty text.
        answer = self._post({"model": self._name, "input": [text or " " for text in texts], "encoding_format": "float"})
        try:
            found = sorted(answer["data"], key=lambda one: int(one["index"]))
            vectors = np.array([one["embedding"] for one in found], np.float32)
            places = [int(one["index"]) for one in found]
        except (KeyError, TypeError, ValueError) as error:
            raise self._wrong("its answer is not in the protocol's shape") from error
        if places != list(range(len(texts))) or vectors.ndim != 2:
            raise self._wrong(f"it gave {len(found)} vectors for {len(texts)} texts")
        if dimension is not None and vectors.shape[1] != dimension:
            raise self._wrong(f"its vectors have {vectors.shape[1]} numbers where they had {dimension}")
        length = np.linalg.norm(vectors, axis=1, keepdims=True)
        if not vectors.shape[1] or not np.isfinite(length).all() or not length.all():
            raise self._wrong("it gave a vector that is no direction")
        return np.asarray(vectors / length, np.float32)

    def _post(self, body: dict[str, Any]) -> Any:
        """Return the server's answer; a server that is busy or fails is asked again, each time later."""
        headers = {"Content-Type": "application/json", "Accept": "application/json"}
        if self._key:
            headers["Authorization"] = f"Bearer {self._key}"
        reason = ""
        for attempt in range(_TRIES):
            pause = 0.5 * 2.0**attempt
            request = urllib.request.Request(self._address, json.dumps(body).encode(), headers)
            try:
                with urllib.request.urlopen(request, timeout=_PATIENCE) as answer:
                    return json.loads(answer.read(_MOST_BYTES))
            except urllib.error.HTTPError as error:
                reason = f"HTTP {error.code}"
                if error.code != 429 and error.code < 500:
                    raise self._wrong(reason) from error
                pause = _asked_pause(error.headers.get("Retry-After")) or pause
            except ValueError as error:
                raise self._wrong("its answer is no JSON") from error
            except (OSError, HTTPException) as error:
                reason = str(getattr(error, "reason", error)) or type(error).__name__
            if attempt + 1 < _TRIES:
                self._wait(min(pause, _LONGEST_WAIT))
        raise self._wrong(f"{reason}, {_TRIES} times")

    def _wrong(self, reason: str) -> BuildError:
        return BuildError(
            f"The embedding server at {self._address} did not give vectors of '{self._name}' ({reason}): "
            "check the server, ASSISTANT_EMBEDDER, ASSISTANT_EMBEDDER_URL and ASSISTANT_EMBEDDER_KEY."
        )


def _asked_pause(header: str | None) -> float | None:
    """Return the seconds a server asks to wait; None where it says nothing that counts."""
    try:
        seconds = float(header or "")
    except ValueError:
        return None
    return seconds if math.isfinite(seconds) and seconds >= 0 else None
