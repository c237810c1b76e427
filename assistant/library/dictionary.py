"""Common words in both languages, and what people say for the words of standards and laws.

`dictionary.tsv` is made of ECDICT (see NOTICE), `pairs.tsv` and `colloquial.tsv` are this project's own. They help to
find clauses; what an answer says in the other language comes from the glossary alone.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from functools import lru_cache
from operator import add
from pathlib import Path

from assistant.library.folding import fold_text

_HERE = Path(__file__).parent
_MOST = 5
"""How many words of the other language are looked for in place of one."""
_WORD = re.compile(r"[a-z]+")


class Phrases:
    """Phrases with what stands for each; found in a text, longest where they overlap."""

    def __init__(self, meanings: Mapping[str, Sequence[str]]) -> None:
        self._meanings = meanings
        beginning: dict[str, list[str]] = defaultdict(list)
        for phrase in sorted(meanings, key=len, reverse=True):
            beginning[_beginning(phrase)].append(phrase)
        self._by_beginning = dict(beginning)

    def __iter__(self) -> Iterator[str]:
        """Yield the phrases, in the order given."""
        return iter(self._meanings)

    def of(self, phrase: str) -> Sequence[str]:
        """Return what stands for a phrase; nothing where it is unknown."""
        return self._meanings.get(phrase, ())

    def find(self, folded: str) -> Iterator[tuple[int, int]]:
        """Yield where the phrases of a folded text begin and end."""
        free = 0
        for place, end in _beginnings(folded):
            if place >= free:
                for phrase in self._by_beginning.get(folded[place:end], ()):
                    if folded.startswith(phrase, place) and not _within_word(folded, place, place + len(phrase)):
                        yield place, place + len(phrase)
                        free = place + len(phrase)
                        break


def _beginning(phrase: str) -> str:
    latin = _WORD.match(phrase)
    return latin[0] if latin else phrase[:2]


def _beginnings(folded: str) -> Iterator[tuple[int, int]]:
    """Yield where a phrase may begin: at each Latin word, and at each pair of other characters."""
    for place, pair in enumerate(map(add, folded, folded[1:])):
        latin = _WORD.match(folded, place)
        if not latin:
            yield place, place + len(pair)
        elif not place or not folded[place - 1].isascii() or not folded[place - 1].isalpha():
            yield place, latin.end()


def _within_word(folded: str, start: int, end: int) -> bool:
    """Tell whether a Latin phrase ends inside a word."""
    return folded[end - 1].isascii() and end < len(folded) and "a" <= folded[end] <= "z"


@lru_cache(maxsize=1)
def colloquial() -> Phrases:
    """Return what people say, with the words of standards and laws for it, in the same language."""
    meant: dict[str, list[str]] = defaultdict(list)
    for said, formal in _rows("colloquial.tsv"):
        meant[fold_text(said)] += [fold_text(one.strip()) for one in formal.split(";") if one.strip()]
    return Phrases({said: tuple(dict.fromkeys(formal)) for said, formal in meant.items()})


@lru_cache(maxsize=1)
def chinese_words() -> Phrases:
    """Return common Chinese words of two characters or more, with English ones, the commonest first."""
    found: dict[str, list[tuple[int, str]]] = defaultdict(list)
    for rank, (chinese, english) in enumerate(_rows("pairs.tsv")):
        found[fold_text(chinese)].append((rank - 1_000_000, fold_text(english)))
    for rank, (english, names) in enumerate(_rows("dictionary.tsv")):
        for place, chinese in enumerate(names.split(";")):
            # The first sense of a rare word is as good as the second of a common one.
            found[chinese].append((rank + 3000 * place, english))
    best = {word: tuple(dict.fromkeys(name for _, name in sorted(names)))[:_MOST] for word, names in found.items()}
    return Phrases({word: names for word, names in best.items() if len(word) > 1})


@lru_cache(maxsize=1)
def english_words() -> Phrases:
    """Return common English words with Chinese ones, in the order of their senses."""
    found: dict[str, list[str]] = defaultdict(list)
    for chinese, english in _rows("pairs.tsv"):
        found[fold_text(english)].append(fold_text(chinese))
    for english, names in _rows("dictionary.tsv"):
        found[english] += names.split(";")
    return Phrases({word: tuple(dict.fromkeys(names))[:_MOST] for word, names in found.items()})


def _rows(name: str) -> Iterator[tuple[str, str]]:
    for line in (_HERE / name).read_text("utf-8").splitlines()[1:]:
        first, _, second = line.partition("\t")
        yield first, second
