"""A model's reply within a time: asked again where that may help, given up when the time is over."""

from __future__ import annotations

import queue
import threading
import time
from collections.abc import Callable, Iterator
from types import TracebackType

from assistant.answering.language.speaking import ChatModel, ModelError, Prompt, refused

TRIES = 3
MOST_CHARACTERS = 12_000
"""A reply longer than this is no answer."""
_FIRST_PAUSE = 0.25


def reply(
    model: ChatModel, prompt: Prompt, seconds: float, wait: Callable[[float], None] = time.sleep
) -> Iterator[str]:
    """Yield a model's reply piece by piece, all of it within `seconds`, pauses between tries included.

    Raises:
        ModelError: the model failed, or its reply did not end in time; what was yielded before counts all the same.
    """
    until = time.monotonic() + seconds
    for attempt in range(1, TRIES + 1):
        worker = _Worker(model, prompt, until)
        said = 0
        try:
            for piece in worker.pieces():
                said += len(piece)
                yield piece
                if said > MOST_CHARACTERS:
                    raise ModelError("long")
        except ModelError as error:
            pause = error.pause if error.pause is not None else _FIRST_PAUSE * 2.0**attempt
            # What was said once must not be said twice.
            if said or not error.again or attempt == TRIES or time.monotonic() + pause >= until:
                raise
            wait(pause)
        else:
            if not said:
                raise ModelError("empty")
            return
        finally:
            worker.stop()


class _Worker:
    """One try in a thread of its own, so that no server and no package can hold the answer up."""

    def __init__(self, model: ChatModel, prompt: Prompt, until: float) -> None:
        self._model, self._prompt, self._until = model, prompt, until
        self._said: queue.SimpleQueue[str | ModelError | None] = queue.SimpleQueue()
        self._stop = threading.Event()
        threading.Thread(target=self._run, name="language-model", daemon=True).start()

    def pieces(self) -> Iterator[str]:
        """Yield what is said until it ends; ModelError where it fails or time is over."""
        while True:
            try:
                said = self._said.get(timeout=max(self._until - time.monotonic(), 0.001))
            except queue.Empty as error:
                raise ModelError("time") from error
            if said is None:
                return
            if isinstance(said, ModelError):
                raise said
            yield said

    def stop(self) -> None:
        """Let the thread end at the next piece."""
        self._stop.set()

    def _run(self) -> None:
        with _Told(self._said.put):
            self._model.speak(self._prompt, self._until - time.monotonic(), self._said.put, self._stop.is_set)


class _Told:
    """Tells whoever waits how a thread ended: a package may raise whatever it likes, and all of it means no reply."""

    def __init__(self, tell: Callable[[ModelError | None], None]) -> None:
        self._tell = tell

    def __enter__(self) -> None:
        return None

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> bool:
        self._tell(None if error is None else _as_failure(error))
        return isinstance(error, Exception)


def _as_failure(error: BaseException) -> ModelError:
    """Return what an error of a provider's package means: they carry an HTTP status where a server answered."""
    if isinstance(error, ModelError):
        return error
    status = getattr(error, "status_code", None)
    detail = type(error).__name__
    if isinstance(status, int):
        headers = getattr(getattr(error, "response", None), "headers", None) or {}
        return refused(status, f"{detail}, HTTP {status}", headers.get("retry-after"))
    if isinstance(error, TimeoutError) or "timeout" in detail.lower():
        return ModelError("time", detail)
    return ModelError("broken", detail)
