"""Measure the checker: statements made from an index by a seeded script, half of them altered in one token.

    python -m evals.checker --index DIR [--seed N] [--count 200] [--absent DIR] [--across] [--misses]

Prints the share of the altered ones that are flagged with the altered token named, and the share of the untouched
ones that are flagged, by kind, language and wording. `--absent` also judges untouched statements of another index,
whose clauses this one lacks: they should be found nowhere. `--across` judges statements put into the language that
their clause is not in, by templates and by the same term tables that the checker reads them with: figures at best.
"""

from __future__ import annotations

import argparse
from collections import Counter
from collections.abc import Iterable
from pathlib import Path

from assistant.answering.claims.checker import Checker
from assistant.answering.claims.shapes import CheckedSentence
from assistant.index.builds import open_current
from assistant.library.folding import fold, locate
from assistant.settings import Settings
from evals.renderings import make_across
from evals.statements import Made, make

FLAGGED = ("contradicted", "outdated")


def names_token(made: Made, judged: Iterable[CheckedSentence]) -> bool:
    """Tell whether a difference names the altered token, or the one that stood there; of a negation, the negation."""
    was, now = fold(made.original).text, fold(made.altered).text
    added = now.replace(was, "") if was in now else ""
    removed = was.replace(now, "") if now in was else ""
    for sentence in judged:
        for one in sentence.differs or ():
            said, there = fold(one.said).text, fold(one.clause_says).text
            if (added and added in said) or (removed and removed in there):
                return True
            if not added and not removed and (_overlaps(now, said) or _overlaps(was, there)):
                return True
    return False


def _overlaps(one: str, other: str) -> bool:
    return bool(one and other) and (one in other or other in one)


def main() -> int:
    """Print one line a figure."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--index", type=Path, default=Path("indexes"))
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--count", type=int, default=200)
    parser.add_argument("--absent", type=Path, help="an index of other documents")
    parser.add_argument("--across", action="store_true", help="statements in the other language than their clause")
    parser.add_argument("--misses", action="store_true", help="print each statement judged wrongly")
    given = parser.parse_args()
    settings = Settings(index=given.index)
    with open_current(given.index) as build:
        checker = Checker(build, settings)
        statements = (make_across if given.across else make)(build, given.seed, given.count)
        tally: Counter[tuple[str, str]] = Counter()
        took: list[float] = []
        for made in statements:
            checked = checker.check(made.text)
            judged = checked.sentences
            took.append(checked.elapsed_ms)
            _check_quotes(checker, judged)
            flagged = any(s.verdict in FLAGGED for s in judged)
            right = names_token(made, judged) and flagged if made.kind else not flagged
            found = all(s.verdict == "supported" for s in judged)
            what = made.kind or "untouched"
            whole = "altered" if made.kind else "untouched"
            for group in dict.fromkeys((whole, what, f"{whole} {made.language}", f"{whole} {made.style}")):
                tally[group, "all"] += 1
                tally[group, "flagged"] += flagged
                tally[group, "named"] += flagged and names_token(made, judged)
                tally[group, "supported"] += found
            if given.misses and not (right and (made.kind or found)):
                verdicts = [(s.verdict, [(d.said, d.clause_says) for d in s.differs or ()]) for s in judged]
                cited = [(c.edition, c.key) for s in judged for c in s.citations]
                print(f"- {what} {made.style} {made.edition} {made.key}: {made.text}\n    {made.original!r} -> "
                      f"{made.altered!r}; {verdicts} {cited}")  # fmt: skip
        print(f"{'statements':24} {'all':>5} {'flagged':>8} {'token named':>12} {'supported':>10}")
        for group in dict.fromkeys(name for name, _ in tally):
            count = tally[group, "all"]
            shares = [tally[group, figure] / count for figure in ("flagged", "named", "supported")]
            print(f"{group:24} {count:>5} {shares[0]:>8.3f} {shares[1]:>12.3f} {shares[2]:>10.3f}")
        took = sorted(took) or [0.0]
        print(f"{took[len(took) // 2]:.0f} ms a statement (p50), {took[int(0.95 * len(took))]:.0f} ms (p95)")
        if given.absent:
            _absent(checker, given.absent, given.seed)
    return 0


def _absent(checker: Checker, index: Path, seed: int) -> None:
    with open_current(index) as other:
        statements = [made for made in make(other, seed, 120) if not made.kind]
    verdicts = Counter(s.verdict for made in statements for s in checker.check(made.text).sentences[:1])
    print(f"statements of documents that the library lacks: {dict(verdicts)}")


def _check_quotes(checker: Checker, judged: Iterable[CheckedSentence]) -> None:
    for sentence in judged:
        for cited in sentence.citations:
            if locate(cited.quote, checker.build.clause(cited.edition, cited.key).text) is None:
                raise SystemExit(f"A quote is not printed in {cited.edition} {cited.key}: {cited.quote}")


if __name__ == "__main__":
    raise SystemExit(main())
