"""Errors as a reader of a page or a caller of the API sees them: one sentence, never a stack trace."""

from __future__ import annotations

from assistant.errors import AssistantError, NotFoundError, ReadingError
from assistant.library.model import EditionRecord
from assistant.records.accounts import LockedOutError
from assistant.web.limits import TooManyError
from assistant.web.texts import Lang, t

HTTP_STATUS = {
    "usage": 400, "sign_in": 401, "not_allowed": 403, "forged": 403, "wrong_password": 403, "not_found": 404,
    "no_such_page": 404, "done_with": 404, "busy": 409, "stale": 409, "taken": 409, "already_held": 409,
    "too_many_uploads": 409, "too_large": 413, "not_a_pdf": 415, "too_many": 429, "locked_out": 429, "build": 503,
    "corpus": 503, "no_room": 507,
}  # fmt: skip
_TOLD = {
    "usage": "usage", "not_found": "not_found", "no_such_page": "no_such_page", "build": "build_error",
    "done_with": "done_with", "sign_in": "sign_in_needed", "not_allowed": "not_allowed", "forged": "forged",
    "wrong_password": "wrong_password", "busy": "busy", "stale": "stale", "corpus": "corpus_closed",
}  # fmt: skip
"""Words of the interface for kinds of errors."""


def http_status(error: AssistantError) -> int:
    """Return the HTTP status of an error; 500 where the fault is ours."""
    return 503 if isinstance(error, ReadingError) else HTTP_STATUS.get(error.code, 500)


def sentence(error: AssistantError, lang: Lang) -> str:
    """Return the error's own sentence in English, the interface's sentence for its kind in Chinese."""
    hanzi = sum("\u4e00" <= char <= "\u9fff" for char in error.message)
    # What is wrong with a question is told in its language; other sentences are English and may name a file in Chinese.
    told = error.code == "usage" and hanzi > sum(char.isascii() and char.isalpha() for char in error.message)
    if lang == "en" or told:
        return error.message
    if isinstance(error, ReadingError):
        # The web draws pages of files that were read before.
        return t(lang, "not_drawn")
    if isinstance(error, TooManyError | LockedOutError):
        return t(lang, error.code, wait=error.wait)
    return t(lang, _TOLD.get(error.code, "server_error"))


def no_such_page(record: EditionRecord, asked: str) -> NotFoundError:
    """Return the error that says which pages an edition has."""
    pages = f"pages 1 to {record.pages}" if record.pages > 1 else "one page"
    return NotFoundError(f"'{record.edition}' has {pages}, not page {asked}.", code="no_such_page")
