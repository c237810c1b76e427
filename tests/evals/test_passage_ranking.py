import json
import subprocess
import sys
from pathlib import Path

import pytest

from evals.passages import average_precision, reciprocal_rank

PASSAGES = [
    {"id": "p1", "text": "A swing is inspected every month.", "title": "1", "group": "a"},
    {"id": "p2", "text": "Benches are painted green.", "title": "2", "group": "a"},
    {"id": "p3", "text": "座椅每年检查一次。", "title": "3", "group": "b"},
]
QUESTIONS = [
    {"id": "q1", "text": "How often is a swing inspected?", "relevant": ["p1"]},
    {"id": "q2", "text": "座椅多久检查一次？", "relevant": ["p3"]},
    {"id": "q3", "text": "Nothing is right here", "relevant": []},
]


def run(*args: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run([sys.executable, "-m", "evals.passages", *args], capture_output=True, text=True, check=False)


def test_the_command_prints_the_figures_of_the_contract(tmp_path: Path) -> None:
    for name, records in (("passages", PASSAGES), ("questions", QUESTIONS)):
        (tmp_path / name).write_text("\n".join(json.dumps(record) for record in records), "utf-8")
    files = ("--passages", str(tmp_path / "passages"), "--questions", str(tmp_path / "questions"))
    done = run(*files, "--folds", "5", "--cache", str(tmp_path / "v.sqlite"), "--json")
    assert done.returncode == 0, done.stderr
    report = json.loads(done.stdout)
    assert set(report) == {
        "passages", "questions", "recall@1", "recall@5", "recall@10", "recall@100", "map@10", "mrr@10", "index_seconds",
        "p50_ms", "p95_ms", "ranker", "ranker_trained_on",
    }  # fmt: skip
    assert (report["passages"], report["questions"]) == (3, 2)
    assert report["recall@1"] == report["mrr@10"] == 1.0


def test_a_file_that_is_no_jsonl_is_refused(tmp_path: Path) -> None:
    (tmp_path / "bad").write_text("{", "utf-8")
    done = run("--passages", str(tmp_path / "bad"), "--questions", str(tmp_path / "bad"))
    assert done.returncode == 2
    assert "line 1" in done.stderr
    assert "Traceback" not in done.stderr


def test_average_precision_worked_by_hand() -> None:
    assert average_precision(["a", "x", "b"], frozenset("ab")) == pytest.approx((1 + 2 / 3) / 2)
    assert average_precision(["a"], frozenset("abcdefghijkl")) == pytest.approx(1 / 10)
    assert reciprocal_rank(["x", "a"], frozenset("a")) == 0.5
    assert reciprocal_rank(["x"], frozenset("a")) == 0.0


def test_folds_fit_the_ranker_anew_on_the_others(tmp_path: Path) -> None:
    colours = ["green", "blue", "white", "brown", "black", "yellow"]
    passages = [
        {"id": one, "text": f"Benches painted {one} are inspected.", "title": "", "group": one} for one in colours
    ]
    asked = [{"id": one, "text": f"Which bench is {one}?", "relevant": [one]} for one in colours]
    for name, records in (("passages", passages), ("questions", asked)):
        (tmp_path / name).write_text("\n".join(json.dumps(record) for record in records), "utf-8")
    files = ("--passages", str(tmp_path / "passages"), "--questions", str(tmp_path / "questions"))
    done = run(*files, "--folds", "2", "--cache", str(tmp_path / "v.sqlite"), "--json")
    assert done.returncode == 0, done.stderr
    report = json.loads(done.stdout)
    assert (report["ranker"], report["ranker_trained_on"]) == ("trained", "the other folds of 2")
    assert report["recall@10"] == 1.0
