"""Measure the comparison of editions against a maintainers' own list of what changed.

    python -m evals.revisions OLD.pdf NEW.pdf CHECKLIST.txt --since 4.5.1 [--sample 50 --seed 1]

The checklist has a heading for each version ("10.2. Version 4.6.2") and, at the line's beginning, the sections that an
entry speaks of ("6.5 & 6.6"). Prints how many of the sections named since a version are found changed, and which not;
`--sample` also prints changes drawn at random, to be judged by hand.
"""

from __future__ import annotations

import argparse
import random
import re
import time
from pathlib import Path

from assistant.reading.worker import read_in_worker
from assistant.revision.compare import compare
from assistant.revision.words import word_diff

_VERSION = re.compile(r"^[\d.]+ Version (\d+(?:\.\d+)+)\s*$")
_SECTIONS = re.compile(r"^\d+(?:\.\d+)*(?:(?:, | & )\d+(?:\.\d+)*)*$")


def named_sections(checklist: str, since: str) -> list[tuple[str, ...]]:
    """Return the paths of the sections that a checklist names for the versions after `since`, newest first."""
    found: dict[tuple[str, ...], None] = {}
    newer = False
    for line in checklist.splitlines():
        if version := _VERSION.match(line):
            newer = _order(version[1]) > _order(since)
        elif newer and _SECTIONS.match(line):
            found.update({tuple(one.split(".")): None for one in re.split(r", | & ", line)})
    return list(found)


def _order(version: str) -> list[int]:
    return [int(part) for part in version.split(".")]


def main() -> int:
    """Print the recall, what is missed and, where asked, a sample."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("old", type=Path)
    parser.add_argument("new", type=Path)
    parser.add_argument("checklist", type=Path)
    parser.add_argument("--since", required=True, help="the version of the old edition")
    parser.add_argument("--sample", type=int, default=0)
    parser.add_argument("--seed", type=int, default=1)
    given = parser.parse_args()
    old, new = (read_in_worker(file, ocr="never") for file in (given.old, given.new))
    started = time.perf_counter()
    changes = compare(old, old.clauses, new, new.clauses, (given.old.stem, given.new.stem)).changes
    seconds = time.perf_counter() - started
    named = named_sections(given.checklist.read_text(encoding="utf-8"), given.since)
    touched = [path for change in changes for path in (change.new_path, change.old_path) if path]
    missed = [path for path in named if not any(one[: len(path)] == path for one in touched)]
    print(f"{len(old.clauses)} and {len(new.clauses)} clauses, {len(changes)} changes, {seconds:.2f} s")
    print(f"sections named {len(named)}, found changed {len(named) - len(missed)}, missed {missed}")
    for one in random.Random(given.seed).sample(changes, min(given.sample, len(changes))):
        pieces = word_diff(one.old_text or "", one.new_text or "")
        words = " ".join(f"{'+' if tag == 'ins' else '-'}[{text[:200]}]" for tag, text in pieces if tag != "same")
        print(f"- {one.op} {one.old_key} -> {one.new_key}: {words[:500]!r}")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
