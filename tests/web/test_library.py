"""The library's pages: contents as a tree, timeline, text with amendments, citation for a letter, feeds, calendars."""

from __future__ import annotations

import re
from datetime import date
from xml.etree import ElementTree

import httpx
import icalendar
import pytest
from playwright.sync_api import Page, expect

from assistant.web.library.feeds import _folded, _text

ATOM = "{http://www.w3.org/2005/Atom}"
INSTANT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(Z|[+-]\d\d:\d\d)")


def test_an_edition_named_without_a_clause_leads_to_its_page(client: httpx.Client) -> None:
    for address in ("/source/gb-18580-2025", "/source/gb-18580-2025/"):
        answer = client.get(address)
        assert answer.status_code == 303
        assert answer.headers["location"] == "/library/gb-18580-2025"
    assert client.get("/source/no-such").status_code == 404


def test_contents_are_a_tree_and_a_foreword_is_named_once(client: httpx.Client) -> None:
    shown = client.get("/library/dst-9001-2025").text
    assert "<b>前言</b> 前言" not in shown
    assert re.search(r"href=\"/source/dst-9001-2025/4\">[^\n]*\n<details[^>]*><summary>2 below", shown)
    assert (
        "<details"
        not in client.get("/library/dst-9001-2025", params={"q": "TVOC"}).text.partition('class="contents"')[2]
    )


def test_the_timeline_draws_each_edition(client: httpx.Client) -> None:
    shown = client.get("/library/gb-18580-2025").text
    drawn = shown.partition("<svg")[2].partition("</svg>")[0]
    assert drawn.count("<rect") == 2
    assert 'class="in_force current"' in drawn
    assert 'class="superseded"' in drawn
    ElementTree.fromstring(f"<svg{drawn}</svg>")
    limits = client.get("/library/gb-18580-2025/limits").text
    assert "≤0.124" in limits
    assert "产品类别: 人造板制品" in limits
    assert "<svg" not in client.get("/library/faulty").text.partition("<main")[2]


def test_the_text_of_an_edition(client: httpx.Client) -> None:
    shown = client.get("/library/label-measures-2025/text").text
    assert "绿色产品认证证书的有效期为五年" in shown
    assert "No amendment holds on that day." in shown
    assert client.get("/library/label-measures-2025/text", params={"as_of": "soon"}).status_code == 400


@pytest.mark.parametrize(
    ("lang", "expected"),
    [
        (
            "zh",
            "《室内装饰装修材料 人造板及其制品中甲醛释放限量》（GB 18580-2025）4.2（第4页；截至2026-07-01现行有效）",
        ),
        ("en", "4.2, p. 4 (in force as of 2026-07-01)"),
    ],
)
def test_a_citation_in_letter_form(client: httpx.Client, lang: str, expected: str) -> None:
    shown = client.get("/source/gb-18580-2025/4/2", params={"as_of": "2026-07-01", "lang": lang}).text
    assert expected in shown
    fictional = client.get("/source/dst-9001-2025/4/2/6", params={"lang": "zh"}).text
    assert "［虚构文件］" in fictional


@pytest.mark.parametrize(
    "address", ["/feeds/gb-18580-2025.atom", "/feeds/gb-18580-2017/4/1.atom", "/feeds/区域品牌 方案 100%25.atom"]
)
def test_a_feed_is_valid_atom(client: httpx.Client, address: str) -> None:
    answer = client.get(address)
    assert answer.headers["content-type"].startswith("application/atom+xml")
    feed = ElementTree.fromstring(answer.content)
    assert feed.tag == f"{ATOM}feed"
    for one in (feed, *feed.findall(f"{ATOM}entry")):
        # RFC 4287, 4.1: exactly one id, title and updated each; the feed's author serves its entries.
        for name in ("id", "title", "updated"):
            (found,) = one.findall(f"{ATOM}{name}")
            assert found.text
        assert INSTANT.fullmatch(one.findtext(f"{ATOM}updated") or "")
        assert re.match(r"https?://\S+$", one.findtext(f"{ATOM}id") or "")
        for link in one.findall(f"{ATOM}link"):
            assert " " not in link.attrib["href"]
    assert feed.findtext(f"{ATOM}author/{ATOM}name")
    (own,) = [link for link in feed.findall(f"{ATOM}link") if link.attrib.get("rel") == "self"]
    assert httpx.get(own.attrib["href"]).status_code == 200
    ids = [one.findtext(f"{ATOM}id") for one in feed.findall(f"{ATOM}entry")]
    assert len(ids) == len(set(ids))


def test_a_followed_clause_tells_what_became_of_it(client: httpx.Client) -> None:
    feed = ElementTree.fromstring(client.get("/feeds/gb-18580-2017/4/1.atom").content)
    titles = [one.findtext(f"{ATOM}title") or "" for one in feed.findall(f"{ATOM}entry")]
    assert any("GB 18580-2025 changes the clause" in title for title in titles)


def test_the_dates_of_a_document_are_a_calendar(client: httpx.Client) -> None:
    answer = client.get("/feeds/gb-18580-2025.ics")
    assert answer.headers["content-type"].startswith("text/calendar")
    assert all(len(line) <= 75 for line in answer.content.split(b"\r\n"))
    calendar = icalendar.Calendar.from_ical(answer.content)
    assert calendar["VERSION"] == "2.0"
    events = {str(one["SUMMARY"]): one for one in calendar.walk("VEVENT")}
    start = events["GB 18580-2025 comes into force"]
    assert start["DTSTART"].dt == date(2026, 6, 1)
    assert str(start["URL"]).endswith("/library/gb-18580-2025")
    uids = [str(one["UID"]) for one in calendar.walk("VEVENT")]
    assert len(uids) == len(set(uids))
    assert client.get("/feeds/no-such.ics").status_code == 404


def test_calendar_lines_are_escaped_and_folded_between_characters() -> None:
    assert _text("a, b; c\\d\ne") == "a\\, b\\; c\\\\d e"
    folded = _folded("SUMMARY:" + "甲醛释放限量" * 12)
    assert all(len(line.encode()) <= 75 for line in folded.split("\r\n"))
    assert folded.replace("\r\n ", "") == "SUMMARY:" + "甲醛释放限量" * 12


@pytest.mark.browser
def test_a_citation_is_copied_by_its_button(desk: Page, server: str) -> None:
    desk.context.grant_permissions(["clipboard-read", "clipboard-write"])
    desk.goto(f"{server}/source/gb-18580-2025/4/2")
    desk.click("[data-copy=letter]")
    expect(desk.locator("[data-copy=letter]")).to_have_text("已复制")
    copied = desk.evaluate("navigator.clipboard.readText()")
    assert copied == desk.locator("#letter").inner_text()
    assert "GB 18580-2025" in copied


@pytest.mark.browser
def test_the_contents_open_and_close(desk: Page, server: str) -> None:
    desk.goto(f"{server}/library/dst-9001-2025")
    clause = desk.locator(".tree a[href='/source/dst-9001-2025/4/2/6']")
    chapter = desk.locator("li:has(> a[href='/source/dst-9001-2025/4/2']) > details")
    expect(clause).not_to_be_visible()
    chapter.locator("> summary").click()
    expect(clause).to_be_visible()


@pytest.mark.browser
def test_the_pages_fit_a_phone(phone: Page, server: str) -> None:
    for path in (
        "/library/gb-18580-2025",
        "/library/gb-18580-2025/limits",
        "/library/dst-9001-2025/text",
        "/source/dst-9001-2025/4/2/6",
    ):
        phone.goto(f"{server}{path}")
        assert phone.evaluate("document.documentElement.scrollWidth") <= 390, path
