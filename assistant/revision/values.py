"""Values and modal verbs that differ between two wordings of a clause, and which way a limit moved."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence

from rapidfuzz.distance import Indel

from assistant.answering.claims.limits import direction
from assistant.answering.claims.marks import Mark, marks_of
from assistant.answering.claims.measures import Measure
from assistant.library.folding import fold_text
from assistant.revision.shapes import ForceChange, ValueChange

_FORCE = re.compile(r"^(?:应当?|宜|(?:shall|should) )")
_SENTENCE = re.compile(r"(?<=[。；;])\s*|(?<=[a-z)”]\.) +(?=[A-Z“(])")
_UNIT = re.compile(r"[a-zμ%‰℃]+[a-z0-9/²³^·()]*")


def compared_marks(old: str, new: str, head: str = "") -> tuple[tuple[ValueChange, ...], tuple[ForceChange, ...]]:
    """Return the values and the modal verbs that changed between two wordings, in order.

    Args:
        old: The old wording.
        new: The new wording.
        head: The head of a table's column, which may give sign and unit.
    """
    old, new = _differing(old, new)
    before, after = marks_of(old), marks_of(new)
    values: list[ValueChange] = []
    forces: list[ForceChange] = []
    for here, there in _pairs(before, after):
        if here.measure and there.measure and not _equal(here.measure, there.measure):
            was, now = (_printed(text, mark) for text, mark in ((old, here), (new, there)))
            if unicodedata.category(was[0]) == "No" or unicodedata.category(now[0]) == "No":
                continue  # a raised number is a footnote's mark
            unit = there.measure.unit or here.measure.unit or _unit_of(head)
            way = direction(here.measure, there.measure, head)
            values.append(ValueChange(old=was, new=now, unit=unit, direction=way, column=head or None))
        elif here.kind == "force" and here.value != there.value:
            forces.append(ForceChange(old=here.value, new=there.value))
    return tuple(values), tuple(forces)


def _differing(old: str, new: str) -> tuple[str, str]:
    """Return both wordings without the sentences that they share."""
    one, other = (_SENTENCE.split(" ".join(text.split())) for text in (old, new))
    codes = [code for code in Indel.opcodes(one, other) if code.tag != "equal"]
    return (
        " ".join(s for code in codes for s in one[code.src_start : code.src_end]),
        " ".join(s for code in codes for s in other[code.dest_start : code.dest_end]),
    )


def _pairs(before: Sequence[Mark], after: Sequence[Mark]) -> list[tuple[Mark, Mark]]:
    one, other = [_symbol(m) for m in before], [_symbol(m) for m in after]
    same = [code for code in Indel.opcodes(one, other) if code.tag == "equal"]
    return [
        pair
        for code in same
        for pair in zip(before[code.src_start : code.src_end], after[code.dest_start : code.dest_end], strict=True)
    ]


def _symbol(mark: Mark) -> str:
    if mark.kind == "measure" and mark.measure:
        return f"<{mark.measure.unit}>"
    return mark.value if mark.kind == "word" else f"<{mark.kind}>"


def _equal(one: Measure, other: Measure) -> bool:
    return one.same_amount(other) and one.sign == other.sign


def _printed(text: str, mark: Mark) -> str:
    return _FORCE.sub("", " ".join(text[mark.start : mark.end].split()))


def _unit_of(head: str) -> str:
    found = _UNIT.findall(fold_text(head))
    return found[-1] if found and ("/" in found[-1] or found[-1] in {"%", "‰", "℃", "mm", "cm", "m", "kg", "g"}) else ""
