"""Any model that sentence-transformers can load, by name from a hub or from a folder."""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from assistant.errors import BuildError

if TYPE_CHECKING:
    from sentence_transformers import SentenceTransformer

_BATCH = 64


class TransformerModel:
    """A sentence-transformers model on torch, on the processor.

    Raises:
        BuildError: it cannot be loaded.
    """

    def __init__(self, name: str, threads: int) -> None:
        self._model = _load(name)
        self._threads = threads

    @property
    def dimension(self) -> int:
        """How many numbers a vector has, as the model says."""
        return int(self._model.get_embedding_dimension() or 0)

    @property
    def prompts(self) -> Mapping[str, str]:
        """What the model brings of its own to say before texts."""
        return dict(self._model.prompts or {})

    def encode(self, texts: list[str], progress: Callable[[int], None] | None = None) -> NDArray[np.float32]:
        """Return unit vectors, shape `(len(texts), dimension)`; `progress` is told how many are done."""
        vectors = np.zeros((len(texts), self.dimension), np.float32)
        order = sorted(range(len(texts)), key=lambda i: len(texts[i]))
        _use_threads(self._threads if len(texts) > 4 else 1)
        for start in range(0, len(order), _BATCH):
            batch = order[start : start + _BATCH]
            vectors[batch] = self._model.encode(
                [texts[i] for i in batch], batch_size=_BATCH, normalize_embeddings=True, show_progress_bar=False
            )
            if progress:
                progress(start + len(batch))
        return vectors


def _use_threads(count: int) -> None:
    """Set torch's threads: one question is embedded faster by one thread than by several that wait for each other."""
    import torch

    if torch.get_num_threads() != count:
        torch.set_num_threads(count)


def _load(name: str) -> SentenceTransformer:
    os.environ.setdefault("TOKENIZERS_PARALLELISM", "false")
    try:
        from sentence_transformers import SentenceTransformer
        from transformers.utils import logging
    except ImportError as error:
        raise BuildError(f"The embedding model cannot run ({error}): run 'make install'.") from error
    disable_bar: Callable[[], None] = logging.disable_progress_bar
    disable_bar()
    try:
        return SentenceTransformer(name, device="cpu", local_files_only=Path(name).is_dir())
    except (OSError, ValueError, RuntimeError) as error:
        reason = str(error).strip().split("\n", 1)[0][:200]
        raise BuildError(
            f"The embedding model '{name}' could not be loaded ({reason}): set ASSISTANT_EMBEDDER to a model that can."
        ) from error
