"""Questions that were left open, by what they miss."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from assistant.answering.phrases import say
from assistant.index.builds import Build, open_current
from assistant.jobs.open_questions import open_questions
from assistant.jobs.refresh import refresh
from assistant.library.model import Answer, Outcome
from assistant.records.entries import Act, Feedback
from assistant.records.ledger import Ledger
from assistant.settings import Settings


@pytest.fixture(scope="module")
def library(corpus: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Settings, Build]]:
    folder = tmp_path_factory.mktemp("open")
    (folder / "corpus").mkdir()
    shutil.copy(corpus / "gb-18580-2025.pdf", folder / "corpus")
    settings = Settings(corpus=folder / "corpus", index=folder / "index")
    refresh(settings.corpus, settings.index, settings=settings)
    with open_current(settings.index) as build:
        yield settings, build


@pytest.fixture
def asked(library: tuple[Settings, Build], tmp_path: Path) -> tuple[Settings, Build, Ledger]:
    settings = library[0].model_copy(update={"data": tmp_path})
    return settings, library[1], Ledger(tmp_path)


def add(ledger: Ledger, question: str, text: str, outcome: Outcome = "declined") -> int:
    answer = Answer(question=question, language="zh", as_of=date(2026, 1, 1), build="b", outcome=outcome, text=text)
    return ledger.add(answer, "chat", {})


def test_they_are_grouped_by_document_subject_and_who_is_to_answer(asked: tuple[Settings, Build, Ledger]) -> None:
    settings, build, ledger = asked
    lacking = say("lacks", "zh", what="床垫的阻燃要求"), say("lacks_nearest", "en", what="mattresses", nearest="X 1")
    add(ledger, "GB 99999-2020 规定了什么？", say("not_held", "zh", what="GB 99999-2020"))
    add(ledger, "gb99999-2020 in English?", "Whatever was said.")
    add(ledger, "床垫的阻燃要求是什么？", lacking[0])
    add(ledger, "床垫阻燃？", lacking[0])
    add(ledger, "Which mattresses?", lacking[1])
    add(ledger, "GB 18580-2025 对床垫有要求吗？", "x")
    add(ledger, "多少钱？", say("no_price", "zh"))
    bureau = add(ledger, "限量是多少？", "0.050", "answered")
    add(ledger, "是什么？", "是这样。", "answered")
    ledger.write(Feedback(answer=bureau, said="ask_bureau"), "chat")
    groups = [(one.why, one.what, [q.number for q in one.questions]) for one in open_questions(settings, build)]
    assert groups == [
        ("document", "GB 99999-2020", [2, 1]),
        ("bureau", "", [bureau]),
        ("subject", "床垫的阻燃要求", [4, 3]),
        ("subject", "mattresses", [5]),
        ("other", "", [6]),
        ("never", "", [7]),
    ]
    ledger.write(Act(what="closed", detail="2 questions", answers=(3, 7)), "Li")
    told = {q.number for one in open_questions(settings, build) for q in one.questions}
    assert told == {1, 2, 4, 5, 6, bureau}


def test_there_may_be_none(asked: tuple[Settings, Build, Ledger]) -> None:
    assert open_questions(asked[0], asked[1]) == []
