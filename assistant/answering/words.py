"""Content words of a question and of clauses: Chinese character pairs, English stems, marks of class and grade."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import lru_cache

import Stemmer

from assistant.answering.units import chinese_number
from assistant.library.folding import fold_text

_STEM = Stemmer.Stemmer("english")

_WORDS_OF_ASKING = """
a an the of in on at to for from by with without and or not no nor is are was were be been being
am do does did done have has had having can could may might must shall should will would what
which who whom whose when where why how many much long far fast soon i we our us you your he she
it its they them their this that these those there here as if than then so such any some all each
every both either other own same only also just about into over under between per say says said
tell list give given please need needs get make makes made let me my one ones something someone
according apply applies applied set sets put puts still now currently current require requires
required requirement requirements limit limits value values maximum minimum max min highest lowest
most least allow allows allowed permit permits permitted exactly everything anything out up more
less above below through during after before does it's china chinese document documents standard
standards rule rules clause clauses article articles library first new old held hold holding
happen happens take takes taken want name names called mean means meant state states stated use
used show shown shows stated listed appear given contain contains contained include includes included
keep keeps kind kinds expect pretend suppose assume confirm imagine
"""
STOP_EN = frozenset(_WORDS_OF_ASKING.split())
_STOP_ZH = (
    "我们公司|我们厂|我们|我司|本公司|你们|咱们|请问|请列全|列全|请列出|列出|请|想问|想知道|知道|告诉|麻烦|一下"
    "|是不是|是否|有没有|能不能|可不可以|可以|"
    "多少钱|多少|什么时候|什么样|什么|哪些|哪个|哪种|哪天|哪里|哪儿|哪|几个|几种|几类|几|怎么办|怎么样|怎么|怎样"
    "|如何|为什么|"
    "最多|最少|至少|最高|最低|最大|最小|不能超过|不得超过|不超过|超过|分别|各自|各|应该|应当|必须|需要|需|要求"
    "|规定|按照|根据|依据|"
    "目前|现在|现行|现|到底|具体|一般来说|还是|或者|以及|如果|但是|因为|所以|这个|那个|这份|那份|那条|这条|那么|那|这|"
    "管吗|吗|呢|吧|啊|的|了|么|得|就|都|也|还|才|算|说的|说|里面|里头|是|要|给|把|被|跟|和|与|及|在|对|按|"
    "我|你|它|他|让|叫|从|做|想|写清|写上|写|怎"
)
_CUT_ZH = re.compile(_STOP_ZH)
_RUN = re.compile(r"[\u3400-\u9fff]+|[a-zα-ω]+[0-9]*(?:'[a-z]+)?|\d+(?:\.\d+)*")
_CLASS_WORDS = "类级期"
_ROMAN = {"i": 1, "ii": 2, "iii": 3, "iv": 4, "v": 5, "vi": 6}
_CLASS_ZH = re.compile(r"(?:第?([一二三四五六七八九十]+|\d+|[ivx]+|[a-f])\s*([类级期])|级别\s*([a-f]|\d))(?!指标|标题)")
_CLASS_EN = re.compile(r"\b(?:class|grade|category|level|type|tier)\s+([a-f]|[ivx]+|\d+)\b")


@lru_cache(maxsize=50_000)
def stem(word: str) -> str:
    """Return the English stem of a folded word."""
    return str(_STEM.stemWord(word))


def content_words(text: str, *, question: bool = False) -> list[str]:
    """Return the pieces by which texts are compared: pairs of Chinese characters and English stems, repeated ones too.

    With `question`, words of asking are left out, and pairs do not reach over them.
    """
    out: list[str] = []
    for run in _RUN.findall(fold_text(text)):
        if "\u3400" <= run[0] <= "\u9fff":
            for part in _CUT_ZH.split(run) if question else [run]:
                out += [part] if len(part) == 1 else [part[i : i + 2] for i in range(len(part) - 1)]
        elif run not in STOP_EN or not question:
            out.append(stem(run))
    return out


def ordinal(text: str) -> str | None:
    """Read the mark of a class: 三, Ⅲ, III and 3 are "3"; A is "a"."""
    if text in _ROMAN:
        return str(_ROMAN[text])
    if text.isdigit() or (len(text) == 1 and text in "abcdef"):
        return text
    value = chinese_number(text)
    return None if value is None else str(value)


def class_marks(text: str) -> set[str]:
    """Return the classes a text names, with their word in Chinese: 三类 and Ⅲ类 give "3类", class III gives "3"."""
    folded = fold_text(text)
    found = [(m[1] or m[3], m[2] or "级") for m in _CLASS_ZH.finditer(folded)]
    found += [(m[1], "") for m in _CLASS_EN.finditer(folded)]
    return {f"{mark}{word}" for text, word in found if (mark := ordinal(text))}


def same_class(one: Iterable[str], other: Iterable[str]) -> bool:
    """Tell whether two sets of class marks share a class: 三类 is not 三级, but class III may be either."""
    return any(
        a.rstrip(_CLASS_WORDS) == b.rstrip(_CLASS_WORDS)
        and (a == b or a[-1] not in _CLASS_WORDS or b[-1] not in _CLASS_WORDS)
        for a in one
        for b in other
    )
