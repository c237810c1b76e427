"""What the measure of the writer's check counts: a true statement shown, an altered one not."""

from __future__ import annotations

from assistant.answering.shelf import Edition
from assistant.library.model import Clause, EditionRecord
from evals.statements import Made
from evals.writer_check import shown

TEXT = "Shelves shall be at least 30 cm deep. They should be labelled."


def test_a_true_statement_is_shown_and_an_altered_one_is_not() -> None:
    record = EditionRecord.model_validate(
        {"edition": "shelves", "document": "shelves", "title": "Shelves", "file": "shelves.pdf", "sha256": "0",
         "pages": 1, "language": "en", "kind": "rule"}
    )  # fmt: skip
    clause = Clause.model_validate(
        {
            "key": "1",
            "path": ("1",),
            "label": "1",
            "kind": "clause",
            "text": TEXT,
            "page": 1,
            "end_page": 1,
            "boxes": (),
        }
    )
    edition = Edition(record, [clause])

    def said(text: str) -> bool:
        return shown(Made(text, "shelves", "1", "en", "verbatim"), edition, lambda _: 1.0)

    assert said("Shelves shall be at least 30 cm deep.")
    assert not said("Shelves shall be at least 31 cm deep.")
    assert not said("Shelves shall be at least 30 mm deep.")
    assert not said("They shall be labelled.")
    both = Clause.model_validate(clause.model_dump() | {"key": "2", "text": "Lids shall close and should lock."})
    mixed = Edition(record, [both])
    for text, right in (("Lids shall close and should lock.", True), ("Lids should close and should lock.", False)):
        assert shown(Made(text, "shelves", "2", "en", "verbatim"), mixed, lambda _: 1.0) is right
