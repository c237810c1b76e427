"""What all tests share: where the real documents are, and that leaving their tests out is said aloud."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Sequence
from pathlib import Path

import pytest

from assistant.settings import Settings

SHARED = os.environ.get("ASSISTANT_SHARED")


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Deselect tests on real documents where their folder is not named."""
    if SHARED:
        return
    left_out = [item for item in items if item.get_closest_marker("shared")]
    items[:] = [item for item in items if not item.get_closest_marker("shared")]
    config.hook.pytest_deselected(items=left_out)


def pytest_report_header() -> str:
    """Say whether the tests on real documents run."""
    return f"real documents: {SHARED or 'left out; name their folder by ASSISTANT_SHARED to run their tests'}"


@pytest.fixture(scope="session")
def shared() -> Path:
    """Return the folder of real documents."""
    assert SHARED, "mark this test with @pytest.mark.shared"
    return Path(SHARED)


@pytest.fixture(scope="session")
def corpus() -> Path:
    """Return the folder of the demonstration corpus."""
    return Path(__file__).parent.parent / "corpus"


@pytest.fixture(scope="session")
def indexed(corpus: Path, tmp_path_factory: pytest.TempPathFactory) -> Callable[[Sequence[str]], Settings]:
    """Return what indexes some editions of the demonstration corpus in a folder of their own."""
    from assistant.jobs.refresh import refresh

    def index(editions: Sequence[str]) -> Settings:
        folder = tmp_path_factory.mktemp("library")
        documents = folder / "corpus"
        documents.mkdir()
        for edition in editions:
            shutil.copy(corpus / f"{edition}.pdf", documents)
        shutil.copy(corpus / "catalogue.toml", documents)
        settings = Settings(corpus=documents, index=folder / "index", data=folder / "data")
        refresh(documents, settings.index, settings=settings)
        return settings

    return index
