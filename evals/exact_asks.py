"""Whether a clause asked for by document and place comes first, however that is typed.

    python -m evals.exact_asks INDEX [--asks 1200] [--seed 1] [--misses] [--json]

Draws clauses of the index, types their documents (number or title) and places in many ways (`evals.typings`) and
searches. A clause is right where it stands at the place named in an edition that the typing can mean: the edition
named by year, else any edition of that document. What is past is asked for by its year alone.
"""

from __future__ import annotations

import argparse
import json
from collections import defaultdict
from collections.abc import Mapping, Set
from dataclasses import dataclass
from pathlib import Path
from random import Random

from assistant.index.builds import Build, open_current
from assistant.library.labels import fold_key
from assistant.library.model import EditionRecord
from assistant.library.status import today
from assistant.retrieval.retriever import Retriever
from assistant.settings import Settings
from evals.typings import decimal_typed, number_typed, place_typed

_LEFT_OUT = {"front", "preamble", "note"}
_PHRASES = {
    True: ("{d} {p}", "{d}{p}", "{d}的{p}", "{d} {p}怎么规定", "{d}，{p}是什么内容", "{p} {d}", "请找{d}{p}"),
    False: ("{d} {p}", "{d}, {p}", "{p} of {d}", "What does {p} of {d} say?", "{d} - {p}", "{p} in {d}"),
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Ask:
    """One question that names a clause: `editions` are those it can mean, `key` is the folded key of the clause."""

    text: str
    kind: str
    named_by: str
    editions: frozenset[str]
    key: str


def draw_asks(build: Build, count: int, seed: int) -> list[Ask]:
    """Draw asks, the kinds of clause in equal parts as far as the index has them."""
    draw = Random(seed)
    documents = _documents(build.editions)
    statuses = zip(build.editions, build.statuses(today()), strict=True)
    past = {name for name, status in statuses if status in ("superseded", "repealed")}
    by_kind: dict[str, list[tuple[EditionRecord, tuple[str, ...], str, str]]] = defaultdict(list)
    for name, record in build.editions.items():
        for clause in build.clauses(name):
            if clause.kind not in _LEFT_OUT and "~" not in clause.key:
                by_kind[clause.kind].append((record, tuple(clause.path), clause.kind, clause.key))
    asks: list[Ask] = []
    tries = 0
    while by_kind and len(asks) < count and tries < 20 * count:
        tries += 1
        ask = _ask(*draw.choice(by_kind[draw.choice(sorted(by_kind))]), documents, past, draw)
        if ask:
            asks.append(ask)
    return asks


def _documents(records: Mapping[str, EditionRecord]) -> dict[str, list[EditionRecord]]:
    found: dict[str, list[EditionRecord]] = defaultdict(list)
    for record in records.values():
        found[record.document].append(record)
    return found


def _ask(
    record: EditionRecord,
    path: tuple[str, ...],
    kind: str,
    key: str,
    documents: Mapping[str, list[EditionRecord]],
    past: Set[str],
    draw: Random,
) -> Ask | None:
    chinese = draw.random() < (0.75 if record.language == "zh" else 0.1)
    place = place_typed(path, kind, draw, chinese=chinese) or decimal_typed(path, draw, chinese=chinese)
    if place is None:
        return None
    titles = [title for title in (record.title, *record.aliases) if 4 <= len(title) <= 60]
    alike = {record.edition}
    if record.number and (not titles or draw.random() < 0.75):
        dated = draw.random() < 0.6
        if record.edition in past and not dated:
            return None
        document, named_by = number_typed(record.number, draw, year=dated), "number and year" if dated else "number"
        others = documents[record.document]
        alike |= {one.edition for one in others if not dated or one.number == record.number}
        alike |= {one.edition for one in others if one.amends in alike}
    elif titles and record.edition not in past:
        title = draw.choice(titles)
        document, named_by = (f"《{title}》" if chinese and draw.random() < 0.5 else title), "title"
        alike |= {
            one.edition for group in documents.values() for one in group if one.title in title or title in one.title
        }
    else:
        return None
    phrase = draw.choice(_PHRASES[chinese])
    if not ("\u3400" < place[0] < "\u9fff" or "\u3400" < document[-1] < "\u9fff"):
        # Nobody can tell where the number of the document ends in GB 180182.1.
        phrase = phrase.replace("{d}{p}", "{d} {p}")
    text = phrase.format(d=document, p=place)
    return Ask(text, kind, named_by, frozenset(alike), fold_key(key))


def main() -> None:
    """Draw asks from an index, search for each, print the share found first by kind of clause and of naming."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("index", type=Path)
    parser.add_argument("--asks", type=int, default=1200, help="how many asks (default 1200)")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--misses", action="store_true", help="print each ask whose clause did not come first")
    parser.add_argument("--json", action="store_true")
    args = parser.parse_args()
    build = open_current(args.index)
    retriever = Retriever(build, Settings(index=args.index))
    found: dict[str, list[bool]] = defaultdict(list)
    for ask in draw_asks(build, args.asks, args.seed):
        hits = retriever.search(ask.text, k=1)
        first = [(hit.edition.edition, hit.clause.key) for hit in hits]
        right = any(edition in ask.editions and fold_key(key) == ask.key for edition, key in first)
        for group in ("all", ask.kind, f"by {ask.named_by}"):
            found[group].append(right)
        if args.misses and not right:
            print(f"{ask.kind:<8} {ask.text}   wanted {sorted(ask.editions)[0]} {ask.key}, first {first}")
    report = {
        group: {"asks": len(all_), "first": round(sum(all_) / len(all_), 4)} for group, all_ in sorted(found.items())
    }
    if args.json:
        print(json.dumps(report, ensure_ascii=False))
        return
    for group, row in report.items():
        print(f"{group:<20} {row['asks']:>5} asks   first {row['first']:.4f}")


if __name__ == "__main__":
    main()
