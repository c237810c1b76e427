"""Where the reader of a page was not sure: values there are not given, but shown on the page."""

from __future__ import annotations

import re
from collections.abc import Iterator

from assistant.jobs.requirements.rows import Limit
from assistant.jobs.requirements.shapes import Doubt
from assistant.library.model import EditionRecord, ReadingWarning

_WORD = re.compile(r"(?:^|; )(?P<word>.+?) \((?P<x>\d+), (?P<y>\d+)\)(?=; |$)")
_SLACK = 4.0
"""Points by which a word may stand above or below the lines of its row."""


def reading_doubts(record: EditionRecord, limit: Limit) -> Iterator[Doubt]:
    """Yield why a limit may have been read wrong, as the warnings of its page tell."""
    pages = {box[0] for box in limit.clause.boxes} or {limit.clause.page}
    for warning in record.warnings:
        if warning.page not in pages or not warning.reason or limit.printed is None:
            continue
        if warning.code == "ocr_doubtful" and _word_of(warning, limit):
            yield "print"
        elif warning.code == "character_in_doubt" and any(
            mark in limit.printed + limit.unit for mark in _characters(warning.reason)
        ):
            yield "character"
        elif warning.code == "table_doubtful" and _row_of(warning.reason, limit):
            yield "rows"


def _word_of(warning: ReadingWarning, limit: Limit) -> bool:
    for found in _WORD.finditer(warning.reason or ""):
        y = float(found["y"])
        beside = any(box[0] == warning.page and box[2] - _SLACK <= y <= box[4] + _SLACK for box in limit.clause.boxes)
        if (
            beside
            and re.sub(r"\D", "", found["word"])
            and re.sub(r"\s", "", found["word"]) in re.sub(r"\s", "", limit.quote)
        ):
            return re.sub(r"[^\d.]", "", limit.printed or "") in re.sub(r"[^\d.]", "", found["word"]) or re.sub(
                r"[^\d.]", "", found["word"]
            ) in re.sub(r"[^\d.]", "", limit.printed or "")
    return False


def _characters(reason: str) -> list[str]:
    return [
        chr(int(one[2:], 16)) if one.startswith("U+") else one for one in re.findall(r"U\+[0-9A-F]{4,6}|\S", reason)
    ]


def _row_of(reason: str, limit: Limit) -> bool:
    number, _, rows = reason.partition(": ")
    path = limit.clause.path
    return path[:1] in ((f"Table {number}",), ("Table",)) and path[-1] in re.split(r", ?", rows)
