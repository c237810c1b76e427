"""The field's terms in two languages: the shipped glossary and a list of common words of tables and headings."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import lru_cache
from pathlib import Path

from assistant.library.folding import fold_text
from assistant.library.glossary import Glossary

_HERE = Path(__file__).resolve().parent
_FILES = (_HERE.parent / "library" / "glossary.tsv", _HERE / "words.tsv")
_MATCHING = _HERE.parent / "library" / "everyday.tsv"
"""Words of everyday use: they find a clause in the other language, but do not render a heading."""
_LATIN = re.compile(r"[A-Za-z]")


@lru_cache(maxsize=50_000)
def is_chinese(text: str) -> bool:
    """Tell whether a text is written in Chinese: more than a tenth of its letters are Chinese characters."""
    han = sum("\u3400" <= c <= "\u9fff" for c in text)
    return han > 0.1 * (han + len(_LATIN.findall(text)))


class Terms:
    """Term pairs, and what may stand for a term when matching."""

    def __init__(self, files: tuple[Path, ...] = _FILES) -> None:
        self.english: dict[str, str] = {}
        self.chinese: dict[str, str] = {}
        self.variants: dict[str, set[str]] = {}
        for file in files:
            for line in file.read_text(encoding="utf-8").splitlines()[1:]:
                self._add(line.split("\t"))
        self._zh, self._en = _chinese(self.english), _latin(self.chinese)
        known = Glossary.load(_MATCHING)
        for zh, english in known.english.items():
            group = {zh, *english}
            for member in group:
                self.variants.setdefault(member, set()).update(group)
        self._all_zh = _chinese({*self.english, *known.english})
        self._all_en = _latin({*self.chinese, *known.chinese})

    def _add(self, fields: list[str]) -> None:
        zh = re.sub(r"（.*?）", "", fields[0]).strip()
        bare = re.sub(r"\s*\(.*?\)", "", fields[1]).strip()
        also = [p.strip() for p in re.split(r"[;,]", fields[2] if len(fields) > 2 else "") if p.strip()]
        # A remark is no name: only short Latin ones are taken as further names.
        names = [bare, *(a for a in also if _LATIN.match(a) and len(a.split()) <= 4 and not is_chinese(a))]
        self.english.setdefault(fold_text(zh), bare)
        for name in names:
            self.chinese.setdefault(fold_text(name), zh)
        # In the word list a further Chinese name is a synonym: 材料 where a clause says 资料.
        same = [a for a in also if is_chinese(a) and len(fields) == 3]
        for name in same:
            self.english.setdefault(fold_text(name), bare)
        group = {fold_text(zh), *(fold_text(n) for n in (*names, *same))}
        for member in group:
            self.variants.setdefault(member, set()).update(group)

    def of_the_field(self, term: str) -> bool:
        """Tell whether a folded term is one of the field's, not a word of everyday use."""
        return term in self.english or term in self.chinese

    def found_in(self, text: str) -> list[str]:
        """Return the known terms of a text, longest first where they overlap, folded, in order."""
        folded = fold_text(text)
        return [m[0] for pattern in (self._all_zh, self._all_en) for m in pattern.finditer(folded)]

    def render(self, text: str, lang: str) -> str | None:
        """Render a heading or cell wholly in `lang`, or None where some of it is unknown: never half a translation."""
        folded = fold_text(text)
        if (lang == "zh") == is_chinese(text) or not re.search(r"[a-z]{2}|[\u3400-\u9fff]", folded):
            return text.strip()
        # Numbers of documents and dates stay as printed.
        if re.search(r"\d{3}", folded):
            return text.strip()
        if lang == "en":
            left = self._zh.sub("", folded)
            if re.search(r"[\u3400-\u9fff]", left):
                return None
            out = self._zh.sub(lambda m: f" {self.english[m[0]]} ", folded)
        else:
            out = self._en.sub(lambda m: self.chinese[m[0]], folded)
            if re.search(r"[a-z]{3}", out):
                return None
        out = re.sub(r"\s+", " ", out).strip()
        return re.sub(r"\s+([,;:)])", r"\1", re.sub(r"([(])\s+", r"\1", out))

    def shown(self, text: str, lang: str) -> str:
        """Render a heading in `lang` with the printed words behind it; as printed where it cannot be rendered."""
        rendered = self.render(text, lang)
        if rendered is None or fold_text(rendered) == fold_text(text):
            return text.strip()
        return f"{rendered} ({text.strip()})" if lang == "en" else f"{rendered}（{text.strip()}）"

    def pairs(self, text: str, limit: int = 8) -> list[tuple[str, str]]:
        """Return up to `limit` terms of a text with their names in the other language, longest terms first."""
        found = dict.fromkeys(t for t in self.found_in(text) if len(t) > 2 or _LATIN.match(t))
        chinese = is_chinese(text)
        out = [
            (t, self.english[t] if chinese else self.chinese[t])
            for t in found
            if t in (self.english if chinese else self.chinese)
        ]
        return sorted(out, key=lambda p: -len(p[0]))[:limit]


def _chinese(terms: Iterable[str]) -> re.Pattern[str]:
    return re.compile("|".join(map(re.escape, sorted(terms, key=len, reverse=True))))


def _latin(terms: Iterable[str]) -> re.Pattern[str]:
    return re.compile(rf"(?<![a-z0-9])(?:{_chinese(terms).pattern})(?![a-z0-9])")


@lru_cache(maxsize=1)
def terms() -> Terms:
    """Return the shipped term pairs."""
    return Terms()
