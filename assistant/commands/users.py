"""`users`: the accounts of the review and maintenance desks."""

from __future__ import annotations

import sys
from typing import cast

import click

from assistant.commands.options import as_json, settings_for, write_json
from assistant.errors import UsageError
from assistant.records.accounts import ROLES, Accounts, Role
from assistant.records.entries import Act
from assistant.records.ledger import Ledger

_BY = "command"
"""Who did it, in the ledger: whoever may run commands on the server."""
_password_stdin = click.option(
    "--password-stdin", is_flag=True, help="Take the password from the standard input's first line."
)


@click.group()
def users() -> None:
    """The accounts of the desks: reviewers judge answers, maintainers keep the library."""


@users.command()
@click.argument("name")
@click.option(
    "--role",
    "roles",
    type=click.Choice(ROLES),
    multiple=True,
    required=True,
    help="May be given twice: a person may hold both.",
)
@_password_stdin
def add(name: str, roles: tuple[str, ...], password_stdin: bool) -> None:
    """Make an account; its password is asked for, twice."""
    account = _accounts().add(name, _password(password_stdin), [cast(Role, role) for role in roles])
    _note(f"added {account.name} ({', '.join(account.roles)})")
    click.echo(f"Added {account.name} ({', '.join(account.roles)}).")


@users.command("list")
@as_json
def list_(json_out: bool) -> None:
    """List the accounts."""
    listed = _accounts().listed()
    if json_out:
        write_json({"users": [account.to_json() for account in listed]})
        return
    for account in listed:
        seen = f"last signed in {account.seen}" if account.seen else "never signed in"
        click.echo(f"{account.name:<20} {', '.join(account.roles):<22} added {account.added}, {seen}")
    if not listed:
        click.echo("There is no account yet: 'assistant users add NAME --role maintainer' makes one.")


@users.command()
@click.argument("name")
@_password_stdin
def password(name: str, password_stdin: bool) -> None:
    """Give an account another password; whoever is signed in with it is signed out."""
    _accounts().change_password(name, _password(password_stdin))
    _note(f"changed the password of {name}")
    click.echo(f"Changed the password of {name}.")


@users.command()
@click.argument("name")
def remove(name: str) -> None:
    """Remove an account; whoever is signed in with it is signed out at once."""
    _accounts().remove(name)
    _note(f"removed {name}")
    click.echo(f"Removed {name}.")


def _accounts() -> Accounts:
    return Accounts(settings_for().data)


def _note(what: str) -> None:
    Ledger(settings_for().data).write(Act(what="account", detail=what), _BY)


def _password(from_stdin: bool) -> str:
    if from_stdin:
        return sys.stdin.readline().rstrip("\r\n")
    if not sys.stdin.isatty():
        raise UsageError("The password is asked for on a terminal: without one, give it with --password-stdin.")
    return str(click.prompt("Password", hide_input=True, confirmation_prompt="Once more"))
