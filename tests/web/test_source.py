"""The page of a clause: a stable address that people paste into letters."""

import re
import shutil
import time
from io import BytesIO
from pathlib import Path
from urllib.parse import quote

import httpx
import pypdfium2
import pytest
from fastapi.testclient import TestClient
from PIL import Image

from assistant.library.folding import fold
from assistant.settings import Settings
from assistant.web.app import create_app


def test_shows_the_clause_with_its_status_page_and_neighbours(client: httpx.Client) -> None:
    page = client.get("/source/gb-18580-2025/4/2")
    assert page.status_code == 200
    assert "0.050" in page.text
    assert "In force" in page.text
    assert "2026-06-01" in page.text
    assert 'class="mark"' in page.text
    assert 'rel="prev"' in page.text
    assert 'rel="next"' in page.text
    assert re.search(r"/source/gb-18580-2025\.pdf#page=\d", page.text)


def test_status_is_that_of_the_day_asked_for(client: httpx.Client) -> None:
    assert "Not yet in force" in client.get("/source/gb-18580-2025/4/2?as_of=2026-01-01").text
    assert "Superseded" in client.get("/source/gb-18580-2017/4/1?as_of=2026-07-01").text
    assert "Repealed" in client.get("/source/label-measures-2019/2?as_of=2026-02-01").text


def test_speaks_the_readers_language(client: httpx.Client) -> None:
    assert (
        "现行有效"
        in client.get("/source/gb-18580-2025/4/2", headers={"Accept-Language": "zh-CN,zh;q=0.9,en;q=0.8"}).text
    )
    assert "现行有效" in client.get("/source/gb-18580-2025/4/2?lang=zh").text
    assert "现行有效" in client.get("/source/gb-18580-2025/4/2", headers={"Accept-Language": "de"}).text


def test_marks_only_the_lines_of_a_quote(client: httpx.Client) -> None:
    clause = client.get("/api/editions/label-measures-2025/clauses/8").json()
    page = client.get("/source/label-measures-2025/8", params={"q": clause["text"][:6]})
    assert f"<mark>{clause['text'][:6]}</mark>" in page.text
    assert page.text.count('class="mark"') == 1


def test_marks_nothing_where_the_quote_does_not_stand(client: httpx.Client) -> None:
    page = client.get("/source/label-measures-2025/8", params={"q": "有效期为七十年"})
    assert 'class="mark"' not in page.text
    assert "does not occur" in page.text


def test_a_table_is_a_table_and_its_row_is_marked(client: httpx.Client) -> None:
    assert "<table" in client.get("/source/gb-18580-2025/Table 1").text
    row = client.get("/source/gb-18580-2025/Table 1/2").text
    assert row.count('<tr class="marked">') == 1


@pytest.mark.parametrize("row", ["1", "2"])
def test_a_row_is_marked_where_its_figures_are_printed(client: httpx.Client, web_settings: Settings, row: str) -> None:
    cells = client.get(f"/api/editions/gb-18580-2025/clauses/Table 1/{row}").json()["cells"]
    page = client.get(f"/source/gb-18580-2025/Table 1/{row}").text
    boxes = [[float(n) for n in box.split(",")] for box in re.findall(r'data-box="([^"]+)"', page)]
    printed = ""
    with pypdfium2.PdfDocument(web_settings.corpus / "gb-18580-2025.pdf") as document:
        for number, x0, y0, x1, y1 in boxes:
            leaf = document[int(number) - 1]
            printed += leaf.get_textpage().get_text_bounded(x0, leaf.get_height() - y1, x1, leaf.get_height() - y0)
    assert all(fold(cell).text in fold(printed).text for cell in cells)
    other = {"1": "0.050", "2": "0.124"}[row]
    assert other not in printed


@pytest.mark.parametrize("path", ["/etc/passwd", "README.md"])
def test_the_chat_sends_no_files_of_the_server(client: httpx.Client, path: str) -> None:
    assert client.get(f"/gradio_api/file={path}").status_code == 403
    assert client.post("/gradio_api/upload", files={"files": b"more than a byte"}).status_code == 413


def test_a_fictional_document_says_so(client: httpx.Client) -> None:
    assert "FICTIONAL" in client.get("/source/dst-9001-2025/4/2/6").text


def test_a_clause_named_by_its_label_leads_to_its_address(client: httpx.Client) -> None:
    found = client.get("/source/label-measures-2025/第八条")
    assert found.status_code == 303
    assert found.headers["location"] == "/source/label-measures-2025/8"


def test_pages_of_a_file_that_has_changed_are_not_marked(web_settings: Settings, tmp_path: Path) -> None:
    corpus = shutil.copytree(web_settings.corpus, tmp_path / "corpus")
    index = shutil.copytree(web_settings.index, tmp_path / "index")
    with (corpus / "gb-18580-2025.pdf").open("ab") as file:
        file.write(b"\n% changed")
    client = TestClient(create_app(Settings(corpus=corpus, index=index)), headers={"Accept-Language": "en"})
    page = client.get("/source/gb-18580-2025/4/2")
    assert page.status_code == 200
    assert "0.050" in page.text
    assert "has changed" in page.text
    assert "<img" not in page.text
    assert client.get("/source/gb-18580-2025.pdf").status_code == 404


def test_an_odd_edition_id_is_percent_encoded(client: httpx.Client, odd_edition: str) -> None:
    contents = client.get(f"/library/{quote(odd_edition)}")
    assert contents.status_code == 200
    first = re.search(r'<li[^>]*><a href="([^"]+)"', contents.text)
    assert first
    assert quote(odd_edition, safe="") in first.group(1)
    assert client.get(first.group(1)).status_code == 200
    assert client.get(f"/source/{quote(odd_edition)}.pdf").content.startswith(b"%PDF")


@pytest.mark.parametrize("address", ["/source/no-such-edition/4", "/source/gb-18580-2025/99/9", "/library/no-such"])
def test_an_unknown_clause_is_one_plain_sentence(client: httpx.Client, address: str) -> None:
    page = client.get(address)
    assert page.status_code == 404
    assert 'role="alert"' in page.text
    assert "Traceback" not in page.text
    assert "没有" in client.get(address, headers={"Accept-Language": "zh"}).text


@pytest.mark.parametrize(
    "address",
    ["/source/..%2F..%2Fcatalogue.toml.pdf", "/source/broken.pdf", "/source/%2Fetc%2Fpasswd.pdf", "/source/.pdf"],
)
def test_only_files_of_the_library_are_sent(client: httpx.Client, address: str) -> None:
    assert client.get(address).status_code == 404


def test_page_images_are_kept_by_browsers_only_where_the_address_names_the_file(client: httpx.Client) -> None:
    page = client.get("/source/gb-18580-2025/4/2").text
    address = re.search(r'src="(/page-image/[^"]+)"', page)
    assert address
    image = client.get(address.group(1).replace("&amp;", "&"))
    assert image.headers["content-type"] == "image/png"
    assert "immutable" in image.headers["cache-control"]
    assert "immutable" not in client.get("/page-image/gb-18580-2025/1.png").headers["cache-control"]
    assert client.get("/page-image/gb-18580-2025/999.png").status_code == 404


def test_what_the_address_says_is_escaped(client: httpx.Client) -> None:
    hostile = "<script>alert(1)</script>"
    for address in (f"/library?q={quote(hostile)}", f"/review?clause=1&q={quote(hostile)}&edition={quote(hostile)}"):
        assert hostile not in client.get(address).text
    headers = client.get("/library").headers
    assert "default-src 'none'" in headers["content-security-policy"]
    assert headers["x-content-type-options"] == "nosniff"


def test_looking_up_a_citation_leads_to_its_clause(client: httpx.Client) -> None:
    found = client.get("/review", params={"edition": "label-measures-2025", "clause": "第八条"})
    assert found.status_code == 303
    assert found.headers["location"] == "/source/label-measures-2025/8"
    missing = client.get("/review", params={"edition": "label-measures-2025", "clause": "第九百条"})
    assert missing.status_code == 200
    assert 'role="alert"' in missing.text


def test_the_library_lists_editions_and_finds_words_in_them(client: httpx.Client) -> None:
    whole = client.get("/library").text
    assert whole.count("<tr data-edition=") == 9
    found = client.get("/library?q=二维码").text
    assert 'data-edition="label-measures-2019"' in found
    assert 'data-edition="gb-18580-2017"' not in found


def test_the_state_page_names_files_that_could_not_be_read(client: httpx.Client) -> None:
    assert "broken.pdf" in client.get("/maintain").text
    assert "broken.pdf 已损坏" in client.get("/maintain", headers={"Accept-Language": "zh"}).text


def test_page_images_have_the_size_of_the_page(client: httpx.Client) -> None:
    image = Image.open(BytesIO(client.get("/page-image/gb-18580-2025/1.png?scale=1").content))
    assert abs(image.width - 595) <= 1
    assert abs(image.height - 842) <= 1


def test_a_page_that_cannot_be_drawn_costs_its_picture_only(client: httpx.Client, undrawn: str) -> None:
    began = time.monotonic()
    refused = client.get(f"/page-image/{undrawn}/1.png")
    assert refused.status_code == 503
    assert f"Page 1 of {undrawn}.pdf could not be drawn in time" in refused.text
    assert time.monotonic() - began < 15
    assert client.get("/page-image/gb-18580-2025/2.png").status_code == 200
    zh = {"Accept-Language": "zh"}
    assert "这一页画不出来" in client.get(f"/page-image/{undrawn}/1.png", headers=zh).text
    for address in (f"/source/{undrawn}/front", f"/maintain/{undrawn}"):
        assert client.get(address).status_code == 200
        assert "这一页画不出来" in client.get(address, headers=zh).text
        assert "This page could not be drawn" in client.get(address).text


def test_checkers_of_links_may_ask_for_the_head_alone(client: httpx.Client) -> None:
    assert client.head("/source/gb-18580-2025/4/2").status_code == 200
    assert client.head("/source/gb-18580-2025.pdf").headers["content-type"] == "application/pdf"
    assert client.head("/source/gb-18580-2025/99").status_code == 404


def test_the_text_of_a_clause_links_to_what_it_refers_to(client: httpx.Client) -> None:
    page = client.get("/source/gb-18580-2025/4/1").text
    assert re.search(r'<a class="reference" href="/source/gb-18580-2025/Table%201" title="[^"]+">表1</a>', page)
    other = client.get("/source/gb-18580-2025/5/1").text
    assert '<span class="reference" title="Not in the library">GB/T 17657—2022</span>' in other
    dated = client.get("/source/gb-18580-2025/4/1?as_of=2026-01-01").text
    assert '/source/gb-18580-2025/Table%201?as_of=2026-01-01"' in dated


def test_a_reference_to_an_older_edition_says_that_it_is_superseded(client: httpx.Client) -> None:
    page = client.get("/source/gb-18580-2025/Foreword/d?as_of=2026-07-01").text
    assert re.search(
        r'href="/source/gb-18580-2017/5\?as_of=2026-07-01" title="[^"]*Superseded">2017年版的第5章</a>', page
    )


def test_a_quote_across_a_link_is_marked_whole(client: httpx.Client) -> None:
    clause = client.get("/api/editions/gb-18580-2025/clauses/4/1").json()
    page = client.get("/source/gb-18580-2025/4/1", params={"q": clause["text"]}).text
    marked = "".join(re.findall(r"<mark>(.*?)</mark>", page, re.DOTALL))
    assert re.sub(r"<[^>]+>", "", marked) == clause["text"]


def test_a_clause_names_those_that_refer_to_it(client: httpx.Client) -> None:
    page = client.get("/source/gb-18580-2025/Table 1").text
    citing = page.partition('<ul class="links citing">')[2].partition("</ul>")[0]
    assert 'href="/source/gb-18580-2025/4/1"' in citing
    assert "citing" not in client.get("/source/gb-18580-2025/1").text


def test_the_library_page_lists_what_changed_since_the_previous_edition(client: httpx.Client) -> None:
    page = client.get("/library/gb-18580-2025").text
    changes = page.partition('<details class="changes">')[2].partition("</details>")[0]
    assert "Added" in changes
    assert 'href="/source/gb-18580-2025/4/2"' in changes
    assert "changes" not in client.get("/library/label-measures-2019").text.partition("<main")[2]


def test_the_api_gives_what_references_lead_to(client: httpx.Client) -> None:
    clause = client.get("/api/editions/gb-18580-2025/clauses/4/1").json()
    table = next(one for one in clause["references"] if one["kind"] == "table")
    assert (table["found"], table["edition"], table["key"]) == ("clause", "gb-18580-2025", "Table 1")


def test_a_copy_of_the_page_has_the_quote_marked(client: httpx.Client) -> None:
    quote = "绿色产品认证证书的有效期为五年"
    copy = client.get("/source/label-measures-2025/8.pdf", params={"q": quote})
    assert copy.headers["content-type"] == "application/pdf"
    assert "attachment" in copy.headers["content-disposition"]
    with pypdfium2.PdfDocument(copy.content) as pdf:
        assert len(pdf) == 1
        assert quote in pdf[0].get_textpage().get_text_range()
    assert client.get("/source/gb-18580-2025/Table%201/1.pdf").status_code == 200


def test_what_cannot_be_marked_has_no_copy(client: httpx.Client) -> None:
    assert client.get("/source/label-measures-2025/8.pdf", params={"q": "没有这句话"}).status_code == 404
    assert client.get("/source/label-measures-2025/999.pdf").status_code == 404
    assert client.get("/source/nowhere/8.pdf").status_code == 404


def test_a_clause_that_an_amendment_changes_is_shown_as_amended_from_its_day_on(client: httpx.Client) -> None:
    page = client.get("/source/dst-9001-2025/4/2/6?as_of=2026-07-02").text
    assert "As amended" in page
    assert "<del>0.30</del>" in page
    assert "<ins>0.40</ins>" in page
    assert "/source/dst-9001-2025-amd1/1" in page
    assert "As amended" not in client.get("/source/dst-9001-2025/4/2/6?as_of=2026-06-01").text
    told = client.get("/api/editions/dst-9001-2025/clauses/4/2/6?as_of=2026-07-02").json()["amendments"]
    assert [(one["edition"], one["op"]) for one in told] == [("dst-9001-2025-amd1", "changed")]
    assert "0.40" in told[0]["text"]
