"""Which model words answers, as `ASSISTANT_WRITER` says."""

from __future__ import annotations

from assistant.answering.language.endpoint import EndpointModel
from assistant.answering.language.local import LocalModel
from assistant.answering.language.providers import ProviderModel
from assistant.answering.language.speaking import ChatModel
from assistant.errors import UsageError
from assistant.settings import Settings

QUOTES = "quotes"


def chosen_model(settings: Settings) -> ChatModel | None:
    """Return the model that words answers; None where they are composed of quotes alone.

    Raises:
        UsageError: the setting names no writer, or one whose package is not installed.
    """
    if settings.writer == QUOTES:
        return None
    kind, _, model = (part.strip() for part in settings.writer.partition(":"))
    if not kind or not model:
        raise UsageError(
            f"ASSISTANT_WRITER={settings.writer} names no writer: set it to 'quotes', 'openai:MODEL', 'PROVIDER:MODEL' "
            "or 'local:FOLDER'."
        )
    key = settings.writer_key.get_secret_value()
    if kind == "local":
        return LocalModel(model)
    if kind == "openai":
        return EndpointModel(model, settings.writer_url, key)
    return ProviderModel(kind, model, settings.writer_url, key, settings.writer_seconds)
