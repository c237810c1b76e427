"""How a person cites a clause, and the key under which everything stores it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from assistant.library.model import ClauseKind

_CN = "零一二三四五六七八九"
_FIRST_KEYED = ("clause", "article", "annex", "term", "table", "recital", "chapter", "preamble", "figure", "front")
_NAMES = {
    "Foreword": "前言",
    "Introduction": "引言",
    "Bibliography": "参考文献",
    "Signature": "落款",
    "Abstract": "摘要",
}


def chinese_numeral(number: int) -> str:
    """Return a number up to 9999 in Chinese: 24 → 二十四, 105 → 一百零五."""
    out = ""
    for unit, name in ((1000, "千"), (100, "百"), (10, "十")):
        digit, number = divmod(number, unit)
        if digit:
            out += _CN[digit] + name
        elif out and number and not out.endswith("零"):
            out += "零"
    if number or not out:
        out += _CN[number]
    return out[1:] if out.startswith("一十") else out


def label_of(path: Sequence[str], kind: ClauseKind, scheme: str, *, chinese: bool) -> str:
    """Return the citation of a path in the document's language; items are cited by `item_label`.

    Args:
        path: The clause's path, not empty.
        kind: Its kind.
        scheme: The numbering of its part: `article`, `article_en`, `cn`, `decimal`, `lettered` or `none`.
        chinese: Whether the document is cited in Chinese.
    """
    head, rest = _head(list(path), chinese)
    if kind == "note":
        place, note = ([*rest[:-1]], rest[-1]) if rest else ([], head)
        parts = [head if rest else "", _number(place, scheme) if place else "", _note(note, chinese)]
        return " ".join(part for part in parts if part)
    if kind == "row":
        return f"{head} 第{rest[0]}行" if chinese else f"{head} row {rest[0]}"
    number = _number(rest, scheme) if rest else ""
    if head.startswith("附件") and scheme == "decimal" and len(rest) == 1 and rest[0].isdigit():
        number = f"第{rest[0]}条"
    return " ".join(part for part in (head, number) if part)


def item_label(above: str, printed: str, path: Sequence[str], scheme: str) -> str:
    """Return the citation of a list item: that of what holds its list, then its number as printed."""
    if scheme == "article" and path[0].partition("-")[0].isdigit():
        level = "目" if "）项" in above else "项"
        number = chinese_numeral(int(path[-1])) if path[-1].isdigit() and level == "项" else path[-1]
        return f"{above}第（{number}）{level}"
    if scheme == "article_en" and path[0][:1].isdigit():
        return f"{above}({path[-1]})"
    printed = printed.strip().rstrip("、.．")
    glue = "" if not above or printed[:1] in "（(" or scheme == "cn" else " "
    return f"{above}{glue}{printed}"


def _head(parts: list[str], chinese: bool) -> tuple[str, list[str]]:
    """The named part that a path begins with (表1, 附录A, 附件1, 前言) and what follows it."""
    first = parts[0]
    word, _, number = first.partition(" ")
    if len(first) == 1 and first.isalpha() and first.isupper() and len(parts) == 1:
        return f"附录{first}" if chinese else f"Annex {first}", []
    if word in ("Table", "Figure"):
        zh = "表" if word == "Table" else "图"
        return (zh + number if chinese else first), parts[1:]
    if len(first) > 2 and not first[0].isdigit():
        return (_NAMES.get(first, first) if chinese else first), parts[1:]
    return "", parts


def _note(part: str, chinese: bool) -> str:
    word, _, number = part.partition(" ")
    if word != "Note":
        return f"脚注{part}" if chinese else f"footnote {part}"
    return f"注{number}" if chinese else f"NOTE {number}".strip()


def _number(parts: list[str], scheme: str) -> str:
    if scheme == "article" and parts[0].partition("-")[0].isdigit():
        main, _, sub = parts[0].partition("-")
        out = f"第{chinese_numeral(int(main))}条" + (f"之{chinese_numeral(int(sub))}" if sub else "")
        return out + (f"第{chinese_numeral(int(parts[1]))}款" if len(parts) > 1 and parts[1].isdigit() else "")
    if scheme == "article_en":
        return f"Article {parts[0]}" + "".join(f"({part})" for part in parts[1:])
    if scheme == "cn":
        numerals = [chinese_numeral(int(part)) if part.isdigit() else part for part in parts]
        return numerals[0] + "".join(f"（{part}）" for part in numerals[1:])
    return ".".join(parts)


def unique_keys(paths: Sequence[tuple[tuple[str, ...], ClauseKind]]) -> list[str]:
    """Return a key for each (path, kind) in document order, `~2`, `~3` on paths that repeat.

    Numbered clauses, articles, annexes and tables are served first, then items, rows and notes.
    """
    keys = [""] * len(paths)
    used: Counter[str] = Counter()
    for early in (True, False):
        for i, (path, kind) in enumerate(paths):
            if (kind in _FIRST_KEYED) == early:
                key = "/".join(path) or "front"
                used[key] += 1
                keys[i] = key if used[key] == 1 else f"{key}~{used[key]}"
    return keys
