"""A reading that is killed leaves nothing behind: no process, no half-written file."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from tests.reading.hostile import SLOW_KINDS


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="looks into /proc")
@pytest.mark.parametrize("how", [signal.SIGTERM, signal.SIGKILL, signal.SIGINT])
def test_a_killed_reading_leaves_no_process_and_no_file(how: signal.Signals, tmp_path: Path) -> None:
    (tmp_path / "docs").mkdir()
    (tmp_path / "tmp").mkdir()
    # Where the tests run in the background, interrupts are ignored, and by what they start as well.
    signal.signal(signal.SIGINT, signal.default_int_handler)
    (tmp_path / "docs" / "slow.pdf").write_bytes(SLOW_KINDS["three million glyphs"]())
    command = [
        sys.executable,
        "-m",
        "assistant.cli",
        "index",
        str(tmp_path / "docs"),
        "--index",
        str(tmp_path / "index"),
    ]
    running = subprocess.Popen(command, env=os.environ | {"TMPDIR": str(tmp_path / "tmp")}, stderr=subprocess.PIPE)
    workers: list[int] = []
    while not workers:
        time.sleep(0.1)
        workers = workers_of(running.pid)
    running.send_signal(how)
    _, complaint = running.communicate(timeout=20)
    assert running.returncode != 0
    assert b"Traceback" not in complaint
    for _ in range(100):
        if not any(Path(f"/proc/{worker}").exists() for worker in workers):
            break
        time.sleep(0.05)
    assert not any(Path(f"/proc/{worker}").exists() for worker in workers)
    left = [path.name for path in (tmp_path / "tmp", tmp_path / "index") for path in path.rglob("*") if path.is_file()]
    assert set(left) <= {".lock"}


def workers_of(parent: int) -> list[int]:
    """Return the processes that a process has started."""
    found = []
    for folder in Path("/proc").glob("[0-9]*"):
        try:
            stat = (folder / "stat").read_text(encoding="ascii", errors="replace")
        except OSError:
            continue
        if int(stat.rpartition(")")[2].split()[1]) == parent:
            found.append(int(folder.name))
    return found
