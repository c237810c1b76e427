"""A build beside the current one: looked at, published, discarded, overtaken."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from assistant.errors import BuildError, NotFoundError
from assistant.index.current import build_ids, builds_folder, current_id, writing
from assistant.jobs.impact import impact
from assistant.jobs.proposals import discard, is_stale, propose, proposed, publish
from assistant.jobs.refresh import refresh
from assistant.jobs.verify import verify
from assistant.settings import Settings


@pytest.fixture
def settings(corpus: Path, tmp_path: Path) -> Settings:
    """Return the settings of an index of one edition, to whose corpus another was added."""
    documents = tmp_path / "corpus"
    documents.mkdir()
    shutil.copy(corpus / "gb-18580-2017.pdf", documents)
    made = Settings(corpus=documents, index=tmp_path / "index", data=tmp_path / "data")
    refresh(documents, made.index, settings=made)
    shutil.copy(corpus / "gb-18580-2025.pdf", documents)
    return made


def test_a_proposal_changes_nothing_until_it_is_published(settings: Settings) -> None:
    index, before = settings.index, current_id(settings.index)
    report = propose(settings)
    assert report.documents == {"added": 1, "changed": 0, "removed": 0, "unchanged": 1}
    assert current_id(index) == before
    waiting = proposed(index)
    assert waiting is not None
    assert (waiting.build, waiting.before, waiting.report) == (report.build, before, report)
    told = impact(settings, report.build)
    assert {(one.op, one.edition) for one in told.editions} >= {("added", "gb-18580-2025")}
    publish(index, report.build, 5)
    assert current_id(index) == report.build
    assert proposed(index) is None
    assert verify(settings).ok


def test_a_discarded_proposal_leaves_no_trace(settings: Settings) -> None:
    index, before = settings.index, build_ids(settings.index)
    build = propose(settings).build
    discard(index, build)
    assert build_ids(index) == before
    assert proposed(index) is None
    assert [path.name for path in builds_folder(index).iterdir()] == before
    with pytest.raises(NotFoundError):
        publish(index, build, 5)


def test_a_new_proposal_takes_the_place_of_the_one_before(settings: Settings) -> None:
    first, second = propose(settings).build, propose(settings).build
    waiting = proposed(settings.index)
    assert waiting is not None
    assert waiting.build == second
    assert len(build_ids(settings.index)) == 2
    with pytest.raises(NotFoundError):
        publish(settings.index, first if first != second else "none", 5)


def test_nothing_is_proposed_where_nothing_has_changed(settings: Settings) -> None:
    refresh(settings.corpus, settings.index, settings=settings)
    assert propose(settings).build == current_id(settings.index)
    assert proposed(settings.index) is None


def test_a_proposal_that_was_overtaken_is_not_published(settings: Settings) -> None:
    build = propose(settings).build
    current = refresh(settings.corpus, settings.index, settings=settings, anew=True).build
    waiting = proposed(settings.index)
    assert waiting is not None
    assert is_stale(settings.index, waiting)
    with pytest.raises(BuildError, match="has become current since"):
        publish(settings.index, build, 5)
    assert current_id(settings.index) == current


def test_publishing_waits_for_nobody(settings: Settings) -> None:
    before, build = current_id(settings.index), propose(settings).build
    with writing(settings.index), pytest.raises(BuildError, match="Another process"):
        publish(settings.index, build, 5)
    publish(settings.index, build, 1)
    assert build_ids(settings.index) == [before, build]


def test_the_first_build_may_be_proposed_too(corpus: Path, tmp_path: Path) -> None:
    (tmp_path / "corpus").mkdir()
    shutil.copy(corpus / "gb-18580-2017.pdf", tmp_path / "corpus")
    settings = Settings(corpus=tmp_path / "corpus", index=tmp_path / "index", data=tmp_path / "data")
    build = propose(settings).build
    assert current_id(settings.index) is None
    publish(settings.index, build, 5)
    assert current_id(settings.index) == build
