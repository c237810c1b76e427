"""What all tests share: where the real documents are, and that leaving their tests out is said aloud."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

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
