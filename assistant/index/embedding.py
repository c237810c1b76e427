"""Embedding models behind LangChain's `Embeddings`; loaded when first used, because loading takes time."""

from __future__ import annotations

import os
import threading
from collections.abc import Callable
from pathlib import Path
from typing import Protocol

import numpy as np
from langchain_core.embeddings import Embeddings
from numpy.typing import NDArray

from assistant.settings import Settings

DEFAULT_EMBEDDER = "all-MiniLM-L6-v2"
VERSION = "int8 with Chinese units, 1"
"""Of what makes the shipped model's vectors; texts are embedded again where it changes."""
_LONGEST_PART = 900


class Model(Protocol):
    """What turns texts into unit vectors."""

    @property
    def dimension(self) -> int:
        """How many numbers a vector has."""

    def encode(self, texts: list[str], progress: Callable[[int], None] | None = None) -> NDArray[np.float32]:
        """Return unit vectors, shape `(len(texts), dimension)`; `progress` is told how many are done."""


class ClauseEmbeddings(Embeddings):
    """An embedding model by name or folder, unit vectors.

    The shipped model reads English; Chinese texts are brought into its space by a table of Chinese units, so that both
    languages meet there. Any other model is given the texts as they are.

    Args:
        name: `all-MiniLM-L6-v2` (shipped, offline), or a model name or folder that sentence-transformers can load.
        threads: how many threads may embed.
        models: where the prepared shipped model is kept.
    """

    def __init__(self, name: str = DEFAULT_EMBEDDER, threads: int | None = None, models: Path | None = None) -> None:
        self.name = name
        self.shipped = name == DEFAULT_EMBEDDER
        self._threads = threads or int(os.environ.get("OMP_NUM_THREADS", 0)) or min(4, os.cpu_count() or 1)
        self._models = models or Settings().models
        self._model: Model | None = None
        self._lock = threading.Lock()

    @property
    def model(self) -> Model:
        """The loaded model; BuildError where it cannot be loaded."""
        with self._lock:
            if self._model is None:
                self._model = self._load()
            return self._model

    @property
    def version(self) -> str:
        """What decides its vectors: two models of one version give the same."""
        return f"{self.name} {VERSION}" if self.shipped else self.name

    @property
    def dimension(self) -> int:
        """How many numbers a vector has."""
        return self.model.dimension

    def encode(self, texts: list[str], progress: Callable[[int], None] | None = None) -> NDArray[np.float32]:
        """Return unit vectors, shape `(len(texts), dimension)`; `progress` is told how many are done."""
        return self.model.encode(texts, progress)

    def embed_documents(self, texts: list[str]) -> list[list[float]]:
        """Embed texts for a LangChain vector store."""
        return [[float(x) for x in vector] for vector in self.encode(texts)]

    def embed_query(self, text: str) -> list[float]:
        """Embed one question."""
        return [float(x) for x in self.encode([text])[0]]

    def _load(self) -> Model:
        if self.shipped:
            from assistant.index.shipped_model import BilingualModel

            return BilingualModel(self._models, self._threads)
        from assistant.index.transformer import TransformerModel

        return TransformerModel(self.name, self._threads)


def parts_of(context: str, text: str, longest: int = _LONGEST_PART) -> list[str]:
    """Cut a text into parts that a model reads whole, each under its context; one part where it is short."""
    parts: list[str] = []
    rest = text.strip()
    while len(rest) > longest:
        stops = [rest.rfind(mark, longest // 2, longest) for mark in ("\n", "。", "；", ". ", "; ", ", ", " ")]
        cut = next((stop + 1 for stop in stops if stop > 0), longest)
        parts.append(rest[:cut])
        rest = rest[cut:].strip()
    parts.append(rest)
    return [f"{context}: {part}".strip(": ") if context else part for part in parts]
