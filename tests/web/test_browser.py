"""The chat in a real browser: ask, click a citation, see the quoted lines marked on the page."""

import re
from pathlib import Path
from urllib.parse import urlsplit

import pypdfium2
import pytest
from playwright.sync_api import Browser, Page, expect

from assistant.library.folding import fold
from tests.web.browsing import ask, send

pytestmark = pytest.mark.browser


def words_in(pdf: Path, box: list[float]) -> str:
    """Return what the PDF prints inside a box given in points from the page's top left."""
    number, x0, y0, x1, y1 = box
    with pypdfium2.PdfDocument(pdf) as document:
        page = document[int(number) - 1]
        height = page.get_height()
        return str(page.get_textpage().get_text_bounded(x0 - 1, height - y1 - 1, x1 + 1, height - y0 + 1))


def test_a_citation_leads_to_the_quoted_words_on_the_page(desk: Page, corpus: Path) -> None:
    ask(desk, "绿色产品认证证书有效期多长？")
    desk.click(".turn a.cite >> nth=0")
    source = desk.locator("details.source[open]")
    expect(source).to_have_count(1)
    expect(source.locator("summary")).to_contain_text("第八条")
    expect(source.locator(".badge.in_force")).to_be_visible()

    quote = source.locator("blockquote").inner_text()
    marks = source.locator(".mark")
    boxes = [[float(n) for n in mark.get_attribute("data-box").split(",")] for mark in marks.all()]
    printed = "".join(words_in(corpus / "label-measures-2025.pdf", box) for box in boxes)
    assert fold(quote).text in fold(printed).text

    image = source.locator("img")
    image.scroll_into_view_if_needed()
    desk.wait_for_function("image => image.complete && image.naturalWidth > 0", arg=image.element_handle())
    sheet, mark = image.bounding_box(), marks.first.bounding_box()
    assert sheet
    assert mark
    with pypdfium2.PdfDocument(corpus / "label-measures-2025.pdf") as document:
        width, height = document.get_page_size(int(boxes[0][0]) - 1)
    assert (mark["x"] - sheet["x"]) / sheet["width"] == pytest.approx(boxes[0][1] / width, abs=0.003)
    assert (mark["y"] - sheet["y"]) / sheet["height"] == pytest.approx(boxes[0][2] / height, abs=0.003)
    assert mark["width"] / sheet["width"] == pytest.approx((boxes[0][3] - boxes[0][1]) / width, abs=0.003)


def test_the_source_page_and_the_original_open_from_the_panel(desk: Page) -> None:
    ask(desk, "绿色产品认证证书有效期多长？")
    with desk.context.expect_page() as opening:
        desk.click("details.source[open] a.open-source")
    clause = opening.value
    clause.wait_for_selector("article.clause")
    assert "/source/label-measures-2025/8" in clause.url
    assert clause.locator(".mark").count() >= 1
    assert "第八条" in clause.locator("h1").inner_text()
    assert (
        clause.locator(".page-head a").first.get_attribute("href").startswith("/source/label-measures-2025.pdf#page=")
    )


def test_examples_and_follow_ups_are_one_conversation(desk: Page) -> None:
    desk.click("#conversation .examples button >> nth=0")
    desk.wait_for_selector(".turn .speaks-for")
    ask(desk, "绿色产品认证证书有效期多长？")
    expect(desk.locator(".turn")).to_have_count(2)
    desk.click("#clear")
    expect(desk.locator(".turn")).to_have_count(0)
    expect(desk.locator("#conversation .examples").first).to_be_visible()


def test_the_day_asked_about_changes_the_answer(desk: Page) -> None:
    desk.fill("#as-of input", "2026-03-01")
    ask(desk, "GB 18580-2025 现行有效吗？")
    expect(desk.locator(".speaks-for")).to_contain_text("2026-03-01")
    expect(desk.locator("#sources .badge.upcoming").first).to_be_visible()


def test_the_language_changes_and_the_conversation_stays(desk: Page) -> None:
    ask(desk, "绿色产品认证证书有效期多长？")
    expect(desk.locator("#send")).to_have_text("提问")
    expect(desk.locator(".as-of")).to_have_attribute("title", "按这一天的有效版本回答")
    desk.click(".languages a[data-lang=en]")
    expect(desk.locator("#send")).to_have_text("Ask")
    expect(desk.locator(".as-of")).to_have_attribute("title", "Answers speak for this day")
    expect(desk.locator(".turn")).to_have_count(1)
    expect(desk.locator("details.source[open] .badge.in_force").first).to_have_text("In force")
    assert desk.evaluate("document.documentElement.lang") == "en"


def test_it_fits_a_phone_and_a_citation_scrolls_to_its_source(phone: Page) -> None:
    expect(phone.locator("#send")).to_have_text("Ask")
    ask(phone, "How long is a green product certificate valid?")
    assert phone.evaluate("document.documentElement.scrollWidth") <= 390
    phone.locator(".turn a.cite").first.click()
    expect(phone.locator("details.source[open] summary")).to_be_in_viewport()
    address = phone.locator("details.source[open] a.open-source").get_attribute("href")
    phone.goto(f"{phone.url.rstrip('/')}{address}")
    assert phone.evaluate("document.documentElement.scrollWidth") <= 390


def test_errors_are_one_sentence_in_the_readers_language(desk: Page) -> None:
    send(desk)
    expect(desk.locator(".turn [role=alert]")).to_have_text("请先输入问题。")
    desk.fill("#question textarea", "甲" * 4001)
    send(desk)
    expect(desk.locator(".turn [role=alert]").last).to_contain_text("4000")


def test_what_is_typed_is_shown_and_never_run(desk: Page) -> None:
    dialogs: list[str] = []
    desk.on("dialog", lambda dialog: (dialogs.append(dialog.message), dialog.dismiss()))
    hostile = "<img src=x onerror=alert(1)> ${alert(2)} {{constructor}} `甲醛`"
    ask(desk, hostile)
    expect(desk.locator(".turn .question")).to_contain_text(hostile)
    assert dialogs == []
    assert desk.locator(".turn img").count() == 0


SLOW_STREAM = """
const quick = window.fetch.bind(window);
window.fetch = async (resource, options) => {
  const response = await quick(resource, options);
  if (!(resource instanceof Request ? resource.url : String(resource)).includes('/queue/data')) return response;
  const slowed = new TransformStream({ async transform(chunk, out) {
    for (const part of new TextDecoder().decode(chunk).split(/(?<=\\n\\n)/)) {
      await new Promise((done) => setTimeout(done, 40));
      out.enqueue(new TextEncoder().encode(part));
    }
  } });
  return new Response(response.body.pipeThrough(slowed), response);
};
"""
"""What the server says comes late, so that every event is sent while the stream before it is closing."""


def test_nothing_sent_while_a_stream_closes_is_lost(browser: Browser, server: str) -> None:
    context = browser.new_context(locale="zh-CN")
    context.set_default_timeout(30_000)
    page = context.new_page()
    page.add_init_script(SLOW_STREAM)
    page.goto(server)
    page.wait_for_selector(".examples [data-ask]")
    for _ in range(3):
        page.evaluate("document.querySelector('.examples [data-ask]').click()")
        page.wait_for_selector(".turn .speaks-for")
        page.evaluate("document.querySelector('#clear').click()")
        page.wait_for_selector("#conversation .examples")
    context.close()


def test_a_question_put_while_another_is_answered_is_answered_too(desk: Page) -> None:
    for question in ("绿色产品认证证书有效期多长？", "人造板的甲醛释放限量是多少？"):
        desk.fill("#question textarea", question)
        desk.evaluate("document.querySelector('#send').click()")
    expect(desk.locator(".turn .speaks-for")).to_have_count(2)


def test_it_stays_light_and_alive_where_the_system_is_dark(browser: Browser, server: str) -> None:
    context = browser.new_context(color_scheme="dark")
    page = context.new_page()
    page.goto(server)
    page.wait_for_selector("#conversation .examples button")
    assert page.evaluate("document.body.classList.contains('dark')") is False
    context.close()


def test_nothing_is_fetched_from_another_host(browser: Browser, server: str) -> None:
    context = browser.new_context(locale="zh-CN")
    page = context.new_page()
    asked: list[str] = []
    complaints: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.on("console", lambda message: complaints.append(message.text) if message.type == "error" else None)
    response = page.goto(server)
    assert response
    page.wait_for_selector("#conversation .examples button")
    ask(page, "绿色产品认证证书有效期多长？")
    page.goto(f"{server}/source/label-measures-2025/8")
    page.wait_for_load_state("load")
    hosts = {urlsplit(url).netloc for url in asked if not url.startswith(("data:", "blob:"))}
    assert hosts == {urlsplit(server).netloc}
    assert complaints == []
    context.close()


def test_the_chat_page_names_no_other_host(server: str) -> None:
    import httpx

    html = httpx.get(server).text
    named = {urlsplit(url).netloc for url in re.findall(r"(?:src|href|content)=[\"'](https?://[^\"']+)", html)}
    assert named <= {urlsplit(server).netloc}


def test_the_box_is_emptied_once_and_a_question_refused_stays_to_be_mended(desk: Page) -> None:
    ask(desk, "人造板的甲醛释放限量是多少？")
    expect(desk.locator("#question textarea")).to_have_value("")
    desk.fill("#question textarea", "甲醛" * 2500)
    send(desk)
    desk.wait_for_selector(".turn:last-child [role=alert]")
    expect(desk.locator("#question textarea")).to_have_value("甲醛" * 2500)


@pytest.mark.parametrize(
    "path", ["/library", "/review", "/maintain", "/maintain/faulty", "/docs", "/source/gb-18580-2025/Table%201"]
)
def test_every_page_fits_a_phone(phone: Page, server: str, path: str) -> None:
    phone.goto(f"{server}{path}")
    assert phone.evaluate("document.documentElement.scrollWidth") <= 390
