"""Slips of the keyboard in English questions, corrected from the words the library and the term list know."""

from __future__ import annotations

import difflib
import re

from assistant.answering.gloss import is_chinese, terms
from assistant.answering.shelf import Shelf
from assistant.answering.words import STOP_EN, stem
from assistant.library.folding import fold_text

_WORD = re.compile(r"(?<![A-Za-z0-9/-])[a-z]{5,}(?![A-Za-z0-9/-])")


class Spelling:
    """Corrects words that neither the library nor the term list has and that are close to a word of a term."""

    def __init__(self, shelf: Shelf) -> None:
        self._shelf = shelf
        self._words: dict[str, list[str]] = {}
        self._all: frozenset[str] = frozenset()

    def _known(self) -> frozenset[str]:
        if not self._all:
            words = set(STOP_EN)
            for name in terms().chinese:
                words.update(re.findall(r"[a-z]{4,}", name))
            for edition in self._shelf.build.editions:
                for clause in self._shelf.build.clauses(edition):
                    words.update(re.findall(r"[a-z]{4,}", fold_text(f"{clause.title or ''} {clause.text}")))
            self._all = frozenset(words)
            for word in {w for name in terms().chinese for w in re.findall(r"[a-z]{4,}", name)}:
                self._words.setdefault(word[0], []).append(word)
        return self._all

    def correct(self, question: str) -> str:
        """Return an English question with its unknown words replaced by the nearest known ones; others as they are."""
        if is_chinese(question):
            return question
        known = self._known()

        def nearest(match: re.Match[str]) -> str:
            word = match[0]
            if word in known or any(
                stem(word) == stem(k) for k in (word[:-1], word[:-2], word[:-3], f"{word}s") if k in known
            ):
                return word
            close = difflib.get_close_matches(word, self._words.get(word[0], []), n=1, cutoff=0.86)
            return close[0] if close else word

        return _WORD.sub(nearest, question)
