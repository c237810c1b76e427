"""The requirement matrix as a page, as an API and as a file; a click on a cell opens its clause."""

from __future__ import annotations

import io
import re

import httpx
import openpyxl
import pytest
from playwright.sync_api import Page, expect


def test_a_product_gives_its_limits_with_their_clauses(client: httpx.Client) -> None:
    shown = client.get("/matrix", params={"product": "人造板"}).text
    assert "≤0.050" in shown
    links = set(re.findall(r'href="(/source/gb-18580-2025/[^"]+)"', shown))
    assert links
    for link in links:
        assert client.get(link.replace("&amp;", "&")).status_code == 200
    told = client.get("/api/matrix", params={"asked": "人造板"}).json()
    assert {row["edition"] for row in told["rows"]} == {"gb-18580-2025"}
    assert all(row["boxes"] for row in told["rows"])


def test_an_edition_has_a_matrix_and_its_page_leads_there(client: httpx.Client) -> None:
    assert "/library/dst-9001-2025/matrix" in client.get("/library/dst-9001-2025").text
    shown = client.get("/library/dst-9001-2025/matrix").text
    assert "FICTIONAL" in shown
    assert "≤10.5" in shown
    assert "≥90" not in client.get("/library/dst-9001-2025/matrix", params={"q": "kgce 取水"}).text
    assert client.get("/library/no-such/matrix").status_code == 404


def test_what_is_not_held_is_said_in_one_sentence(client: httpx.Client) -> None:
    assert "says nothing of such a product" in client.get("/matrix", params={"product": "<b>rockets</b>"}).text
    assert "<b>rockets" not in client.get("/matrix", params={"product": "<b>rockets</b>"}).text
    answer = client.get("/api/matrix", params={"asked": "rockets"})
    assert answer.status_code == 404
    assert answer.json()["error"]["code"] == "not_found"
    assert client.get("/matrix.xlsx", params={"product": "rockets"}).status_code == 404
    assert client.get("/matrix", params={"product": "人造板", "as_of": "soon"}).status_code == 400


def test_the_matrix_as_excel(client: httpx.Client) -> None:
    sent = client.get("/matrix.xlsx", params={"product": "dst-9001-2025"})
    assert sent.headers["content-disposition"].startswith("attachment")
    sheet = openpyxl.load_workbook(io.BytesIO(sent.content)).worksheets[0]
    assert "Own value" in [cell.value for cell in sheet[1]]
    assert "≤10.5" in [row[1] for row in sheet.iter_rows(values_only=True)]


@pytest.mark.browser
def test_a_cell_opens_its_clause(desk: Page, server: str) -> None:
    desk.goto(f"{server}/matrix")
    problems: list[str] = []
    desk.on("console", lambda message: problems.append(message.text) if message.type == "error" else None)
    desk.click(".chips a >> text=人造板 >> nth=0")
    expect(desk.locator("tr[data-key='Table 1/2'] td.limit")).to_have_text("≤0.050")
    desk.click("tr[data-key='Table 1/2'] td.limit a")
    expect(desk.locator("article.clause")).to_have_attribute("data-key", "Table 1/2")
    expect(desk.locator(".mark").first).to_be_visible()
    assert problems == []


@pytest.mark.browser
def test_the_matrix_fits_a_phone(phone: Page, server: str) -> None:
    for path in ("/matrix", "/library/dst-9001-2025/matrix"):
        phone.goto(f"{server}{path}")
        assert phone.evaluate("document.documentElement.scrollWidth") <= 390
