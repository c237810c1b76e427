"""The report says what is wrong with a reading, where it is, and how bad it is."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path

import pytest

from assistant.library.findings import tell_finding
from assistant.library.model import Clause, Finding, Quality, ReadingWarning
from assistant.reading.clauses.clauses import build_clauses
from assistant.reading.pages.page import Line, Page, Rect
from assistant.reading.quality import Reading, quality_of
from assistant.reading.read import read_pdf
from assistant.reading.sequences import gaps, printed_twice, without_parent
from assistant.reading.tables.tables import find_tables

Sheet = Callable[..., Page]
BODY = ("1 Scope", "This applies to chairs.", "2 Limits", "2.1 Lead", "Lead shall be absent.", "2.2 Load", "It holds.")


def judged(
    pages: list[Page],
    outline: Sequence[tuple[int, str, int | None]] = (),
    warnings: Sequence[ReadingWarning] = (),
    title: str | None = "Chairs",
) -> Quality:
    clauses = build_clauses(pages, find_tables(pages), outline)
    return quality_of(Reading(pages, clauses, outline, warnings, title))


def finding(quality: Quality, code: str) -> Finding:
    [found] = [one for one in quality.findings if one.code == code]
    return found


def clauses(*keys: str, kind: str = "clause") -> list[Clause]:
    paths = [tuple(key.split("~")[0].split("/")) for key in keys]
    return [
        Clause.model_validate({"key": key, "path": path, "label": key, "kind": kind, "page": i + 1, "end_page": i + 1})
        for i, (key, path) in enumerate(zip(keys, paths, strict=True))
    ]


def test_a_whole_reading_is_good(page: Sheet) -> None:
    quality = judged([page(*BODY)])
    assert (quality.verdict, quality.findings, quality.pages_in_doubt) == ("good", (), ())
    assert (quality.clauses, quality.loose, quality.unreadable) == (4, 0, 0)


def test_entries_of_contents_and_bookmarks_that_are_no_clauses_are_named_with_their_pages(page: Sheet) -> None:
    contents = replace(page("Contents", "1 Scope ..... 2", "2 Limits ..... 2", "2.3 Tests ..... 2"), contents=True)
    quality = judged([contents, page(*BODY, number=2)], [(0, "2.1 Lead", 2), (1, "2.4 Marks", 2)])
    assert (quality.contents_entries, quality.contents_found) == (3, 2)
    assert (quality.bookmark_entries, quality.bookmarks_found) == (2, 1)
    assert quality.verdict == "check"
    lost = finding(quality, "contents_missing")
    assert [(place.what, place.page) for place in lost.places] == [("2.3", 1)]
    assert "missing: 2.3 (contents, page 1)" in lost.message
    assert "2.4 (bookmark, page 2)" in finding(quality, "bookmarks_missing").message
    assert "2.3（目录，第 1 页）" in tell_finding("zh", lost)


def test_a_contents_list_that_shares_its_page_promises_too_and_is_not_loose(page: Sheet) -> None:
    first = page("Chairs", "Contents", "1 Scope ........ 2", "2 Limits ........ 2", "3 Marks ........ 2")
    quality = judged([first, page(*BODY, number=2)])
    assert (quality.contents_found, quality.contents_entries, quality.loose) == (2, 3, 0)


def test_page_numbers_of_contents_are_no_entries(page: Sheet) -> None:
    contents = replace(page("Contents", "1 Scope", "2 Limits", "14", "2024 edition", "15 16"), contents=True)
    assert judged([contents, page(*BODY, number=2)]).contents_entries == 2


def test_a_caption_without_table_is_named(page: Sheet) -> None:
    quality = judged([page(*BODY, "Table 3 Limits of lead"), page("2.3 Tests", "As table 4 says.", number=2)])
    assert (quality.captions, quality.captions_found) == (1, 0)
    assert [(place.what, place.page) for place in finding(quality, "tables_missing").places] == [("3", 1)]
    assert quality.pages_in_doubt == (1,)


@pytest.mark.parametrize(
    ("keys", "missing"),
    [
        (["1", "1/1", "1/2", "1/4"], ["1.3"]),
        (["1", "2", "4"], ["3"]),
        (["1", "1/2"], ["1.1"]),
        (["1", "1/a", "1/b", "1/d"], ["1.c"]),
        (["1", "1/i", "1/ii", "1/iii", "1/iv"], []),
        (["1", "1/h", "1/i"], ["1.a", "1.b", "1.c", "1.d", "1.e", "1.f", "1.g"]),
        (["1", "1/a", "1/b", "1/a~2", "1/b~2"], []),
        (["Annex I", "Annex II", "Annex IV"], ["Annex 3"]),
        (["A", "B", "D"], ["C"]),
        (["Recital 1", "Recital 3"], ["Recital 2"]),
        (["Table 1", "Table", "Table 2"], []),
        (["附件1", "附件3"], ["附件2"]),
        (["1", "2", "1~2", "2~2", "3"], []),
        (["8", "24", "24-1", "25"], ["1", "2", "3", "4", "5", "6", "7", *map(str, range(9, 24))]),
    ],
)
def test_numbers_left_out_are_named(keys: list[str], missing: list[str]) -> None:
    assert [place.what for place in gaps(clauses(*keys))] == missing


def test_a_clause_whose_parent_is_not_there_is_an_orphan() -> None:
    found = without_parent(clauses("4", "4/1", "5/2/1"))
    assert [(place.what, place.page, place.key) for place in found] == [("5.2.1", 3, "5/2/1")]


def test_a_number_printed_twice_is_told_from_a_count_that_begins_anew() -> None:
    assert [place.key for place in printed_twice(clauses("1", "2", "2~2", "3"))] == ["2~2"]
    assert printed_twice(clauses("1", "2", "1~2", "2~2", "3")) == []


def test_a_number_that_was_printed_but_not_read_is_named(page: Sheet) -> None:
    pages = [page(*BODY, "2.3 GB of data", "2.4 cm of wood", "2.7 Seats", "2.10 座椅", "9.1 Other", number=4)]
    read = build_clauses([page(*BODY, number=4)])
    quality = quality_of(Reading(pages, read, title="Chairs"))
    told = finding(quality, "number_unread")
    assert [(place.what, place.page) for place in told.places] == [("2.7", 4), ("2.10", 4)]


def test_text_in_no_clause_shows_by_page(page: Sheet) -> None:
    pages = [page(*BODY), page(*(["Words that no clause holds, however long they are."] * 6), number=2)]
    read = [one for one in build_clauses(pages[:1]) if one.page == 1]
    quality = quality_of(Reading(pages, read, title="Chairs"))
    assert [(place.page, place.share) for place in finding(quality, "text_loose").places] == [(2, 1.0)]
    assert quality.pages_in_doubt == (2,)
    assert 0.5 < quality.loose < 1
    assert (quality.verdict, finding(quality, "text_lost").grade) == ("bad", "bad")


def test_characters_that_cannot_be_read_show_by_page(page: Sheet) -> None:
    quality = judged([page(*BODY, "The limit is \ue010\ufffd mg per kilogram, as measured in three samples of lead")])
    assert finding(quality, "characters_unreadable").places[0].page == 1
    assert quality.unreadable > 0.01


def test_pages_of_which_warnings_tell_are_in_doubt(page: Sheet) -> None:
    warnings = [
        ReadingWarning(code="text_layer_missing", message="", page=2, done="unread", reason="image_only"),
        ReadingWarning(code="text_layer_unreadable", message="", page=3, done="kept", reason="silent_fonts"),
    ]
    quality = judged([page(*BODY), page(number=2), page("3 Tests", "Tests follow.", number=3)], warnings=warnings)
    assert quality.pages_in_doubt == (2, 3)
    assert finding(quality, "pages_unread").message == "Pages not read (1 of 3): page 2."


def unsure(sheet: Page, score: float) -> Page:
    lines = tuple(replace(line, score=score) for line in sheet.lines)
    return replace(sheet, lines=lines, source="ocr")


def test_scans_are_to_be_checked_and_unsure_pages_named(page: Sheet) -> None:
    quality = judged([unsure(page(*BODY), 0.97), unsure(page("3 Tests", "Tests follow.", number=2), 0.7)])
    assert (quality.verdict, quality.pages_ocr) == ("check", 2)
    assert finding(quality, "ocr_unsure").message == "Pages that OCR is unsure of (1): page 2 (confidence 70%)."
    assert finding(quality, "pages_by_ocr").count == 2


def test_many_faults_make_a_reading_bad() -> None:
    quality = quality_of(Reading([], clauses("1", "1/1", "1/3", "1/5", "1/7", "1/9"), title="Chairs"))
    assert quality.verdict == "bad"
    assert quality.orphans == 4
    assert quality.findings[0].code == "number_gaps"


def test_long_text_without_a_number_is_bad_and_a_title_is_missed() -> None:
    line = Line("A long line of prose without any number in it, " * 2, Rect(50, 60, 450, 70), (), 10.0)
    lines = tuple(replace(line, box=Rect(50, 60 + 12 * i, 450, 70 + 12 * i)) for i in range(45))
    quality = judged([Page(1, 500, 700, lines)], title=None)
    assert quality.verdict == "bad"
    assert [one.code for one in quality.findings] == ["nothing_numbered", "no_title"]


def test_pages_that_follow_one_another_are_told_as_a_range() -> None:
    told = Finding.model_validate(
        {
            "code": "pages_by_ocr",
            "grade": "check",
            "count": 5,
            "of": 9,
            "places": [{"page": n} for n in (1, 2, 3, 5, 7)],
        }
    )
    assert tell_finding("en", told).endswith(": pages 1–3, page 5, page 7.")
    assert "第 1–3 页" in tell_finding("zh", told)


def test_an_excerpt_that_leaves_articles_out_is_to_be_checked_not_bad(corpus: Path) -> None:
    assert read_pdf(corpus / "certification-regulations.pdf", "never").quality.verdict == "check"


def test_the_small_print_at_the_foot_of_an_amendment_is_not_lost_text(corpus: Path) -> None:
    quality = read_pdf(corpus / "dst-9001-2025-amd1.pdf", "never").quality
    assert (quality.verdict, quality.loose) == ("good", 0)


def test_a_page_of_text_without_a_number_is_to_be_checked(page: Sheet) -> None:
    quality = judged([page(*["All desks shall be kept in good order by those who use them."] * 8)])
    assert (quality.verdict, finding(quality, "nothing_numbered").grade) == ("check", "check")
