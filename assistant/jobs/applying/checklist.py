"""What an application takes: conditions, steps, documents and time limits, each with its clause; nothing is added."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date
from typing import TYPE_CHECKING

from assistant.answering.shelf import Edition
from assistant.errors import NotFoundError, UsageError, check_text
from assistant.jobs.applying.applies import applying, described
from assistant.jobs.applying.duties import cited, items, said, time_limits
from assistant.jobs.applying.roles import responsible
from assistant.jobs.applying.shapes import CheckList, Checklist, Part
from assistant.library.model import Clause
from assistant.library.status import today

if TYPE_CHECKING:
    from assistant.index.builds import Build

_PARTS: tuple[tuple[Part, re.Pattern[str]], ...] = (
    (
        "documents",
        re.compile(
            r"(?:提交|提供|附|递交|报送|准备).{0,12}(?:资料|材料|文件|证明)|(?:申请|申报)(?:资料|材料|文件)|documents?\b.{0,40}(?:submit|following)|submit.{0,40}following",
            re.I,
        ),
    ),
    ("steps", re.compile(r"流程|程序|步骤|环节|分[一二两三四五六七八\d]+步|\bsteps?\b|procedure", re.I)),
    ("conditions", re.compile(r"(?:具备|满足|符合|申报|申请)[^，。；]{0,12}条件|下列条件|\bconditions\b|eligib", re.I)),
)
_RULES = {"law", "rule", "act"}
_ORDER: tuple[Part, ...] = ("conditions", "steps", "documents", "time_limits")
_APPLICATION = re.compile(
    r"申请|受理|认证|证书|换证|审批|批准|评审|检查|监督|公示|报告|变更|appl|certif"
    r"|licen[cs]e|assess|approv|renew|valid|submit",
    re.I,
)


def checklist(build: Build, product: str, as_of: date | None = None) -> Checklist:
    """Return what an application for a product takes on a day, from the rules on it and those on any product.

    Raises:
        UsageError: nothing was chosen.
        NotFoundError: the library holds nothing on such an application.
    """
    check_text(product)
    if not product.strip():
        raise UsageError("Nothing was chosen: name a product or a document.")
    day = as_of or today()
    chosen = product if product in build.editions else build.links.edition_of(product, day)
    if chosen:
        rules = [described(build, chosen, day)]
    else:
        # Policies promise and explain; rules, laws and acts say what an application takes.
        found = applying(build, product, "", day)
        rules = [one for one in found if one.kind != "standard" and (one.why != "role" or one.kind in _RULES)]
    rules.sort(key=lambda one: one.why == "role")
    lists = [made for one in rules for made in _lists(Edition(build.edition(one.edition), build.clauses(one.edition)))]
    if chosen and not lists:
        raise NotFoundError(f"'{product[:60]}' says nothing of an application: choose a rule, a law or a product.")
    told = {one.lead.edition for one in lists}
    lists.sort(key=lambda one: _ORDER.index(one.part))
    return Checklist(
        build=build.id,
        as_of=day.isoformat(),
        product=product,
        editions=tuple(one.model_copy(update={"duties": ()}) for one in rules if one.edition in told),
        lists=tuple(lists),
        silent=tuple(part for part in _ORDER if not any(one.part == part for one in lists)),
    )


def _lists(edition: Edition) -> Iterator[CheckList]:
    for clause, text in said(edition):
        if _background(edition, clause):
            continue
        below = items(edition, clause, text)
        part = _part(edition, clause, text) if below else None
        if part:
            yield CheckList(
                part=part,
                lead=cited(edition, clause, text),
                who=responsible(text),
                items=below,
                limits=time_limits(text),
            )
        elif (limits := time_limits(text)) and _APPLICATION.search(f"{_title(edition, clause)} {text}"):
            yield CheckList(part="time_limits", lead=cited(edition, clause, text), who=responsible(text), limits=limits)


def _part(edition: Edition, clause: Clause, text: str) -> Part | None:
    """Tell of what a list is, by its opening and the title above it."""
    whole = f"{_title(edition, clause)} {text}"
    if not _APPLICATION.search(whole):
        return None
    return next((part for part, pattern in _PARTS if pattern.search(whole)), None)


def _title(edition: Edition, clause: Clause) -> str:
    return " ".join(filter(None, (clause.title, *(one.title for one in edition.ancestors(clause)[:1]))))


def _background(edition: Edition, clause: Clause) -> bool:
    """Tell whether a clause stands in an annex of explanations, which asks nothing of anybody."""
    return any(
        re.search(r"背景|说明|资料性|background|informative", one.title or "", re.I)
        for one in (clause, *edition.ancestors(clause))
        if one.kind == "annex"
    )
