"""The review desk at the real server: who may enter, what is queued, how answers are judged, alone and by two."""

from __future__ import annotations

import json
import re
import threading
from collections.abc import Iterator

import httpx
import pytest

from assistant.records.entries import Feedback, Verdict
from assistant.records.ledger import Ledger
from assistant.settings import Settings
from tests.web.conftest import signed_in
from tests.web.reviewing import SECOND, add_reviewer, answered, asked, hidden, judge, verdicts

ZH = {"Accept-Language": "zh"}
EDITION = "gb-18580-2025"


@pytest.fixture
def second(server: str, web_settings: Settings) -> Iterator[httpx.Client]:
    add_reviewer(web_settings)
    yield from signed_in(server, SECOND)


@pytest.fixture
def number(web_settings: Settings) -> int:
    """Return the number of a new answer with two citations."""
    return answered(web_settings, "人造板及其制品的甲醛释放限量", "4/1", "4/2", edition=EDITION)


@pytest.mark.parametrize(
    "address",
    ["queue", "answers/1", "figures", "impact", "impact/x", "ledger.csv", "ledger.jsonl", "export.jsonl"],
)
def test_only_reviewers_enter(client: httpx.Client, maintainer: httpx.Client, address: str) -> None:
    turned = client.get(f"/review/{address}")
    assert (turned.status_code, turned.headers["location"]) == (
        303,
        f"/login?next=%2Freview%2F{address.replace('/', '%2F')}",
    )
    assert maintainer.get(f"/review/{address}").status_code == 403


def test_nothing_is_judged_by_a_form_of_another_site(
    reviewer: httpx.Client, number: int, web_settings: Settings
) -> None:
    token = reviewer.headers.pop("X-CSRF-Token")
    assert reviewer.post(f"/review/answers/{number}", data={"overall": "right"}).status_code == 403
    assert reviewer.post(f"/review/answers/{number}/example", data={"kept": "1"}).status_code == 403
    assert verdicts(web_settings, number) == []
    sent = {"overall": "right", "csrf": token}
    assert reviewer.post(f"/review/answers/{number}", data=sent).status_code == 303


def test_the_queue_tells_why_and_can_be_filtered_and_searched(reviewer: httpx.Client, web_settings: Settings) -> None:
    declined = asked(web_settings, "月球基地的氧气供应标准是什么？")
    sent = answered(web_settings, "人造板标识怎么写", "4/2", edition=EDITION)
    Ledger(web_settings.data).write(Feedback(answer=sent, said="ask_bureau", comment="企业急用"), "chat")
    page = reviewer.get("/review/queue").text
    assert "月球基地的氧气供应标准" in page
    first = page.index(f'data-answer="{sent}"')
    assert first < page.index(f'data-answer="{declined}"')
    assert "Sent to the bureau" in page[first : first + 600]
    found = reviewer.get("/review/queue", params={"q": "氧气 供应", "reason": "declined"}).text
    assert re.findall(r'data-answer="(\d+)"', found) == [str(declined)]
    found = reviewer.get("/review/queue", params={"q": "急用"}, headers=ZH).text
    assert re.findall(r'data-answer="(\d+)"', found) == [str(sent)]
    assert "请主管部门答复" in found
    by_edition = reviewer.get("/review/queue", params={"edition": EDITION, "reason": "all", "judged": "any"}).text
    assert f'data-answer="{sent}"' in by_edition
    assert f'data-answer="{declined}"' not in by_edition


@pytest.mark.parametrize("query", ["reason=nonsense", "judged=x", "since=yesterday", "page=0", "page=x"])
def test_a_filter_that_there_is_not_is_refused_in_a_sentence(reviewer: httpx.Client, query: str) -> None:
    answer = reviewer.get(f"/review/queue?{query}")
    assert answer.status_code == 400
    assert 'role="alert"' in answer.text


def test_an_answer_stands_beside_its_clauses_and_their_page(reviewer: httpx.Client, number: int) -> None:
    page = reviewer.get(f"/review/answers/{number}").text
    assert page.count('class="judged"') == 2
    assert page.count("The clause has not changed since") == 2
    assert page.count('class="mark"') >= 2
    assert page.count("<mark>") == 2
    image = re.search(r'<img src="(/page-image/[^"]+)"', page)
    assert image
    assert reviewer.get(image[1].replace("&amp;", "&")).headers["content-type"] == "image/png"
    assert 'href="/source/gb-18580-2025/4/2?q=' in page
    assert "条款自回答以来没有改动" in reviewer.get(f"/review/answers/{number}", headers=ZH).text


@pytest.mark.parametrize("what", ["0", "999999", "x", "-1"])
def test_what_is_no_answer_is_not_found(reviewer: httpx.Client, what: str) -> None:
    assert reviewer.get(f"/review/answers/{what}").status_code in (400, 404)


def test_an_event_is_no_answer(reviewer: httpx.Client, number: int, web_settings: Settings) -> None:
    event = Ledger(web_settings.data).write(Feedback(answer=number, said="up"), "chat")
    assert reviewer.get(f"/review/answers/{event}").status_code == 404


def test_a_verdict_is_kept_whole_and_leads_on_to_the_next_answer(
    reviewer: httpx.Client, web_settings: Settings
) -> None:
    numbers = [answered(web_settings, f"依次审核{i}", "4/2", edition=EDITION, outcome="declined") for i in range(2)]
    query = "?q=依次审核&judged=no"
    sent = reviewer.post(
        f"/review/answers/{numbers[1]}{query}",
        data={
            "seen": "0", "overall": "wrong", "c1": "missing_condition", "comment": "漏了\r\n条件", "corrected": "0.050",
            "clauses": "GB 18580-2025 第4.1条\n《绿色产品认证与标识管理办法》第八条",
        },
    )  # fmt: skip
    assert sent.status_code == 303
    assert sent.headers["location"].startswith(f"/review/answers/{numbers[0]}?")
    assert f"answer {numbers[1]} is recorded" in reviewer.get(sent.headers["location"]).text
    kept = list(Ledger(web_settings.data).events())[-1]
    assert isinstance(kept.event, Verdict)
    assert (kept.by, kept.event.overall, kept.event.citations) == ("reviewer", "wrong", {1: "missing_condition"})
    assert (kept.event.comment, kept.event.corrected) == ("漏了\n条件", "0.050")
    assert [(one.edition, one.key) for one in kept.event.clauses] == [(EDITION, "4/1"), ("label-measures-2025", "8")]
    assert set(kept.event.digests) == {1}
    assert kept.event.withdrawn == ()
    last = reviewer.post(f"/review/answers/{numbers[0]}{query}", data={"seen": "0", "overall": "right"})
    assert last.headers["location"].startswith("/review/queue?")
    assert list(Ledger(web_settings.data).problems()) == []


@pytest.mark.parametrize(
    ("fields", "told"),
    [
        ({"comment": "nur so"}, "Choose a verdict"),
        ({"overall": "right", "clauses": "GB 18580-2025 第99条"}, "第99条"),
        ({"overall": "right", "clauses": "GB 18580-2025"}, "No such clause"),
    ],
)
def test_what_cannot_be_taken_yet_stays_in_the_form(
    reviewer: httpx.Client, number: int, web_settings: Settings, fields: dict[str, str], told: str
) -> None:
    answer = judge(reviewer, number, c1="wrong_clause", corrected="so", **fields)
    assert answer.status_code == 400
    assert told in answer.text
    assert re.search(r'name="c1" value="wrong_clause"[^>]*checked', answer.text)
    assert ">so</textarea>" in answer.text
    assert verdicts(web_settings, number) == []


@pytest.mark.parametrize(
    "fields", [{"overall": "fine"}, {"overall": "right", "c1": "so la la"}, {"overall": "right", "seen": "x"}]
)
def test_what_our_form_does_not_offer_is_refused(reviewer: httpx.Client, number: int, fields: dict[str, str]) -> None:
    assert reviewer.post(f"/review/answers/{number}", data=fields).status_code == 400


def test_the_second_reviewer_judges_alone_then_sees_the_first_and_decides(
    reviewer: httpx.Client, second: httpx.Client, number: int, web_settings: Settings
) -> None:
    judge(reviewer, number, overall="incomplete", comment="应分开说")
    blind = second.get(f"/review/answers/{number}").text
    assert "应分开说" not in blind
    assert "Judged by 1 already" in blind
    met = judge(second, number, overall="right", comment="都说到了")
    assert met.status_code == 409
    assert "应分开说" in met.text
    assert "都说到了" in met.text
    assert hidden(met.text)["alone"] == "right"
    assert verdicts(web_settings, number) == [("reviewer", "incomplete")]
    decided = second.post(f"/review/answers/{number}", data=hidden(met.text) | {"overall": "incomplete"})
    assert decided.status_code == 303
    assert verdicts(web_settings, number) == [("reviewer", "incomplete"), (SECOND, "incomplete")]
    kept = list(Ledger(web_settings.data).events())[-1].event
    assert isinstance(kept, Verdict)
    assert kept.alone == "right"
    assert "应分开说" in second.get(f"/review/answers/{number}").text


def test_who_looks_before_judging_is_not_counted_as_having_judged_alone(
    reviewer: httpx.Client, second: httpx.Client, number: int, web_settings: Settings
) -> None:
    judge(reviewer, number, overall="wrong", comment="旧版")
    shown = second.get(f"/review/answers/{number}?show=1").text
    assert "旧版" in shown
    assert second.post(f"/review/answers/{number}", data=hidden(shown) | {"overall": "wrong"}).status_code == 303
    kept = list(Ledger(web_settings.data).events())[-1].event
    assert isinstance(kept, Verdict)
    assert (kept.alone, kept.seen > 0) == (None, True)


def test_of_two_who_send_at_once_one_is_shown_the_other_first(
    reviewer: httpx.Client, second: httpx.Client, number: int, web_settings: Settings
) -> None:
    answers: list[int] = []

    def send(client: httpx.Client) -> None:
        answers.append(client.post(f"/review/answers/{number}", data={"seen": "0", "overall": "right"}).status_code)

    threads = [threading.Thread(target=send, args=(one,)) for one in (reviewer, second)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(answers) == [303, 409]
    assert len(verdicts(web_settings, number)) == 1


def test_a_form_left_open_does_not_talk_over_what_came_meanwhile(
    reviewer: httpx.Client, second: httpx.Client, number: int, web_settings: Settings
) -> None:
    judge(reviewer, number, overall="right")
    mine = hidden(reviewer.get(f"/review/answers/{number}").text)
    met = judge(second, number, overall="wrong")
    second.post(f"/review/answers/{number}", data=hidden(met.text) | {"overall": "wrong"})
    again = reviewer.post(f"/review/answers/{number}", data=mine | {"overall": "incomplete"})
    assert again.status_code == 409
    assert "alone" not in hidden(again.text)
    assert [by for by, _ in verdicts(web_settings, number)] == ["reviewer", SECOND]


def test_one_click_makes_a_verdict_an_evaluation_question(
    reviewer: httpx.Client, second: httpx.Client, number: int
) -> None:
    def kept() -> dict[str, dict[str, object]]:
        lines = reviewer.get("/review/export.jsonl").text.splitlines()
        return {one["id"]: one for one in map(json.loads, lines)}

    assert second.post(f"/review/answers/{number}/example", data={"kept": "1"}).status_code == 404
    judge(reviewer, number, overall="right", c1="right", c2="wrong_clause")
    assert f"R{number}" not in kept()
    page = reviewer.get(f"/review/answers/{number}").text
    assert "Make my verdict an evaluation question" in page
    assert reviewer.post(f"/review/answers/{number}/example", data={"kept": "1"}).status_code == 303
    assert kept()[f"R{number}"]["evidence"] == [{"edition": EDITION, "path": ["4", "1"]}]
    assert "Take it back" in reviewer.get(f"/review/answers/{number}").text
    reviewer.post(f"/review/answers/{number}/example", data={"kept": "0"})
    assert f"R{number}" not in kept()
    judge(reviewer, number, overall="right", example="1")
    assert f"R{number}" in kept()


def test_the_ledger_is_sent_as_files(reviewer: httpx.Client, web_settings: Settings) -> None:
    answered(web_settings, "=1+1", "4/2", edition=EDITION)
    table = reviewer.get("/review/ledger.csv")
    assert table.headers["content-type"].startswith("text/csv")
    assert table.headers["content-disposition"].startswith("attachment")
    assert table.text.startswith("\ufeffnumber,at,")
    assert ",'=1+1," in table.text
    entries = reviewer.get("/review/ledger.jsonl").text.splitlines()
    assert [json.loads(line)["number"] for line in entries] == list(range(1, len(entries) + 1))


def test_figures_show_shares_and_agreement_with_a_table_beside_each_plot(
    reviewer: httpx.Client, second: httpx.Client, number: int
) -> None:
    judge(reviewer, number, overall="right")
    met = judge(second, number, overall="right")
    second.post(f"/review/answers/{number}", data=hidden(met.text) | {"overall": "right"})
    page = reviewer.get("/review/figures").text
    assert page.count("<svg") == page.count("<table") - 1 == 5
    assert page.count('role="img" aria-label=') == 5
    assert re.search(r"reviewer · second</th><td class=\"figure\">\d+ %", page)
    assert "Cohen" in page
    assert "只看随机抽查" in reviewer.get("/review/figures?sample=1", headers=ZH).text


def test_readers_words_are_never_markup(reviewer: httpx.Client, web_settings: Settings) -> None:
    number = answered(web_settings, "<script>alert(1)</script>", "4/2", edition=EDITION)
    Ledger(web_settings.data).write(Feedback(answer=number, said="down", comment="<img src=x>"), "chat")
    page = reviewer.get(f"/review/answers/{number}").text
    assert "<script>alert" not in page
    assert "<img src=x>" not in page
    assert "&lt;img src=x&gt;" in page


def test_the_reason_a_reader_chose_is_told_in_words(reviewer: httpx.Client, web_settings: Settings) -> None:
    number = answered(web_settings, "面板边缘？", "4/2", edition=EDITION)
    Ledger(web_settings.data).write(Feedback(answer=number, said="down", reason="wrong_figure"), "chat")
    page = reviewer.get(f"/review/answers/{number}", headers=ZH).text
    assert "数值不对" in page
    assert "wrong_figure" not in page
