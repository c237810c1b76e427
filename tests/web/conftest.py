"""A real server over a real small index of the demonstration corpus."""

from __future__ import annotations

import re
import shutil
import socket
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx
import pytest
import typst
import uvicorn
from playwright.sync_api import Browser, Page, sync_playwright

from assistant.jobs.refresh import refresh
from assistant.records.accounts import ROLES, Accounts
from assistant.settings import Settings
from tests.reading.hostile import slow_to_draw
from tests.web.browsing import ARGUMENTS, opened

EDITIONS = (
    "gb-18580-2017", "gb-18580-2025", "label-measures-2019", "label-measures-2025", "dst-9001-2025",
    "dst-9001-2025-amd1",
)  # fmt: skip
ODD_NAME = "区域品牌 方案 100%"
"""An edition id that addresses must percent-encode."""
PASSWORD = "four chairs by the door"
FAULTY = "faulty"
UNDRAWN = "undrawn"
FAULTY_SHEET = r"""
#set document(title: "Garden chairs")
= Garden chairs
1 Scope \
This document applies to chairs that stand in gardens all year round.

2 Limits \
2.1 Lead shall not be found in any part of a chair.

2.3 Load shall be borne for an hour without any lasting change.

Table 1 Loads

3 Tests \
Tests are made on three samples.

5 Marks \
Each chair shall bear the name of its maker.
"""


@pytest.fixture(scope="session")
def web_settings(corpus: Path, tmp_path_factory: pytest.TempPathFactory) -> Settings:
    folder = tmp_path_factory.mktemp("web")
    documents = folder / "corpus"
    documents.mkdir()
    for edition in EDITIONS:
        shutil.copy(corpus / f"{edition}.pdf", documents)
    shutil.copy(corpus / "regional-brand-schemes.pdf", documents / f"{ODD_NAME}.pdf")
    shutil.copy(corpus / "catalogue.toml", documents)
    (documents / f"{FAULTY}.pdf").write_bytes(typst.compile(FAULTY_SHEET.encode()))
    (documents / f"{UNDRAWN}.pdf").write_bytes(slow_to_draw())
    (documents / "broken.pdf").write_bytes(b"%PDF-1.7\nnothing follows")
    settings = Settings(corpus=documents, index=folder / "index", data=folder / "data", rate_limit=0)
    refresh(documents, settings.index, settings=settings)
    for role in ROLES:
        Accounts(settings.data).add(role, PASSWORD, [role])
    return settings


@pytest.fixture(scope="session")
def server(web_settings: Settings) -> Iterator[str]:
    with serving(web_settings) as address:
        yield address


@contextmanager
def serving(settings: Settings) -> Iterator[str]:
    """Serve the application on a free port, and give its address once it is ready."""
    from assistant.web.app import create_app

    listening = socket.create_server(("127.0.0.1", 0))
    config = uvicorn.Config(create_app(settings), log_level="warning", timeout_graceful_shutdown=1)
    running = uvicorn.Server(config)
    thread = threading.Thread(target=running.run, kwargs={"sockets": [listening]}, daemon=True)
    thread.start()
    address = f"http://127.0.0.1:{listening.getsockname()[1]}"
    for _ in range(600):
        time.sleep(0.1)
        if running.started and httpx.get(f"{address}/healthz").json()["ready"]:
            break
    yield address
    running.should_exit = True
    thread.join(10)


@pytest.fixture(scope="session")
def odd_edition() -> str:
    return ODD_NAME


@pytest.fixture(scope="session")
def faulty() -> str:
    """Return an edition that was read with faults: 2.3 and the cells of table 1 are missing."""
    return FAULTY


@pytest.fixture(scope="session")
def undrawn() -> str:
    """Return an edition of one page that cannot be drawn in time."""
    return UNDRAWN


@pytest.fixture
def client(server: str) -> Iterator[httpx.Client]:
    with httpx.Client(base_url=server, timeout=30, headers={"Accept-Language": "en"}) as client:
        yield client


@pytest.fixture
def reviewer(server: str) -> Iterator[httpx.Client]:
    """Give a client signed in as a reviewer; it sends the token of our forms with every request."""
    yield from signed_in(server, "reviewer")


@pytest.fixture
def maintainer(server: str) -> Iterator[httpx.Client]:
    """Give a client signed in as a maintainer; it sends the token of our forms with every request."""
    yield from signed_in(server, "maintainer")


def signed_in(server: str, name: str) -> Iterator[httpx.Client]:
    with httpx.Client(base_url=server, timeout=30, headers={"Accept-Language": "en"}) as client:
        sign_in(client, name, PASSWORD)
        client.headers["X-CSRF-Token"] = token_in(client.get("/maintain").text)
        yield client


def sign_in(client: httpx.Client, name: str, password: str, onward: str = "") -> httpx.Response:
    """Fill in the sign-in form."""
    token = token_in(client.get("/login").text)
    return client.post("/login", data={"name": name, "password": password, "csrf": token, "next": onward})


def token_in(page: str) -> str:
    """Return the token of the first form of a page."""
    found = re.search(r'name="csrf" value="([0-9a-f]{64})"', page)
    assert found
    return found[1]


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=shutil.which("chromium"), args=ARGUMENTS)
        yield browser
        browser.close()


@pytest.fixture
def desk(browser: Browser, server: str) -> Iterator[Page]:
    yield from opened(browser.new_context(viewport={"width": 1280, "height": 800}, locale="zh-CN"), server)


@pytest.fixture
def phone(browser: Browser, server: str) -> Iterator[Page]:
    context = browser.new_context(viewport={"width": 390, "height": 844}, locale="en-US", has_touch=True)
    yield from opened(context, server)
