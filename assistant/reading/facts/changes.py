"""What a document says has changed since its previous edition: foreword lists, change logs, revision histories."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import cast

from assistant.library.model import Change, ChangeKind, Clause, Span
from assistant.reading.facts.places import Place, narrowed
from assistant.reading.facts.references import ReferenceFinder

_LEAD = re.compile(
    r"(?:(?:相比|比较|本次|此次|这次|本版|修订)[^。:]{0,60}?(?:变化|修订|修改|内容|更改|变更|改动|调整)[^。:\n]{0,12}:"
    r"|(?i:(?:main|major|principal|significant|technical|following) (?:technical )?"
    r"(?:changes|revisions|modifications)[^.:]{0,120}:"
    r"|changes? (?:from|since|compared (?:to|with)) [^.:]{0,80}:))[ \n]*"
)
# What differs from an international standard that a national one adopts is no change since an edition.
_ADOPTION = re.compile(r"采用|技术性?差异|结构(?:变化|差异)|(?:ISO|IEC|EN|SSR)[^,。、]{0,24}相比")
_LOG = re.compile(
    r"(?i)^(?:change (?:log|history|record)|(?:revision|document|version) history|changes (?:from|since)\b.*)$"
    r"|^修订(?:记录|历史|说明)$"
)
_MARK = re.compile(
    r"(?m)^(?:[A-Z]{1,4} (?=--))?(?:-{1,3}|[•·●○▪■◦∙]|\(?[a-z]\)|\(?\d{1,2}\)|\d{1,2}[.、](?!\d)) ?(?=\S)"
)
_HEADING = re.compile(r"(?m)^(?:(?:Revision|Version|Release|Draft|Edition)\b.*|.{3,40}:)$")
_QUOTED = re.compile(r"《[^《》]*》|\"[^\"]{0,60}\"")
_SEPARATE = re.compile(
    r"(?<=\))[,;] ?(?=(?:并|同时|将)?(?:增加|新增|删除|取消|修改|更改|调整|补充|移|合并))|(?<=[^:])[;](?=\S)"
)

_VERBS: tuple[tuple[ChangeKind, str], ...] = (
    ("removed", r"删除|删去|取消|去掉|移除|不再|\b(?:remov|delet)\w+"),
    ("merged", r"合并|\b(?:merg|combin)\w+"),
    ("split", r"拆分|分拆|\bsplit\b"),
    ("moved", r"移至|移到|移入|调整[至到](?=第|附|正文|[A-Z\d])|\b(?:mov|relocat|renumber)\w+"),
    (
        "added",
        r"新?增加|新增|增设|增补|添加|引入|补充(?!和?、?(?:完善|修改))|\b(?:add(?:ed|ition|s)|insert\w+|introduc\w+)\b",
    ),
    (
        "changed",
        r"修改|更改|修订|调整|完善|细化|明确|更新|规范了|改为|更名|变更|提高|严|放宽|优化|统一|替换|规定了|采用"
        r"|\b(?:chang|updat|revis|expand|replac|renam|convert|made|tighten|revamp|modif|clarif|recompil|mak)\w*",
    ),
)  # fmt: skip
_VERB = re.compile("|".join(f"(?P<{kind}>{words})" for kind, words in _VERBS), re.IGNORECASE)
_OLD = re.compile(
    r"(?:见? ?\d{4} ?年?版?(?:中|的)|原(?:标准|文件|规范)?|上一?版|旧版|前一版"
    r"|\b(?:old|former(?:ly)?|previous(?: edition)?)\b|\b\d{4} edition)"
)
_NEW = re.compile(r"见(?! ?\d{4})|变更为|改为|移至|移到|移入|调整[至到]|\bnew\b|\bnow\b|\bsee\b")
_SEE = re.compile(r"\((?:见|\d{4} ?年版|[Ss]ee )[^()]*\)")


def find_changes(clauses: Sequence[Clause], finder: ReferenceFinder) -> tuple[Change, ...]:
    """Return the entries of a document's lists of changes since its previous edition, in order.

    Args:
        clauses: All its clauses, with their keys.
        finder: Finds the places that an entry names.
    """
    found: list[Change] = []
    for i, clause in enumerate(clauses):
        log = clause.kind in ("annex", "clause", "preamble") and _LOG.match((clause.title or "").strip())
        if not log and clause.kind != "preamble":
            continue
        text = narrowed(clause.text)
        lists = [(0, True)] if log else [(m.end(), False) for m in _LEAD.finditer(text) if not _adopts(text, m)]
        for start, whole in lists:
            entries = list(_entries(text, start, whole))
            for span in entries:
                found.extend(_read(text, span, clause.key, finder))
            if not entries:
                for item in _items(clauses, i):
                    found.extend(_read(narrowed(item.text), (0, len(item.text)), item.key, finder))
    return tuple(found)


def _adopts(text: str, lead: re.Match[str]) -> bool:
    """Whether a lead-in compares with an adopted international standard."""
    paragraph = text.rfind("\n", 0, lead.start()) + 1
    before = text[max(paragraph, lead.start() - 120) : lead.end()]
    return bool(_ADOPTION.search(before)) and "代替" not in before


def _items(clauses: Sequence[Clause], at: int) -> Iterator[Clause]:
    """The first run of list items under a clause."""
    path = clauses[at].path
    for one in clauses[at + 1 :]:
        if one.kind != "item" or one.path[: len(path)] != path:
            return
        yield one


def _entries(text: str, start: int, whole: bool) -> Iterator[Span]:
    """The entries of a list that begins at an offset; of every list after it where `whole`."""
    marks = list(_MARK.finditer(text, start))
    if not marks or (not whole and text[start : marks[0].start()].strip()):
        return
    for i, mark in enumerate(marks):
        limit = marks[i + 1].start() if i + 1 < len(marks) else len(text)
        heading = _HEADING.search(text, mark.end(), limit) if whole else None
        end = heading.start() if heading else limit
        stop = re.search(r"[。.](?=\n)", text[mark.end() : end]) if not whole or i + 1 == len(marks) else None
        if stop:
            end = mark.end() + stop.end()
        yield mark.end(), len(text[:end].rstrip())
        if not whole and stop and end < limit and text[end:limit].strip():
            return


def _read(text: str, span: Span, key: str, finder: ReferenceFinder) -> Iterator[Change]:
    """The changes that an entry tells: one, unless it joins several that name places of their own."""
    start, end = span
    cuts = [m.end() for m in _SEPARATE.finditer(text, start, end - 1) if _parted(text, start, m, end)]
    for a, b in zip([start, *cuts], [*cuts, end], strict=True):
        part = text[a:b]
        verb = _VERB.search(_QUOTED.sub(lambda m: " " * len(m[0]), part))
        kind = cast(ChangeKind, verb.lastgroup) if verb else "changed"
        new, old = _places(part, kind, finder)
        yield Change(kind=kind, new=new, old=old, key=key, span=(a, b))


def _parted(text: str, start: int, cut: re.Match[str], end: int) -> bool:
    """Whether both sides of a cut tell a change; what follows a colon only details the change before it."""
    if cut.group().startswith(";") and ":" in text[start : cut.start()]:
        return False
    return bool(_VERB.search(text, start, cut.start()) and _VERB.search(text, cut.end(), end))


def _places(
    part: str, kind: ChangeKind, finder: ReferenceFinder
) -> tuple[tuple[tuple[str, ...], ...], tuple[tuple[str, ...], ...]]:
    """The places of this edition and of the previous one that an entry names; those in "(见…)" where it has such."""
    named = list(_SEE.finditer(part))
    places = [
        place
        for place in finder.places(part)
        if any(m.start() < place.start < m.end() for m in named) or (not named and _meant(part, place))
    ]
    new: dict[tuple[str, ...], None] = {}
    old: dict[tuple[str, ...], None] = {}
    for i, place in enumerate(places):
        if part[place.end : place.end + 1] in ("中", "里") and i + 1 < len(places):
            continue
        before = _side(part, place.start)
        is_old = kind == "removed" if before is None else before
        (old if is_old else new)[place.path] = None
    return tuple(new), tuple(old) if kind != "added" else ()


def _side(part: str, at: int) -> bool | None:
    """Whether the words before a place speak of the previous edition; None where they do not say."""
    opened = part.rfind("(", 0, at)
    before = part[:at]
    if part.find(")", opened, at) >= 0 or opened < 0:
        before = re.sub(r"\([^()]*\)", lambda m: " " * len(m[0]), before)
    else:
        before = before[opened:]
    last_old = max((m.end() for m in _OLD.finditer(before)), default=-1)
    last_new = max((m.end() for m in _NEW.finditer(before)), default=-1)
    return None if last_old == last_new else last_old > last_new


def _meant(part: str, place: Place) -> bool:
    """Whether a bare decimal in an entry is a clause: 增加了7.12“分包消息”, not a value that was changed."""
    if place.sure or len(place.path) > 2:
        return True
    before, after = part[: place.start].rstrip(), part[place.end : place.end + 2].lstrip()
    listed = before.endswith(("、", " of", " in")) or bool(re.match(r"[一-鿿\"、]", after))
    return listed and not before.endswith(tuple("由为至从到于"))
