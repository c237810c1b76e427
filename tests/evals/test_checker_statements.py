"""Statements that measure the checker: seeded, half of them altered in one token, and none altered into a truth."""

from __future__ import annotations

import random
import re

import pytest

from assistant.library.model import Clause
from evals.renderings import rendered
from evals.statements import KINDS, alter, pairs

SENTENCES = {
    "number": "样品应在23 ℃下放置48 h。",
    "unit": "The certificate is valid for 18 months.",
    "sign": "含水率应不大于12%。",
    "force": "Shelves shall be labelled.",
    "edition": "按GB/T 17657-2022测定。",
    "negation": "本文件不适用于汽车灯具。",
}


@pytest.mark.parametrize("kind", KINDS)
def test_one_token_is_altered_and_nothing_else(kind: str) -> None:
    text = SENTENCES[kind]
    for seed in range(20):
        changed = alter(text, kind, random.Random(seed))
        assert changed is not None
        altered, was, now = changed
        assert was != now
        start = next(i for i in range(len(text)) if text[: i + 1] != altered[: i + 1])
        assert any(
            text[:at] + now + text[at + len(was) :] == altered
            for at in range(max(0, start - len(was)), start + 1)
            if text[at : at + len(was)] == was
        )
    assert alter("这里没有可改的词。", kind, random.Random(1)) is None


def test_the_same_seed_gives_the_same_alteration() -> None:
    text = SENTENCES["number"]
    assert alter(text, "number", random.Random(3)) == alter(text, "number", random.Random(3))


def test_the_patterns_are_patterns() -> None:
    for kind, found in pairs().items():
        assert kind in KINDS
        for pattern, _ in found:
            assert re.compile(pattern).groups >= (kind == "unit")


@pytest.mark.parametrize(
    ("kind", "text", "said"),
    [
        ("row", "氨氮的排放限值为≤15。", "The emission limit of ammonia nitrogen is ≤15."),
        ("row", "The emission limit of formaldehyde is 0.5.", "甲醛的排放限值为0.5。"),
        (
            "clause",
            "人造板的甲醛释放量应不大于0.1 mg/m³。",
            "The wood-based panel and formaldehyde emission shall not exceed 0.1 mg/m³.",
        ),
        ("clause", "证书的有效期至少3年。", "The validity shall be at least 3 years."),
        ("row", "神秘物的排放限值为≤15。", None),
        ("clause", "人造板的甲醛释放量应不大于0.1 mg/m³，不适用于家具。", None),
    ],
)
def test_a_sentence_is_put_into_the_other_language_wholly_or_not(kind: str, text: str, said: str | None) -> None:
    clause = Clause.model_validate(
        {
            "key": "1", "path": ("1",), "label": "1", "kind": kind, "text": text, "page": 1, "end_page": 1,
            "boxes": ((1, 1.0, 1.0, 2.0, 2.0),), "spans": (),
        }
    )  # fmt: skip
    assert rendered(text, clause) == said
