"""The interface's words in Chinese and English (`wording/`, a file a desk). Answers are never translated here."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Literal

Lang = Literal["zh", "en"]
LANGUAGES: tuple[Lang, Lang] = ("zh", "en")


@cache
def _texts() -> dict[str, tuple[str, str]]:
    files = sorted((Path(__file__).parent / "wording").glob("*.tsv"))
    rows = [row for file in files for row in file.read_text("utf-8").splitlines()[1:] if row]
    return {key: (zh, en) for key, zh, en in (row.split("\t") for row in rows)}


def t(lang: Lang, key: str, **values: object) -> str:
    """Return the interface text `key` in a language, with its `{placeholders}` filled."""
    text = _texts()[key][LANGUAGES.index(lang)]
    return text.format(**values) if values else text


def pick_language(accept: str | None, chosen: str | None = None) -> Lang:
    """Return the language chosen, else the better liked one of an Accept-Language header, else Chinese."""
    for lang in LANGUAGES:
        if lang == chosen:
            return lang
    liked: dict[str, float] = {}
    for part in (accept or "").split(","):
        tag, _, weight = part.strip().partition(";q=")
        try:
            liked.setdefault(tag[:2].lower(), float(weight or 1))
        except ValueError:
            continue
    return "en" if liked.get("en", 0) > liked.get("zh", 0) else "zh"
