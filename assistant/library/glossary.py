"""Terms in Chinese and English, found in texts and turned into the other language.

`glossary.tsv` holds the field's own, `everyday.tsv` common words of requirements and procedures.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator
from functools import cached_property, lru_cache
from operator import add
from pathlib import Path

from assistant.library.folding import fold_text

_FILES = (Path(__file__).with_name("glossary.tsv"), Path(__file__).with_name("everyday.tsv"))
_REMARK = re.compile(r"\s*[（(].*?[)）]")
_LATIN_NAME = re.compile(r"^[A-Za-z][\w&/ -]{1,40}$")


class Glossary:
    """Term pairs. All look-ups are on folded text; what is returned is folded too.

    `english` has the English names of each Chinese term, `chinese` the Chinese ones of each English term.
    """

    def __init__(self, pairs: list[tuple[str, str]]) -> None:
        self.english: dict[str, list[str]] = defaultdict(list)
        self.chinese: dict[str, list[str]] = defaultdict(list)
        for chinese, english in pairs:
            zh, en = fold_text(chinese), fold_text(english)
            # One character is found inside too many other words.
            if len(zh) >= 2 and en not in self.english[zh]:
                self.english[zh].append(en)
            if len(en) >= 2 and zh not in self.chinese[en]:
                self.chinese[en].append(zh)
        self._beginning: dict[str, list[str]] = {}
        for term in sorted(self.english, key=len, reverse=True):
            self._beginning.setdefault(term[:2], []).append(term)

    @cached_property
    def _find_chinese(self) -> re.Pattern[str]:
        return _any_of(self.english, boundary=False)

    @cached_property
    def _find_english(self) -> re.Pattern[str]:
        return _any_of(self.chinese, boundary=True)

    @classmethod
    def load(cls, *paths: Path) -> Glossary:
        """Read tables of `zh, en, alt_or_note, category`; a remark counts as a name where it is short and Latin."""
        pairs: list[tuple[str, str]] = []
        for line in (line for path in paths for line in path.read_text("utf-8").splitlines()[1:]):
            fields = [field.strip() for field in line.split("\t")]
            names = [_REMARK.sub("", fields[0]), *re.findall(r"（(.*?)）", fields[0])]
            english = [_REMARK.sub("", fields[1])]
            if len(fields) > 2:
                english += [name.strip() for name in re.split(r"[;,/]", fields[2]) if _LATIN_NAME.match(name.strip())]
            pairs += [(zh, en) for zh in names for en in english if len(en.split()) <= 8]
        return cls(pairs)

    @cached_property
    def english_words(self) -> frozenset[str]:
        """The English words of four letters or more in the terms."""
        return frozenset(word for name in self.chinese for word in re.findall(r"[a-z]{4,}", name))

    def chinese_in(self, folded: str) -> list[str]:
        """Return the Chinese terms of a folded text, longest where they overlap."""
        return [folded[start:end] for start, end in self._chinese_places(folded)]

    def english_in(self, folded: str) -> list[str]:
        """Return the English terms of a folded text, longest where they overlap; a plural counts as its singular."""
        return self._find_english.findall(folded)

    def places(self, folded: str) -> Iterator[tuple[int, int]]:
        """Yield where terms of either language stand in a folded text, longest where they overlap."""
        yield from self._chinese_places(folded)
        for match in self._find_english.finditer(folded):
            yield match.span(1)

    def _chinese_places(self, folded: str) -> Iterator[tuple[int, int]]:
        # Looked up by their first two characters: a pattern of thousands of terms takes four times as long.
        free = 0
        for place, pair in enumerate(map(add, folded, folded[1:])):
            if pair in self._beginning and place >= free:
                term = next((one for one in self._beginning[pair] if folded.startswith(one, place)), None)
                if term:
                    free = place + len(term)
                    yield place, free

    def translations(self, text: str) -> list[tuple[str, list[str]]]:
        """Return the terms of a text as they stand in it, folded, each with its names in the other language."""
        folded = fold_text(text)
        found = [(term, self.english[term]) for term in self.chinese_in(folded)]
        found += [(term, self.chinese[term]) for term in self.english_in(folded)]
        return list({term: (term, names) for term, names in found}.values())

    def synonyms(self, text: str) -> dict[str, list[str]]:
        """Return the terms of a text, folded, each with its synonyms: names in the same language translated alike."""
        found: dict[str, list[str]] = {}
        for term, names in self.translations(text):
            back = self.chinese if term in self.english else self.english
            alike = dict.fromkeys(other for name in names for other in back.get(name, ()) if other != term)
            if alike:
                found[term] = list(alike)
        return found


def _any_of(terms: dict[str, list[str]], *, boundary: bool) -> re.Pattern[str]:
    alternatives = "|".join(re.escape(term) for term in sorted(terms, key=len, reverse=True))
    if not boundary:
        return re.compile(alternatives or r"(?!)")
    return re.compile(rf"(?<![a-z0-9])({alternatives or '(?!)'})(?:e?s)?(?![a-z0-9])")


@lru_cache(maxsize=1)
def glossary() -> Glossary:
    """Return the shipped terms."""
    return Glossary.load(*_FILES)


@lru_cache(maxsize=1)
def product_names() -> tuple[tuple[str, str], ...]:
    """Return the products in the field's table: Chinese and English name."""
    rows = (line.split("\t") for line in _FILES[0].read_text("utf-8").splitlines()[1:])
    return tuple(
        (_REMARK.sub("", row[0]).strip(), _REMARK.sub("", row[1]).strip()) for row in rows if row[3:4] == ["product"]
    )
