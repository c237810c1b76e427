from random import Random

import pytest

from evals.evidence import same_place
from evals.typos import one_slip, shares


@pytest.mark.parametrize(
    "question", ["人造板的甲醛释放限量是多少？", "What is the formaldehyde limit of panels?", "GB 18580-2025 表1的限量"]
)
def test_a_slip_is_one_edit_and_leaves_numbers_alone(question: str) -> None:
    for seed in range(30):
        slipped = one_slip(question, Random(seed))
        assert len(question) - len(slipped) in (0, 1)
        assert [char for char in slipped if char.isdigit()] == [char for char in question if char.isdigit()]
        assert sum(a != b for a, b in zip(question, slipped, strict=False)) <= 2 or len(slipped) < len(question)
    assert len({one_slip(question, Random(seed)) for seed in range(30)}) > 5


def test_nothing_to_edit_stays() -> None:
    assert one_slip("GB 18580-2025 4.2", Random(1)) == "GB 18580-2025 4.2"


def test_shares_count_what_is_not_found() -> None:
    assert shares([1, 2, None, 5]) == {"first_1": 0.25, "first_3": 0.5}


@pytest.mark.parametrize(
    ("wanted", "found", "same"),
    [
        (["4", "2"], ["4", "2"], True),
        (["4", "2"], ["4", "2", "a"], True),
        (["4", "2", "a"], ["4", "2"], True),
        (["4", "2", "a"], ["4"], False),
        (["Table 1"], ["Table 2"], False),
        (["4"], [], False),
        ([], [], True),
    ],
)
def test_a_clause_counts_with_what_lies_in_it(wanted: list[str], found: list[str], same: bool) -> None:
    assert same_place(wanted, found) is same
