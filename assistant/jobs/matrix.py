"""The requirement matrix of an edition or of a product: every limit with its clause, none of them guessed."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from functools import lru_cache
from typing import TYPE_CHECKING

from assistant.answering.shelf import Edition
from assistant.errors import NotFoundError, UsageError, check_text
from assistant.jobs.requirements.products import deals_with, named_in, names_of_product, scope_of
from assistant.jobs.requirements.reading import binding_of, requirements
from assistant.jobs.requirements.shapes import Matrix, MatrixEdition, Requirement, Why
from assistant.library.glossary import product_names
from assistant.library.model import EditionRecord
from assistant.library.status import status_of, today

if TYPE_CHECKING:
    from assistant.index.builds import Build

_ORDER = {"mandatory": 0, "unknown": 1, "voluntary": 2}
_ENDED = {"superseded", "repealed"}


def matrix(build: Build, asked: str, as_of: date | None = None) -> Matrix:
    """Return the requirement matrix of what is asked for.

    Args:
        build: The open build.
        asked: An edition's id, a document's number or title, or a product.
        as_of: The day whose editions count; today unless given.

    Raises:
        UsageError: nothing is asked.
        NotFoundError: the library holds neither such a document nor anything on such a product.
    """
    check_text(asked)
    if not asked.strip():
        raise UsageError("Nothing was chosen: name an edition, a document's number or a product.")
    day = as_of or today()
    chosen = asked if asked in build.editions else build.links.edition_of(asked, day)
    if chosen is not None:
        names = [chosen, *_amendments(build, chosen, day)]
        told = tuple(_told(build.edition(name), day, "chosen" if name == chosen else "amends") for name in names)
        rows = tuple(row for name in names for row in edition_requirements(build, name))
        return Matrix(build=build.id, as_of=day.isoformat(), asked=asked, editions=told, rows=rows)
    return _of_product(build, asked, day)


def products(build: Build, as_of: date | None = None) -> list[tuple[str, str]]:
    """Return the products of the term table that a document of the library is on: Chinese and English name."""
    day = as_of or today()
    held = [record for record in build.editions.values() if status_of(record, day) not in _ENDED]
    return [
        (chinese, english)
        for chinese, english in product_names()
        if any(deals_with(one, scope_text(build, one.edition), names_of_product(chinese)) for one in held)
    ]


@lru_cache(maxsize=4096)
def scope_text(build: Build, edition: str) -> str:
    """Return what an edition says of its scope, as one text."""
    return "\n".join(one.text for one in scope_of(build.clauses(edition)))


def _amendments(build: Build, edition: str, day: date) -> list[str]:
    """Return the amendments of an edition that hold on a day: their limits stand before those they change."""
    named = build.edition(edition).amended_by
    return [
        name
        for name in named
        if name in build.editions and status_of(build.edition(name), day) not in _ENDED | {"upcoming"}
    ]


@lru_cache(maxsize=512)
def edition_requirements(build: Build, edition: str) -> tuple[Requirement, ...]:
    """Return what one edition requires, in document order; read once for each build."""
    return tuple(requirements(Edition(build.edition(edition), build.clauses(edition))))


def _of_product(build: Build, product: str, day: date) -> Matrix:
    names = names_of_product(product)
    editions: list[MatrixEdition] = []
    rows: dict[str, Sequence[Requirement]] = {}
    for name, record in build.editions.items():
        if status_of(record, day) in _ENDED or record.amends:
            continue
        where = deals_with(record, scope_text(build, name), names)
        if where is None and not any(named_in(names, one.text) for one in build.clauses(name) if one.kind == "row"):
            continue
        found: Sequence[Requirement] = edition_requirements(build, name)
        if where is None:
            # A document on other things may still limit the product in a row of its own.
            found = [row for row in found if named_in(names, " ".join((row.indicator, row.subject, *row.conditions)))]
        if found or where:
            editions.append(_told(record, day, where or "rows"))
            rows[name] = found
            for amendment in _amendments(build, name, day):
                editions.append(_told(build.edition(amendment), day, "amends"))
                rows[amendment] = edition_requirements(build, amendment)
    if not editions:
        raise NotFoundError(f"The library holds no document '{product[:60]}' and says nothing of such a product.")
    editions.sort(key=lambda one: (one.why == "rows", _ORDER[one.binding], one.document))
    told = tuple(row for one in editions for row in rows[one.edition])
    return Matrix(build=build.id, as_of=day.isoformat(), asked=product, editions=tuple(editions), rows=told)


def _told(record: EditionRecord, day: date, why: Why) -> MatrixEdition:
    return MatrixEdition(
        edition=record.edition,
        document=record.document,
        number=record.number,
        title=record.title,
        status=status_of(record, day),
        effective=record.effective,
        binding=binding_of(record),
        fictional=record.fictional,
        why=why,
    )
