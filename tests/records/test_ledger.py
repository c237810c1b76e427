import sqlite3
import threading
from datetime import date
from pathlib import Path

import pytest

from assistant.library.model import Answer
from assistant.records.ledger import FILE_NAME, Ledger, LedgerError


def answer(question: str) -> Answer:
    return Answer(
        question=question, language="en", as_of=date(2026, 1, 1), build="b1", outcome="declined", text="Not held."
    )


@pytest.fixture
def ledger(tmp_path: Path) -> Ledger:
    kept = Ledger(tmp_path / "data")
    for question in ("one", "two", "three"):
        kept.add(answer(question), "command", {1: "ab"})
    return kept


def tampered(ledger: Ledger, *statements: str) -> list[str]:
    with sqlite3.connect(ledger.path) as raw:
        for name in ("never_changed", "never_removed"):
            raw.execute(f"DROP TRIGGER {name}")
        for statement in statements:
            raw.execute(statement)
    return list(ledger.problems())


def test_answers_come_back_in_order_and_the_chain_holds(ledger: Ledger) -> None:
    assert [(one.number, one.answer.question, one.digests) for one in ledger.entries()] == [
        (1, "one", {1: "ab"}), (2, "two", {1: "ab"}), (3, "three", {1: "ab"}),
    ]  # fmt: skip
    assert list(ledger.problems()) == []


def test_entries_are_only_added_to(ledger: Ledger) -> None:
    for statement in ("UPDATE entries SET at = ''", "DELETE FROM entries"):
        with sqlite3.connect(ledger.path) as raw, pytest.raises(sqlite3.IntegrityError, match="never"):
            raw.execute(statement)


@pytest.mark.parametrize(
    ("statement", "told"),
    [
        ("UPDATE entries SET answer = replace(answer, 'two', 'six')", "answer 2 is not as it was written"),
        ("UPDATE entries SET at = '2020' WHERE number = 1", "answer 1 is not"),
        ("DELETE FROM entries WHERE number = 2", "2 to 2 are missing"),
        ("DELETE FROM entries WHERE number = 3", "last recorded answers are missing"),
        ("UPDATE schema SET version = 99", "later version"),
    ],
)
def test_what_was_changed_or_removed_is_found(ledger: Ledger, statement: str, told: str) -> None:
    assert told in tampered(ledger, statement)[0]


def test_a_file_that_is_no_ledger_is_told_in_a_sentence(tmp_path: Path) -> None:
    (tmp_path / FILE_NAME).write_bytes(b"nothing of the kind" * 100)
    kept = Ledger(tmp_path)
    assert "cannot be read" in next(kept.problems())
    with pytest.raises(LedgerError, match="backup"):
        list(kept.entries())
    with pytest.raises(LedgerError, match="could not be recorded"):
        kept.add(answer("one"), "command", {})


def test_many_writers_make_one_chain(ledger: Ledger) -> None:
    threads = [threading.Thread(target=ledger.add, args=(answer(str(i)), "command", {})) for i in range(12)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert [one.number for one in ledger.entries()] == list(range(1, 16))
    assert list(ledger.problems()) == []
