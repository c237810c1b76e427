"""How people cite a clause ("第五十九条第一款第（三）项", "Article 5(1)(a)", "Table 1 row 4"), turned into paths."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache

from assistant.library.folding import fold, fold_text

_CN = "零〇一二三四五六七八九十百千"
_N = rf"(?:[{_CN}]{{1,7}}|\d{{1,4}})"
_DIGITS = {char: value for value, char in enumerate("零一二三四五六七八九")} | {"〇": 0, "两": 2}
_UNITS = {"十": 10, "百": 100, "千": 1000}

# A Latin word begins where no letter stands before it: behind a Chinese character too, where `\b` sees none.
_B = "(?<![a-z])"
_TRADITIONAL = str.maketrans("條項錄圖號則註", "条项录图号则注")

_PATTERNS: tuple[tuple[str, re.Pattern[str]], ...] = (
    (
        "attachment",
        re.compile(rf"(?:附 ?件|{_B}attachment) ?(?P<a>{_N})(?: ?第? ?(?P<c>\d{{1,2}}(?:\.\d{{1,2}})*) ?条?)?"),
    ),
    (
        "annex",
        re.compile(
            rf"(?:附 ?录|{_B}(?:annex|appendix)) ?(?P<a>[a-z](?![a-z])|[ivx]{{1,5}}(?![a-z]))(?P<d>(?:\.\d{{1,2}})*)"
            r"(?:,? (?:clause|section|point) (?P<c>\d{1,2}(?:\.\d{1,2})*))?"
        ),
    ),
    (
        "article_zh",
        re.compile(
            rf"(?:第 ?)?(?<![\d.{_CN}])(?P<a>{_N}) ?条(?: ?之 ?(?P<sub>{_N}))?(?: ?第? ?(?P<p>{_N}) ?款)?"
            rf"(?: ?第? ?\(?(?P<i>{_N})\)? ?项)?(?: ?第 ?\(?(?P<m>{_N})\)? ?目)?"
        ),
    ),
    ("chapter_zh", re.compile(rf"(?:第 ?)?(?<![\d.{_CN}])(?P<a>{_N}) ?章(?![程节])")),
    (
        "article_en",
        re.compile(
            rf"{_B}(?:article|art\.?) ?(?P<a>\d{{1,3}}[a-z]?)"
            r"(?P<rest>(?: ?\((?:\d{1,2}|[a-z]{1,4})\)|\.(?:\d{1,2}|[a-z])(?![a-z0-9]))*)"
            r"(?:,? paragraph (?P<p>\d{1,2}))?(?:,? point \(?(?P<i>[a-z])\)?)?"
        ),
    ),
    ("chapter_en", re.compile(rf"{_B}chapter ?(?P<a>\d{{1,2}}|(?<= )[ivxl]+)(?![a-z0-9])")),
    ("recital", re.compile(rf"{_B}recital ?\(?(?P<a>\d{{1,3}})\)?")),
    (
        "table",
        re.compile(
            rf"(?:表|{_B}(?:table|tab\.?)) ?(?P<a>(?:[a-z][.-]?)?\d{{1,3}}(?:[.-]\d{{1,3}})?(?!\d|\.\d)"
            rf"|(?:(?<=表)|(?<=表 ))[{_CN}]{{1,3}}(?![{_CN}个]))"
            rf"(?:[ ,的中]*(?:第 ?(?P<r>{_N}) ?行|序号 ?(?P<s>\d{{1,3}})|(?:row|item|no\.?) ?(?P<t>\d{{1,3}})))?"
        ),
    ),
    (
        "figure",
        re.compile(rf"(?:图|{_B}(?:figure|fig\.?)) ?(?P<a>(?:[a-z][.-]?)?\d{{1,3}}(?:[.-]\d{{1,2}})?)(?!\d|\.\d)"),
    ),
    ("annex_clause", re.compile(r"(?<![a-z0-9.])(?P<a>[a-z])(?P<d>(?:\.\d{1,2}){1,5})(?![\d.]*\d)")),
    (
        "decimal",
        re.compile(
            r"(?P<word>(?:(?<![a-z])(?:clause|subclause|section|sec\.?|criterion)|条款|§|第) ?)?(?<![\d.a-z<>≤≥=~±-])"
            r"(?P<a>[1-9]\d?(?:\.\d{1,3}){0,5})(?![\d.]*\d|[%‰°]|-\d"
            r"| ?(?:mg|μg|ug|kg|g/|mm|cm|m[23]|ml|kw|ppm|min|[gmlwvh](?![a-z0-9)]| ?项))"
            r"| ?[%万元年个天倍毫微克米小])"
            r"(?P<item>(?: ?\(?[a-z]\)|[a-z](?![a-z0-9])|,? (?:item|point) \(?[a-z]\)?(?![a-z0-9])"
            r"|[ 的第]{0,2}[a-z] ?项| [a-z](?= ?$))?(?: ?\(?\d{1,2}\))?)(?: ?(?P<tail>条|章))?"
        ),
    ),
    (
        "notice",
        re.compile(
            rf"(?<![{_CN}第])(?P<a>[{_CN}]{{1,3}}) ?[、,]? ?\((?P<b>[{_CN}]{{1,3}})\)(?: ?(?P<c>\d{{1,2}})(?!\d))?"
        ),
    ),
    ("remark", re.compile(rf"备 ?注 ?(?P<a>{_N})")),
    ("foreword", re.compile(r"前 ?言|\bforeword\b")),
    ("introduction", re.compile(r"引 ?言|\bintroduction\b")),
)


@dataclass(frozen=True, slots=True)
class Label:
    """A citation of a clause found in a text.

    `keys` are the folded keys it may mean, the most exact first. `explicit` is false for a bare decimal such as "4.2",
    which may as well be a value. `start` and `end` are its range in the printed text.
    """

    keys: tuple[str, ...]
    start: int
    end: int
    explicit: bool = True


def whole_number(text: str) -> int:
    """Read digits or a Chinese numeral up to 9999: 五十九 is 59."""
    if text.isdigit():
        return int(text)
    if not any(char in _UNITS for char in text):
        return int("".join(str(_DIGITS[char]) for char in text))
    total, digit = 0, 0
    for char in text:
        if char in _UNITS:
            total += (digit or 1) * _UNITS[char]
            digit = 0
        else:
            digit = _DIGITS[char]
    return total + digit


@lru_cache(maxsize=4096)
def fold_key(key: str) -> str:
    """Fold a key for comparing: no case, no blanks, no mark of repetition."""
    return re.sub(r"\s+|~\d+$", "", fold_text(key))


def find_labels(text: str) -> list[Label]:
    """Return the citations of clauses in a text, in order, the longer reading where two overlap."""
    folded = fold(text.translate(_TRADITIONAL), keep_blanks=True)
    found: list[Label] = []
    taken: list[tuple[int, int]] = []
    for name, pattern in _PATTERNS:
        for match in pattern.finditer(folded.text):
            start, end = match.span()
            if any(start < b and a < end for a, b in taken):
                continue
            keys = tuple(dict.fromkeys(fold_key("/".join(path)) for path in _paths(name, match.groupdict(default=""))))
            if not keys:
                continue
            taken.append((start, end))
            explicit = name not in ("decimal", "annex_clause") or bool(
                match.groupdict().get("word") or match.groupdict().get("tail")
            )
            found.append(Label(keys, *folded.printed_span(start, end), explicit))
    return sorted(found, key=lambda label: label.start)


def find_key(labels: Iterable[tuple[str, str]], wanted: str) -> str | None:
    """Return the key of the clause that `wanted` cites.

    Args:
        labels: (key, label) of an edition's clauses in document order.
        wanted: a label as printed, a key, or any way of citing a clause.
    """
    pairs = list(labels)
    bare = re.sub(r"\s", "", fold_text(wanted))
    for key, label in pairs:
        if bare in (re.sub(r"\s", "", fold_text(label)), fold_key(key)):
            return key
    by_key: dict[str, str] = {}
    for key, _ in pairs:
        by_key.setdefault(fold_key(key), key)
    cited = find_labels(wanted) or ([Label((str(int(bare)),), 0, len(wanted))] if bare.isdigit() else [])
    return next((by_key[key] for label in cited[:1] for key in label.keys if key in by_key), None)


def _paths(name: str, part: dict[str, str]) -> Iterator[list[str]]:
    if name == "article_zh":
        yield from _article(part)
    elif name == "article_en":
        deeper = re.findall(r"[a-z0-9]+", part["rest"]) + [part[name] for name in ("p", "i") if part[name]]
        for size in range(len(deeper), -1, -1):
            yield [part["a"], *deeper[:size]]
    elif name == "chapter_zh":
        yield from ([f"Chapter {whole_number(part['a'])}"], [str(whole_number(part["a"]))])
    elif name == "chapter_en":
        number = part["a"] if part["a"].isdigit() else str(_roman(part["a"]))
        yield from ([f"Chapter {number}"], [number])
    elif name == "table":
        row = part["r"] or part["s"] or part["t"]
        number = part["a"] if part["a"][-1].isdigit() and part["a"].isascii() else str(whole_number(part["a"]))
        tables = dict.fromkeys((number, re.sub(r"^([a-z])[.-]?", r"\1.", number)))
        if row:
            yield from ([f"Table {table}", str(whole_number(row))] for table in tables)
        yield from ([f"Table {table}"] for table in tables)
    elif name in ("figure", "recital"):
        yield [f"{name} {part['a']}"]
    elif name == "attachment":
        first = f"附件{whole_number(part['a'])}"
        if part["c"]:
            yield [first, *part["c"].split(".")]
        yield [first]
    elif name in ("annex", "annex_clause"):
        deeper = [*filter(None, part["d"].split(".")), *filter(None, part.get("c", "").split("."))]
        for first in (part["a"], f"Annex {part['a']}"):
            yield [first, *deeper]
        if deeper and name == "annex":
            yield from ([part["a"]], [f"Annex {part['a']}"])
    elif name == "decimal":
        if "." in part["a"] or part["word"] or part["tail"]:
            path, items = part["a"].split("."), re.findall(r"\d+|(?<![a-z])[a-z](?![a-z])", part["item"])
            for size in range(len(items), -1, -1):
                yield [*path, *items[:size]]
    elif name == "notice":
        yield [str(whole_number(part["a"])), str(whole_number(part["b"])), *filter(None, [part["c"]])]
    elif name == "remark":
        yield ["备注", str(whole_number(part["a"]))]
    else:
        yield [name]


def _article(part: dict[str, str]) -> Iterator[list[str]]:
    article = str(whole_number(part["a"])) + (f"-{whole_number(part['sub'])}" if part["sub"] else "")
    paragraph, item, sub = (str(whole_number(part[name])) if part[name] else "" for name in ("p", "i", "m"))
    yield list(filter(None, [article, paragraph, item, sub]))
    # A paragraph's ordinal stands in the path only where the article has several.
    yield list(filter(None, [article, item, sub]))
    if item and not paragraph:
        yield [article, "1", item]
    yield list(filter(None, [article, paragraph]))
    yield [article]


def _roman(text: str) -> int:
    values = [{"i": 1, "v": 5, "x": 10, "l": 50}[char] for char in text]
    return sum(-a if a < b else a for a, b in zip(values, [*values[1:], 0], strict=True))
