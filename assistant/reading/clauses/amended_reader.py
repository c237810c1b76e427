"""Read the parts of an amendment into clauses, each at the place that it amends; an annex that it adds is an annex."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace

from assistant.reading.clauses.amended_parts import Part
from assistant.reading.clauses.drafts import Draft, Piece
from assistant.reading.clauses.flow import FlowLine
from assistant.reading.clauses.scope_reader import ScopeReader
from assistant.reading.clauses.scopes import Scope, split_scopes, take_title
from assistant.reading.clauses.setting import Setting

_STATUS = re.compile(r"\s*[(（]\s*(?:规范性|资料性|normative|informative)", re.I)


def read_amended(
    flow: Sequence[FlowLine], parts: Sequence[Part], setting: Setting, contents: Mapping[str, str]
) -> list[Draft]:
    """Return the drafts of an amendment: what stands before its first part, then one or more for each part."""
    drafts: list[Draft] = []
    for scope in split_scopes(flow[: parts[0].line], setting):
        drafts.extend(ScopeReader(scope, setting, contents).read())
    _drop_title(drafts, flow[parts[0].line], setting)
    ends = [part.line for part in parts[1:]] + [len(flow)]
    for part, end in zip(parts, ends, strict=True):
        drafts.extend(_read(part, flow[part.line : end], setting, contents))
    return drafts


def _drop_title(drafts: Sequence[Draft], first: FlowLine, setting: Setting) -> None:
    """Take the document's title, printed again above the first part, off the foreword's end."""
    last = drafts[-1] if drafts else None
    while last and last.kind == "preamble" and last.pieces and last.pieces[-1].line.page == first.page > last.page:
        if not last.pieces[-1].line.centred and not setting.stands_out(last.pieces[-1].line):
            break
        last.pieces.pop()


def _read(part: Part, lines: Sequence[FlowLine], setting: Setting, contents: Mapping[str, str]) -> list[Draft]:
    head, *below = lines
    at = next((i for i, line in enumerate(below) if _opens_annex(line, below[i + 1 : i + 2])), len(below))
    scope = Scope("amended", part.path, [_unnumbered(line) for line in below[:at]], [Piece(head, 0, part.start)])
    own = ScopeReader(scope, setting, contents).read()
    own[0].kind, own[0].label = part.kind, part.label
    if part.start < len(head.text):
        own[0].pieces.insert(0, Piece(head, part.start, len(head.text), opens=True))
    if at == len(below):
        return own
    mark = below[at].mark("annex")
    letter = mark.ordinal[0] if mark and mark.ordinal else ""
    annex = Scope("annex", (letter or "Annex",), heading=[Piece(below[at], 0, mark.end if mark else 0)], letter=letter)
    annex.lines = list(below[at + 1 + take_title(annex, below[at : at + 8], setting) :])
    added = ScopeReader(annex, setting, contents).read()
    if part.kind == "annex":
        added[0].pieces[:0] = own[0].pieces
        own = own[1:]
    return [*own, *added]


def _opens_annex(line: FlowLine, below: Sequence[FlowLine]) -> bool:
    """Whether an annex begins that the amendment adds: its letter, and whether it is normative."""
    mark = line.mark("annex")
    if mark is None or len(line.text) > 40:
        return False
    return any(_STATUS.match(text) for text in (line.text[mark.end :], *(one.text for one in below)))


def _unnumbered(line: FlowLine) -> FlowLine:
    """A line of a new wording: its number counts nothing in the amendment, but notes are notes."""
    return replace(line, marks=tuple(mark for mark in line.marks if mark.style == "note"))
