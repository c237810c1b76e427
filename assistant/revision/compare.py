"""Two editions compared clause by clause: added, removed, changed, moved, split and merged."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence

from assistant.library.alignment import Side, align
from assistant.library.likeness import (
    Paths,
    cell_with_references,
    comparable,
    naming_cells,
    own_words,
    with_references,
)
from assistant.library.model import Clause, Document, EditionRecord
from assistant.library.pairing import grams
from assistant.revision.claims import check_claims
from assistant.revision.counters import without_counters
from assistant.revision.misprints import spellings, without_misprints
from assistant.revision.shapes import CellChange, ClauseChange, Comparison, ValueChange
from assistant.revision.values import compared_marks

_COVERED, _NEWLY = 0.7, 0.35
"""Share of a part's words that the clause it came from must hold, and that its counterpart may hold at most."""
_SHORTEST_PART = 12
_CITED = re.compile(r"(?:references?|bibliography|works cited|参考文献)(?! to)", re.I)


def compare(
    old: EditionRecord | Document,
    old_clauses: Sequence[Clause],
    new: EditionRecord | Document,
    new_clauses: Sequence[Clause],
    names: tuple[str, str],
) -> Comparison:
    """Compare two editions, each with its clauses in document order; `names` is how the result calls them."""
    before, after = Side(list(old_clauses), _own(old)), Side(list(new_clauses), _own(new))
    pairs = align(before, after)
    found = without_counters(list(_changes(before, after, pairs)))
    kept, misprints = without_misprints(found, *(spellings(side.words) for side in (before, after)))
    changes = tuple(kept)
    told = new.changes or ()
    texts = {c.key: c.text for c in new_clauses}
    claims, unclaimed = check_claims(told, texts, changes) if told else (None, None)
    return Comparison(
        old=names[0],
        new=names[1],
        language=new.language,
        changes=changes,
        misprints=tuple(misprints) or None,
        claims=claims,
        unclaimed=unclaimed,
    )


def _own(edition: EditionRecord | Document) -> tuple[str, ...]:
    """Return an edition's number and dates as they look in comparable words."""
    dates = [d for d in (edition.issued, edition.effective) if d and len(d) == 10]
    printed = [f"{int(d[:4])}年{int(d[5:7])}月{int(d[8:])}日" for d in dates]
    number = edition.number or ""
    names = {comparable(one) for one in (number, *_spelled(number), *dates, *printed)}
    return tuple(sorted((name for name in names if len(name) > 4), key=lambda name: (-len(name), name)))


def _spelled(number: str) -> Iterator[str]:
    """The number as running text spells it: SP 800-70 Rev. 3 is Special Publication 800-70 Revision 3."""
    if series := re.fullmatch(r"(?:NIST )?SP (\S+)(?: Rev\. (\d+))?", number):
        revision = [f" {word} {series[2]}" for word in ("Rev.", "Revision")] if series[2] else [""]
        for publication in ("SP", "Special Publication", "Special Publication (SP)"):
            for issuer in ("NIST ", ""):
                yield from (f"{issuer}{publication} {series[1]}{one}" for one in revision)


def _changes(before: Side, after: Side, pairs: dict[int, int]) -> Iterator[ClauseChange]:
    """Yield the changes in the order of the new edition; what was removed stands where the old one had it."""
    paths = {before.clauses[i].path: after.clauses[j].path for i, j in pairs.items()}
    cited = _cited(before, after, pairs)
    back = {j: i for i, j in pairs.items()}
    split = dict(_parts(before, after, pairs))
    merged = dict(_parts(after, before, back))
    whole = {*split.values()}, {*merged.values()}
    removed = [i for i in range(len(before.clauses)) if i not in pairs]
    for j, there in enumerate(after.clauses):
        i = back.get(j)
        if i is None:
            source = split.get(j)
            yield _change("split" if source is not None else "added", _at(before, source), there)
            continue
        while removed and removed[0] < i:
            yield _gone(before, after, removed.pop(0), merged)
        here = before.clauses[i]
        if i in whole[0] or j in whole[1]:
            yield _change("split" if i in whole[0] else "merged", here, there)
        elif not _same_words(before, after, i, j, paths, cited):
            found = _change("changed", here, there, paths)
            # A clause whose words differ in nothing that counts is not changed, a row only where a cell is.
            if here.kind != "row" or found.cells:
                yield found
        elif _moved(before, after, pairs, i, j):
            yield _change("moved", here, there)
    for i in removed:
        yield _gone(before, after, i, merged)


def _at(side: Side, position: int | None) -> Clause | None:
    return None if position is None else side.clauses[position]


def _gone(before: Side, after: Side, i: int, merged: dict[int, int]) -> ClauseChange:
    return _change("merged" if i in merged else "removed", before.clauses[i], _at(after, merged.get(i)))


def _cited(before: Side, after: Side, pairs: dict[int, int]) -> dict[str, str]:
    """Return the new number of each entry of a list of cited documents: `[12]` in the text follows it."""
    found: dict[str, str] = {}
    for i, j in pairs.items():
        above = before.parent[i]
        heading = before.clauses[i].path[0] if above is None else before.clauses[above].title or ""
        numbers = before.clauses[i].path[-1], after.clauses[j].path[-1]
        if _CITED.match(heading) and all(number.isdigit() for number in numbers):
            found[numbers[0]] = numbers[1]
    return found


def _same_words(before: Side, after: Side, i: int, j: int, paths: Paths, cited: Mapping[str, str]) -> bool:
    if before.words[i] == after.words[j]:
        return True
    here, there = before.clauses[i], after.clauses[j]
    if here.kind == "table" or (here.kind == "row" and not here.references):
        return False
    # A sentence may name one edition in both; then it is the same only as it is printed.
    if comparable(own_words(here)) == comparable(own_words(there)):
        return True
    one, other = with_references(here, paths, cited), with_references(there, None)
    return comparable(one, before.own) == comparable(other, after.own)


def _moved(before: Side, after: Side, pairs: dict[int, int], i: int, j: int) -> bool:
    """Whether a clause has another number that does not follow from its parent's; rows and notes bear none to cite."""
    here, there = before.clauses[i], after.clauses[j]
    if here.path == there.path or here.kind in {"row", "note"}:
        return False
    above, over = before.parent[i], after.parent[j]
    follows = above is not None and pairs.get(above) == over and here.path[-1] == there.path[-1]
    return not follows


def _parts(before: Side, after: Side, pairs: dict[int, int]) -> Iterator[tuple[int, int]]:
    """Yield each clause that only `after` has with the clause of `before` whose words it took over."""
    there = {*pairs.values()}
    sources = [grams(w) for w in before.words]
    for j, words in enumerate(after.words):
        if j in there or len(words) < _SHORTEST_PART or after.clauses[j].kind in {"row", "table", "figure", "note"}:
            continue
        mine = grams(words)
        best = max(range(len(sources)), key=lambda i: len(mine & sources[i]), default=None)
        if best is None or len(mine & sources[best]) < _COVERED * len(mine) or best not in pairs:
            continue
        if _below(after, j, pairs[best]):
            continue
        kept = grams(after.words[pairs[best]])
        if len(mine & kept) <= _NEWLY * len(mine):
            yield j, best


def _below(side: Side, part: int, whole: int) -> bool:
    """Whether a part stands below a clause: a sentence that became an item of its own clause parts no clause."""
    above = side.parent[part]
    while above is not None and above != whole:
        above = side.parent[above]
    return above == whole


def _change(op: str, old: Clause | None, new: Clause | None, paths: Paths | None = None) -> ClauseChange:
    """Describe a change; for a changed clause also its values, modal verbs and, of a row, its cells."""
    told: dict[str, object] = {"op": op}
    for side, clause in (("old", old), ("new", new)):
        if clause is not None:
            told["kind"] = clause.kind
            text = clause.text if clause.kind != "table" else own_words(clause)
            told |= {f"{side}_path": clause.path, f"{side}_key": clause.key, f"{side}_label": clause.label}
            told[f"{side}_text"] = text or clause.title or ""
            if clause.title and text and clause.kind not in {"row", "table"}:
                told[f"{side}_text"] = f"{clause.title}\n{text}"
    if op == "changed" and old is not None and new is not None:
        if old.kind == "row":
            told |= _cells(old, new, paths or {})
        else:
            values, forces = compared_marks(str(told["old_text"]), str(told["new_text"]))
            told |= {"values": values or None, "force": forces or None}
        if old.path != new.path and old.kind not in {"row", "note"}:
            told["renumbered"] = True
    return ClauseChange.model_validate(told)


def _cells(old: Clause, new: Clause, paths: Paths) -> dict[str, object]:
    """Return the cells of a row that changed, columns known by their heads, else by their order."""
    cells: list[CellChange] = []
    values: list[ValueChange] = []
    heads = [comparable(h) for h in old.header or ()]
    known = set(naming_cells(old))
    for k in naming_cells(new):
        head = (new.header or ())[k] if k < len(new.header or ()) else ""
        at = heads.index(comparable(head)) if comparable(head) in heads else k if k in known else None
        was = (old.cells or ())[at] if at is not None and at < len(old.cells or ()) else ""
        now = (new.cells or ())[k]
        followed = cell_with_references(was, old, paths), cell_with_references(now, new, None)
        if comparable(followed[0]) != comparable(followed[1]):
            cells.append(CellChange(column=head, old=was, new=now))
            values.extend(compared_marks(was, now, head)[0])
    return {"cells": tuple(cells) or None, "values": tuple(values) or None}
