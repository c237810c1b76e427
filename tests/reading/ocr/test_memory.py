"""A dense scan of many pages stays within what reading one file may hold."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from assistant.reading import worker_process
from assistant.reading.worker import read_in_worker

A4_AT_200_DPI = (1654, 2339)
PAGES = 3


@pytest.fixture
def dense_scan(tmp_path: Path) -> Path:
    """Pages of short and long lines of blots: each length is a shape of its own to the engine."""
    draw, sheets = np.random.default_rng(3), []
    for page in range(PAGES):
        width, height = A4_AT_200_DPI[0] + 40 * page, A4_AT_200_DPI[1]
        sheet = np.full((height, width), 255, np.uint8)
        for top in range(120, height - 120, 44):
            for left in range(100, int(draw.integers(400, width - 100)), 26):
                sheet[top : top + 22, left : left + 20] = np.where(draw.random((22, 20)) < 0.5, 0, 255)
        sheets.append(Image.fromarray(sheet))
    sheets[0].save(tmp_path / "scan.pdf", save_all=True, append_images=sheets[1:], resolution=200)
    return tmp_path / "scan.pdf"


def test_a_dense_scan_is_read_in_little_memory(dense_scan: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(worker_process, "MOST_MEMORY", 1300 * 1024**2)
    assert read_in_worker(dense_scan, "always").pages == PAGES
