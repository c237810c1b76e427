"""Errors as a reader of a page or a caller of the API sees them: one sentence, never a stack trace."""

from __future__ import annotations

from assistant.errors import AssistantError
from assistant.web.texts import Lang, t

HTTP_STATUS = {"usage": 400, "not_found": 404, "build": 503}


def http_status(error: AssistantError) -> int:
    """Return the HTTP status of an error; 500 where the fault is ours."""
    return HTTP_STATUS.get(error.code, 500)


def sentence(error: AssistantError, lang: Lang) -> str:
    """Return the error's own sentence in English, the interface's sentence for its kind in Chinese."""
    # An English sentence may name a file or an edition in Chinese.
    hanzi = sum("\u4e00" <= char <= "\u9fff" for char in error.message)
    if lang == "en" or hanzi > sum(char.isascii() and char.isalpha() for char in error.message):
        return error.message
    known = {"usage": "usage", "not_found": "not_found", "build": "build_error"}
    return t(lang, known.get(error.code, "server_error"))
