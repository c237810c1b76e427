"""A model behind an address that speaks OpenAI's protocol: `POST {address}/chat/completions`, streamed."""

from __future__ import annotations

import json
import urllib.error
import urllib.request
from http.client import HTTPException, HTTPResponse
from typing import Any

from assistant.answering.language.speaking import ModelError, Prompt, Say, Stopped, refused
from assistant.errors import UsageError

_LONGEST_LINE = 1 << 20
_MOST_BYTES = 4 << 20
OPENAI = "https://api.openai.com/v1"


class EndpointModel:
    """A model of OpenAI, vLLM, Ollama, Qwen, DeepSeek or another server of the protocol; clauses leave this machine.

    Args:
        model: the model, as the server calls it.
        address: where the protocol begins, such as `http://localhost:8000/v1`; empty for OpenAI's own.
        key: sent as a bearer token where it is not empty.

    Raises:
        UsageError: the address is none.
    """

    def __init__(self, model: str, address: str = "", key: str = "") -> None:
        if address and not address.startswith(("http://", "https://")):
            raise UsageError(
                f"'{address}' is no address of a server: set ASSISTANT_WRITER_URL to one such as http://localhost:8000/v1."
            )
        self.name = f"openai:{model}"
        self._model = model
        self._address = f"{(address or OPENAI).rstrip('/')}/chat/completions"
        self._own = not address
        self._key = key

    def prepare(self) -> None:
        """Nothing is loaded here."""

    def speak(self, prompt: Prompt, seconds: float, say: Say, stopped: Stopped) -> None:
        """Say the server's reply as it streams; see `ChatModel.speak`."""
        body: dict[str, Any] = {
            "model": self._model,
            "stream": True,
            "messages": [{"role": "system", "content": prompt.rules}, {"role": "user", "content": prompt.data}],
        }
        if not self._own:
            # OpenAI's reasoning models refuse a temperature; other servers draw at random without it.
            body["temperature"] = 0
        headers = {"Content-Type": "application/json", "Accept": "text/event-stream"}
        if self._key:
            headers["Authorization"] = f"Bearer {self._key}"
        request = urllib.request.Request(self._address, json.dumps(body).encode(), headers)
        try:
            with urllib.request.urlopen(request, timeout=max(seconds, 0.1)) as reply:
                if "json" in reply.headers.get_content_type():
                    say(_whole(reply))
                else:
                    _stream(reply, say, stopped)
        except urllib.error.HTTPError as error:
            with error:
                raise refused(error.code, f"HTTP {error.code}", error.headers.get("Retry-After")) from error
        except TimeoutError as error:
            raise ModelError("time") from error
        except (OSError, HTTPException) as error:
            cause = getattr(error, "reason", error)
            if isinstance(cause, TimeoutError):
                raise ModelError("time") from error
            raise ModelError("broken", str(cause) or type(error).__name__, again=True) from error


def _stream(reply: HTTPResponse, say: Say, stopped: Stopped) -> None:
    """Say the pieces of a stream of server-sent events; one that ends without saying so was cut off."""
    ended = False
    while not stopped():
        line = reply.readline(_LONGEST_LINE)
        if not line:
            break
        field, _, data = line.decode("utf-8", "replace").strip().partition(":")
        if field != "data":
            continue
        if data.strip() == "[DONE]":
            return
        choice = _choice(data)
        ended = ended or bool(choice.get("finish_reason"))
        piece = (choice.get("delta") or {}).get("content")
        if isinstance(piece, str) and piece:
            say(piece)
    if not ended and not stopped():
        raise ModelError("broken", "the stream was cut off", again=True)


def _whole(reply: HTTPResponse) -> str:
    """Return the text of a reply that was not streamed."""
    message = _choice(reply.read(_MOST_BYTES).decode("utf-8", "replace")).get("message")
    content = message.get("content") if isinstance(message, dict) else None
    return content if isinstance(content, str) else ""


def _choice(data: str) -> dict[str, Any]:
    """Return the first choice of an event, {} where it has none; ModelError where it is an error or no JSON."""
    try:
        event = json.loads(data)
    except (ValueError, RecursionError) as error:
        raise ModelError("broken", "an event is no JSON") from error
    if not isinstance(event, dict) or event.get("error"):
        raise ModelError("server", "the server tells of an error within the stream", again=True)
    choices = event.get("choices")
    first = choices[0] if isinstance(choices, list) and choices else {}
    if not isinstance(first, dict) or not isinstance(first.get("delta") or {}, dict):
        raise ModelError("broken", "an event is not in the protocol's shape")
    return first
