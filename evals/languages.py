"""Whether a clause is found as well in the other language: cross-lingual questions against those in its own.

    python -m evals.languages [INDEX QUESTIONS.jsonl ...] [--misses] [--json]

Without places: `indexes` with questions/corpus.jsonl. Files of several places are pooled, as many pairs as are given.
The questions of this project ask for each clause once in each language, so that both are asked the same things. Shares
stand with their Wilson intervals (95 %); the difference with a bootstrap interval over questions (seed 1).
"""

from __future__ import annotations

import argparse
import json
from pathlib import Path
from random import Random

from assistant.records.figures import wilson
from evals.evidence import evidence_rank, load_questions, retriever_of

_OWN = (Path("indexes"), Path(__file__).with_name("questions") / "corpus.jsonl")
_DRAWS = 2000


def interval(right: int, asked: int) -> tuple[float, float]:
    """Return the 95 % interval of a share; all of it where nothing was asked."""
    low, high = wilson(right, asked) if asked else (0.0, 1.0)
    return round(low, 4), round(high, 4)


def gap(own: list[bool], other: list[bool], draws: int = _DRAWS) -> tuple[float, float, float]:
    """Return by how many points `other` stands below `own`, with its 95 % bootstrap interval."""
    draw = Random(1)

    def share(found: list[bool]) -> float:
        return 100 * sum(found) / len(found)

    drawn = sorted(
        share(draw.choices(own, k=len(own))) - share(draw.choices(other, k=len(other))) for _ in range(draws)
    )
    bounds = drawn[int(0.025 * draws)], drawn[int(0.975 * draws)]
    return round(share(own) - share(other), 2), round(bounds[0], 2), round(bounds[1], 2)


def main() -> None:
    """Print the shares first and among the first three of both groups, and the gap between them."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("places", nargs="*", type=Path, metavar="INDEX QUESTIONS", help="pairs of index and questions")
    parser.add_argument("--misses", action="store_true", help="print the questions without a right clause in three")
    parser.add_argument("--json", action="store_true")
    args = parser.parse_args()
    if len(args.places) % 2:
        parser.error("give pairs: an index, then its file of questions")
    places = args.places or list(_OWN)
    ranks: dict[str, list[int]] = {"own language": [], "zh to en": [], "en to zh": [], "cross-lingual": []}
    for index, questions in zip(places[::2], places[1::2], strict=True):
        retriever = retriever_of(index)
        for question in load_questions(questions):
            rank = evidence_rank(retriever, question) or 99
            crossed = ["cross-lingual", "zh to en" if question["lang"] == "zh" else "en to zh"]
            for group in crossed if question["cross_lingual"] else ["own language"]:
                ranks[group].append(rank)
            if args.misses and rank > 3:
                print(f"{question['id']} {rank}: {question['turns'][0]}  {question['evidence'][0]}")
    report: dict[str, object] = {}
    for name, found in ranks.items():
        row: dict[str, object] = {"questions": len(found)}
        for k in (1, 3):
            right = sum(rank <= k for rank in found)
            row |= {f"first_{k}": round(right / max(len(found), 1), 4), f"interval_{k}": interval(right, len(found))}
        report[name] = row
    if ranks["own language"] and ranks["cross-lingual"]:
        for k in (1, 3):
            own, other = ([rank <= k for rank in ranks[name]] for name in ("own language", "cross-lingual"))
            report[f"points_below_first_{k}"] = gap(own, other)
    print(json.dumps(report) if args.json else "\n".join(f"{name}: {value}" for name, value in report.items()))


if __name__ == "__main__":
    main()
