from pathlib import Path

import pytest

from evals.interruptions import interrupt


@pytest.mark.timeout(600)
def test_killed_starved_and_raced_the_last_build_answers_and_the_next_run_completes_and_flips_are_found(
    tmp_path: Path,
) -> None:
    bench = interrupt(tmp_path, kills=5, full_disks=3, races=3, flips=1)
    assert bench.wrong == []
    flipped = {what: count for what, count in bench.counts.items() if what.startswith("flipped")}
    assert flipped.keys() == {"flipped in a build", "flipped in a kept reading", "flipped in a kept vector"}
    assert sum(bench.counts.values()) - sum(flipped.values()) == 11
