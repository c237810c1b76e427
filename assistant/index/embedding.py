"""Embedding models behind LangChain's `Embeddings`; loaded when first used, because loading takes time."""

from __future__ import annotations

import os
import threading
from collections.abc import Callable, Mapping
from functools import cached_property
from pathlib import Path
from typing import Protocol

import numpy as np
from langchain_core.embeddings import Embeddings
from numpy.typing import NDArray

from assistant.errors import BuildError
from assistant.index.manifest import Manifest
from assistant.index.prefixes import Prefixes, prefixes_of
from assistant.settings import Settings

DEFAULT_EMBEDDER = "all-MiniLM-L6-v2"
VERSION = "int8 with Chinese units, 1"
"""Of what makes the shipped model's vectors; texts are embedded again where it changes."""
ENDPOINT = "openai:"
"""How the name of a model on an OpenAI-compatible server begins."""
_LONGEST_PART = 900
_PROBE = "The limit of formaldehyde emission of wood-based panels. 人造板及其制品甲醛释放限量。"

Floats = NDArray[np.float32]


class Model(Protocol):
    """What turns texts into unit vectors."""

    @property
    def dimension(self) -> int:
        """How many numbers a vector has."""

    @property
    def prompts(self) -> Mapping[str, str]:
        """What the model brings of its own to say before texts: `query`, `passage` or `document`."""

    def encode(self, texts: list[str], progress: Callable[[int], None] | None = None) -> Floats:
        """Return unit vectors, shape `(len(texts), dimension)`; `progress` is told how many are done."""


class ClauseEmbeddings(Embeddings):
    """An embedding model by name, folder or address, unit vectors.

    The shipped model reads English; Chinese texts are brought into its space by a table of Chinese units, so that both
    languages meet there. Any other model is given the texts as they are, under the prefixes it was trained with.

    Args:
        name: `all-MiniLM-L6-v2` (shipped, offline), a model name or folder that sentence-transformers can load, or
            `openai:` and the name of a model on an OpenAI-compatible server.
        threads: how many threads may embed.
        models: where the prepared shipped model is kept.
        settings: where the server is and what it is shown.
    """

    def __init__(
        self,
        name: str = DEFAULT_EMBEDDER,
        threads: int | None = None,
        models: Path | None = None,
        settings: Settings | None = None,
    ) -> None:
        self.name = name
        self.shipped = name == DEFAULT_EMBEDDER
        self._settings = settings or Settings()
        self._threads = threads or int(os.environ.get("OMP_NUM_THREADS", 0)) or min(4, os.cpu_count() or 1)
        self._models = models or self._settings.models
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
        """What decides the shipped model's vectors; of another model only its name, `probe` tells its content."""
        return f"{self.name} {VERSION}" if self.shipped else self.name

    @cached_property
    def probe(self) -> Floats:
        """The vector of a fixed text: two models of one name that give it alike are one model."""
        vector: Floats = self.encode([_PROBE])[0]
        return vector

    @property
    def dimension(self) -> int:
        """How many numbers a vector has."""
        return self.model.dimension

    @cached_property
    def _prefixes(self) -> Prefixes:
        return Prefixes() if self.shipped else prefixes_of(self.name, self.model.prompts)

    def encode(self, texts: list[str], progress: Callable[[int], None] | None = None) -> Floats:
        """Return unit vectors of passages, shape `(len(texts), dimension)`; `progress` is told how many are done."""
        before = self._prefixes.passage
        return self.model.encode([before + text for text in texts] if before else texts, progress)

    def encode_question(self, text: str) -> Floats:
        """Return the unit vector of one question, shape `(dimension,)`."""
        vector: Floats = self.model.encode([self._prefixes.question + text])[0]
        return vector

    def embed_documents(self, texts: list[str]) -> list[list[float]]:
        """Embed texts for a LangChain vector store."""
        return [[float(x) for x in vector] for vector in self.encode(texts)]

    def embed_query(self, text: str) -> list[float]:
        """Embed one question."""
        return [float(x) for x in self.encode_question(text)]

    def _load(self) -> Model:
        if self.shipped:
            from assistant.index.shipped_model import BilingualModel

            return BilingualModel(self._models, self._threads)
        if self.name.startswith(ENDPOINT):
            from assistant.index.endpoint import EndpointModel

            key = self._settings.embedder_key.get_secret_value()
            return EndpointModel(self.name.removeprefix(ENDPOINT), self._settings.embedder_url, key)
        from assistant.index.transformer import TransformerModel

        return TransformerModel(self.name, self._threads)


def alike(one: Floats, other: Floats) -> bool:
    """Tell whether two probes come from one model: machines and numbers of threads change a vector by less."""
    return one.shape == other.shape and float(one @ other) > 0.999


def other_model(manifest: Manifest, embeddings: ClauseEmbeddings) -> str | None:
    """Say in what a build's vectors are not the model's; None where they are."""
    if manifest.embedder != embeddings.name:
        return (
            f"The index was made with the embedding model '{manifest.embedder}', but '{embeddings.name}' is set: "
            "run 'assistant index' or set ASSISTANT_EMBEDDER back."
        )
    if embeddings.shipped:
        if manifest.embedder_version in ("", embeddings.version):
            return None
        return "The index was made with another version of the shipped embedding model: run 'assistant index'."
    if manifest.dimension != embeddings.dimension:
        return (
            f"The vectors of the index have {manifest.dimension} numbers, but those of '{embeddings.name}' "
            f"{embeddings.dimension}: another model bears its name now. Run 'assistant index'."
        )
    if manifest.probe and not alike(np.array(manifest.probe, np.float32), embeddings.probe):
        return (
            f"The embedding model '{embeddings.name}' is not the one the index was made with, though it bears its name "
            "and length: run 'assistant index'."
        )
    return None


def refuse_other_model(manifest: Manifest, embeddings: ClauseEmbeddings) -> None:
    """Raise BuildError where a build was made with another model than this one."""
    reason = other_model(manifest, embeddings)
    if reason:
        raise BuildError(reason)


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
