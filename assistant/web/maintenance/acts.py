"""What maintainers do is written to the ledger with the account's name."""

from __future__ import annotations

from assistant.records.accounts import Account
from assistant.records.entries import Act
from assistant.records.ledger import Ledger
from assistant.web.runtime import Runtime


def note(runtime: Runtime, account: Account, act: Act) -> None:
    """Write an act to the ledger; LedgerError where it cannot be written."""
    Ledger(runtime.settings.data).write(act, account.name)
