"""How well a document was read, in a few plain numbers."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from assistant.library.model import Clause
from assistant.reading.page import Page

_UNREADABLE = re.compile("[\ufffd\ue000-\uf8ff]")
_CAPTION = re.compile(r"^\s*(?:表\s*(?:[A-Z]\s?\.?\s?)?\d{1,3}|Table\s+(?:[A-Z]\.)?\d{1,3})(?=[\s　.:]|$)")


def quality_of(pages: Sequence[Page], clauses: Sequence[Clause], contents: Mapping[str, str]) -> dict[str, float | int]:
    """Return the figures: shares are between 0 and 1, counts are whole.

    Args:
        pages: The document's pages.
        clauses: Its clauses.
        contents: Number to title, as contents pages and bookmarks promise.
    """
    text = "".join(line.text for page in pages for line in page.lines)
    numbers = {".".join(clause.path) for clause in clauses}
    scores = [line.score for page in pages if page.source == "ocr" for line in page.lines]
    out: dict[str, float | int] = {
        "pages_digital": sum(page.source == "digital" for page in pages),
        "pages_ocr": sum(page.source == "ocr" for page in pages),
        "unreadable": round(len(_UNREADABLE.findall(text)) / max(1, len(text)), 4),
        "clauses": sum(clause.kind in ("clause", "article", "term", "annex", "recital") for clause in clauses),
        "items": sum(clause.kind == "item" for clause in clauses),
        "tables": sum(clause.kind == "table" for clause in clauses),
        "captions": len(
            {
                match.group().strip()
                for page in pages
                if not page.contents
                for line in page.lines
                if (match := _CAPTION.match(line.text))
            }
        ),
    }
    if contents:
        out["contents_entries"] = len(contents)
        out["contents_found"] = sum(number in numbers for number in contents)
    if scores:
        out["ocr_confidence"] = round(sum(scores) / len(scores), 3)
    return out
