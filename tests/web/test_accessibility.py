"""axe-core looks at every page, narrow and wide, in both languages: nothing serious, nothing on the console."""

from __future__ import annotations

from collections.abc import Iterator
from urllib.parse import urlsplit

import httpx
import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, BrowserContext, Page

from tests.web.browsing import ask
from tests.web.conftest import PASSWORD, sign_in

pytestmark = pytest.mark.browser

ADDRESSES = (
    "/library",
    "/library/gb-18580-2025",
    "/library/dst-9001-2025/text",
    "/library/gb-18580-2025/limits",
    "/matrix",
    "/matrix?product=人造板",
    "/applies?role=body",
    "/checklist?product=label-measures-2025",
    "/source/gb-18580-2025/Table%201",
    "/source/label-measures-2025/8?q=绿色产品认证证书的有效期为五年",
    "/review",
    "/maintain",
    "/maintain/faulty",
    "/maintain/faulty?page=1",
    "/maintain/edit/gb-18580-2025",
    "/maintain/upload",
    "/maintain/index",
    "/maintain/builds",
    "/maintain/inbox",
    "/docs",
    "/nowhere",
)
"""Each desk adds its pages here."""
SIGNED_IN = ("/review", "/maintain")
SERIOUS = ("serious", "critical")
WIDTHS = {"wide": 1280, "narrow": 390}


@pytest.fixture(params=["wide zh-CN", "narrow en-US"])
def context(browser: Browser, request: pytest.FixtureRequest) -> Iterator[BrowserContext]:
    width, language = request.param.split()
    context = browser.new_context(viewport={"width": WIDTHS[width], "height": 844}, locale=language)
    context.set_default_timeout(60_000)
    yield context
    context.close()


def found_by_axe(page: Page) -> list[str]:
    """Return what is serious or worse, each with the elements it concerns."""
    return [
        f"{found['id']} ({found['impact']}): {found['help']} at {[node['target'] for node in found['nodes']]}"
        for found in Axe().run(page).response["violations"]
        if found["impact"] in SERIOUS
    ]


def listened(context: BrowserContext) -> tuple[Page, list[str]]:
    """Return a new page and the list that its console's errors are written to."""
    page = context.new_page()
    complaints: list[str] = []
    page.on("console", lambda said: complaints.append(said.text) if said.type == "error" else None)
    page.on("pageerror", lambda error: complaints.append(str(error)))
    return page, complaints


@pytest.mark.parametrize("address", ADDRESSES)
def test_a_page_is_accessible(context: BrowserContext, server: str, address: str) -> None:
    if address.startswith(SIGNED_IN):
        with httpx.Client(base_url=server) as client:
            sign_in(client, "reviewer" if address.startswith("/review") else "maintainer", PASSWORD)
            context.add_cookies(
                [{"name": one.name, "value": one.value or "", "url": server} for one in client.cookies.jar]
            )
    page, complaints = listened(context)
    response = page.goto(f"{server}{address}")
    assert response
    assert urlsplit(page.url).path == urlsplit(response.url).path
    page.wait_for_load_state("load")
    assert found_by_axe(page) == []
    # A page that is not there says so on the console by itself.
    assert response.status == 404 or complaints == []


def test_the_sign_in_page_is_accessible(context: BrowserContext, server: str) -> None:
    page, complaints = listened(context)
    page.goto(f"{server}/login")
    assert found_by_axe(page) == []
    assert complaints == []


def test_the_chat_is_accessible_before_and_after_an_answer(context: BrowserContext, server: str) -> None:
    page, complaints = listened(context)
    page.goto(server)
    page.wait_for_selector("#conversation .examples button")
    page.wait_for_selector("#send")
    assert found_by_axe(page) == []
    ask(page, "人造板的甲醛释放限量是多少？")
    page.wait_for_selector("details.source[open] .page-view")
    assert found_by_axe(page) == []
    page.click(".documents summary")
    assert found_by_axe(page) == []
    page.keyboard.press("Escape")
    page.click("[data-said=down]")
    assert found_by_axe(page) == []
    page.click("#say-down [data-cancel]")
    page.goto(f"{server}{page.get_attribute('.actions a', 'href')}")
    assert found_by_axe(page) == []
    assert complaints == []
