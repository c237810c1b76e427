"""Which documents apply to a product and a role: what binds first, each with the clause that says so."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import TYPE_CHECKING

from assistant.answering.shelf import Edition
from assistant.errors import UsageError, check_text
from assistant.jobs.applying.duties import cited, duties
from assistant.jobs.applying.roles import role_named
from assistant.jobs.applying.shapes import Applies, Applying, ApplyWhy, Cited, Duty
from assistant.jobs.matrix import scope_text
from assistant.jobs.requirements.products import deals_with, named_in, names_of_product, scope_of
from assistant.jobs.requirements.reading import binding_of
from assistant.library.folding import locate
from assistant.library.glossary import product_names
from assistant.library.status import status_of, today

if TYPE_CHECKING:
    from assistant.index.builds import Build

_ENDED = {"superseded", "repealed"}
_GENERAL = {"law", "rule", "policy", "act"}
_FIRST = {"mandatory": 0, "unknown": 1, "voluntary": 2}
_STANDING = {"in_force": 0, "upcoming": 1, "unknown": 2}


def applies(build: Build, product: str = "", role: str = "", as_of: date | None = None) -> Applies:
    """Return the documents that apply to a product and a role on a day; either may be left open, not both.

    A document applies where its title or scope names the product, or where it is no standard and on no other product
    and puts duties on the role. What no longer holds on the day is left out.
    """
    check_text(product, role)
    if not product.strip() and not role.strip():
        raise UsageError("Nothing was chosen: name a product or a role.")
    day = as_of or today()
    wanted = role_named(role).id if role.strip() else ""
    found = list(applying(build, product, wanted, day))
    found.sort(key=lambda one: (_FIRST[one.binding], one.why == "role", _STANDING.get(one.status, 3), one.document))
    return Applies(build=build.id, as_of=day.isoformat(), product=product, role=wanted, documents=tuple(found))


def applying(build: Build, product: str, role: str, day: date) -> Iterator[Applying]:
    """Yield the documents that apply, in the order of the library."""
    names = names_of_product(product) if product.strip() else ()
    for name, record in build.editions.items():
        if status_of(record, day) in _ENDED:
            continue
        why: ApplyWhy | None = deals_with(record, scope_text(build, name), names) if names else None
        if why is None and (record.kind not in _GENERAL or _on_another_product(build, name, names)):
            continue
        edition = Edition(record, build.clauses(name))
        asked = duties(edition, role)
        if why is None and not asked:
            continue
        yield _told(edition, day, why or "role", names, asked if role or why is None else [])


def described(build: Build, name: str, day: date) -> Applying:
    """Return an edition that was chosen by name, without its duties."""
    return _told(Edition(build.edition(name), build.clauses(name)), day, "title", (), [])


def _on_another_product(build: Build, name: str, names: tuple[str, ...]) -> bool:
    """Tell whether a document names products in its title or scope, none of which is the one asked for."""
    record, scope = build.editions[name], scope_text(build, name)
    return any(
        deals_with(record, scope, names_of_product(chinese)) == "title" for chinese, _ in product_names()
    ) and not (names and named_in(names, record.title))


def _told(edition: Edition, day: date, why: ApplyWhy, names: tuple[str, ...], asked: list[Duty]) -> Applying:
    record = edition.record
    return Applying(
        edition=record.edition,
        document=record.document,
        number=record.number,
        title=record.title,
        kind=record.kind,
        status=status_of(record, day),
        effective=record.effective,
        binding=binding_of(record),
        fictional=record.fictional,
        official_publisher=record.official_publisher,
        official_url=record.official_url,
        why=why,
        evidence=_evidence(edition, names if why != "role" else (), asked),
        duties=tuple(asked),
    )


def _evidence(edition: Edition, names: tuple[str, ...], asked: list[Duty]) -> Cited | None:
    """Cite the clause by which a document applies: of its scope, of its front page, or the first duty."""
    if not names and asked:
        return asked[0].cited
    scopes = scope_of(edition.clauses)
    named = next((one for one in scopes if names and named_in(names, one.text)), None)
    if named is not None:
        return cited(edition, named)
    front = next((one for one in edition.clauses if one.kind == "front"), None)
    if names and front is not None and (at := locate(edition.record.title, front.text)):
        return cited(edition, front, front.text[at[0] : at[1]])
    if asked:
        return asked[0].cited
    return cited(edition, scopes[0]) if scopes else None
