"""Signing in at the real server, and what keeps others out."""

from __future__ import annotations

from pathlib import Path

import httpx
import pytest
from fastapi import Depends, FastAPI
from fastapi.testclient import TestClient
from playwright.sync_api import Browser

from assistant.records.accounts import FREE_FAILURES, Account, Accounts
from assistant.settings import Settings
from assistant.web.accounts.sessions import FORM_COOKIE, SESSION_COOKIE, signed_in
from assistant.web.app import create_app
from assistant.web.runtime import Runtime
from tests.web.conftest import PASSWORD, serving, sign_in, token_in

ZH = {"Accept-Language": "zh"}


@pytest.fixture(scope="module")
def guarded(web_settings: Settings) -> FastAPI:
    """The application with one more route that only reviewers may use."""
    app = create_app(web_settings)
    allowed = signed_in(Runtime(web_settings), "reviewer")

    @app.api_route("/review/guarded", methods=["GET", "POST"])
    def act(account: Account = Depends(allowed)) -> dict[str, str]:  # noqa: B008
        return {"name": account.name}

    # Before the chat, which is mounted at `/`.
    app.router.routes.insert(0, app.router.routes.pop())
    return app


@pytest.fixture
def visitor(guarded: FastAPI) -> TestClient:
    return TestClient(guarded, headers={"Accept-Language": "en"})


def test_signing_in_leads_on_and_the_header_names_who_it_is(client: httpx.Client) -> None:
    answer = sign_in(client, "reviewer", PASSWORD, "/maintain?x=1")
    assert (answer.status_code, answer.headers["location"]) == (303, "/maintain?x=1")
    shown = client.get("/maintain")
    assert "Signed in: reviewer" in shown.text
    assert shown.headers["cache-control"] == "private, no-store"
    assert "已登录：reviewer" in client.get("/library", headers=ZH).text
    out = client.post("/logout", data={"csrf": token_in(shown.text)})
    assert out.headers["location"] == "/login"
    assert "Signed in" not in client.get("/maintain").text


def test_the_session_is_gone_at_the_server_too(client: httpx.Client) -> None:
    sign_in(client, "reviewer", PASSWORD)
    token = client.cookies[SESSION_COOKIE]
    client.post("/logout", data={"csrf": token_in(client.get("/review").text)})
    client.cookies.set(SESSION_COOKIE, token)
    assert "Signed in" not in client.get("/review").text


@pytest.mark.parametrize(
    "elsewhere", ["https://elsewhere.test/", "//elsewhere.test", "/\\elsewhere.test", "javascript:1", "/\tx", ""]
)
def test_signing_in_leads_nowhere_else(client: httpx.Client, elsewhere: str) -> None:
    assert sign_in(client, "reviewer", PASSWORD, elsewhere).headers["location"] == "/review"
    assert client.get("/login", params={"next": elsewhere}).headers["location"] == "/review"


def test_the_cookie_is_kept_from_scripts_and_other_sites(client: httpx.Client) -> None:
    for headers, secure in (({}, False), ({"X-Forwarded-Proto": "https"}, True)):
        token = token_in(client.get("/login").text)
        form = {"name": "reviewer", "password": PASSWORD, "csrf": token}
        cookie = client.post("/login", data=form, headers=headers).headers["set-cookie"]
        assert cookie.startswith(SESSION_COOKIE)
        assert "HttpOnly" in cookie
        assert "SameSite=lax" in cookie
        assert ("Secure" in cookie) is secure
        client.cookies.clear()


def test_a_wrong_name_and_a_wrong_password_are_told_alike_in_both_languages(client: httpx.Client) -> None:
    for name in ("maintainer", "nobody-at-all"):
        told = sign_in(client, name, "not the password")
        assert told.status_code == 403
        assert "No account has this name and password" in told.text
        assert SESSION_COOKIE not in client.cookies
    client.headers.update(ZH)
    assert "账号或密码不对" in sign_in(client, "nobody-at-all", "not the password").text


def test_many_wrong_passwords_lock_out_and_say_for_how_long(client: httpx.Client) -> None:
    for _ in range(FREE_FAILURES):
        assert sign_in(client, "locked-out", "not the password").status_code == 403
    told = sign_in(client, "locked-out", PASSWORD)
    assert told.status_code == 429
    assert 1 <= int(told.headers["retry-after"]) <= 30
    assert "Too many wrong passwords" in told.text


@pytest.mark.parametrize("forged", [{}, {"csrf": ""}, {"csrf": "0" * 64}, {"csrf": "é"}])
def test_a_sign_in_form_from_elsewhere_is_refused(client: httpx.Client, forged: dict[str, str]) -> None:
    for cookies in (False, True):
        if cookies:
            client.get("/login")
        answer = client.post("/login", data={"name": "reviewer", "password": PASSWORD} | forged)
        assert answer.status_code == 403
        assert "not made by this session" in answer.text
        assert SESSION_COOKIE not in client.cookies


def test_a_token_of_another_session_is_refused(server: str, client: httpx.Client) -> None:
    with httpx.Client(base_url=server) as other:
        sign_in(other, "reviewer", PASSWORD)
        foreign = token_in(other.get("/review").text)
    sign_in(client, "reviewer", PASSWORD)
    assert client.post("/logout", data={"csrf": foreign}).status_code == 403
    assert "Signed in" in client.get("/review").text


def test_a_guarded_page_sends_to_the_form_and_back(visitor: TestClient) -> None:
    sent = visitor.get("/review/guarded?n=1", follow_redirects=False)
    assert (sent.status_code, sent.headers["location"]) == (303, "/login?next=%2Freview%2Fguarded%3Fn%3D1")
    told = visitor.get("/review/guarded", headers={"Accept": "application/json"})
    assert (told.status_code, told.json()["error"]["code"]) == (401, "sign_in")
    assert visitor.post("/review/guarded").status_code == 401


def test_a_guarded_page_wants_the_role_and_the_token(visitor: TestClient) -> None:
    token = token_in(visitor.get("/login").text)
    visitor.post("/login", data={"name": "reviewer", "password": PASSWORD, "csrf": token})
    assert visitor.get("/review/guarded").json() == {"name": "reviewer"}
    assert visitor.post("/review/guarded").status_code == 403
    own = token_in(visitor.get("/review").text)
    assert visitor.post("/review/guarded", headers={"X-CSRF-Token": own}).json() == {"name": "reviewer"}
    assert visitor.post("/review/guarded", data={"csrf": own}).json() == {"name": "reviewer"}
    visitor.cookies.clear()
    token = token_in(visitor.get("/login").text)
    visitor.post("/login", data={"name": "maintainer", "password": PASSWORD, "csrf": token})
    refused = visitor.get("/review/guarded")
    assert refused.status_code == 403
    assert "needs the role" in refused.text
    assert "没有这项权限" in visitor.get("/review/guarded", headers=ZH).text


def test_until_there_is_an_account_the_form_says_how_to_make_one(web_settings: Settings, tmp_path: Path) -> None:
    app = create_app(web_settings.model_copy(update={"data": tmp_path}))
    visitor = TestClient(app)
    for language, said in (("en", "There is no account yet"), ("zh", "还没有任何账号")):
        shown = visitor.get("/login", headers={"Accept-Language": language}).text
        assert said in shown
        assert "assistant users add" in shown
        assert "<input name=" not in shown
    Accounts(tmp_path).add("first", PASSWORD, ["maintainer"])
    assert "assistant users add" not in visitor.get("/login").text


@pytest.mark.browser
def test_how_to_make_an_account_fits_a_phone(web_settings: Settings, tmp_path: Path, browser: Browser) -> None:
    with serving(web_settings.model_copy(update={"data": tmp_path})) as server:
        page = browser.new_page(viewport={"width": 390, "height": 844})
        page.goto(f"{server}/login")
        assert page.locator("pre.command").is_visible()
        assert page.evaluate("document.documentElement.scrollWidth") <= 390
        page.close()


def test_too_many_calls_are_told_when_to_come_back(web_settings: Settings) -> None:
    visitor = TestClient(create_app(web_settings.model_copy(update={"rate_limit": 2})))
    answers = [visitor.get("/api/editions") for _ in range(3)]
    assert [one.status_code for one in answers] == [200, 200, 429]
    assert answers[2].json()["error"]["code"] == "too_many"
    assert 1 <= int(answers[2].headers["retry-after"]) <= 30
    assert visitor.get("/library").status_code == 200


def test_the_public_desks_stay_open_and_offer_to_sign_in(client: httpx.Client) -> None:
    for desk in ("/review", "/maintain"):
        shown = client.get(desk)
        assert shown.status_code == 200
        assert f'href="/login?next=%2F{desk[1:]}"' in shown.text
    assert "/login" not in client.get("/library").text
    assert FORM_COOKIE not in client.cookies
