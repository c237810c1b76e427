"""What speaks for a clause or a table as the answer: named features, weighed by one table of weights."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

from assistant.answering.gloss import is_chinese, terms
from assistant.answering.needles import Needles, view
from assistant.answering.shelf import Edition
from assistant.answering.understanding import Understood, articles_in
from assistant.library.folding import fold_text
from assistant.library.model import Clause, Hit

WEIGHTS: dict[str, float] = {
    # How much of the question the clause says itself, and how much its place says.
    "own": 1.0,
    "around": 0.6,
    "complete": 0.2,
    # What search found of it.
    "rank": 0.25,
    "behind": 0.0,
    "edition": 0.25,
    # What it is.
    "front": -0.25,
    "preamble": -0.12,
    "chapter": -0.3,
    "recital": -0.12,
    "figure": -0.15,
    "annex": -0.05,
    "note": -0.02,
    "table": -0.5,
    "row": -0.1,
    "term": -0.15,
    "attachment": -0.08,
    "foreword": -0.15,
    "references": -0.25,
    "scope": -0.08,
    "article_of_parts": -0.12,
    "provenance": -0.15,
    "not_in_force": -0.3,
    "other_table": -0.5,
    "foreign": -0.1,
    # Whether it gives the sort of thing asked.
    "time": 0.12,
    "no_time": -0.18,
    "lasts": 0.2,
    "penalty": 0.12,
    "no_penalty": -0.18,
    "scope_said": 0.12,
    "no_scope_said": -0.18,
    "who": 0.12,
    "no_who": -0.18,
    "no_number": -0.25,
    "counted": 0.25,
    "not_counted": -0.15,
    "leads_list": 0.15,
    "leads_that_list": 0.35,
    "enumerates": 0.15,
    "article_for_list": 0.08,
    "gives_change": 0.2,
    "leads_content": 0.35,
    "both_ends": 0.35,
    "cites_asked": 0.5,
    "defines_it": 0.5,
    "defines_quoted": 0.4,
    "defines": 0.1,
    "item_for_definition": -0.1,
    "change_not_given": -0.4,
    # Tables, by the rows and columns that fit.
    "table_own": 1.0,
    "table_around": 0.6,
    "table_complete": 0.2,
    "table_rank": 0.25,
    "table_edition": 0.25,
    "table_base": 0.05,
    "table_for_number": 0.12,
    "column_for_number": 0.05,
    "column_unasked": -0.12,
    "table_for_definition": -0.5,
}


def worth(features: Mapping[str, float]) -> float:
    """Return the worth of a piece: its features, weighed."""
    return sum(WEIGHTS[name] * value for name, value in features.items())


SHAPE_EVIDENCE: dict[str, re.Pattern[str]] = {
    "time": re.compile(
        r"(?:\d+|[一二三四五六七八九十两半]+)\s*个?(?:年(?!\d|版|第)|月(?!\d)|天|日内|日前|工作日|小时)"
        r"|每[年月日季周]|每半年|季度|\d\s?(?:h|min)\b|"
        r"(?:19|20)\d{2}[-年]\d|\b(?:\d+|one|two|three|four|five|six|nine|ten|twelve|each|every|per) "
        r"?(?:further |calendar |working )?(?:years?|months?|days?|weeks?|hours?)\b|annual|yearly|monthly|until \d|"
        r"valid (?:to|until)|\d{1,2} [A-Z][a-z]+ \d{4}|without undue delay",
        re.I,
    ),
    "penalty": re.compile(r"罚款|处罚|吊销|撤销|责令|不予|没收|\bfines?\b|penalt|sanction|revok", re.I),
    "scope": re.compile(r"适用|不包括|除外|参照|\bappl(?:y|ies)\b|exclu|exempt", re.I),
    "who": re.compile(r"部门|机构|单位|委员会|总局|负责|authorit|body|bodies|ministr|administration|responsib", re.I),
}
HAS_NUMBER = re.compile(
    r"\d|[一二三四五六七八九十百千两]+(?:年|个?月|日|天|倍|万|元|个|次|类|项|张|家|人|名|%)|百分之|\b(?:one|two|three"
    r"|four|five|six|seven|eight|nine|ten|eleven|twelve|[a-z]{3,5}teen|twenty|thirty|fifty|hundred)\b"
)
_CITED = re.compile(
    r"\b(?:Articles?|paragraphs?|points?|Sections?|clauses?|Chapters?)\s+"
    r"(?:\(?[\da-z]{1,3}\)?(?:\([\da-z]{1,3}\))*(?:\s*(?:,|and|or|to)\s*(?=[\d(]))?)+",
    re.I,
)
_DEFINES = re.compile(r"是指|指的是|定义为|\bmeans\b|\brefers to\b|\bis defined\b")
_ASKS_CONTENT = re.compile(
    r"写清|写明|标明|载明|注明|包括|包含|列入|报送|填写|记录哪|内容|\bcontain|\binclude|\bshow|\bstate[ds]?\b|\bappear|\bcover"
)
_GIVES_CONTENT = re.compile(
    r"包括|包含|载明|写明|标明|注明|下列(?:内容|信息|事项|资料)|以下(?:内容|信息|事项|资料)"
    r"|\bcontain|\binclud|\bat least\b|\bcomprise|following (?:information|particulars|details)"
)
_FROM_TO = re.compile(
    r"\bfrom (.{3,40}?) to (.{3,40}?)(?:[?.,;]|$)|从(.{2,12}?)(?:一直)?到(.{2,12}?)(?:[,，?？。的有需要]|$)"
)
_LIST_NOUN = re.compile(
    r"条件|材料|资料|内容|步骤|程序|流程|措施|政策|信息|事项|证书|情形|documents?|steps?|conditions?|measures"
    r"|contents?|information"
)
_PROVENANCE = re.compile(r"原文未核对|来自.{0,30}规则|有公开来源|公开资料没有|编者提示|本摘编不|This digest holds no")
_ASKS_SOURCE = re.compile(r"来源|核对|出处|是否.{0,6}一致|对应|推断|source|confirm|verif")
_GIVES_CHANGE = re.compile(r"由.{1,40}(?:改为|变为|调整为)|取消|不再|\bfrom\b.{1,60}\bto\b|gave way|\bnow\b")
_FROM_INTO = re.compile(r"由.{1,40}(?:改为|变为|调整为|修改为)|\bchanged from\b.{1,60}\bto\b")
_BEGINS_DEFINED = re.compile(
    r"^[\"']?([^\"'，,。;]{2,40}?)[\"']?\s*(?:,?\s*(?:是指|指的是|系指|指)|\s(?:means|refers to)\b)"
)
_REFERENCES = re.compile(r"规范性引用文件|normative reference|bibliograph|参考文献|目次|contents|关键词")
_SCOPE_TITLE = re.compile(r"^(?:适用)?范围$|^scope$")
_ENUMERATES = re.compile(r"(?:[^。；;、]{1,24}、){4}")
_QUOTED = re.compile(r'"([^"]{2,40})"')
_COUNTED = re.compile(r"(?:多少|几)([张家项种次类位名人])")
_OF_A_PERIOD = (
    r"(?:限|时间)?\s?(?:一般|最长|最短)?(?:应当?)?(?:为|是|不超过|不少于|不得?[长短]于|:|\bis\b|\bof\b|\bshall be\b)\s?"
    r"(?:\d|[一二三四五六七八九十半])"
)
_ONE_THING = ("figure", "time", "penalty", "duty")
_RULING = {"clause", "article", "item", "annex"}
_KINDS = frozenset({"front", "preamble", "chapter", "recital", "figure", "annex", "note", "table", "row"})


@dataclass(frozen=True)
class Found:
    """A clause found for a question: where it stands, what it says itself, the needles it and its place have."""

    hit: Hit
    edition: Edition
    said: str
    own: frozenset[int]
    around: frozenset[int]
    titled: frozenset[int]
    """The needles around it that the names of its edition have: those tell none of its clauses apart."""
    foreign: bool
    best: float
    """The score of the first clause that search found."""
    lean: float
    """How far the question's words are those of the edition's names, from 0 to 1."""

    @property
    def clause(self) -> Clause:
        """The clause."""
        return self.hit.clause


def clause_features(question: Understood, needles: Needles, found: Found) -> dict[str, float]:
    """Return what speaks for a clause, each as a number, mostly 0 or 1."""
    hit = found.hit
    features: dict[str, float] = {
        "own": needles.weight(found.own | found.titled, foreign=found.foreign),
        "around": needles.weight(found.around - found.titled, foreign=found.foreign),
        "rank": 1 / (1 + 0.2 * (hit.rank - 1)),
        "behind": max(-1.5, min(0.0, hit.score - found.best)),
        "edition": found.lean,
        "foreign": found.foreign,
        "not_in_force": hit.edition.edition not in question.named
        and hit.status in {"superseded", "repealed", "upcoming"},
        "complete": _complete(question, needles, found),
    }
    features |= _of_place(question, found) | _of_sort(question, found)
    if question.asks("time"):
        features["lasts"] = _lasts(needles, found)
    if question.asks("list"):
        features |= _of_list(question, needles, found)
    if question.asks("definition"):
        features |= _of_definition(question, needles, found)
    return {name: float(value) for name, value in features.items() if value}


def _lasts(needles: Needles, found: Found) -> bool:
    """Tell whether a clause gives its period to the very thing asked: 有效期为5年, not 有效期届满前90天."""
    said = fold_text(found.said).replace("的", "")
    names = [name for i in needles.substance for name in (needles.all[i].variants or (needles.all[i].name,))]
    return any(re.search(rf"{re.escape(name)}{_OF_A_PERIOD}", said) for name in names if len(name) > 1)


def _complete(question: Understood, needles: Needles, found: Found) -> bool:
    phrases = set(needles.phrases())
    return (
        len(phrases) > 1
        and phrases <= found.own | found.around
        and question.asks(*_ONE_THING)
        and not question.fresh
        and found.clause.kind in _RULING
    )


def _of_place(question: Understood, found: Found) -> dict[str, float]:
    clause, title = found.clause, fold_text(found.clause.title or "")
    first = clause.path[0] if clause.path else ""
    features: dict[str, float] = {clause.kind: 1.0} if clause.kind in _KINDS else {}
    return features | {
        "references": bool(_REFERENCES.search(title)),
        "scope": bool(_SCOPE_TITLE.match(title)) and not question.asks("scope"),
        "foreword": first in {"Foreword", "Introduction"} and not question.asks("compare", "status"),
        "term": (clause.kind == "term" and not question.asks("definition")) * (5 / 3 if question.asks("list") else 1),
        "provenance": (bool(_PROVENANCE.search(clause.text)) and not _ASKS_SOURCE.search(question.folded))
        * (2 if clause.kind == "note" else 1),
        # That a value changed is no answer where the editions give both values.
        "change_not_given": question.asks("compare") and first == "Foreword" and not _GIVES_CHANGE.search(clause.text),
        "gives_change": question.asks("compare") and bool(_FROM_INTO.search(clause.text)),
        "article_of_parts": clause.kind == "article" and bool(parted(found.edition, clause)),
        "other_table": bool(question.tables and first) and not of_table_asked(question, clause),
        "attachment": first.startswith("附件"),
    }


def of_table_asked(question: Understood, clause: Clause) -> bool:
    """Tell whether a clause stands in a table that the question names, or refers to it."""
    here = fold_text(clause.path[0]) if clause.path else ""
    said = re.sub(r"\s", "", fold_text(clause.text)).replace("表", "table")
    names = [re.sub(r"\s", "", fold_text(table)) for table in question.tables]
    return any(name == here.replace(" ", "") or re.search(rf"{re.escape(name)}(?![\d.])", said) for name in names)


def _of_sort(question: Understood, found: Found) -> dict[str, float]:
    features: dict[str, float] = {}
    for shape, pattern in SHAPE_EVIDENCE.items():
        if question.asks(shape):
            name = "scope_said" if shape == "scope" else shape
            features[name if pattern.search(found.said) else f"no_{name}"] = 1.0
    if question.articles and question.asks("penalty"):
        # What breaking an article costs is said where that article is cited, unless the article says it.
        cited = set(question.articles) & {*articles_in(fold_text(found.said)), *found.clause.path[:1]}
        features["cites_asked"] = bool(cited) and bool(SHAPE_EVIDENCE["penalty"].search(found.said))
    counted = _COUNTED.search(question.folded)
    if counted and question.asks("figure"):
        given = re.search(rf"\d\s*[万余多]?{counted[1]}", found.clause.text)
        features["counted" if given else "not_counted"] = 1.0
    if wants_number(question) and not HAS_NUMBER.search(without_numbers(found.said)) and found.clause.kind != "table":
        features["no_number"] = 1.0
    return features


def ends_asked(question: Understood, needles: Needles) -> list[frozenset[int]]:
    """Return what stands at either end of a procedure asked for ("from application to surveillance"), if any does."""
    ends = _FROM_TO.search(question.folded)
    if ends is None:
        return []
    wanted = [needles.matched(view(end)) & needles.substance for end in (ends[1] or ends[3], ends[2] or ends[4])]
    return wanted if all(wanted) else []


def _of_list(question: Understood, needles: Needles, found: Found) -> dict[str, float]:
    leads = is_leading(found.edition, found.clause)
    features: dict[str, float] = {
        "leads_list": leads,
        "enumerates": not leads and bool(_ENUMERATES.search(found.clause.text)),
        "article_for_list": not leads and found.clause.kind == "article",
    }
    if _ASKS_CONTENT.search(question.folded) and leads:
        features["leads_content"] = bool(_GIVES_CONTENT.search(fold_text(found.clause.text)))
    if leads and (both := ends_asked(question, needles)):
        below = needles.matched(view(found.said))
        features["both_ends"] = all(end & below for end in both)
    if noun := _LIST_NOUN.search(question.folded):
        same = {fold_text(v) for v in terms().variants.get(noun[0], ())} | {noun[0]}
        lead = fold_text(found.clause.text)
        ends = re.search(r"(?:下列|以下|如下|following)\s*([^,，。;；]{0,16}?)[:：]", lead)
        last = re.search(r"[:：]\s*$", lead) and any(re.search(re.escape(v) + "(?!的)", lead[-40:]) for v in same)
        features["leads_that_list"] = bool((ends and any(v in ends[1] for v in same)) or last)
    return features


def _of_definition(question: Understood, needles: Needles, found: Found) -> dict[str, float]:
    title = found.clause.title or ""
    name = fold_text(re.split(r"[\s(（]", title)[0] if is_chinese(title) else title)
    called = any(name in n.variants for n in needles.all if not n.word)
    begun = _BEGINS_DEFINED.match(fold_text(found.clause.text))
    called = called or bool(begun and begun[1] in question.names_removed)
    return {
        "defines_it": called * (1.3 if found.clause.kind == "term" else 1.0),
        "defines_quoted": name in {fold_text(quoted) for quoted in _QUOTED.findall(question.folded)},
        "defines": bool(_DEFINES.search(found.clause.text)),
        "item_for_definition": found.clause.kind == "item",
    }


def wants_number(question: Understood) -> bool:
    """Tell whether a question asks for a figure and for nothing that prose says."""
    return question.asks("figure") and not question.asks("definition", "list", "scope")


def without_numbers(text: str) -> str:
    """Leave out the numbers of documents and clauses, which are no figures."""
    bare = re.sub(r"(?:GB|DB|HJ|ISO|IEC|EN)[/A-Z ]*\d[\d./—–-]*", " ", text)
    bare = _CITED.sub(" ", bare)
    return re.sub(r"(?:第|定义|表|见|Article|clause|Table)\s*\d[\d.]*", " ", bare)


def table_features(question: Understood, *, by_column: bool) -> dict[str, float]:
    """Return what speaks for a table by the shape of the question; `by_column` where no row was chosen by its name."""
    if question.asks("definition"):
        return {"table_base": 1.0, "table_for_definition": 1.0}
    if not wants_number(question):
        return {"table_base": 1.0} | ({"column_unasked": 1.0} if by_column else {})
    return {"table_base": 1.0, "column_for_number" if by_column else "table_for_number": 1.0}


def is_leading(edition: Edition, clause: Clause) -> bool:
    """Tell whether a clause has items below it."""
    return any(c.kind == "item" for c in edition.children.get(clause.key, ()))


def parted(edition: Edition, clause: Clause) -> list[Clause]:
    """Return the numbered paragraphs of an article; empty where it has one only."""
    return [c for c in edition.children.get(clause.key, ()) if c.kind == "clause"] if clause.kind == "article" else []
