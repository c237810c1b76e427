"""What is told of readings can be told in both languages."""

from __future__ import annotations

import re
from pathlib import Path
from string import Formatter
from typing import get_args

import pytest

from assistant.errors import ReadingCode
from assistant.library import findings
from assistant.library.findings import tell_failed, tell_warning
from assistant.library.model import FailedFile, ReadingWarning
from assistant.reading.pages.textlayer import Reason

HANZI = re.compile("[\u4e00-\u9fff]")


def test_a_warning_is_told_in_either_language() -> None:
    warning = ReadingWarning(
        code="text_layer_missing", message="as it was made", page=7, done="ocr", reason="image_only"
    )
    assert tell_warning("en", warning) == "Page 7 was read by OCR, since it is an image without a text layer."
    assert HANZI.search(tell_warning("zh", warning))
    assert "7" in tell_warning("zh", warning)


def test_what_ocr_is_not_sure_of_is_named():
    warning = ReadingWarning(code="ocr_doubtful", message="", page=3, reason="69 (286, 137)")
    assert tell_warning("en", warning).endswith("compare with the page: 69 (286, 137).")
    assert "69 (286, 137)" in tell_warning("zh", warning)


def test_a_warning_of_an_unknown_code_keeps_its_message() -> None:
    assert tell_warning("zh", ReadingWarning(code="new", message="Page 3 is odd.", page=3)) == "Page 3 is odd."


@pytest.mark.parametrize("reason", get_args(Reason))
@pytest.mark.parametrize("done", ["ocr", "kept", "unread"])
def test_every_reason_has_a_sentence(reason: Reason, done: str) -> None:
    told = tell_warning("zh", ReadingWarning(code="x", message="", page=1, done=done, reason=reason))
    assert HANZI.search(told)


@pytest.mark.parametrize("code", [*get_args(ReadingCode), "duplicate", "unreadable_name", "closed"])
def test_every_failure_is_told_in_chinese_with_the_name_of_the_file(code: str) -> None:
    told = tell_failed("zh", FailedFile(file="forms/a.pdf", code=code, message="in English"))
    assert told.startswith(("a.pdf", "读取 a.pdf"))
    assert HANZI.search(told)
    assert tell_failed("en", FailedFile(file="forms/a.pdf", code=code, message="in English")) == "in English"


def test_both_languages_fill_the_same_places() -> None:
    rows = Path(findings.__file__).with_name("findings.tsv").read_text("utf-8").splitlines()[1:]
    for key, zh, en in (row.split("\t") for row in rows):
        places = [{name for _, name, _, _ in Formatter().parse(text) if name} for text in (zh, en)]
        assert places[0] == places[1] or not en, key
