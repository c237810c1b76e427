"""The line that prints a date is quoted for it, not the first word of a title page that has to do with dates."""

from __future__ import annotations

from assistant.answering.ask import Asker
from assistant.answering.shelf import Edition
from assistant.answering.status import front_quote
from tests.answering.conftest import asker, clause

__all__ = ["asker"]

FRONT = "国家标准\n照明灯具中有害物质限量\n" + "灯具" * 100 + "\n标准化管理委员会\n发布\n2024-01-10发布，2024-08-01实施"


def test_the_line_with_the_date_is_quoted(asker: Asker) -> None:
    record = asker.build.edition("lamps-2024")
    quote = front_quote(Edition(record, [clause("", FRONT, "front")]), "2024-08-01", "2024-01-10")
    assert quote is not None
    assert quote.text == "2024-01-10发布，2024-08-01实施"


def test_the_foreword_is_quoted_where_the_title_page_prints_no_date(asker: Asker) -> None:
    record = asker.build.edition("lamps-2024")
    pages = [clause("", FRONT.replace("2024-01-10发布，2024-08-01实施", ""), "front")]
    pages.append(clause("Foreword", "本文件为强制性标准。本文件自2024年8月1日起实施。", "preamble", "前言"))
    quote = front_quote(Edition(record, pages), "2024-08-01")
    assert quote is not None
    assert (quote.key, quote.text) == ("Foreword", "本文件自2024年8月1日起实施。")
