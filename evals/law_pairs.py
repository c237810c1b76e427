"""Score the comparison on pairs of laws labelled by hand, article by article, before the comparison was seen.

A line of `labels/laws.jsonl` names two files of `data/law_revisions` and how their articles fared: `changed` and
`moved` (only the number differs) as [old, new], `added`, `removed`; `either` holds groups of articles that were
rewritten into one another, in which each must be told, but as what is a matter of taste. An article of which an item
changed is changed.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any, NamedTuple

from assistant.answering.units import chinese_number
from assistant.library.model import Clause, Document
from assistant.revision.compare import compare
from assistant.revision.shapes import ClauseChange

LABELS = Path(__file__).parent / "labels" / "laws.jsonl"
_ARTICLE = re.compile(r"第([一二三四五六七八九十百零〇]+)条(?:之([一二三四五六七八九十]))?\s*(.*)")
_HEADING = re.compile(r"第[一二三四五六七八九十百]+[章节]")
_ITEM = re.compile(r"[（(]([一二三四五六七八九十]+)[）)](.*)")
_END_OF_PREAMBLE = "<!-- INFO END -->"
Telling = tuple[str, str | None, str | None]
"""What became of an article: the kind of change, its number in the old law and in the new one."""


class Score(NamedTuple):
    """How the changes told of a pair agree with its labels."""

    law: str
    labels: int
    found: int
    told: int
    right: int
    missed: tuple[Any, ...]
    wrong: tuple[Telling, ...]
    unseen: bool
    """Whether nothing was fitted to this pair."""


def score_laws(folder: Path, labels: Path = LABELS) -> list[Score]:
    """Compare each labelled pair of a folder of laws."""
    return [score_law(folder, json.loads(line)) for line in labels.read_text("utf-8").splitlines()]


def score_law(folder: Path, label: dict[str, Any]) -> Score:
    """Compare one pair and hold what is told against its label."""
    old, new = (read_law((folder / f"{label[side]}.md").read_text("utf-8")) for side in ("old", "new"))
    told = by_article(compare(old, old.clauses, new, new.clauses, ("old", "new")).changes)
    wanted: set[Telling] = {(op, one, other) for op in ("changed", "moved") for one, other in label[op]}
    wanted |= {("added", None, one) for one in label["added"]} | {("removed", one, None) for one in label["removed"]}
    groups = [(set(one["old"]), set(one["new"])) for one in label["either"]]
    within = {t for t in told if any(_within(t, *group) for group in groups)}
    missed: list[Any] = sorted(wanted - told, key=str)
    for before, after in groups:
        mine = [t for t in within if _within(t, before, after)]
        if {t[1] for t in mine} - {None} != before or {t[2] for t in mine} - {None} != after:
            missed.append((sorted(before), sorted(after)))
    wrong = sorted(told - wanted - within, key=str)
    labels = len(wanted) + len(groups)
    return Score(
        law=label["new"].rsplit("__", 1)[-1],
        labels=labels,
        found=labels - len(missed),
        told=len(told),
        right=len(told) - len(wrong),
        missed=tuple(missed),
        wrong=tuple(wrong),
        unseen=label.get("unseen", False),
    )


def _within(one: Telling, before: set[str], after: set[str]) -> bool:
    return (one[1] is None or one[1] in before) and (one[2] is None or one[2] in after)


def by_article(changes: Iterable[ClauseChange]) -> set[Telling]:
    """Return what became of each article: one whose item changed is changed, though it be renumbered, too."""
    told: set[Telling] = set()
    inside: set[tuple[str | None, str | None]] = set()
    for one in changes:
        old, new = (path[0] if path else None for path in (one.old_path, one.new_path))
        whole = max(len(one.old_path or ()), len(one.new_path or ())) == 1
        if whole:
            told.add((one.op, old, new))
        else:
            inside.add((old, new))
    pairs = {old: new for _, old, new in told if old and new}
    back = {new: old for old, new in pairs.items()}
    split = {(old, new) for op, old, new in told if op in ("split", "merged")}
    for old, new in inside:
        pair = (old or back.get(str(new), new), new or pairs.get(str(old), old))
        if pair not in split and ("added", None, pair[1]) not in told and ("removed", pair[0], None) not in told:
            told.discard(("moved", *pair))
            told.add(("changed", *pair))
    return told


def read_law(text: str) -> Document:
    """Read a law's Markdown: articles with their paragraphs, and items below them."""
    found: list[tuple[tuple[str, ...], list[str]]] = []
    article = 0
    open_ = False
    for line in text.split(_END_OF_PREAMBLE)[-1].splitlines():
        bare = line.strip().lstrip("#").strip()
        if head := _ARTICLE.match(bare):
            number = str(chinese_number(head[1])) + (f"-{chinese_number(head[2])}" if head[2] else "")
            article, open_ = len(found), True
            found.append(((number,), [head[3]]))
        elif _HEADING.match(bare):
            open_ = False
        elif open_ and (item := _ITEM.match(bare)):
            found.append(((*found[article][0], str(chinese_number(item[1]))), [item[2]]))
        elif open_ and bare:
            found[article][1].append(bare)
    clauses = tuple(_clauses(found))
    return Document(file="law.md", sha256="0", pages=1, language="zh", kind="law", clauses=clauses)


def _clauses(found: Sequence[tuple[tuple[str, ...], list[str]]]) -> Iterable[Clause]:
    seen: dict[str, int] = {}
    for path, paragraphs in found:
        key = "/".join(path)
        seen[key] = seen.get(key, 0) + 1
        yield Clause(
            key=key if seen[key] == 1 else f"{key}~{seen[key]}",
            path=path,
            label=key,
            kind="item" if len(path) > 1 else "article",
            text="\n".join(paragraphs),
            page=1,
            end_page=1,
        )
