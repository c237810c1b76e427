"""Follow-up questions: what they leave out is carried over from the question before."""

from __future__ import annotations

import re
from collections.abc import Sequence

from assistant.answering.gloss import is_chinese
from assistant.answering.understanding import Names, Understood
from assistant.answering.words import content_words
from assistant.library.folding import fold_text
from assistant.library.model import Turn

_FOLLOWS = re.compile(
    r"^(?:那么?|那|哪里规定|哪条规定|第几条|依据|出处|然后|还有|以前呢|之前呢|它|这|其)|呢[?？]?\s*$|(?:它|这期间|该(?:证书|标准|产品))|"
    r"^(?:and|what about|how about|but|then|so|or)\b|\b(?:it|its|they|them|that one|those|one|this)\b|^(?:which|where|why|since when)\b.{0,25}$",
    re.I,
)
_CLASS = re.compile(r"[A-FＡ-Ｆ一二三四五六ⅠⅡⅢⅣⅤ\d]\s*[类级]|(?:class|grade|category|type|tier)\s+[A-Za-z\d]+", re.I)
_WHERE = re.compile(
    r"哪里规定|哪条规定|第几条|出处|依据(?:是)?(?:什么|哪)|which (?:clause|article)|where (?:is|does|do)", re.I
)
_BEFORE = re.compile(r"以前|之前|原来|旧版|before|previous|old", re.I)


def follows(question: str, names: Names) -> bool:
    """Tell whether a question leans on the one before: short or pointing back, and naming no document itself."""
    read = names.understand(question)
    if read.named or read.families:
        return False
    words = content_words(question, question=True)
    return bool(_FOLLOWS.search(question.strip())) and len(words) <= (16 if is_chinese(question) else 12)


def resolve(question: str, history: Sequence[Turn], names: Names) -> str | None:
    """Return the question made complete from the turn before, or None where it stands by itself."""
    if not history or not follows(question, names):
        return None
    earlier = [t.question for t in history]
    before = earlier[-1]
    if len(earlier) > 1 and follows(before, names):
        before = resolve(before, history[:-1], names) or before
    bare = question.strip().rstrip("?？。. ")
    mine, theirs = _CLASS.search(bare), _CLASS.search(before)
    if mine and theirs and len(content_words(bare, question=True)) <= 4:
        return before[: theirs.start()] + mine[0] + before[theirs.end() :]
    if _WHERE.search(bare) and len(content_words(bare, question=True)) <= 4:
        return before
    core = re.sub(
        r"^(?:那么?|那|然后|还有|and|what about|how about|but|then|so|or)[\s,，]*(?:for\s+)?", "", bare, flags=re.I
    )
    core = re.sub(r"呢$", "", core)
    rest = _rest_of(before)
    return f"{rest}——{core}？" if is_chinese(question) else f"{rest} — {core}?"


def _rest_of(before: str) -> str:
    return before.strip().rstrip("?？。. ")


def weights_of_before(resolved: str, question: str, names: Names) -> Understood:
    """Read a resolved follow-up: its shapes are those of the new words where these ask something."""
    del question
    return names.understand(resolved)


def new_part(question: str) -> str:
    """Return the folded words of the follow-up itself, which weigh more than those carried over."""
    return fold_text(question)
