"""A server of our own that speaks the chat-completions protocol over real sockets, and misbehaves as it is told."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any


def line(sentence: str, *cites: tuple[str, str]) -> str:
    """Return one line of a reply as the prompt asks for it."""
    told = {"sentence": sentence, "cites": [{"id": i, "quote": q} for i, q in cites]}
    return json.dumps(told, ensure_ascii=False) + "\n"


@dataclass
class Reply:
    """What the server does with one request."""

    text: str = ""
    status: int = 200
    headers: dict[str, str] = field(default_factory=dict)
    stall: float = 0.0
    """Seconds to say nothing after the text."""
    cut: bool = False
    """Close the connection after the text, without the stream's end."""
    raw: bytes | None = None
    """Sent in place of the stream."""
    drip: float = 0.0
    """Seconds between two pieces."""


class Server:
    """What the server does next, and what it was asked."""

    def __init__(self) -> None:
        self.replies: list[Reply] = []
        self.asked: list[dict[str, Any]] = []
        self.keys: list[str | None] = []
        self.url = ""
        self.released = threading.Event()

    def says(self, *lines: str) -> None:
        """Reply with these lines next."""
        self.replies.append(Reply("".join(lines)))

    def told(self) -> dict[str, Any]:
        """Return the data of the last prompt."""
        data: dict[str, Any] = json.loads(self.asked[-1]["messages"][1]["content"])
        return data


@contextmanager
def serving() -> Iterator[Server]:
    """Run the server on a free port of this machine."""
    state = Server()

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_POST(self) -> None:
            body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
            state.asked.append(body | {"path": self.path})
            state.keys.append(self.headers.get("Authorization"))
            reply = state.replies.pop(0) if state.replies else Reply(status=500)
            try:
                self._stream(reply) if reply.status == 200 and reply.raw is None else self._plain(reply)
            except (BrokenPipeError, ConnectionResetError):
                self.close_connection = True

        def _plain(self, reply: Reply) -> None:
            content = reply.raw if reply.raw is not None else b'{"error": {"message": "no"}}'
            self.send_response(reply.status)
            for name, value in {"Content-Type": "application/json", **reply.headers}.items():
                self.send_header(name, value)
            self.send_header("Content-Length", str(len(content)))
            self.end_headers()
            self.wfile.write(content)

        def _stream(self, reply: Reply) -> None:
            self.send_response(200)
            self.send_header("Content-Type", "text/event-stream")
            self.send_header("Transfer-Encoding", "chunked")
            self.end_headers()
            self._event({"role": "assistant", "content": ""})
            # Pieces of seven characters cut through words, cites and escapes, as tokens do.
            for start in range(0, len(reply.text), 7):
                self._event({"content": reply.text[start : start + 7]})
                if reply.drip and state.released.wait(reply.drip):
                    return
            if reply.stall:
                state.released.wait(reply.stall)
            if reply.cut or reply.stall:
                self.close_connection = True
                return
            self._event({}, "stop")
            self._chunk(b"data: [DONE]\n\n")
            self._chunk(b"")

        def _event(self, delta: dict[str, str], finish: str | None = None) -> None:
            event = {
                "id": "x",
                "object": "chat.completion.chunk",
                "created": 0,
                "model": "scripted",
                "choices": [{"index": 0, "delta": delta, "finish_reason": finish}],
            }
            self._chunk(b"data: " + json.dumps(event).encode() + b"\n\n")

        def _chunk(self, data: bytes) -> None:
            self.wfile.write(f"{len(data):x}\r\n".encode() + data + b"\r\n")
            self.wfile.flush()

        def log_message(self, *_: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    state.url = f"http://127.0.0.1:{server.server_port}/v1"
    thread = threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True)
    thread.start()
    try:
        yield state
    finally:
        state.released.set()
        server.shutdown()
        server.server_close()
        thread.join()
