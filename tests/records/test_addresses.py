"""An answer's address leads to it, to nothing else, and cannot be guessed."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from assistant.errors import NotFoundError
from assistant.library.model import Answer
from assistant.records.addresses import FILE_NAME, AddressError, Addresses
from assistant.records.entries import Answered, Feedback
from assistant.records.ledger import Ledger


def recorded(data: Path, question: str) -> Answered:
    ledger = Ledger(data)
    answer = Answer(
        question=question, language="zh", as_of=date(2026, 11, 23), build="b", outcome="answered", text="五年。"
    )
    entry = ledger.entry(ledger.add(answer, "chat", {}))
    assert isinstance(entry, Answered)
    return entry


def test_a_token_leads_to_its_answer_in_another_process_too(tmp_path: Path) -> None:
    entries = [recorded(tmp_path, question) for question in ("甲", "乙", "丙")]
    tokens = [Addresses(tmp_path).token(entry) for entry in entries]
    assert len(set(tokens)) == 3
    assert all(len(token) == 24 and token.replace("-", "").replace("_", "").isalnum() for token in tokens)
    assert [Addresses(tmp_path).answer(token).answer.question for token in tokens] == ["甲", "乙", "丙"]


def test_every_altered_token_is_unknown(tmp_path: Path) -> None:
    addresses = Addresses(tmp_path)
    token = addresses.token(recorded(tmp_path, "甲"))
    others = [token[:at] + ("A" if token[at] != "A" else "B") + token[at + 1 :] for at in range(len(token))]
    for other in [*others, "", "1", token + "AAAA", token[:-4], "é" * 24, "A" * 24]:
        with pytest.raises(NotFoundError):
            addresses.answer(other)


def test_an_entry_that_is_no_answer_has_no_address(tmp_path: Path) -> None:
    entry = recorded(tmp_path, "甲")
    number = Ledger(tmp_path).write(Feedback(answer=entry.number, said="up"), "chat")
    forged = entry.model_copy(update={"number": number})
    with pytest.raises(NotFoundError):
        Addresses(tmp_path).answer(Addresses(tmp_path).token(forged))


def test_an_address_does_not_lead_to_the_answer_that_took_a_lost_ones_number(tmp_path: Path) -> None:
    addresses = Addresses(tmp_path)
    token = addresses.token(recorded(tmp_path, "甲"))
    Ledger(tmp_path).path.unlink()
    recorded(tmp_path, "乙")
    with pytest.raises(NotFoundError):
        addresses.answer(token)


def test_another_key_makes_other_addresses_and_nobody_else_may_read_it(tmp_path: Path) -> None:
    entry = recorded(tmp_path, "甲")
    token = Addresses(tmp_path).token(entry)
    key = tmp_path / FILE_NAME
    assert key.stat().st_mode & 0o077 == 0
    assert list(tmp_path.glob("addresses.*")) == [key]
    key.write_bytes(b"x" * 32)
    with pytest.raises(NotFoundError):
        Addresses(tmp_path).answer(token)
    key.write_bytes(b"short")
    with pytest.raises(AddressError, match="damaged"):
        Addresses(tmp_path).answer(token)
