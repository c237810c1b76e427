"""The maintenance desk at a server of its own, whose library the tests change."""

from __future__ import annotations

import errno
import re
import time
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

from assistant.index.current import build_ids, current_id
from assistant.library.catalogue import Catalogue
from tests.reading.hostile import KINDS, locked_by_aes, slow_to_draw
from tests.web.conftest import PASSWORD, sign_in, token_in
from tests.web.workshop import Workshop, lamp, opened_workshop


@pytest.fixture(scope="module")
def workshop(corpus: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Workshop]:
    with opened_workshop(corpus, tmp_path_factory.mktemp("workshop")) as opened:
        yield opened


def test_from_upload_to_publishing_and_back(workshop: Workshop) -> None:
    index, before = workshop.settings.index, current_id(workshop.settings.index)
    upload = workshop.sent("C:\\papers\\..\\lamps-2024.PDF", lamp(60))
    shown = workshop.client.get(f"/maintain/uploads/{upload}").text
    assert "lamps-2024.pdf" in shown
    assert 'data-verdict="good"' in shown
    assert shown.count("<rect ") >= 3
    assert "2 Limits" in re.sub(r"<[^>]+>", "", shown)
    image = workshop.client.get(f"/maintain/uploads/{upload}/1.png")
    assert image.headers["content-type"] == "image/png"
    form = {
        "edition": "lamps-2024",
        "number": "LM 7-2024",
        "title": "Lamps",
        "effective": "2024-05",
        "fictional": "yes",
    }
    taken = workshop.client.post(f"/maintain/uploads/{upload}/accept", data=form)
    assert taken.headers["location"] == "/maintain/upload?done=accepted", taken.text
    entry = Catalogue.load(workshop.settings.corpus).entry("lamps-2024")
    assert (entry.number, entry.title, entry.effective, entry.fictional) == ("LM 7-2024", None, "2024-05", True)
    assert workshop.client.get("/library/lamps-2024").status_code == 404

    page = workshop.reindexed()
    assert current_id(index) == before
    assert 'data-op="added"' in page
    build = workshop.proposed(page)
    published = workshop.client.post("/maintain/index/publish", data={"build": build})
    assert published.headers["location"] == "/maintain/index?done=published"
    assert current_id(index) == build
    assert "Lamps" in workshop.client.get("/library/lamps-2024").text

    back = workshop.client.post("/maintain/builds/rollback", data={"build": before})
    assert back.headers["location"] == "/maintain/builds?done=rolled_back"
    assert current_id(index) == before
    assert workshop.client.get("/library/lamps-2024").status_code == 404
    assert workshop.client.post("/maintain/builds/rollback", data={"build": build}).status_code == 303
    assert workshop.acts() == [
        ("maintainer", what) for what in ("rolled_back", "rolled_back", "published", "accepted", "uploaded")
    ]
    listed = workshop.client.get("/maintain/builds").text
    assert f'data-build="{build}"' in listed
    assert "lamps-2024 ← lamps-2024.pdf" in listed


def test_a_changed_text_is_compared_before_it_is_published(workshop: Workshop) -> None:
    upload = workshop.sent("lamps-2024.pdf", lamp(45))
    asked = {"edition": "lamps-2024", "shown_for": "lamps-2024", "number": "LM 7-2024", "title": "Lamps"}
    refused = workshop.client.post(f"/maintain/uploads/{upload}/accept", data=asked)
    assert refused.status_code == 400
    assert "holds lamps-2024.pdf already" in refused.text
    indexed = (workshop.settings.corpus / "lamps-2024.pdf").read_bytes()
    taken = workshop.client.post(f"/maintain/uploads/{upload}/accept", data=asked | {"replace": "yes"})
    assert taken.status_code == 303
    assert len(list((workshop.settings.data / "replaced").glob("* lamps-2024.pdf"))) == 1
    # Until it is published, readers get the pages of the file that was replaced.
    held = workshop.client.get("/source/lamps-2024.pdf")
    assert (held.status_code, held.content) == (200, indexed)
    assert workshop.client.get("/page-image/lamps-2024/1.png").status_code == 200
    page = workshop.reindexed()
    assert re.search(r"60 °C → 45 °C", page)
    diff = workshop.client.get("/maintain/index/diff/lamps-2024").text
    assert "<del>60</del>" in diff
    assert "<ins>45</ins>" in diff
    before = current_id(workshop.settings.index)
    dropped = workshop.client.post("/maintain/index/discard", data={"build": workshop.proposed(page)})
    assert dropped.headers["location"] == "/maintain/index?done=build_discarded"
    assert build_ids(workshop.settings.index)[-1] == before
    assert workshop.client.get("/maintain/index/diff/lamps-2024").status_code == 404
    # A second tab that still shows it is told what has happened, in its language.
    again = {"build": workshop.proposed(page)}
    late = workshop.client.post("/maintain/index/publish", data=again, headers={"Accept-Language": "zh"})
    assert late.status_code == 404
    assert "不在等待处理" in late.text


def test_an_entry_that_was_not_shown_is_not_wiped_out(workshop: Workshop) -> None:
    catalogue = workshop.settings.corpus / "catalogue.toml"
    before = catalogue.read_text("utf-8")
    upload = workshop.sent("other.pdf", lamp(31))
    form = fields(workshop.client.get(f"/maintain/uploads/{upload}").text)
    address = f"/maintain/uploads/{upload}/accept"
    asked = workshop.client.post(address, data=form | {"edition": "gb-18401-2010"})
    assert asked.status_code == 400
    assert "has an entry for" in asked.text
    shown = fields(asked.text)
    assert (shown["number"], shown["shown_for"]) == ("GB 18401-2010", "gb-18401-2010")
    assert catalogue.read_text("utf-8") == before
    workshop.client.post(f"/maintain/uploads/{upload}/discard")


def test_the_catalogue_is_edited_and_talks_nobody_over(workshop: Workshop) -> None:
    address = "/maintain/edit/gb-18580-2025"
    form = fields(workshop.client.get(address).text)
    assert form["number"] == "GB 18580-2025"
    changed = form | {"repealed": "2031-01-01", "aliases": "boards\r\n板\r\n"}
    done = workshop.client.post(address, data=changed)
    assert done.headers["location"] == f"{address}?done=edited"
    entry = Catalogue.load(workshop.settings.corpus).entry("gb-18580-2025")
    assert (entry.repealed, entry.aliases, entry.mandatory) == ("2031-01-01", ("boards", "板"), True)
    late = workshop.client.post(address, data=form | {"title": "Other"})
    assert late.status_code == 400
    assert "changed the catalogue since" in late.text
    again = fields(workshop.client.get(address).text)
    assert workshop.client.post(address, data=again).headers["location"] == f"{address}?done=nothing_changed"
    wrong = workshop.client.post(address, data=again | {"effective": "soon"})
    assert wrong.status_code == 400
    assert 'value="soon"' in wrong.text
    assert workshop.client.post(address, data=again | {"official_url": "javascript:alert(1)"}).status_code == 400
    assert "status" in workshop.reindexed()


def fields(page: str) -> dict[str, str]:
    """Return what a form of front matter shows."""
    found = dict(re.findall(r'<input[^>]* name="(\w+)" value="([^"]*)"', page))
    found |= dict(re.findall(r'<textarea name="(\w+)" rows="\d+">([^<]*)</textarea>', page))
    for name, options in re.findall(r'<select name="(\w+)">(.*?)</select>', page):
        chosen = re.search(r'value="(\w*)" selected', options)
        found[name] = chosen[1] if chosen else ""
    return {name: value.replace("&#39;", "'") for name, value in found.items() if name != "csrf"}


@pytest.mark.parametrize(
    ("name", "content", "status", "code"),
    [
        ("text.pdf", b"This is a text.", 415, "not_a_pdf"),
        ("empty.pdf", b"", 415, "not_a_pdf"),
        ("page.html", b"<script>alert(1)</script>" * 100, 415, "not_a_pdf"),
        ("large.pdf", b"%PDF-1.7\n" + b"0" * 2**20, 413, "too_large"),
    ],
)
def test_what_is_no_pdf_or_too_large_is_not_kept(
    workshop: Workshop, name: str, content: bytes, status: int, code: str
) -> None:
    told = workshop.send(name, content)
    assert (told.status_code, told.json()["error"]["code"]) == (status, code)
    assert list((workshop.settings.data / "uploads").glob(".part-*")) == []


def test_a_size_that_is_not_told_is_counted(workshop: Workshop) -> None:
    pieces = (b"%PDF-1.7\n" + b"0" * 2**16 for _ in range(40))
    try:
        told = workshop.client.post("/maintain/upload", params={"name": "large.pdf"}, content=pieces)
    except httpx.WriteError:
        pass  # the server hung up before all was sent
    else:
        assert told.status_code == 413
    assert list((workshop.settings.data / "uploads").glob(".part-*")) == []


@pytest.mark.parametrize(
    "given",
    ["../../etc/passwd", "..\\..\\x.pdf", "/abs.pdf", ".hidden.pdf", "a\x00b.pdf", "a\nb.pdf", "字" * 300, "", "..."],
)
def test_a_name_leads_nowhere(workshop: Workshop, given: str) -> None:
    upload = workshop.sent(given, lamp(10 + len(given)))
    [folder] = [path for path in (workshop.settings.data / "uploads").iterdir() if path.name == upload]
    assert len([path for path in folder.iterdir() if path.suffix == ".pdf"]) == 1
    for edition in ("../x", "a/b", "..", ".x", "", "a\\b", "x" * 400):
        refused = workshop.client.post(f"/maintain/uploads/{upload}/accept", data={"edition": edition})
        assert refused.status_code == 400, edition
    assert workshop.client.post(f"/maintain/uploads/{upload}/discard").status_code == 303
    assert not folder.exists()
    assert sorted(path.name for path in workshop.settings.corpus.parent.iterdir()) == ["corpus", "data", "index"]


def test_a_corpus_that_cannot_be_written_is_told_and_the_upload_stays(
    workshop: Workshop, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    upload = workshop.sent("late.pdf", lamp(88))
    monkeypatch.setattr("assistant.jobs.accepting.shutil.copyfile", full)
    address = f"/maintain/uploads/{upload}/accept"
    told = workshop.client.post(address, data={"edition": "late"})
    assert told.status_code == 503
    assert "No space left on device" in told.text
    chinese = workshop.client.post(address, data={"edition": "late"}, headers={"Accept-Language": "zh"})
    assert "文库目录无法写入" in chinese.text
    monkeypatch.undo()
    assert "late" not in Catalogue.load(workshop.settings.corpus).entries
    assert workshop.client.post(f"/maintain/uploads/{upload}/discard").status_code == 303


@pytest.mark.parametrize("upload", ["../../index", "0" * 64, "%2e%2e", "x"])
def test_an_upload_is_looked_up_never_a_path(workshop: Workshop, upload: str) -> None:
    assert workshop.client.get(f"/maintain/uploads/{upload}").status_code in (404, 405)
    assert workshop.client.post(f"/maintain/uploads/{upload}/discard").status_code in (404, 405)


def test_a_hostile_pdf_costs_its_picture_or_its_verdict_only(workshop: Workshop) -> None:
    locked = workshop.sent("locked.pdf", locked_by_aes())
    shown = workshop.client.get(f"/maintain/uploads/{locked}").text
    assert 'role="alert"' in shown
    assert "/accept" not in shown
    assert workshop.client.post(f"/maintain/uploads/{locked}/accept", data={"edition": "locked"}).status_code == 400
    slow = workshop.sent("slow.pdf", slow_to_draw())
    assert workshop.client.get(f"/maintain/uploads/{slow}").status_code == 200
    assert workshop.client.get(f"/maintain/uploads/{slow}/1.png").status_code == 503
    assert workshop.client.get("/healthz").status_code == 200
    for upload in (locked, slow):
        workshop.client.post(f"/maintain/uploads/{upload}/discard")


@pytest.mark.parametrize(
    "kind", ["page tree in a loop", "image larger than its data", "huge page", "page of no numbers", "font of rubbish"]
)
def test_hostile_kinds_are_previewed_or_refused(workshop: Workshop, kind: str) -> None:
    upload = workshop.sent(f"{kind}.pdf", KINDS[kind]())
    assert workshop.client.get(f"/maintain/uploads/{upload}").status_code == 200
    assert workshop.client.get(f"/maintain/uploads/{upload}/1.png").status_code in (200, 404, 503)
    workshop.client.post(f"/maintain/uploads/{upload}/discard")
    assert workshop.client.get("/healthz").json()["ok"]


def test_what_the_library_holds_is_not_taken_twice(workshop: Workshop) -> None:
    held = workshop.settings.corpus / "gb-18580-2025.pdf"
    content = held.read_bytes()
    told = workshop.send("again.pdf", content)
    assert (told.status_code, told.json()["error"]["code"]) == (409, "already_held")
    # Once another file has taken its place, it may come back.
    held.write_bytes(lamp(77))
    upload = workshop.sent("back.pdf", content)
    held.write_bytes(content)
    assert workshop.client.post(f"/maintain/uploads/{upload}/discard").status_code == 303


def test_a_number_that_the_library_holds_is_told_before_a_file_becomes_its_twin(workshop: Workshop) -> None:
    again = (workshop.settings.corpus / "gb-18580-2025.pdf").read_bytes() + b"\n% sent once more\n"
    upload = workshop.sent("GB 18580-2025 new scan.pdf", again)
    shown = workshop.client.get(f"/maintain/uploads/{upload}").text
    assert "holds this number already: gb-18580-2025." in shown
    workshop.client.post(f"/maintain/uploads/{upload}/discard")
    other = workshop.sent("a lamp.pdf", lamp(33))
    assert "holds this number" not in workshop.client.get(f"/maintain/uploads/{other}").text
    workshop.client.post(f"/maintain/uploads/{other}/discard")


ACTS = [
    "/maintain/upload?name=x.pdf", "/maintain/index/start", "/maintain/index/stop", "/maintain/index/publish",
    "/maintain/index/discard", "/maintain/builds/rollback", "/maintain/edit/gb-18580-2025", "/maintain/inbox/close",
    f"/maintain/uploads/{'0' * 64}/accept", f"/maintain/uploads/{'0' * 64}/discard",
]  # fmt: skip
PAGES = [
    "/maintain/upload",
    "/maintain/upload/list",
    "/maintain/index",
    "/maintain/index/job",
    "/maintain/builds",
    "/maintain/inbox",
]


@pytest.mark.parametrize("address", ACTS)
def test_nothing_is_done_without_account_role_and_token(workshop: Workshop, address: str) -> None:
    body = {"build": current_id(workshop.settings.index), "answers": "1"}
    acts = workshop.acts()
    with httpx.Client(base_url=workshop.address, timeout=30) as client:
        assert client.post(address, data=body).status_code == 401
        sign_in(client, "reviewer", PASSWORD)
        token = token_in(client.get("/review").text)
        assert client.post(address, data=body | {"csrf": token}).status_code == 403
        client.cookies.clear()
        sign_in(client, "maintainer", PASSWORD)
        assert client.post(address, data=body).status_code == 403
        assert client.post(address, data=body | {"csrf": token}).status_code == 403
        assert client.post(address, data=body, headers={"X-CSRF-Token": token}).status_code == 403
    assert workshop.acts() == acts


@pytest.mark.parametrize("address", PAGES)
def test_the_desk_is_shown_to_maintainers_only(workshop: Workshop, address: str) -> None:
    with httpx.Client(base_url=workshop.address, timeout=30) as client:
        assert client.get(address).status_code == 303
        sign_in(client, "reviewer", PASSWORD)
        assert client.get(address).status_code == 403
    for language in ("en", "zh"):
        assert workshop.client.get(address, headers={"Accept-Language": language}).status_code == 200


def test_only_one_reindex_runs_and_it_can_be_stopped(workshop: Workshop) -> None:
    before = current_id(workshop.settings.index)
    workshop.client.post("/maintain/index/start")
    assert workshop.client.post("/maintain/index/start").status_code == 409
    workshop.client.post("/maintain/index/stop")
    for _ in range(100):
        if not workshop.client.get("/maintain/index/job").json()["running"]:
            break
        time.sleep(0.1)
    assert "was stopped" in workshop.client.get("/maintain/index").text
    assert current_id(workshop.settings.index) == before


def test_open_questions_are_grouped_by_what_is_missing_and_closed(workshop: Workshop) -> None:
    for question in ("办理认证多少钱？", "证书现在还有效吗，帮我查一下", "Which laboratory is the best?"):
        assert workshop.client.post("/api/ask", json={"question": question}).json()["outcome"] == "declined"
    shown = workshop.client.get("/maintain/inbox").text
    groups = re.findall(r'data-why="(\w+)">\s*<h2>(.*?) <span class="quiet">\((\d+)\)', shown)
    assert groups == [("never", "Not answered on principle", "3")]
    numbers = re.findall(r'name="answers" value="(\d+)"', shown)
    closed = workshop.client.post("/maintain/inbox/close", data={"answers": numbers[:2]})
    assert closed.headers["location"] == "/maintain/inbox?done=closed"
    assert re.findall(r'name="answers" value="(\d+)"', workshop.client.get("/maintain/inbox").text) == numbers[2:]


def test_answers_that_would_no_longer_hold_are_named_before_publishing(workshop: Workshop) -> None:
    asked = workshop.client.post("/api/ask", json={"question": "人造板制品的甲醛释放限量是多少？"}).json()
    assert asked["citations"][0]["edition"] == "gb-18580-2025"
    address = "/maintain/edit/gb-18580-2025"
    form = fields(workshop.client.get(address).text)
    workshop.client.post(address, data=form | {"repealed": "2026-06-02"})
    page = workshop.reindexed()
    assert "人造板制品的甲醛释放限量是多少？" in page
    assert "gb-18580-2025 is repealed" in page
    chinese = workshop.client.get("/maintain/index", headers={"Accept-Language": "zh"}).text
    assert "gb-18580-2025 已废止" in chinese
    assert "is repealed" not in chinese
