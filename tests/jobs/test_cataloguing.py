"""The catalogue edited by the desk: what a person wrote around it stays."""

from __future__ import annotations

import difflib
from pathlib import Path

import pytest

from assistant.errors import UsageError
from assistant.index.manifest import file_sha256
from assistant.jobs.cataloguing import ChangedMeanwhileError, edit_catalogue
from assistant.library.catalogue import Catalogue

WRITTEN = """\
# What the PDFs cannot say.

[[edition]]
id = "chairs-2020"   # the first
title = "Chairs"
aliases = [
    "seats",  # as dealers say
    "stools",
]
replaces = []

# Tables below.

[[edition]]
id = "tables-2021"
effective = "2021"
fictional = true
"""


@pytest.fixture
def corpus(tmp_path: Path) -> Path:
    (tmp_path / "catalogue.toml").write_text(WRITTEN, "utf-8")
    return tmp_path


def changes(corpus: Path) -> list[str]:
    """Return the lines that came and went."""
    after = (corpus / "catalogue.toml").read_text("utf-8")
    told = difflib.unified_diff(WRITTEN.splitlines(), after.splitlines(), n=0, lineterm="")
    return [line for line in told if not line.startswith(("---", "+++", "@@"))]


def test_a_field_is_set_in_its_place_and_a_new_one_behind_the_last(corpus: Path) -> None:
    assert edit_catalogue(corpus, "chairs-2020", {"title": "Seats", "repealed": "2026-01-01"}) == ["title", "repealed"]
    assert changes(corpus) == ['-title = "Chairs"', '+title = "Seats"', '+repealed = "2026-01-01"']
    lines = (corpus / "catalogue.toml").read_text("utf-8").splitlines()
    assert lines.index('repealed = "2026-01-01"') < lines.index("# Tables below.")
    assert Catalogue.load(corpus).entry("chairs-2020").repealed == "2026-01-01"


def test_a_field_left_to_the_pdf_loses_its_line_only(corpus: Path) -> None:
    assert edit_catalogue(corpus, "tables-2021", {"effective": "", "fictional": True}) == ["effective"]
    assert changes(corpus) == ['-effective = "2021"']


def test_an_empty_list_says_none_over_what_is_printed_and_stays_when_others_change(corpus: Path) -> None:
    edit_catalogue(corpus, "chairs-2020", {"title": "Seats"})
    assert Catalogue.load(corpus).entry("chairs-2020").replaces == ()
    edit_catalogue(corpus, "tables-2021", {"replaces": ()})
    assert Catalogue.load(corpus).entry("tables-2021").replaces == ()
    edit_catalogue(corpus, "tables-2021", {"replaces": None})
    assert Catalogue.load(corpus).entry("tables-2021").replaces is None


def test_nothing_is_written_where_nothing_changes(corpus: Path) -> None:
    assert edit_catalogue(corpus, "tables-2021", {"effective": "2021", "fictional": True, "replaces": None}) == []
    assert edit_catalogue(corpus, "not-there", {"title": None, "number": ""}) == []
    assert changes(corpus) == []


def test_a_new_entry_stands_at_the_end_and_a_new_catalogue_begins_with_it(corpus: Path, tmp_path: Path) -> None:
    values = {
        "title": '灯 "L"',
        "aliases": tuple(f"a rather long other name {n}" for n in range(6)),
        "mandatory": False,
    }
    edit_catalogue(corpus, "lamps [1]", values)
    assert all(line.startswith("+") for line in changes(corpus))
    assert (corpus / "catalogue.toml").read_text("utf-8").startswith(WRITTEN + "\n[[edition]]\n")
    assert Catalogue.load(corpus).entry("lamps [1]").model_dump(exclude_none=True) == {"id": "lamps [1]", **values}
    (tmp_path / "other").mkdir()
    edit_catalogue(tmp_path / "other", "lamps", {"title": "Lamps"})
    assert (tmp_path / "other" / "catalogue.toml").read_text("utf-8") == '[[edition]]\nid = "lamps"\ntitle = "Lamps"\n'


def test_a_catalogue_changed_meanwhile_is_looked_at_first(corpus: Path) -> None:
    seen = file_sha256(corpus / "catalogue.toml")
    edit_catalogue(corpus, "tables-2021", {"title": "Tables"}, seen)
    with pytest.raises(ChangedMeanwhileError):
        edit_catalogue(corpus, "tables-2021", {"title": "Desks"}, seen)
    assert Catalogue.load(corpus).entry("tables-2021").title == "Tables"


@pytest.mark.parametrize(
    "values", [{"effective": "soon"}, {"kind": "novel"}, {"mandatory": "perhaps"}, {"unknown": "x"}]
)
def test_a_wrong_value_is_told_and_not_written(corpus: Path, values: dict[str, str]) -> None:
    with pytest.raises(UsageError, match=next(iter(values))):
        edit_catalogue(corpus, "chairs-2020", values)
    assert changes(corpus) == []
