"""The bucket of tokens of each address."""

import pytest

from assistant.web.limits import Limit, TooManyError


class Clock:
    """A clock that the test moves."""

    at = 0.0

    def __call__(self) -> float:
        return self.at


def test_a_bucket_empties_and_fills_evenly() -> None:
    clock = Clock()
    limit = Limit(6, clock)
    for _ in range(6):
        limit.take("a")
    with pytest.raises(TooManyError) as told:
        limit.take("a")
    assert told.value.wait == 10
    limit.take("b")
    clock.at = 9.9
    with pytest.raises(TooManyError):
        limit.take("a")
    clock.at = 10.0
    limit.take("a")
    with pytest.raises(TooManyError):
        limit.take("a")
    clock.at = 1000.0
    for _ in range(6):
        limit.take("a")
    with pytest.raises(TooManyError):
        limit.take("a")


def test_zero_sets_no_limit() -> None:
    limit = Limit(0)
    for _ in range(1000):
        limit.take(None)


def test_addresses_do_not_fill_the_memory() -> None:
    limit = Limit(1)
    for n in range(12_000):
        limit.take(str(n))
    assert len(limit._left) <= 10_000
    with pytest.raises(TooManyError):
        limit.take("11999")
