"""A model from a folder or by its hub name, run in this process by transformers."""

from __future__ import annotations

import threading
from functools import lru_cache
from pathlib import Path
from typing import Any

from assistant.answering.language.speaking import ModelError, Prompt, Say, Stopped

MOST_NEW_TOKENS = 1024


class LocalModel:
    """A causal language model; one reply at a time. Nothing is loaded before `prepare`."""

    def __init__(self, source: str) -> None:
        # The folder's place on this machine is nobody's business who reads an answer.
        self.name = f"local:{Path(source).name if Path(source).is_dir() else source}"
        self._source = source

    def prepare(self) -> None:
        """Load tokens and weights; ModelError where they are missing or damaged."""
        _loaded(self._source)

    def speak(self, prompt: Prompt, seconds: float, say: Say, stopped: Stopped) -> None:
        """Say the reply token by token; ModelError where the prompt does not fit or another reply is being made."""
        loaded = _loaded(self._source)
        if not loaded.lock.acquire(timeout=max(seconds, 0)):
            raise ModelError("busy")
        try:
            loaded.generate(prompt, say, stopped)
        finally:
            loaded.lock.release()


class _Loaded:
    """Tokens and weights in memory."""

    def __init__(self, source: str) -> None:
        from transformers import AutoModelForCausalLM, AutoTokenizer

        self.lock = threading.Lock()
        self._tokens: Any = AutoTokenizer.from_pretrained(source)
        self._model: Any = AutoModelForCausalLM.from_pretrained(source, dtype="auto")

    def generate(self, prompt: Prompt, say: Say, stopped: Stopped) -> None:
        """Generate greedily until the model ends, `stopped()`, or its window is full."""
        import torch
        from transformers import StoppingCriteriaList, TextStreamer

        class Told(TextStreamer):
            def on_finalized_text(self, text: str, stream_end: bool = False) -> None:
                if text:
                    say(text)

        given = self._encoded(prompt)
        window = int(getattr(self._model.config, "max_position_embeddings", 0) or 1 << 20)
        room = min(MOST_NEW_TOKENS, window - int(given["input_ids"].shape[1]))
        if room < 1:
            raise ModelError("long")

        def halt(ids: torch.Tensor, _scores: torch.Tensor, **_: object) -> torch.Tensor:
            return torch.full((ids.shape[0],), stopped(), dtype=torch.bool)

        with torch.inference_mode():
            self._model.generate(
                **given,
                max_new_tokens=room,
                do_sample=False,
                streamer=Told(self._tokens, skip_prompt=True, skip_special_tokens=True),
                stopping_criteria=StoppingCriteriaList([halt]),
            )

    def _encoded(self, prompt: Prompt) -> Any:
        if not self._tokens.chat_template:
            return self._tokens(f"{prompt.rules}\n\n{prompt.data}\n\n", return_tensors="pt")
        turns = [{"role": "system", "content": prompt.rules}, {"role": "user", "content": prompt.data}]
        return self._tokens.apply_chat_template(
            turns, add_generation_prompt=True, return_tensors="pt", return_dict=True
        )


@lru_cache(maxsize=1)
def _load(source: str) -> _Loaded:
    return _Loaded(source)


_LOADING = threading.Lock()


def _loaded(source: str) -> _Loaded:
    """Load a model once for all builds."""
    with _LOADING:
        try:
            return _load(source)
        except (OSError, ValueError, KeyError, ImportError, RuntimeError) as error:
            raise ModelError("missing", str(error).strip().split("\n")[0][:200]) from error
