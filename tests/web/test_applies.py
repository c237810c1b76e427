"""What applies, and the checklist, as pages and API; a line opens its clause."""

from __future__ import annotations

import html
import re

import httpx
import pytest
from playwright.sync_api import Page, expect


def test_documents_that_apply_with_their_clauses(client: httpx.Client) -> None:
    shown = client.get("/applies", params={"product": "人造板", "role": ""}).text
    assert 'data-edition="gb-18580-2025"' in shown
    assert 'data-edition="gb-18580-2017"' not in shown
    assert "openstd.samr.gov.cn" in shown
    shown = client.get("/applies", params={"role": "body"}).text
    links = {html.unescape(link) for link in re.findall(r'class="cited" href="([^"]+)"', shown)}
    assert links
    for link in sorted(links)[:5]:
        assert "does not occur" not in client.get(link).text
    told = client.get("/api/applies", params={"role": "body"}).json()
    assert told["documents"][0]["edition"] == "label-measures-2025"


def test_where_the_library_is_silent_it_says_so(client: httpx.Client) -> None:
    assert "The library does not say." in client.get("/applies", params={"product": "火箭", "role": "importer"}).text
    assert "On this product the library does not say." in client.get("/checklist", params={"product": "火箭"}).text
    assert "says nothing of an application" in client.get("/checklist", params={"product": "gb-18580-2025"}).text
    assert client.get("/applies", params={"role": "astronaut"}).status_code == 400
    assert client.get("/api/applies").json()["error"]["code"] == "usage"


@pytest.mark.browser
def test_a_duty_opens_its_clause(desk: Page, server: str) -> None:
    desk.goto(f"{server}/")
    desk.click("header.site nav a[href='/applies']")
    desk.select_option("select[name=role]", "body")
    desk.click("main form.filter button")
    line = desk.locator(".applies-card .duty .cited").first
    expect(line).to_be_visible()
    line.click()
    expect(desk.locator("article.clause .clause-text mark").first).to_be_visible()


@pytest.mark.browser
def test_the_pages_fit_a_phone(phone: Page, server: str) -> None:
    for path in ("/applies?role=body", "/checklist?product=label-measures-2025"):
        phone.goto(f"{server}{path}")
        assert phone.evaluate("document.documentElement.scrollWidth") <= 390
