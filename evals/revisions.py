"""Measure the comparison of editions: against a maintainers' own list, labelled laws, and changes judged by hand.

    ASSISTANT_SHARED=… python -m evals.revisions [--misses] [--sample 50 --seed 1]

Debian Policy's checklist has a heading for each version ("10.2. Version 4.6.2") and, at the line's beginning, the
sections that an entry speaks of ("6.5 & 6.6"): how many of those named between two editions are found changed?
`labels/laws.jsonl` says article by article how pairs of laws differ (`law_pairs`); those marked unseen were labelled
after the comparison was fitted to the others and before it was seen on them. `labels/judged_changes.jsonl` holds the
verdicts on changes drawn at random over all pairs of editions (`judged_changes`); `--sample` draws others to judge.
"""

from __future__ import annotations

import argparse
import os
import re
from collections.abc import Iterable
from pathlib import Path

from evals.judged_changes import compared_pairs, print_sample, score_judged
from evals.law_pairs import Score, score_laws

_VERSION = re.compile(r"^[\d.]+ Version (\d+(?:\.\d+)+)\s*$")
_SECTIONS = re.compile(r"^\d+(?:\.\d+)*(?:(?:, | & )\d+(?:\.\d+)*)*$")
_DEBIAN = "debian-policy-4.5.1.0", "debian-policy-4.6.2.0"


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
    """Print what is found of the maintainers' list, of the laws, and how many of the judged changes are real."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--misses", action="store_true", help="name what is missed or told wrongly")
    parser.add_argument("--sample", type=int, default=0, help="print so many changes drawn at random, to be judged")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--cache", type=Path, help="folder that keeps OCR results")
    given = parser.parse_args()
    if "ASSISTANT_SHARED" not in os.environ:
        parser.error("name the folder that holds the documents by ASSISTANT_SHARED")
    shared = Path(os.environ["ASSISTANT_SHARED"])
    scores = score_laws(shared / "data" / "law_revisions")
    _print_laws("laws", [one for one in scores if not one.unseen], given.misses)
    _print_laws("laws, unseen", [one for one in scores if one.unseen], given.misses)
    pairs = compared_pairs(shared / "pdfs" / "editions", given.cache)
    checklist = (shared / "data" / "editions_gold" / f"{_DEBIAN[1]}-upgrading-checklist.txt").read_text("utf-8")
    named = named_sections(checklist, _DEBIAN[0].removeprefix("debian-policy-"))
    touched = [path for one in pairs[_DEBIAN].changes for path in (one.new_path, one.old_path) if path]
    missed = [path for path in named if not any(one[: len(path)] == path for one in touched)]
    print(f"maintainers' list: {len(named) - len(missed)} of {len(named)} sections found changed, missed {missed}")
    for one in score_judged(pairs):
        print(f"changes judged by hand, drawn of {one.drawn}: {one.real} of {one.told} real, {one.gone} told no longer")
    if given.sample:
        print_sample(pairs, given.sample, given.seed)
    return 0


def _print_laws(what: str, scores: Iterable[Score], misses: bool) -> None:
    found = labels = right = told = 0
    for one in scores:
        found, labels, right, told = found + one.found, labels + one.labels, right + one.right, told + one.told
        if misses:
            print(f"  {one.law}: missed {list(one.missed)}, wrong {list(one.wrong)}")
    print(f"{what}: recall {found / labels:.3f} of {labels}, precision {right / told:.3f} of {told}")


if __name__ == "__main__":
    raise SystemExit(main())
