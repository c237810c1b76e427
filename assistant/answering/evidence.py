"""How far clauses speak of what is asked: phrases and words of the question, matched across both languages."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from assistant.answering.gloss import is_chinese, terms
from assistant.answering.needles import Needles, view
from assistant.answering.shelf import Edition, Shelf
from assistant.answering.understanding import Understood
from assistant.library.folding import fold_text
from assistant.library.model import Clause, Hit


@dataclass(frozen=True)
class Candidate:
    """A clause that may answer: what of the question it says itself, and what its place says."""

    hit: Hit
    edition: Edition
    own: frozenset[int]
    around: frozenset[int]
    score: float
    foreign: bool = False

    @property
    def clause(self) -> Clause:
        """The clause."""
        return self.hit.clause


def surroundings(edition: Edition, clause: Clause) -> str:
    """Return the words around a clause: titles above it, its table's caption, the edition's names."""
    record = edition.record
    above = [c.title or "" for c in edition.ancestors(clause)]
    lead = [
        c.text
        for c in edition.ancestors(clause)[:1]
        if clause.kind in {"item", "row", "note", "table"} and c.kind != "table"
    ]
    names = [record.title, record.title_en or "", record.number or "", *record.aliases]
    return " ; ".join([*above, *lead, *names])


def surroundings_of(edition: Edition) -> str:
    """Return the names of an edition."""
    record = edition.record
    return " ; ".join([record.title, record.title_en or "", record.number or "", *record.aliases])


def own_text(edition: Edition, clause: Clause) -> str:
    """Return what a clause says itself; an empty parent speaks through its children."""
    text = f"{clause.title or ''} {clause.text}"
    if clause.kind != "table" and len(clause.text) < 400:
        below = [c for c in edition.children.get(clause.key, ()) if c.kind in {"item", "clause", "article"}]
        if below and clause.kind not in {"chapter", "annex"}:
            text += " " + " ".join(f"{c.title or ''} {c.text}" for c in below[:30] if c.kind == "item")
    return text


_DEFINES = re.compile(r"是指|指的是|定义为|\bmeans\b|\brefers to\b|\bis defined\b")
_LIST_NOUN = re.compile(
    r"条件|材料|资料|内容|步骤|程序|流程|措施|政策|信息|事项|证书|情形|documents?|steps?|conditions?|measures"
    r"|contents?|information"
)
_PROVENANCE = re.compile(r"原文未核对|来自.{0,30}规则|有公开来源|公开资料没有|编者提示|本摘编不|This digest holds no")
_ASKS_SOURCE = re.compile(r"来源|核对|出处|是否.{0,6}一致|对应|推断|source|confirm|verif")
_GIVES_CHANGE = re.compile(r"由.{1,40}(?:改为|变为|调整为)|取消|不再|\bfrom\b.{1,60}\bto\b|gave way|\bnow\b")
_ONE_THING = ("figure", "time", "penalty", "duty")
_RULING = {"clause", "article", "item", "annex"}
_SCOPE_TITLE = re.compile(r"^(?:适用)?范围$|^scope$")
_NOT_IN_FORCE = {"superseded": 0.3, "repealed": 0.3, "upcoming": 0.3}
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


def is_leading(edition: Edition, clause: Clause) -> bool:
    """Tell whether a clause has items below it."""
    return any(c.kind == "item" for c in edition.children.get(clause.key, ()))


def parted(edition: Edition, clause: Clause) -> list[Clause]:
    """Return the numbered paragraphs of an article; empty where it has one only."""
    return [c for c in edition.children.get(clause.key, ()) if c.kind == "clause"] if clause.kind == "article" else []


_PENALTY = {
    "front": 0.25,
    "preamble": 0.12,
    "chapter": 0.3,
    "recital": 0.12,
    "figure": 0.15,
    "annex": 0.05,
    "note": 0.02,
}


def candidates(
    question: Understood, needles: Needles, shelf: Shelf, hits: Sequence[Hit], lean: dict[str, float]
) -> list[Candidate]:
    """Judge retrieved clauses by what they say of the question, best first."""
    out = []
    phrases = set(needles.phrases())
    counted = re.search(r"(?:多少|几)([张家项种次类位名人])", question.folded)
    for hit in hits:
        edition = shelf.edition(hit.edition.edition)
        chinese = is_chinese(hit.clause.text or hit.edition.title)
        foreign = chinese != (question.lang == "zh") and hit.edition.language[:2] != question.lang
        own = needles.matched(view(own_text(edition, hit.clause))) | needles.by_terms(
            edition, shelf, own_text(edition, hit.clause)
        )
        around = needles.matched(view(surroundings(edition, hit.clause))) - own
        # What a part of a question asks must stand in the clause, not in the document's title.
        around = frozenset(i for i in around if not needles.all[i].fresh)
        score = needles.weight(own, foreign=foreign) + 0.6 * needles.weight(around, foreign=foreign)
        score += 0.25 / (1 + 0.2 * (hit.rank - 1)) + 0.25 * lean.get(hit.edition.edition, 0.0)
        score -= _PENALTY.get(hit.clause.kind, 0.0)
        if re.search(
            r"规范性引用文件|normative reference|bibliograph|参考文献|目次|contents|关键词",
            fold_text(hit.clause.title or ""),
        ):
            score -= 0.25
        for shape, pattern in SHAPE_EVIDENCE.items():
            if question.asks(shape):
                score += 0.12 if pattern.search(own_text(edition, hit.clause)) else -0.18
        if question.asks("list") and (is_leading(edition, hit.clause) or hit.clause.kind == "article"):
            score += 0.15 if is_leading(edition, hit.clause) else 0.08
        if _SCOPE_TITLE.match(fold_text(hit.clause.title or "")) and not question.asks("scope"):
            score -= 0.08
        if question.asks("definition"):
            title = (
                fold_text(re.split(r"[\s(（]", hit.clause.title or "")[0])
                if is_chinese(hit.clause.title or "")
                else fold_text(hit.clause.title or "")
            )
            called = any(title in n.variants for n in needles.all if not n.word)
            score += 0.5 * called + 0.15 * bool(called and hit.clause.kind == "term")
            score += 0.1 * bool(_DEFINES.search(hit.clause.text)) - 0.1 * (hit.clause.kind == "item")
        if hit.clause.path[:1] in {("Foreword",), ("Introduction",)} and not question.asks("compare", "status"):
            score -= 0.15
        if question.asks("list") and (noun := _LIST_NOUN.search(question.folded)):
            same = {fold_text(v) for v in terms().variants.get(noun[0], ())} | {noun[0]}
            lead = fold_text(hit.clause.text)
            ends = re.search(r"(?:下列|以下|如下|following)\s*([^,，。;；]{0,16}?)[:：]", lead)
            leads = re.search(r"[:：]\s*$", lead) and any(re.search(re.escape(v) + "(?!的)", lead[-40:]) for v in same)
            score += 0.35 if (ends and any(v in ends[1] for v in same)) or leads else 0.0
        if hit.clause.kind == "term" and not question.asks("definition"):
            score -= 0.25 if question.asks("list") else 0.15
        if _PROVENANCE.search(hit.clause.text) and not _ASKS_SOURCE.search(question.folded):
            score -= 0.3 if hit.clause.kind == "note" else 0.15
        if (
            question.asks("compare")
            and hit.clause.path[:1] == ("Foreword",)
            and not _GIVES_CHANGE.search(hit.clause.text)
        ):
            # That a value changed is no answer where the editions give both values.
            score -= 0.4
        if hit.clause.kind == "article" and parted(edition, hit.clause):
            score -= 0.12
        if (
            len(phrases) > 1
            and phrases <= own | around
            and question.asks(*_ONE_THING)
            and not question.fresh
            and hit.clause.kind in _RULING
        ):
            score += 0.2
        if hit.edition.edition not in question.named:
            score -= _NOT_IN_FORCE.get(hit.status, 0.0)
        if (
            question.tables
            and hit.clause.path[:1]
            and fold_text(hit.clause.path[0]) not in {fold_text(t) for t in question.tables}
        ):
            score -= 0.5
        if counted and question.asks("figure"):
            score += 0.25 if re.search(rf"\d\s*[万余多]?{counted[1]}", hit.clause.text) else -0.15
        if foreign:
            score -= 0.1
        if hit.clause.path[:1] and hit.clause.path[0].startswith("附件"):
            score -= 0.08
        out.append(Candidate(hit, edition, own, around, score, foreign))
    return sorted(out, key=lambda c: -c.score)
