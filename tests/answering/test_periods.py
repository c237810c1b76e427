"""How long a thing lasts is said by the clause that gives the period to it, not by one that names it beside another."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date
from pathlib import Path

import pytest

from assistant.answering.ask import Asker
from assistant.index.builds import open_current
from assistant.settings import Settings


@pytest.fixture(scope="module")
def library(corpus: Path, indexed: Callable[[Sequence[str]], Settings]) -> Asker:
    settings = indexed([file.stem for file in sorted(corpus.glob("*.pdf"))])
    return Asker(open_current(settings.index), settings)


@pytest.mark.parametrize("question", ["绿色产品认证证书有效期多久？", "绿色产品认证证书有效期多长？"])
def test_the_period_of_a_certificate_is_not_that_of_its_renewal(library: Asker, question: str) -> None:
    answer = library.ask(question, date(2026, 11, 23))
    assert any(period in answer.citations[0].quote for period in ("五年", "5年")), answer.text
