"""Errors that people see: one plain sentence that names the file or the call, the cause and the remedy."""

from __future__ import annotations

from typing import Literal

ReadingCode = Literal[
    "not_a_pdf", "damaged", "encrypted", "empty", "too_large", "timeout", "memory", "crashed", "unreadable_text"
]


class AssistantError(Exception):
    """Base of every error a person may see; `str(error)` is the sentence, `code` names its kind for programs."""

    code = "error"
    exit_status = 1

    def __init__(self, message: str, *, code: str | None = None) -> None:
        # A file's name may hold a line break.
        self.message = " ".join(message.splitlines())
        super().__init__(self.message)
        if code:
            self.code = code


class UsageError(AssistantError):
    """The call itself was wrong: exit status 2, HTTP 400."""

    code = "usage"
    exit_status = 2


class NotFoundError(AssistantError):
    """A named edition, clause or build does not exist: exit status 2, HTTP 404."""

    code = "not_found"
    exit_status = 2


class ReadingError(AssistantError):
    """A PDF that cannot be read. `file` is its path as given."""

    def __init__(self, code: ReadingCode, file: str, message: str) -> None:
        super().__init__(message, code=code)
        self.file = file


class BuildError(AssistantError):
    """The index is missing, damaged, locked, or made with another embedding model."""

    code = "build"


def check_text(*texts: str) -> None:
    """Raise UsageError where a text holds half a character (a lone surrogate), which UTF-8 cannot write."""
    for text in texts:
        try:
            text.encode()
        except UnicodeEncodeError as error:
            raise UsageError(f"The text holds half a character at {error.start + 1}: send it as UTF-8.") from error
