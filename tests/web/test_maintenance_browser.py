"""The maintenance desk in a real browser: from the upload to what readers get, and back."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from assistant.index.current import current_id
from tests.web.conftest import PASSWORD
from tests.web.test_accessibility import found_by_axe, listened
from tests.web.workshop import Workshop, lamp, opened_workshop

pytestmark = pytest.mark.browser

PATIENCE = 60_000
"""Milliseconds that a reading or a re-index may take."""
DROP = """async ([files]) => {
    const carried = new DataTransfer();
    for (const [name, content] of files) {
        const bytes = Uint8Array.from(atob(content), (one) => one.charCodeAt(0));
        carried.items.add(new File([bytes], name, {type: 'application/pdf'}));
    }
    document.getElementById('drop').dispatchEvent(new DragEvent('drop', {dataTransfer: carried, bubbles: true}));
}"""


@pytest.fixture(scope="module")
def workshop(corpus: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Workshop]:
    with opened_workshop(corpus, tmp_path_factory.mktemp("workshop")) as opened:
        yield opened


@pytest.fixture(params=["1280 zh-CN", "390 en-US"])
def page(browser: Browser, request: pytest.FixtureRequest, workshop: Workshop) -> Iterator[Page]:
    width, language = request.param.split()
    context = browser.new_context(viewport={"width": int(width), "height": 844}, locale=language)
    context.set_default_timeout(60_000)
    page, complaints = listened(context)
    page.goto(f"{workshop.address}/maintain/upload")
    page.fill("input[name=name]", "maintainer")
    page.fill("input[name=password]", PASSWORD)
    page.click("form.look-up button")
    page.wait_for_url("**/maintain/upload")
    yield page
    assert complaints == []
    context.close()


def looked_at(page: Page) -> None:
    """See that a page fits its width and axe finds nothing serious."""
    width = page.viewport_size
    assert width
    assert page.evaluate("document.documentElement.scrollWidth") <= width["width"]
    assert found_by_axe(page) == []


def drop(page: Page, **files: bytes) -> None:
    import base64

    given = [[f"{name}.pdf", base64.b64encode(content).decode()] for name, content in files.items()]
    page.evaluate(DROP, [given])


def test_the_whole_way(page: Page, workshop: Workshop) -> None:
    index, before = workshop.settings.index, current_id(workshop.settings.index)
    number = len(list(workshop.settings.corpus.glob("lamps*")))
    name = f"lamps-{number}"
    drop(
        page, **{name: lamp(60 + number), "not-read": b"%PDF-1.7\nnothing follows", "too-large": b"%PDF" + bytes(2**20)}
    )
    expect(page.locator(".uploads li[data-state=read]")).to_have_count(1, timeout=PATIENCE)
    expect(page.locator(".uploads li[data-state=failed]")).to_have_count(1, timeout=PATIENCE)
    expect(page.locator(".sending .problem")).to_have_count(1)
    looked_at(page)

    page.click(f".uploads a:has-text('{name}')")
    expect(page.locator(".badge.good")).to_be_visible()
    image = page.locator(".overlay img")
    expect(image).to_be_visible()
    assert image.evaluate("one => one.decode().then(() => one.naturalWidth)") > 0
    looked_at(page)
    page.fill("input[name=number]", f"LM {number}-2024")
    page.fill("input[name=effective]", "2024-05-01")
    page.click("form[action$=accept] button")
    page.wait_for_url("**/maintain/upload?done=accepted")
    page.click(".uploads a:has-text('not-read')")
    expect(page.locator("[role=alert]")).to_be_visible()
    page.click("form[action$=discard] button")
    page.wait_for_url("**/maintain/upload?done=discarded")

    page.click("nav.desk a[href='/maintain/index']")
    expect(page.locator("main")).to_contain_text(f"{name}.pdf")
    page.click("form[action$=start] button")
    expect(page.locator(".proposal")).to_be_visible(timeout=PATIENCE)
    expect(page.locator(".changed-editions li[data-op=added]", has_text=f"LM {number}-2024")).to_be_visible()
    assert current_id(index) == before
    looked_at(page)
    page.click("form[action$=publish] button")
    page.wait_for_url("**/maintain/index?done=published")
    assert current_id(index) != before
    page.goto(f"{workshop.address}/library/{name}")
    expect(page.locator("h1")).to_contain_text(f"LM {number}-2024")

    page.goto(f"{workshop.address}/maintain/builds")
    looked_at(page)
    page.click(f"[data-build='{before}'] summary")
    page.click(f"[data-build='{before}'] button")
    page.wait_for_url("**/maintain/builds?done=rolled_back")
    assert current_id(index) == before
    expect(page.locator(f"[data-build='{before}'] .badge")).to_be_visible()


def test_a_reindex_shows_how_far_it_is_and_survives_a_reload(page: Page, workshop: Workshop) -> None:
    taken = len(list(workshop.settings.corpus.glob("*.pdf")))
    (workshop.settings.corpus / f"stools-{taken}.pdf").write_bytes(lamp(200 + taken))
    page.goto(f"{workshop.address}/maintain/index")
    page.click("form[action$=start] button")
    expect(page.locator("#job progress")).to_be_visible()
    page.reload()
    expect(page.locator("#job [data-told=by]")).to_contain_text("maintainer")
    # It shows what came of it by itself.
    expect(page.locator(".proposal")).to_be_visible(timeout=PATIENCE)
    page.click("form[action$=discard] button")
    page.wait_for_url("**/maintain/index?done=build_discarded")
