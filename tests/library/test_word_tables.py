"""The word tables are well formed: a damaged row would be silently useless."""

from __future__ import annotations

import re
from itertools import pairwise
from pathlib import Path

import pytest

import assistant.library

LIBRARY = Path(assistant.library.__file__).parent
HAN = re.compile(r"[\u4e00-\u9fff]")


def rows(name: str) -> list[list[str]]:
    return [line.split("\t") for line in (LIBRARY / name).read_text("utf-8").splitlines()]


@pytest.mark.parametrize(("name", "header"), [("colloquial.tsv", ["said", "meant"]), ("pairs.tsv", ["zh", "en"])])
def test_a_table_has_two_filled_trimmed_columns_sorted_by_the_first(name: str, header: list[str]) -> None:
    head, *body = rows(name)
    assert head == header
    assert body
    assert [row for row in body if len(row) != 2 or any(not field or field != field.strip() for field in row)] == []
    assert [pair for pair in pairwise(row[0] for row in body) if pair[0] > pair[1]] == []


def test_each_spoken_word_stands_once_with_up_to_six_other_words_of_its_language() -> None:
    body = rows("colloquial.tsv")[1:]
    assert len({said for said, _ in body}) == len(body)
    for said, meant in body:
        words = meant.split(";")
        assert said not in words, said
        assert len(words) == len(set(words)) <= 6, said
        assert all(word and word == word.strip() for word in words), said
        # Chinese texts write some names in Latin letters (pH, COD); English ones hold no Chinese.
        assert HAN.search(said) or not HAN.search(meant), said


def test_no_pair_of_languages_stands_twice_and_each_side_is_of_its_own() -> None:
    body = [(zh, en) for zh, en in rows("pairs.tsv")[1:]]
    assert len(set(body)) == len(body)
    assert [pair for pair in body if not HAN.search(pair[0]) or HAN.search(pair[1])] == []
