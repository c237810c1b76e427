import json
import shutil
from pathlib import Path

import pytest
import typst

from assistant.answering.ask import Asker
from assistant.errors import BuildError
from assistant.index.builds import open_current
from assistant.jobs.impact import Impact, changed_values, impact
from assistant.jobs.recording import record
from assistant.jobs.refresh import refresh
from assistant.jobs.verify import verify
from assistant.settings import Settings

SHEET = r"""
#set document(title: "Garden chairs")
= Garden chairs
1 Scope \
This document applies to chairs that stand in gardens all year round.

2 Limits \
2.1 Lead in the paint of a garden chair shall not exceed LIMIT mg/kg.

2.2 A garden chair shall bear a load for one hour without any lasting change.
MORE
"""


def typeset(path: Path, limit: str, more: str = "") -> None:
    path.write_bytes(typst.compile(SHEET.replace("LIMIT", limit).replace("MORE", more).encode()))


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    made = Settings(corpus=tmp_path / "docs", index=tmp_path / "index", data=tmp_path / "data")
    made.corpus.mkdir()
    typeset(made.corpus / "chairs.pdf", "90")
    refresh(made.corpus, made.index, settings=made)
    return made


def after(settings: Settings, **more: Path) -> Impact:
    refresh(settings.corpus, settings.index, settings=settings)
    return impact(settings, **more)


def test_a_replaced_pdf_tells_its_changed_clauses_limits_answers_and_questions(
    settings: Settings, tmp_path: Path
) -> None:
    assert (impact(settings).before, impact(settings).clauses) == (None, ())
    with open_current(settings.index) as build:
        answer = Asker(build, settings).ask("How much lead may the paint of a garden chair contain?")
        assert [cited.key for cited in answer.citations] == ["2/1"]
        record(settings, build, answer, "command")
    asked = tmp_path / "questions.jsonl"
    places = {"lead": ["2", "1"], "load": ["2", "2"]}
    lines = [json.dumps({"id": one, "evidence": [{"edition": "chairs", "path": path}]}) for one, path in places.items()]
    asked.write_text("\n".join(lines), "utf-8")
    typeset(settings.corpus / "chairs.pdf", "50", "\n2.3 A garden chair shall not rust.\n")
    told = after(settings, questions=asked)
    assert [(one.op, one.edition) for one in told.editions] == [("changed", "chairs")]
    assert [(one.op, one.key) for one in told.clauses] == [("changed", "2/1"), ("added", "2/3")]
    assert [(one.old, one.new, one.unit) for one in told.clauses[0].values] == [
        ("not exceed 90 mg/kg", "not exceed 50 mg/kg", "mg/kg")
    ]
    assert [(one.number, one.why) for one in told.answers] == [(1, ("chairs 2/1 has changed",))]
    assert told.questions == ("lead",)
    assert verify(settings).ok


def test_a_renamed_file_is_told_as_renamed_and_its_clauses_as_the_same(settings: Settings) -> None:
    (settings.corpus / "chairs.pdf").rename(settings.corpus / "seats.pdf")
    told = after(settings)
    assert [(one.op, one.old, one.new) for one in told.editions] == [("renamed", "chairs", "seats")]
    assert told.clauses == ()


def test_a_change_of_status_and_an_edition_that_came_or_went(settings: Settings) -> None:
    shutil.copy(settings.corpus / "chairs.pdf", settings.corpus / "copy.pdf")
    (settings.corpus / "catalogue.toml").write_text('[[edition]]\nid = "chairs"\nrepealed = "2020-01-01"\n', "utf-8")
    told = after(settings)
    assert {(one.op, one.edition, one.new) for one in told.editions} == {
        ("added", "copy", None),
        ("status", "chairs", "repealed"),
    }
    (settings.corpus / "copy.pdf").unlink()
    assert [(one.op, one.edition) for one in after(settings).editions] == [("removed", "copy")]


def test_a_damaged_build_does_not_keep_a_whole_one_from_taking_its_place(settings: Settings) -> None:
    with open_current(settings.index) as build:
        library = build.folder / "library.sqlite"
    library.write_bytes(b"nothing")
    refresh(settings.corpus, settings.index, settings=settings, anew=True)
    assert impact(settings).clauses == ()
    with pytest.raises(BuildError, match="no-such"):
        impact(settings, "no-such")


def test_figures_are_compared_where_the_units_are_the_same() -> None:
    told = changed_values("至少 28 d，≤0.12 mg/m³", "至少 28 d，≤0.08 mg/m³")
    assert [(one.old, one.new, one.direction) for one in told] == [("≤0.12 mg/m³", "≤0.08 mg/m³", "stricter")]
    assert changed_values("28 d", "0.08 mg/m³") == ()
    assert [(one.old, one.new) for one in changed_values("有效期为五年。", "有效期为六年。")] == [("五年", "六年")]
