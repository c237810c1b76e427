"""Words for lexical search: Chinese characters, their pairs, the field's terms; English stems; numbers kept whole."""

from __future__ import annotations

import re
from functools import lru_cache
from operator import add

import Stemmer

from assistant.library.folding import fold_text
from assistant.library.glossary import glossary
from assistant.library.numbers import numbers_in

_PIECE = re.compile(r"[\u3400-\u9fff]+|[a-z]+(?:\d+[a-z]*|['’][a-z]+)?|\d+(?:[.,]\d+)*(?:[a-z]\d?)?|[αβγδμωℓ]")
_HAN = re.compile(r"[\u3400-\u9fff]")

_ENGLISH_STOP = frozenset(
    [
        "a",
        "an",
        "and",
        "are",
        "as",
        "at",
        "be",
        "been",
        "but",
        "by",
        "can",
        "could",
        "did",
        "do",
        "does",
        "for",
        "from",
        "had",
        "has",
        "have",
        "how",
        "i",
        "if",
        "in",
        "into",
        "is",
        "it",
        "its",
        "me",
        "my",
        "of",
        "on",
        "or",
        "our",
        "so",
        "than",
        "that",
        "the",
        "their",
        "them",
        "then",
        "there",
        "these",
        "they",
        "this",
        "to",
        "us",
        "was",
        "we",
        "were",
        "what",
        "when",
        "where",
        "which",
        "who",
        "whom",
        "whose",
        "why",
        "will",
        "with",
        "would",
        "you",
        "your",
        "please",
        "tell",
        "about",
        "any",
        "s",
    ]
)
# What a question is phrased with, not what it asks after.
_CHINESE_STOP = re.compile(
    "请问|请|我们|你们|咱们|我|你|您|什么样|什么|多少|怎么样|怎么办|怎么|怎样|如何|哪些|哪个|哪几|哪里|哪|是不是|是否|能不能|有没有|要不要|可不可以|"
    "为什么|为何|吗|呢|吧|啊|到底|究竟|分别|具体|现在|目前|一下|告诉|想知道|列全|列出|有关|关于|还有|以及|的话|一个|这个|那个|这份|那份|里面|"
    "应该|按照|按|根据|是|的|了|在|和|与|或|及|对|从|被|把|将|就|都|还|也|而|但|那|这|有|要"
)
_INFLATED = re.compile(r"^\d+,\d{3}(?:,\d{3})*$")


@lru_cache(maxsize=1)
def _stemmer() -> Stemmer.Stemmer:
    return Stemmer.Stemmer("english", 20000)


@lru_cache(maxsize=65536)
def stem(word: str) -> str:
    """Return the stem of one English word in lower case."""
    return str(_stemmer().stemWord(word))


def is_stop_word(word: str) -> bool:
    """Tell whether an English word in lower case says nothing of what is asked."""
    return word in _ENGLISH_STOP


def words_of(text: str) -> list[str]:
    """Return the words of a clause, repeated as often as they occur.

    Runs of Chinese give each character, each pair of neighbours and each glossary term in them; standard and document
    numbers give their family and their edition as one word besides their digits.
    """
    folded = fold_text(text)
    found = _plain(folded)
    # In an order that every process keeps: a build is the same whoever makes it.
    found.extend(f"#{name}" for number in numbers_in(folded) for name in dict.fromkeys((number.family, number.exact)))
    found.extend(f"<{term}>" for term in glossary().chinese_in(folded))
    return found


def _plain(folded: str) -> list[str]:
    words: list[str] = []
    for piece in _PIECE.findall(folded):
        first = piece[0]
        if "\u3400" <= first <= "\u9fff":
            words.extend(piece)
            words.extend(map(add, piece, piece[1:]))
        elif first.isdigit():
            words.append(piece.replace(",", "") if _INFLATED.match(piece) else piece.replace(",", "."))
        elif piece not in _ENGLISH_STOP:
            words.append(stem(piece.replace("’", "'").removesuffix("'s")))
    return words


def said_in(folded: str) -> str:
    """Return a folded question with blanks for what Chinese questions are phrased with; places stay."""
    return _CHINESE_STOP.sub(lambda match: " " * len(match[0]), folded)


def question_words(text: str) -> list[str]:
    """Return the words a question asks after, each once: as in clauses, less what questions are phrased with."""
    folded = fold_text(text)
    found = dict.fromkeys(words_of(text))
    if _HAN.search(folded):
        kept = dict.fromkeys(_plain(_CHINESE_STOP.sub(" ", folded)))
        found = {word: None for word in found if word in kept or word[0] in "#<" or not _HAN.match(word)}
    return list(found)
