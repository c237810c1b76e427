"""A model of any provider that LangChain's `init_chat_model` reaches; needs `models` and the provider's package."""

from __future__ import annotations

import importlib.util
from typing import Any

from assistant.answering.language.speaking import ModelError, Prompt, Say, Stopped
from assistant.errors import UsageError


class ProviderModel:
    """A chat model of LangChain.

    Args:
        provider: as `init_chat_model` calls it: anthropic, google_genai, mistralai, ollama, ...
        model: the model, as the provider calls it.
        address, key: given to the provider's class where not empty; it reads its own variables otherwise.
        seconds: how long one call may take.

    Raises:
        UsageError: LangChain or the provider's package is not installed, or does not know the provider.
    """

    def __init__(self, provider: str, model: str, address: str, key: str, seconds: float) -> None:
        if importlib.util.find_spec("langchain") is None:
            raise UsageError(
                f"ASSISTANT_WRITER={provider}:{model} needs LangChain: pip install 'clause-assistant[models]' "
                f"langchain-{provider.replace('_', '-')}."
            )
        from langchain.chat_models import init_chat_model

        given: dict[str, Any] = {"timeout": seconds, "max_retries": 0}
        given |= {name: value for name, value in (("base_url", address), ("api_key", key)) if value}
        self.name = f"{provider}:{model}"
        try:
            self._chat = init_chat_model(model, model_provider=provider, **given)
        except (ImportError, ValueError, TypeError) as error:
            cause = str(error).strip().splitlines()[0] if str(error).strip() else type(error).__name__
            raise UsageError(f"ASSISTANT_WRITER={provider}:{model} cannot be used: {cause}") from error

    def prepare(self) -> None:
        """Nothing is loaded here."""

    def speak(self, prompt: Prompt, seconds: float, say: Say, stopped: Stopped) -> None:
        """Say the provider's reply as it streams; what its package raises passes on (see `Worker`)."""
        for chunk in self._chat.stream([("system", prompt.rules), ("human", prompt.data)]):
            if stopped():
                return
            if text := str(chunk.text):
                say(text)
        if stopped():
            raise ModelError("time")
