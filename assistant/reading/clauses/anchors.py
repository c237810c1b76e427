"""Where the numbered clauses of a scope begin: its lines with the numbers that follow one another."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Literal

from assistant.reading.clauses.chains import Candidate, article_step, best_chain, counting_step, decimal_step
from assistant.reading.clauses.flow import FlowLine
from assistant.reading.clauses.numbering import Mark
from assistant.reading.clauses.scopes import Scope
from assistant.reading.clauses.setting import Setting

Scheme = Literal["decimal", "lettered", "article", "article_en", "cn", "none"]

_REFERRING = re.compile(r"^(?:规定|第|和|、|，|所|至|的|之|或|及|以及|中|款|与|同|条)")
_LEADERS = re.compile(r"(?:\.{3,}|…{2,}|·{3,}|(?:\. ){3,})\s*[\dIVX]*\s*$")
_SPLIT = re.compile(r"(?<=[。；;：:])\s*(?=(?:[A-Z]\.)?\d{1,2}(?:\.\d{1,2})+[\s　])")


@dataclass(frozen=True, slots=True)
class Anchor:
    """The place where a clause begins: index of its line in the scope, its mark, and its path within the scope."""

    line: int
    mark: Mark
    path: tuple[str, ...]
    start: int = 0
    """Offset in the line; more than 0 where two clauses were glued into one line."""


def find_anchors(scope: Scope, setting: Setting, contents: Mapping[str, str]) -> tuple[Scheme, list[Anchor]]:
    """Return the numbering scheme of a scope and its anchors in order.

    Args:
        scope: The part of the document.
        setting: The document's habits of setting.
        contents: Number to title, as the contents pages or bookmarks give them; may be empty.
    """
    lines = scope.lines
    if scope.kind in ("bibliography", "amended"):
        return "none", []
    articles, _article_total = best_chain(_counted(lines, setting, "article"), article_step)
    if len(articles) > 1 or (articles and articles[0].value == (1,)):
        return "article", _anchors(lines, articles, "article")
    english, _ = best_chain(_counted(lines, setting, "article_en"), article_step)
    if len(english) > 1 or (english and english[0].value == (1,)):
        return "article_en", _anchors(lines, english, "article_en")
    if scope.kind == "annex" and scope.letter:
        lettered, total = best_chain(_decimals(scope, setting, contents, "lettered"), decimal_step)
        if lettered:
            return "lettered", _anchors(lines, lettered, "lettered")
    headings, heading_total = best_chain(_counted(lines, setting, "cn"), counting_step)
    decimals, total = best_chain(_decimals(scope, setting, contents, "decimal"), decimal_step)
    deep = sum(len(node.value) > 1 for node in decimals)
    if scope.kind == "annex" and not deep and all(_plain_list(lines[node.line], setting) for node in decimals):
        decimals = []
    if (len(headings) > 1 and (deep < 2 or heading_total > total)) or (headings and not decimals):
        return "cn", _anchors(lines, headings, "cn")
    if decimals and (
        deep
        or (len(decimals) > 1 and scope.kind != "remarks")
        or decimals[0].weight > (0.8 if scope.kind == "attachment" else 1.5)
    ):
        return "decimal", _anchors(lines, decimals, "decimal")
    return "none", []


def _plain_list(line: FlowLine, setting: Setting) -> bool:
    """Whether a line looks like the item of a list (`1. …`) rather than a clause of an annex."""
    mark = line.mark("decimal")
    return bool(mark and mark.dotted) and not setting.stands_out(line)


def _anchors(lines: Sequence[FlowLine], chain: Sequence[Candidate], style: str) -> list[Anchor]:
    anchors = []
    for node in chain:
        mark = node.mark or lines[node.line].mark(style)
        if mark:
            anchors.append(Anchor(node.line, mark, mark.ordinal))
    return anchors


def _counted(lines: Sequence[FlowLine], setting: Setting, style: str) -> list[Candidate]:
    """Candidates for articles (第八条, Article 8) and first-level headings of notices (一、)."""
    found = []
    for i, line in enumerate(lines):
        mark = line.mark(style)
        if mark is None or _LEADERS.search(line.text):
            continue
        above = lines[i - 1] if i else None
        rest = line.text[mark.end :]
        weight = 1.0
        if setting.wraps(line, above):
            weight -= 0.7
        if style != "cn" and _REFERRING.match(rest) and mark.glued:
            weight -= 0.8
        if style == "article_en" and (rest[:1].islower() or rest.startswith((",", ";", "("))):
            weight -= 0.9
        if setting.stands_out(line):
            weight += 0.3
        value = tuple(int(part) for part in re.findall(r"\d+", mark.ordinal[0])) or (mark.value,)
        if mark.ordinal[0][-1].isalpha():
            value = (*value, ord(mark.ordinal[0][-1]) - ord("a") + 1)
        found.append(Candidate(i, value, weight, heads_part=style == "cn" and _under_heading(lines[max(0, i - 2) : i])))
    return found


def _under_heading(above: Sequence[FlowLine]) -> bool:
    """Whether one of the lines above is the heading of a chapter or section."""
    return any(line.mark("part", "chapter", "section") and len(line.text) < 60 for line in above)


def _decimals(
    scope: Scope, setting: Setting, contents: Mapping[str, str], style: Literal["decimal", "lettered"]
) -> list[Candidate]:
    """Candidates for decimal clauses, weighed by their setting and by the contents list."""
    found: list[Candidate] = []
    mended: list[Candidate] = []
    depths = [number.count(".") for number in contents if number[:1].isdigit() == (style == "decimal")]
    listed = {depth for depth in depths if depths.count(depth) > 2}
    if scope.kind != "main" and style == "decimal":
        contents = {}
    printed = {".".join(mark.ordinal) for line in scope.lines if (mark := line.mark(style))}
    promised = {
        title: number
        for title, number in _promised(contents, style).items()
        if number not in printed and number.startswith(scope.letter)
    }
    for i, line in enumerate(scope.lines):
        mark = line.mark(style)
        supplied = None
        if mark is None and style == "decimal" and (chapter := line.mark("chapter_en")) and setting.stands_out(line):
            supplied = mark = Mark("decimal", chapter.ordinal, chapter.value, chapter.end)
        if mark is None and style == "decimal" and (counted := line.mark("num_dot")):
            supplied = mark = Mark("decimal", counted.ordinal, counted.value, counted.end, dotted=True, glued=True)
        if mark is None and not line.marks and not line.full and (number := promised.get(bare(line.text))):
            parts = tuple(number.split("."))
            supplied = mark = Mark(style, parts, int(parts[-1]), 0, glued=True)
        if mark is None or _LEADERS.search(line.text):
            continue
        above = scope.lines[i - 1] if i else None
        below = scope.lines[i + 1 : i + 2]
        promises = contents if scope.kind in ("main", "annex") else {}
        weight = _weight(mark, line, above, setting) + _listed(mark, line, below, promises, listed)
        letter = mark.ordinal[0] if style == "lettered" else ""
        parts = mark.ordinal[1:] if style == "lettered" else mark.ordinal
        if style == "lettered" and letter != scope.letter:
            weight -= 0.6
        found.append(Candidate(i, tuple(map(int, parts)), weight, letter, supplied))
        if repaired := _with_lost_points(mark) if supplied is None else None:
            weight = _weight(mark, line, above, setting) + _listed(repaired, line, below, promises, listed) - 0.45
            mended.append(Candidate(i, tuple(map(int, repaired.ordinal)), weight, "", repaired))
    # Where most numbers of two figures could have lost a point none has: they count notes.
    whole = sum(len(node.value) > 1 and node.mark is None and node.weight > 0 for node in found)
    return sorted([*found, *mended], key=lambda node: node.line) if whole >= len(mended) else found


def _with_lost_points(mark: Mark) -> Mark | None:
    """The reading of a number whose points OCR lost: `41通信方式` as 4.1."""
    digits = mark.ordinal[0]
    if mark.style != "decimal" or len(mark.ordinal) > 1 or not 2 <= len(digits) <= 4 or "0" in digits:
        return None
    return Mark("decimal", tuple(digits), int(digits[-1]), mark.end, glued=mark.glued)


def bare(text: str) -> str:
    """Return a title's letters and figures only, in lower case."""
    return re.sub(r"\W", "", text).casefold()


def _promised(contents: Mapping[str, str], style: str) -> dict[str, str]:
    """Title to number of the entries whose titles are unlike all others: some text layers lose printed numbers."""
    numbers: dict[str, list[str]] = {}
    for number, title in contents.items():
        if number[:1].isdigit() == (style == "decimal") and len(bare(title)) > 1 and "." in number:
            numbers.setdefault(bare(title), []).append(number)
    return {title: found[0] for title, found in numbers.items() if len(found) == 1}


def _weight(mark: Mark, line: FlowLine, above: FlowLine | None, setting: Setting) -> float:
    """How much a line's looks speak for a clause number: 1 for an ordinary one."""
    rest = line.text[mark.end :].strip()
    weight = 1.0 + (0.25 if len(mark.ordinal) > 1 else 0.0)
    if setting.wraps(line, above):
        weight -= 0.9 if above is not None and above.page == line.page else 0.4
    if len(mark.ordinal) > 2 and not mark.glued and setting.opens(line, above) and line.indent < 1:
        weight += 0.4  # nothing but a clause's number opens a paragraph with three numbers and a blank
    if setting.stands_out(line):
        weight += 0.5
    elif mark.dotted and len(mark.ordinal) == 1:
        weight -= 0.3
    if mark.glued and not mark.dotted and len(mark.ordinal) == 1:
        weight -= 0.3
    if line.indent > 8 and not line.centred:
        weight -= 0.5
    if not setting.chinese and rest[:1].islower():
        weight -= 0.7
    if re.match(r"^[\d\W]*$", rest) and rest:
        weight -= 0.8
    if len(mark.ordinal) == 1 and not rest:
        weight -= 0.4
    return weight


def _listed(
    mark: Mark, line: FlowLine, below: Sequence[FlowLine], contents: Mapping[str, str], listed: set[int]
) -> float:
    """What the contents list says of a number: more weight where it names it with this title, less where not at all."""
    if not contents:
        return 0.0
    rest = line.text[mark.end :]
    title = contents.get(".".join(mark.ordinal))
    if title is None:
        return -0.9 if len(mark.ordinal) - 1 in listed else 0.0
    wanted = re.sub(r"\W", "", title).casefold()
    seen = re.sub(r"\W", "", rest + (below[0].text if below and not rest.strip() else "")).casefold()
    if not wanted:
        return 0.3
    alike = SequenceMatcher(None, wanted, seen[: len(wanted)], False).ratio()
    return 1.0 if alike > 0.75 else -0.3
