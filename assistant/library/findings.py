"""What is told of readings, in Chinese and English: warnings, faults of quality, files that failed (`findings.tsv`)."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import cache
from pathlib import Path
from typing import Literal

from assistant.library.model import EditionRecord, FailedFile, Finding, Grade, Place, ReadingWarning

Lang = Literal["zh", "en"]
_NO_PLACE = {"what": "", "page": 0, "share": ""}


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


def worst_first(records: Iterable[EditionRecord]) -> list[EditionRecord]:
    """Sort editions by how badly they were read; those not judged come after the bad ones."""
    order: dict[Grade | None, int] = {"bad": 0, None: 1, "check": 2, "good": 3}

    def rank(record: EditionRecord) -> tuple[int, int, str]:
        wrong = [finding for finding in record.quality.findings if finding.grade != "good"]
        return order[record.quality.verdict], -len(wrong), record.edition

    return sorted(records, key=rank)


def tell_finding(lang: Lang, finding: Finding, most: int = 8) -> str:
    """Return a finding's sentence with its first places; its own message where its code has no sentence."""
    shown = list(finding.places[:most])
    if all(not place.what and place.share is None for place in finding.places):
        shown = list(finding.places)
        places = _ranges(lang, [place.page or 0 for place in shown])
    else:
        places = [tell_place(lang, finding, place) for place in shown]
    if finding.count > len(shown) and places:
        places.append(tell(lang, "places_more", count=finding.count - len(shown)) or "")
    joined = ("、" if lang == "zh" else ", ").join(places)
    told = tell(lang, f"finding_{finding.code}", count=finding.count, of=finding.of or 0, places=joined)
    return told or finding.message


def _ranges(lang: Lang, pages: Sequence[int]) -> list[str]:
    """Return pages in order, those that follow one another as a range."""
    runs: list[list[int]] = []
    for page in pages:
        if runs and page == runs[-1][-1] + 1:
            runs[-1].append(page)
        else:
            runs.append([page])
    told = [tell(lang, "pages_range", first=run[0], last=run[-1]) if len(run) > 2 else None for run in runs]
    single = [[tell(lang, "place_page", page=page, what="", share="") or "" for page in run] for run in runs]
    return [one for run, pages_ in zip(told, single, strict=True) for one in ([run] if run else pages_)]


def tell_place(lang: Lang, finding: Finding, place: Place) -> str:
    """Return where a finding shows: `5.3 (contents, page 2)`."""
    key = f"place_{finding.code}" if tell(lang, f"place_{finding.code}", **_NO_PLACE) else "place_page"
    if place.page is None:
        key = "place_nowhere"
    share = f"{place.share:.0%}" if place.share is not None else ""
    return tell(lang, key, what=place.what, page=place.page, share=share) or place.what


def tell_failed(lang: Lang, failed: FailedFile) -> str:
    """Return why a file is not in the library; its own message, in English, where its code has no sentence."""
    if lang == "en":
        return failed.message
    return tell(lang, f"failed_{failed.code}", file=Path(failed.file).name) or failed.message
