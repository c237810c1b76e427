"""What maintainers see: the worst first, each finding with its pages, in the language of the page."""

from __future__ import annotations

import re

import httpx
import pytest

from assistant.library.findings import worst_first
from assistant.library.model import EditionRecord, Quality

ZH = {"Accept-Language": "zh"}


def record(edition: str, quality: Quality) -> EditionRecord:
    return EditionRecord(
        edition=edition,
        document=edition,
        file="f.pdf",
        sha256="0",
        pages=1,
        language="zh",
        kind="other",
        quality=quality,
    )


def test_the_worst_comes_first() -> None:
    grades = {"a": "good", "b": "bad", "c": "check", "d": None}
    records = [record(name, Quality.model_validate({"verdict": grade})) for name, grade in grades.items()]
    assert [one.edition for one in worst_first(records)] == ["b", "d", "c", "a"]


def test_the_list_names_faults_in_both_languages(client: httpx.Client, faulty: str) -> None:
    english, chinese = client.get("/maintain").text, client.get("/maintain", headers=ZH).text
    assert re.findall(r'data-edition="([^"]+)"', english)[0] == faulty
    assert "Numbers at the beginning of lines that became no clause (1): 2.3 (page 1)." in english
    assert "有 1 处行首编号没有读成条款：2.3（第 1 页）。" in chinese
    assert "became no clause" not in chinese
    assert "Captions without a table that was read (1 of 1): Table 1 (page 1)." in english


def test_a_report_links_each_finding_to_its_page_and_lays_the_clauses_over_it(
    client: httpx.Client, faulty: str
) -> None:
    report = client.get(f"/maintain/{faulty}").text
    assert 'data-verdict="check"' in report
    assert f'<a href="/maintain/{faulty}?page=1#page">Table 1 (page 1)</a>' in report
    image = re.search(r'<img src="(/page-image/[^"]+)"', report)
    assert image
    assert client.get(image[1].replace("&amp;", "&")).headers["content-type"] == "image/png"
    assert report.count("<rect ") > 5
    assert "第 1 页读出的条款" in client.get(f"/maintain/{faulty}", headers=ZH).text


def test_every_edition_has_a_report(client: httpx.Client) -> None:
    for edition in re.findall(r'data-edition="([^"]+)"', client.get("/maintain").text):
        answer = client.get(f"/maintain/{edition}")
        assert answer.status_code == 200, edition
        assert answer.headers["content-security-policy"].startswith("default-src 'none'")


@pytest.mark.parametrize(
    "address", ["/maintain/none", "/maintain/gb-18580-2025?page=99", "/maintain/gb-18580-2025?page=x"]
)
def test_what_is_not_there_is_one_sentence(client: httpx.Client, address: str) -> None:
    answer = client.get(address)
    assert answer.status_code == 404
    assert 'role="alert"' in answer.text


@pytest.mark.parametrize("address", ["/maintain/gb-18580-2025?page=99", "/page-image/gb-18580-2025/99.png"])
def test_a_page_that_is_not_there_is_told_as_such_in_chinese_too(client: httpx.Client, address: str) -> None:
    assert "该版本没有这一页" in client.get(address, headers=ZH).text
    assert "has pages 1 to 5, not page 99" in client.get(address).text


def test_each_row_names_its_file_which_two_editions_of_one_number_need(client: httpx.Client, odd_edition: str) -> None:
    assert f'<small class="quiet">{odd_edition}.pdf</small>' in client.get("/maintain").text


def test_what_is_not_there_is_told_in_the_language_of_the_page(client: httpx.Client) -> None:
    for name in ("没有的版本", "没有的版本" * 20):
        told = client.get(f"/maintain/{name}", headers=ZH).text
        assert "文库中没有这一版本或条款" in told
        assert "holds no" not in told


def test_status_holds_the_report(client: httpx.Client, faulty: str) -> None:
    [row] = [one for one in client.get("/api/editions").json()["editions"] if one["edition"] == faulty]
    assert row["quality"]["verdict"] == "check"
    assert {one["code"] for one in row["quality"]["findings"]} >= {"number_unread", "tables_missing"}
