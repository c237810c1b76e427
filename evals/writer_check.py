"""Measure what the language-model writer would show: statements made from an index, half of them altered in one token.

    python -m evals.writer_check --index DIR [--seed N] [--count 200]

Each statement is taken for a model's sentence that cites its clause with the sentence, or the row, it was made from.
Prints the share shown, by kind: of the altered ones none should be, of the untouched ones as many as possible.
"""

from __future__ import annotations

import argparse
from collections import Counter
from collections.abc import Callable
from difflib import SequenceMatcher
from pathlib import Path

from assistant.answering.check import supported
from assistant.answering.language.agreement import agrees, cited, places_in
from assistant.answering.sentences import sentence_spans
from assistant.answering.shelf import Edition, Shelf
from assistant.index.builds import open_current
from evals.statements import Made, make


def shown(made: Made, edition: Edition, rarity: Callable[[str], float]) -> bool:
    """Tell whether the writer would show a statement that quotes what it was made from."""
    clause = edition.by_key[made.key]
    quote = clause.text
    if clause.kind != "row":
        said = [clause.text[a:b].strip() for a, b in sentence_spans(clause.text)]
        quote = max(said, key=lambda one: SequenceMatcher(None, one, made.text, autojunk=False).ratio())
    found = cited(edition, clause, quote)
    if found is None or not agrees(made.text, [found], made.language, rarity):
        return False
    return supported(made.text, [found.quote], place=places_in(made.text, [found], made.language))


def main() -> int:
    """Print one line a kind."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--index", type=Path, default=Path("indexes"))
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--count", type=int, default=200)
    given = parser.parse_args()
    tally: Counter[tuple[str, bool]] = Counter()
    with open_current(given.index) as build:
        shelf, rarity = Shelf(build), build.words("own").idf
        for made in make(build, given.seed, given.count):
            right = shown(made, shelf.edition(made.edition), rarity)
            for group in ("altered" if made.kind else "untouched", made.kind or f"untouched {made.style}"):
                tally[group, right] += 1
    for group in dict.fromkeys(name for name, _ in tally):
        count = tally[group, True] + tally[group, False]
        print(f"{group:24} {count:>5} {tally[group, True] / count:>8.3f} shown")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
