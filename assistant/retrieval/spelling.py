"""Slips in a question mended by the words of the library and the term tables; numbers and known words never change."""

from __future__ import annotations

import re
from collections.abc import Iterator

from assistant.index.lexical import LexicalIndex
from assistant.index.shipped_model import common_english
from assistant.index.words import is_stop_word, stem
from assistant.library.confusion import confusable
from assistant.library.glossary import glossary

_LATIN = re.compile(r"(?<![A-Za-z0-9/'’-])(?:^[A-Z])?[a-z]{4,}(?![A-Za-z0-9/'’-])")
_HAN = re.compile(r"[\u3400-\u9fff]{2,}")
_LETTERS = "abcdefghijklmnopqrstuvwxyz"
_PHRASING = frozenset("的了吗呢吧啊呀么嘛哪谁我你您他她它这那个们请问在和与或及就都还也而但要会能是有没不被把给让")
"""Characters of how a question is phrased: next to them almost any character may stand."""


class Spelling:
    """Mends the slips of a question.

    They are a letter missing, added, wrong or swapped; a character that sounds or looks like the right one; two
    characters that changed places.
    """

    def __init__(self, words: LexicalIndex) -> None:
        self._words = words

    def mend(self, text: str) -> tuple[str, dict[str, str]]:
        """Return the text with its slips mended, and what was changed: each wrong word and the right one."""
        mended: dict[str, str] = {}

        def latin(match: re.Match[str]) -> str:
            right = self._nearest(match[0].lower())
            if right:
                mended[match[0]] = right
            return right or match[0]

        def chinese(match: re.Match[str]) -> str:
            return self._chinese(match[0], mended)

        return _HAN.sub(chinese, _LATIN.sub(latin, text)), mended

    def _nearest(self, word: str) -> str | None:
        """Return the commonest known word one slip away, one of a term before others; None where the word is known."""
        if self._known(word):
            return None
        cuts = [(word[:i], word[i:]) for i in range(len(word) + 1)]
        slips = {a + b[1:] for a, b in cuts if b} | {a + b[1] + b[0] + b[2:] for a, b in cuts if len(b) > 1}
        slips |= {a + c + b[1:] for a, b in cuts if b for c in _LETTERS} | {
            a + c + b for a, b in cuts for c in _LETTERS
        }
        terms, vocabulary = glossary().english_words, self._words.vocabulary
        found = [slip for slip in slips if len(slip) > 3 and (slip in terms or stem(slip) in vocabulary)]
        # The first letter is seldom wrong, and a slip within a word is likelier than an ending left off.
        return min(
            found,
            key=lambda slip: (slip not in terms, slip[0] != word[0], self._words.idf(stem(slip)), -len(slip), slip),
            default=None,
        )

    def _known(self, word: str) -> bool:
        if stem(word) in self._words.vocabulary or word in common_english() or is_stop_word(word):
            return True
        # A plural of a term is known with it.
        return word in glossary().english_words or word.removesuffix("s") in glossary().english_words

    def _chinese(self, run: str, mended: dict[str, str]) -> str:
        start = 0
        while (at := next((i for i in range(start, len(run)) if self._doubtful(run, i)), None)) is not None:
            ways = [(value, slip) for slip in self._slips(run, at) if (value := self._gain(run, slip, at)) > 0]
            if ways:
                best = max(ways)[1]
                swapped = best[at + 1 : at + 2] != run[at + 1 : at + 2]
                first, last = max(0, at - 1), at + 3 if swapped else at + 2
                mended[run[first:last]] = best[first:last]
                run = best
            start = at + 1
        return run

    def _pairs(self, run: str, first: int, last: int) -> list[str]:
        """Return the pairs of neighbours of which one stands at `first` to `last`."""
        return [run[i : i + 2] for i in range(max(0, first - 1), min(len(run) - 1, last + 1))]

    def _doubtful(self, run: str, at: int) -> bool:
        if run[at] in _PHRASING:
            return False
        return not any(pair in self._words.vocabulary for pair in self._pairs(run, at, at))

    def _slips(self, run: str, at: int) -> Iterator[str]:
        for char in confusable().get(run[at], ()):
            yield run[:at] + char + run[at + 1 :]
        if at + 1 < len(run) and self._doubtful(run, at + 1) and run[at] != run[at + 1]:
            yield run[:at] + run[at + 1] + run[at] + run[at + 2 :]

    def _gain(self, run: str, slip: str, at: int) -> float:
        """Return how much a mended run speaks for itself; 0 where it is not to be believed.

        It is where a term of the table stands there now, or where both pairs that hold the character are known.
        """
        changed = [i for i in range(len(run)) if run[i] != slip[i]]
        pairs = [p for p in self._pairs(slip, changed[0], changed[-1]) if not _PHRASING & set(p)]
        known = [pair for pair in pairs if pair in self._words.vocabulary]
        window = slip[max(0, changed[0] - 5) : changed[-1] + 6]
        place = changed[0] - max(0, changed[0] - 5)
        terms = [
            term
            for term in glossary().chinese_in(window)
            if window.find(term) <= place < window.find(term) + len(term) and term[:2] in self._words.vocabulary
        ]
        common = sum(1 / (1 + self._words.idf(pair)) for pair in known)
        if terms:
            return 1 + len(max(terms, key=len)) + common
        return common if len(pairs) >= 2 and len(known) == len(pairs) else 0.0
