"""The parts of a document that number their clauses afresh: main text, annexes, attachments, remarks, references."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Literal

from assistant.reading.clauses.drafts import Piece
from assistant.reading.clauses.flow import CJK, FlowLine
from assistant.reading.clauses.numbering import Mark, fold_head, roman_number
from assistant.reading.clauses.setting import Setting, tidy_title

ScopeKind = Literal["main", "annex", "attachment", "remarks", "bibliography", "amended"]

_STATUS = re.compile(
    r"^[(（]\s*(?:规范性|资料性|提示性|标准的|补充件|参考件|normative|informative|Normative|Informative)[^)）]*[)）]\s*"
)
_MENTION = re.compile(r"^(?:的|给出|规定|中|所|和|及|或|、|，|,|与|见|列|第|至|表|[~\-])")
_PREAMBLE = {
    "前言": "Foreword",
    "序言": "Foreword",
    "foreword": "Foreword",
    "preface": "Foreword",
    "引言": "Introduction",
    "introduction": "Introduction",
    "executivesummary": "Executive Summary",
    "abstract": "Abstract",
    "acknowledgements": "Acknowledgements",
    "acknowledgments": "Acknowledgements",
}
_BIBLIOGRAPHY = {"参考文献", "bibliography"}
_PART = re.compile(r"^(?:PART|Part) (?:[A-Z]|[IVX]+|\d{1,2})\b")
_ATTACHED_LIST = re.compile(r"^附\s*件\s*[:：]")


@dataclass(slots=True)
class Scope:
    """One part. `lines` are those after its heading; its clauses' paths begin with `prefix`."""

    kind: ScopeKind
    prefix: tuple[str, ...]
    lines: list[FlowLine] = field(default_factory=list)
    heading: list[Piece] = field(default_factory=list)
    title: str | None = None
    letter: str = ""


def preamble_name(line: FlowLine) -> str | None:
    """Return `Foreword`, `Introduction` ... where the line is such a heading alone, else None."""
    if len(line.text) > 30 or line.text.rstrip()[-1:] in "。.：:":
        return None
    return _PREAMBLE.get(re.sub(r"\s", "", fold_head(line.text)[0]).casefold())


def split_scopes(flow: Sequence[FlowLine], setting: Setting) -> list[Scope]:
    """Split the flow into its scopes; the first is the main text, from the front page on."""
    scopes = [Scope("main", ())]
    skip = 0
    for i, line in enumerate(flow):
        if skip:
            skip -= 1
            continue
        above = flow[i - 1] if i else None
        below = flow[i + 1] if i + 1 < len(flow) else None
        scope = _opened(line, above, below, scopes, setting)
        if scope is None:
            scopes[-1].lines.append(line)
            continue
        skip = take_title(scope, flow[i : i + 8], setting)
        scopes.append(scope)
    return scopes


def _opened(
    line: FlowLine, above: FlowLine | None, below: FlowLine | None, scopes: list[Scope], setting: Setting
) -> Scope | None:
    """The scope that a line opens, its heading holding that line, or None."""
    squeezed = "".join(line.text.split()).casefold()
    began = any(scope.kind != "main" for scope in scopes) or len(scopes[0].lines) > 12
    listed = squeezed == "references" and below is not None and below.mark("reference")
    if (squeezed in _BIBLIOGRAPHY or listed) and began:
        return Scope("bibliography", ("Bibliography",), heading=[Piece(line, 0, len(line.text))])
    mark = line.mark("annex", "attachment", "remarks")
    if mark is None or "…" in line.text or re.search(r"\.{4}", line.text):
        return None
    if mark.style == "remarks":
        counted = below.mark("cn", "num_dot", "num_paren") if below else None
        if not began or counted is None or counted.value != 1:
            return None
        return Scope("remarks", ("备注",), heading=[Piece(line, 0, mark.end)])
    rest = line.text[mark.end :].strip()
    if not began or not _is_heading(rest, mark, line, above, setting):
        return None
    if mark.style == "attachment":
        name = f"附件{mark.ordinal[0] if mark.ordinal else ''}"
        return Scope("attachment", (name,), heading=[Piece(line, 0, mark.end)])
    name, letter = _annex_name(line, mark, scopes)
    if not _follows(name, scopes):
        return None
    return Scope("annex", (name,), heading=[Piece(line, 0, mark.end)], letter=letter)


def _is_heading(rest: str, mark: Mark, line: FlowLine, above: FlowLine | None, setting: Setting) -> bool:
    """Whether an annex or attachment number stands in a heading, not in a sentence that mentions it."""
    if _ATTACHED_LIST.match(line.text.lstrip()) or _MENTION.match(rest):
        return False
    if (rest and rest[-1] in "。；;，,：、") or len(rest) > 90:
        return False
    if not rest or _STATUS.match(rest):
        new_page = above is not None and above.page != line.page and not above.full
        return not setting.wraps(line, above) or line.centred or new_page
    if mark.style == "annex" and not CJK.match(line.text.lstrip()):
        proper = rest[:1].isupper() or rest[:1] in "(—–-:“"
        return (
            proper
            and (setting.stands_out(line) or line.centred or line.gap < 0 or setting.opens(line, above))
            and rest[-1:] != "."
        )
    return line.centred or setting.stands_out(line) or (not line.full and setting.opens(line, above))


def _annex_name(line: FlowLine, mark: Mark, scopes: list[Scope]) -> tuple[str, str]:
    """The path part of an annex and its letter: `A`, or `Annex I` where annexes count in Roman or Arabic numerals."""
    if not mark.ordinal:
        return "附录", ""
    name = mark.ordinal[0]
    if CJK.match(line.text.lstrip()):
        return (name, name) if name.isalpha() else (f"附录{name}", "")
    word = line.text.split()[0].capitalize()
    letters = [scope.letter for scope in scopes if scope.kind == "annex"]
    if name.isalpha() and len(name) == 1 and (any(letters) or not roman_number(name) or name in "CDLM"):
        return name, name
    return f"{word} {name}", ""


def _follows(name: str, scopes: list[Scope]) -> bool:
    """Whether a lettered annex is one that may come next: A first, then no letter twice nor backwards."""
    letters = [scope.letter for scope in scopes if scope.kind == "annex" and scope.letter]
    if len(name) > 1:
        return all(scope.prefix != (name,) for scope in scopes)
    return ord(name) - ord(letters[-1] if letters else "@") in (1, 2, 3)


def take_title(scope: Scope, lines: Sequence[FlowLine], setting: Setting) -> int:
    """Read the scope's title from its heading line and the lines below; return how many lines below it took."""
    if scope.kind in ("remarks", "bibliography"):
        return 0
    first = scope.heading[0]
    title: list[str] = []
    rest = first.line.text[first.end :]
    printed = _STATUS.sub("", rest.strip()).strip(" \u3000—–-:：.")
    if rest.strip():
        scope.heading.append(Piece(first.line, first.end, len(first.line.text)))
    if printed:
        title.append(printed)
    taken = 0
    above = first.line
    for line in lines[1:5]:
        text = line.text.strip()
        numbered = line.mark("decimal", "lettered", "article", "cn", "table", "chapter_en", "section_en")
        if line.page != first.line.page or numbered or _PART.match(text) or len(text) > 80:
            break
        status = _STATUS.match(text)
        centred = line.centred or (not title and setting.stands_out(line))
        continued = (
            bool(title)
            and setting.stands_out(line)
            and setting.stands_out(above)
            and abs(line.line.size - above.line.size) < 0.6
            and not setting.opens(line, above)
        )
        if not status and not ((centred or continued) and text[-1] not in "。；：;" and len(title) < 3):
            break
        if title and not status and not continued and not (centred and abs(line.line.size - above.line.size) < 0.8):
            break
        scope.heading.append(Piece(line, 0, len(line.text)))
        left = _STATUS.sub("", text).strip()
        if left:
            title.append(left)
        taken += 1
        above = line
    joiner = "" if title and CJK.search("".join(title)) else " "
    scope.title = tidy_title(joiner.join(title)) or None
    return taken
