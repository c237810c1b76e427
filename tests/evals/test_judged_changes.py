import json
from pathlib import Path

from assistant.revision.shapes import ClauseChange, Comparison
from evals.judged_changes import Judged, score_judged


def test_a_judged_change_counts_while_it_is_told(tmp_path: Path) -> None:
    told = tuple(ClauseChange(op="changed", kind="clause", old_key=key, new_key=key) for key in ("1", "2"))
    pairs = {("a", "b"): Comparison(old="a", new="b", language="zh", changes=told)}
    labels = [("1", True, "all"), ("2", False, "all"), ("3", False, "all"), ("1", True, "changed")]
    lines = [
        json.dumps({"old": "a", "new": "b", "op": "changed", "old_key": k, "new_key": k, "real": real, "drawn": drawn})
        for k, real, drawn in labels
    ]
    (tmp_path / "labels.jsonl").write_text("\n".join(lines), encoding="utf-8")
    assert score_judged(pairs, tmp_path / "labels.jsonl") == [Judged("all", 2, 1, 1), Judged("changed", 1, 1, 0)]
