"""Documents told apart by their standing: the nation's or a province's, mandatory or voluntary."""

from __future__ import annotations

import pytest

from assistant.library.model import EditionRecord
from assistant.retrieval.levels import Standing


def record(edition: str, number: str | None, title: str) -> EditionRecord:
    return EditionRecord(
        edition=edition, document=edition, file=f"{edition}.pdf", sha256="0", pages=1, language="zh", kind="standard",
        number=number, title=title,
    )  # fmt: skip


RECORDS = {
    "nation": record("nation", "GB 90210—2023", "长椅 有害物质限量"),
    "voluntary": record("voluntary", "GB/T 90211—2021", "长椅 分级"),
    "guangdong": record("guangdong", "DB44/902—2019", "长椅 有害物质限量"),
    "zhejiang": record("zhejiang", None, "浙江省长椅管理办法"),
}


@pytest.mark.parametrize(
    ("question", "first"),
    [
        ("长椅国标的甲醛限量是多少？", {"nation", "voluntary"}),
        ("Which mandatory limit applies to benches?", {"nation"}),
        ("推荐性标准怎么分级？", {"voluntary"}),
        ("按地方标准，限量是多少？", {"guangdong"}),
        ("我们在广东，长椅的限量是多少？", {"guangdong"}),
        ("浙江怎么管长椅？", {"zhejiang"}),
    ],
)
def test_the_standing_asked_for_comes_first(question: str, first: set[str]) -> None:
    values = dict(zip(RECORDS, Standing(RECORDS).suits(question).tolist(), strict=True))
    assert {name for name in values if values[name] == max(values.values())} == first


def test_what_another_province_rules_stands_back() -> None:
    values = dict(zip(RECORDS, Standing(RECORDS).suits("我们厂在四川，限量是多少？").tolist(), strict=True))
    assert max(values["guangdong"], values["zhejiang"]) < 0
    assert values["nation"] == 0
