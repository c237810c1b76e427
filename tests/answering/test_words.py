"""Classes told apart by their word: 三类 of water is not the 三级 of a discharge standard."""

from __future__ import annotations

import pytest

from assistant.answering.words import class_marks, same_class


@pytest.mark.parametrize(
    ("asked", "heading", "same"),
    [
        ("三类水的总磷", "Ⅲ类", True),
        ("三类水的总磷", "三级标准", False),
        ("class III water", "Ⅲ类", True),
        ("class III water", "三级标准", True),
        ("二级标准", "三级标准", False),
        ("grade B product", "B类", True),
    ],
)
def test_a_class_is_met_with_its_own_word(asked: str, heading: str, same: bool) -> None:
    assert same_class(class_marks(asked), class_marks(heading)) is same
