"""The tools as an agent's own client calls them, over standard input and output and over HTTP."""

from __future__ import annotations

import json
import os
import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Awaitable, Callable, Iterator
from pathlib import Path
from typing import Any

import anyio
import httpx
import pytest
from mcp import Client, StdioServerParameters
from mcp.client.stdio import stdio_client

from assistant.jobs.refresh import refresh
from assistant.library.folding import locate
from assistant.settings import Settings

EDITIONS = ("gb-18580-2017", "gb-18580-2025", "dst-9001-2025")
Calls = Callable[[Client], Awaitable[None]]


@pytest.fixture(scope="module")
def settings(corpus: Path, tmp_path_factory: pytest.TempPathFactory) -> Settings:
    folder = tmp_path_factory.mktemp("agents")
    documents = folder / "corpus"
    documents.mkdir()
    for edition in EDITIONS:
        shutil.copy(corpus / f"{edition}.pdf", documents)
    shutil.copy(corpus / "catalogue.toml", documents)
    settings = Settings(corpus=documents, index=folder / "index", data=folder / "data")
    refresh(documents, settings.index, settings=settings)
    return settings


def environment(settings: Settings) -> dict[str, str]:
    return os.environ | {"ASSISTANT_INDEX": str(settings.index), "ASSISTANT_DATA": str(settings.data)}


@pytest.fixture(scope="module")
def address(settings: Settings) -> Iterator[str]:
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    command = [sys.executable, "-m", "assistant.cli", "mcp", "--http", "--port", str(port)]
    running = subprocess.Popen(command, env=environment(settings), stdout=subprocess.PIPE, text=True)
    assert running.stdout is not None
    said = running.stdout.readline()
    assert f"http://127.0.0.1:{port}/mcp" in said
    yield f"http://127.0.0.1:{port}/mcp"
    running.terminate()
    running.wait(20)


@pytest.fixture(params=["stdio", "http"])
def client(request: pytest.FixtureRequest, settings: Settings) -> Callable[[Calls], None]:
    """Run calls in a client that is connected in one of the two ways."""
    if request.param == "http":
        server: Any = request.getfixturevalue("address")
    else:
        command = ["-m", "assistant.cli", "mcp"]
        server = stdio_client(
            StdioServerParameters(command=sys.executable, args=command, env=environment(settings), cwd=Path.cwd())
        )

    def run(calls: Calls) -> None:
        async def connected() -> None:
            async with Client(server) as client:
                await calls(client)

        anyio.run(connected)

    return run


async def result(client: Client, tool: str, **given: object) -> dict[str, Any]:
    """Return what a tool gives, the same as data and as text."""
    answer = await client.call_tool(tool, given)
    assert not answer.is_error, answer.content
    assert answer.structured_content is not None
    assert json.loads(answer.content[0].text) == answer.structured_content  # type: ignore[union-attr]
    return answer.structured_content


def test_agents_find_read_and_cite(client: Callable[[Calls], None], settings: Settings) -> None:
    async def calls(client: Client) -> None:
        tools = {tool.name: tool for tool in (await client.list_tools()).tools}
        assert set(tools) >= {
            "search",
            "ask",
            "check",
            "show",
            "status",
            "diff",
            "matrix",
            "applies",
            "checklist",
            "impact",
        }
        for tool in tools.values():
            assert len(tool.description or "") > 80
            assert tool.annotations
            assert tool.annotations.read_only_hint
        assert "YYYY-MM-DD" in json.dumps(tools["ask"].input_schema)

        status = await result(client, "status", as_of="2026-07-01")
        assert {one["edition"]: one["status"] for one in status["editions"]}["gb-18580-2017"] == "superseded"
        found = await result(client, "search", question="甲醛释放限量", k=3, editions=["gb-18580-2025"])
        assert len(found["results"]) == 3
        assert {one["edition"] for one in found["results"]} == {"gb-18580-2025"}

        answer = await result(client, "ask", question="人造板制品的甲醛释放限量是多少？", as_of="2026-07-01")
        assert answer["outcome"] == "answered"
        cited = answer["citations"][0]
        clause = await result(client, "show", edition=cited["edition"], clause=cited["label"])
        assert clause["key"] == cited["key"]
        assert locate(cited["quote"], clause["text"]) is not None

        changes = (await result(client, "diff", old="gb-18580-2017", new="gb-18580-2025"))["changes"]
        assert ("added", ["4", "2"]) in [(one["op"], one.get("new_path")) for one in changes]
        limits = (await result(client, "matrix", asked="人造板", as_of="2026-07-01"))["rows"]
        assert "≤0.050" in [one["limit"] for one in limits]
        documents = (await result(client, "applies", product="人造板", as_of="2026-07-01"))["documents"]
        assert [one["edition"] for one in documents] == ["gb-18580-2025"]
        assert (await result(client, "checklist", product="人造板"))["silent"]
        said = "根据GB 18580-2025，人造板制品的甲醛释放限量为≤0.080 mg/m³。"
        assert (await result(client, "check", text=said))["sentences"][0]["verdict"] == "contradicted"
        assert (await result(client, "impact"))["build"] == status["build"]

        whole = await result(client, "show", edition="gb-18580-2025")
        outline = await result(client, "show", edition="gb-18580-2025", outline=True)
        assert [one["key"] for one in whole["clauses"]] == [one["key"] for one in outline["clauses"]]
        assert not any("text" in one for one in outline["clauses"])

    client(calls)
    assert not settings.data.exists(), "nothing is recorded of what agents ask"


def test_agents_are_told_what_was_wrong_in_one_sentence(client: Callable[[Calls], None]) -> None:
    async def calls(client: Client) -> None:
        for tool, given, said in (
            ("show", {"edition": "no-such"}, "no-such"),
            ("show", {"edition": "gb-18580-2025", "clause": "99.9"}, "99.9"),
            ("ask", {"question": "甲醛？", "as_of": "tomorrow"}, "YYYY-MM-DD"),
            ("ask", {"question": " "}, "empty"),
            ("search", {"question": "甲" * 5000}, "shorten"),
        ):
            answer = await client.call_tool(tool, given)
            message = answer.content[0].text  # type: ignore[union-attr]
            assert answer.is_error
            assert said in message
            assert "\n" not in message.strip()
            assert "Traceback" not in message

    client(calls)


def test_a_page_of_another_site_reaches_no_tool(address: str) -> None:
    call = {"jsonrpc": "2.0", "id": 1, "method": "tools/list"}
    headers = {"Origin": "http://elsewhere.example", "Accept": "application/json, text/event-stream"}
    assert httpx.post(address, json=call, headers=headers).status_code == 403


def test_a_missing_index_is_told_to_the_agent(tmp_path: Path) -> None:
    command = ["-m", "assistant.cli", "mcp", "--index", str(tmp_path)]
    server = stdio_client(StdioServerParameters(command=sys.executable, args=command, cwd=Path.cwd()))

    async def calls() -> None:
        async with Client(server) as client:
            answer = await client.call_tool("status", {})
            assert answer.is_error
            assert "assistant index" in answer.content[0].text  # type: ignore[union-attr]

    anyio.run(calls)


def test_a_taken_port_is_told_in_one_sentence(settings: Settings) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = str(taken.getsockname()[1])
        command = [sys.executable, "-m", "assistant.cli", "mcp", "--http", "--port", port]
        started = time.monotonic()
        done = subprocess.run(command, env=environment(settings), capture_output=True, text=True, timeout=120)
    assert done.returncode == 2
    assert done.stderr.count("\n") == 1
    assert time.monotonic() - started < 60
