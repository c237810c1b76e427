"""The chat in Chromium, as the browser tests open it and ask in it."""

from __future__ import annotations

from collections.abc import Iterator

from playwright.sync_api import BrowserContext, Page

ARGUMENTS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update"]


def opened(context: BrowserContext, server: str) -> Iterator[Page]:
    context.set_default_timeout(60_000)
    page = context.new_page()
    page.goto(server)
    page.wait_for_selector("#conversation .examples button")
    yield page
    context.close()


def ask(page: Page, question: str) -> None:
    page.fill("#question textarea", question)
    send(page)
    page.wait_for_selector(".turn:last-child .speaks-for")


def send(page: Page) -> None:
    page.click("#send")
