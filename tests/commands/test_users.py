"""`users` as a person or a program calls it."""

from __future__ import annotations

import json
import os
import pty
import subprocess
import sys
import time
from pathlib import Path

from assistant.records.accounts import Accounts
from assistant.records.ledger import Ledger

PASSWORD = "four chairs by the door"
COMMAND = [sys.executable, "-m", "assistant.cli", "users"]


def users(data: Path, *words: str, given: str = "") -> subprocess.CompletedProcess[str]:
    environment = os.environ | {"ASSISTANT_DATA": str(data)}
    return subprocess.run([*COMMAND, *words], input=given, capture_output=True, text=True, env=environment, check=False)


def typed(data: Path, *answers: str, words: tuple[str, ...]) -> tuple[int, str]:
    """Run `users` on a terminal and type the answers to what it asks."""
    pid, terminal = pty.fork()
    if pid == 0:
        os.execve(sys.executable, [*COMMAND, *words], os.environ | {"ASSISTANT_DATA": str(data)})
    shown = ""
    for answer in answers:
        while not shown.rstrip(" ").endswith(":"):
            shown += os.read(terminal, 1000).decode()
        # What is typed before echoing is switched off would be shown.
        time.sleep(0.2)
        os.write(terminal, f"{answer}\n".encode())
        shown += os.read(terminal, 1000).decode()
    try:
        while more := os.read(terminal, 1000).decode():
            shown += more
    except OSError:
        pass  # Linux tells the end of a terminal so.
    return os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]), shown


def test_an_account_is_added_listed_and_removed_and_the_ledger_says_so(tmp_path: Path) -> None:
    added = users(
        tmp_path, "add", "Li", "--role", "maintainer", "--role", "reviewer", "--password-stdin", given=f"{PASSWORD}\n"
    )
    assert (added.returncode, added.stdout) == (0, "Added Li (reviewer, maintainer).\n")
    accounts = Accounts(tmp_path)
    token = accounts.sign_in("li", PASSWORD)
    listed = json.loads(users(tmp_path, "list", "--json").stdout)
    assert [(one["name"], one["roles"]) for one in listed["users"]] == [("Li", ["reviewer", "maintainer"])]
    assert "argon2" not in json.dumps(listed)
    assert "Li " in users(tmp_path, "list").stdout
    assert users(tmp_path, "password", "li", "--password-stdin", given="a lamp above the table\n").returncode == 0
    assert accounts.who(token) is None
    token = accounts.sign_in("li", "a lamp above the table")
    assert users(tmp_path, "remove", "li").stdout == "Removed li.\n"
    assert accounts.who(token) is None
    told = [(one.by, one.event.what, one.event.detail) for one in Ledger(tmp_path).events()]
    assert told == [
        ("command", "account", "added Li (reviewer, maintainer)"),
        ("command", "account", "changed the password of li"),
        ("command", "account", "removed li"),
    ]
    assert "users add" in users(tmp_path, "list").stdout


def test_calls_that_are_wrong_say_so_in_a_sentence_and_make_nothing(tmp_path: Path) -> None:
    wrong = [
        users(tmp_path, "add", "Li", "--password-stdin", given=f"{PASSWORD}\n"),
        users(tmp_path, "add", "Li", "--role", "owner", "--password-stdin", given=f"{PASSWORD}\n"),
        users(tmp_path, "add", "Li", "--role", "reviewer", "--password-stdin", given="short\n"),
        users(tmp_path, "add", "Li", "--role", "reviewer"),
        users(tmp_path, "remove", "Li"),
        users(tmp_path, "password", "Li", "--password-stdin", given=f"{PASSWORD}\n"),
    ]
    for one in wrong:
        assert (one.returncode, one.stdout) == (2, "")
        assert one.stderr.count("\n") == 1, one.stderr
    assert json.loads(users(tmp_path, "list", "--json").stdout) == {"users": []}


def test_on_a_terminal_the_password_is_asked_for_twice_and_never_shown(tmp_path: Path) -> None:
    status, shown = typed(tmp_path, PASSWORD, PASSWORD, words=("add", "Li", "--role", "reviewer"))
    assert status == 0, shown
    assert PASSWORD not in shown
    assert Accounts(tmp_path).sign_in("Li", PASSWORD)
