"""The foreword's own list of changes held against what the comparison finds."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from assistant.library.model import Change
from assistant.revision.shapes import Agreement, Claim, ClauseChange, ValueChange
from assistant.revision.values import compared_marks

Path = tuple[str, ...]
_MOVED = re.compile(
    r"[由从](?P<old>[^，。；（(]{1,40}?)(?:更改为|修改为|调整为|改为|变为)(?P<new>[^，。；（(]{1,40})"
    r"|\bfrom (?P<from>[^,;()]{1,40}?) to (?P<to>[^,;()]{1,40})",
)
_MEANS = {
    "added": {"added", "split"},
    "removed": {"removed", "merged"},
    "changed": {"changed", "split", "merged", "moved", "added", "removed"},
    "moved": {"moved", "changed", "split", "merged"},
    "split": {"split", "added", "changed"},
    "merged": {"merged", "removed", "changed"},
}
"""What the comparison may call what a foreword calls so: new words in a clause there may be a new clause here."""


def check_claims(
    told: Sequence[Change], texts: Mapping[str, str], changes: Sequence[ClauseChange]
) -> tuple[tuple[Claim, ...], tuple[int, ...]]:
    """Return each entry of the list with its verdict, and the indices of the changes that no entry names.

    `agrees`: a change of that kind is found at a place it names, or below; `differs`: one of another kind;
    `not_found`: nothing changed there; `no_place`: it names no place.
    """
    claims: list[Claim] = []
    named: set[int] = set()
    for one in told:
        at = [i for i, c in enumerate(changes) if _within(c.new_path, one.new) or _within(c.old_path, one.old)]
        named.update(at)
        fits = [i for i in at if changes[i].op in _MEANS[one.kind] or _below(changes[i], one)]
        verdict: Agreement = "agrees" if fits else "differs" if at else "not_found"
        if not one.new and not one.old:
            verdict = "no_place"
        text = " ".join(texts.get(one.key, "")[slice(*one.span)].split())
        claim = Claim(kind=one.kind, text=text, old=one.old, new=one.new, verdict=verdict, changes=tuple(at))
        moved = _MOVED.search(text)
        values = compared_marks(moved["old"] or moved["from"], moved["new"] or moved["to"], text)[0] if moved else ()
        claims.append(claim.model_copy(update={"values": tuple(_bare(one) for one in values) or None}))
    return tuple(claims), tuple(i for i in range(len(changes)) if i not in named)


def _bare(value: ValueChange) -> ValueChange:
    """A value without the entry's words as the head of a column, which it is not."""
    return value.model_copy(update={"column": None})


def _within(path: Path | None, places: Sequence[Path]) -> bool:
    return path is not None and any(path[: len(place)] == place for place in places if place)


def _below(change: ClauseChange, told: Change) -> bool:
    """Whether a clause changed in that a part was added to it or removed from it, as the entry says."""
    return told.kind in {"added", "removed"} and change.op == "changed" and bool(told.new and told.old)
