"""What a model wants said before a question and before a passage, as its makers trained it."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import NamedTuple


class Prefixes(NamedTuple):
    """Put before each question and before each passage."""

    question: str = ""
    passage: str = ""


_TASK = "Instruct: Given a question, retrieve passages that answer the question\nQuery: "
_BY_NAME: tuple[tuple[re.Pattern[str], Prefixes], ...] = (
    (re.compile(r"e5.*instruct"), Prefixes(_TASK)),
    (re.compile(r"(?:^|[/_-])e5(?:[_-]|$)"), Prefixes("query: ", "passage: ")),
    # bge-m3 was trained without any.
    (re.compile(r"bge-m3"), Prefixes()),
    (re.compile(r"bge-.*zh"), Prefixes("为这个句子生成表示以用于检索相关文章：")),
    (re.compile(r"bge-.*en"), Prefixes("Represent this sentence for searching relevant passages: ")),
)


def prefixes_of(name: str, prompts: Mapping[str, str] | None = None) -> Prefixes:
    """Return the prefixes of a model: its own prompts where it brings any, else those known of its family by name."""
    said = {key: text for key, text in (prompts or {}).items() if text}
    passage = said.get("passage") or said.get("document") or ""
    if said.get("query") or passage:
        return Prefixes(said.get("query", ""), passage)
    short = name.lower().rstrip("/").rsplit("/", 1)[-1]
    return next((prefixes for pattern, prefixes in _BY_NAME if pattern.search(short)), Prefixes())
