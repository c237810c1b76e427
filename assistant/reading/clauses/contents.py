"""What contents pages and bookmarks promise: the numbers and titles of clauses."""

from __future__ import annotations

import re
from collections.abc import Sequence

from assistant.reading.clauses.numbering import read_marks
from assistant.reading.pages.page import Page

_LEADERS = re.compile(r"[\s.·…・•⋯_-]*[\s.·…・⋯_]\s*[\dIVXivxⅠ-Ⅻ]{1,4}\s*$|[.·…・⋯\s]{3,}$")


def contents_entries(pages: Sequence[Page], outline: Sequence[tuple[int, str, int | None]] = ()) -> dict[str, str]:
    """Return number to title (`4.2` → `评价要求`) of the decimal entries of the contents pages and bookmarks.

    Args:
        pages: The document's pages; those marked as contents are read.
        outline: Bookmarks, (level, title, page).
    """
    printed = [line.text for page in pages if page.contents for line in page.lines]
    entries: dict[str, str] = {}
    for text in [*(title for _, title, _ in outline), *printed]:
        for mark in read_marks(text):
            if mark.style in ("decimal", "lettered", "chapter_en"):
                title = _LEADERS.sub("", text[mark.end :]).strip()
                number = ".".join(mark.ordinal)
                # A whole number without a title is the number of a page.
                if not entries.get(number) and (title or "." in number):
                    entries[number] = title
                break
    return entries
