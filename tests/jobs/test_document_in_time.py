"""A document through time: its limits over editions, its text with amendments, what happens to a clause."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from datetime import date

import pytest

from assistant.index.builds import Build, open_current
from assistant.jobs.consolidated import Consolidated, consolidated
from assistant.jobs.following import of_clause, of_document
from assistant.jobs.timeline import timeline
from assistant.library.families import ends, family
from assistant.settings import Settings

EDITIONS = (
    "dst-9001-2023", "dst-9001-2025", "dst-9001-2025-amd1", "gb-18580-2017", "gb-18580-2025", "label-measures-2019",
    "label-measures-2025",
)  # fmt: skip
AFTER, BEFORE = date(2026, 11, 26), date(2026, 6, 1)


@pytest.fixture(scope="module")
def build(indexed: Callable[[Sequence[str]], Settings]) -> Iterator[Build]:
    with open_current(indexed(EDITIONS).index) as build:
        yield build


def test_a_family_holds_its_editions_and_amendments_oldest_first(build: Build) -> None:
    names = [one.edition for one in family(build.editions, "dst-9001-2025")]
    assert names == ["dst-9001-2023", "dst-9001-2025", "dst-9001-2025-amd1"]
    measures = family(build.editions, "label-measures-2019")
    assert [one.edition for one in measures] == ["label-measures-2019", "label-measures-2025"]
    assert ends(measures[0]) == "2026-01-01"


def test_limits_are_followed_from_edition_to_edition(build: Build) -> None:
    made = timeline(build, "dst-9001-2025")
    assert [one.edition for one in made.amendments] == ["dst-9001-2025-amd1"]
    lines = {line.indicator: line for line in made.lines}
    energy = lines["每件产品的生产综合能耗"]
    assert [one.limit if one else None for one in energy.values] == ["≤12.0", "≤10.5"]
    assert energy.moves == [None, "stricter"]
    assert lines["木材利用率"].moves == [None, "stricter"]


def part(text: Consolidated, key: str) -> tuple[tuple[str, str], ...]:
    return next(one.parts for one in text.clauses if one.clause.key == key)


def test_an_amendment_is_merged_where_its_words_are_located(build: Build) -> None:
    text = consolidated(build, "dst-9001-2025", AFTER)
    tags = [(tag, "0.30" in words, "0.40" in words) for tag, words in part(text, "4/2/6")]
    assert tags == [("del", True, False), ("ins", False, True)]
    assert [tag for tag, _ in part(text, "4/2/7/Note")] == ["del"]
    assert [tag for tag, _ in part(text, "4/2/7")] == ["same"]
    assert not text.loose
    amended = next(one.amended for one in text.clauses if one.clause.key == "4/2/6")
    assert [(one.amendment.edition, one.clause.key, one.merged) for one in amended] == [
        ("dst-9001-2025-amd1", "1", True)
    ]


def test_an_amendment_that_does_not_hold_yet_changes_nothing(build: Build) -> None:
    text = consolidated(build, "dst-9001-2025", BEFORE)
    assert not text.amendments
    assert all(tag == "same" for one in text.clauses for tag, _ in one.parts)


def test_what_becomes_of_a_clause(build: Build) -> None:
    found = [(one.what, one.when, one.edition.edition) for one in of_clause(build, "dst-9001-2023", "4/2/6")]
    assert ("clause_changed", "2025-10-01", "dst-9001-2025") in found
    assert ("clause_amended", "2026-07-01", "dst-9001-2025-amd1") in found
    assert found == sorted(found, key=lambda one: one[1])
    same = {one.what for one in of_clause(build, "dst-9001-2025", "4/2/1")}
    assert not same & {"clause_changed", "clause_amended", "clause_dropped"}


def test_what_happens_to_a_document(build: Build) -> None:
    found = {(one.what, one.when, one.edition.edition) for one in of_document(build, "gb-18580-2025")}
    assert ("effective", "2026-06-01", "gb-18580-2025") in found
    assert ("superseded", "2026-06-01", "gb-18580-2017") in found
