"""Take the README's screenshots of the running application: `python -m evals.screenshots`.

Needs the index (`assistant index`), Chromium and a Chinese font. Writes PNG files into docs/images.
"""

from __future__ import annotations

import argparse
import shutil
import socket
import threading
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import uvicorn
from playwright.sync_api import Browser, Page, sync_playwright

from assistant.settings import ROOT, Settings
from assistant.web.app import create_app

ARGUMENTS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update"]
DESK = {"width": 1280, "height": 800}
PHONE = {"width": 390, "height": 844}


@contextmanager
def serving(settings: Settings) -> Iterator[str]:
    """Serve the application on a free port until the block ends; yield its address once it is warm."""
    listening = socket.create_server(("127.0.0.1", 0))
    server = uvicorn.Server(uvicorn.Config(create_app(settings), log_level="warning", timeout_graceful_shutdown=1))
    thread = threading.Thread(target=server.run, kwargs={"sockets": [listening]}, daemon=True)
    thread.start()
    address = f"http://127.0.0.1:{listening.getsockname()[1]}"
    while not (server.started and _ready(address)):
        time.sleep(0.2)
    yield address
    server.should_exit = True
    thread.join(10)


def _ready(address: str) -> bool:
    with urllib.request.urlopen(f"{address}/healthz") as answer:
        return b'"ready":true' in answer.read()


def opened(browser: Browser, address: str, size: dict[str, int], locale: str) -> Page:
    """Open the address in a window of a size, in a language."""
    context = browser.new_context(
        viewport={"width": size["width"], "height": size["height"]}, locale=locale, device_scale_factor=1
    )
    page = context.new_page()
    page.goto(address)
    return page


def ask(page: Page, question: str) -> None:
    """Ask a question, open its first source and wait for the page image."""
    page.wait_for_selector("#conversation .examples button")
    page.fill("#question textarea", question)
    page.click("#send")
    page.wait_for_selector(".turn:last-child .speaks-for")
    page.click(".turn a.cite >> nth=0")
    wait_for_image(page, "details.source[open] img")


def wait_for_image(page: Page, selector: str) -> None:
    """Wait until a page image is drawn."""
    page.wait_for_function(
        "s => { const i = document.querySelector(s); return i && i.complete && i.naturalWidth > 0 }", arg=selector
    )
    page.wait_for_timeout(600)


def main() -> None:
    """Take the screenshots."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--out", type=Path, default=ROOT / "docs" / "images")
    parser.add_argument("--question", default="人造板的甲醛释放限量是多少？")
    given = parser.parse_args()
    given.out.mkdir(parents=True, exist_ok=True)
    with serving(Settings()) as address, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=shutil.which("chromium"), args=ARGUMENTS)
        desk = opened(browser, address, DESK, "zh-CN")
        ask(desk, given.question)
        desk.screenshot(path=given.out / "chat.png")
        english = opened(browser, address, PHONE, "en-GB")
        ask(english, "How long is a green product certificate valid?")
        english.screenshot(path=given.out / "chat-phone.png")
        source = opened(browser, f"{address}/source/gb-18580-2025/4/2", DESK, "zh-CN")
        wait_for_image(source, ".page-view img")
        source.screenshot(path=given.out / "source.png")
        browser.close()


if __name__ == "__main__":
    main()
