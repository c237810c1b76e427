"""What every language model is here: something that says a text piece by piece, or tells why it cannot."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal, Protocol

Reason = Literal["time", "busy", "server", "refused", "broken", "empty", "long", "missing"]
Say = Callable[[str], None]
Stopped = Callable[[], bool]


@dataclass(frozen=True, slots=True)
class Prompt:
    """What a model is told: the rules of its task, and the data it works on as one JSON object."""

    rules: str
    data: str


class ChatModel(Protocol):
    """A model that words answers. `name` is what an answer says it was worded by."""

    name: str

    def prepare(self) -> None:
        """Load what is loaded once; ModelError where that fails."""

    def speak(self, prompt: Prompt, seconds: float, say: Say, stopped: Stopped) -> None:
        """Say the reply piece by piece, within about `seconds`; end early once `stopped()`.

        Raises:
            ModelError: the reply does not come, or not to its end.
        """


class ModelError(Exception):
    """Why a model gave no whole reply. `again` tells that a second try may help, `pause` after how many seconds."""

    def __init__(self, reason: Reason, detail: str = "", *, again: bool = False, pause: float | None = None) -> None:
        super().__init__(detail or reason)
        self.reason: Reason = reason
        self.detail = detail
        self.again = again
        self.pause = pause


def refused(status: int, detail: str, pause: str | None) -> ModelError:
    """Return what an HTTP status means: 429 is busy, 5xx failed; both may be asked again. `pause` is Retry-After."""
    seconds = _seconds(pause)
    if status == 429:
        return ModelError("busy", detail, again=True, pause=seconds)
    if status >= 500 or status == 408:
        return ModelError("server", detail, again=True, pause=seconds)
    return ModelError("refused", detail)


def _seconds(header: str | None) -> float | None:
    """Read a Retry-After in seconds; None for a date or anything else, which leaves the pause to us."""
    try:
        seconds = float(header or "")
    except ValueError:
        return None
    return seconds if 0 <= seconds < 1e6 else None
