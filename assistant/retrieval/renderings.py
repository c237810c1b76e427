"""A question said in other words: in those of standards and laws, and in the other language.

What a clause may call one thing counts once, however many names it has, and weighs by how rare all of them together
are: a wrong sense that hardly ever occurs tells nothing (A. Pirkola, The effects of query structure and dictionary
setups in dictionary-based cross-language information retrieval, SIGIR 1998).
"""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from assistant.index.lexical import LexicalIndex, Matches
from assistant.index.postings import K1
from assistant.index.words import is_stop_word, question_words, said_in, stem, words_of
from assistant.library.dictionary import chinese_words, colloquial, english_words
from assistant.library.folding import fold_text
from assistant.library.glossary import glossary

_HAN = re.compile(r"[\u3400-\u9fff]")
_LATIN = re.compile(r"[a-z]+")
_COMMON = 0.6
"""Weight of a word of the dictionary against a term of the field."""
_OTHER_NAME = 0.8
"""What a clause counts for that has another name of a thing than the one asked."""
_PARTLY = 0.7
_WHOLE = 0.99

Floats = NDArray[np.float32]
Names = tuple[tuple[str, ...], ...]


@dataclass(frozen=True, slots=True)
class Concept:
    """One thing asked after: the words of each name it may have, how good each name is (0 to 1), and its weight."""

    names: Names
    worth: tuple[float, ...]
    weight: float = 1.0


@dataclass(frozen=True, slots=True)
class Rendering:
    """A question in other words; `said` is how much of it (0 to 1) they say."""

    concepts: tuple[Concept, ...]
    said: float

    @property
    def terms(self) -> dict[str, float]:
        """The words of the field's terms among them, less certain ones left out."""
        return Rendering(tuple(one for one in self.concepts if one.weight >= 1.0), self.said).words

    @property
    def words(self) -> dict[str, float]:
        """The words of all names, those of several names weighing less each."""
        words: dict[str, float] = {}
        for concept in self.concepts:
            for name in concept.names:
                for word in name:
                    weight = concept.weight / len(concept.names) ** 0.5
                    words[word] = max(words.get(word, 0.0), weight)
        return words


def translated(about: str, figures: Iterable[str]) -> Rendering | None:
    """Return a question in the other language; None where nothing of it can be said. Figures stand in both."""
    folded = fold_text(about)
    concepts, said = _in_english(folded) if _HAN.search(folded) else _in_chinese(folded)
    if not concepts:
        return None
    return Rendering((*concepts, *(Concept(((word,),), (1.0,)) for word in figures)), said)


def broadened(about: str, words: Mapping[str, float]) -> Rendering | None:
    """Return a question with other names, in its own language, of the things asked after; None where there are none."""
    folded = fold_text(about)
    concepts, rest = list[Concept](), list(folded)
    for start, end in _free(glossary().places(folded), colloquial().find(folded)):
        phrase = folded[start:end]
        names = [*glossary().synonyms(phrase).get(phrase, ()), *colloquial().of(phrase)]
        if names:
            concepts.append(_concept([phrase, *names], [1.0] + [_OTHER_NAME] * len(names), 1.0))
            rest[start:end] = " " * (end - start)
    if not concepts:
        return None
    left = [word for word in question_words("".join(rest)) if word in words]
    return Rendering((*concepts, *(Concept(((word,),), (1.0,), words[word]) for word in left)), 1.0)


def match(index: LexicalIndex, concepts: Sequence[Concept]) -> Matches:
    """Score every clause for concepts: each by the name that suits the clause best."""
    size, whole = index.size, 0.0
    score, covered = np.zeros(size, np.float32), np.zeros(size, np.float32)
    for concept in concepts:
        holds, says = _best_name(index, concept)
        found = int(np.count_nonzero(holds > _OTHER_NAME * _WHOLE)) or max(1, int(np.count_nonzero(holds > 0.5)))
        gain = np.float32(concept.weight * math.log1p((size - found + 0.5) / (found + 0.5)))
        whole += float(gain)
        covered += gain * np.where(holds > _OTHER_NAME * _WHOLE, holds, _PARTLY * holds * holds)
        score += gain * says
    return Matches(score / np.float32(max(whole, 1e-9)), covered / np.float32(max(whole, 1e-9)), covered)


def _best_name(index: LexicalIndex, concept: Concept) -> tuple[Floats, Floats]:
    """Return for each clause how much of a name it holds and how much BM25 that is, by its best name (0 to 1)."""
    holds, says = np.zeros(index.size, np.float32), np.zeros(index.size, np.float32)
    for name, worth in zip(concept.names, concept.worth, strict=True):
        found = [(index.idf(word), *index.postings(word)) for word in name]
        whole = sum(idf for idf, _, _ in found)
        if not any(len(rows) for _, rows, _ in found) or not whole:
            continue
        held, said = np.zeros(index.size, np.float32), np.zeros(index.size, np.float32)
        for idf, rows, weights in found:
            held[rows] += np.float32(worth * idf / whole)
            said[rows] += np.float32(worth / (whole * (K1 + 1))) * weights
        np.maximum(holds, held, out=holds)
        np.maximum(says, said, out=says)
    return holds, says


def _in_chinese(folded: str) -> tuple[list[Concept], float]:
    concepts, rest, said = list[Concept](), list(folded), 0
    for start, end in _free(glossary().places(folded), colloquial().find(folded), english_words().find(folded)):
        phrase = folded[start:end]
        known: Sequence[str] = glossary().chinese.get(phrase, ())
        names: Sequence[str] = known or _others(phrase, _chinese_of)
        content = [word for word in _LATIN.findall(phrase) if not is_stop_word(word)]
        if names and content:
            concepts.append(_concept(names, [1.0] * len(names), 1.0 if known else _COMMON))
            rest[start:end] = " " * (end - start)
            said += len(content)
    for word in _LATIN.findall("".join(rest)):
        if is_stop_word(word) or len(word) < 2:
            continue
        names = by_stem().get(stem(word), ())
        if names:
            concepts.append(_concept(names, [1.0] * len(names), _COMMON))
            said += 1
    whole = sum(not is_stop_word(word) and len(word) > 1 for word in _LATIN.findall(folded))
    return concepts, min(1.0, said / max(whole, 1))


def _in_english(folded: str) -> tuple[list[Concept], float]:
    concepts, said, asked = list[Concept](), 0, said_in(folded)
    for start, end in _free(glossary().places(folded), colloquial().find(folded), chinese_words().find(asked)):
        phrase = folded[start:end]
        known: Sequence[str] = glossary().english.get(phrase, ())
        names: Sequence[str] = known or _others(phrase, _english_of)
        if names:
            concepts.append(_concept(names, [1.0] * len(names), 1.0 if known else _COMMON))
            said += len(phrase)
    return concepts, min(1.0, said / max(len(_HAN.findall(asked)), 1))


def _chinese_of(phrase: str) -> Sequence[str]:
    return glossary().chinese.get(phrase) or english_words().of(phrase)


def _english_of(phrase: str) -> Sequence[str]:
    return glossary().english.get(phrase) or chinese_words().of(phrase)


@lru_cache(maxsize=1)
def by_stem() -> dict[str, Sequence[str]]:
    """Return the Chinese names of English words by their stem, those of the commonest word of a stem."""
    found: dict[str, Sequence[str]] = {}
    for word in english_words():
        if " " not in word:
            found.setdefault(stem(word), english_words().of(word))
    return found


def _concept(names: Sequence[str], worth: Sequence[float], weight: float) -> Concept:
    worded: dict[tuple[str, ...], float] = {}
    for name, good in zip(names, worth, strict=True):
        words = _words_of_name(name)
        if words:
            # One character stands in many other words.
            lone = len(words) == 1 and len(words[0]) == 1
            worded[words] = max(worded.get(words, 0.0), good * (_PARTLY if lone else 1.0))
    return Concept(tuple(worded), tuple(worded.values()), weight)


def _words_of_name(name: str) -> tuple[str, ...]:
    """Return the words a clause holds that has this name in it: pairs of Chinese characters, stems."""
    plain = [word for word in dict.fromkeys(words_of(name)) if word[0] not in "#<"]
    pairs = tuple(word for word in plain if len(word) > 1 or not _HAN.match(word))
    return pairs or tuple(plain)


def _free(*places: Iterable[tuple[int, int]]) -> list[tuple[int, int]]:
    """Return places in order that do not overlap, those named first before the others."""
    taken: list[tuple[int, int]] = []
    for some in places:
        for start, end in some:
            if all(end <= first or last <= start for first, last in taken):
                taken.append((start, end))
    return sorted(taken)


def _others(phrase: str, said: Callable[[str], Sequence[str]]) -> list[str]:
    """Return the names in the other language of a phrase and of what it stands for, each once."""
    return list(dict.fromkeys(name for one in (phrase, *colloquial().of(phrase)) for name in said(one)))
