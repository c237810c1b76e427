"""An answer's own page and sheet: as it was given, with what has changed since, and what readers say of it."""

from __future__ import annotations

import io
from datetime import date

import docx
import httpx
import pypdfium2
import pytest

from assistant.library.model import Answer
from assistant.records.addresses import Addresses
from assistant.records.entries import Answered, Feedback, Recorded
from assistant.records.ledger import Ledger
from assistant.settings import Settings
from assistant.web.paths import answer_url

QUESTION = "人造板的甲醛释放限量是多少？"
FICTIONAL = "DS/T 9001-2025 中 TVOC 限量是多少？"
HOSTILE = '<script>alert(1)</script> #eval("1") $x$ {{ 7*7 }} \x07'


@pytest.fixture
def address(client: httpx.Client) -> str:
    return asked(client, QUESTION)


def asked(client: httpx.Client, question: str, **given: object) -> str:
    return str(client.post("/api/ask", json={"question": question, **given}).json()["address"])


def kept(settings: Settings, address: str) -> Answered:
    return Addresses(settings.data).answer(address.rpartition("/")[2])


def recorded(settings: Settings, answer: Answer, digests: dict[int, str]) -> str:
    ledger = Ledger(settings.data)
    entry = ledger.entry(ledger.add(answer, "chat", digests))
    assert isinstance(entry, Answered)
    return answer_url(Addresses(settings.data).token(entry))


def words_of(client: httpx.Client, address: str, form: str) -> str:
    got = client.get(f"{address}.{form}", headers={"Accept-Language": "zh"})
    assert got.status_code == 200
    if form == "txt":
        return got.text
    if form == "docx":
        return "\n".join(one.text for one in docx.Document(io.BytesIO(got.content)).paragraphs)
    with pypdfium2.PdfDocument(got.content) as pdf:
        return "".join(pdf[at].get_textpage().get_text_range() for at in range(len(pdf)))


@pytest.mark.parametrize("form", ["txt", "docx", "pdf"])
def test_a_sheet_holds_all_that_a_reader_must_know(client: httpx.Client, address: str, form: str) -> None:
    said = words_of(client, address, form)
    for wanted in (QUESTION, "≤0.124 mg/m³", "[1]", "GB 18580-2025", "现行有效", "2026-06-01", "文库", address):
        assert wanted in said
    assert "/source/gb-18580-2025/Table%201/1" in said


@pytest.mark.parametrize("form", ["txt", "docx", "pdf"])
def test_a_sheet_says_that_a_document_is_fictional(client: httpx.Client, form: str) -> None:
    assert words_of(client, asked(client, FICTIONAL), form).count("FICTIONAL") >= 2


@pytest.mark.parametrize("form", ["txt", "docx", "pdf"])
def test_what_is_asked_reaches_a_sheet_as_text(client: httpx.Client, form: str) -> None:
    said = words_of(client, asked(client, HOSTILE), form)
    for part in ("<script>alert(1)</script>", '#eval("1")', "$x$", "{{ 7*7 }}"):
        assert part in said


def test_a_sheet_says_that_a_question_was_not_answered(client: httpx.Client) -> None:
    assert "未作答" in words_of(client, asked(client, "办认证要多少钱？"), "txt")


def test_the_page_shows_the_answer_with_its_quotes(client: httpx.Client, address: str) -> None:
    shown = client.get(address)
    assert "noindex" in shown.headers["X-Robots-Tag"]
    assert "private" in shown.headers["Cache-Control"]
    assert QUESTION in shown.text
    assert "In force" in shown.text
    assert 'class="mark"' in shown.text
    assert "Since then" not in shown.text
    assert HOSTILE not in client.get(asked(client, HOSTILE)).text


def test_what_has_changed_since_is_told(client: httpx.Client, web_settings: Settings, address: str) -> None:
    entry = kept(web_settings, address)
    changed = recorded(web_settings, entry.answer, {1: "0" * 64})
    assert "the clause&#39;s text has changed" in client.get(changed).text
    assert "条款文字已有变化" in words_of(client, changed, "pdf")
    gone = [one.model_copy(update={"edition": "nowhere"}) for one in entry.answer.citations]
    lost = recorded(web_settings, entry.answer.model_copy(update={"citations": tuple(gone)}), entry.digests)
    page = client.get(lost)
    assert "no longer holds this edition" in page.text
    assert entry.answer.citations[0].quote in page.text


def test_an_edition_superseded_since_is_told_with_its_successor(client: httpx.Client, web_settings: Settings) -> None:
    entry = kept(web_settings, asked(client, QUESTION, editions=["gb-18580-2017"], as_of="2020-01-01"))
    assert entry.answer.as_of == date(2020, 1, 1)
    assert entry.answer.citations[0].status == "in_force"
    page = client.get(recorded(web_settings, entry.answer, entry.digests)).text
    assert "this edition has been superseded" in page
    assert "replaced by GB 18580-2025" in page


def test_readers_say_what_they_think_of_an_answer(client: httpx.Client, web_settings: Settings, address: str) -> None:
    for said in (
        {"said": "up"},
        {"said": "down", "reason": "wrong_edition", "comment": "  2017年版?  "},
        {"said": "ask_bureau", "reason": "ignored"},
    ):
        assert client.post(f"{address}/feedback", json=said).json() == {"ok": True}
    *_, up, down, bureau = Ledger(web_settings.data).entries()
    number = kept(web_settings, address).number
    assert [one.event for one in (up, down, bureau) if isinstance(one, Recorded)] == [
        Feedback(answer=number, said="up"),
        Feedback(answer=number, said="down", reason="wrong_edition", comment="2017年版?"),
        Feedback(answer=number, said="ask_bureau"),
    ]
    assert {one.by for one in (up, down, bureau) if isinstance(one, Recorded)} == {"chat"}


@pytest.mark.parametrize(
    "said",
    [
        {"said": "down"},
        {"said": "down", "reason": "made up"},
        {"said": "sideways"},
        {"said": "down", "reason": "other", "comment": "x" * 2001},
        {},
    ],
)
def test_what_is_no_feedback_is_refused(client: httpx.Client, address: str, said: dict[str, str]) -> None:
    answer = client.post(f"{address}/feedback", json=said, headers={"Accept": "application/json"})
    assert answer.status_code == 400
    assert client.post(f"{address}/feedback", data=said).status_code == 400


@pytest.mark.parametrize("path", ["", ".pdf", ".docx", ".txt", "/feedback"])
def test_what_was_never_answered_has_no_page(client: httpx.Client, path: str) -> None:
    if path == "/feedback":
        assert client.post(f"/answers/AAAAAAAAAAAAAAAAAAAAAAAA{path}", json={"said": "up"}).status_code == 404
    else:
        assert client.get(f"/answers/AAAAAAAAAAAAAAAAAAAAAAAA{path}").status_code == 404


def test_there_is_no_sheet_in_another_form(client: httpx.Client, address: str) -> None:
    assert client.get(f"{address}.html").status_code == 404
