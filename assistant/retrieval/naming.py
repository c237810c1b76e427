"""Which editions a question names: by number however typed, by title or alias, by what of their titles it says."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace

import numpy as np
from numpy.typing import NDArray

from assistant.index.postings import inverse_frequency
from assistant.index.words import words_of
from assistant.library.folding import fold, fold_text
from assistant.library.model import EditionRecord
from assistant.library.numbers import Number, find_numbers

_NOT_WORD = re.compile(r"[^a-z0-9\u3400-\u9fff]+")
_NOT_LATIN = re.compile(r"[^a-z0-9]+")
_BARE = re.compile(r"(?<![\d.])(?P<digits>\d{4,6})(?: ?[-:~_一] ?(?P<year>(?:19|20)\d\d)(?!\d))?(?![\d.])")
"""The number of a document without its code, and its year."""
_ACRONYM = re.compile(r"(?<![A-Za-z0-9])[A-Z]{4,8}(?![A-Za-z0-9])")
_SUBJECT = re.compile(r"(?:认证|产品|证书|标识)$")
"""How a name ends that is a subject, not a document."""
_BEGINNING = 4
"""Characters of a title by which it is looked up; none that is looked for is shorter."""
_GENERIC = re.compile(r"^(?:中华人民共和国|国务院(?:办公厅)?|关于|the )")


@dataclass(frozen=True, slots=True)
class Named:
    """Editions that a question names.

    `exact` are meant by number and year or by a title of their own, `family` by number or title without the edition,
    `missing` are the numbers, as printed, that the library does not hold.
    """

    exact: tuple[str, ...] = ()
    family: tuple[str, ...] = ()
    missing: tuple[str, ...] = ()
    numbers: tuple[Number, ...] = field(default=(), repr=False)
    titles: tuple[tuple[int, int], ...] = field(default=(), repr=False)
    """Where the question says the titles, as ranges of it."""

    @property
    def all(self) -> tuple[str, ...]:
        """Every edition named in any way."""
        return tuple(dict.fromkeys((*self.exact, *self.family)))


class EditionNames:
    """Finds the editions of a library by what people call them."""

    def __init__(self, records: Mapping[str, EditionRecord]) -> None:
        self._records = records
        self._order = list(records)
        self._numbers: dict[str, list[str]] = defaultdict(list)
        self._families: dict[str, list[str]] = defaultdict(list)
        self._digits: dict[str, set[str]] = defaultdict(set)
        self._subjects: set[str] = set()
        self._phrases: dict[str, list[str]] = defaultdict(list)
        for name, record in records.items():
            for number in _numbers_of(record):
                self._numbers[number.exact].append(name)
                self._families[number.family].append(name)
                self._digits[number.digits].add(number.family)
            phrases, subjects = _phrases(record)
            self._subjects |= subjects - phrases
            for phrase in phrases | subjects:
                if name not in self._phrases[phrase]:
                    self._phrases[phrase].append(name)
        for acronym, names in _acronyms(records).items():
            if len(names) == 1:
                self._phrases.setdefault(acronym, names)
        titles_of_all = [[set(words_of(title)) for title in _titles(record)] for record in records.values()]
        known: dict[str, int] = defaultdict(int)
        for titles in titles_of_all:
            for word in set().union(*titles) if titles else ():
                known[word] += 1
        counts = np.array(list(known.values()) or [1], np.int64)
        idf = dict(zip(known, inverse_frequency(counts, len(records)).tolist(), strict=False))
        self._titles = _Titles(titles_of_all, idf)
        self._by_beginning: dict[str, list[str]] = defaultdict(list)
        for phrase in self._phrases:
            self._by_beginning[_searched(phrase)[:_BEGINNING]].append(phrase)

    def find(self, question: str, *, subjects: bool = False) -> Named:
        """Return the editions that a question names by number or by a whole title.

        `subjects` tells to take names that are subjects as well, such as 有机产品认证, for those of their documents.
        """
        numbers = find_numbers(question)
        exact: list[str] = []
        family: list[str] = []
        missing: list[str] = []
        for number in numbers:
            others = self._families.get(held_as, []) if (held_as := self._held_as(number)) else []
            named = replace(number, family=held_as) if held_as else number
            held = self._numbers.get(named.exact, []) if number.year or number.amendment else []
            exact += held
            family += others
            if (number.year and not held) or not others:
                missing.append(question[number.start : number.end])
        if not numbers:
            for match in _BARE.finditer(fold_text(question)):
                digits, families = match["digits"], self._digits.get(match["digits"], set())
                # A bare year is no number.
                if len(families) == 1 and not re.fullmatch(r"(?:19|20)\d\d", digits):
                    only = next(iter(families))
                    family += self._families[only]
                    exact += self._numbers.get(f"{only}:{match['year']}", [])
        by_title, spans = self._by_title(question, subjects)
        (exact if len(by_title) == 1 else family).extend(by_title)
        return Named(_once(exact), _once(family), _once(missing), tuple(numbers), spans)

    def _held_as(self, number: Number) -> str | None:
        """Return the family by which the library holds a number; None where it does not."""
        if number.family in self._families:
            return number.family
        # "GB 39600" for GB/T 39600: the digits decide where only one document has them.
        families = self._digits.get(number.digits, set())
        close = [one for one in families if len(number.digits) >= 3 and one[:2] == number.family[:2]]
        return close[0] if len(close) == 1 else None

    def _by_title(self, question: str, subjects: bool) -> tuple[list[str], tuple[tuple[int, int], ...]]:
        folded = fold(question, keep_blanks=True)
        bare = [(char, at) for char, at in zip(folded.text, folded.origin, strict=True) if not _NOT_WORD.match(char)]
        spaced = [(" ", 0)]
        for char, at in zip(folded.text, folded.origin, strict=True):
            char = " " if _NOT_LATIN.match(char) else char
            if char != " " or spaced[-1][0] != " ":
                spaced.append((char, at))
        spaced.append((" ", len(question)))
        found: dict[str, tuple[int, int]] = {}
        for chars, latin in ((bare, False), (spaced, True)):
            text = "".join(char for char, _ in chars)
            for start in range(len(text) - _BEGINNING + 1):
                for phrase in self._by_beginning.get(text[start : start + _BEGINNING], ()):
                    searched = _searched(phrase)
                    if phrase in self._subjects and not subjects:
                        continue
                    if latin == phrase.isascii() and text.startswith(searched, start):
                        # A Latin phrase is looked for with the blanks around it.
                        first, last = (
                            (start + 1, start + len(searched) - 2) if latin else (start, start + len(searched) - 1)
                        )
                        found[phrase] = (chars[first][1], chars[last][1] + 1)
        # The longest title wins: one title may hold another.
        longest = max(map(len, found), default=0)
        best = sorted(phrase for phrase in found if len(phrase) == longest)
        return [name for phrase in best for name in self._phrases[phrase]], tuple(found[phrase] for phrase in best)

    def affinity(self, words: Iterable[str]) -> NDArray[np.float32]:
        """Return for each edition how much (0 to 1) of its best title the words say, by their rarity."""
        return self._titles.said(set(words))


class _Titles:
    """The words of the titles of each edition: `titles[words]` are the numbers of the titles that hold a word."""

    def __init__(self, of_editions: list[list[set[str]]], idf: Mapping[str, float]) -> None:
        held: dict[str, list[int]] = defaultdict(list)
        whole, self._edition, self._count = list[float](), list[int](), len(of_editions)
        for edition, titles in enumerate(of_editions):
            for title in filter(None, titles):
                for word in title:
                    held[word].append(len(whole))
                whole.append(sum(idf[word] for word in title))
                self._edition.append(edition)
        self._held = {word: np.array(titles, np.int64) for word, titles in held.items()}
        self._whole = np.array(whole, np.float64)
        self._idf = idf

    def said(self, words: set[str]) -> NDArray[np.float32]:
        """Return for each edition the largest share (0 to 1) of a title, by the rarity of its words, that these say."""
        found = np.zeros(len(self._whole))
        for word in words & self._held.keys():
            found[self._held[word]] += self._idf[word]
        best = np.zeros(self._count)
        np.maximum.at(best, self._edition, found / self._whole)
        return best.astype(np.float32)


def _searched(phrase: str) -> str:
    """Return a phrase as it is looked for: a Latin one as whole words, a Chinese one wherever it stands."""
    return f" {phrase} " if phrase.isascii() else phrase.replace(" ", "")


def _once(names: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(names))


def _numbers_of(record: EditionRecord) -> list[Number]:
    found = find_numbers(record.number or "")[:1]
    for alias in record.aliases:
        found += find_numbers(alias)[:1]
    return found or find_numbers(record.edition)[:1]


def _titles(record: EditionRecord) -> list[str]:
    return [
        title for title in (record.title, record.title_en, *record.aliases, record.edition.replace("_", " ")) if title
    ]


def _acronyms(records: Mapping[str, EditionRecord]) -> dict[str, list[str]]:
    """Return the editions that carry each word in capitals, such as GDPR, in a title, an alias or their id."""
    found: dict[str, list[str]] = defaultdict(list)
    for name, record in records.items():
        # In a title all in capitals no word is an acronym for it.
        titles = [title for title in _titles(record) if not title.isupper()]
        for acronym in {word.lower() for title in titles for word in _ACRONYM.findall(title)}:
            found[acronym].append(name)
    return found


def _phrases(record: EditionRecord) -> tuple[set[str], set[str]]:
    """Return what an edition is looked for by: its titles, and those of its names that are subjects as well."""
    phrases: set[str] = set()
    subjects: set[str] = set()
    for title in _titles(record):
        words = _NOT_WORD.sub(" ", fold_text(title)).strip()
        chinese = any("\u3400" <= char <= "\u9fff" for char in words)
        phrase = words.replace(" ", "") if chinese else words
        of_subject = title != record.title and _SUBJECT.search(title)
        (subjects if of_subject else phrases).update((phrase, _GENERIC.sub("", phrase)))
    long = {phrase for phrase in phrases | subjects if len(phrase) >= (4 if not phrase.isascii() else 8)}
    return phrases & long, subjects & long
