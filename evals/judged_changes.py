"""Changes drawn at random over all pairs of editions, each judged real or not by a person who read both texts.

A line of `labels/judged_changes.jsonl` names the editions, the kind of change, both keys, the verdict, and how it was
drawn: of `all` changes (most of them clauses added and removed), or seven of each pair's `changed`, split and merged
ones, which are harder. A change that is told no longer counts for nothing; one that was not judged is not known.
"""

from __future__ import annotations

import json
import random
from collections.abc import Mapping
from pathlib import Path
from typing import NamedTuple

from assistant.library.model import Document
from assistant.reading.worker import read_in_worker
from assistant.revision.compare import compare
from assistant.revision.shapes import ClauseChange, Comparison
from assistant.revision.words import word_diff

LABELS = Path(__file__).parent / "labels" / "judged_changes.jsonl"
PAIRS = (
    ("JTT 808-2011", "JTT 808-2013"),
    ("iso-17301-1-2007", "iso-17301-1-2016"),
    ("SP800-40v2", "SP800-40r3"),
    ("SP800-61rev1", "SP800-61rev2"),
    ("SP800-63-1", "SP800-63-2"),
    ("SP800-70r3", "SP800-70r4"),
    ("debian-policy-4.5.1.0", "debian-policy-4.6.2.0"),
)
Pair = tuple[str, str]


class Judged(NamedTuple):
    """Of the changes drawn in one way and judged: those still told, those of them that are real, those told no more."""

    drawn: str
    told: int
    real: int
    gone: int


def compared_pairs(folder: Path, cache: Path | None = None) -> dict[Pair, Comparison]:
    """Read and compare each pair of editions in a folder."""
    found: dict[Pair, Comparison] = {}
    for pair in PAIRS:
        old, new = (read_in_worker(folder / f"{name}.pdf", cache=cache) for name in pair)
        found[pair] = compared(old, new, pair)
    return found


def compared(old: Document, new: Document, names: Pair) -> Comparison:
    """Compare two documents under the names of their files."""
    return compare(old, old.clauses, new, new.clauses, names)


def score_judged(pairs: Mapping[Pair, Comparison], labels: Path = LABELS) -> list[Judged]:
    """Count for each way of drawing how many of the judged changes that are still told are real."""
    told = {_name(pair, one) for pair, result in pairs.items() for one in result.changes}
    judged = [json.loads(line) for line in labels.read_text("utf-8").splitlines()]
    scores = []
    for drawn in dict.fromkeys(one["drawn"] for one in judged):
        mine = [one for one in judged if one["drawn"] == drawn]
        kept = [one for one in mine if (one["old"], one["new"], one["op"], one["old_key"], one["new_key"]) in told]
        scores.append(Judged(drawn, len(kept), sum(one["real"] for one in kept), len(mine) - len(kept)))
    return scores


def _name(pair: Pair, change: ClauseChange) -> tuple[str, str, str, str | None, str | None]:
    return (*pair, change.op, change.old_key, change.new_key)


def print_sample(pairs: Mapping[Pair, Comparison], count: int, seed: int) -> None:
    """Print changes drawn at random, each with its words, to be judged by hand."""
    every = [(pair, one) for pair, result in pairs.items() for one in result.changes]
    for pair, one in random.Random(seed).sample(every, min(count, len(every))):
        pieces = word_diff(one.old_text or "", one.new_text or "")
        words = " ".join(f"{'+' if tag == 'ins' else '-'}[{text[:200]}]" for tag, text in pieces if tag != "same")
        print(f"- {pair[0]} {one.op} {one.old_key} -> {one.new_key}: {words[:500]!r}")
