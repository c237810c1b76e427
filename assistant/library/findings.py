"""What is told of readings, in Chinese and English: warnings, faults of quality, files that failed (`findings.tsv`)."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Literal

from assistant.library.model import FailedFile, ReadingWarning

Lang = Literal["zh", "en"]


@cache
def _sentences() -> dict[str, dict[Lang, str]]:
    rows = Path(__file__).with_name("findings.tsv").read_text("utf-8").splitlines()[1:]
    return {key: {"zh": zh, "en": en} for key, zh, en in (row.split("\t") for row in rows if row)}


def tell(lang: Lang, key: str, **values: object) -> str | None:
    """Return the sentence `key` with its `{placeholders}` filled; None where there is none."""
    sentence = _sentences().get(key)
    return sentence[lang].format(**values) if sentence else None


def tell_warning(lang: Lang, warning: ReadingWarning) -> str:
    """Return a warning's sentence; its own message where its code has no other."""
    reason = tell(lang, f"reason_{warning.reason}") or ""
    key = f"page_{warning.done}" if warning.done and reason else f"warning_{warning.code}"
    return tell(lang, key, page=warning.page, reason=reason or warning.reason) or warning.message


def tell_failed(lang: Lang, failed: FailedFile) -> str:
    """Return why a file is not in the library; its own message, in English, where its code has no sentence."""
    if lang == "en":
        return failed.message
    return tell(lang, f"failed_{failed.code}", file=Path(failed.file).name) or failed.message
