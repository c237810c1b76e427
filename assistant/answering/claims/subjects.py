"""What the documents of a library are about, by the words that few of their titles have."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence

from assistant.answering.claims.compare import word_set, words_in
from assistant.answering.claims.marks import marks_of
from assistant.answering.claims.sayings import Saying
from assistant.library.model import EditionRecord

_SHARE = 0.1
"""Share of the documents that may have a word in their titles for it to be the subject of those that do."""
_WORDS = {True: 2, False: 2}
"""Words of a foreign subject that make a statement one on it: Latin words, or pairs of Chinese characters."""


class Subjects:
    """The words of titles, each with the documents whose title has it."""

    def __init__(self, editions: Mapping[str, EditionRecord]) -> None:
        self._documents = {name: record.document for name, record in editions.items()}
        held: dict[str, set[str]] = defaultdict(set)
        self._first: set[str] = set()
        for record in editions.values():
            for title in filter(None, (record.title, record.title_en, *record.aliases)):
                words = words_in(marks_of(title))
                # A Chinese title begins with what it is about.
                self._first |= {word for word in words[:1] if not word.isascii()}
                for word in words:
                    held[word].add(record.document)
        most = max(1, int(_SHARE * len(set(self._documents.values()))))
        self._held = {word: frozenset(names) for word, names in held.items() if len(names) <= most and len(word) > 1}

    def of_another(self, words: Sequence[str], saying: Saying) -> bool:
        """Tell whether words of a statement name the subject of other documents than the one a saying stands in."""
        document = self._documents[saying.edition]
        said = [w for w in dict.fromkeys(words) if w in self._held and document not in self._held[w]]
        if not said:
            return False
        there = word_set(saying.text) | word_set(saying.beside)
        foreign = [w for w in said if w not in there]
        of_documents: dict[str, int] = defaultdict(int)
        for word in foreign:
            for name in self._held[word]:
                of_documents[name] += _WORDS[False] if word in self._first else 1
        return any(count >= _WORDS[all(w.isascii() for w in foreign)] for count in of_documents.values())
