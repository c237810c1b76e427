from random import Random

import pytest

from assistant.index.builds import Build, open_current
from assistant.library.labels import fold_key
from assistant.retrieval.retriever import Retriever
from assistant.settings import Settings
from evals.exact_asks import draw_asks
from evals.typings import chinese_numeral, number_typed, place_typed
from tests.retrieval.benches import DOCUMENTS, index_documents


@pytest.fixture(scope="module")
def settings(tmp_path_factory: pytest.TempPathFactory) -> Settings:
    return index_documents(tmp_path_factory.mktemp("asked"), DOCUMENTS)


@pytest.fixture(scope="module")
def build(settings: Settings) -> Build:
    return open_current(settings.index)


def test_a_clause_named_in_any_typing_comes_first(build: Build, settings: Settings) -> None:
    retriever = Retriever(build, settings)
    missed = []
    for ask in draw_asks(build, 300, seed=5):
        first = retriever.search(ask.text, k=1)[0]
        if first.edition.edition not in ask.editions or fold_key(first.clause.key) != ask.key:
            missed.append((ask.text, first.edition.edition, first.clause.key))
    assert len(missed) <= 3, missed


def test_the_same_seed_draws_the_same_asks(build: Build) -> None:
    assert draw_asks(build, 40, seed=2) == draw_asks(build, 40, seed=2)
    assert draw_asks(build, 40, seed=2) != draw_asks(build, 40, seed=3)


@pytest.mark.parametrize(("number", "written"), [(4, "四"), (10, "十"), (59, "五十九"), (103, "一百零三")])
def test_numbers_are_written_in_chinese(number: int, written: str) -> None:
    assert chinese_numeral(number) == written


def test_typings_differ_and_keep_the_digits() -> None:
    numbers = {number_typed("GB/T 36132-2025", Random(seed), year=True) for seed in range(40)}
    assert len(numbers) > 20
    places = {place_typed(("Table 3",), "table", Random(seed), chinese=False) for seed in range(20)}
    assert {"Table 3", "Tab. 3"} <= places
