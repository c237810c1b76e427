"""Many questions from one file, answered in order by one process (CONTRACT.md, `--batch`)."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from assistant.commands.options import parse_day, write_json
from assistant.errors import AssistantError, UsageError, check_text


@dataclass(frozen=True, slots=True)
class Asked:
    """One line of a batch file: the last of `turns` is the question, the others came before it."""

    turns: tuple[str, ...]
    id: str | None = None
    as_of: date | None = None

    @classmethod
    def from_record(cls, record: Any) -> Asked:
        """Check one line's JSON; UsageError where it holds no question."""
        turns = record.get("turns") if isinstance(record, dict) else None
        if not isinstance(turns, list) or not turns or not all(isinstance(turn, str) for turn in turns):
            raise UsageError('The line holds no question: write {"id": "…", "turns": ["…"]}.')
        as_of = record.get("as_of")
        if as_of is not None and not isinstance(as_of, str):
            raise UsageError('The "as_of" is not a date: write it as "YYYY-MM-DD", such as "2026-06-01".')
        check_text(*turns, id_of(record) or "")
        return cls(tuple(turns), id_of(record), parse_day(as_of))


def id_of(record: Any) -> str | None:
    """Return the id a line carries, if any."""
    return str(record["id"]) if isinstance(record, dict) and record.get("id") is not None else None


def run_batch(path: Path, run: Callable[[Asked], dict[str, Any]]) -> bool:
    """Print one JSON line for each line of `path`, in order; return whether all went well."""
    outcomes = [write_outcome(line, run) for line in lines_of(path)]
    return all(outcomes)


def lines_of(path: Path) -> Iterator[str]:
    """Yield the lines that are not blank, bytes that are no UTF-8 replaced, a byte order mark left out."""
    with path.open(encoding="utf-8-sig", errors="replace") as lines:
        yield from filter(str.strip, lines)


def write_outcome(line: str, run: Callable[[Asked], dict[str, Any]]) -> bool:
    """Print the answer to one line, or its error; return whether it was an answer."""
    record: Any = None
    try:
        record = json.loads(line)
        write_json(run(Asked.from_record(record)))
    except (json.JSONDecodeError, RecursionError):
        return write_error(None, "usage", "The line is not JSON: write one JSON object a line.")
    except AssistantError as error:
        return write_error(id_of(record), error.code, error.message)
    return True


def write_error(asked_id: str | None, code: str, message: str) -> bool:
    """Print a line's error; return False for the tally."""
    write_json(({"id": asked_id} if asked_id is not None else {}) | {"error": {"code": code, "message": message}})
    return False
