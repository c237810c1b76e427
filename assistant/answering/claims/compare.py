"""A statement laid beside what a clause says: what both have in common, and which marks differ."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from difflib import SequenceMatcher
from functools import lru_cache
from itertools import pairwise

from assistant.answering.claims.marks import Mark, marks_of
from assistant.answering.words import stem
from assistant.library.folding import fold_text

_FRAME = re.compile(
    r"根据|按照|依据|依照|^按|我司|我公司|本公司|我厂|我单位|产品执行|执行|要求|规定|标准|符合|满足|指出|明确|提出|声明"
    r"|承诺|表示|经?核对|经查|如下|请注意|上述|该|其中|即|为|的|[是有]"
    r"|\b(?:please note|note|declares?|confirms?|claims?|it is|according to|under|pursuant to|in accordance with|as|our"
    r"|products?|compl(?:y|ies) with|requires?|required|requirement|provides?|states?|says?|that|standard|we|which"
    r"|stated|laid down|set out|there|this|these|has|have)\b",
    re.I,
)
_COMPARED = ("measure", "force", "date", "class", "sign", "document")
_APART = 0.8
Rarity = Callable[[str], float]


@dataclass(frozen=True, slots=True)
class Difference:
    """A token of the statement and what the clause has in its place, both as printed."""

    said: str
    clause_says: str


@dataclass(slots=True)
class Comparison:
    """How a statement compares with a saying.

    `whole` is the share (0 to 1, by rarity) of its words that the saying or what stands around it has, `own` the share
    that the saying has of those not said around it, `fit` how far both say the same and nothing more; `swapped` tells
    that other words stand in the place of some of the saying's; `missing` are its marks without any counterpart.
    """

    own: float = 0.0
    whole: float = 0.0
    fit: float = 0.0
    swapped: bool = False
    differs: list[Difference] = field(default_factory=list)
    missing: list[str] = field(default_factory=list)


def words_in(marks: Sequence[Mark], skipped: Sequence[tuple[int, int]] = ()) -> list[str]:
    """Return the words of a sentence, Chinese ones as pairs of neighbours; those within `skipped` left out."""
    kept = [m if m.kind == "word" and not any(a <= m.start < b for a, b in skipped) else None for m in marks]
    out = []
    for i, mark in enumerate(kept):
        if mark is None:
            continue
        if mark.value.isascii():
            out.append(mark.value)
            continue
        after = kept[i + 1] if i + 1 < len(kept) else None
        before = kept[i - 1] if i else None
        if after is not None and after.glued and not after.value.isascii():
            out.append(mark.value + after.value)
        elif before is None or not mark.glued or before.value.isascii():
            out.append(mark.value)
    return out


def frame_of(text: str) -> list[tuple[int, int]]:
    """Return the ranges of a statement that only introduce what it says."""
    return [match.span() for match in _FRAME.finditer(text)]


@lru_cache(maxsize=20_000)
def word_set(text: str) -> frozenset[str]:
    """Return the words of a text with single characters and pairs."""
    marks = marks_of(text)
    return frozenset(words_in(marks)) | frozenset(m.value for m in marks if m.kind == "word")


_RUN = re.compile(r"[a-zα-ω]+(?:\d+[a-z\d.]*)?(?:'[a-z]+)?|[\u3400-\u9fff]+|\d+")


@lru_cache(maxsize=50_000)
def rough_words(text: str) -> frozenset[str]:
    """Return no fewer words than `word_set`, in a tenth of the time: those of its marks are not told apart."""
    out: set[str] = set()
    for run in _RUN.findall(re.sub(r"(?<=[\u3400-\u9fff])\s+(?=[\u3400-\u9fff])", "", fold_text(text))):
        if run[0] > "\u3400":
            out.update(run)
            out.update(map("".join, pairwise(run)))
        else:
            out.add(stem(run))
    return frozenset(out)


def coverage(words: Sequence[str], held: frozenset[str], rarity: Rarity) -> float:
    """Return the share of words, by rarity, that are held; 0 for none.

    Two Chinese characters that are held apart from each other count in part: 铅限量 of a row 铅 under 限量.
    """
    total = sum(map(rarity, words))
    return sum(rarity(w) * _held(w, held) for w in words) / total if total else 0.0


def _held(word: str, held: frozenset[str]) -> float:
    if word in held:
        return 1.0
    return _APART if len(word) == 2 and word > "\u3400" and word[0] in held and word[1] in held else 0.0


def compare(
    statement: str, saying: str, beside: str, rarity: Rarity, frame: Sequence[tuple[int, int]] = ()
) -> Comparison:
    """Compare a statement, less the ranges of `frame`, with a saying of a clause."""
    said, there = marks_of(statement), marks_of(saying)
    words = words_in(said, frame)
    own, around = word_set(saying), word_set(beside)
    alone = [w for w in words if _held(w, own) or not _held(w, own | around)]
    found = Comparison(coverage(alone, own, rarity), coverage(words, own | around, rarity))
    found.fit = coverage(words, own, rarity) + 0.5 * coverage(words_in(there), word_set(statement), rarity)
    pairs, blocks = _aligned(said, there)
    context = {m.value for m in marks_of(beside) if m.kind in {"document", "class", "date"}}
    _compare_marks(statement, saying, said, there, pairs, context, found)
    _compare_negations(statement, saying, said, there, blocks, found)
    found.swapped = _swapped(said, there, blocks, own | around, frame)
    return found


def _aligned(said: Sequence[Mark], there: Sequence[Mark]) -> tuple[dict[int, int], list[tuple[int, int, int]]]:
    """Pair the marks of two sentences where words beside them agree too; also return the blocks that agree."""
    one, other = [_symbol(m) for m in said], [_symbol(m) for m in there]
    matched = SequenceMatcher(None, one, other, autojunk=False).get_matching_blocks()
    blocks = [(block.a, block.b, block.size) for block in matched if block.size]
    pairs = {}
    for a, b, size in blocks:
        if any(m.kind == "word" for m in said[a : a + size]) or len(said) <= 2:
            pairs.update({a + i: b + i for i in range(size)})
    return pairs, blocks


def _symbol(mark: Mark) -> str:
    return mark.value if mark.kind == "word" else f"<{mark.kind}>"


def same(one: Mark, other: Mark) -> bool:
    """Tell whether two marks of a kind say the same."""
    if one.measure and other.measure:
        return one.measure.same(other.measure)
    if one.kind == "date":
        return one.value.startswith(other.value) or other.value.startswith(one.value)
    if one.kind == "document":
        (family, year), (their_family, their_year) = one.value.rsplit(":", 1), other.value.rsplit(":", 1)
        return family == their_family and (not year or not their_year or year == their_year)
    return one.value == other.value


def _compare_marks(
    statement: str,
    saying: str,
    said: Sequence[Mark],
    there: Sequence[Mark],
    pairs: dict[int, int],
    context: set[str],
    found: Comparison,
) -> None:
    free = set(range(len(there))) - {pairs[i] for i in pairs if said[i].kind == there[pairs[i]].kind}
    for i, mark in enumerate(said):
        if mark.kind not in _COMPARED and not (mark.kind == "place" and i in pairs):
            continue
        if i in pairs:
            if not same(mark, there[pairs[i]]):
                found.differs.append(_difference(statement, saying, mark, there[pairs[i]]))
            continue
        alike = [j for j, other in enumerate(there) if other.kind == mark.kind]
        if mark.kind == "force":
            # Of several forces the one before the same words.
            alike = [j for j in alike if _follows(there, j) == _follows(said, i) and _follows(said, i)] or alike
        match = next((j for j in alike if same(mark, there[j])), None)
        if match is not None:
            free.discard(match)
        elif mark.value and mark.value in context:
            continue
        elif mark.kind == "force":
            if alike and (left := [j for j in alike if j in free]):
                found.differs.append(_difference(statement, saying, mark, there[left[0]]))
            elif _negative(mark) and (plain := _without_negation(statement[mark.start : mark.end], saying)):
                found.differs.append(Difference(statement[mark.start : mark.end].strip(), plain))
            elif not alike and (_negative(mark) or mark.value == "may"):
                # A clause may oblige as it stands; it does not permit or forbid so.
                found.missing.append(statement[mark.start : mark.end].strip())
        elif mark.kind == "sign":
            continue
        else:
            left = [j for j in alike if j in free and _comparable(mark, there[j])]
            if len(left) == 1 and mark.kind == "measure":
                found.differs.append(_difference(statement, saying, mark, there[left[0]]))
                free.discard(left[0])
            else:
                found.missing.append(statement[mark.start : mark.end].strip())


def _follows(marks: Sequence[Mark], at: int) -> tuple[str, ...]:
    """Return the two words after a mark; () where something else stands there."""
    after = marks[at + 1 : at + 3]
    return tuple(m.value for m in after) if len(after) == 2 and all(m.kind == "word" for m in after) else ()


def _without_negation(printed: str, saying: str) -> str:
    """Return what a saying prints that `is not permitted` denies; empty where it does not."""
    plain = re.sub(r"\s+not\b", "", printed, flags=re.I)
    return plain if plain != printed and re.search(rf"\b{re.escape(plain)}\b", saying, re.I) else ""


def _negative(mark: Mark) -> bool:
    return mark.kind == "negation" or (mark.kind == "force" and mark.value.endswith("_not"))


def _comparable(one: Mark, other: Mark) -> bool:
    """Tell whether a number may stand for another that is left over: both of one unit, or both of one amount."""
    mine, theirs = one.measure, other.measure
    if mine is None or theirs is None:
        return True
    return not mine.unit or mine.unit == theirs.unit or (mine.low == theirs.low and mine.high == theirs.high)


def _difference(statement: str, saying: str, one: Mark, other: Mark) -> Difference:
    return Difference(statement[one.start : one.end].strip(), saying[other.start : other.end].strip())


def _compare_negations(
    statement: str,
    saying: str,
    said: Sequence[Mark],
    there: Sequence[Mark],
    blocks: Sequence[tuple[int, int, int]],
    found: Comparison,
) -> None:
    """Find a negation that one of two sentences has between words that agree."""
    for (a, b, size), (next_a, next_b, next_size) in zip([(0, 0, 0), *blocks], blocks, strict=False):
        if size + next_size < 3:
            continue
        mine, theirs = said[a + size : next_a], there[b + size : next_b]
        mine_not, theirs_not = _only_negation(mine), _only_negation(theirs)
        if mine_not == theirs_not or not (mine_not or not mine) or not (theirs_not or not theirs):
            continue
        first, second = _phrase(said, mine, next_a), _phrase(there, theirs, next_b)
        found.differs.append(Difference(statement[slice(*first)].strip(), saying[slice(*second)].strip()))


def _only_negation(marks: Sequence[Mark]) -> bool:
    return bool(marks) and all(map(_negative, marks))


def _phrase(marks: Sequence[Mark], region: Sequence[Mark], following: int) -> tuple[int, int]:
    """Return the printed range of a negation with what it negates, or of that alone."""
    first = region[0] if region else marks[following]
    last = following + (1 if following + 1 < len(marks) and marks[following + 1].glued else 0)
    return first.start, marks[last].end


def _swapped(
    said: Sequence[Mark],
    there: Sequence[Mark],
    blocks: Sequence[tuple[int, int, int]],
    held: frozenset[str],
    frame: Sequence[tuple[int, int]],
) -> bool:
    """Tell whether words of the statement stand, between words that agree, in place of others of the clause."""
    for (a, b, size), (next_a, next_b, next_size) in pairwise(blocks):
        if min(size, next_size) < 2:
            continue
        mine = [m for m in said[a + size : next_a] if m.kind == "word" and not any(x <= m.start < y for x, y in frame)]
        theirs = [m for m in there[b + size : next_b] if m.kind == "word"]
        if mine and theirs and len(mine) <= 4 and len(theirs) <= 6 and any(m.value not in held for m in mine):
            return True
    return False
