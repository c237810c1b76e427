"""Sentences with their cites, read from a reply while it streams; what is not finished is held back."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from assistant.answering.language.speaking import ModelError

_DECODER = json.JSONDecoder()
_THOUGHT = re.compile(r"<think>.*?</think>", re.S)
_FENCE = re.compile(r"^\s*`{3,}\w*\s*$", re.M)
_NEXT = re.compile(r"\n(?=\{)")
_MARKS = re.compile(r"\s*[\[【(（]\s*c?\d{1,2}(?:\s*[,，、]\s*c?\d{1,2})*\s*[\]】)）](?=\s*[。.;；]?\s*$)")
_BULLET = re.compile(r"^\s*(?:[-*•·]+\s+|#+\s+)")
_LONGEST = 700


@dataclass(frozen=True, slots=True)
class Cite:
    """A clause by its short id, and words said to be copied from it."""

    id: str
    quote: str


@dataclass(frozen=True, slots=True)
class Claim:
    """A sentence of a reply with its cites; without any it is a sentence that nothing stands behind."""

    text: str
    cites: tuple[Cite, ...] = ()


class ClaimReader:
    """Takes a reply piece by piece and gives each sentence once it is whole with its cites."""

    def __init__(self) -> None:
        self._held = ""

    def take(self, piece: str) -> list[Claim]:
        """Return the sentences that a further piece completes."""
        self._held += piece
        if "<think>" in self._held:
            self._held = _THOUGHT.sub("", self._held)
            if "<think>" in self._held:
                return []
        return list(self._whole())

    def rest(self) -> list[Claim]:
        """Return what is left at the end: loose words are a sentence without cites.

        Raises:
            ModelError: the reply ends within an object, or within thoughts.
        """
        loose, brace, _ = self._held.partition("{")
        if brace or "<think>" in loose:
            raise ModelError("broken", "the reply ends within a sentence")
        return list(_loose(loose))

    def _whole(self) -> Iterator[Claim]:
        while (at := self._held.find("{")) >= 0:
            try:
                found, end = _DECODER.raw_decode(self._held, at)
            except (ValueError, RecursionError):
                # Half of it is still to come, unless the next one begins: then it is broken for good.
                broken = _NEXT.search(self._held, at)
                if broken is None:
                    return
                yield from _loose(self._held[:at])
                self._held = self._held[broken.end() :]
                continue
            yield from _loose(self._held[:at])
            self._held = self._held[end:]
            yield from _claims(found)


def _loose(text: str) -> Iterator[Claim]:
    """Take words outside of objects for a sentence without cites; brackets and fences are none."""
    bare = _FENCE.sub("", text).strip(" \t\r\n,;[]{}`")
    if re.search(r"\w", bare):
        yield Claim(" ".join(bare.split())[:_LONGEST])


def _claims(found: Any) -> Iterator[Claim]:
    """Read an object: a sentence, or something that holds sentences."""
    if isinstance(found, list):
        for one in found:
            yield from _claims(one)
    if not isinstance(found, dict):
        return
    sentence = found.get("sentence")
    if not isinstance(sentence, str):
        for one in found.values():
            yield from _claims(one)
        return
    cites = found.get("cites")
    text = _MARKS.sub("", _BULLET.sub("", " ".join(sentence.split()))).replace("“", "‘").replace("”", "’")
    if text:
        yield Claim(text, tuple(_cites(cites if isinstance(cites, list) else [cites])))


def _cites(given: list[Any]) -> Iterator[Cite]:
    for one in given:
        if isinstance(one, dict) and isinstance(one.get("id"), str) and isinstance(one.get("quote"), str):
            yield Cite(one["id"].strip(" []").lower(), one["quote"].strip())
