"""Documents that a question names by description: 储油库大气标准, the e-bike standard, 2016年86号文.

A description names a document where its words stand in the document's title, among them some that tell the title apart
from most others, and where no other document fits as well.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import pairwise

from assistant.answering.gloss import is_chinese, terms
from assistant.answering.words import content_words, stem
from assistant.library.folding import fold_text
from assistant.library.model import EditionRecord

_KIND_ZH = re.compile(r"标准|国标|地标|行标|规范|导则|办法|条例|规则|规程|目录|名录|裁量表|意见|通则|标(?=里|中|谁里)")
_NOT_OF_TITLE = frozenset({"国标", "地标", "行标", "标准", "标", "规范"})
"""Words that name the kind of any standard, whatever its title calls it."""
_STOP_ZH = re.compile(r"[\s，,。；;：:、？?!！《》\"'「」]+")
_FILLER = re.compile(r"的|那[份条个]|这[份条个]|里面?|关于|有关")
_BEFORE_ZH = re.compile(
    r"(?:[按照据依在从对跟和与及用查看管说(年版]|广东|江苏|国家|我国|地方|省|市|欧盟|最新|现行|强制性?|推荐性?)$"
)
"""What may stand before a description; after other words it is part of a longer one, which names something else."""
_YEAR = re.compile(r"(?:19|20)\d{2}\s?年?版?")
_KIND_EN = re.compile(
    r"\b(?:standards?|regulations?|rules?|measures|opinions|decision|guidelines?|guide|manual|law|specifications?|code)\b"
)
_BEFORE_EN = re.compile(
    r".*(?:[,;:?!()\"]|\b(?:the|an?|this|that|these|those|by|in|of|under|does|do|did|is|are|was|what|which|when|how|our"
    r"|their|its|with|from|to|for|on|and|or|per|says?|put|set)\b)",
    re.S,
)
_ASKED = re.compile(r"\b(?:which|what|an?|how|whose)$")
"""Words after which a document is asked for, not named."""
_USUAL_WORDS = """
chinese china national eu european mandatory current old new older newer same emission discharge quality technical
safety product green limit general principles pollution control environmental guangdong jiangsu provincial local
"""
_OF_ANY = frozenset(map(stem, _USUAL_WORDS.split()))
_LEAST = 3
_SHARE_IN_RUNS = 0.6


@dataclass(frozen=True)
class Mention:
    """A range of the folded question and the editions of the one document that it describes."""

    start: int
    end: int
    editions: tuple[str, ...]


class Descriptions:
    """Finds the documents of a library by what questions say of their titles."""

    def __init__(self, editions: Mapping[str, EditionRecord]) -> None:
        self._editions = editions
        self._chinese: dict[str, list[str]] = {}
        self._words: dict[str, frozenset[str]] = {}
        self._own_words: dict[str, frozenset[str]] = {}
        self._names: dict[str, str] = {}
        for edition, record in editions.items():
            titles = [fold_text(t) for t in (record.title, record.title_en or "", *record.aliases)]
            self._chinese[edition] = [t for t in titles if is_chinese(t)]
            latin = [t for t in titles if not is_chinese(t)]
            self._words[edition] = frozenset(content_words(" ; ".join(latin)))
            self._own_words[edition] = frozenset(content_words(" ; ".join(re.split(r"\s-\s", t)[-1] for t in latin)))
            self._names[edition] = " ; ".join(titles)
        documents = {r.document for r in editions.values()}
        self._usual = max(1.0, 0.04 * len(documents))
        pairs = {(r.document, p) for e, r in editions.items() for title in self._chinese[e] for p in _pairs(title)}
        self._pairs = Counter(p for _, p in pairs)
        words = {(r.document, w) for e, r in editions.items() for w in self._words[e]}
        self._shared = Counter(w for _, w in words)

    def find(self, folded: str) -> Iterator[Mention]:
        """Yield what a folded question describes, each time with all editions of the document."""
        for pattern, of in ((_KIND_ZH, self._of_chinese), (_KIND_EN, self._of_english)):
            start = 0
            for kind in pattern.finditer(folded):
                found = of(folded[start : kind.start()], kind[0])
                if found:
                    described, length = found
                    yield Mention(kind.start() - length, kind.end(), described)
                start = kind.end()

    def _of_chinese(self, before: str, kind: str) -> tuple[tuple[str, ...], int] | None:
        """Return the editions that the words before the kind of document describe, and how many characters say so."""
        year = _YEAR.search(before[-9:])
        bare = _YEAR.sub(lambda m: " " * len(m[0]) if m.end() >= len(before) - 1 else m[0], before)
        bare = re.sub(r"[(（]\s*$", lambda m: "的" * len(m[0]), bare)
        chunk = _STOP_ZH.split(bare.rstrip() if year else bare)[-1][-26:] if bare.strip() else ""
        lost = len(bare) - len(bare.rstrip()) if year else 0
        for at in range(len(chunk) - 1):
            said = _FILLER.sub("", chunk[at:])
            if len(said) < 2 or not is_chinese(said[0]) or (at and not _BEFORE_ZH.search(chunk[:at])):
                continue
            fitting = [e for e, titles in self._chinese.items() if any(self._says(said, kind, t) for t in titles)]
            one = self._one(fitting, kind, before)
            if one:
                return one, len(chunk) - at + lost
            if fitting:
                return None
        return None

    def _says(self, said: str, kind: str, title: str) -> bool:
        """Tell whether the characters said stand in a title in order, mostly in runs, with some that tell it apart.

        Of a title of several elements (绿色产品评价 办公桌) the last one tells it apart.
        """
        own = title.rpartition(" ")[2]
        title, at = title.replace(" ", ""), 0
        for char in said if kind in _NOT_OF_TITLE else said + kind:
            at = title.find(char, at) + 1
            if not at:
                return False
        pairs = _pairs(said)
        inside = [p for p in pairs if p in title]
        if len(inside) < _SHARE_IN_RUNS * len(pairs):
            return False
        # Where two words of the field meet, the pair says nothing of its own: 品评 in 产品评价.
        words = terms().found_in(said)
        across = {a[-1] + b[0] for a, b in pairwise(words) if a + b in said}
        telling = [p for p in inside if self._pairs[p] <= self._usual and p in own and p not in across]
        return bool(telling) and (len(said) >= _LEAST or title.startswith(said))

    def _of_english(self, before: str, kind: str) -> tuple[tuple[str, ...], int] | None:
        cut = _BEFORE_EN.match(before)
        if cut and _ASKED.search(cut[0]):
            return None
        phrase = before[cut.end() if cut else 0 :]
        lexicon = terms()
        spelt = re.sub(r"(?<=[a-z])-(?=[a-z])", " ", phrase)
        named = [t for text in {phrase, spelt} for t in lexicon.found_in(text) if not set(content_words(t)) <= _OF_ANY]
        words = [w for w in content_words(spelt, question=True) if not w.isdigit() and w not in _OF_ANY]
        if not words:
            return None
        fitting = []
        for edition, name in self._names.items():
            own = self._words[edition]
            known = [t for t in named if any(v in name for v in lexicon.variants.get(t, {t}))]
            covered = {w for t in known for w in content_words(t.replace("-", " "))}
            missing = [w for w in words if w not in own and w not in covered]
            telling = [w for w in words if w in self._own_words[edition] and self._shared[w] <= self._usual]
            own_ends = [title.rpartition(" ")[2] for title in self._chinese[edition]]
            telling = telling or [
                t for t in known for v in lexicon.variants.get(t, ()) if any(v in e for e in own_ends)
            ]
            if not missing and telling:
                fitting.append(edition)
        one = self._one(fitting, kind, before)
        return (one, len(phrase)) if one else None

    def _one(self, fitting: list[str], kind: str, before: str) -> tuple[str, ...] | None:
        """Return the editions of the one document that fits, by its issuer where several do, else None."""
        documents = {self._editions[e].document for e in fitting}
        if len(documents) > 1:
            if kind == "国标" or re.search(r"国家(?:级)?$|\bchinese\b|\bnational\b", before):
                fitting = [e for e in fitting if re.match(r"GB", self._editions[e].number or "")]
            elif kind == "地标" or re.search(r"广东|江苏|地方|省|\bguangdong\b|\bprovincial\b|\blocal\b", before):
                fitting = [e for e in fitting if re.match(r"DB", self._editions[e].number or "")]
            documents = {self._editions[e].document for e in fitting}
        return tuple(fitting) if len(documents) == 1 else None


def _pairs(text: str) -> list[str]:
    return [text[i : i + 2] for i in range(len(text) - 1)]
