"""Embedding models of our own making: a tiny random one in a folder, and a server that speaks OpenAI's protocol."""

from __future__ import annotations

import hashlib
import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import numpy as np


def random_model(folder: Path, dimension: int = 32, seed: int = 0, prompts: dict[str, str] | None = None) -> Path:
    """Write a sentence-transformers model with random weights that reads single characters."""
    import torch
    from sentence_transformers import SentenceTransformer
    from sentence_transformers.sentence_transformer import modules
    from transformers import BertConfig, BertModel, BertTokenizerFast

    letters = sorted(set("abcdefghijklmnopqrstuvwxyz0123456789 :.,甲醛限量座椅的罚款园林公"))
    words = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]", *letters, *(f"##{letter}" for letter in letters)]
    bare = folder.with_name(f"{folder.name}-bare")
    bare.mkdir(parents=True)
    (bare / "vocab.txt").write_text("\n".join(words), "utf-8")
    torch.manual_seed(seed)
    config = BertConfig(
        vocab_size=len(words), hidden_size=dimension, num_hidden_layers=1, num_attention_heads=2, intermediate_size=16
    )
    BertModel(config).save_pretrained(bare)
    BertTokenizerFast(vocab=str(bare / "vocab.txt")).save_pretrained(bare)
    reader = modules.Transformer(str(bare), max_seq_length=64)
    pooling = modules.Pooling(dimension, pooling_mode="mean")
    SentenceTransformer(modules=[reader, pooling], prompts=prompts, device="cpu").save(str(folder))
    return folder


class Server:
    """What the server does next, and what it was asked."""

    def __init__(self) -> None:
        self.dimension = 8
        self.failures: list[int] = []
        """Status codes to answer with first."""
        self.answer: Any = None
        """Said instead of vectors, where set: bytes as they are, anything else as JSON."""
        self.asked: list[dict[str, Any]] = []
        self.keys: list[str | None] = []
        self.url = ""

    def vectors(self, texts: list[str]) -> dict[str, Any]:
        """Return vectors that hang on the text alone, the last first, as the protocol allows."""
        data = []
        for place, text in enumerate(texts):
            seed = int.from_bytes(hashlib.sha256(text.encode()).digest()[:4], "big")
            vector = np.random.default_rng(seed).standard_normal(self.dimension).tolist()
            data.append({"object": "embedding", "index": place, "embedding": vector})
        return {"object": "list", "data": data[::-1], "model": "tiny"}


@contextmanager
def serving() -> Iterator[Server]:
    """Run the server on a free port of this machine."""
    state = Server()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
            state.asked.append(body | {"path": self.path})
            state.keys.append(self.headers.get("Authorization"))
            status = state.failures.pop(0) if state.failures else 200
            said = state.vectors(body["input"]) if state.answer is None else state.answer
            content = said if isinstance(said, bytes) else json.dumps(said if status == 200 else {}).encode()
            self.send_response(status)
            self.send_header("Content-Length", str(len(content)))
            if status == 429:
                self.send_header("Retry-After", "2")
            self.end_headers()
            self.wfile.write(content)

        def log_message(self, *_: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    state.url = f"http://127.0.0.1:{server.server_port}/v1"
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield state
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
