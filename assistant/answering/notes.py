"""What a reader must know beside an answer: superseded, upcoming, fictional, past targets, conversions."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date

from assistant.answering.answer import Sheet
from assistant.answering.phrases import full_name, name_of, say
from assistant.answering.shelf import Shelf
from assistant.answering.understanding import Understood
from assistant.library.model import Note
from assistant.library.status import status_of


def notes_of(question: Understood, sheet: Sheet, shelf: Shelf, as_of: date) -> list[Note]:
    """Say beside the answer what a reader must know of the editions cited."""
    notes: list[Note] = []
    lang = question.lang
    for edition_id in dict.fromkeys(c.edition for c in sheet.citations):
        record = shelf.build.editions[edition_id]
        name = full_name(record, lang)
        current = status_of(record, as_of)
        successors = [
            name_of(shelf.build.editions[e], lang) if e in shelf.build.editions else e for e in record.replaced_by
        ]
        other = ("、" if lang == "zh" else ", ").join(successors)
        if current == "superseded":
            notes.append(
                Note(
                    code="superseded",
                    message=say("note_superseded_by" if other else "note_superseded", lang, name=name, other=other),
                )
            )
        elif current == "repealed":
            notes.append(Note(code="repealed", message=say("note_repealed", lang, name=name)))
        elif current == "upcoming":
            notes.append(
                Note(
                    code="upcoming",
                    message=say("note_upcoming", lang, name=name, date=record.effective or record.issued or ""),
                )
            )
        if record.fictional:
            notes.append(Note(code="fictional", message=say("note_fictional", lang, name=name)))
        for successor in record.replaced_by:
            later = shelf.build.editions.get(successor)
            if current == "in_force" and later is not None and status_of(later, as_of) == "upcoming":
                notes.append(
                    Note(
                        code="upcoming",
                        message=say("note_upcoming", lang, name=full_name(later, lang), date=later.effective or ""),
                    )
                )
        for amendment in record.amended_by:
            change = shelf.build.editions.get(amendment)
            if change is not None:
                notes.append(
                    Note(
                        code="amended",
                        message=say(
                            "note_amended",
                            lang,
                            name=name_of(change, lang),
                            base=name_of(record, lang),
                            date=change.effective or "?",
                        ),
                    )
                )
    said = " ".join([question.folded, *(s.text for s in sheet.statements)])
    for year in sorted(
        set(re.findall(r"(?:到|by|to|target for|截至|力争)\s*(20\d{2})", said))
        | set(re.findall(r"(20\d{2})\s*年?(?:的)?\s*(?:目标|target)", said))
    ):
        if int(year) < as_of.year and re.search(r"目标|target|aim|goal|力争|达到|by 20", said):
            notes.append(Note(code="target_year_past", message=say("note_target", lang, year=year)))
    if any(re.search(r"^(?:换算|Converted)", s.text) for s in sheet.statements):
        notes.append(Note(code="conversion", message=say("note_conversion", lang)))
    return notes


def restricted(question: Understood, shelf: Shelf, within: Sequence[str]) -> Note:
    """Say that an answer comes from chosen editions alone, and which edition the question names that is not theirs."""
    lang, editions = question.lang, shelf.build.editions
    parted = "、" if lang == "zh" else ", "
    names = parted.join(name_of(editions[one], lang) for one in within)
    left_out = [name_of(editions[one], lang) for one in question.named if one not in within]
    if not left_out:
        return Note(code="restricted", message=say("note_restricted", lang, names=names))
    message = say("note_restricted_left_out", lang, names=names, named=parted.join(left_out))
    return Note(code="restricted", message=message)
