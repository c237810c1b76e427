"""Notes that one word opens and numbers go on with: `注：1 …`, below it `2 …`."""

from __future__ import annotations

import re

from assistant.reading.clauses.drafts import Draft
from assistant.reading.clauses.flow import FlowLine
from assistant.reading.clauses.numbering import Mark

_FIRST = re.compile(r"\s*[(（]?1[)）.、．\s]\s*(?=\D)")
_NUMBERED = re.compile(r"(?:.*[:：]\s*)?[(（]?(?P<n>\d{1,2})\W*$")


def run_start(line: FlowLine, mark: Mark) -> int:
    """Return where the text of a note begins that may open a run of numbered notes; `mark.end` where it opens none."""
    first = _FIRST.match(line.text, mark.end) if not mark.ordinal else None
    return first.end() if first else mark.end


def next_in_run(note: Draft, line: FlowLine) -> Mark | None:
    """Return the number with which a line goes on with the run of notes that `note` stands in, else None."""
    printed = _NUMBERED.fullmatch(note.heading[0].text) if note.kind == "note" and note.heading else None
    mark = line.mark("num_paren", "num_close", "num_dot", "decimal") if printed else None
    goes_on = printed and mark and len(mark.ordinal) == 1 and mark.value == int(printed["n"]) + 1
    return mark if goes_on else None
