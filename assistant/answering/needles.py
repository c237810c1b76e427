"""What a question asks for, as phrases and words that are sought in clauses of both languages."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from functools import cached_property, lru_cache

from assistant.answering.gloss import Terms, is_chinese
from assistant.answering.shelf import Edition, Shelf
from assistant.answering.understanding import Understood
from assistant.answering.words import content_words
from assistant.library.folding import fold_text

_USUAL = """
江苏 江苏省 jiangsu cancelled applied apply can certificate certification change changed changes
class clause compulsory condition conditions day discharge effective emission grade green
indicator item label level limit limits list mandatory mark may measures month name national note
notice number product products requirement requirements scope shall should standard status title
unit value year 一类 产品 公告 办公 办法 单位 发布 可 名称 国家标准 宜 实施 年 应 强制 强制性
强制性国家标准 意见 指标 排放标准 排放限值 推荐性国家标准 施行 日 月 有效 条 条件 标准 标志 标记
标识 段 状态 现行 生效 章 等级 类别 级别 绿色 能 范围 要求 规定 认证 证书 适用 通知 限值 限量 项目
"""
GENERIC = frozenset(_USUAL.split()) | {
    "discharge standard",
    "emission limit",
    "emission standard",
    "in force",
    "limit value",
    "national standard",
}
"""Words of every standard: they prove nothing of a clause."""


_INTENTS = {
    "penalty": ("罚款", "处罚", "fine", "fines", "penalty"),
}
_VALIDITY = ("有效期", "validity", "valid")
_LASTS = re.compile(
    r"\b(?:certificates?|licen[cs]es?|permits?)\b.{0,40}\b(?:last|good for|run out|expire)"
    r"|证书?.{0,6}(?:管|用|能用)[几多]"
)
"""Other words for how long a certificate is valid."""


_SUBSTANCES = frozenset("铅汞镉铬锌铜镍钼硒砷氟铁锰苯")
"""Names of one character that are whole terms."""


_ENGLISH_WORDS = frozenset({"as", "in", "no", "at", "be", "co", "he", "i", "must", "can", "may", "shall", "should"})
"""Words of English sentences that are no things asked for, though some are symbols of elements or in a term list."""


_INCLUDES = re.compile(r"(?:包括|包含|例如|如：|\binclud\w+|\bsuch as\b)(.*)", re.S)
EVERYDAY = 0.8
"""Weight of a word of everyday use against its rarity."""
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
    everyday: bool = False
    """Whether it is a word of everyday use, which proves less than a term of the field."""

    def found_in(self, text: TextView, beside: Sequence[str] = ()) -> bool:
        """Tell whether a text has the phrase in either language, or the word.

        Within the longer names `beside`, which the question asks for as things of their own, it does not count.
        """
        if self.word:
            return self.word in text.words
        if any(name in text.folded for name in beside):
            text = view(re.sub("|".join(map(re.escape, beside)), " ", text.folded))
        return any(text.has(v) or text.has_parts(v) for v in self.variants)

    @property
    def generic(self) -> bool:
        """Whether the phrase is a word of every standard, which proves nothing."""
        return self.everyday or self.name in GENERIC


@dataclass(frozen=True, slots=True)
class _Form:
    """A phrase as it is sought: Chinese without blanks, Latin as stems in their order, short Latin by a pattern."""

    chinese: bool
    bare: str
    pattern: re.Pattern[str] | None = None


@lru_cache(maxsize=20_000)
def _form(phrase: str) -> _Form:
    if is_chinese(phrase):
        return _Form(True, _BLANKS.sub("", phrase))
    if len(phrase) <= 4:
        return _Form(False, phrase, re.compile(rf"(?<![a-z0-9]){re.escape(phrase)}(?![a-z])"))
    return _Form(False, f" {' '.join(content_words(phrase))} ")


class TextView:
    """A text as matching sees it."""

    def __init__(self, text: str) -> None:
        self.folded = fold_text(text)
        self.tight = _BLANKS.sub("", self.folded)

    @cached_property
    def words(self) -> frozenset[str]:
        """Content words of the text."""
        return frozenset(content_words(self.folded))

    @cached_property
    def in_order(self) -> str:
        """The content words in their order, between blanks."""
        return f" {' '.join(content_words(self.folded))} "

    def has(self, phrase: str) -> bool:
        """Tell whether the folded phrase stands in the text; Latin phrases as whole words, in any order of stems."""
        form = _form(phrase)
        if form.chinese:
            return form.bare in self.tight or ("及其" in self.tight and form.bare in self.tight.replace("及其", ""))
        if form.pattern:
            return form.pattern.search(self.folded) is not None
        return form.bare in self.in_order

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


def phrase_rarity(variants: Iterable[str], shelf: Shelf) -> float:
    """Return how rare a phrase is under the most usual of its names that the library has."""
    found = [
        [shelf.rarity(w) for w in words]
        for v in variants
        if (words := content_words(v)) and all(map(shelf.known, words))
    ]
    return max(1.0, min((max(r) for r in found), default=4.0))


class Needles:
    """What a question asks for, weighed by rarity in the library."""

    def __init__(
        self, question: Understood, shelf: Shelf, lexicon: Terms, labels: frozenset[str] = frozenset()
    ) -> None:
        text = re.sub(r"(?<=[a-z])-(?=[a-z])", " ", question.names_removed)
        spans: list[tuple[int, int, str]] = []
        for phrase in {*lexicon.found_in(text), *labels}:
            if (len(phrase) < 2 and phrase not in labels and phrase not in _SUBSTANCES) or phrase in _ENGLISH_WORDS:
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
        self._classes: dict[str, dict[int, list[str]]] = {}
        self.all: list[Needle] = []
        for _, _, phrase in sorted(taken):
            if any(n.name == phrase for n in self.all):
                continue
            variants = tuple({phrase, *lexicon.variants.get(phrase, ())})
            weight = phrase_rarity(variants, shelf)
            everyday = phrase not in labels and not lexicon.of_the_field(phrase)
            weight *= (
                0.25 if phrase in GENERIC else EVERYDAY if everyday else 1.2 + 0.1 * min(4, len(content_words(phrase)))
            )
            self.all.append(Needle(phrase, weight, variants, everyday=everyday))
        quoted = " ".join(re.findall(r'"([^"]{2,40})"', text))
        self.all = [replace(n, weight=2.5 * n.weight) if quoted and n.found_in(view(quoted)) else n for n in self.all]
        self._intents(question, shelf)
        rest = list(text)
        for start, end, phrase in taken:
            # An everyday word may be part of a longer one that no list has: 合格 of 合格证.
            if lexicon.of_the_field(phrase) or phrase in labels or not is_chinese(phrase):
                rest[start:end] = " " * (end - start)
        for word in dict.fromkeys(content_words("".join(rest), question=True)):
            if (len(word) == 1 and not word.isdigit()) or re.fullmatch(r"\d+\.\d+", word):
                continue  # A value in a question is what somebody read, not what is asked for.
            known = shelf.known(word)
            weight = shelf.rarity(word) if known else (1.5 if is_chinese(word) else 3.0)
            self.all.append(Needle(word, weight * (0.5 if is_chinese(word) else 1.0), word=word))
        if question.fresh:
            new = TextView(question.fresh)
            carried = 0.25 if question.part else 0.6
            fresh = [n.found_in(new) or (n.name == "validity" and bool(_LASTS.search(new.folded))) for n in self.all]
            self.all = [
                replace(n, fresh=is_new, weight=n.weight * (2.0 if is_new else carried))
                for n, is_new in zip(self.all, fresh, strict=True)
            ]
        self._longer = {
            i: tuple(
                v
                for m in self.all
                if m is not n
                for v in m.variants
                if any(own in v and own != v for own in n.variants)
            )
            for i, n in enumerate(self.all)
            if not n.word
        }
        self._longer = {i: names for i, names in self._longer.items() if names}
        self.total = sum(n.weight for n in self.all) or 1.0
        # Words without a term pair cannot be found in the other language: there they count little.
        self.total_foreign = sum(n.weight * (WORD_ABROAD if n.word else 1.0) for n in self.all) or 1.0

    def _intents(self, question: Understood, shelf: Shelf) -> None:
        """Add what a shape implies: a question of penalties wants a clause that speaks of fines."""
        for shape, variants in _INTENTS.items():
            if question.asks(shape) and not any(set(variants) & {*n.variants, n.name} for n in self.all):
                self.all.append(Needle(shape, 0.8 * max(shelf.rarity(variants[0]), 1.0), variants))
        asked = question.fresh if question.part else question.folded
        if _LASTS.search(asked) and not any(set(_VALIDITY) & {*n.variants, n.name} for n in self.all):
            self.all.append(Needle("validity", max(shelf.rarity(_VALIDITY[0]), 1.0), _VALIDITY))

    def matched(self, text: TextView) -> frozenset[int]:
        """Return the numbers of the needles that a text has."""
        return frozenset(i for i, n in enumerate(self.all) if n.found_in(text, self._longer.get(i, ())))

    def by_terms(self, edition: Edition, shelf: Shelf, text: str) -> frozenset[int]:
        """Return the needles that a text has under the name of a class they are defined to belong to.

        Where the document defines a panel product to include flooring, what it says of panel products answers for
        flooring; the definition may stand in another edition of the same document.
        """
        if edition.record.edition not in self._classes:
            family = [
                shelf.edition(e) for e, r in shelf.build.editions.items() if r.document == edition.record.document
            ]
            terms = [(t, kinds[1]) for e in family for t, body in e.terms if (kinds := _INCLUDES.search(body))]
            self._classes[edition.record.edition] = {
                i: names
                for i, n in enumerate(self.all)
                if not n.word
                and not n.generic
                and (names := [t for t, body in terms if n.found_in(view(body)) and not n.found_in(view(t))])
            }
        here = view(text)
        return frozenset(
            i
            for i, names in self._classes[edition.record.edition].items()
            if any(here.has(fold_text(t)) for t in names)
        )

    def weight(self, numbers: Iterable[int], *, foreign: bool = False) -> float:
        """Return the share of the question that these needles make up; `foreign` for texts in the other language."""
        if not foreign:
            return sum(self.all[i].weight for i in set(numbers)) / self.total
        known = sum(self.all[i].weight * (WORD_ABROAD if self.all[i].word else 1.0) for i in set(numbers))
        return known / self.total_foreign

    @property
    def substance(self) -> frozenset[int]:
        """The needles that name a thing, generic words left out."""
        return frozenset(i for i, n in enumerate(self.all) if n.word or n.name not in GENERIC)

    def phrases(self) -> list[int]:
        """Return the needles that are phrases of substance."""
        return [i for i, n in enumerate(self.all) if not n.word and not n.generic]


WORD_ABROAD = 0.4
"""What a word without a term pair counts against texts in the other language."""
