"""A comparison as one self-contained page, both wordings side by side with `<ins>` and `<del>`."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from functools import cache
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from assistant.revision.shapes import ClauseChange, Comparison
from assistant.revision.words import Piece, word_diff

WORDS = {
    "en": {
        "added": "added", "removed": "removed", "changed": "changed", "moved": "renumbered", "split": "split",
        "merged": "merged", "stricter": "stricter", "looser": "looser", "other": "changed", "heading": "What changed",
        "none": "No clause changed.", "told": "What the foreword says", "agrees": "found", "differs": "found otherwise",
        "not_found": "not found", "no_place": "names no clause", "unclaimed": "Changes that the foreword does not name",
        "misprints": "Single characters that one edition misprints",
    },
    "zh": {
        "added": "新增", "removed": "删除", "changed": "更改", "moved": "重新编号", "split": "拆分", "merged": "合并",
        "stricter": "加严", "looser": "放宽", "other": "变动", "heading": "条款变化", "none": "没有条款发生变化。",
        "told": "前言所列变化", "agrees": "相符", "differs": "不一致", "not_found": "未找到", "no_place": "未指明条款",
        "unclaimed": "前言没有列出的变化", "misprints": "仅个别字词疑为错印的条款",
    },
}  # fmt: skip


@cache
def _templates() -> Environment:
    loader = FileSystemLoader(Path(__file__).parent)
    return Environment(loader=loader, autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True)


def _rows(changes: Sequence[ClauseChange]) -> list[tuple[ClauseChange, list[Piece]]]:
    return [(one, word_diff(one.old_text or "", one.new_text or "")) for one in changes]


def page_of(comparison: Comparison) -> str:
    """Return the HTML page, in Chinese where the new edition is Chinese, else in English."""
    lang = "zh" if comparison.language.startswith("zh") else "en"
    counts = Counter(one.op for one in comparison.changes)
    rows, misprints = (_rows(changes) for changes in (comparison.changes, comparison.misprints or ()))
    return (
        _templates()
        .get_template("page.html")
        .render(
            comparison=comparison,
            rows=rows,
            misprints=misprints,
            counts=counts,
            words=WORDS[lang],
            lang="zh-CN" if lang == "zh" else "en",
        )
    )
