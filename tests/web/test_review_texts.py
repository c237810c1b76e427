"""Pages of the review desk that need no login: texts checked, citations looked up."""

from __future__ import annotations

import re

import httpx
import pytest

from assistant.web.review.check import MOST_CHARACTERS

ZH = {"Accept-Language": "zh"}
LETTER = "根据GB 18580-2025，人造板制品的甲醛释放限量为≤0.124 mg/m³。绿色产品认证证书有效期为五年。本公司成立于1998年。"


def sentences(page: str) -> list[tuple[str, str]]:
    return re.findall(r'data-verdict="(\w+)">\s*<p class="sentence">.*?</span> (.*?)</p>', page)


def test_each_sentence_of_a_text_is_judged_with_its_clause_and_page(client: httpx.Client) -> None:
    page = client.post("/review/check", data={"text": LETTER}).text
    assert [verdict for verdict, _ in sentences(page)] == ["contradicted", "supported", "not_found"]
    assert "<del>≤0.124 mg/m³</del> → <ins>应不大于0.050 mg/m³</ins>" in page
    assert "/source/gb-18580-2025/4/2?as_of=" in page
    assert page.count('class="mark"') >= 2
    chinese = client.post("/review/check", data={"text": LETTER}, headers=ZH).text
    assert "与条款矛盾" in chinese
    assert "没有找到" in chinese


@pytest.mark.parametrize(("day", "verdict"), [("2026-03-01", "supported"), ("2026-11-25", "outdated")])
def test_a_text_is_judged_for_the_day_given(client: httpx.Client, day: str, verdict: str) -> None:
    said = {"text": "根据GB 18580-2017，人造板的甲醛释放限量为0.124 mg/m³。", "as_of": day}
    page = client.post("/review/check", data=said).text
    assert f"As of {day}" in page
    assert [one for one, _ in sentences(page)] == [verdict]


@pytest.mark.parametrize(
    ("text", "told"),
    [("", "Paste a text first"), (" \n", "Paste a text first"), ("x" * (MOST_CHARACTERS + 1), "in parts")],
)
def test_an_empty_and_an_endless_text_are_refused_in_a_sentence(client: httpx.Client, text: str, told: str) -> None:
    answer = client.post("/review/check", data={"text": text})
    assert answer.status_code == 400
    assert told in answer.text


def test_a_text_is_never_markup_and_nothing_of_it_is_kept(client: httpx.Client, reviewer: httpx.Client) -> None:
    before = reviewer.get("/review/ledger.jsonl").text
    page = client.post("/review/check", data={"text": "<b>绿色产品</b>认证证书有效期为五年。"}).text
    assert "<b>绿色" not in page
    assert reviewer.get("/review/ledger.jsonl").text == before


def look_up(client: httpx.Client, cite: str, on: str = "2026-11-25") -> tuple[list[tuple[str, str]], str]:
    """Return (status, name and label) of the clauses that a citation leads to, and the page."""
    page = client.get("/review", params={"cite": cite, "on": on}).text
    found = re.findall(r'<article class="place" data-status="(\w+)">\s*<h2><a href="[^"]*">(.*?)</a>', page)
    return found, page


@pytest.mark.parametrize(
    ("cite", "found"),
    [
        ("GB 18580-2025 第4.2条 第4页", [("in_force", "GB 18580-2025 4.2")]),
        ("《绿色产品认证与标识管理办法》第八条", [("in_force", "绿色产品认证与标识管理办法 第八条")]),
        ("GB 18580—2017 表1", [("superseded", "GB 18580-2017 表1")]),
        ("GB18580 4.1", [("in_force", "GB 18580-2025 4.1")]),
        ("GB 18580-2025 第4.1条和第4.2条", [("in_force", "GB 18580-2025 4.1"), ("in_force", "GB 18580-2025 4.2")]),
        ("GB 18580-2025, clause 4.2, p. 4", [("in_force", "GB 18580-2025 4.2")]),
        ("GB 18580-2025", [("in_force", "GB 18580-2025")]),
        ("GB 18580-2025 第44条", []),
        ("GB 99999-2020 4.2", []),
        ("第八条", []),
        ("hello", []),
    ],
)
def test_a_citation_as_printed_leads_to_its_clause(
    client: httpx.Client, cite: str, found: list[tuple[str, str]]
) -> None:
    places, page = look_up(client, cite)
    assert places == found
    assert bool(places) != ('role="alert"' in page)
    assert ('class="mark"' in page) == any(" " in name.removeprefix("GB ") for _, name in places)


def test_the_day_decides_what_is_in_force_and_which_edition_is_meant(client: httpx.Client) -> None:
    assert look_up(client, "GB 18580-2025 4.2", "2026-01-01")[0] == [("upcoming", "GB 18580-2025 4.2")]
    [(status, name)], page = look_up(client, "GB 18580 表1", "2020-01-01")
    assert (status, name) == ("in_force", "GB 18580-2017 表1")
    assert "names no edition: GB 18580-2017" in page


def test_a_page_and_a_quote_that_are_wrong_are_said_to_be(client: httpx.Client) -> None:
    _, page = look_up(client, "GB 18580-2025 第4.2条 第2页“人造板制品的甲醛释放量”")
    assert "says page 2; the clause stands on page 4" in page
    assert "<mark>人造板制品的甲醛释放量</mark>" in page
    _, page = look_up(client, "GB 18580-2025 第4.2条“甲醛不得检出”")
    assert "do not stand in this clause" in page
    _, page = look_up(client, "GB 18580-2025 第40页")
    assert "has 5 pages" in page


def test_the_form_by_edition_and_clause_goes_to_the_page(client: httpx.Client) -> None:
    went = client.get("/review", params={"edition": "gb-18580-2025", "clause": "4.2", "q": "0.050"})
    assert (went.status_code, went.headers["location"]) == (303, "/source/gb-18580-2025/4/2?q=0.050")
    stayed = client.get("/review", params={"edition": "gb-18580-2025", "clause": "99"})
    assert 'role="alert"' in stayed.text


def test_a_citation_with_half_a_character_or_without_end_is_no_failure(client: httpx.Client) -> None:
    assert client.get("/review?cite=" + "第八条" * 2000).status_code == 200
    assert client.get("/review?cite=%ED%A0%80").status_code in (200, 400)
