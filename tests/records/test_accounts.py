"""Accounts: who gets in, for how long, and what the file gives away."""

from __future__ import annotations

import sqlite3
import stat
import threading
from pathlib import Path

import pytest

from assistant.errors import NotFoundError, UsageError
from assistant.records.accounts import (
    FIRST_WAIT,
    FREE_FAILURES,
    LONGEST_WAIT,
    Accounts,
    AccountsError,
    LockedOutError,
    WrongPasswordError,
)

PASSWORD = "four chairs by the door"


class Clock:
    """A clock that the test moves."""

    def __init__(self) -> None:
        self.at = 1_800_000_000.0

    def __call__(self) -> float:
        return self.at


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def accounts(tmp_path: Path, clock: Clock) -> Accounts:
    made = Accounts(tmp_path / "data", lifetime=1000, idle=200, now=clock)
    made.add("Li.Wei", PASSWORD, ["maintainer", "reviewer"])
    return made


def fail(accounts: Accounts, times: int, name: str = "li.wei") -> None:
    for _ in range(times):
        with pytest.raises(WrongPasswordError):
            accounts.sign_in(name, "not the password")


def test_a_password_begins_a_session_and_signing_out_ends_it(accounts: Accounts) -> None:
    token = accounts.sign_in("LI.WEI", PASSWORD)
    account = accounts.who(token)
    assert account is not None
    assert (account.name, account.roles) == ("Li.Wei", ("reviewer", "maintainer"))
    accounts.sign_out(token)
    assert accounts.who(token) is None
    assert accounts.who("") is None
    assert accounts.who("made up") is None


def test_the_file_holds_neither_passwords_nor_tokens_and_is_the_owners_alone(accounts: Accounts) -> None:
    token = accounts.sign_in("Li.Wei", PASSWORD)
    content = accounts.path.read_bytes()
    assert PASSWORD.encode() not in content
    assert token.encode() not in content
    assert b"$argon2id$" in content
    assert stat.S_IMODE(accounts.path.stat().st_mode) == 0o600


def test_a_session_ends_when_its_time_is_up_though_it_is_used(accounts: Accounts, clock: Clock) -> None:
    token = accounts.sign_in("Li.Wei", PASSWORD)
    for _ in range(10):
        clock.at += 99
        assert accounts.who(token)
    clock.at += 20
    assert accounts.who(token) is None


def test_a_session_ends_when_it_lies_unused(accounts: Accounts, clock: Clock) -> None:
    token = accounts.sign_in("Li.Wei", PASSWORD)
    clock.at += 201
    assert accounts.who(token) is None


def test_removing_an_account_ends_its_sessions(accounts: Accounts) -> None:
    token = accounts.sign_in("Li.Wei", PASSWORD)
    accounts.remove("li.wei")
    assert accounts.who(token) is None
    assert accounts.listed() == []
    with pytest.raises(NotFoundError, match="no account"):
        accounts.remove("li.wei")


def test_another_password_ends_the_sessions_of_the_one_before(accounts: Accounts) -> None:
    token = accounts.sign_in("Li.Wei", PASSWORD)
    accounts.change_password("Li.Wei", "a lamp above the table")
    assert accounts.who(token) is None
    fail(accounts, 1)
    assert accounts.who(accounts.sign_in("Li.Wei", "a lamp above the table"))


def test_wrong_passwords_lock_out_for_a_growing_time(accounts: Accounts, clock: Clock) -> None:
    fail(accounts, FREE_FAILURES)
    waits = []
    for _ in range(9):
        with pytest.raises(LockedOutError) as told:
            accounts.sign_in("Li.Wei", PASSWORD)
        waits.append(told.value.wait)
        clock.at += told.value.wait - 1
        with pytest.raises(LockedOutError):
            accounts.sign_in("Li.Wei", PASSWORD)
        clock.at += 2
        fail(accounts, 1)
    assert waits == [min(FIRST_WAIT * 2**n, LONGEST_WAIT) for n in range(9)]


def test_the_right_password_after_the_wait_forgives_what_was_before(accounts: Accounts, clock: Clock) -> None:
    fail(accounts, FREE_FAILURES)
    clock.at += FIRST_WAIT + 1
    accounts.sign_in("Li.Wei", PASSWORD)
    fail(accounts, FREE_FAILURES - 1)
    accounts.sign_in("Li.Wei", PASSWORD)


def test_a_name_nobody_has_is_locked_out_alike(accounts: Accounts) -> None:
    fail(accounts, FREE_FAILURES, "nobody")
    with pytest.raises(LockedOutError):
        accounts.sign_in("nobody", PASSWORD)
    accounts.sign_in("Li.Wei", PASSWORD)


def test_guesses_sent_at_once_are_counted_one_by_one(accounts: Accounts) -> None:
    told: list[str] = []

    def guess() -> None:
        try:
            accounts.sign_in("Li.Wei", "not the password")
        except (WrongPasswordError, LockedOutError) as error:
            told.append(error.code)

    threads = [threading.Thread(target=guess) for _ in range(12)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert told.count("wrong_password") == FREE_FAILURES
    assert told.count("locked_out") == 12 - FREE_FAILURES


@pytest.mark.parametrize(
    ("name", "password", "told"),
    [
        ("li.wei", PASSWORD, "already"),
        ("", PASSWORD, "name has"),
        ("a b", PASSWORD, "name has"),
        ("../x", PASSWORD, "name has"),
        ("x" * 41, PASSWORD, "name has"),
        ("new", "short", "12 characters"),
        ("new", "x" * 1001, "12 characters"),
        ("new", "abababababab", "too easy"),
        ("maintenance.desk", "Maintenance.Desk", "too easy"),
    ],
)
def test_what_makes_no_account(accounts: Accounts, name: str, password: str, told: str) -> None:
    with pytest.raises(UsageError, match=told):
        accounts.add(name, password, ["reviewer"])
    assert len(accounts.listed()) == 1


def test_an_account_has_a_role(accounts: Accounts) -> None:
    with pytest.raises(UsageError, match="needs a role"):
        accounts.add("new", PASSWORD, [])


def test_nothing_is_made_by_looking(tmp_path: Path) -> None:
    accounts = Accounts(tmp_path / "data")
    assert not accounts.any()
    assert accounts.who("token") is None
    accounts.sign_out("token")
    assert not (tmp_path / "data").exists()


def test_a_file_just_begun_holds_no_accounts(tmp_path: Path) -> None:
    accounts = Accounts(tmp_path)
    accounts.path.touch()
    assert not accounts.any()
    accounts.add("Li", PASSWORD, ["reviewer"])
    assert accounts.any()


def test_a_damaged_or_later_file_is_told(tmp_path: Path) -> None:
    accounts = Accounts(tmp_path)
    accounts.path.write_bytes(b"no database" * 100)
    with pytest.raises(AccountsError, match="cannot be used"):
        accounts.any()
    accounts.path.unlink()
    with sqlite3.connect(accounts.path) as raw:
        raw.execute("PRAGMA user_version = 9")
    with pytest.raises(AccountsError, match="later version"):
        accounts.add("Li", PASSWORD, ["reviewer"])
