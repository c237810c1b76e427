"""Read one PDF into a document with clauses: the only door into the reading package."""

from __future__ import annotations

import time
from collections.abc import Callable
from pathlib import Path

from assistant.library.model import Clause, Document, OcrMode
from assistant.reading.clauses.clauses import build_clauses
from assistant.reading.clauses.layout import body_lines
from assistant.reading.facts.changes import find_changes
from assistant.reading.facts.front_matter import read_front_matter
from assistant.reading.facts.patches import with_patches
from assistant.reading.facts.references import ReferenceFinder
from assistant.reading.pages.page_turn import boxes_as_shown
from assistant.reading.pdf import load_pages
from assistant.reading.quality import Reading, quality_of
from assistant.reading.tables.doubts import doubtful_rows, doubtful_symbols
from assistant.reading.tables.tables import find_tables

Progress = Callable[[int, int], None]


def read_pdf(
    path: Path, ocr: OcrMode = "auto", cache: Path | None = None, progress: Progress | None = None
) -> Document:
    """Read a PDF: pages, tables, clauses, front matter.

    Args:
        path: The file.
        ocr: Whether pages without a believable text layer are read by OCR (`auto`), none (`never`) or all (`always`).
        cache: Folder for OCR results, so that a page is recognised once; None keeps nothing.
        progress: Called with (pages done, pages in all) while pages are read.

    Returns:
        The document; `seconds` is the wall-clock time it took.

    Raises:
        ReadingError: The file cannot be read; `code` says why.
    """
    began = time.perf_counter()
    loaded, facts = load_pages(path, ocr, cache, progress)
    pages = body_lines(loaded)
    tables = find_tables(pages)
    clauses = build_clauses(pages, tables, facts.outline)
    front = read_front_matter(pages, facts, clauses)
    clauses = [_cited(clause, front.number or front.title) for clause in clauses]
    finder = ReferenceFinder(clauses, (front.number, front.title))
    clauses = with_patches([finder.referring(clause) for clause in clauses], front.number)
    return Document(
        file=str(path),
        sha256=facts.sha256,
        pages=facts.pages,
        language=front.language,
        kind=front.kind,
        number=front.number,
        title=front.title,
        title_en=front.title_en,
        issued=front.issued,
        effective=front.effective,
        issuer=front.issuer,
        replaces=front.replaces,
        clauses=tuple(boxes_as_shown(clauses, pages)),
        changes=find_changes(clauses, finder) or None,
        warnings=(*facts.warnings, *doubtful_rows(tables), *doubtful_symbols(tables)),
        text_source={
            "digital": sum(page.source == "digital" for page in pages),
            "ocr": sum(page.source == "ocr" for page in pages),
        },
        quality=quality_of(Reading(pages, clauses, facts.outline, facts.warnings, front.title)),
        seconds=round(time.perf_counter() - began, 3),
    )


def _cited(clause: Clause, name: str | None) -> Clause:
    """The front page is cited by the document's number or title; other clauses keep their labels."""
    return clause.model_copy(update={"label": name}) if name and not clause.path else clause
