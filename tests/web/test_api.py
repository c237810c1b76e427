"""The API: the shapes of the commands, and errors of one sentence."""

import json

import httpx
import pytest

from assistant.library.folding import locate
from assistant.records.ledger import Ledger
from assistant.settings import Settings


def test_asks(client: httpx.Client) -> None:
    answer = client.post("/api/ask", json={"question": "绿色产品认证证书有效期多长？", "unknown": 1}).json()
    assert answer["outcome"] == "answered"
    cited = answer["citations"][0]
    assert cited["edition"] == "label-measures-2025"
    assert client.get(cited["url"]).status_code == 200


def test_an_answer_is_recorded(client: httpx.Client, web_settings: Settings) -> None:
    answer = client.post("/api/ask", json={"question": "谁可以使用绿色产品标识？"}).json()
    address = answer.pop("address")
    *_, last = Ledger(web_settings.data).entries()
    assert client.get(address).status_code == 200
    assert (last.channel, last.answer.to_json()) == ("api", answer)


def test_asks_as_of_a_day_and_with_history(client: httpx.Client) -> None:
    body = {
        "question": "那人造板呢？",
        "as_of": "2026-07-01",
        "history": [{"question": "GB 18580-2025 人造板制品的甲醛释放限量是多少？", "answer": "0.050 mg/m³"}],
    }
    answer = client.post("/api/ask", json=body).json()
    assert answer["as_of"] == "2026-07-01"
    assert "甲醛" in answer["understood_as"]
    assert any(one["edition"] == "gb-18580-2025" for one in answer["citations"])


def test_asks_of_chosen_editions_alone(client: httpx.Client) -> None:
    body = {"question": "人造板的甲醛释放限量是多少？", "editions": ["gb-18580-2017"]}
    answer = client.post("/api/ask", json=body).json()
    assert {one["edition"] for one in answer["citations"]} == {"gb-18580-2017"}
    assert "restricted" in {note["code"] for note in answer["notes"]}
    assert client.post("/api/ask", json=body | {"editions": ["nowhere"]}).status_code == 404


def test_searches(client: httpx.Client) -> None:
    by_body = client.post("/api/search", json={"question": "甲醛释放限量", "k": 3}).json()["results"]
    by_address = client.get("/api/search", params={"question": "甲醛释放限量", "k": 3}).json()["results"]
    assert [one["key"] for one in by_body] == [one["key"] for one in by_address]
    assert len(by_body) == 3


def test_checks_a_text_sentence_by_sentence(client: httpx.Client) -> None:
    text = "根据GB 18580-2017，人造板及其制品的甲醛释放限量为≤0.124 mg/m³。南京今天晴。"
    checked = client.post("/api/check", json={"text": text, "as_of": "2026-11-24", "more": 1}).json()
    first, second = checked["sentences"]
    assert (first["verdict"], second["verdict"]) == ("outdated", "not_found")
    assert {"said": "GB 18580-2017", "clause_says": "GB 18580-2025"} in first["differs"]
    for cited in first["citations"]:
        clause = client.get(f"/api/editions/{cited['edition']}/clauses/{cited['key']}").json()
        assert locate(cited["quote"], clause["text"]) is not None
        assert client.get(cited["url"]).status_code == 200


@pytest.mark.parametrize(
    "body", [{}, {"text": ""}, {"text": "甲醛", "as_of": "soon"}, {"text": "\ud800甲醛"}, {"text": 5}]
)
def test_a_text_that_cannot_be_checked_is_told_so(client: httpx.Client, body: object) -> None:
    sent = json.dumps(body).encode()
    answer = client.post("/api/check", content=sent, headers={"Content-Type": "application/json"})
    assert answer.status_code == 400
    assert answer.json()["error"]["code"] == "usage"


def test_compares_two_editions(client: httpx.Client) -> None:
    asked = {"old": "gb-18580-2017", "new": "gb-18580-2025"}
    found = client.get("/api/diff", params=asked).json()
    assert {"old": found["old"], "new": found["new"]} == asked
    assert ("added", ["4", "2"]) in [(one["op"], one.get("new_path")) for one in found["changes"]]
    assert client.get("/api/diff", params=asked | {"old": "nothing"}).status_code == 404


def test_lists_editions_and_clauses(client: httpx.Client) -> None:
    listed = client.get("/api/editions").json()
    assert {"gb-18580-2017", "gb-18580-2025"} <= {one["edition"] for one in listed["editions"]}
    assert [one["file"] for one in listed["failed"]] == ["broken.pdf"]
    edition = client.get("/api/editions/gb-18580-2025").json()
    assert any(one["key"] == "4/2" for one in edition["clauses"])
    assert client.get("/api/editions/gb-18580-2025/clauses/4/2").json()["path"] == ["4", "2"]


@pytest.mark.parametrize(
    ("body", "status"),
    [
        ({"question": ""}, 400),
        ({"question": "   "}, 400),
        ({"question": "甲" * 20_000}, 400),
        ({}, 400),
        ({"question": "甲醛", "as_of": "tomorrow"}, 400),
        ([], 400),
    ],
)
def test_a_wrong_call_is_told_in_one_sentence(client: httpx.Client, body: object, status: int) -> None:
    answer = client.post("/api/ask", json=body)
    assert answer.status_code == status
    error = answer.json()["error"]
    assert error["code"] == "usage"
    assert error["message"].count("\n") == 0
    assert 10 < len(error["message"]) < 200


@pytest.mark.parametrize(
    "address",
    ["/api/editions/no-such", "/api/editions/no-such/clauses/4", "/api/editions/gb-18580-2025/clauses/99", "/api/none"],
)
def test_what_is_not_there_is_told_in_one_sentence(client: httpx.Client, address: str) -> None:
    answer = client.get(address)
    assert answer.status_code == 404
    assert answer.json()["error"]["code"] == "not_found"


def test_health_says_what_is_served(client: httpx.Client) -> None:
    state = client.get("/healthz").json()
    assert state["ok"] is True
    assert state["ready"] is True
    assert state["editions"] == 9


def test_the_description_of_the_api_needs_no_other_server(client: httpx.Client) -> None:
    page = client.get("/docs").text
    assert "/api/ask" in page
    assert "//cdn" not in page
    assert "/api/ask" in client.get("/openapi.json").json()["paths"]


def test_a_missing_index_is_told_in_one_sentence(tmp_path: object) -> None:
    from fastapi.testclient import TestClient

    from assistant.settings import Settings
    from assistant.web.app import create_app

    with TestClient(create_app(Settings(index=tmp_path))) as client:
        assert client.get("/healthz").status_code == 503
        assert client.get("/library").status_code == 503
        answer = client.post("/api/ask", json={"question": "甲醛"})
        assert answer.status_code == 503
        assert answer.json()["error"]["code"] == "build"


@pytest.mark.parametrize(
    ("path", "body"),
    [
        ("/api/ask", '{"question": "a\\ud800b"}'),
        ("/api/ask", '{"question": "甲醛", "history": [{"question": "\\ud800"}]}'),
        ("/api/search", '{"question": "甲醛", "editions": ["\\ud800"]}'),
    ],
)
def test_half_a_character_is_a_wrong_call_not_a_failure_of_ours(client: httpx.Client, path: str, body: str) -> None:
    answer = client.post(path, content=body.encode(), headers={"Content-Type": "application/json"})
    assert answer.status_code == 400
    assert answer.json()["error"]["code"] == "usage"


@pytest.mark.parametrize(
    ("method", "path", "allowed"),
    [
        ("GET", "/api/ask", "POST"),
        ("DELETE", "/api/editions", "GET"),
        ("PUT", "/source/gb-18580-2025/4/2", "GET, HEAD"),
    ],
)
def test_a_wrong_method_is_told_the_right_one(client: httpx.Client, method: str, path: str, allowed: str) -> None:
    answer = client.request(method, path)
    assert answer.status_code == 405
    assert answer.headers["allow"] == allowed
    if path.startswith("/api/"):
        assert allowed in answer.json()["error"]["message"]


def test_dates_are_taken_as_the_command_line_takes_them(client: httpx.Client) -> None:
    for given in ("x", "2026-13-01", 0, 20260101, {}):
        for path in ("/api/ask", "/api/search"):
            answer = client.post(path, json={"question": "甲醛", "as_of": given})
            assert answer.status_code == 400
            assert "YYYY-MM-DD" in answer.json()["error"]["message"]
    for given in (None, ""):
        answer = client.post("/api/ask", json={"question": "甲醛", "as_of": given, "history": None})
        assert answer.status_code == 200


def test_a_body_that_is_no_json_is_named_so(client: httpx.Client) -> None:
    answer = client.post("/api/ask", content=b"{", headers={"Content-Type": "application/json"})
    assert answer.status_code == 400
    assert answer.json()["error"]["message"] == "The body is not JSON: send one JSON object."
