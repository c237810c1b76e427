"""Chinese characters taken for each other: those that sound alike, and those that look alike.

`sounds.tsv` holds the common characters (GB 2312, first level, and the field's chemical ones) by their syllable without
tone, as pypinyin (MIT) reads them by themselves; `shapes.tsv` holds groups that keyboards and OCR mix up.
"""

from __future__ import annotations

from collections import defaultdict
from functools import lru_cache
from pathlib import Path


@lru_cache(maxsize=1)
def confusable() -> dict[str, frozenset[str]]:
    """Return for each character those that it may stand for by a slip."""
    groups = [line.split("\t")[1] for line in _lines("sounds.tsv")] + _lines("shapes.tsv")
    found: dict[str, set[str]] = defaultdict(set)
    for group in groups:
        for char in group:
            found[char].update(group.replace(char, ""))
    return {char: frozenset(others) for char, others in found.items()}


def _lines(name: str) -> list[str]:
    return Path(__file__).with_name(name).read_text("utf-8").splitlines()[1:]
