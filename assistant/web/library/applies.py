"""`/applies`: the documents that apply to a product and a role; `/checklist`: what an application takes."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from urllib.parse import urlsplit

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse

from assistant.errors import NotFoundError
from assistant.jobs.applying.applies import applies
from assistant.jobs.applying.checklist import checklist
from assistant.jobs.applying.roles import roles
from assistant.jobs.applying.shapes import Applying, CheckList, Cited, Duty
from assistant.jobs.matrix import products
from assistant.library.status import today
from assistant.web.pages import language_of, page
from assistant.web.paths import library_url, source_url
from assistant.web.runtime import Runtime, parse_as_of
from assistant.web.texts import Lang, t
from assistant.web.views import Badge, badge


@dataclass(frozen=True, slots=True)
class CitedLine:
    """A printed line with the address of its clause."""

    cited: Cited
    url: str


@dataclass(frozen=True, slots=True)
class DutyLine:
    """A duty with who has it in words, and the items of its list."""

    line: CitedLine
    who: str
    force: str
    limits: tuple[str, ...]
    items: tuple[CitedLine, ...]


@dataclass(frozen=True, slots=True)
class DocumentCard:
    """A document that applies, with its status, where it says so, and its duties."""

    document: Applying
    name: str
    url: str
    badge: Badge
    evidence: CitedLine | None
    official_url: str
    duties: tuple[DutyLine, ...]
    digest: bool


def applies_router(runtime: Runtime) -> APIRouter:
    """Return the routes of the two pages."""
    router = APIRouter(include_in_schema=False)

    @router.get("/applies")
    def what_applies(request: Request, product: str = "", role: str = "", as_of: str | None = None) -> HTMLResponse:
        """Show the documents that apply to a product and a role, mandatory ones first."""
        lang, day = language_of(request), parse_as_of(as_of)
        asked = bool(product.strip() or role.strip())
        found = applies(runtime.build(), product, role, day).documents if asked else ()
        return page(
            runtime, request, "library/applies.html", product=product, role=role, as_of=as_of or "", asked=asked,
            day=(day or today()).isoformat(), cards=[_card(runtime, one, day, lang) for one in found],
            roles=_role_choices(lang), product_names=_product_names(runtime, day, lang),
        )  # fmt: skip

    @router.get("/checklist")
    def what_it_takes(request: Request, product: str = "", as_of: str | None = None) -> HTMLResponse:
        """Show conditions, steps, documents and time limits of an application, each with its clause."""
        lang, day = language_of(request), parse_as_of(as_of)
        made, missing = None, ""
        if product.strip():
            try:
                made = checklist(runtime.build(), product, day)
            except NotFoundError:
                missing = t(lang, "checklist_none", asked=product[:60])
        cards = {one.edition: _card(runtime, one, day, lang) for one in made.editions} if made else {}
        own = {name for name, card in cards.items() if card.document.why != "role"}
        parts = [
            (part, [_listed(one, day, lang) for one in made.lists if one.part == part and one.lead.edition in own],
             [_listed(one, day, lang) for one in made.lists if one.part == part and one.lead.edition not in own])
            for part in ("conditions", "steps", "documents", "time_limits")
        ] if made else []  # fmt: skip
        return page(
            runtime, request, "library/checklist.html", product=product, as_of=as_of or "", made=made, missing=missing,
            parts=parts, cards=list(cards.values()), product_names=_product_names(runtime, day, lang),
        )  # fmt: skip

    return router


def _role_choices(lang: Lang) -> list[tuple[str, str]]:
    return [(one.id, one.zh if lang == "zh" else one.en) for one in roles().values()]


def _product_names(runtime: Runtime, day: date | None, lang: Lang) -> list[str]:
    return [pair[lang != "zh"] for pair in products(runtime.build(), day)]


def _who(who: Sequence[str], lang: Lang) -> str:
    names = dict(_role_choices(lang))
    return ("、" if lang == "zh" else ", ").join(names[one] for one in who)


def _line(cited: Cited, day: date | None) -> CitedLine:
    return CitedLine(
        cited, source_url(cited.edition, cited.key, day, cited.quote[:200] if cited.key != "front" else None)
    )


def _card(runtime: Runtime, one: Applying, day: date | None, lang: Lang) -> DocumentCard:
    official = one.official_url if urlsplit(one.official_url or "").scheme in ("http", "https") else ""
    return DocumentCard(
        document=one,
        name=one.number or one.title,
        url=library_url(one.edition),
        badge=badge(runtime.edition(one.edition), day or today(), lang, runtime.build()),
        evidence=_line(one.evidence, day) if one.evidence else None,
        official_url=official or "",
        duties=tuple(_duty(duty, day, lang) for duty in one.duties),
        digest=runtime.is_digest(one.edition),
    )


def _duty(duty: Duty, day: date | None, lang: Lang) -> DutyLine:
    items = tuple(_line(item, day) for item in duty.items)
    return DutyLine(_line(duty.cited, day), _who(duty.who, lang), duty.force, duty.time_limits, items)


def _listed(one: CheckList, day: date | None, lang: Lang) -> DutyLine:
    items = tuple(_line(item, day) for item in one.items)
    return DutyLine(_line(one.lead, day), _who(one.who, lang), "none", one.limits, items)
