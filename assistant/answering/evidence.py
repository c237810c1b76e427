"""How far clauses speak of what is asked: phrases and words of the question, matched across both languages."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from functools import cached_property, lru_cache

from assistant.answering.gloss import Terms, is_chinese
from assistant.answering.shelf import Edition, Shelf
from assistant.answering.understanding import Understood
from assistant.answering.words import STOP_EN, content_words
from assistant.library.folding import fold_text
from assistant.library.model import Clause, Hit

GENERIC = frozenset(
    [
        "限值",
        "限量",
        "要求",
        "指标",
        "项目",
        "单位",
        "标准",
        "国家标准",
        "排放限值",
        "排放标准",
        "强制性国家标准",
        "推荐性国家标准",
        "规定",
        "limit",
        "limits",
        "standard",
        "requirement",
        "requirements",
        "value",
        "unit",
        "national",
        "standard",
        "mandatory",
        "national",
        "standard",
        "certificate",
        "limit",
        "value",
        "class",
        "grade",
        "product",
        "products",
        "certification",
        "产品",
        "认证",
        "证书",
        "emission",
        "limit",
        "emission",
        "standard",
        "discharge",
        "standard",
        "year",
        "month",
        "day",
        "年",
        "月",
        "日",
        "list",
        "notice",
        "note",
        "clause",
        "measures",
        "办法",
        "办公",
        "意见",
        "通知",
        "公告",
        "应",
        "可",
        "能",
        "宜",
        "章",
        "条",
        "段",
        "有效",
        "name",
        "title",
        "status",
        "number",
        "状态",
        "名称",
        "indicator",
        "item",
        "level",
        "mark",
        "label",
        "标记",
        "标识",
        "标志",
        "一类",
        "类别",
        "等级",
        "级别",
        "may",
        "can",
        "shall",
        "should",
    ]
) | {"national standard", "limit value", "emission limit", "emission standard", "discharge standard"}
_INTENTS = {
    "penalty": ("罚款", "处罚", "fine", "fines", "penalty"),
}
_BLANKS = re.compile(r"[\s()（）\[\]]+")


@dataclass(frozen=True)
class Needle:
    """One thing asked: a phrase with what may stand for it, or a single word of the question."""

    name: str
    weight: float
    variants: tuple[str, ...] = ()
    word: str = ""
    fresh: bool = False
    """Whether a follow-up asks it anew."""

    def found_in(self, text: TextView) -> bool:
        """Tell whether a text has the phrase in either language, or the word."""
        if self.word:
            return self.word in text.words
        return any(text.has(v) or text.has_parts(v) for v in self.variants)

    @property
    def generic(self) -> bool:
        """Whether the phrase is a word of every standard, which proves nothing."""
        return self.name in GENERIC


class TextView:
    """A text as matching sees it."""

    def __init__(self, text: str) -> None:
        self.folded = fold_text(text)
        self.tight = _BLANKS.sub("", self.folded)

    @cached_property
    def words(self) -> frozenset[str]:
        """Content words of the text."""
        return frozenset(content_words(self.folded))

    def has(self, phrase: str) -> bool:
        """Tell whether the folded phrase stands in the text; Latin phrases as whole words, in any order of stems."""
        if is_chinese(phrase):
            return _BLANKS.sub("", phrase) in self.tight
        if len(phrase) <= 4:
            return re.search(rf"(?<![a-z0-9]){re.escape(phrase)}(?![a-z])", self.folded) is not None
        stems = [w for w in content_words(phrase) if w not in STOP_EN]
        return bool(stems) and all(s in self.words for s in stems)

    def has_parts(self, phrase: str) -> bool:
        """Tell whether nearly all character pairs of a long Chinese phrase stand in the text: 证书的有效期."""
        if len(phrase) < 5 or not is_chinese(phrase):
            return False
        pairs = [phrase[i : i + 2] for i in range(len(phrase) - 1)]
        return sum(p in self.tight for p in pairs) >= 0.7 * len(pairs)


@lru_cache(maxsize=20_000)
def view(text: str) -> TextView:
    """Return a text as matching sees it, made once for texts that are compared again and again."""
    return TextView(text)


class Needles:
    """What a question asks for, weighed by rarity in the library."""

    def __init__(self, question: Understood, shelf: Shelf, terms: Terms, labels: frozenset[str] = frozenset()) -> None:
        text = re.sub(r"(?<=[a-z])-(?=[a-z])", " ", question.names_removed)
        spans: list[tuple[int, int, str]] = []
        for phrase in {*terms.found_in(text), *labels}:
            if len(phrase) < 2 and phrase not in labels:
                continue
            start = text.find(phrase)
            while start >= 0:
                end = start + len(phrase)
                whole = is_chinese(phrase) or not re.search(r"[a-z0-9]", text[start - 1 : start] + text[end : end + 1])
                if whole:
                    spans.append((start, end, phrase))
                start = text.find(phrase, start + 1)
        # Longest match first: 苯 is not asked for where 苯乙烯 is.
        taken: list[tuple[int, int, str]] = []
        for span in sorted(spans, key=lambda s: (s[0] - s[1], s[0])):
            if not any(span[0] < t[1] and t[0] < span[1] for t in taken):
                taken.append(span)
        self.all: list[Needle] = []
        for _, _, phrase in sorted(taken):
            if any(n.name == phrase for n in self.all):
                continue
            variants = tuple({phrase, *terms.variants.get(phrase, ())})
            weight = max(shelf.rarity(w) for w in content_words(phrase) or [phrase])
            weight *= 0.25 if phrase in GENERIC else 1.2 + 0.1 * min(4, len(content_words(phrase)))
            self.all.append(Needle(phrase, weight, variants))
        self._intents(question, shelf, terms)
        rest = list(text)
        for start, end, _ in taken:
            rest[start:end] = " " * (end - start)
        for word in dict.fromkeys(content_words("".join(rest), question=True)):
            if len(word) == 1 and not word.isdigit():
                continue
            known = shelf.known(word)
            weight = shelf.rarity(word) if known else (1.5 if is_chinese(word) else 3.0)
            self.all.append(Needle(word, weight * (0.5 if is_chinese(word) else 1.0), word=word))
        if question.fresh:
            new = TextView(question.fresh)
            self.all = [
                replace(n, fresh=n.found_in(new), weight=n.weight * (2.0 if n.found_in(new) else 0.6)) for n in self.all
            ]
        self.total = sum(n.weight for n in self.all) or 1.0
        # Words without a term pair cannot be found in the other language: there they count little.
        self.total_foreign = sum(n.weight * (0.15 if n.word else 1.0) for n in self.all) or 1.0

    def _intents(self, question: Understood, shelf: Shelf, terms: Terms) -> None:
        """Add what a shape implies: a question of penalties wants a clause that speaks of fines."""
        for shape, variants in _INTENTS.items():
            if question.asks(shape) and not any(set(variants) & {*n.variants, n.name} for n in self.all):
                self.all.append(Needle(shape, 0.8 * max(shelf.rarity(variants[0]), 1.0), variants))
        del terms

    def matched(self, text: TextView) -> frozenset[int]:
        """Return the numbers of the needles that a text has."""
        return frozenset(i for i, n in enumerate(self.all) if n.found_in(text))

    def weight(self, numbers: Iterable[int], *, foreign: bool = False) -> float:
        """Return the share of the question that these needles make up; `foreign` for texts in the other language."""
        total = self.total_foreign if foreign else self.total
        return min(1.0, sum(self.all[i].weight for i in set(numbers)) / total)

    def phrases(self) -> list[int]:
        """Return the needles that are phrases of substance."""
        return [i for i, n in enumerate(self.all) if not n.word and not n.generic]


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


def own_text(edition: Edition, clause: Clause) -> str:
    """Return what a clause says itself; an empty parent speaks through its children."""
    text = f"{clause.title or ''} {clause.text}"
    if clause.kind != "table" and len(clause.text) < 400:
        below = [c for c in edition.children.get(clause.key, ()) if c.kind in {"item", "clause", "article"}]
        if below and clause.kind not in {"chapter", "annex"}:
            text += " " + " ".join(f"{c.title or ''} {c.text}" for c in below[:30] if c.kind == "item")
    return text


_SHAPE_EVIDENCE: dict[str, re.Pattern[str]] = {
    "time": re.compile(
        r"(?:\d+|[一二三四五六七八九十两半]+)\s*个?(?:年(?!\d|版|第)|月(?!\d)|天|日内|日前|工作日|小时)|每[年月日季周]|每半年|季度|"
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
    for hit in hits:
        edition = shelf.edition(hit.edition.edition)
        foreign = is_chinese(hit.clause.text or hit.edition.title) != (question.lang == "zh")
        own = needles.matched(view(own_text(edition, hit.clause)))
        around = needles.matched(view(surroundings(edition, hit.clause))) - own
        score = needles.weight(own, foreign=foreign) + 0.6 * needles.weight(around, foreign=foreign)
        score += 0.25 / (1 + 0.2 * (hit.rank - 1)) + 0.25 * lean.get(hit.edition.edition, 0.0)
        score -= _PENALTY.get(hit.clause.kind, 0.0)
        if re.search(
            r"规范性引用文件|normative reference|bibliograph|参考文献|目次|contents|关键词",
            fold_text(hit.clause.title or ""),
        ):
            score -= 0.25
        for shape, pattern in _SHAPE_EVIDENCE.items():
            if question.asks(shape):
                score += 0.12 if pattern.search(own_text(edition, hit.clause)) else -0.18
        if question.asks("list") and (is_leading(edition, hit.clause) or hit.clause.kind == "article"):
            score += 0.08
        if hit.clause.kind == "term" and question.asks("definition"):
            score += 0.2
        if hit.status in {"superseded", "repealed"} and hit.edition.edition not in question.named:
            score -= 0.15
        out.append(Candidate(hit, edition, own, around, score, foreign))
    return sorted(out, key=lambda c: -c.score)
