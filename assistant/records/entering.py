"""How an entry of the ledger comes into the index of reviews."""

from __future__ import annotations

import hashlib
import json
import re
import sqlite3
from datetime import datetime
from functools import lru_cache
from typing import Any
from zoneinfo import ZoneInfo

from assistant.library.folding import fold_text
from assistant.records.became import OLD
from assistant.records.ledger import Row

SAMPLED = 0.05
"""Share of the answers that are drawn for review whatever they say."""
_HAN = re.compile("[\u3400-\u9fff]")
_SHANGHAI = ZoneInfo("Asia/Shanghai")


def sampled(number: int) -> bool:
    """Tell whether an answer is in the random sample: drawn by its number alone, the same whoever asks."""
    drawn = int.from_bytes(hashlib.sha256(f"answer {number}".encode()).digest()[:4])
    return drawn < SAMPLED * 2**32


def searchable(text: str) -> str:
    """Return a text as its words are looked up: folded, each Chinese character a word of its own."""
    return _HAN.sub(r" \g<0> ", fold_text(text))


def enter(index: sqlite3.Connection, row: Row) -> None:
    """Enter one entry; acts of maintainers are none of the review desk's."""
    number, at, by, body, digests, kind, _ = row
    said = json.loads(body)
    if kind == "answer":
        _answer(index, number, at, by, said, json.loads(digests))
    elif kind == "feedback":
        _feedback(index, number, said)
    elif kind == "verdict":
        _verdict(index, number, at, by, said)
    elif kind == "example":
        kept = said["verdict"] if said.get("kept", True) else 0
        index.execute("UPDATE answers SET example = ? WHERE number = ?", (kept, said["answer"]))
        _words(index, number, said["answer"])


def _answer(
    index: sqlite3.Connection, number: int, at: str, channel: str, answer: dict[str, Any], digests: dict[str, str]
) -> None:
    day, week = _day(at)
    question = answer.get("understood_as") or answer["question"]
    index.execute(
        "INSERT INTO answers (number, day, week, channel, outcome, kind, language, question, sampled) "
        "VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
        (
            number, day, week, channel, answer["outcome"], answer.get("kind") or "", answer["language"],
            answer["question"], sampled(number),
        ),
    )  # fmt: skip
    names = [answer["question"], question, answer["text"]]
    for cited in answer.get("citations", ()):
        names += (cited["document"], cited["title"], cited["label"])
        digest = digests.get(str(cited["n"]))
        _cite(index, number, cited["n"], cited["edition"], cited["document"], cited["key"], digest, _is_old(cited))
    _words(index, number, number, *dict.fromkeys(names))


def _is_old(cited: dict[str, Any]) -> bool:
    return cited["status"] in OLD


def _cite(
    index: sqlite3.Connection, answer: int, n: int, edition: str, document: str, key: str, digest: str | None, old: bool
) -> None:
    place = (edition, key, digest, old)
    found = index.execute(
        "SELECT id FROM places WHERE edition = ? AND key = ? AND digest IS ? AND old = ?", place
    ).fetchone()
    if found is None:
        made = index.execute(
            "INSERT INTO places (edition, document, key, digest, old) VALUES (?, ?, ?, ?, ?)",
            (edition, document, key, digest, old),
        )
        found = (made.lastrowid,)
    index.execute("INSERT OR REPLACE INTO cited VALUES (?, ?, ?)", (answer, n, found[0]))
    # Kept here, for a place that is known already is not looked at again.
    index.execute(
        "UPDATE answers SET touched = max(touched, (SELECT became IS NOT NULL FROM places WHERE id = ?)) "
        "WHERE number = ?",
        (found[0], answer),
    )


def _feedback(index: sqlite3.Connection, entry: int, said: dict[str, Any]) -> None:
    answer = said["answer"]
    column = {"down": "down", "ask_bureau": "bureau"}.get(said["said"])
    if column:
        index.execute(f"UPDATE answers SET {column} = 1, complained = ? WHERE number = ?", (entry, answer))
    _words(index, entry, answer, said.get("reason", ""), said.get("comment", ""))


def _verdict(index: sqlite3.Connection, entry: int, at: str, by: str, said: dict[str, Any]) -> None:
    answer, overall = said["answer"], said["overall"]
    # Unseen is what he judged by himself: before the others' verdicts were shown, or where there was none.
    unseen = said.get("alone") or (overall if not said.get("seen") else None)
    index.execute("INSERT INTO verdicts VALUES (?, ?, ?, ?, ?, ?)", (entry, answer, by, _day(at)[0], overall, unseen))
    last = index.execute(
        "SELECT overall FROM verdicts WHERE entry IN (SELECT max(entry) FROM verdicts WHERE answer = ? GROUP BY by)",
        (answer,),
    ).fetchall()
    index.execute(
        "UPDATE answers SET last = ?, overall = ?, reviewers = ?, disagree = ? WHERE number = ?",
        (entry, overall, len(last), len(set(last)) > 1, answer),
    )
    if said.get("digests"):
        _stands_on(index, answer, said["digests"], set(said.get("withdrawn", ())))
    _words(index, entry, answer, said.get("comment", ""), said.get("corrected", ""))


def _stands_on(index: sqlite3.Connection, answer: int, digests: dict[str, str], withdrawn: set[int]) -> None:
    """Let an answer stand on its clauses as they were when it was judged, so that only later changes call it back."""
    cited = index.execute(
        "SELECT n, edition, document, key FROM cited JOIN places ON place = id WHERE answer = ?", (answer,)
    ).fetchall()
    index.execute("UPDATE answers SET touched = 0 WHERE number = ?", (answer,))
    for n, edition, document, key in cited:
        _cite(index, answer, n, edition, document, key, digests.get(str(n)), n in withdrawn)


def _words(index: sqlite3.Connection, entry: int, answer: int, *texts: str) -> None:
    index.execute("INSERT INTO says VALUES (?, ?)", (entry, answer))
    text = searchable(" ".join(filter(None, texts)))
    if text.strip():
        index.execute("INSERT INTO words (rowid, text) VALUES (?, ?)", (entry, text))


@lru_cache(maxsize=4096)
def _day_of(hour: str) -> tuple[str, str]:
    day = datetime.fromisoformat(f"{hour}:00:00+00:00").astimezone(_SHANGHAI).date()
    year, week, _ = day.isocalendar()
    return day.isoformat(), f"{year}-W{week:02}"


def _day(at: str) -> tuple[str, str]:
    """Return day and ISO week of a time, in Shanghai."""
    return _day_of(at[:13])
