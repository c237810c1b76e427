"""Limits in sentences and in worded cells of tables: 应不大于 0.050 mg/m³, shall not exceed 15 %, 取值 1～99."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from assistant.answering.claims.marks import Mark, marks_of
from assistant.answering.claims.measures import WORDED
from assistant.answering.gloss import is_chinese
from assistant.answering.sentences import sentence_spans
from assistant.answering.shelf import Edition, Table
from assistant.jobs.requirements.cells import is_dash, is_limit, printed, tidy, without_marks, without_unit
from assistant.jobs.requirements.columns import Columns, head_words
from assistant.jobs.requirements.rows import Limit
from assistant.library.folding import fold_text
from assistant.library.model import Clause
from assistant.reading.facts.force import force_of

_READ = {"clause", "article", "item", "annex", "note"}
_STOP = re.compile(r"[，,；;。：:]")
_CONDITION = re.compile(
    r"^\s*(?:当|若|如果?(?!下)|对于?|凡|在.{1,30}[时下中]$|除|经|采用|属于|仅|只有"
    r"|if|when|where|for|in (?:the )?case|unless|except|provided)(?![a-z])|(?:时|的"
    r"|者|情况下|条件下|前提下|期间)$",
    re.I,
)
_LEAD = re.compile(
    r"^(?:且|并且?|以及|及|和|或|但|使(?:其(?!他))?|其(?!他)中?|该|则|均|都|还|也|应当?|必须|须|不得"
    r"|不应|保证|确保|满足|达到|规定|the|a|an|its?|that|which|with)\s*",
    re.I,
)
_TAIL = re.compile(
    r"\s*(?:至[少多]|最[少多]|均|都|一般|各|分别|应当?|必须|须|不[得应能]?|宜|可以?"
    r"|需|为|是|在|至|达到?|控制|的|值|shall|should|must|may|is|are|be|to|of|not|have"
    r"|has|a|an|the|with|within)$",
    re.I,
)
_CELL_RANGE = re.compile(r"(?:取值|范围|有效)[^\d，。；;]{0,6}[:：(（]?\s*$")
_FIGURE = re.compile(
    r"(?P<sign>.*?)(?P<number>\d[\d.,]*(?: \d{3})*(?:\s?[~～\-–—至]\s?\d[\d.,]*(?: \d{3})*)?"
    r"(?:\s?[x×]\s?10[\^⁻−\-\d⁰¹²³⁴-⁹]*)?|[零一二三四五六七八九十百千万两]+"
    rf"|{WORDED})\s*(?P<rest>.*)",
    re.S | re.I,
)
_BOUNDED = re.compile(r"[≤≥<>＜＞]|不[大小高低多少]于|不超过|at most")
_SPAN = re.compile(r"(\d[\d.,]*)\s*([^\d\s~][^\d~]{0,9}?)\s*~\s*(\d[\d.,]*)\s*(.*)", re.S)
_BOUND = re.compile(
    r"^(?:[≤≥<>±]|应|须|宜|不|至|最|shall|must|may|not|no |at )|(?:应当?|必须|须|宜"
    r"|需|shall|must|should|not)\s*(?:be\s*)?$",
    re.I,
)
_ASIDE = re.compile(
    r"^(?:单位|应?(?:根据|按照|依据|结合|考虑)"
    r"|determined|measured|tested|calculated|expressed|as |in accordance|using|on )",
    re.I,
)
_HOW_OFTEN = re.compile(r"(?:每|一).{1,3}$|(?:per|every|each|once)\b", re.I)
_LABEL = re.compile(r"(?:^|[，,；;。:：])\s*([^，,；;。:：\d]{2,14})[:：][^:：。；;]*$")
"""What stands before a colon, as 排放标准：, names the case of what follows."""
_ELSE = re.compile(r"罚款|罚金|并处|处以|拘留|徒刑|\bfined?\b|</?[A-Za-z]|=\"|\w@\w|sip:")
"""Sentences on penalties, and messages of a protocol: their amounts are no requirements."""
_TOLD = re.compile(r"^(?!.*\b(?:may|might|could|would|example)\b).*(?:\b(?:shall|must|should)\b|[≤≥])", re.S)
"""An English sentence that tells what is required and weighs nothing."""
_NAMING = re.compile(r"字段|名称|项目|参数|内容|指标|name|field|item|parameter|characteristic", re.I)
_REPLACED = re.compile(r"[“\"「][^”\"」]*[”\"」]\s*(?:修?改为|更改为|替换为|(?:is|are) replaced (?:by|with)|to read)")
_EITHER = re.compile(r"([一二两三]?[种个类项名])或者?$")
_BEHIND = re.compile(r"^\s*[)）]\s*([^\s，,。；;、()（）]{1,8})")
_LONGEST = 48
_SENTENCE = 10
"""Characters from which on a cell beside limits may state one of its own."""


def sentence_limits(edition: Edition) -> Iterator[Limit]:
    """Yield the limits that an edition's clauses, items and notes state in sentences, in document order."""
    informative = ""
    for clause in edition.clauses:
        if clause.kind == "annex":
            informative = clause.key if _informative(clause) else ""
        if clause.kind not in _READ or not clause.text or (informative and clause.path[:1] == (informative,)):
            continue
        above = edition.ancestors(clause)
        subject = clause.title or next((one.title for one in above if one.title), "") or ""
        lead = _lead(clause, above)
        # An amendment quotes the old wording before the new one.
        text = _REPLACED.sub(lambda old: " " * len(old[0]), clause.text)
        for start, end in sentence_spans(clause.text):
            if re.match(r"\s*[*·※]", text[start:end]):
                continue  # a footnote of a table that was not read as one
            for limit in phrase_limits(clause, text[start:end], lead):
                quote = " ".join(clause.text[start:end].split())
                yield replace(limit, subject=printed(subject), quote=quote)


def cell_limits(table: Table) -> Iterator[Limit]:
    """Yield the limits that worded cells of a table state, each under the name of its row."""
    columns = Columns(table)
    for row in table.rows:
        for i, cell in enumerate(row.cells):
            if i in columns.limits or (i in columns.names and columns.limits) or is_limit(cell) or is_dash(cell):
                continue
            if columns.limits and len(cell) < _SENTENCE:
                continue  # V<3800 beside a limit is its case
            name = _row_name(columns, row.cells, i)
            for limit in phrase_limits(row.clause, cell, "", in_cell=True):
                indicator = name or limit.indicator
                said = (limit.indicator,) if name and limit.indicator and limit.indicator not in name else ()
                conditions = tuple(one for one in (*said, *limit.conditions) if len(one) <= _LONGEST)
                yield replace(
                    limit,
                    subject=printed(table.clause.title or ""),
                    indicator=indicator,
                    conditions=conditions,
                    quote=row.clause.text,
                )


def phrase_limits(clause: Clause, text: str, lead: str = "", in_cell: bool = False) -> Iterator[Limit]:
    """Yield the limits in one sentence of a clause: amounts with a sign, said of something and no mere condition.

    `lead` is what the sentence says it of where it does not itself: the list's opening or the clause's title.
    """
    binding = (
        in_cell
        or force_of(text) in {"shall", "should"}
        or bool(_BOUNDED.search(text))
        or clause.force in {"shall", "should"}
    )
    if not binding or _ELSE.search(text) or (not in_cell and not is_chinese(text) and not _TOLD.search(text)):
        return
    for mark in marks_of(text):
        if not mark.measure:
            continue
        fragment, before = _fragment(text, mark)
        if not _is_limit(text, mark, in_cell) or _CONDITION.search(fragment.strip()) or _of_a_case(text, mark):
            continue
        indicator, conditions = _subject(before, lead)
        if not indicator and not in_cell:
            continue
        sign, number, unit = _parts(text, mark)
        if in_cell:
            unit = unit or _behind(text[mark.end :]) or _unit_said(text)
        elif not unit and not is_chinese(text) and "exceed" not in fragment:
            continue  # "at least two active partitions" counts what it does not name
        yield Limit(clause, "", indicator, f"{sign}{number}", unit, tuple(conditions), " ".join(text.split()))


def _of_a_case(text: str, mark: Mark) -> bool:
    """Tell whether an amount says for what a requirement holds: 蒸气压≥76.6 kPa 的储罐应…, 变化大于 5 %，应修正."""
    if re.match(r"\s*的(?!要求|规定|限值)", text[mark.end :]):
        return True
    forces = [
        one
        for one in marks_of(text)
        if one.kind == "force" and one.value in {"shall", "should", "shall_not", "should_not"}
    ]
    return bool(forces) and all(one.start >= mark.end for one in forces)


def _is_limit(text: str, mark: Mark, in_cell: bool) -> bool:
    measure = mark.measure
    if measure is None:
        return False
    before = printed(text[: mark.start])
    if measure.sign in {"≤", "≥", "<", ">"}:
        # 两种或两种以上 says no limit, and 5 min 内 in a cell when something is.
        # 超过25 km/h without 应 or 不 is said of a case, not required; so is 2次以上 in a cell.
        shown = printed(text[mark.start : mark.end])
        bound = _BOUND.search(shown) or _BOUND.search(before[-8:])
        if not bound and (in_cell or not re.search(r"以[上下内]|more|less|above|below", shown)):
            return False
        if re.search(r"一\s*[个种项类名]", shown) or (re.search(r"[<—–-]\s*$", before) and shown[:1] in "<>"):
            return False  # 0x7e <——> 0x7d is an arrow
        return not _EITHER.search(before) and not (in_cell and re.search(r"内$", text[: mark.end]))
    return measure.low != measure.high and bool(
        _CELL_RANGE.search(before) if in_cell else re.search(r"[应须]?(?:控制)?(?:为|在|保持在)\s*$", before)
    )


def _fragment(text: str, mark: Mark) -> tuple[str, str]:
    """Return the part of a sentence that holds an amount, and all of the sentence before the amount."""
    before = printed(text[: mark.start])
    after = printed(text[mark.end :])
    cut = _STOP.search(after)
    opened = [m.end() for m in _STOP.finditer(before)]
    return before[opened[-1] if opened else 0 :] + "#" + after[: cut.start() if cut else len(after)], before


def _subject(before: str, lead: str) -> tuple[str, list[str]]:
    """Return what an amount is said of and the conditions said before it."""
    parts = [part.strip() for part in re.split(r"[，,；;：:。“”]", before)]
    conditions = [part for part in parts[:-1] if _CONDITION.search(part)]
    if (label := _LABEL.search(before)) and label[1].strip() not in conditions:
        conditions.append(label[1].strip())
    for back, part in enumerate(reversed(parts)):
        if part in conditions or _ASIDE.match(part):
            continue
        # What an earlier part of the sentence is about stands before its verb: 排气筒高度应按…确定，且至少不低于15 m.
        english = not is_chinese(part)
        subject = re.split(r"应当?|必须|须|\b(?:shall|must|should)\b", part)[0] if back or english else part
        name = _trimmed(subject if len(subject) > 1 else part)
        if len(head_words(name)) >= 2:
            if _HOW_OFTEN.match(name) and len(parts) > back + 1:
                name = f"{_trimmed(parts[-2 - back])} {name}".strip()
            return without_unit(name), conditions
    return lead, conditions


def _trimmed(part: str) -> str:
    name = part.split("(")[-1] if part.count("(") > part.count(")") else part
    while (shorter := _TAIL.sub("", _LEAD.sub("", name.strip()))) != name:
        name = shorter
    return name if len(name) <= _LONGEST else ""


def _parts(text: str, mark: Mark) -> tuple[str, str, str]:
    """Return sign, number and unit of an amount as printed; a worded sign becomes its mark."""
    shown = printed(text[mark.start : mark.end])
    sign = mark.measure.sign if mark.measure else ""
    if (
        (trail := re.match(r"\s*[%‰]|[ΩΩ]|[a-zA-Z]+(?![a-zA-Z])", text[mark.end :]))
        and not text[: mark.end].endswith(" ")
        and (re.search(r"[A-Za-zμ]$", shown) or trail[0].strip() in "%‰")
    ):
        shown += trail[0]
    if span := _SPAN.search(shown):
        return sign, f"{span[1]}~{span[3]}", span[4] or span[2]
    if share := re.search(r"[一二三四五六七八九十百]+分之[一二三四五六七八九十百\d.]+", shown):
        return sign, share[0], ""
    found = _FIGURE.match(shown)
    if not found:
        return "", shown, ""
    rest = re.sub(r"^(?:or|and) (?:more|less|above|below|fewer|greater)\s*", "", found["rest"].strip(" -"))
    rest = rest.rstrip(")") if rest.count("(") < rest.count(")") else rest
    rest = re.sub(r"\s*[(（]?(?:及?以[上下内]|之内|or (?:more|less|above|below|fewer))$", "", rest)
    return sign, tidy(found["number"]), rest


def _unit_said(cell: str) -> str:
    """Return the unit that a cell gives in words: 单位为分钟(min)，默认值为5."""
    found = re.search(r"单位(?:为|是|：|:)?\s*([^\s，,。；;：:()（）]{1,8})", cell)
    return found[1] if found else ""


def _behind(after: str) -> str:
    """Return the unit behind a bracket that an amount stands in: 范围(1～120)帧/s."""
    found = _BEHIND.match(printed(after))
    return found[1] if found else ""


def _row_name(columns: Columns, cells: Sequence[str], but: int) -> str:
    named = [
        i for i, head in enumerate(columns.heads) if i != but and _NAMING.search(head_words(head)) and i < len(cells)
    ]
    words = [
        i
        for i in (named or columns.names)
        if i != but and i < len(cells) and not is_limit(cells[i]) and not is_dash(cells[i])
    ]
    return without_unit(cells[words[0]]) if words else ""


def _lead(clause: Clause, above: Sequence[Clause]) -> str:
    """Return what a clause speaks of: its title, else the opening of the list it stands in."""
    if clause.title:
        return without_marks(clause.title)
    over = next((one for one in above if one.title or one.text), None)
    if over is None:
        return ""
    opening = re.split(r"[，,。；;：:\n]", printed(over.title or over.text))[0]
    return _trimmed(opening)


def _informative(clause: Clause) -> bool:
    return bool(
        re.search(r"资料性|参考件|informative", fold_text(f"{clause.title or ''} {clause.label} {clause.text[:60]}"))
    )
