"""A server of its own for the maintenance desk, whose library the tests change."""

from __future__ import annotations

import re
import shutil
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import httpx
import typst

from assistant.jobs.refresh import refresh
from assistant.records.accounts import ROLES, Accounts
from assistant.records.ledger import Ledger
from assistant.settings import Settings
from tests.web.conftest import PASSWORD, serving, sign_in, token_in

SHEET = r"""
#set document(title: "Lamps")
= Lamps
1 Scope \
This document applies to lamps that hang above tables all year round.

2 Limits \
The glass of a lamp shall not be hotter than {degrees} °C after an hour.
"""


@dataclass
class Workshop:
    """A server, its settings, and a client of a maintainer."""

    address: str
    settings: Settings
    client: httpx.Client

    def send(self, name: str, content: bytes) -> httpx.Response:
        accepting = {"Accept": "application/json"}
        return self.client.post("/maintain/upload", params={"name": name}, content=content, headers=accepting)

    def sent(self, name: str, content: bytes) -> str:
        """Send a PDF, wait until it was read, and return its id."""
        answer = self.send(name, content)
        assert answer.status_code == 201, answer.text
        upload = str(answer.json()["id"])
        for _ in range(300):
            if 'data-reload="' not in self.client.get(f"/maintain/uploads/{upload}").text:
                return upload
            time.sleep(0.1)
        raise AssertionError("it was not read in time")

    def reindexed(self) -> str:
        """Run a re-index to its end and return the desk's page."""
        assert self.client.post("/maintain/index/start").status_code == 303
        for _ in range(600):
            if not self.client.get("/maintain/index/job").json()["running"]:
                return self.client.get("/maintain/index").text
            time.sleep(0.1)
        raise AssertionError("it did not end in time")

    def proposed(self, page: str) -> str:
        found = re.search(r'name="build" value="([^"]+)"', page)
        assert found, page
        return found[1]

    def acts(self) -> list[tuple[str, str]]:
        return [(entry.by, act.what) for entry, act in Ledger(self.settings.data).acts()]


def lamp(degrees: int) -> bytes:
    return typst.compile(SHEET.replace("{degrees}", str(degrees)).encode())


@contextmanager
def opened_workshop(corpus: Path, folder: Path) -> Iterator[Workshop]:
    """Serve a library of one edition, with a maintainer signed in."""
    documents = folder / "corpus"
    documents.mkdir()
    shutil.copy(corpus / "gb-18580-2025.pdf", documents)
    shutil.copy(corpus / "catalogue.toml", documents)
    settings = Settings(corpus=documents, index=folder / "index", data=folder / "data", rate_limit=0, upload_mb=1)
    refresh(documents, settings.index, settings=settings)
    for role in ROLES:
        Accounts(settings.data).add(role, PASSWORD, [role])
    with serving(settings) as address, httpx.Client(base_url=address, timeout=60) as client:
        client.headers["Accept-Language"] = "en"
        sign_in(client, "maintainer", PASSWORD)
        client.headers["X-CSRF-Token"] = token_in(client.get("/maintain").text)
        yield Workshop(address, settings, client)
