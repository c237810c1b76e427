"""A statement laid beside what a clause says in the other language: by the terms of both tables and by the marks."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from assistant.answering.claims.compare import Comparison, Difference, frame_of, same
from assistant.answering.claims.concepts import Concept, Concepts, concepts_of, parts_of
from assistant.answering.claims.marks import Mark, marks_of
from assistant.answering.claims.sayings import Saying
from assistant.answering.gloss import is_chinese

_FIELD, _EVERYDAY, _CHARACTER = 2.0, 1.0, 0.5
"""What a term of the field, a common term or Latin word, and a Chinese character that no term has, weigh."""
_SUPPORTS, _SUPPORTS_UNMARKED = 0.6, 0.75
_CONTRADICTS, _DENIES = 0.7, 0.8
_COVERED = 0.35
"""Share of the terms of a sentence of prose that a statement must say to be about the same case."""
_PART = re.compile(r"[，；。：;:,](?!\d)|\.\s")
_SUM = re.compile(r"总量|总和|之和|合计|\btotal\b|\bsum\b")
_COMPARED = frozenset({"measure", "force", "date", "class", "document"})


@dataclass(frozen=True, slots=True)
class Across:
    """What comes of it.

    `speaks` tells that the saying speaks of all that the statement names, `enough` that it says enough of the statement
    to support it where no mark differs, `firm` that it does to contradict it where one does.
    """

    result: Comparison
    speaks: bool
    enough: bool
    firm: bool


@dataclass(frozen=True, slots=True)
class _Spoken:
    """A text as terms, words that no table has, and marks with what they print."""

    concepts: Concepts
    terms: tuple[Concept, ...]
    unknown: tuple[str, ...]
    marks: tuple[tuple[Mark, str], ...]


def other_language(statement: str, saying: str) -> bool:
    """Tell whether one of two texts is Chinese and the other is not."""
    return is_chinese(statement) != is_chinese(saying)


def across(statement: str, saying: Saying, spans: Sequence[tuple[int, int]] = ()) -> Across:
    """Compare a statement, less the ranges of `spans`, with a saying in the other language."""
    said = _spoken(_blanked(statement, spans), frame=True)
    text = concepts_of(saying.text)
    beside = concepts_of(saying.beside)

    def said_beside(concept: Concept) -> bool:
        return beside.has(concept) and not _of_rivals(concept, saying)

    own = [c for c in said.terms if any(map(text.has, (c, *parts_of(c.term))))]
    held = [
        c for c in said.terms
        if text.has(c) or said_beside(c)
        or (parts_of(c.term) and all(text.has(p) or said_beside(p) for p in parts_of(c.term)))
    ]  # fmt: skip
    words = [w for w in said.unknown if w.isascii()]
    shared = [w for w in words if w in text.words]
    whole = sum(map(_weight, said.terms)) + _EVERYDAY * len(words) + _CHARACTER * (len(said.unknown) - len(words))
    share = (sum(map(_weight, held)) + _EVERYDAY * len(shared)) / whole if whole else 0.0
    if share < _SUPPORTS:
        return Across(Comparison(whole=share), False, False, False)
    there = _spoken(saying.text)
    back = sum(map(_weight, (c for c in there.terms if said.concepts.has(c))))
    covered = back / (sum(map(_weight, there.terms)) or 1.0)
    result = Comparison(own=sum(map(_weight, own)) / (whole or 1.0), whole=share, fit=share + 0.5 * covered)
    context = {m.value for m in marks_of(saying.beside) if m.kind in {"document", "class", "date"}}
    agreeing = _compare(said, there, context, result)
    if covered >= _SUPPORTS and share >= _DENIES:
        _negation(said, there, result)
    elif _negated(said) != _negated(there):
        result.missing.append("not")
    missed = [c for c in said.terms if c.of_the_field and c not in held]
    missed_words = [w for w in words if any(x.isdigit() for x in w) and w not in shared]
    named = _named(saying, said.concepts) and (len(own) >= 2 or any(c.of_the_field for c in own))
    clear = named and not missed and not missed_words
    least = _SUPPORTS if agreeing else _SUPPORTS_UNMARKED
    enough = share >= least and (agreeing > 0 or (len(held) >= 3 and covered >= 0.5))
    # What a short clause says of a matter, a long one may say of a case of it.
    whole_said = bool(saying.names) or covered >= _COVERED
    of_amount = any(map(_amount, (d.said for d in result.differs)))
    firm = share >= _CONTRADICTS and len(held) >= 2 if of_amount else share >= _DENIES and covered >= _SUPPORTS
    return Across(result, clear and whole_said, enough, firm)


def _amount(printed: str) -> bool:
    return any(m.kind in {"measure", "date", "class", "document"} for m in marks_of(printed))


def _weight(concept: Concept) -> float:
    return _FIELD if concept.of_the_field else _EVERYDAY


def _blanked(text: str, spans: Sequence[tuple[int, int]]) -> str:
    chars = list(text)
    for start, end in spans:
        chars[start:end] = " " * (end - start)
    return "".join(chars)


@lru_cache(maxsize=5_000)
def _spoken(text: str, *, frame: bool = False) -> _Spoken:
    concepts = concepts_of(text)
    folded = marks_of(concepts.text)
    printed = marks_of(text)
    shown = text if len(printed) == len(folded) else concepts.text
    named = [(c.start, c.end) for c in concepts.terms if c.end - c.start > 2]
    marks = [
        (mark, shown[at.start : at.end].strip())
        for mark, at in zip(folded, printed if shown is text else folded, strict=True)
        if mark.kind != "word"
        and not (mark.kind == "measure" and any(a <= mark.start and mark.end <= b for a, b in named))
    ]
    taken = [(m.start, m.end) for m, _ in marks] + (frame_of(concepts.text) if frame else [])
    unknown = [word for word, at in concepts.unknown if not any(a <= at < b for a, b in taken)]
    frames = frame_of(concepts.text) if frame else []
    terms = [
        c for c in concepts.terms
        if not any(a <= c.start and c.end <= b for a, b in frames)
        and not any(m.start <= c.start and c.end <= m.end for m, _ in marks)
    ]  # fmt: skip
    return _Spoken(concepts, tuple(terms), tuple(unknown), tuple(marks))


def _of_rivals(concept: Concept, saying: Saying) -> bool:
    """Tell whether a term heads another column of the saying's row: what it says there is another matter."""
    return any(concepts_of(head).has(concept) for head in saying.rivals)


def _named(saying: Saying, said: Concepts) -> bool:
    """Tell whether a statement names the row that speaks: by a term of a cell of its name, or a Latin word of it."""
    if not saying.names:
        return True
    cells = [concepts_of(name) for name in saying.names]
    if any(_SUM.search(cell.text) and not all(map(said.has, cell.terms)) for cell in cells):
        return False
    return any(
        any(said.has(c) for c in cell.terms) or any(w.isascii() and w in said.words for w, _ in cell.unknown)
        for cell in cells
    )


def _compare(said: _Spoken, there: _Spoken, context: set[str], result: Comparison) -> int:
    """Pair the marks of both; what differs and what has no counterpart goes into the result. Returns how many agree."""
    free = [m for m in there.marks if m[0].kind in _COMPARED]
    left: list[tuple[Mark, str]] = []
    agreeing = 0
    for mark, printed in (m for m in said.marks if m[0].kind in _COMPARED):
        match = next((m for m in _beside_terms(mark, said, there, free) if same(mark, m[0])), None)
        if match is not None:
            free.remove(match)
            agreeing += mark.kind != "force"
        elif mark.kind == "force" and _implied(mark, there):
            continue
        elif not mark.value or mark.value not in context:
            left.append((mark, printed))
    for mark, printed in left:
        alike = [m for m in _beside_terms(mark, said, there, free) if _stands_for(mark, m[0])]
        if len(alike) == 1:
            free.remove(alike[0])
            result.differs.append(Difference(printed, alike[0][1]))
        else:
            result.missing.append(printed)
    return agreeing


def _beside_terms(
    mark: Mark, said: _Spoken, there: _Spoken, free: Sequence[tuple[Mark, str]]
) -> list[tuple[Mark, str]]:
    """Return the marks that may stand for one: of several amounts those in the parts that say most of its terms."""
    alike = [m for m in free if m[0].kind == mark.kind]
    rivals = [m for m in there.marks if m[0].kind == "measure" and _stands_for(mark, m[0])]
    if mark.kind != "measure" or len(rivals) < 2 or sum(m.kind == "measure" for m, _ in said.marks) > 1:
        return alike
    points = {id(m): _said_around(m[0], said, there) for m in rivals}
    most = max(points.values())
    return [m for m in alike if points.get(id(m), most) >= most]


def _said_around(mark: Mark, said: _Spoken, there: _Spoken) -> float:
    """Return how much of the terms of a statement stands in the same part of a sentence as a mark."""
    text = there.concepts.text
    start = max((m.end() for m in _PART.finditer(text, 0, mark.start)), default=0)
    stop = _PART.search(text, mark.end)
    part = concepts_of(text[start : stop.start() if stop else len(text)])
    return sum(_weight(c) for c in said.terms if any(map(part.has, (c, *parts_of(c.term)))))


def _implied(force: Mark, there: _Spoken) -> bool:
    """Tell whether a clause without a force means one: a limit binds as it stands."""
    forces = {m.value for m, _ in there.marks if m.kind == "force"}
    return force.value in forces or (
        force.value == "shall" and not forces and any(m.kind == "measure" for m, _ in there.marks)
    )


def _stands_for(one: Mark, other: Mark) -> bool:
    mine, theirs = one.measure, other.measure
    if mine is None or theirs is None:
        return True
    if (mine.low, mine.high) == (theirs.low, theirs.high):
        return True
    return not mine.unit or not theirs.unit or mine.unit == theirs.unit


def _negated(spoken: _Spoken) -> bool:
    return sum(m.kind == "negation" for m, _ in spoken.marks) % 2 == 1


def _negation(said: _Spoken, there: _Spoken, result: Comparison) -> None:
    """Find a negation that one of two texts has and the other lacks."""
    if _negated(said) == _negated(there):
        return
    mine = next((printed for m, printed in said.marks if m.kind == "negation"), "")
    theirs = next((printed for m, printed in there.marks if m.kind == "negation"), "")
    result.differs.append(Difference(mine, theirs))
