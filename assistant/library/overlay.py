"""What the amendments in force on a day make of a clause: the wording as amended, with both sources named."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Any, NamedTuple

from assistant.library.folding import locate
from assistant.library.model import Clause, Patch

_ORDINALS = ("first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth", "tenth")
_COUNT = re.compile(
    rf"(?P<en>{'|'.join(_ORDINALS)}|last)(?: to (?P<to>{'|'.join(_ORDINALS)}))? paragraphs?"
    r"|第(?P<zh>[一二三四五六七八九十])[段款]",
    re.I,
)


class Overlay(NamedTuple):
    """One patch of a clause: the amending clause and its edition, and the text as amended where that can be told."""

    edition: str
    clause: Clause
    patch: Patch
    text: str | None

    def to_json(self) -> dict[str, Any]:
        """Return it as JSON: where the amendment says so, what goes and what comes, and the text as amended."""
        told = {"edition": self.edition, "key": self.clause.key, "label": self.clause.label}
        return told | self.patch.model_dump(exclude_none=True, exclude={"path"}) | {"text": self.text}


def overlaid(text: str, patches: Iterable[tuple[str, Clause, Patch]]) -> list[Overlay]:
    """Return the overlays of a clause's text, each patch applied to what the ones before it made of it."""
    found = []
    for edition, clause, patch in patches:
        amended = amended_text(text, patch)
        text = text if amended is None else amended
        found.append(Overlay(edition, clause, patch, amended))
    return found


def amended_text(text: str, patch: Patch) -> str | None:
    """Return a clause's text with a patch applied, or None where the patch does not say exactly where it applies.

    Wording that is quoted must stand in the text; paragraphs that are counted must be there.
    """
    if patch.op not in ("changed", "removed", "added"):
        return None
    if patch.old:
        span = locate(patch.old, text)
        return None if span is None else (text[: span[0]] + (patch.new or "") + text[span[1] :]).strip()
    if patch.op == "added":
        return f"{text}\n{patch.new}" if patch.new and not patch.part else None
    if patch.part:
        return _with_paragraphs(text, patch)
    if patch.op == "removed":
        return ""
    return patch.new


def _with_paragraphs(text: str, patch: Patch) -> str | None:
    counted = _COUNT.fullmatch(patch.part or "")
    paragraphs = text.split("\n")
    if counted is None or (patch.op == "changed" and not patch.new):
        return None
    first = last = len(paragraphs) - 1
    if counted["zh"]:
        first = last = "一二三四五六七八九十".index(counted["zh"])
    elif counted["en"].casefold() != "last":
        first = _ORDINALS.index(counted["en"].casefold())
        last = _ORDINALS.index(counted["to"].casefold()) if counted["to"] else first
    if not 0 <= first <= last < len(paragraphs):
        return None
    paragraphs[first : last + 1] = [patch.new] if patch.new else []
    return "\n".join(paragraphs)
