"""A library of one standard in two editions, and answers that cite its clauses."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from pathlib import Path

from assistant.library.model import Answer, Citation, Clause, EditionRecord, Outcome
from assistant.library.store import Library, volume_path, write_library
from assistant.library.volume import clause_digest, write_volume

DAY = date(2026, 6, 1)


def clause(key: str, text: str) -> Clause:
    return Clause(
        key=key, path=tuple(key.split("/")), label=key.replace("/", "."), kind="clause", text=text, page=1, end_page=1
    )


def library(path: Path, clauses: Sequence[Clause], **more: object) -> Library:
    """Write and open a library whose edition `lamps-2024` holds these clauses."""
    record = {
        "edition": "lamps-2024",
        "document": "GB 77001",
        "file": "f.pdf",
        "sha256": "0",
        "pages": 1,
        "language": "zh",
        "kind": "standard",
    }
    made = EditionRecord.model_validate(record | {"title": "灯具", "number": "GB 77001-2024"} | more)
    made = made.model_copy(update={"clauses": len(clauses)})
    volume = volume_path(path, path.stem)
    volume.parent.mkdir(exist_ok=True)
    write_volume(volume, clauses, {})
    write_library(path, {made.edition: made}, {made.edition: volume.stem})
    return Library(path)


def answer(
    question: str, *cited: Clause, outcome: Outcome = "answered", kind: str = "figure", **more: object
) -> Answer:
    citations = tuple(
        Citation(
            n=n, edition="lamps-2024", document="GB 77001", title="灯具", key=one.key, path=one.path, label=one.label,
            quote=one.text, page=1, boxes=(), text_source="digital", status="in_force", url="/source/lamps-2024/4",
        )
        for n, one in enumerate(cited, 1)
    )  # fmt: skip
    given = {
        "question": question, "language": "zh", "as_of": DAY, "build": "b1", "outcome": outcome, "kind": kind,
        "text": f"{question}的回答", "citations": citations,
    }  # fmt: skip
    return Answer.model_validate(given | more)


def digests(*cited: Clause) -> dict[int, str]:
    return {n: clause_digest(one.title, one.text) for n, one in enumerate(cited, 1)}
