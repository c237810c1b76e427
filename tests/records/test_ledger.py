import sqlite3
import subprocess
import sys
import threading
from datetime import date
from pathlib import Path

import pytest

from assistant.errors import NotFoundError
from assistant.library.model import Answer
from assistant.records.entries import Act, Answered, Feedback, Verdict
from assistant.records.ledger import FILE_NAME, Ledger, LedgerError, TalkedOverError


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
    assert [(one.number, one.answer.question, one.digests) for one in ledger.answers()] == [
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
        ("UPDATE entries SET body = replace(body, 'two', 'six')", "entry 2 is not as it was written"),
        ("UPDATE entries SET at = '2020' WHERE number = 1", "entry 1 is not"),
        ("DELETE FROM entries WHERE number = 2", "2 to 2 are missing"),
        ("DELETE FROM entries WHERE number = 3", "last entries are missing"),
        ("UPDATE schema SET version = 99", "later version"),
    ],
)
def test_what_was_changed_or_removed_is_found(ledger: Ledger, statement: str, told: str) -> None:
    assert told in tampered(ledger, statement)[0]


def test_one_entry_the_entries_behind_a_number_and_the_last_are_found(ledger: Ledger, tmp_path: Path) -> None:
    found = ledger.entry(2)
    assert isinstance(found, Answered)
    assert found.answer.question == "two"
    assert [one.number for one in ledger.entries(1)] == [2, 3]
    assert ledger.head() == (3, ledger.entry(3).hash)
    assert Ledger(tmp_path / "none").head()[0] == 0
    for number in (0, 4, -1):
        with pytest.raises(NotFoundError, match=f"no entry {number}"):
            ledger.entry(number)


def test_a_file_that_is_no_ledger_is_told_in_a_sentence(tmp_path: Path) -> None:
    (tmp_path / FILE_NAME).write_bytes(b"nothing of the kind" * 100)
    kept = Ledger(tmp_path)
    assert "cannot be read" in next(kept.problems())
    with pytest.raises(LedgerError, match="backup"):
        list(kept.answers())
    with pytest.raises(LedgerError, match="could not be recorded"):
        kept.add(answer("one"), "command", {})


def test_many_writers_make_one_chain(ledger: Ledger) -> None:
    threads = [threading.Thread(target=ledger.add, args=(answer(str(i)), "command", {})) for i in range(12)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert [one.number for one in ledger.answers()] == list(range(1, 16))
    assert list(ledger.problems()) == []


def test_what_readers_reviewers_and_maintainers_did_stands_in_the_same_chain(ledger: Ledger) -> None:
    ledger.write(Feedback(answer=1, said="down", reason="figure"), "chat")
    ledger.write(Verdict(answer=1, overall="wrong", citations={1: "wrong_edition"}), "li")
    ledger.write(Act(what="rolled_back", detail="to b1", build="b1"), "wang")
    assert [(one.number, one.by, one.event.kind) for one in ledger.events()] == [
        (4, "chat", "feedback"), (5, "li", "verdict"), (6, "wang", "act"),
    ]  # fmt: skip
    assert [one.number for one in ledger.answers()] == [1, 2, 3]
    assert list(ledger.problems()) == []
    assert "entry 5 is not as" in tampered(ledger, "UPDATE entries SET kind = 'act' WHERE number = 5")[0]


def test_a_verdict_never_talks_over_one_that_was_not_seen(ledger: Ledger) -> None:
    first = ledger.write(Verdict(answer=2, overall="right"), "li")
    with pytest.raises(TalkedOverError, match="Somebody else"):
        ledger.write(Verdict(answer=2, overall="wrong"), "wang")
    ledger.write(Verdict(answer=2, overall="wrong", seen=first), "wang")
    ledger.write(Verdict(answer=3, overall="right"), "wang")
    assert [(one.by, one.event.answer) for one in ledger.events()] == [("li", 2), ("wang", 2), ("wang", 3)]


def test_a_ledger_of_version_1_is_read_and_goes_on(tmp_path: Path) -> None:
    kept = Ledger(tmp_path)
    kept.add(answer("one"), "chat", {})
    with sqlite3.connect(kept.path) as raw:
        raw.execute("ALTER TABLE entries DROP COLUMN kind")
        raw.execute("ALTER TABLE entries RENAME COLUMN by TO channel")
        raw.execute("ALTER TABLE entries RENAME COLUMN body TO answer")
        raw.execute("UPDATE schema SET version = 1")
    assert [one.answer.question for one in kept.answers()] == ["one"]
    assert list(kept.problems()) == []
    kept.add(answer("two"), "chat", {})
    kept.write(Feedback(answer=2, said="up"), "chat")
    assert [one.number for one in kept.entries()] == [1, 2, 3]
    assert list(kept.problems()) == []


def test_a_process_killed_as_it_wrote_leaves_a_ledger_that_can_be_read(ledger: Ledger) -> None:
    killed = (
        "import os, sqlite3, sys\n"
        "ledger = sqlite3.connect(sys.argv[1], isolation_level=None)\n"
        "ledger.execute('PRAGMA cache_size = 1')\n"
        "ledger.execute('BEGIN IMMEDIATE')\n"
        "ledger.execute('DROP TRIGGER never_removed')\n"
        "ledger.execute('DELETE FROM entries')\n"
        "ledger.execute('CREATE TABLE more (x)')\n"
        "ledger.executemany('INSERT INTO more VALUES (?)', [('x' * 3000,)] * 100)\n"
        "os._exit(1)"
    )
    subprocess.run([sys.executable, "-c", killed, str(ledger.path)], check=False)
    assert ledger.path.with_name(f"{ledger.path.name}-journal").stat().st_size > 0
    assert list(ledger.problems()) == []
    assert [one.answer.question for one in ledger.answers()] == ["one", "two", "three"]
