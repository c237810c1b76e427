"""What the server's log says, and what it keeps to itself."""

from __future__ import annotations

import json
import logging
import os
import re
import subprocess
import sys
import threading
from pathlib import Path

import httpx
import pytest

from assistant.settings import Settings
from assistant.web.logs import JsonLines

QUESTION = "private formaldehyde question"


def logged(settings: Settings, tmp_path: Path) -> list[dict[str, object]]:
    """Serve in a process of its own, ask, and return what it logged."""
    environment = os.environ | {
        "ASSISTANT_INDEX": str(settings.index), "ASSISTANT_DATA": str(tmp_path), "ASSISTANT_PORT": "0",
    }  # fmt: skip
    code = (
        "from assistant.settings import Settings; from assistant.web import serve\n"
        "listen = serve.listen\n"
        "def told(host, port):\n"
        "    found = listen(host, 0); print(found.getsockname()[1], flush=True); return found\n"
        "serve.listen = told\n"
        "serve.serve(Settings(), '127.0.0.1', 0)"
    )
    with subprocess.Popen(
        [sys.executable, "-c", code], env=environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    ) as server:
        assert server.stdout
        assert server.stderr
        stderr: list[str] = []
        reader = threading.Thread(target=lambda: stderr.extend(server.stderr or ()))
        reader.start()
        port = server.stdout.readline().strip()
        assert "Answering at" in server.stdout.readline()
        with httpx.Client(base_url=f"http://127.0.0.1:{port}", timeout=60) as client:
            client.get("/api/search", params={"question": QUESTION}, headers={"X-Forwarded-For": "203.0.113.77"})
            client.post("/api/ask", json={"question": QUESTION})
            client.get(f"/source/{QUESTION}/4.1")
            client.get("/healthz")
        server.terminate()
        server.wait(30)
        reader.join(10)
    return [json.loads(line) for line in stderr]


def test_requests_are_told_by_kind_without_who_asked_what(web_settings: Settings, tmp_path: Path) -> None:
    lines = logged(web_settings, tmp_path)
    told = [(one["method"], one["route"], one["status"]) for one in lines if one["message"] == "request"]
    assert told == [
        ("GET", "/api/search", 200), ("POST", "/api/ask", 200), ("GET", "/source/{edition}/{key:path}", 404),
    ]  # fmt: skip
    whole = json.dumps(lines)
    for private in ("private", "formaldehyde", "203.0.113.77", "127.0.0.1"):
        assert private not in whole


def test_an_exception_is_told_by_type_and_lines_not_by_its_message() -> None:
    def fail() -> None:
        raise RuntimeError(QUESTION)

    with pytest.raises(RuntimeError) as raised:
        fail()
    record = logging.LogRecord("uvicorn.error", logging.ERROR, "", 0, "Exception in ASGI application\n", (), None)
    record.exc_info = (raised.type, raised.value, raised.tb)
    line = json.loads(JsonLines().format(record))
    assert line["exception"] == "RuntimeError"
    assert re.fullmatch(r"test_logs\.py:\d+ fail", line["passed"][-1])
    assert QUESTION not in json.dumps(line)
