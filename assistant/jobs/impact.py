"""What a re-index changed: editions, clauses and figures, and the recorded answers and questions that stood on them."""

from __future__ import annotations

import json
import re
import sqlite3
from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from pathlib import Path
from typing import Any, Literal

from assistant.errors import BuildError, UsageError
from assistant.index.current import builds_folder, current_id, read_manifest
from assistant.index.manifest import LIBRARY
from assistant.library.model import Model
from assistant.library.status import status_of, today
from assistant.library.store import Library
from assistant.records.became import OLD, Standing
from assistant.records.ledger import Ledger
from assistant.revision.shapes import ValueChange
from assistant.revision.values import compared_marks
from assistant.settings import Settings

FILE_NAME = "impact.json"
_DIGITS = re.compile(r"[\d零〇一二两三四五六七八九十百千万]+")


class ClauseChange(Model):
    """A clause that came, went, or says something else under the same key."""

    op: Literal["added", "changed", "removed"]
    edition: str
    key: str
    label: str
    values: tuple[ValueChange, ...] = ()


class EditionChange(Model):
    """An edition that came, went, has another text or another status on the day."""

    op: Literal["added", "changed", "removed", "renamed", "status"]
    edition: str
    old: str | None = None
    """The name or the status that it had."""
    new: str | None = None


class Touched(Model):
    """A recorded answer to be reviewed again: what became of which of its citations."""

    number: int
    question: str
    citations: tuple[int, ...]
    why: tuple[str, ...]


class Impact(Model):
    """The contract's `impact` shape. What the library holds otherwise is kept in the build; the rest is asked now."""

    build: str
    before: str | None = None
    editions: tuple[EditionChange, ...] = ()
    clauses: tuple[ClauseChange, ...] = ()
    answers: tuple[Touched, ...] = ()
    """Recorded answers whose cited clauses changed or were withdrawn since they were given."""
    questions: tuple[str, ...] = ()
    """Ids of the evaluation questions whose evidence changed or is gone."""


def compare(build: str, before: str | None, old: Library | None, new: Library, day: date) -> Impact:
    """Compare a build with the one before it, by edition, key and what each clause says."""
    if old is None:
        return Impact(build=build, before=before)
    editions = tuple(_edition_changes(old, new, day))
    clauses: list[ClauseChange] = []
    names = {one.edition: one.old if one.op == "renamed" else one.edition for one in editions if one.op != "status"}
    for edition, formerly in sorted(names.items()):
        clauses += _clause_changes(edition, str(formerly), old, new)
    return Impact(build=build, before=before, editions=editions, clauses=tuple(clauses))


def _edition_changes(old: Library, new: Library, day: date) -> Iterator[EditionChange]:
    gone = {record.sha256: name for name, record in old.editions.items() if name not in new.editions}
    renamed = set[str]()
    for name, record in new.editions.items():
        known = old.editions.get(name)
        if known is None and record.sha256 in gone:
            renamed.add(gone[record.sha256])
            yield EditionChange(op="renamed", edition=name, old=gone[record.sha256], new=name)
        elif known is None:
            yield EditionChange(op="added", edition=name)
        else:
            if known.sha256 != record.sha256 or _says_other(name, old, new):
                yield EditionChange(op="changed", edition=name)
            was, is_now = status_of(known, day), status_of(record, day)
            if was != is_now:
                yield EditionChange(op="status", edition=name, old=was, new=is_now)
    for name in old.editions.keys() - new.editions.keys() - renamed:
        yield EditionChange(op="removed", edition=name)


def _says_other(edition: str, old: Library, new: Library) -> bool:
    alike = old.volume(edition) is not None and old.volume(edition) == new.volume(edition)
    return not alike and old.digest_of(edition) != new.digest_of(edition)


def _clause_changes(edition: str, formerly: str, old: Library, new: Library) -> Iterator[ClauseChange]:
    before, after = old.digests(formerly), new.digests(edition)
    for key, (label, digest, text) in after.items():
        if key not in before:
            yield ClauseChange(op="added", edition=edition, key=key, label=label)
        elif before[key][1] != digest:
            values = changed_values(before[key][2], text)
            yield ClauseChange(op="changed", edition=edition, key=key, label=label, values=values)
    for key in before.keys() - after.keys():
        yield ClauseChange(op="removed", edition=edition, key=key, label=before[key][0])


def changed_values(old: str, new: str) -> tuple[ValueChange, ...]:
    """Return the figures that differ between two wordings; words without other digits are not looked at closely."""
    if _DIGITS.findall(old) == _DIGITS.findall(new):
        return ()
    return compared_marks(old, new)[0]


def write_impact(index: Path, build: str, folder: Path) -> None:
    """Write `impact.json` into the folder of a build that is being made, against the build that is current."""
    before, old = current_id(index), None
    new = Library(folder / LIBRARY)
    try:
        if before is not None:
            old = Library(builds_folder(index) / before / LIBRARY)
        made = compare(build, before, old, new, today())
    except (BuildError, sqlite3.Error, ValueError):
        # The last build is damaged: that must not keep a whole one from taking its place.
        made = Impact(build=build)
    finally:
        new.close()
        if old is not None:
            old.close()
    (folder / FILE_NAME).write_text(made.model_dump_json(exclude_none=True), "utf-8")


def impact(settings: Settings, build: str | None = None, questions: Path | None = None) -> Impact:
    """Return what a build changed, and what stands on it no longer; of the current build unless one is named.

    Raises:
        BuildError: there is no such build, or it was made by an earlier version.
        UsageError: the file of questions is none.
    """
    kept = kept_impact(settings.index, build)
    library = Library(builds_folder(settings.index) / kept.build / LIBRARY)
    try:
        answers = tuple(_touched(Ledger(settings.data), library, today()))
        asked = _questions(questions) if questions else ()
    finally:
        library.close()
    return kept.model_copy(update={"answers": answers, "questions": tuple(moved(asked, kept))})


def kept_impact(index: Path, build: str | None = None) -> Impact:
    """Return what is kept of a build's impact: editions and clauses, without what stands on them.

    Raises:
        BuildError: there is no such build, or it was made by an earlier version.
    """
    name = build or current_id(index)
    if name is None:
        raise BuildError(f"There is no index in {index} yet: run 'assistant index' first.")
    read_manifest(index, name)
    try:
        return Impact.model_validate_json((builds_folder(index) / name / FILE_NAME).read_bytes())
    except (OSError, ValueError) as error:
        raise BuildError(f"The build {name} does not say what it changed: run 'assistant index --anew'.") from error


_WORDS = {
    "no_edition": "{edition} is no longer in the library",
    "no_clause": "{edition} {key} is no longer there",
    "changed": "{edition} {key} has changed",
    "superseded": "{edition} is superseded",
    "repealed": "{edition} is repealed",
}


def _touched(ledger: Ledger, library: Library, day: date) -> Iterator[Touched]:
    standing = Standing(library, day)
    for entry in ledger.answers():
        why: dict[int, str] = {}
        for cited in entry.answer.citations:
            became = standing.became(cited.edition, cited.key, entry.digests.get(cited.n), cited.status in OLD)
            if became:
                why[cited.n] = _WORDS[became].format(edition=cited.edition, key=cited.key)
        if why:
            reasons = tuple(dict.fromkeys(why.values()))
            yield Touched(number=entry.number, question=entry.answer.question, citations=tuple(why), why=reasons)


def moved(questions: Iterable[Mapping[str, Any]], kept: Impact) -> Iterator[str]:
    """Yield the ids of the evaluation questions whose evidence changed or is gone."""
    touched = {(one.edition, one.key) for one in kept.clauses}
    gone = {one.old or one.edition for one in kept.editions if one.op in ("removed", "renamed")}
    for asked in questions:
        places = [(one["edition"], "/".join(one["path"]) or "front") for one in asked.get("evidence") or ()]
        if any(place in touched or place[0] in gone for place in places):
            yield str(asked.get("id", ""))


def _questions(file: Path) -> list[dict[str, Any]]:
    """Read a file of evaluation questions, each with its evidence as `edition` and `path`."""
    try:
        lines = filter(str.strip, file.read_text("utf-8-sig").splitlines())
        questions: list[dict[str, Any]] = [json.loads(line) for line in lines]
        for asked in questions:
            for one in asked.get("evidence") or ():
                one["edition"], "/".join(one["path"])
    except (ValueError, TypeError, KeyError, AttributeError) as error:
        raise UsageError(
            f'{file} holds a line that is no question: write {{"id", "turns", "evidence"}} on each.'
        ) from error
    return questions
