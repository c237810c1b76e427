"""A term printed in two languages on one line: 燃烧效率 combustion efficiency（CE）, 污泥（sewage sludge）."""

from __future__ import annotations

import re

from assistant.reading.clauses.numbering import narrow

_ENGLISH = r"[A-Za-z0-9 ,;:()/\[\]’'.&⁰-₉—–-]*"
_BESIDE = re.compile(rf"(?P<zh>.*?[一-鿿)\]])\s*(?P<en>(?:[A-Za-z]|\d+-[A-Za-z]){_ENGLISH})$")
_BRACKETED = re.compile(r"(?P<zh>.*[一-鿿])\s*\((?P<en>[A-Za-z][A-Za-z ,/’'-]*[a-z]{3}[A-Za-z ,/’'-]*)\)$")


def two_names(text: str) -> tuple[str, str] | None:
    """Return the Chinese and the English name of a term as printed, or None where the line does not give both."""
    text = text.strip()
    found = _BRACKETED.match(narrow(text)) or _BESIDE.match(narrow(text))
    if found is None:
        return None
    zh, en = (text[found.start(part) : found.end(part)].strip() for part in ("zh", "en"))
    return zh, en
