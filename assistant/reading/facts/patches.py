"""What the clauses of an amendment do to the edition that it amends: which place, what goes, what comes."""

from __future__ import annotations

import re
from collections.abc import Sequence

from assistant.library.model import ChangeKind, Clause, Patch
from assistant.library.numbers import find_numbers

_INSTRUCTION = re.compile(
    r"(?:^|(?<=[。.;；\n])|(?<= and )|(?<=：)|(?<=: ))\s*(?P<said>"
    r"(?:(?:In|At|After|Before|Under) (?:the|this)\b[^.\n]{0,80}?\b)?"
    r"(?:[Rr]eplace|[Dd]elete|[Rr]emove|[Aa]dd|[Ii]nsert|[Cc]hange|[Ss]ubstitute|[Rr]enumber|[Dd]esignate|[Mm]ove)\b"
    r"|[^。\n]{0,80}?(?:修改为|改为|更改为|修订为|替换为|删除|删去|(?:增加|补充|增补)(?![了值量])))"
)
_OPS: tuple[tuple[re.Pattern[str], ChangeKind], ...] = (
    (re.compile(r"renumber|designate|move", re.I), "moved"),
    (re.compile(r"delete|remove|删除|删去", re.I), "removed"),
    (re.compile(r"replace|change|substitute|修改为|改为|更改为|修订为|替换为", re.I), "changed"),
    (re.compile(r"add|insert|增加|补充|增补", re.I), "added"),
)
_QUOTED = re.compile(r"[“\"「]([^”\"」]+)[”\"」]")
_PLACE = re.compile(
    r"(?<![\d.])(?P<number>[A-Z](?:\.\d{1,2})+|\d{1,2}(?:\.\d{1,2}){1,5})(?![.\d%])|第\s*(?P<article>\d{1,3})\s*[条章]"
)
_NAMED = re.compile(
    r"(?P<word>Table|Figure|表|图)\s*(?P<number>(?:[A-Z]\.)?\d{1,3})|(?:Annex|附\s*录)\s*(?P<annex>[A-Z])\b"
)
_ORDINAL = r"(?:first|second|third|fourth|fifth|sixth|seventh|eighth|ninth|tenth|last)"
_PART = re.compile(
    rf"(?P<en>{_ORDINAL}(?: (?:to|and) {_ORDINAL})? (?:paragraph|sentence|indent|dash|row|line)s?)"
    r"|(?P<zh>第[一二三四五六七八九十]+[段款句项]|注\s*\d?(?=[。，]|$))",
    re.I,
)


def with_patches(clauses: Sequence[Clause], number: str | None) -> list[Clause]:
    """Return the clauses, those of an amendment with what they do to the edition that it amends.

    Args:
        clauses: All clauses of a document in order.
        number: Its number; only an amendment's (`/Amd 1`, 第1号修改单) has patches.
    """
    found = find_numbers(number or "")
    if not found or not found[0].amendment:
        return list(clauses)
    notes = {clause.path[:-1]: clause.text for clause in clauses if clause.kind == "note"}
    return [_patched(clause, notes.get(clause.path)) for clause in clauses]


def _patched(clause: Clause, note: str | None) -> Clause:
    if clause.kind in ("front", "note", "row") or not clause.text:
        return clause
    marks = list(_INSTRUCTION.finditer(_unquoted(clause.text)))
    if clause.path[:1] == ("Foreword",) or not marks:
        return clause
    ends = [mark.start() for mark in marks[1:]] + [len(clause.text)]
    patches = tuple(_patch(clause, mark, end, note) for mark, end in zip(marks, ends, strict=True))
    return clause.model_copy(update={"patches": patches})


def _unquoted(text: str) -> str:
    """Return the text with what it quotes blanked, so that a quoted sentence gives no instruction."""
    return _QUOTED.sub(lambda quote: quote[0][0] + "\0" * (len(quote[0]) - 2) + quote[0][-1], text)


def _patch(clause: Clause, mark: re.Match[str], end: int, note: str | None) -> Patch:
    said = clause.text[mark.start("said") : end].strip()
    line, _, below = said.partition("\n")
    verb = mark["said"].casefold()
    op = next(op for pattern, op in _OPS if pattern.search(verb))
    old, new = _quoted_wordings(op, line)
    if new is None and op in ("changed", "added"):
        rest = line.rpartition("：")[2] if "：" in line else line.rpartition(": ")[2] if ": " in line else ""
        new = "\n".join(filter(None, (rest.strip(), below.strip()))) or note
    return Patch(op=op, path=_target(clause, line), part=_part(clause, line), old=old, new=new)


def _quoted_wordings(op: ChangeKind, line: str) -> tuple[str | None, str | None]:
    """The wording that goes and the one that comes, where an instruction quotes them."""
    if op not in ("changed", "removed", "added"):
        return None, None
    bare = _unquoted(line)
    verb = re.search(r"replace|change|substitute", bare, re.I)
    seam = re.search(r"\b(?:with|by|to)\b|改为|替换为|修订为", bare[verb.end() :] if verb else bare)
    at = seam.start() + (verb.end() if verb else 0) if seam and op == "changed" else len(line)
    going, coming = _QUOTED.findall(line[verb.end() if verb else 0 : at]), _QUOTED.findall(line[at:])
    if op == "added":
        return None, going[-1] if going else None
    return going[0] if going else None, coming[0] if coming else None


def _target(clause: Clause, line: str) -> tuple[str, ...]:
    """The place that an instruction names, else the one under whose number it stands."""
    for words in (clause.label, _QUOTED.sub("", line)):
        if named := _NAMED.search(words):
            if named["annex"]:
                return (named["annex"],)
            return (f"{'Table' if named['word'] in ('Table', '表') else 'Figure'} {named['number']}",)
        if place := _PLACE.search(words):
            return tuple((place["number"] or place["article"]).split("."))
    return clause.path


def _part(clause: Clause, line: str) -> str | None:
    if "," in clause.label:
        return clause.label.partition(",")[2].strip()
    found = _PART.search(_QUOTED.sub("", line))
    return found[0] if found else None
