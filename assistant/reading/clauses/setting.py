"""What the setting of a line says: whether it opens a paragraph, continues the last, or is a heading."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from assistant.reading.clauses.drafts import words_of
from assistant.reading.clauses.flow import CJK, FlowLine, body_size, is_chinese, typical_gaps

_FIRST_WORD = re.compile(r"\s*([A-Za-z0-9À-ɏ./-]+|\S)")
_MODAL = re.compile(r"应当|应[^用急对力变答付]|不得|必须|严禁|禁止|\b(?:shall|must|should|may)\b")
_SENTENCE = re.compile(r"[。；;！？]|[.!?](?:\s|$)")
_STOPS = "。；;：:，,、！？"


@dataclass(frozen=True, slots=True)
class Setting:
    """A document's habits of setting: language, body size, usual gaps between lines by print size, and its words."""

    chinese: bool
    size: float
    gaps: dict[int, float]
    words: frozenset[str] = field(default_factory=frozenset)

    def opens(self, line: FlowLine, above: FlowLine | None) -> bool:
        """Return whether a line begins a paragraph rather than continuing the line above."""
        if above is None or (line.centred != above.centred and not above.full):
            return True
        word = _FIRST_WORD.match(line.text)
        first = word.group(1) if word else ""
        width = 1.2 if CJK.match(first) or not first.isascii() else 0.55 * min(len(first), 24) + 0.3
        if above.short > width + (1.0 if self.chinese else 1.8):
            return True
        usual = self.gaps.get(round(line.line.size), self.gaps.get(round(self.size), 0.6))
        if line.gap > usual + (0.9 if self.chinese else 0.45):
            return True
        ended = above.text.rstrip().endswith(("。", "；", "：", ";", ":", "."))
        return ended and line.indent > 1.4 and line.indent > above.indent - 0.5 and (self.chinese or above.short > 1)

    def wraps(self, line: FlowLine, above: FlowLine | None) -> bool:
        """Return whether a line looks like the continuation of an unfinished sentence above it."""
        if above is None or (above.page != line.page and above.ends_sentence):
            return False
        return not above.ends_sentence and not self.opens(line, above)

    def stands_out(self, line: FlowLine) -> bool:
        """Return whether a line is set as a heading: bold or larger than the body."""
        return line.source == "digital" and (line.line.bold or line.line.size > self.size * 1.12)

    def heading_text(self, rest: str, line: FlowLine, below: FlowLine | None) -> bool:
        """Return whether what follows a clause number is a title rather than the clause's first sentence."""
        rest = rest.strip()
        if not rest or len(rest) > (60 if self.chinese else 130):
            return False
        label = rest.endswith(("：", ":")) and len(rest) <= 7
        if rest[-1] in _STOPS and not label:
            return False
        if self.stands_out(line) and not (below and self.stands_out(below) and not self.opens(below, line)):
            return not (rest.endswith(".") and len(rest) > 60)
        if _SENTENCE.search(rest) or (_MODAL.search(rest) and not self.stands_out(line)):
            return False
        if not self.chinese and rest[:1].islower():
            return False
        if self.chinese and "，" in rest and (line.full or len(rest) > 28):
            return False
        return below is None or self.stands_out(line) or self.opens(below, line) or bool(below.marks and not line.full)


def setting_of(flow: Sequence[FlowLine]) -> Setting:
    """Return the setting of a document."""
    return Setting(is_chinese(flow), body_size(flow), typical_gaps(flow), frozenset(words_of(flow)))


def tidy_title(text: str) -> str:
    """Return a title with its blanks made single; letter-spaced Chinese (`总　则`) closed up."""
    parts = text.split()
    if all(len(part) == 1 and CJK.match(part) for part in parts):
        return "".join(parts)
    return " ".join(parts)
