"""The chat in a browser: documents chosen, a conversation kept, answers taken along and judged, keyboard and ear."""

from __future__ import annotations

import re
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

from assistant.library.model import Answer
from assistant.records.entries import Feedback
from assistant.records.ledger import Ledger
from assistant.settings import Settings
from assistant.web.chat.examples import Examples
from assistant.web.chat.view import MOST_KEPT, Exchange, restored
from assistant.web.runtime import Runtime
from tests.web.browsing import ask

QUESTION = "人造板的甲醛释放限量是多少？"
DECLINED = "办认证要多少钱？"


def choose(page: Page, edition: str) -> None:
    page.click(".documents summary")
    page.fill(".documents [data-filter]", edition[-4:])
    page.check(f".documents input[value={edition}]")
    page.click("[data-close-documents]")


def said(settings: Settings) -> list[Feedback]:
    return [one.event for one in Ledger(settings.data).events() if isinstance(one.event, Feedback)]


def test_a_question_is_answered_from_the_documents_chosen(desk: Page) -> None:
    choose(desk, "gb-18580-2017")
    expect(desk.locator(".documents .chosen")).to_have_text("所选 1 份")
    ask(desk, QUESTION)
    expect(desk.locator(".turn:last-child [data-code=restricted]")).to_contain_text("GB 18580-2017")
    expect(desk.locator("details.source[open]")).to_have_attribute("data-edition", "gb-18580-2017")
    desk.click(".languages a[data-lang=en]")
    expect(desk.locator(".documents .chosen")).to_have_text("1 chosen")
    desk.click(".documents summary")
    desk.click("[data-clear-documents]")
    desk.keyboard.press("Escape")
    expect(desk.locator(".documents .choice")).to_be_hidden()
    ask(desk, QUESTION)
    expect(desk.locator(".turn:last-child [data-code=restricted]")).to_have_count(0)


def test_a_conversation_is_kept_by_the_browser_until_it_is_cleared(desk: Page) -> None:
    ask(desk, "GB 18580-2025 人造板的甲醛释放限量是多少？")
    before = desk.evaluate("localStorage.getItem('conversation')")
    ask(desk, "那人造板制品呢？")
    desk.wait_for_function("before => localStorage.getItem('conversation') !== before", arg=before)
    desk.reload()
    expect(desk.locator(".turn .speaks-for")).to_have_count(2)
    expect(desk.locator("#sources details.source").first).to_be_attached()
    ask(desk, "GB 18580-2017还有效吗？")
    expect(desk.locator(".turn")).to_have_count(3)
    desk.click("#clear")
    desk.wait_for_selector(".welcome")
    desk.reload()
    desk.wait_for_selector(".welcome .examples button")
    expect(desk.locator(".turn")).to_have_count(0)


def test_another_browser_sees_nothing_of_it(browser: Browser, server: str, desk: Page) -> None:
    ask(desk, QUESTION)
    context = browser.new_context()
    other = context.new_page()
    other.goto(server)
    other.wait_for_selector(".welcome .examples button")
    expect(other.locator(".turn")).to_have_count(0)
    context.close()


def test_thumbs_and_the_bureau_reach_the_ledger(desk: Page, web_settings: Settings) -> None:
    ask(desk, QUESTION)
    expect(desk.locator("[data-said=ask_bureau]")).to_have_count(0)
    desk.click(".turn [data-said=down]")
    desk.click("#say-down [data-send]")
    expect(desk.locator("#say-down")).to_be_visible()
    desk.check("#say-down input[value=wrong_figure]")
    desk.fill("#say-down textarea", "应为0.1")
    desk.click("#say-down [data-send]")
    expect(desk.locator(".turn .told")).to_have_text("谢谢，已记录。")
    ask(desk, DECLINED)
    expect(desk.locator(".turn:first-child [data-said=down]")).to_have_attribute("aria-pressed", "true")
    desk.click(".turn:last-child [data-said=ask_bureau]")
    expect(desk.locator("#say-ask_bureau")).to_contain_text("不会逐件回复")
    desk.click("#say-ask_bureau [data-cancel]")
    desk.click(".turn:last-child [data-said=ask_bureau]")
    desk.click("#say-ask_bureau [data-send]")
    expect(desk.locator(".turn:last-child .told")).to_have_text("已转给审核人员。")
    down, bureau = said(web_settings)[-2:]
    assert (down.said, down.reason, down.comment) == ("down", "wrong_figure", "应为0.1")
    assert (bureau.said, bureau.reason, bureau.comment) == ("ask_bureau", "", "")
    answer = Ledger(web_settings.data).entry(bureau.answer)
    assert answer.answer.question == DECLINED  # type: ignore[union-attr]


def test_an_answer_and_its_links_are_copied_and_it_has_a_page(browser: Browser, server: str) -> None:
    context = browser.new_context(locale="zh-CN", permissions=["clipboard-read", "clipboard-write"])
    context.set_default_timeout(60_000)
    page = context.new_page()
    page.goto(server)
    page.wait_for_selector("#conversation .examples button")
    ask(page, QUESTION)
    page.click("[data-copy-text]")
    expect(page.locator("[data-copy-text]")).to_have_text("已复制")
    copied = page.evaluate("navigator.clipboard.readText()")
    assert "≤0.124 mg/m³" in copied
    assert "永久地址" in copied
    page.click("details.source[open] [data-copy-link]")
    expect(page.locator("details.source[open] [data-copy-link]")).to_have_text("已复制")
    link = page.evaluate("navigator.clipboard.readText()")
    assert link.startswith(f"{server}/source/gb-18580-2025/Table%201/1")
    with page.expect_download() as loading:
        page.click("details.source[open] a.marked-copy")
    assert loading.value.suggested_filename.endswith(".pdf")
    with context.expect_page() as opening:
        page.click(".actions a[href^='/answers/']:not([download])")
    answer = opening.value
    answer.wait_for_selector("article.answer-page")
    expect(answer.locator(".statement")).to_contain_text("0.124")
    answer.click("a.cite")
    expect(answer.locator("details.source")).to_have_count(1)
    answer.emulate_media(media="print")
    expect(answer.locator(".actions")).to_be_hidden()
    expect(answer.locator("blockquote")).to_be_visible()
    context.close()


def test_an_answers_page_prints_all_its_quotes(desk: Page, server: str) -> None:
    ask(desk, "GB 18580 2017版和2025版甲醛释放限量有什么变化？")
    cards = desk.locator("#sources details.source").count()
    assert cards >= 2
    desk.goto(f"{server}{desk.get_attribute('.actions a', 'href')}")
    desk.evaluate("window.print = () => { window.printed = document.querySelectorAll('details.source[open]').length; }")
    desk.locator("details.source > summary").first.click()
    desk.click("a.cite >> nth=-1")
    desk.click("[data-print]")
    desk.wait_for_function(f"window.printed === {cards}")
    assert desk.evaluate("[...document.images].every((one) => one.naturalWidth > 0)")


def test_what_is_answered_is_told_in_one_live_line(desk: Page) -> None:
    assert desk.locator("#conversation [aria-live]").count() == 0
    ask(desk, QUESTION)
    line = desk.locator("#chat-status")
    expect(line).to_have_text(re.compile("^答复：.*0.124"))
    assert line.get_attribute("role") == "status"
    assert desk.evaluate("document.activeElement.closest('#question') !== null || document.activeElement.id === 'send'")


def test_who_chooses_by_keyboard_goes_on_at_the_answer(desk: Page) -> None:
    desk.locator("#conversation .examples button").first.focus()
    desk.keyboard.press("Enter")
    desk.wait_for_selector(".turn .speaks-for")
    desk.wait_for_function("document.activeElement.classList.contains('question')")
    desk.keyboard.press("Tab")
    expect(desk.locator("a.cite").first).to_be_focused()
    desk.keyboard.press("Enter")
    expect(desk.locator("details.source[open] > summary").first).to_be_focused()


def answer(**changes: Any) -> dict[str, Any]:
    made = Answer.model_validate(
        {"question": "甲", "language": "zh", "as_of": "2026-11-23", "build": "b", "outcome": "declined", "text": "无。"}
    )
    return Exchange(1, "甲", answer=made, token="a" * 24).to_browser() | changes


def test_only_what_we_gave_a_browser_is_taken_back() -> None:
    (back,) = restored([answer()])
    assert (back.number, back.question, back.token) == (1, "甲", "a" * 24)
    assert back.answer
    assert back.answer.text == "无。"
    strange = [
        None,
        1,
        "甲",
        {},
        answer(answer=None),
        answer(token="../x"),
        answer(question=3),
        answer(answer={"a": 1}),
    ]
    assert restored(strange) == []
    assert [restored(one) for one in (None, {}, "x", 7)] == [[]] * 4
    assert [one.number for one in restored([None, answer(), answer()])] == [1, 2]
    assert len(restored([answer()] * 99)) == MOST_KEPT


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_every_example_is_answered(web_settings: Settings, lang: Any) -> None:
    asker = Runtime(web_settings).asker()
    groups = Examples().of(asker, lang)
    assert len(groups) >= 4
    assert len({group.title for group in groups}) == len(groups)
    for question in (question for group in groups for question in group.questions):
        assert asker.ask(question).outcome == "answered"
    titles = " ".join(group.title for group in groups)
    assert ("人造板" if lang == "zh" else "panels") in titles
    assert ("纺织" if lang == "zh" else "Textiles") not in titles
