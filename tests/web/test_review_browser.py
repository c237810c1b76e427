"""The review desk in Chromium: the whole way from the queue to a recorded verdict without a mouse."""

from __future__ import annotations

import re
import shutil
from collections.abc import Iterator

import httpx
import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect, sync_playwright

from assistant.settings import Settings
from tests.web.browsing import ARGUMENTS
from tests.web.conftest import PASSWORD, signed_in
from tests.web.reviewing import SECOND, add_reviewer, answered, judge, verdicts

pytestmark = pytest.mark.browser
EDITION = "gb-18580-2025"


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=shutil.which("chromium"), args=ARGUMENTS)
        yield browser
        browser.close()


@pytest.fixture
def desk(browser: Browser, server: str) -> Iterator[Page]:
    context = browser.new_context(viewport={"width": 1280, "height": 900}, locale="en-US", base_url=server)
    yield from entered(context, "reviewer")


@pytest.fixture
def phone(browser: Browser, server: str) -> Iterator[Page]:
    context = browser.new_context(
        viewport={"width": 390, "height": 844}, locale="zh-CN", base_url=server, has_touch=True
    )
    yield from entered(context, "reviewer")


@pytest.fixture
def second(server: str, web_settings: Settings) -> Iterator[httpx.Client]:
    add_reviewer(web_settings)
    yield from signed_in(server, SECOND)


def entered(context: BrowserContext, name: str) -> Iterator[Page]:
    """Sign in by the form; what the console says against a page fails the test."""
    context.set_default_timeout(30_000)
    page, told = context.new_page(), list[str]()
    page.on("console", lambda said: told.append(said.text) if said.type in ("error", "warning") else None)
    page.on("pageerror", lambda error: told.append(str(error)))
    page.goto("/login?next=/review/queue")
    page.fill("input[name=name]", name)
    page.fill("input[name=password]", PASSWORD)
    page.press("input[name=password]", "Enter")
    page.wait_for_url("**/review/queue")
    yield page
    context.close()
    assert [one for one in told if "409" not in one] == []


def test_a_verdict_by_keyboard_from_the_queue_to_the_next_answer(desk: Page, web_settings: Settings) -> None:
    numbers = [answered(web_settings, f"键盘审核{i}", "4/1", "4/2", edition=EDITION) for i in range(2)]
    desk.goto("/review/queue?q=键盘审核&reason=all&judged=no")
    desk.keyboard.press("j")
    expect(desk.locator("[data-queue] li a").nth(0)).to_be_focused()
    desk.keyboard.press("j")
    desk.keyboard.press("k")
    desk.keyboard.press("Enter")
    desk.wait_for_url(f"**/review/answers/{numbers[1]}?*")
    desk.keyboard.press("j")
    expect(desk.locator("#c1")).to_be_focused()
    desk.keyboard.press("1")
    desk.keyboard.press("Enter")
    expect(desk.locator("#c2")).to_be_focused()
    desk.keyboard.press("5")
    desk.keyboard.press("k")
    desk.keyboard.press("2")
    expect(desk.locator("input[name=c1]:checked")).to_have_value("wrong_clause")
    expect(desk.locator("input[name=c2]:checked")).to_have_value("missing_condition")
    desk.keyboard.press("o")
    desk.keyboard.press("3")
    desk.keyboard.press("c")
    desk.keyboard.type("j 1 Enter? n")
    desk.keyboard.press("Escape")
    desk.keyboard.press("e")
    desk.keyboard.press("Enter")
    desk.wait_for_url(f"**/review/answers/{numbers[0]}?*")
    expect(desk.locator(".banner.done")).to_contain_text(str(numbers[1]))
    assert verdicts(web_settings, numbers[1]) == [("reviewer", "incomplete")]
    desk.goto(f"/review/answers/{numbers[1]}")
    expect(desk.locator(".verdict-given")).to_contain_text("j 1 Enter? n")
    expect(desk.locator(".make-example .badge")).to_be_visible()


def test_enter_records_nothing_before_there_is_a_verdict_on_the_whole(desk: Page, web_settings: Settings) -> None:
    number = answered(web_settings, "还没有结论", "4/1", edition=EDITION)
    desk.goto(f"/review/answers/{number}")
    for key in ("j", "a", "Enter", "Enter", "Enter"):
        desk.keyboard.press(key)
    expect(desk.locator("#whole")).to_be_focused()
    expect(desk.locator("input[name=c1]:checked")).to_have_value("right")
    assert verdicts(web_settings, number) == []


def test_the_keys_are_told_and_do_nothing_else_meanwhile(desk: Page, web_settings: Settings) -> None:
    number = answered(web_settings, "说明", "4/1", edition=EDITION)
    desk.goto(f"/review/answers/{number}")
    desk.keyboard.press("?")
    dialog = desk.locator("dialog#keys")
    expect(dialog).to_be_visible()
    expect(dialog).to_contain_text("All other citations are right")
    desk.keyboard.press("1")
    desk.keyboard.press("Escape")
    expect(dialog).to_be_hidden()
    expect(desk.locator("input:checked")).to_have_count(0)


def test_what_the_other_reviewer_said_comes_into_focus_and_the_second_decides_by_keyboard(
    desk: Page, second: httpx.Client, web_settings: Settings
) -> None:
    number = answered(web_settings, "两人审核", "4/1", edition=EDITION)
    desk.goto(f"/review/answers/{number}")
    judge(second, number, overall="wrong", comment="另有规定")
    for key in ("j", "1", "Enter", "1", "Enter"):
        desk.keyboard.press(key)
    expect(desk.locator(".met")).to_be_focused()
    expect(desk.locator(".verdict-given")).to_contain_text("另有规定")
    assert verdicts(web_settings, number) == [(SECOND, "wrong")]
    desk.keyboard.press("o")
    expect(desk.locator("input[name=overall]:checked")).to_have_value("right")
    desk.keyboard.press("2")
    desk.keyboard.press("Enter")
    desk.wait_for_url("**/review/**done=*")
    assert verdicts(web_settings, number) == [(SECOND, "wrong"), ("reviewer", "wrong")]


def test_the_quoted_lines_are_marked_on_the_page_beside(desk: Page, web_settings: Settings) -> None:
    number = answered(web_settings, "页面", "4/2", edition=EDITION)
    desk.goto(f"/review/answers/{number}")
    image = desk.locator("#c1 .page-view img")
    image.scroll_into_view_if_needed()
    desk.wait_for_function("image => image.complete && image.naturalWidth > 0", arg=image.element_handle())
    view, mark = desk.locator("#c1 .page-view").bounding_box(), desk.locator("#c1 .mark").first.bounding_box()
    words = desk.locator("#c1 .words").bounding_box()
    assert view
    assert mark
    assert words
    assert view["x"] <= mark["x"]
    assert view["y"] < mark["y"] < mark["y"] + mark["height"] < view["y"] + view["height"]
    assert words["x"] + words["width"] < view["x"]


def test_no_page_of_the_desk_is_wider_than_a_phone(phone: Page, web_settings: Settings) -> None:
    number = answered(web_settings, "手机", "4/1", "4/2", edition=EDITION)
    for path in (
        "queue?reason=all&judged=any",
        f"answers/{number}",
        "figures",
        "impact",
        "check",
        "../review?cite=GB 18580 4.2",
    ):
        phone.goto(f"/review/{path}")
        phone.wait_for_load_state("networkidle")
        assert phone.evaluate("document.documentElement.scrollWidth") <= 390, path
    phone.goto(f"/review/answers/{number}")
    phone.locator("label", has_text=re.compile("^.*不完整$")).tap()
    phone.locator("[data-send]").tap()
    phone.wait_for_url("**/review/**done=*")
    assert verdicts(web_settings, number) == [("reviewer", "incomplete")]


def test_a_text_is_checked_in_the_browser(desk: Page) -> None:
    desk.goto("/review/check")
    desk.fill("textarea[name=text]", "人造板制品的甲醛释放量应不大于0.080 mg/m³。")
    desk.click("main form button")
    expect(desk.locator("[data-verdict=contradicted]")).to_be_visible()
    expect(desk.locator(".differs")).to_contain_text("0.050")
    desk.evaluate("window.print = () => document.body.setAttribute('data-printed', '')")
    desk.click("[data-print]")
    expect(desk.locator("body[data-printed]")).to_have_count(1)
