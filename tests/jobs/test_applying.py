"""Who has to do what, what applies to a product and a role, and what an application takes; every line from a clause."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from datetime import date
from typing import Any

import pytest

from assistant.answering.shelf import Edition
from assistant.errors import NotFoundError, UsageError
from assistant.index.builds import Build, open_current
from assistant.jobs.applying.applies import applies
from assistant.jobs.applying.checklist import checklist
from assistant.jobs.applying.duties import duties, time_limits
from assistant.jobs.applying.roles import responsible, role_named
from assistant.library.folding import locate
from assistant.library.model import Clause, EditionRecord
from assistant.settings import Settings

DAY = date(2026, 11, 26)
EDITIONS = (
    "cgp-furniture-rule", "certification-regulations", "label-measures-2019", "label-measures-2025", "gb-18580-2017",
    "gb-18580-2025", "eu-ecolabel-paints",
)  # fmt: skip


@pytest.fixture(scope="module")
def build(indexed: Callable[[Sequence[str]], Settings]) -> Iterator[Build]:
    with open_current(indexed(EDITIONS).index) as build:
        yield build


@pytest.mark.parametrize(
    ("sentence", "who"),
    [
        ("认证机构应在申请资料齐全后3个工作日内给出评审结果。", ("body",)),
        ("认证委托人应向认证机构提出申请。", ("applicant",)),
        ("认证机构的资质应当由主管部门批准。", ("authority",)),
        ("The manufacturer shall keep the records for ten years.", ("maker",)),
        ("Records shall be kept by the importer.", ("importer",)),
        ("产品应当坚固。", ()),
    ],
)
def test_who_is_made_to_do_something(sentence: str, who: tuple[str, ...]) -> None:
    assert responsible(sentence) == who


@pytest.mark.parametrize(
    ("sentence", "limits"),
    [
        ("在变更后15日内报告，并在30日内处理。", ("15日内", "30日内")),
        ("证书的有效期为五年。", ("五年",)),
        ("应在有效期届满前90天内提出换证申请。", ("届满前90天内",)),
        ("本办法自2026年1月1日起施行。", ()),
        ("The decision is made within 30 working days of the application.", ("within 30 working days of",)),
    ],
)
def test_periods_are_found_and_dates_are_none(sentence: str, limits: tuple[str, ...]) -> None:
    assert time_limits(sentence) == limits


def test_an_item_for_some_only_is_theirs() -> None:
    def clause(key: str, text: str, **more: Any) -> Clause:
        path = tuple(key.split("/"))
        return Clause(
            **({"kind": "clause", "label": key, "page": 1, "end_page": 1} | more), key=key, path=path, text=text
        )

    given: dict[str, Any] = {
        "edition": "a", "document": "a", "file": "a.pdf", "sha256": "0", "pages": 1, "language": "zh", "kind": "rule",
    }  # fmt: skip
    edition = Edition(
        EditionRecord(**given, title="规则"),
        [
            clause("4", "委托人应提交下列资料：", force="shall"),
            clause("4/a", "申请书；", kind="item"),
            clause("4/b", "进口商申请的，提交合同。", kind="item"),
        ],
    )
    assert [(one.cited.key, one.who) for one in duties(edition)] == [("4", ("applicant",)), ("4/b", ("importer",))]
    assert [item.key for item in duties(edition, "applicant")[0].items] == ["4/a", "4/b"]


def test_what_binds_comes_first_and_what_has_ended_does_not_come(build: Build) -> None:
    found = applies(build, "家具", "applicant", DAY).documents
    assert [one.edition for one in found] == ["certification-regulations", "cgp-furniture-rule"]
    assert [one.binding for one in found] == ["mandatory", "unknown"]
    rule = found[1]
    assert (rule.why, rule.evidence.key if rule.evidence else "") == ("title", "1")
    assert rule.official_publisher
    assert any(duty.cited.key == "4/2" and len(duty.items) == 11 for duty in rule.duties)
    panels = {one.edition for one in applies(build, "人造板", "", DAY).documents}
    assert "gb-18580-2025" in panels
    assert "gb-18580-2017" not in panels
    assert "label-measures-2019" not in {one.edition for one in applies(build, "", "body", DAY).documents}


def test_every_line_is_quoted_from_its_clause(build: Build) -> None:
    lines = [duty.cited for one in applies(build, "家具", "body", DAY).documents for duty in one.duties]
    made = checklist(build, "家具", DAY)
    lines += [one for listed in made.lists for one in (listed.lead, *listed.items)]
    assert len(lines) > 20
    for line in lines:
        assert locate(line.quote, build.clause(line.edition, line.key).text) is not None


def test_what_an_application_takes(build: Build) -> None:
    made = checklist(build, "家具", DAY)
    own = [one for one in made.lists if one.lead.edition == "cgp-furniture-rule"]
    assert [(one.part, one.lead.key, len(one.items)) for one in own if one.items] == [
        ("steps", "3/1", 5),
        ("documents", "4/2", 11),
    ]
    limits = {one.lead.key: one.limits for one in own if one.part == "time_limits"}
    assert limits["4/3"] == ("3个工作日内",)
    assert limits["10/2"] == ("届满前90天内",)
    assert "5年" in limits["10"]


def test_the_library_says_nothing_where_it_holds_nothing(build: Build) -> None:
    made = checklist(build, "eu-ecolabel-paints", DAY)
    assert [one.part for one in made.lists if one.items] == ["steps"]
    assert "documents" in made.silent
    with pytest.raises(NotFoundError):
        checklist(build, "gb-18580-2025", DAY)
    with pytest.raises(UsageError, match="role"):
        applies(build, "", "astronaut", DAY)
    with pytest.raises(UsageError):
        applies(build, " ", "", DAY)
    assert role_named("认证机构").id == "body"
