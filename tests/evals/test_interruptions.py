from pathlib import Path

import pytest

from evals.interruptions import interrupt


@pytest.mark.timeout(600)
def test_killed_starved_and_raced_the_last_build_answers_and_the_next_run_completes(tmp_path: Path) -> None:
    bench = interrupt(tmp_path, kills=5, full_disks=3, races=3)
    assert bench.wrong == []
    assert sum(bench.counts.values()) == 11
