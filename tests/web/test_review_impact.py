"""A PDF is replaced: the impact page, the changes word by word, and the answers that come back into the queue."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
import typst
from fastapi.testclient import TestClient

from assistant.jobs.refresh import refresh
from assistant.records.accounts import Accounts
from assistant.records.entries import Example, Verdict
from assistant.records.ledger import Ledger
from assistant.settings import Settings
from assistant.web.app import create_app
from tests.web.conftest import PASSWORD, sign_in, token_in
from tests.web.reviewing import answered

SHEET = r"""
#set document(title: "Garden chairs")
= Garden chairs
1 Scope \
This document applies to chairs that stand in gardens all year round.

2 Limits \
2.1 Lead in the paint of a garden chair shall not exceed LIMIT mg/kg.

2.2 A garden chair shall bear a load for one hour without any lasting change.
"""


def typeset(settings: Settings, limit: str) -> None:
    (settings.corpus / "chairs.pdf").write_bytes(typst.compile(SHEET.replace("LIMIT", limit).encode()))
    refresh(settings.corpus, settings.index, settings=settings)


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    made = Settings(corpus=tmp_path / "docs", index=tmp_path / "index", data=tmp_path / "data", rate_limit=0)
    made.corpus.mkdir()
    typeset(made, "90")
    Accounts(made.data).add("reviewer", PASSWORD, ["reviewer"])
    return made


@pytest.fixture
def desk(settings: Settings) -> TestClient:
    client = TestClient(create_app(settings), headers={"Accept-Language": "en"}, follow_redirects=False)
    sign_in(client, "reviewer", PASSWORD)
    client.headers["X-CSRF-Token"] = token_in(client.get("/review").text)
    return client


def test_a_replaced_pdf_is_told_with_its_limits_answers_and_questions(desk: TestClient, settings: Settings) -> None:
    assert "This is the first build" in desk.get("/review/impact").text
    stands, other = (answered(settings, f"asked of {key}", key, edition="chairs") for key in ("2/1", "2/2"))
    ledger = Ledger(settings.data)
    ledger.write(Example(answer=stands, verdict=ledger.write(Verdict(answer=stands, overall="right"), "li")), "li")
    typeset(settings, "50")
    page = desk.get("/review/impact").text
    assert 'data-edition="chairs"' in page
    assert "<del>not exceed 90 mg/kg</del> → <ins>not exceed 50 mg/kg</ins>" in page
    assert "stricter" in page
    assert "1 answers stand on clauses that changed" in page
    assert f"/review/answers/{stands}?reason=touched" in page
    assert f"/review/answers/{other}" not in page
    assert f"R{stands}" in page
    compared = page.split('href="/review/impact/')[-1].split('"')[0]
    words = desk.get(f"/review/impact/{compared}").text
    assert "<del>90</del><ins>50</ins>" in words
    queue = desk.get("/review/queue").text
    assert f'data-answer="{stands}"' in queue
    assert "Touched by a revision" in queue


def test_a_changed_clause_is_shown_then_and_now_and_judged_as_it_is_now(desk: TestClient, settings: Settings) -> None:
    number = answered(settings, "lead", "2/1", edition="chairs")
    typeset(settings, "50")
    page = desk.get(f"/review/answers/{number}").text
    assert "This clause has changed since the answer." in page
    assert "<del>90</del><ins>50</ins>" in page
    assert desk.post(f"/review/answers/{number}", data={"seen": "0", "overall": "wrong"}).status_code == 303
    assert "No answer matches" in desk.get("/review/queue?reason=touched").text
    typeset(settings, "30")
    assert f'data-answer="{number}"' in desk.get("/review/queue?reason=touched").text


def test_an_answer_whose_edition_or_pdf_is_gone_can_still_be_judged(desk: TestClient, settings: Settings) -> None:
    number = answered(settings, "lead", "2/1", edition="chairs")
    (settings.corpus / "chairs.pdf").rename(settings.corpus / "seats.pdf")
    assert "original PDF is gone" in desk.get(f"/review/answers/{number}").text
    refresh(settings.corpus, settings.index, settings=settings)
    page = desk.get(f"/review/answers/{number}").text
    assert "no longer holds this edition" in page
    assert "shall not exceed 90" in page
    assert desk.post(f"/review/answers/{number}", data={"seen": "0", "overall": "right"}).status_code == 303
    assert "renamed, was chairs" in desk.get("/review/impact").text


def test_a_new_edition_is_compared_with_the_one_it_replaces(desk: TestClient, settings: Settings) -> None:
    shutil.copy(settings.corpus / "chairs.pdf", settings.corpus / "chairs-old.pdf")
    (settings.corpus / "catalogue.toml").write_text('[[edition]]\nid = "chairs"\nreplaces = ["chairs-old"]\n', "utf-8")
    refresh(settings.corpus, settings.index, settings=settings)
    shutil.copy(settings.corpus / "chairs.pdf", settings.corpus / "chairs-new.pdf")
    typeset(settings, "50")
    page = desk.get("/review/impact").text
    assert 'data-edition="chairs-new"' in page
    assert "added" in page


@pytest.mark.parametrize("path", ["none", "..%2f..", "none/chairs", "%00"])
def test_a_build_that_there_is_not_is_not_found(desk: TestClient, path: str) -> None:
    assert desk.get(f"/review/impact/{path}").status_code == 404


def test_an_edition_that_did_not_change_has_nothing_to_compare(desk: TestClient, settings: Settings) -> None:
    build = (settings.index / "current").read_text("utf-8").strip()
    assert desk.get(f"/review/impact/{build}/chairs").status_code == 404
    assert desk.get(f"/review/impact/{build}/none").status_code == 404
