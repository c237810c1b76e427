"""What a question asks after: its words in both languages, the editions and clauses it names, the kind of clause."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from assistant.index.lexical import LexicalIndex
from assistant.index.words import question_words
from assistant.library.folding import fold_text
from assistant.library.labels import Label, find_labels
from assistant.retrieval.naming import EditionNames, Named
from assistant.retrieval.renderings import Rendering, broadened, translated
from assistant.retrieval.spelling import Spelling

_OLD = re.compile(
    r"旧版|老版|旧标准|老标准|旧的|原标准|以前|之前|原来|从前|上一版|前一版|原版|废止|作废|失效|被代替|修订|变化|改了|相比|新旧|比起|区别|不同|"
    r"\b(?:old|older|previous|previously|earlier|former|formerly|superseded|repealed|withdrawn|replaced|revised?|revision|changed?|changes|"
    r"compare[ds]?|compared|difference|differ|before \d{4}|used to|prior)\b"
)
_YEAR_EDITION = re.compile(
    r"(?<!\d)((?:19|20)\d{2})(?:年)?版|\b((?:19|20)\d{2}) (?:edition|version)"
    r"|(?:edition|version) (?:of )?((?:19|20)\d{2})"
)
_KINDS: tuple[tuple[str, re.Pattern[str]], ...] = (
    (
        "definition",
        re.compile(
            r"定义|术语|什么是|是什么意思|是指|指的是|何谓|含义|叫做?什么|所称|[里中]说的|所说的"
            r"|\b(?:define[sd]?|definition|meaning|what (?:is|are) (?:an? )?\w+\??$|mean by|means?)\b"
        ),
    ),
    (
        "scope",
        re.compile(r"适用|范围|归.{0,12}管|管不管|管吗|\b(?:scope|appl(?:y|ies|icable)|cover(?:s|ed)?|exempt)\b"),
    ),
    (
        "limit",
        re.compile(
            r"多少|限值|限量|最高|最低|最多|最大|最小|至少|不超过|不得超过|上限|下限|几个|几年|多久|多长|多大|多高"
            r"|\b(?:limits?|how (?:much|many|long|high|low)|maximum|minimum"
            r"|max|min|caps?|threshold|highest|lowest|at (?:most|least))\b"
        ),
    ),
    (
        "status",
        re.compile(
            r"还能用|现行|有效吗|是否有效|废止|作废|生效|实施日期|施行|什么时候|哪[天年]|何时|发布日期|代替|替代|哪一版|最新版"
            r"|\b(?:in force|effective|take effect|still valid|repealed|supersede[sd]?|replace[sd]?|withdrawn"
            r"|issued|published?|latest|current edition|since when|(?:what|which) date|when (?:did|does|is|was|will))\b"
        ),
    ),
    (
        "list",
        re.compile(
            r"哪些|哪几|列全|列出|列举|全部|什么条件|什么材料|都要|包括什么|各项"
            r"|\b(?:list|what are|which \w+s|everything|all the|what (?:documents|conditions|requirements))\b"
        ),
    ),
)
# "What is the fine for infringing Article 8": the clause broken is not the one that says so.
_BROKEN = re.compile(r"违反|不符合|(?i:\b(?:violat|infring|breach|contraven|break)\w*\b)")
_ROMAN = {"一": "i", "二": "ii", "三": "iii", "四": "iv", "五": "v", "六": "vi"}
_LONE = re.compile(r"\W*(?:what does )?[的第]?(\d{1,2})(?: (?:in|of))?(?: say)?\W*")
_CLASS = re.compile(r"([一二三四五六])(?=[类级])")


@dataclass(frozen=True)
class Question:
    """A question analysed.

    `words` weighs each word to look for; `broadened` says it with other names, in its own language, of the things asked
    after, `translated` in the other language, as far as that is possible; `about` is the question without the labels
    and numbers it names, for the embedding model; `labels` are the clauses it names; `old` tells that it asks after
    earlier editions; `years` are the editions it names by year; `kinds` are the kinds of thing asked (definition,
    scope, limit, status, list).
    """

    text: str
    language: str
    about: str
    words: dict[str, float]
    named: Named
    broadened: Rendering | None = None
    translated: Rendering | None = None
    labels: tuple[Label, ...] = ()
    old: bool = False
    years: frozenset[str] = frozenset()
    kinds: frozenset[str] = frozenset()
    mended: dict[str, str] = field(default_factory=dict)
    """Misspelt words and what they were read as; `text` is the question so mended."""

    @property
    def renderings(self) -> tuple[Rendering, ...]:
        """The question in other words of its own language, and in the other language, where there are any."""
        return tuple(one for one in (self.broadened, self.translated) if one is not None)

    @property
    def wordings(self) -> list[tuple[dict[str, float], float]]:
        """The question's words, and all words of its renderings, each set with how much of the question it says."""
        return [(self.words, 1.0), *((one.words, one.said**0.5) for one in self.renderings)]


def analyse(text: str, names: EditionNames, words: LexicalIndex) -> Question:
    """Analyse a question against the editions and the vocabulary of a library; its slips are mended first."""
    text, mended = Spelling(words).mend(text)
    folded = fold_text(text)
    named, labels = _places(text, names.find(text))
    if labels and not named.all:
        by_subject = _places(text, names.find(text, subjects=True))
        places = [*by_subject[0].titles, *((label.start, label.end) for label in labels)]
        # Beside its name and a clause such a question says next to nothing.
        if by_subject[0].all and len(question_words(_blanked(text, places))) <= 3:
            named, labels = by_subject
    if not labels and named.all:
        labels = _lone_number(text, named)
    bare = len(re.sub(r"\W", "", folded)) <= 12
    labels = tuple(
        label
        for label in labels
        if (label.explicit or named.all or bare) and not _BROKEN.search(text[max(0, label.start - 16) : label.start])
    )
    spans = [(label.start, label.end) for label in labels] + [(number.start, number.end) for number in named.numbers]
    about = _blanked(text, spans)
    asked = _words(about)
    numbers: dict[str, float] = {}
    for number in named.numbers:
        # The number of an edition held is on each of its pages; one that is not held can only be mentioned.
        if text[number.start : number.end] in named.missing:
            numbers |= {f"#{number.family}": 1.0} | ({f"#{number.exact}": 1.0} if number.year else {})
    figures = [word for word in (*asked, *numbers) if word[0].isdigit() or word in numbers]
    years = {year for match in _YEAR_EDITION.finditer(folded) for year in match.groups() if year}
    return Question(
        text=text,
        language="zh" if re.search(r"[\u3400-\u9fff]", folded) else "en",
        about=" ".join(about.split()) or text,
        words=asked | numbers,
        named=named,
        broadened=broadened(about, asked | numbers),
        translated=translated(about, figures),
        labels=labels,
        old=bool(_OLD.search(folded)) or bool(years),
        years=frozenset(years),
        kinds=frozenset(kind for kind, pattern in _KINDS if pattern.search(folded)),
        mended=mended,
    )


def _places(text: str, named: Named) -> tuple[Named, tuple[Label, ...]]:
    """Return what is named, and the clauses cited beside it: a title may end in 表, a number read as one."""
    return named, tuple(find_labels(_blanked(text, [*((n.start, n.end) for n in named.numbers), *named.titles])))


def _lone_number(text: str, named: Named) -> tuple[Label, ...]:
    """Return the clause meant by `GB 18580 4`: a whole number that alone stands beside a document's number or title."""
    rest = _blanked(text, [*((number.start, number.end) for number in named.numbers), *named.titles])
    alone = _LONE.fullmatch(fold_text(rest))
    at = re.search(r"\d{1,2}", rest)
    return (Label((str(int(alone[1])),), at.start(), at.end()),) if alone and at else ()


def _blanked(text: str, spans: list[tuple[int, int]]) -> str:
    chars = list(text)
    for start, end in spans:
        chars[start:end] = " " * (end - start)
    return "".join(chars)


def _words(about: str) -> dict[str, float]:
    asked: dict[str, float] = {}
    for word in question_words(about):
        # One character says little beside the pair it stands in.
        asked[word] = 0.25 if len(word) == 1 and word > "\u3400" else 1.0
    for match in _CLASS.finditer(fold_text(about)):
        asked.setdefault(_ROMAN[match[1]], 0.6)
    return asked
